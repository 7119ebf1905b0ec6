//! Choosing through whose eyes a campaign is looked at.

use crate::ui::{
    act::{Button, Weight},
    field::SearchField,
    found::{self, FoundPages},
    views::views,
};
use entity::{address::Address, search_text::SearchText, siren::Siren};
use leptos::prelude::*;
use server::reference::{Hit, Reference};
use std::sync::Arc;
use uuid::Uuid;
use wording::count;

/// How the address names the prefecture's eyes.
pub const PREFECTURE: &str = "prefecture";

/// Whose eyes one looks through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eyes {
    Collectivity(Siren),
    Prefecture,
}

/// Whose eyes are offered, and what was looked for among the others.
pub struct Look {
    pub id: Uuid,
    pub reference: Arc<Reference>,
    /// A small commune, the largest intercommunalité, a département.
    pub examples: Vec<Siren>,
    pub eyes: Eyes,
    pub text: SearchText,
    pub page: SearchText,
}

impl Look {
    /// Who looks.
    pub fn name(&self) -> String {
        match self.eyes {
            Eyes::Collectivity(siren) => self.name_of(&siren),
            Eyes::Prefecture => "une préfecture".to_owned(),
        }
    }

    fn name_of(&self, siren: &Siren) -> String {
        let inhabitants = count(self.reference.figures(siren).population, "habitant", "habitants");
        format!("{} ({inhabitants})", self.reference.name(siren))
    }
}

/// The eyes that are offered, and the search of any other collectivité.
#[component]
pub fn LookAs<'a>(look: &'a Look) -> AnyView {
    let of = |siren: &Siren| {
        let eyes = Eyes::Collectivity(*siren);
        (eyes, look.name_of(siren), Address::CampaignPreview(look.id).with("siren", siren).to_string())
    };
    let prefecture = Address::CampaignPreview(look.id).with("comme", PREFECTURE).to_string();
    let prefecture = (Eyes::Prefecture, "Une préfecture".to_owned(), prefecture);
    let all = look.examples.iter().map(of).chain([prefecture]);
    let links = views(all.map(|(eyes, name, href)| {
        let current = (eyes == look.eyes).then_some("true");
        view! {
            <li>
                <a href=href aria-current=current>
                    {name}
                </a>
            </li>
        }
        .into_any()
    }));
    let found = (!look.text.is_empty()).then(|| view! { <Results look /> });
    view! {
        <h2>"Par les yeux de qui"</h2>
        <ul>{links}</ul>
        <form
            method="get"
            action=Address::CampaignPreview(look.id).to_string()
            role="search"
            aria-label="Une autre collectivité"
            class="t-search"
        >
            <SearchField
                name="chercher"
                label="Une autre collectivité"
                help="Nom, code postal, code INSEE ou SIREN"
                value=look.text.to_string()
            />
            <Button weight=Weight::Secondary>"Chercher"</Button>
        </form>
        {found}
    }
    .into_any()
}

#[component]
fn Results<'a>(look: &'a Look) -> AnyView {
    let found = look.reference.search(&look.text, found::asked_page(&look.page));
    let (page, pages) = (found.page, found.pages);
    let hits = views(found.hits.iter().filter_map(|hit| {
        let Hit::Collectivity { collectivity, .. } = hit else { return None };
        let href = Address::CampaignPreview(look.id).with("siren", collectivity.siren).to_string();
        let item = view! {
            <li>
                <a href=href>{collectivity.name.clone()}</a>
                ", "
                {found::place(&look.reference, hit)}
            </li>
        };
        Some(item.into_any())
    }));
    let address =
        |page: usize| Address::CampaignPreview(look.id).with("chercher", &look.text).with("suite", page).to_string();
    view! {
        <p role="status">{found::sentence(look.text.as_str(), found.total, page, pages)}</p>
        <ul>{hits}</ul>
        <FoundPages page pages address />
    }
    .into_any()
}
