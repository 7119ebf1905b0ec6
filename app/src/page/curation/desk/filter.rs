//! The form by which the needs of the desk are narrowed.

use super::search::{ALL, DeskSearch, JOINED, MINE};
use crate::ui::{
    act::{Actions, Button, Details},
    field::{FilterField, SearchField},
    here::here,
    need_search::NeedSearch,
};
use entity::{
    address::Address,
    curation::{NOBODY, Standing},
    id::PersonId,
};
use leptos::prelude::*;
use server::{campaign::loaded::StoredCampaign, reference::Reference};

/// What one may choose from: codes and labels.
pub struct Filters {
    themes: Vec<(String, String)>,
    regions: Vec<(String, String)>,
    departements: Vec<(String, String)>,
    curators: Vec<(String, String)>,
}

impl Filters {
    pub fn of(campaign: &StoredCampaign, reference: &Reference, curators: &[(PersonId, String)]) -> Self {
        let departements = reference.departements().iter();
        Self {
            themes: campaign.spec.themes.iter().map(|theme| (theme.code.clone(), theme.label.clone())).collect(),
            regions: reference.regions().iter().map(|area| (area.code.clone(), area.name.clone())).collect(),
            departements: departements
                .map(|area| (area.code.clone(), format!("{} ({})", area.name, area.code)))
                .collect(),
            curators: curators.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(),
        }
    }
}

/// Values and labels, as a list offers them.
fn options(pairs: impl IntoIterator<Item = (&'static str, &'static str)>) -> Vec<(String, String)> {
    pairs.into_iter().map(|(value, label)| (value.to_owned(), label.to_owned())).collect()
}

/// Where needs stand.
fn standings() -> Vec<(String, String)> {
    let listed = Standing::ALL.iter().filter(|standing| **standing != Standing::Gone);
    let more = [(JOINED, "Réunis à d’autres"), (ALL, "Tous les besoins")];
    options(listed.map(|standing| (standing.code(), wording::standing(*standing))).chain(more))
}

/// The form of the filters.
#[component]
pub fn NeedFilters<'a>(search: &'a DeskSearch, filters: &'a Filters) -> AnyView {
    let sorts = options([("habitants", "Le plus d’habitants"), ("recents", "Les plus récents")]);
    let NeedSearch { texte, theme, tri, .. } = &search.need;
    view! {
        <form
            method="get"
            action=here(Address::Curation)
            role="search"
            aria-label="Filtrer les besoins à trier"
            class="t-filters t-filters--search t-filters--desk"
        >
            <SearchField name="texte" label="Mots recherchés" value=texte.as_str() />
            <FilterField
                name="theme"
                label="Thème"
                empty="Tous"
                options=filters.themes.clone()
                chosen=theme.as_str()
            />
            <FilterField name="etat" label="État" empty="À trier" options=standings() chosen=search.etat.as_str() />
            <FilterField name="tri" label="Trier par" empty="Les plus soutenus" options=sorts chosen=tri.as_str() />
            <MoreFilters search filters />
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

/// The filters that are needed less: place, programme, whose, supports. Open where one of them narrows the list.
#[component]
fn MoreFilters<'a>(search: &'a DeskSearch, filters: &'a Filters) -> AnyView {
    let NeedSearch { region, departement, programme, .. } = &search.need;
    let supports =
        options([("1", "1 soutien au moins"), ("3", "3 soutiens"), ("5", "5 soutiens"), ("10", "10 soutiens")]);
    let mut curators = options([(MINE, "À moi"), (NOBODY, "À personne")]);
    curators.extend(filters.curators.iter().cloned());
    let narrows = [region, departement, programme, &search.a, &search.soutiens];
    let open = narrows.iter().any(|text| !text.is_empty());
    view! {
        <Details summary="Autres filtres" open>
            <div class="t-filters t-filters--search">
                <FilterField
                    name="region"
                    label="Région"
                    empty="Toutes"
                    options=filters.regions.clone()
                    chosen=region.as_str()
                />
                <FilterField
                    name="departement"
                    label="Département"
                    empty="Tous"
                    options=filters.departements.clone()
                    chosen=departement.as_str()
                />
                <FilterField
                    name="programme"
                    label="Programme"
                    empty="Tous"
                    options=wording::programme_options()
                    chosen=programme.as_str()
                />
                <FilterField name="a" label="Confiés" empty="À quiconque" options=curators chosen=search.a.as_str() />
                <FilterField
                    name="soutiens"
                    label="Soutiens"
                    empty="Sans minimum"
                    options=supports
                    chosen=search.soutiens.as_str()
                />
            </div>
        </Details>
    }
    .into_any()
}
