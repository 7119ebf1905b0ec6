//! What an application is called, its state in a word, and how long a deadline still lasts: wherever one is named.

use crate::ui::{alert::Tone, badge::Badge};
use chrono::{DateTime, Utc};
use entity::application::ApplicationState;
use leptos::prelude::*;
use server::application::query::Detail;
use wording::time;

/// What an application is called.
pub fn title_of(detail: &Detail) -> String {
    match &detail.row.number {
        Some(number) => format!("{number} – {}", detail.row.title),
        None => detail.row.title.clone(),
    }
}

/// A state as a badge.
pub fn badge(state: ApplicationState) -> AnyView {
    let tone = match state {
        ApplicationState::Draft | ApplicationState::CorrectionAsked => Some(Tone::Warning),
        ApplicationState::Accepted
        | ApplicationState::AgreementSigned
        | ApplicationState::PaidInPart
        | ApplicationState::Closed => Some(Tone::Success),
        ApplicationState::Rejected => Some(Tone::Error),
        ApplicationState::Withdrawn => None,
        ApplicationState::Submitted
        | ApplicationState::Complete
        | ApplicationState::InAssessment
        | ApplicationState::WaitingList => Some(Tone::Info),
    };
    view! { <Badge tone label=wording::application_state(state) /> }.into_any()
}

/// How long until an instant, for deadlines.
pub fn until(instant: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match instant > now {
        true => format!("encore {}", time::delay(instant - now)),
        false => "délai passé".to_owned(),
    }
}
