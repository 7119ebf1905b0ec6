//! What narrows the desk: the fields of its address, and the form that fills them.

use crate::ui::here::here;
use crate::ui::{
    act::{Actions, Button},
    field::{FilterField, SearchField},
};
use entity::{
    address::Address,
    application::ApplicationState,
    campaign::{Authority, Campaign, Envelope},
    page_number::PageNumber,
    search_text::SearchText,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::application::query::Filter;

/// What the desk may carry in its address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct QueryParams {
    enveloppe: SearchText,
    etat: SearchText,
    vague: SearchText,
    texte: SearchText,
    page: SearchText,
}

impl QueryParams {
    /// As the query takes it.
    pub fn filter(&self) -> Filter {
        Filter {
            envelope: self.enveloppe.to_string(),
            state: ApplicationState::from_code(self.etat.as_str()),
            wave: self.vague.as_str().parse().ok(),
            text: self.texte.clone(),
            page: PageNumber::read(self.page.as_str()),
        }
    }

    /// The same list as a table.
    pub fn table(&self) -> String {
        let table = Address::DeskTable.with("enveloppe", &self.enveloppe).with("etat", &self.etat);
        table.with("vague", &self.vague).with("texte", &self.texte).to_string()
    }

    /// The address of a page of the same list.
    pub fn address(&self, page: u64) -> String {
        let desk = Address::Desk.with("enveloppe", &self.enveloppe).with("etat", &self.etat);
        desk.with("vague", &self.vague).with("texte", &self.texte).with("page", page).to_string()
    }
}

/// What there is to choose from: values and labels.
pub struct Choices {
    envelopes: Vec<(String, String)>,
    states: Vec<(String, String)>,
    waves: Vec<(String, String)>,
}

impl Choices {
    /// Among the envelopes on which who looks decides.
    pub fn among(envelopes: &[&Envelope]) -> Self {
        let called = envelopes.iter().filter(|envelope| envelope.call.is_some());
        let state = |state: &ApplicationState| wording::application_state(*state).to_owned();
        let most = envelopes.iter().map(|envelope| envelope.waves.len()).max().unwrap_or(0);
        Self {
            envelopes: called.map(|envelope| (envelope.code.clone(), envelope.title.clone())).collect(),
            states: ApplicationState::ALL.iter().map(|one| (one.code().to_owned(), state(one))).collect(),
            waves: (1..=most).map(|wave| (wave.to_string(), format!("Vague {wave}"))).collect(),
        }
    }
}

/// The envelopes on which prefectures decide, or the others.
pub fn decided_by_prefects(campaign: &Campaign, prefects: bool) -> Vec<&Envelope> {
    campaign.envelopes.iter().filter(|one| (one.decided_by == Authority::Prefect) == prefects).collect()
}

/// The form that narrows the list.
#[component]
pub fn Filters<'a>(params: &'a QueryParams, choices: &'a Choices) -> AnyView {
    let Choices { envelopes, states, waves } = choices;
    let wave = (!waves.is_empty()).then(|| {
        let (options, chosen) = (waves.clone(), params.vague.to_string());
        view! { <FilterField name="vague" label="Vague" empty="Toutes" options chosen /> }
    });
    view! {
        <form method="get" action=here(Address::Desk) class="t-filters" role="search">
            <FilterField
                name="enveloppe"
                label="Enveloppe"
                empty="Toutes"
                options=envelopes.clone()
                chosen=params.enveloppe.to_string()
            />
            <FilterField name="etat" label="État" empty="Tous" options=states.clone() chosen=params.etat.to_string() />
            {wave}
            <SearchField name="texte" label="Titre ou numéro" value=params.texte.to_string() />
            <Actions>
                <Button>"Filtrer"</Button>
            </Actions>
        </form>
    }
    .into_any()
}
