//! What a list of needs is narrowed to and how it is ordered, as it stands in the address of the list and of the desk.

use entity::{
    address::{Address, Link},
    page_number::PageNumber,
    programme::Programme,
    search_text::SearchText,
};
use serde::Deserialize;
use server::need::filter::{Filter, Sort};

/// The filters of a list of needs.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NeedSearch {
    pub texte: SearchText,
    pub theme: SearchText,
    pub region: SearchText,
    pub departement: SearchText,
    pub programme: SearchText,
    pub tri: SearchText,
    pub page: SearchText,
}

impl NeedSearch {
    /// As the query of the list takes it.
    pub fn filter(&self) -> Filter {
        Filter {
            text: self.texte.clone(),
            theme: self.theme.to_string(),
            region: self.region.to_string(),
            departement: self.departement.to_string(),
            programme: Programme::from_code(self.programme.as_str()),
            sort: match self.tri.as_str() {
                "soutiens" => Sort::Supports,
                "habitants" => Sort::Inhabitants,
                "recents" => Sort::Latest,
                _ => Sort::Best,
            },
            page: PageNumber::read(self.page.as_str()),
        }
    }

    /// Whether anything but words narrows or orders the list.
    pub fn is_narrowed(&self) -> bool {
        [&self.theme, &self.region, &self.departement, &self.programme, &self.tri].iter().any(|text| !text.is_empty())
    }

    /// The address of another page of a list under the same filters.
    pub fn address(&self, list: Address, page: u64) -> Link {
        let address = list
            .with("texte", &self.texte)
            .with("theme", &self.theme)
            .with("region", &self.region)
            .with("departement", &self.departement)
            .with("programme", &self.programme)
            .with("tri", &self.tri);
        if page > 1 { address.with("page", page) } else { address }
    }
}
