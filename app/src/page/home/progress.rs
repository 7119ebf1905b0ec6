//! Where the campaign stands: its phase and how long is left, and its phases as steps.

use crate::ui::views::views;
use chrono::{DateTime, Utc};
use entity::calendar::{Calendar, Overseas, Phase, Progress};
use leptos::prelude::*;
use wording::time;

/// The phase and how long it lasts, in one line: the dates stand with the steps.
#[component]
pub fn CampaignProgress(calendar: Calendar, now: DateTime<Utc>) -> AnyView {
    let (phase, left) = match calendar.progress(now) {
        Progress::In(phase) => {
            let close = calendar.period(phase).close();
            (wording::phase(phase).to_owned(), format!("encore {}", time::delay(close - now)))
        }
        Progress::Before(phase) => {
            let opening = calendar.period(phase).opening();
            (wording::phase(phase).to_owned(), format!("ouvre dans {}", time::delay(opening - now)))
        }
        Progress::Over => ("La campagne est terminée".to_owned(), String::new()),
    };
    let joint = if left.is_empty() { "" } else { "\u{a0}: " };
    view! { <p class="t-phase">{phase} {joint} <strong>{left}</strong></p> }.into_any()
}

/// The phases, each with its dates: over, open or to come.
#[component]
pub fn CampaignSteps(calendar: Calendar, now: DateTime<Utc>, overseas: Option<Overseas>) -> AnyView {
    let steps = views(Phase::ALL.iter().map(|&phase| {
        let period = calendar.period(phase);
        let (class, current, state) = match () {
            () if period.is_open(now) => ("", Some("step"), "en cours"),
            () if now >= period.close() => ("t-steps__done", None, "terminé"),
            () => ("", None, "à venir"),
        };
        view! {
            <li class=class aria-current=current>
                <strong>{wording::phase(phase)}</strong>
                {format!("{state} : {}", time::period(&period, overseas))}
            </li>
        }
        .into_any()
    }));
    view! { <ol class="t-steps">{steps}</ol> }.into_any()
}
