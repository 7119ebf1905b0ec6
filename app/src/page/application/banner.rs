//! What stands on top of the pages of an application that is being written: it is not submitted.

use crate::ui::act::UserText;
use chrono::{DateTime, Utc};
use entity::{application::ApplicationState, calendar::Overseas};
use leptos::prelude::*;
use server::application::query::Detail;
use wording::time;

/// A draft cannot be mistaken for a submitted application: its word and colour stand on top of every page of it.
#[component]
pub fn StateBanner<'a>(detail: &'a Detail, overseas: Option<Overseas>, now: DateTime<Utc>) -> AnyView {
    match detail.state {
        ApplicationState::Draft => view! {
            <p class="t-banner t-banner--draft">
                <strong>"BROUILLON – cette candidature n’est pas déposée."</strong>
                {draft_until(detail, overseas, now)}
            </p>
        }
        .into_any(),
        ApplicationState::CorrectionAsked => {
            let until =
                detail.row.correction_until.map(|until| time::deadline(until.utc(), overseas)).unwrap_or_default();
            view! {
                <div class="t-banner t-banner--draft">
                    <p>
                        <strong>"À CORRIGER – la correction n’est pas encore déposée."</strong>
                        {format!(" Jusqu’au {until}.")}
                    </p>
                    <UserText text=detail.row.correction_note.clone() />
                </div>
            }
            .into_any()
        }
        _ => ().into_any(),
    }
}

/// Until when a draft may be submitted.
fn draft_until(detail: &Detail, overseas: Option<Overseas>, now: DateTime<Utc>) -> Option<String> {
    let close = detail.intake().map(|intake| intake.period.close());
    // An exception that was granted for an earlier wave is no reason to tell its day.
    let until = detail.row.exception_until.map(|until| until.utc()).max(close)?;
    let day = time::deadline(until, overseas);
    Some(match now < until {
        true => format!(" Dépôt possible jusqu’au {day}."),
        false => format!(" Le dépôt était possible jusqu’au {day} : il ne l’est plus."),
    })
}
