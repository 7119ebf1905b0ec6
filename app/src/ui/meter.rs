//! The meter of a group: inhabitants counted once, against the threshold; a drawing, its legend, and the same in words.

use entity::group::Meter;
use leptos::prelude::*;
use wording::{count, number};

/// The meter as it stands.
pub fn gauge(meter: &Meter) -> AnyView {
    let Meter { population, communes, members, departements, threshold, missing, eligible, .. } = meter.clone();
    // The scale ends at 125 % of the threshold, or at the population where that is more; tenths of a percent, so that no float is needed.
    let scale = threshold.unwrap_or(population).max(1).saturating_mul(5).div_ceil(4).max(population);
    let share = |value: u64| tenths(value, scale);
    let tick = threshold.map(|threshold| {
        let at = share(threshold);
        view! {
            <line class="t-meter__halo" x1=at.clone() x2=at.clone() y1="-2" y2="12"></line>
            <line x1=at.clone() x2=at y1="-2" y2="12"></line>
        }
    });
    let label = match threshold {
        Some(threshold) => format!("{} habitants sur {} demandés", number(population), number(threshold)),
        None => format!("{} habitants", number(population)),
    };
    let state = match (eligible, departements, missing) {
        (true, 0, _) => "Éligible : le seuil d’habitants est atteint.".to_owned(),
        (true, _, 0) => "Éligible : le seuil d’habitants est atteint, et un département est membre.".to_owned(),
        (true, _, _) => "Éligible : un département est membre.".to_owned(),
        (false, _, missing) => {
            format!("Pas encore éligible : il manque {}, ou un département.", count(missing, "habitant", "habitants"))
        }
    };
    let badge = if eligible { "fr-badge fr-badge--success" } else { "fr-badge fr-badge--info" };
    view! {
        <div class="t-meter">
            <p class="t-meter__label">
                <strong>{count(population, "habitant", "habitants")}</strong>
                {threshold.map(|threshold| view! { <span>{format!("seuil : {}", number(threshold))}</span> })}
            </p>
            <svg class="t-meter__track" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label=label>
                <rect class="t-meter__ground" width="100" height="10"></rect>
                <rect class="t-meter__fill" width=share(population) height="10"></rect>
                {tick}
            </svg>
            <p class="t-meter__legend">
                <span class=badge>{if eligible { "Éligible" } else { "En formation" }}</span>
                " "
                {state}
                " "
                {format!(
                    "{}, {}, population municipale {}, chaque habitant compté une fois.",
                    count(u64::from(members), "membre", "membres"),
                    count(u64::from(communes), "commune", "communes"),
                    meter.vintage,
                )}
            </p>
        </div>
    }
    .into_any()
}

/// A share of the scale in percent, with one decimal.
fn tenths(value: u64, scale: u64) -> String {
    let tenths = value.saturating_mul(1000) / scale.max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}
