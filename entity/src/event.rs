//! The trace: one typed event an act, written in the act's own transaction (DESIGN §4, rule 7).

use crate::{
    group::MemberState,
    id::{CampaignId, GroupId, NeedId, ProjectId},
    siren::Siren,
};
use serde::{Deserialize, Serialize};

/// What was done. Ballots leave no trace of their content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    TerritoriesImported {
        vintage: String,
    },
    ProgrammesImported {
        rows: usize,
    },
    CampaignImported {
        campaign: CampaignId,
        version: i32,
    },
    SignedIn,
    ContactsImported {
        rows: usize,
    },
    SignedOut,
    ActingForChosen {
        siren: Siren,
    },
    NeedDrafted {
        need: NeedId,
    },
    DraftChanged {
        need: NeedId,
    },
    NeedPublished {
        need: NeedId,
    },
    NeedEdited {
        need: NeedId,
        version: i32,
    },
    NeedWithdrawn {
        need: NeedId,
    },
    NeedDeclined {
        need: NeedId,
    },
    NeedSupported {
        need: NeedId,
    },
    SupportChanged {
        need: NeedId,
    },
    SupportWithdrawn {
        need: NeedId,
    },
    GroupOpened {
        group: GroupId,
        need: NeedId,
    },
    GroupMember {
        group: GroupId,
        siren: Siren,
        state: MemberState,
    },
    GroupFiled {
        group: GroupId,
        population: i64,
        rule_version: i32,
        vintage: String,
    },
    GroupDissolved {
        group: GroupId,
    },
    ProjectDrafted {
        project: ProjectId,
    },
    ProjectEdited {
        project: ProjectId,
    },
    ProjectPutOnBallot {
        project: ProjectId,
    },
    ProjectDropped {
        project: ProjectId,
    },
    RuleFrozen {
        campaign: CampaignId,
        hash: String,
    },
    RuleReopened {
        campaign: CampaignId,
        hash: String,
    },
    /// Somebody tried to change what is frozen; nothing changed.
    FrozenRuleRefused {
        campaign: CampaignId,
        attempt: String,
    },
    BallotPrepared {
        siren: Siren,
    },
    BallotCast {
        siren: Siren,
        version: i32,
    },
    DemoClockMoved {
        to: chrono::DateTime<chrono::Utc>,
    },
}
