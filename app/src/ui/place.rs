//! Names of places, and how many live there.

use super::{html_writer::HtmlWriter, locator::locator};
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
    let mut html = HtmlWriter::default();
    let found = reference.find(siren);
    locator(&mut html, found.and_then(|found| found.departement.as_deref()).unwrap_or_default());
    html.text(place(reference, siren));
    html.into_view()
}

/// `n` habitants, from the database's integer.
pub fn inhabitants(population: i64) -> String {
    format!("{} habitants", number(u64::try_from(population).unwrap_or(0)))
}
