//! What is looked for, and what was found.

use crate::ui::found::asked_page;
use entity::{
    address::{Address, Link},
    search_text::SearchText,
};
use serde::Deserialize;
use server::{
    campaign::loaded::StoredCampaign,
    reference::{Reference, search::Found},
    search::{
        Kind,
        hit::{Narrowing, Section},
    },
};
use std::sync::Arc;

/// What is looked for, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    pub texte: SearchText,
    /// The code of a kind; empty for all of them.
    pub genre: SearchText,
    pub theme: SearchText,
    pub region: SearchText,
    pub departement: SearchText,
    pub etat: SearchText,
    pub page: SearchText,
}

/// How addresses call the kind that the index of collectivités answers for.
pub const COLLECTIVITIES: &str = "collectivites";

impl Search {
    pub fn narrowing(&self) -> Narrowing {
        Narrowing {
            theme: self.theme.to_string(),
            region: self.region.to_string(),
            departement: self.departement.to_string(),
            state: self.etat.to_string(),
        }
    }

    /// The same words among one kind.
    pub fn of_kind(&self, kind: &str) -> Link {
        Address::Search.with("texte", &self.texte).with("genre", kind)
    }

    /// Another page of what was found.
    pub fn address(&self, page: u64) -> Link {
        let address = self
            .of_kind(self.genre.as_str())
            .with("theme", &self.theme)
            .with("region", &self.region)
            .with("departement", &self.departement)
            .with("etat", &self.etat);
        if page > 1 { address.with("page", page) } else { address }
    }
}

/// What the page shows.
pub struct SearchPage {
    pub search: Search,
    /// The kind that is looked for alone.
    pub kind: Option<Kind>,
    pub campaign: Arc<StoredCampaign>,
    pub reference: Arc<Reference>,
    /// What was found, by kind; one kind where it is looked for alone.
    pub sections: Vec<Section>,
}

impl SearchPage {
    /// Whether collectivités are shown, beside other kinds or alone.
    fn shows_collectivities(&self) -> bool {
        self.search.genre.is_empty() || self.only_collectivities()
    }

    pub fn only_collectivities(&self) -> bool {
        self.search.genre.as_str() == COLLECTIVITIES
    }

    /// The collectivités of the page that is asked for.
    pub fn collectivities(&self) -> Option<Found<'_>> {
        let page = asked_page(&self.search.page);
        (self.shows_collectivities() && !self.search.texte.is_empty())
            .then(|| self.reference.search(&self.search.texte, page))
    }

    /// Whether something holds all that was typed.
    pub fn is_found(&self) -> bool {
        let collectivities = self.collectivities().is_some_and(|found| found.total > 0);
        collectivities || self.sections.iter().any(|section| !section.nearest && section.total > 0)
    }
}
