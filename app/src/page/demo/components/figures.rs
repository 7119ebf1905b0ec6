//! Figures and pictures of them.

use super::example::{Example, LONG_TITLE, LONG_WORD};
use crate::ui::{
    bar::{Bar, Share},
    figures::{Definitions, Figures, entry},
    meter::Meter,
    tile_map::{NeedMap, TileMap},
    views::views,
};
use entity::{group, siren::Siren};
use leptos::prelude::*;
use server::reference::Reference;
use std::collections::BTreeMap;

/// The département whose inhabitants the map covers here: the Lot.
const COVERED: &str = "224600015";

/// Figures, definitions, bars, meters and the map.
#[component]
pub(super) fn FigureViews<'a>(reference: &'a Reference) -> AnyView {
    let covered: Option<Siren> = COVERED.parse().ok();
    let territory = reference.atlas.union(covered.iter());
    let definitions = vec![entry("Collectivité", "Figeac"), entry("Adresse", LONG_WORD), entry(LONG_TITLE, LONG_TITLE)];
    let needs = BTreeMap::from([("46".to_owned(), 1), ("2A".to_owned(), 12), ("974".to_owned(), 100)]);
    let figures = vec![(0, "aucun soutien"), (1, "groupement déposé"), (66_732_538, "habitants")];
    view! {
        <Example title="Chiffres et définitions" file="figures.rs">
            <Figures figures />
            <Definitions entries=definitions />
        </Example>
        <Bars />
        <Meters />
        <Example title="Carte" file="tile_map.rs">
            <TileMap reference territory=&territory />
            <NeedMap reference needs=&needs />
        </Example>
    }
    .into_any()
}

#[component]
fn Bars() -> AnyView {
    let share = |part| vec![Share { part, class: None }];
    let two = || vec![Share { part: 60, class: Some("t-bar__engaged") }, Share { part: 25, class: None }];
    view! {
        <Example title="Barres" file="bar.rs">
            <p>"Vide, entamée, pleine, à deux parts."</p>
            <Bar whole=100 shares=share(0) label="0 sur 100" />
            <Bar whole=100 shares=share(35) label="35 sur 100" />
            <Bar whole=100 shares=share(100) label="100 sur 100" />
            <Bar whole=100 shares=two() label="60 engagés et 25 versés, sur 100" />
            <p>"À côté de ses chiffres, 25 sur 100 :"</p>
            <Bar whole=100 shares=share(25) />
        </Example>
    }
    .into_any()
}

/// A meter of so many inhabitants.
fn meter(population: u64, departements: u32, threshold: Option<u64>) -> group::Meter {
    let missing = threshold.map_or(0, |threshold| threshold.saturating_sub(population));
    group::Meter {
        population,
        communes: 12,
        members: 3,
        departements,
        threshold,
        missing,
        eligible: departements > 0 || missing == 0,
        vintage: "2018".to_owned(),
    }
}

#[component]
fn Meters() -> AnyView {
    let threshold = Some(50_000);
    let meters =
        [meter(12_400, 0, threshold), meter(61_000, 0, threshold), meter(12_400, 1, threshold), meter(12_400, 0, None)];
    let meters = views(meters.iter().map(|meter| view! { <Meter meter /> }.into_any()));
    view! {
        <Example title="Compteur d’un groupement" file="meter.rs">
            <p>"En formation, éligible par ses habitants, éligible par un département, sans seuil."</p>
            {meters}
        </Example>
    }
    .into_any()
}
