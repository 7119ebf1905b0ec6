//! The batches that are decided on together: how an address names one, and the links to them.

use crate::{
    http::fields::Fields,
    ui::{field::HiddenField, views::views},
};
use entity::{
    address::{Address, Link},
    campaign::{AssessedBy, Authority, Call, Campaign, Envelope},
    form_field,
    id::ProjectId,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::decision::Batch;
use wording::count;

/// Which batch is decided on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct BatchParams {
    pub enveloppe: String,
    pub vague: String,
    departement: String,
    projet: String,
}

impl BatchParams {
    /// As a form carries it.
    pub fn of(fields: &Fields) -> Self {
        Self {
            enveloppe: fields.text(form_field::BATCH_ENVELOPE),
            vague: fields.text(form_field::BATCH_WAVE),
            departement: fields.text(form_field::DEPARTEMENT),
            projet: fields.text(form_field::BATCH_PROJECT),
        }
    }

    /// As the query takes it.
    pub fn batch(&self) -> Batch {
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Batch {
            envelope: self.enveloppe.clone(),
            wave: self.vague.parse().ok(),
            departement: some(&self.departement),
            project: self.projet.parse().ok(),
        }
    }

    /// The fields that carry it, in an address or in a form.
    pub fn fields(&self) -> [(&'static str, &str); 4] {
        [
            ("enveloppe", &self.enveloppe),
            ("vague", &self.vague),
            ("departement", &self.departement),
            ("projet", &self.projet),
        ]
    }

    /// The address of its ranking.
    pub fn address(&self) -> Link {
        let [(name, envelope), others @ ..] = self.fields();
        let ranking = Address::Ranking.with(name, envelope);
        others.into_iter().fold(ranking, |ranking, (name, value)| ranking.with(name, value))
    }
}

/// A batch that can be decided on, and what it is called.
pub struct NamedBatch {
    batch: BatchParams,
    name: String,
    /// Whether one officer decides, in a table of their own.
    by_officer: bool,
}

impl NamedBatch {
    fn new(batch: BatchParams, name: String) -> Self {
        Self { batch, name, by_officer: false }
    }

    /// The address where it is decided.
    fn address(&self) -> Link {
        match self.by_officer {
            true => Address::OfficerTable.with("enveloppe", &self.batch.enveloppe),
            false => self.batch.address(),
        }
    }
}

/// The batches of who looks: of a prefecture, those of its département; of the programme, those of each wave, and of
/// each project that waits for pilots.
pub fn batches(campaign: &Campaign, prefecture: Option<&str>, pilots: &[(ProjectId, usize)]) -> Vec<NamedBatch> {
    let called = campaign.envelopes.iter().filter(|envelope| envelope.call.is_some());
    called.flat_map(|envelope| batches_of(envelope, prefecture, pilots)).collect()
}

fn batches_of(envelope: &Envelope, prefecture: Option<&str>, pilots: &[(ProjectId, usize)]) -> Vec<NamedBatch> {
    let (title, whole) = (&envelope.title, BatchParams { enveloppe: envelope.code.clone(), ..BatchParams::default() });
    match (envelope.call, envelope.decided_by, prefecture) {
        (Some(Call::Pilot), _, None) => {
            let of_project = |(project, waiting): &(ProjectId, usize)| {
                let waiting = count(*waiting as u64, "expérimentation à décider", "expérimentations à décider");
                let batch = BatchParams { projet: project.to_string(), ..whole.clone() };
                NamedBatch::new(batch, format!("{title} : {waiting}"))
            };
            pilots.iter().map(of_project).collect()
        }
        (_, Authority::Prefect, Some(departement)) => {
            let batch = BatchParams { departement: departement.to_owned(), ..whole };
            let by_officer = envelope.assessed_by == AssessedBy::Officer;
            vec![NamedBatch { by_officer, ..NamedBatch::new(batch, title.clone()) }]
        }
        (_, Authority::State, None) if envelope.waves.is_empty() => {
            vec![NamedBatch::new(whole, title.clone())]
        }
        (_, Authority::State, None) => {
            let of_wave = |wave: usize| {
                let batch = BatchParams { vague: wave.to_string(), ..whole.clone() };
                NamedBatch::new(batch, format!("{title}, vague {wave}"))
            };
            (1..=envelope.waves.len()).map(of_wave).collect()
        }
        (_, Authority::State, Some(_)) | (_, Authority::Prefect, None) => Vec::new(),
    }
}

/// The hidden fields of a form that carry a batch.
#[component]
pub fn BatchFields<'a>(batch: &'a BatchParams) -> AnyView {
    views(batch.fields().into_iter().map(|(name, value)| view! { <HiddenField name value /> }.into_any()))
}

/// Links to the batches that can be decided on.
#[component]
pub fn BatchLinks<'a>(batches: &'a [NamedBatch]) -> AnyView {
    let links = views(batches.iter().map(|batch| {
        view! {
            <li>
                <a href=batch.address().to_string()>{batch.name.clone()}</a>
            </li>
        }
        .into_any()
    }));
    view! {
        <h2>"Classer et décider"</h2>
        <ul>{links}</ul>
    }
    .into_any()
}
