//! The votes of other campaigns, each where it stays.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::views::views,
};
use entity::address::Address;
use leptos::prelude::*;
use server::campaign::loaded::StoredCampaign;

/// The vote of another campaign.
pub struct OtherVote {
    title: String,
    result: String,
    log: String,
    rule: String,
}

/// The votes of other campaigns that were opened.
pub async fn others(visit: &Visit, campaign: &StoredCampaign) -> Result<Vec<OtherVote>, Failure> {
    let opened = server::campaign::opened(&visit.ctx).await?;
    let other = opened.iter().filter(|other| other.id != campaign.id).map(|other| OtherVote {
        title: other.spec.title.clone(),
        result: other.address(&Address::Result),
        log: other.address(&Address::Log),
        rule: other.address(&Address::FrozenRule),
    });
    Ok(other.collect())
}

/// The votes of other campaigns; nothing when there are none.
#[component]
pub fn OtherVotes<'a>(others: &'a [OtherVote]) -> AnyView {
    if others.is_empty() {
        return ().into_any();
    }
    let others = views(others.iter().map(|OtherVote { title, result, log, rule }| {
        view! {
            <li>
                {title.clone()} " : " <a href=result.clone()>"résultats"</a> ", "
                <a href=log.clone()>"journal du vote"</a> ", " <a href=rule.clone()>"règle figée"</a>
            </li>
        }
        .into_any()
    }));
    view! {
        <h2>"Les autres campagnes"</h2>
        <ul>{others}</ul>
    }
    .into_any()
}
