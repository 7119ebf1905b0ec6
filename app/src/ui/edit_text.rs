//! The way from a page to where its texts are written anew, for those who may.

use super::views::views;
use crate::http::visit::Visit;
use entity::{
    address::Address,
    permission::{Action, Facts},
    site_text::SiteText,
};
use leptos::prelude::*;

/// The texts of a page that the visitor may write anew; none for anybody else.
pub struct EditText(Vec<SiteText>);

impl EditText {
    pub fn of(visit: &Visit, texts: &[SiteText]) -> Self {
        match visit.ctx.authorise(Action::EditTexts, &Facts::default()) {
            Ok(()) => Self(texts.to_vec()),
            Err(_) => Self(Vec::new()),
        }
    }

    /// A link for each.
    pub fn view(&self) -> AnyView {
        views(self.0.iter().map(|&text| {
            let name = wording::site_text(text);
            view! {
                <p>
                    <a href=Address::SiteText(text)
                        .to_string()>"Modifier ce texte" <span class="fr-hint-text">{format!(" – {name}")}</span></a>
                </p>
            }
            .into_any()
        }))
    }
}
