//! What the needs of the desk are narrowed to, as it stands in the address.

use crate::ui::{
    act::{Actions, Button},
    field::{FilterField, SearchField},
    here::here,
};
use entity::{
    address::{Address, Link},
    page_number::PageNumber,
    programme::Programme,
    search_text::SearchText,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    campaign::loaded::StoredCampaign,
    need::filter::{Filter, Sort},
    reference::Reference,
};

/// The filters of the desk.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    texte: SearchText,
    theme: SearchText,
    region: SearchText,
    departement: SearchText,
    programme: SearchText,
    tri: SearchText,
    page: SearchText,
}

impl Search {
    pub fn filter(&self) -> Filter {
        Filter {
            text: self.texte.clone(),
            theme: self.theme.to_string(),
            region: self.region.to_string(),
            departement: self.departement.to_string(),
            programme: Programme::from_code(self.programme.as_str()),
            sort: match self.tri.as_str() {
                "recents" => Sort::Latest,
                "habitants" => Sort::Inhabitants,
                _ => Sort::Best,
            },
            page: PageNumber::read(self.page.as_str()),
        }
    }

    /// The address of another page under the same filters.
    pub fn address(&self, page: u64) -> Link {
        let address = Address::Curation
            .with("texte", &self.texte)
            .with("theme", &self.theme)
            .with("region", &self.region)
            .with("departement", &self.departement)
            .with("programme", &self.programme)
            .with("tri", &self.tri);
        if page > 1 { address.with("page", page) } else { address }
    }
}

/// What one may choose from: codes and labels.
pub struct Filters {
    themes: Vec<(String, String)>,
    regions: Vec<(String, String)>,
    departements: Vec<(String, String)>,
}

impl Filters {
    pub fn of(campaign: &StoredCampaign, reference: &Reference) -> Self {
        let departements = reference.departements().iter();
        Self {
            themes: campaign.spec.themes.iter().map(|theme| (theme.code.clone(), theme.label.clone())).collect(),
            regions: reference.regions().iter().map(|area| (area.code.clone(), area.name.clone())).collect(),
            departements: departements
                .map(|area| (area.code.clone(), format!("{} ({})", area.name, area.code)))
                .collect(),
        }
    }
}

/// The form of the filters.
#[component]
pub fn NeedFilters<'a>(search: &'a Search, filters: &'a Filters) -> AnyView {
    let sorts = vec![
        ("habitants".to_owned(), "Le plus d’habitants".to_owned()),
        ("recents".to_owned(), "Les plus récents".to_owned()),
    ];
    let Search { theme, region, departement, programme, tri, .. } = search;
    let Filters { themes, regions, departements } = filters;
    let programmes = wording::programme_options();
    view! {
        <form
            method="get"
            action=here(Address::Curation)
            role="search"
            aria-label="Filtrer les besoins à trier"
            class="t-filters t-filters--search"
        >
            <SearchField name="texte" label="Mots recherchés" value=search.texte.as_str() />
            <FilterField name="theme" label="Thème" empty="Tous" options=themes.clone() chosen=theme.as_str() />
            <FilterField name="region" label="Région" empty="Toutes" options=regions.clone() chosen=region.as_str() />
            <FilterField
                name="departement"
                label="Département"
                empty="Tous"
                options=departements.clone()
                chosen=departement.as_str()
            />
            <FilterField name="programme" label="Programme" empty="Tous" options=programmes chosen=programme.as_str() />
            <FilterField name="tri" label="Trier par" empty="Les plus soutenus" options=sorts chosen=tri.as_str() />
            <Actions>
                <Button>"Filtrer"</Button>
                <a class="fr-link" href=here(Address::Curation)>
                    "Tout afficher"
                </a>
            </Actions>
        </form>
    }
    .into_any()
}
