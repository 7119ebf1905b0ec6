//! Where the campaign stands: its phase and how long is left, and its phases as steps.

use crate::ui::{alert::Callout, views::views};
use chrono::{DateTime, Utc};
use entity::calendar::{Calendar, Overseas, Phase, Progress};
use leptos::prelude::*;
use wording::time;

/// The phase, and how long it lasts, in words and as an exact date.
#[component]
pub fn CampaignProgress(calendar: Calendar, now: DateTime<Utc>, overseas: Option<Overseas>) -> AnyView {
    let (title, text) = match calendar.progress(now) {
        Progress::In(phase) => {
            let close = calendar.period(phase).close();
            (
                format!("{} : encore {}", wording::phase(phase), time::delay(close - now)),
                format!("Jusqu’au {}.", time::deadline(close, overseas)),
            )
        }
        Progress::Before(phase) => {
            let period = time::period(&calendar.period(phase), overseas);
            (before(phase).to_owned(), format!("{} : {period}.", wording::phase(phase)))
        }
        Progress::Over => (
            "La campagne est terminée".to_owned(),
            format!("Elle a duré jusqu’au {}.", time::deadline(calendar.application.close(), overseas)),
        ),
    };
    view! { <Callout title>{text}</Callout> }.into_any()
}

/// What is said until a phase opens.
fn before(phase: Phase) -> &'static str {
    match phase {
        Phase::Census => "Le recensement des besoins n’est pas encore ouvert",
        Phase::Selection => "Le recensement est clos, le vote n’est pas encore ouvert",
        Phase::Application => "Le vote est clos, les candidatures ne sont pas encore ouvertes",
    }
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
