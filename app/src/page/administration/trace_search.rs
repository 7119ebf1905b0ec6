//! What one looks for in the trace: as an address holds it, and its form.

use crate::ui::{
    act::{Actions, Button},
    field::FilterField,
};
use entity::{
    address::{Address, Link},
    search_text::SearchText,
    siren::Siren,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::audit::Search;

/// What is asked for, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct QueryParams {
    acte: SearchText,
    siren: SearchText,
    personne: SearchText,
    objet: SearchText,
    reference: SearchText,
    avant: SearchText,
}

impl QueryParams {
    /// As the trace is searched.
    pub fn search(&self) -> Search {
        Search {
            kind: self.acte.to_string(),
            siren: Siren::parse(self.siren.as_str()).ok(),
            person: self.personne.as_str().parse().ok(),
            subject: self.objet.to_string(),
            request: self.reference.to_string(),
            before: self.avant.as_str().parse().ok(),
        }
    }

    /// The same search at an address, from its first act, or from the one before a position.
    pub fn at(&self, address: Address, before: Option<i64>) -> Link {
        address
            .with("acte", &self.acte)
            .with("siren", &self.siren)
            .with("personne", &self.personne)
            .with("objet", &self.objet)
            .with("reference", &self.reference)
            .with("avant", before.map(|before| before.to_string()).unwrap_or_default())
    }
}

/// The form of a search, sent to `address`; `everybodys` where whose acts they are can be chosen.
#[component]
pub fn SearchForm<'a>(params: &'a QueryParams, #[prop(into)] address: String, everybodys: bool) -> AnyView {
    let kinds = wording::EVENTS.iter().map(|(code, name)| ((*code).to_owned(), (*name).to_owned()));
    let whose = everybodys.then(|| {
        view! {
            <SearchLine name="siren" label="SIREN de la collectivité" value=&params.siren />
            <SearchLine name="personne" label="Numéro de la personne" value=&params.personne />
        }
    });
    view! {
        <form method="get" action=address class="t-filters" role="search">
            <FilterField
                name="acte"
                label="Acte"
                empty="Tous les actes"
                options=kinds.collect()
                chosen=params.acte.as_str()
            />
            {whose}
            <SearchLine name="objet" label="Objet (numéro ou SIREN)" value=&params.objet />
            <SearchLine name="reference" label="Référence de la requête" value=&params.reference />
            <Actions>
                <Button>"Chercher"</Button>
            </Actions>
        </form>
    }
    .into_any()
}

/// A line of the form: an identifier, typed or pasted.
#[component]
fn SearchLine<'a>(name: &'static str, label: &'static str, value: &'a SearchText) -> AnyView {
    view! {
        <div class="fr-input-group">
            <label class="fr-label" for=name>
                {label}
            </label>
            <input
                class="fr-input"
                id=name
                name=name
                value=value.to_string()
                autocapitalize="none"
                enterkeyhint="search"
            />
        </div>
    }
    .into_any()
}
