//! Where a campaign stands, in a word.

use super::{alert::Tone, badge::Badge};
use chrono::{DateTime, Utc};
use entity::calendar::CampaignState;
use leptos::prelude::*;
use server::campaign::ImportedCampaign;

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CampaignStanding {
    /// It was imported, and nobody has opened it.
    Prepared,
    Opened(CampaignState),
}

impl CampaignStanding {
    pub fn of(imported: &ImportedCampaign, now: DateTime<Utc>) -> Self {
        match imported.opened_at {
            None => Self::Prepared,
            Some(_) => Self::Opened(imported.campaign.spec.state(now)),
        }
    }
}

#[component]
pub fn CampaignBadge(state: CampaignStanding) -> AnyView {
    let (tone, label) = match state {
        CampaignStanding::Prepared => (Some(Tone::Warning), "préparée"),
        CampaignStanding::Opened(CampaignState::Running) => {
            (Some(Tone::Success), wording::campaign_state(CampaignState::Running))
        }
        CampaignStanding::Opened(other) => (None, wording::campaign_state(other)),
    };
    view! { <Badge tone label=wording::capitalised(label) /> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn each_state_is_said_and_only_one_that_runs_is_green() {
        let of = |state| html(|| view! { <CampaignBadge state /> });
        assert!(of(CampaignStanding::Prepared).contains("Préparée"));
        for (state, label) in [
            (CampaignState::Announced, "Annoncée"),
            (CampaignState::Running, "En cours"),
            (CampaignState::Closed, "Terminée"),
        ] {
            let badge = of(CampaignStanding::Opened(state));
            assert!(badge.contains(label), "{badge}");
            assert_eq!(badge.contains("success"), state == CampaignState::Running, "{badge}");
        }
    }
}
