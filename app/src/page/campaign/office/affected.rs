//! Whom the change of a campaign that runs concerns, said before it is confirmed.

use crate::ui::views::views;
use leptos::prelude::*;
use server::campaign::affected::Affected;
use wording::count;

/// How many of each kind of thing, how many collectivités and people; and that they are told.
#[component]
pub fn Concerned<'a>(affected: &'a Affected) -> AnyView {
    let parts = [
        (affected.need_drafts, "brouillon de besoin", "brouillons de besoin"),
        (affected.groups, "groupement en cours", "groupements en cours"),
        (affected.mandates, "mandat de vote", "mandats de vote"),
        (affected.applications, "candidature en cours", "candidatures en cours"),
    ];
    let lines = parts.iter().filter(|(some, ..)| *some > 0).map(|(some, one, several)| {
        let said = count(*some as u64, one, several);
        view! { <li>{said}</li> }.into_any()
    });
    let lines = views(lines);
    let told = match affected.people.len() {
        0 => "Des dates ou des montants changent\u{202f}; personne n’a encore rien commencé qui en dépende.".to_owned(),
        people => format!(
            "Des dates ou des montants changent. {} de {} en seront averties, une fois, quand le changement prendra \
             effet\u{a0}; elles ont commencé\u{a0}:",
            count(people as u64, "personne", "personnes"),
            count(affected.collectivities.len() as u64, "collectivité", "collectivités"),
        ),
    };
    view! {
        <h3>"Qui est concerné"</h3>
        <p>{told}</p>
        <ul>{lines}</ul>
    }
    .into_any()
}
