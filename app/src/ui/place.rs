//! Names of places, and how many live there.

use super::locator::Locator;
use entity::siren::Siren;
use leptos::prelude::*;
use server::reference::Reference;
use wording::number;

/// A collectivité's name with its département, such as « Figeac (46) ».
pub fn place(reference: &Reference, siren: &Siren) -> String {
    match reference.find(siren) {
        Some(found) => match &found.departement {
            Some(departement) => format!("{} ({departement})", found.name),
            None => found.name.clone(),
        },
        None => siren.to_string(),
    }
}

/// The same, with where it lies on the map.
#[component]
pub fn Place<'a>(reference: &'a Reference, siren: &'a Siren) -> AnyView {
    let departement = reference.find(siren).and_then(|found| found.departement.clone()).unwrap_or_default();
    view! {
        <Locator departement=&departement />
        {place(reference, siren)}
    }
    .into_any()
}

/// `n` habitants, from the database's integer.
pub fn inhabitants(population: i64) -> String {
    format!("{} habitants", number(u64::try_from(population).unwrap_or(0)))
}
