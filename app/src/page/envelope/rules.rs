//! The rules of an envelope: what it pays, to whom, and who decides.

use super::source::source_of;
use crate::ui::{
    figures::{Definitions, entry},
    views::views,
};
use entity::campaign::{Authority, Call, Campaign, Envelope, Item};
use leptos::prelude::*;
use wording::euros;

/// The rules of an envelope, in words.
pub struct Rules {
    /// Each rule with its name.
    rules: Vec<(&'static str, String)>,
    /// What can be ordered.
    items: Vec<Item>,
}

impl Rules {
    pub fn of(campaign: &Campaign, envelope: &Envelope) -> Self {
        let places = envelope.places.map(|places| format!("{places} par projet"));
        let mut rules = vec![
            ("Ce qui est payé", pays(envelope)),
            ("Montant", bounds(envelope)),
            ("Aides publiques cumulées", public_funding(envelope)),
            ("Qui peut candidater", applicants(envelope)),
            ("Critères d’évaluation", criteria(envelope)),
            ("Sujets", envelope.topics.join(", ")),
            ("Places", places.unwrap_or_default()),
            ("Décision", decides(envelope).to_owned()),
            ("D’où vient l’argent", wording::capitalised(&source_of(campaign, envelope))),
        ];
        rules.retain(|(_, text)| !text.is_empty());
        Self { rules, items: envelope.items.clone() }
    }
}

fn pays(envelope: &Envelope) -> String {
    match (envelope.call, envelope.subsidy_percent) {
        (Some(Call::Catalogue), _) => "un forfait par élément du catalogue".to_owned(),
        (Some(Call::Pilot), None) => "les dépenses de l’expérimentation, sur le coût du projet".to_owned(),
        (_, Some(percent)) => format!("{percent} % des dépenses éligibles"),
        (_, None) => "la totalité des dépenses éligibles".to_owned(),
    }
}

fn bounds(envelope: &Envelope) -> String {
    let amount = |whole: u32| euros(i64::from(whole) * 100);
    match (envelope.floor, envelope.ceiling) {
        (Some(floor), Some(ceiling)) => format!("de {} à {} par dossier", amount(floor), amount(ceiling)),
        (None, Some(ceiling)) => format!("jusqu’à {} par dossier", amount(ceiling)),
        (Some(floor), None) => format!("à partir de {} par dossier", amount(floor)),
        (None, None) => String::new(),
    }
}

fn public_funding(envelope: &Envelope) -> String {
    match envelope.subsidy_percent {
        Some(_) => format!(
            "au plus {} % des dépenses éligibles, toutes aides publiques comprises",
            envelope.public_funding_percent
        ),
        None => String::new(),
    }
}

fn applicants(envelope: &Envelope) -> String {
    let condition = envelope.eligibility.as_ref().filter(|_| envelope.call != Some(Call::Pilot));
    let condition = condition.map_or_else(|| "toute collectivité".to_owned(), wording::condition);
    wording::capitalised(&condition)
}

fn criteria(envelope: &Envelope) -> String {
    let criteria = envelope.criteria.iter().map(|one| match one.weight {
        1 => one.title.clone(),
        weight => format!("{} (coefficient {weight})", one.title),
    });
    criteria.collect::<Vec<_>>().join(", ")
}

fn decides(envelope: &Envelope) -> &'static str {
    match envelope.decided_by {
        Authority::Prefect => "le préfet de votre département",
        Authority::State => "l’équipe du programme",
    }
}

/// The rules, each with its name.
#[component]
pub fn RulesOfEnvelope<'a>(rules: &'a Rules) -> AnyView {
    let mut entries: Vec<_> = rules.rules.iter().map(|(name, text)| entry(*name, text.clone())).collect();
    if !rules.items.is_empty() {
        entries.push(entry("Catalogue", view! { <Catalogue items=&rules.items /> }));
    }
    view! { <Definitions entries /> }.into_any()
}

#[component]
fn Catalogue<'a>(items: &'a [Item]) -> AnyView {
    let items =
        views(items.iter().map(|item| {
            view! { <li>{item.label.clone()} " : " {euros(i64::from(item.amount) * 100)}</li> }.into_any()
        }));
    view! { <ul>{items}</ul> }.into_any()
}
