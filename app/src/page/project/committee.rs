//! What the committee decided of a project, where its minutes are published.

use crate::ui::{
    act::{Details, UserText},
    alert::Tone,
    badge::Badge,
    views::views,
};
use entity::{committee::Verdict, table::committee_project};
use leptos::prelude::*;
use wording::{time, verdict};

/// The decisions, the latest first; nothing where none is published.
#[component]
pub fn CommitteeDecisions<'a>(decisions: &'a [committee_project::Model]) -> AnyView {
    if decisions.is_empty() {
        return ().into_any();
    }
    let items = views(decisions.iter().map(|decision| view! { <Decision decision /> }.into_any()));
    view! {
        <h2 id="comite">"Décision du comité"</h2>
        <ul class="t-list">{items}</ul>
    }
    .into_any()
}

#[component]
fn Decision<'a>(decision: &'a committee_project::Model) -> AnyView {
    let (Some(taken), Some(at)) = (decision.decision, decision.decided_at) else { return ().into_any() };
    let tone = match taken {
        Verdict::Kept => Tone::Success,
        Verdict::SentBack => Tone::Info,
        Verdict::SetAside => Tone::Warning,
    };
    view! {
        <li>
            <p>
                <Badge tone label=verdict(taken) />
                {format!(" le {}", time::day(at.utc()))}
            </p>
            <Details summary="Lire le compte rendu">
                <UserText text=decision.minutes.clone() />
            </Details>
        </li>
    }
    .into_any()
}
