//! The rehearsal of the vote: what its rule would select on ballots drawn at random.

use crate::ui::table::{Cell, Head, Row, Table};
use leptos::prelude::*;
use server::frozen_rule::{DRAWN_BALLOTS, DRAWS, Rehearsal};
use wording::{euros, number};

/// What would be spent on ballots drawn at random; nothing where nothing was rehearsed.
#[component]
pub fn RehearsalSection<'a>(rehearsal: &'a [Rehearsal]) -> AnyView {
    if rehearsal.is_empty() {
        return ().into_any();
    }
    let rows = rehearsal.iter().map(|one| {
        let increment = one.increment.map(|by| format!("augmentée par pas de {}", cents(u64::from(by) * 100)));
        let (least, most) = one.selected;
        Row::new([
            Cell::head(increment.unwrap_or_else(|| "inchangée".to_owned())),
            Cell::number(range(number(least as u64), number(most as u64))),
            Cell::number(range(cents(one.spent.0), cents(one.spent.1))),
        ])
    });
    let heads = vec![Head::new("Part de chacun"), Head::number("Projets retenus"), Head::number("Montant engagé")];
    view! {
        <h2>"Répétition générale"</h2>
        <p>
            {format!(
                "Le vote est dépouillé sur des bulletins tirés au hasard : {DRAWS} tirages de {DRAWN_BALLOTS} \
                 bulletins, de un à cinq projets chacun. Elle montre ce qui serait engagé, et si augmenter \
                 la part de chacun, comme la règle le fait pour dépenser le reste, y change beaucoup. Elle ne \
                 prédit pas le vote.",
            )}
        </p>
        <Table id="repetition" caption="Bulletins tirés au hasard" heads rows=rows.collect() />
    }
    .into_any()
}

/// An amount of a frozen rule, which holds cents.
pub fn cents(amount: u64) -> String {
    euros(i64::try_from(amount).unwrap_or(i64::MAX))
}

/// `from à to`, or one figure when both are the same.
fn range(from: String, to: String) -> String {
    if from == to { from } else { format!("{from} à {to}") }
}
