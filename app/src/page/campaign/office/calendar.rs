//! The calendar of a campaign that is being written: what each date opens and closes, in Paris time, with the nights on
//! which the clocks change.

use crate::ui::table::{Cell, Head, Row, Table};
use chrono::NaiveDate;
use entity::{
    calendar::{Phase, clock_changes, is_summer_time},
    campaign_outline::title,
};
use leptos::prelude::*;
use serde_json::Value;
use wording::time;

/// The most dates that are told: those of a campaign with waves without end are on their own pages.
const MOST: usize = 100;

/// Something that happens at the beginning or the end of a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    day: NaiveDate,
    /// In the order of a day: the night's change, what opens, what closes.
    moment: Moment,
    what: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    Opens,
    Changes,
    Closes,
}

/// What each date of a campaign opens and closes; nothing as long as none is set.
#[component]
pub fn CalendarTold<'a>(content: &'a Value) -> AnyView {
    let told = told(content);
    if told.is_empty() {
        return ().into_any();
    }
    let rows = told.iter().take(MOST).map(|told| Row::new([Cell::head(when(told)), Cell::new(told.what.clone())]));
    let heads = vec![Head::new("Quand, à l’heure de Paris"), Head::new("Ce qui se passe")];
    view! {
        <h2>"Ce que chaque date ouvre et ferme"</h2>
        <p>"Tel qu’enregistré. Le dernier jour compte en entier."</p>
        <Table id="dates" caption="Dates de la campagne" hidden=true heads rows=rows.collect() />
    }
    .into_any()
}

/// `31 mars 2027 à 23 h 59, heure d’été`.
fn when(told: &Told) -> String {
    let season = |day| if is_summer_time(day) { "heure d’été" } else { "heure d’hiver" };
    let day = time::date(told.day);
    match told.moment {
        Moment::Opens => format!("{day} à 0\u{a0}h\u{a0}00, {}", season(told.day)),
        Moment::Changes => format!("Nuit du {day}"),
        Moment::Closes => format!("{day} à 23\u{a0}h\u{a0}59, {}", season(told.day.succ_opt().unwrap_or(told.day))),
    }
}

fn told(content: &Value) -> Vec<Told> {
    let mut told = Vec::new();
    for &phase in Phase::ALL {
        let (opens, closes) = effects(phase);
        add(&mut told, content["calendar"].get(phase.code()), opens.to_owned(), closes.to_owned());
    }
    for envelope in content["envelope"].as_array().into_iter().flatten() {
        let name = title(envelope).unwrap_or_else(|| "une enveloppe".to_owned());
        for (wave, number) in envelope["wave"].as_array().into_iter().flatten().zip(1..) {
            let opens = format!("La vague {number} de «\u{202f}{name}\u{202f}» s’ouvre aux candidatures.");
            let closes = format!("La vague {number} de «\u{202f}{name}\u{202f}» est close.");
            add(&mut told, Some(wave), opens, closes);
        }
    }
    let days = told.iter().map(|one| one.day);
    let (first, last) = (days.clone().min(), days.max());
    for change in first.zip(last).map(|(first, last)| clock_changes(first, last)).unwrap_or_default() {
        let what = match change.to_summer {
            true => "Passage à l’heure d’été\u{a0}: à 2\u{a0}h il est 3\u{a0}h. Les dates restent à minuit.",
            false => "Passage à l’heure d’hiver\u{a0}: à 3\u{a0}h il est 2\u{a0}h. Les dates restent à minuit.",
        };
        told.push(Told { day: change.day, moment: Moment::Changes, what: what.to_owned() });
    }
    told.sort();
    told
}

/// The days of a period that are set.
fn add(told: &mut Vec<Told>, period: Option<&Value>, opens: String, closes: String) {
    let day = |key| period?.get(key)?.as_str()?.parse::<NaiveDate>().ok();
    told.extend(day("opens").map(|day| Told { day, moment: Moment::Opens, what: opens }));
    told.extend(day("until").map(|day| Told { day, moment: Moment::Closes, what: closes }));
}

/// What a phase opens and closes.
fn effects(phase: Phase) -> (&'static str, &'static str) {
    match phase {
        Phase::Census => (
            "Recensement\u{a0}: les collectivités publient leurs besoins, soutiennent ceux des autres, forment des \
             groupements.",
            "Fin du recensement\u{a0}: plus de besoin ni de soutien nouveau. Les groupements continuent.",
        ),
        Phase::Selection => (
            "Vote\u{a0}: chaque collectivité dépose son bulletin. La règle doit être figée avant.",
            "Fin du vote\u{a0}: plus aucun bulletin n’est déposé ni remplacé, et le résultat est dépouillé.",
        ),
        Phase::Application => (
            "Candidatures\u{a0}: les enveloppes sans vague s’ouvrent jusqu’à la fin de la phase, les autres à leurs \
             dates.",
            "Fin des candidatures\u{a0}: plus de dossier nouveau, et les groupements ne changent plus.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_dates_that_are_set_are_told_in_their_order_with_the_clocks() {
        let content = json!({
            "calendar": { "census": { "opens": "2027-01-11", "until": "2027-03-31" }, "selection": { "opens": "?" } },
            "envelope": [{ "title": "Écoles", "wave": [{ "opens": "2027-02-01" }] }],
        });
        let told: Vec<(String, String)> = told(&content).iter().map(|one| (when(one), one.what.clone())).collect();
        let whens: Vec<&str> = told.iter().map(|(when, _)| when.as_str()).collect();
        assert_eq!(
            whens,
            [
                "11\u{a0}janvier 2027 à 0\u{a0}h\u{a0}00, heure d’hiver",
                "1er\u{a0}février 2027 à 0\u{a0}h\u{a0}00, heure d’hiver",
                "Nuit du 28\u{a0}mars 2027",
                "31\u{a0}mars 2027 à 23\u{a0}h\u{a0}59, heure d’été",
            ]
        );
        assert!(told[1].1.contains("vague 1 de «\u{202f}Écoles\u{202f}»"), "{told:?}");
        assert!(super::told(&json!({})).is_empty());
    }
}
