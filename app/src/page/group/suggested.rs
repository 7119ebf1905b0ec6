//! « Votre groupement en un clic » : whom the lead could invite so that an envelope's condition is met, a button a set.

use crate::ui::{
    act::{Button, Weight},
    card::{CardItem, Cards},
    field::{HiddenField, PostForm},
    form::Form,
    views::views,
};
use entity::{complement::Nearness, form_field};
use leptos::prelude::*;
use server::group::suggestion::{Guest, SuggestedSet, Suggestion};
use wording::{count, number};

/// A set that is so much longer than the shortest is of no help.
const LONGER_AT_MOST: usize = 3;

/// The sets of each envelope; nothing where nothing lacks.
#[component]
pub fn Suggested<'a>(suggestions: &'a [Suggestion], form: &'a Form) -> AnyView {
    if suggestions.is_empty() {
        return ().into_any();
    }
    let envelopes = views(suggestions.iter().map(|suggestion| {
        let shortest = suggestion.sets.iter().map(|set| set.guests.len()).min().unwrap_or(0);
        let near = suggestion.sets.iter().filter(|set| set.guests.len() <= shortest + LONGER_AT_MOST);
        let sets = views(near.map(|set| view! { <Set set form /> }.into_any()));
        view! {
            <h4>{format!("Pour «\u{202f}{}\u{202f}»", suggestion.title)}</h4>
            <Cards>{sets}</Cards>
        }
        .into_any()
    }));
    view! {
        <h3 id="suffire">"Qui inviter pour être éligible"</h3>
        <p class="fr-hint-text">
            "D’abord celles qui ont le même besoin, puis les plus proches. Chaque habitant est compté une fois."
        </p>
        {envelopes}
    }
    .into_any()
}

#[component]
fn Set<'a>(set: &'a SuggestedSet, form: &'a Form) -> AnyView {
    let guests = views(set.guests.iter().map(|guest| view! { <li>{guest_line(guest)}</li> }.into_any()));
    let sirens = views(set.guests.iter().map(|guest| {
        view! { <HiddenField name=form_field::SIREN value=guest.addition.siren.to_string() /> }.into_any()
    }));
    let (title, label) = match set.guests.as_slice() {
        [guest] => (format!("Une seule suffit\u{a0}: {}", guest.name), "Inviter".to_owned()),
        guests => (format!("Ces {} collectivités suffisent", guests.len()), format!("Inviter les {}", guests.len())),
    };
    let reached = format!("Le groupement compterait {}.", count(set.population, "habitant", "habitants"));
    let named = format!(" : {}", set.guests.iter().map(|guest| &*guest.name).collect::<Vec<_>>().join(", "));
    view! {
        <CardItem>
            <p>
                <strong>{title}</strong>
            </p>
            <ul>{guests}</ul>
            <p>{reached}</p>
            <PostForm form>
                {sirens} <Button weight=Weight::Secondary>{label} <span class="fr-sr-only">{named}</span></Button>
            </PostForm>
        </CardItem>
    }
    .into_any()
}

/// Who it is, why it is proposed, and what it adds.
fn guest_line(guest: &Guest) -> String {
    let why = match guest.addition.nearness {
        Nearness::Supporter => "a le même besoin",
        Nearness::Neighbour => "proche",
        Nearness::Farther => "proche d’une collectivité qui a le même besoin",
    };
    let adds = match (guest.addition.adds, guest.addition.departement_powers) {
        (0, true) => "apporte un département".to_owned(),
        (adds, true) => format!("apporte un département et {} habitants", number(adds)),
        (adds, false) => format!("ajoute {}", count(adds, "habitant", "habitants")),
    };
    format!("{} ({why}) {adds}", guest.name)
}
