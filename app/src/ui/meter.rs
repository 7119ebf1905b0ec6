//! The meter of a group: inhabitants counted once, against the threshold; a picture, its legend, and the same in words.

use super::{alert::Tone, badge::Badge, bar::percent};
use entity::group;
use leptos::prelude::*;
use wording::{count, number};

/// The meter as it stands.
#[component]
pub fn Meter<'a>(meter: &'a group::Meter) -> AnyView {
    let population = meter.population;
    let (tone, state) = if meter.eligible { (Tone::Success, "Éligible") } else { (Tone::Info, "En formation") };
    view! {
        <div class="t-meter">
            <p class="t-meter__label">
                <strong>{count(population, "habitant", "habitants")}</strong>
                {meter.threshold.map(|threshold| view! { <span>{format!("seuil : {}", number(threshold))}</span> })}
            </p>
            <Track population threshold=meter.threshold />
            <p class="t-meter__legend">
                <Badge tone label=state />
                " "
                {said(meter)}
                " "
                {counted(meter)}
            </p>
        </div>
    }
    .into_any()
}

/// The picture: it ends at 125 % of the threshold, or at the population where that is more.
#[component]
fn Track(population: u64, threshold: Option<u64>) -> AnyView {
    let scale = threshold.unwrap_or(population).max(1).saturating_mul(5).div_ceil(4).max(population);
    let tick = threshold.map(|threshold| {
        let at = percent(threshold, scale);
        view! {
            <line class="t-meter__halo" x1=at.clone() x2=at.clone() y1="-2" y2="12"></line>
            <line x1=at.clone() x2=at y1="-2" y2="12"></line>
        }
    });
    let label = match threshold {
        Some(threshold) => format!("{} habitants sur {} demandés", number(population), number(threshold)),
        None => format!("{} habitants", number(population)),
    };
    view! {
        <svg class="t-meter__track" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label=label>
            <rect class="t-meter__ground" width="100" height="10"></rect>
            <rect class="t-meter__fill" width=percent(population, scale) height="10"></rect>
            {tick}
        </svg>
    }
    .into_any()
}

/// Whether the group is eligible, and why or what it lacks.
fn said(meter: &group::Meter) -> String {
    match (meter.eligible, meter.departements, meter.missing) {
        (true, 0, _) => "Éligible : le seuil d’habitants est atteint.".to_owned(),
        (true, _, 0) => "Éligible : le seuil d’habitants est atteint, et un département est membre.".to_owned(),
        (true, _, _) => "Éligible : un département est membre.".to_owned(),
        (false, _, missing) => {
            format!("Pas encore éligible : il manque {}, ou un département.", count(missing, "habitant", "habitants"))
        }
    }
}

/// What was counted.
fn counted(meter: &group::Meter) -> String {
    format!(
        "{}, {}, population municipale {}, chaque habitant compté une fois.",
        count(u64::from(meter.members), "membre", "membres"),
        count(u64::from(meter.communes), "commune", "communes"),
        meter.vintage,
    )
}
