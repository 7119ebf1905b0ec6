//! The texts of the site that may be written anew.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        badge::Badge,
        card::{Card, Cards},
        frame::{Frame, Page},
        views::views,
    },
};
use entity::address::Address;
use leptos::prelude::*;
use server::site_text::{self, Editable};
use wording::time;

/// The page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let texts = site_text::list(&visit.ctx).await?;
    Ok(Frame::new("Textes du site").render(&visit, || view! { <Texts texts=&texts /> }.into_any()))
}

#[component]
fn Texts<'a>(texts: &'a [Editable]) -> AnyView {
    let of = |legal: bool| {
        let cards = texts.iter().filter(|text| text.text.is_legal() == legal);
        views(cards.map(|text| view! { <OneText text /> }.into_any()))
    };
    view! {
        <h1>"Textes du site"</h1>
        <p>
            "Chaque texte se modifie ici, avec un aperçu. Toutes les versions sont gardées\u{202f}; le texte \
             d’origine, livré avec le site, se rétablit d’un geste."
        </p>
        <h2>"Aide et accueil"</h2>
        <Cards>{of(false)}</Cards>
        <h2>"Pages légales"</h2>
        <Cards>{of(true)}</Cards>
    }
    .into_any()
}

#[component]
fn OneText<'a>(text: &'a Editable) -> AnyView {
    let badge = match text.is_origin {
        true => view! { <Badge label="Texte d’origine" /> },
        false => view! { <Badge label="Modifié" /> },
    };
    let by = text.by.as_ref().map(|(name, at)| format!("{name}, le {}", time::moment(*at)).into_any());
    let meta = [Some(badge.into_any()), by].into_iter().flatten().collect();
    view! { <Card href=Address::SiteText(text.text).to_string() title=wording::site_text(text.text) meta /> }.into_any()
}
