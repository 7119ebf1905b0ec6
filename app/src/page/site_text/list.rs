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
use entity::{address::Address, site_text::SiteText};
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
    let of = |is: fn(SiteText) -> bool| {
        let cards = texts.iter().filter(|text| is(text.text));
        views(cards.map(|text| view! { <OneText text /> }.into_any()))
    };
    view! {
        <h1>"Textes du site"</h1>
        <p>
            "Chaque texte se modifie ici, avec un aperçu. Toutes les versions sont gardées\u{202f}; le texte \
             d’origine, livré avec le site, se rétablit d’un geste."
        </p>
        <h2>"Aide et accueil"</h2>
        <Cards>{of(|text| !text.is_legal() && text.mail().is_none())}</Cards>
        <h2>"Pages légales"</h2>
        <Cards>{of(SiteText::is_legal)}</Cards>
        <h2>"Courriels"</h2>
        <p>
            "Ce que le site écrit aux personnes et aux collectivités. Chaque page donne les champs du courriel, entre \
             accolades. Un texte que le site ne saurait plus remplir cède la place à celui d’origine."
        </p>
        <Cards>{of(|text| text.mail().is_some())}</Cards>
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
