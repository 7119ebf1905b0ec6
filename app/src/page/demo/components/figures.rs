//! Figures and pictures of them.

use super::example::{Example, LONG_TITLE, LONG_WORD};
use crate::ui::{
    alert::Tone,
    bar::{Bar, Share},
    chart::{self, BarLine, Point, TimeLine, part_of},
    eligibility::{Act, Verdict, Verdicts},
    figures::{Definitions, Figures, entry},
    lineage::{LineStep, Lineage},
    locator::Locator,
    meter::Meter,
    motif::Motif,
    tile_map::{CountMap, NeedMap, TileMap},
    views::views,
};
use entity::{address::Address, group, lineage::StepState, siren::Siren};
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
        <Charts />
        <Meters />
        <Lines />
        <Eligibilities />
        <Example title="Carte" file="tile_map.rs, locator.rs">
            <TileMap reference territory=&territory />
            <NeedMap reference needs=&needs />
            <CountMap reference counts=&needs />
            <p class="t-where">
                <Locator departement="46" />
                "Lot"
            </p>
        </Example>
    }
    .into_any()
}

#[component]
fn Charts() -> AnyView {
    let bar = |label: &str, value| BarLine { label: label.to_owned(), value, told: part_of(value, 1_250) };
    let bars = vec![bar("Communes", 1_200), bar(LONG_TITLE, 40), bar("Régions", 0)];
    let point = |(place, value): (u64, u64)| Point { when: format!("semaine du {place} mars"), value };
    let points = |values: &[u64]| (1..).zip(values.iter().copied()).map(point).collect::<Vec<_>>();
    view! {
        <Example title="Graphiques" file="chart.rs">
            <chart::Bars id="exemple-barres" title="Exemple de barres" lines=bars />
            <div class="t-lines">
                <TimeLine id="exemple-ligne" title="Des besoins" points=points(&[0, 4, 12, 7, 0, 0, 3]) />
                <TimeLine id="exemple-un" title="Une seule semaine" points=points(&[5]) />
                <TimeLine id="exemple-rien" title="Rien encore" points=Vec::new() />
            </div>
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
            <p>"À côté de ses chiffres, 25 sur 100 :"</p>
            <Bar whole=100 shares=share(25) />
        </Example>
    }
    .into_any()
}

/// A meter of so many inhabitants.
fn meter(population: u64, threshold: Option<u64>) -> group::Meter {
    let missing = threshold.map_or(0, |threshold| threshold.saturating_sub(population));
    group::Meter {
        population,
        communes: 12,
        members: 3,
        departements: 0,
        threshold,
        missing,
        eligible: missing == 0,
        vintage: "2018".to_owned(),
    }
}

#[component]
fn Meters() -> AnyView {
    let threshold = Some(50_000);
    let meters = [meter(12_400, threshold), meter(61_000, threshold), meter(12_400, None)];
    let meters = views(meters.iter().map(|meter| view! { <Meter meter /> }.into_any()));
    view! {
        <Example title="Compteur d’un groupement" file="meter.rs">
            <p>"Sous le seuil, au-dessus, sans seuil."</p>
            {meters}
        </Example>
    }
    .into_any()
}

/// A line of life with a step in each state.
#[component]
fn Lines() -> AnyView {
    let step = |motif, state, title: &str, when: &str, note: &str| LineStep {
        motif,
        state,
        title: title.to_owned(),
        href: (state == StepState::Done).then(|| Address::Needs.to_string()),
        when: when.to_owned(),
        note: note.to_owned(),
    };
    let steps = [
        step(Motif::Need, StepState::Done, "Besoin publié par Figeac (46)", "12\u{a0}janvier 2021", ""),
        step(Motif::Group, StepState::Done, LONG_TITLE, "", ""),
        step(Motif::Project, StepState::Now, "Soumis au vote", "du 1er\u{a0}avril au 30\u{a0}avril 2021", LONG_TITLE),
        step(Motif::Project, StepState::ToCome, "Résultat du vote", "30\u{a0}avril 2021", ""),
        step(Motif::Project, StepState::Never, "Non retenu", "", "Il lui manquait 2\u{a0}approbations."),
    ];
    view! {
        <Example title="Ligne de vie" file="lineage.rs">
            <Lineage steps=&steps />
        </Example>
    }
    .into_any()
}

/// What envelopes say of an applicant.
#[component]
fn Eligibilities() -> AnyView {
    let verdict = |tone, label, sentence: &str, act: Option<&str>| Verdict {
        envelope: LONG_TITLE.to_owned(),
        href: Address::Envelopes.to_string(),
        tone,
        label,
        sentence: sentence.to_owned(),
        act: act.map(|sentence| Act { sentence: sentence.to_owned(), href: Some(Address::Groups.to_string()) }),
    };
    let enough = Some("Inviter le Département du Lot suffit.");
    let verdicts = vec![
        verdict(Some(Tone::Success), "Éligible", "Un département est membre.", None),
        verdict(Some(Tone::Info), "Pas encore éligible", "Il manque un département.", enough),
        verdict(None, "Clos", "Les dépôts sont terminés.", None),
    ];
    view! {
        <Example title="Éligibilité" file="eligibility.rs">
            <Verdicts verdicts />
        </Example>
    }
    .into_any()
}
