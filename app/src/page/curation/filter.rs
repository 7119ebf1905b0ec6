//! The form by which the needs of the desk are narrowed.

use crate::ui::{
    act::{Actions, Button},
    field::{FilterField, SearchField},
    here::here,
    need_search::NeedSearch,
};
use entity::address::Address;
use leptos::prelude::*;
use server::{campaign::loaded::StoredCampaign, reference::Reference};

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
pub fn NeedFilters<'a>(search: &'a NeedSearch, filters: &'a Filters) -> AnyView {
    let sorts = vec![
        ("habitants".to_owned(), "Le plus d’habitants".to_owned()),
        ("recents".to_owned(), "Les plus récents".to_owned()),
    ];
    let NeedSearch { theme, region, departement, programme, tri, .. } = search;
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
