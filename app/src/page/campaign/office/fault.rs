//! What a campaign that is being written still lacks, each with the way to where it is mended.

use crate::{
    page::about::legal,
    ui::{
        alert::{Alert, Tone},
        views::views,
    },
};
use entity::{
    address::Address,
    campaign::Fault,
    campaign_outline::{Place, page_of},
    id::CampaignDraftId,
    legal::{LegalFault, UnfinishedText},
};
use leptos::prelude::*;
use serde_json::Value;
use wording::{campaign_outline as words, count};

/// The most that are listed: the first ones often bring the others.
const MOST: usize = 30;

/// What is said of one.
struct Line {
    address: String,
    of: String,
    why: String,
}

#[component]
pub fn Faults<'a>(id: CampaignDraftId, content: &'a Value, faults: &'a [Fault]) -> AnyView {
    if faults.is_empty() {
        return view! { <p>"Rien ne manque\u{a0}: la campagne peut être reprise."</p> }.into_any();
    }
    let more = faults.len().saturating_sub(MOST) as u64;
    let more = (more > 0).then(|| view! { <p>{count(more, "autre point", "autres points")} "."</p> });
    let lines = faults.iter().take(MOST).map(|fault| line(id, content, fault));
    let lines = views(lines.map(|Line { address, of, why }| {
        view! {
            <li>
                <a href=address>{of}</a>
                "\u{a0}: "
                {why}
            </li>
        }
        .into_any()
    }));
    view! {
        <p>{count(faults.len() as u64, "point reste à corriger", "points restent à corriger")} "."</p>
        <ul>{lines}</ul>
        {more}
    }
    .into_any()
}

fn line(id: CampaignDraftId, content: &Value, fault: &Fault) -> Line {
    let address = match page_of(content, &fault.path) {
        Some(page) => format!("{}#{}", Address::CampaignDraftPlace(id, page), fault.path),
        None => format!("{}#{}", Address::CampaignDraft(id), fault.path),
    };
    Line { address, of: name_of(content, &fault.path), why: fault.why.clone() }
}

/// A place by its labels, from the outside in: « Enveloppe « Co-construction », montant ».
pub fn name_of(content: &Value, path: &str) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut at = String::new();
    for key in path.split('.').filter(|key| !key.is_empty()) {
        at = if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") };
        let Some(place) = Place::find(content, &at) else { break };
        let is_entry = key.bytes().all(|byte| byte.is_ascii_digit());
        let (label, _) = words::label(place.called.0, place.called.1);
        match is_entry {
            true => {
                // The list's own name says no more than its entry's.
                names.pop();
                let number = key.parse::<usize>().map_or(0, |at| at + 1);
                let title = place.value.and_then(entity::campaign_outline::title);
                names.push(title.map_or_else(
                    || format!("{label} n°\u{a0}{number}"),
                    |title| format!("{label} «\u{202f}{title}\u{202f}»"),
                ));
            }
            false => names.push(label.to_owned()),
        }
    }
    match names.is_empty() {
        true => "Campagne".to_owned(),
        false => names.join(", "),
    }
}

/// Said where a campaign is to be looked at that still lacks something.
#[component]
pub fn NotComplete() -> AnyView {
    view! {
        <Alert tone=Tone::Info>
            <p>"La campagne n’est pas complète\u{a0}: corrigez d’abord ce qui manque."</p>
        </Alert>
    }
    .into_any()
}

/// The legal pages over which no campaign opens, each with the way to it; nothing where all are fit to be read.
#[component]
pub fn LegalFaults<'a>(unfinished: &'a [UnfinishedText]) -> AnyView {
    if unfinished.is_empty() {
        return ().into_any();
    }
    let lines = views(unfinished.iter().map(|one| {
        let (address, name) = legal::named(one.page);
        let why = match &one.fault {
            LegalFault::Empty => "elle ne dit rien.".to_owned(),
            LegalFault::Placeholder(found) => {
                format!("il y reste à écrire ce que seul l’exploitant sait («\u{202f}{found}\u{202f}»).")
            }
        };
        view! {
            <li>
                <a href=address.to_string()>{name}</a>
                "\u{a0}: "
                {why}
            </li>
        }
        .into_any()
    }));
    view! {
        <Alert tone=Tone::Warning title="Avant d’ouvrir">
            <p>"Aucune campagne n’ouvre tant que ces pages du site ne sont pas prêtes."</p>
            <ul>{lines}</ul>
        </Alert>
    }
    .into_any()
}
