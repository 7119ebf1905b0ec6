//! A judgement of eligibility: each condition, whether it is met, and what is missing.

use super::{alert::Tone, badge::Badge, frame::views};
use entity::eligibility::{Condition, Judgement};
use leptos::prelude::*;
use wording::{count, number};

/// A condition as an element of a list, with the figure that decides it; or several conditions, as a list inside it.
#[component]
pub fn Judged<'a>(judgement: &'a Judgement) -> AnyView {
    if !judgement.parts.is_empty() {
        let heading = match judgement.condition {
            Condition::Any(_) => "L’une de ces conditions :",
            _ => "Toutes ces conditions :",
        };
        let parts = views(judgement.parts.iter().map(|part| view! { <Judged judgement=part /> }.into_any()));
        return view! { <li class="t-judged">{heading} <ul>{parts}</ul></li> }.into_any();
    }
    let (tone, word) = match judgement.met {
        true => (Tone::Success, "rempli"),
        false => (Tone::Warning, "non rempli"),
    };
    view! {
        <li class="t-judged">
            <Badge tone small=true label=word />
            " "
            {wording::capitalised(&wording::condition(&judgement.condition))}
            {figure(judgement)}
        </li>
    }
    .into_any()
}

/// What was found, and how far it is from the condition.
fn figure(judgement: &Judgement) -> String {
    match (&judgement.condition, judgement.found, judgement.missing) {
        (Condition::Members(_), Some(found), 0) => format!(" ({})", number(found)),
        (Condition::Members(_), Some(found), missing) => {
            format!(" ({} : il manque {})", number(found), count(missing, "collectivité", "collectivités"))
        }
        (Condition::InhabitantsAtMost(_), Some(found), over) if over > 0 => {
            format!(" ({} : {} de trop)", count(found, "habitant", "habitants"), number(over))
        }
        (_, Some(found), 0) => format!(" ({})", count(found, "habitant", "habitants")),
        (_, Some(found), missing) => {
            format!(" ({} : il manque {})", number(found), count(missing, "habitant", "habitants"))
        }
        (_, None, _) => String::new(),
    }
}
