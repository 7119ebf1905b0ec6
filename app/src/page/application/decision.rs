//! The decision on an application, from its publication on.

use crate::ui::{
    act::UserText,
    alert::{Alert, Tone},
    views::views,
};
use entity::{address::Address, decision::Outcome, money::Euros};
use leptos::prelude::*;
use server::application::query::Detail;
use wording::{euros, time};

/// What was decided and why; nothing before.
#[component]
pub fn Decision<'a>(detail: &'a Detail) -> AnyView {
    let Some(decision) = &detail.decision else { return ().into_any() };
    let tone = match decision.outcome {
        Outcome::Accepted => Tone::Success,
        Outcome::Waiting => Tone::Info,
        Outcome::Rejected => Tone::Error,
    };
    let amount = match decision.amount {
        Euros::ZERO => String::new(),
        amount => format!("\u{a0}: {}", euros(amount.cents())),
    };
    let title = format!("{}{amount}", wording::outcome(decision.outcome));
    let days = format!(
        "Décision du {}, publiée le {}.",
        time::day(decision.at.utc()),
        time::moment(decision.publish_at.utc()),
    );
    let reason = (!decision.reason.is_empty()).then(|| view! { <UserText text=decision.reason.clone() /> });
    view! {
        <Alert tone title>
            <p>{days}</p>
            {reason}
            <AssessorsReasons reasons=&detail.reasons />
            <p>
                <a href=Address::ApplicationLetter(detail.row.id).to_string()>"Lettre de décision, à imprimer"</a>
            </p>
        </Alert>
    }
    .into_any()
}

/// What assessors gave as reasons, without their names.
#[component]
fn AssessorsReasons<'a>(reasons: &'a [String]) -> AnyView {
    if reasons.is_empty() {
        return ().into_any();
    }
    let lines = views(reasons.iter().map(|reason| view! { <li class="t-user-text">{reason.clone()}</li> }.into_any()));
    view! {
        <p>"Ce qu’en disent les évaluations\u{a0}:"</p>
        <ul>{lines}</ul>
    }
    .into_any()
}
