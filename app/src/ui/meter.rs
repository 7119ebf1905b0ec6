//! The meter of a group: inhabitants counted once, against the threshold; a picture, its legend, and the same in words.

use super::bar::percent;
use entity::group;
use leptos::prelude::*;
use wording::{count, number};

/// The meter as it stands.
#[component]
pub fn Meter<'a>(meter: &'a group::Meter) -> AnyView {
    let population = meter.population;
    view! {
        <div class="t-meter">
            <p class="t-meter__label">
                <strong>{count(population, "habitant", "habitants")}</strong>
                {meter.threshold.map(|threshold| view! { <span>{format!("seuil : {}", number(threshold))}</span> })}
            </p>
            <Track population threshold=meter.threshold />
            <p class="t-meter__legend">{counted(meter)}</p>
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

/// What was counted.
fn counted(meter: &group::Meter) -> String {
    format!(
        "{}, {}, population municipale {}, chaque habitant compté une fois.",
        count(u64::from(meter.members), "membre", "membres"),
        count(u64::from(meter.communes), "commune", "communes"),
        meter.vintage,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    fn meter(population: u64, threshold: Option<u64>) -> String {
        let missing = threshold.map_or(0, |threshold| threshold.saturating_sub(population));
        let (communes, members, vintage) = (12, 1, "2018".to_owned());
        let (departements, eligible) = (0, missing == 0);
        let meter = group::Meter { population, communes, members, departements, threshold, missing, eligible, vintage };
        html(|| view! { <Meter meter=&meter /> })
    }

    #[test]
    fn a_meter_says_what_it_draws() {
        let html = meter(12_400, Some(50_000));
        assert!(html.contains("aria-label=\"12\u{202f}400 habitants sur 50\u{202f}000 demandés\""), "{html}");
        assert!(html.contains("1\u{a0}membre, 12\u{a0}communes, population municipale 2018"), "{html}");
        // 12 400 of 62 500: the picture ends at 125 % of the threshold.
        assert!(html.contains("<rect width=\"19.8\" height=\"10\" class=\"t-meter__fill\">"), "{html}");
    }

    #[test]
    fn without_a_threshold_no_mark_is_drawn() {
        let html = meter(12_400, None);
        assert!(!html.contains("<line") && html.contains("aria-label=\"12\u{202f}400 habitants\""), "{html}");
    }
}
