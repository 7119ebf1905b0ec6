//! Acts that take two people of the State, or the consent of a collectivité's official address: what one alone could
//! otherwise do to change who votes, decides or pays.

use crate::{
    id::{CampaignDraftId, CampaignId, MailingId, PersonId},
    permission::StaffRole,
    siren::Siren,
};
use chrono::Duration;
use serde::{Deserialize, Serialize};

/// How long those concerned may object to an act on their collectivité, once two people have agreed on it.
pub const OBJECTION: Duration = Duration::days(7);

/// How long an act waits for its second person.
pub const WAIT: Duration = Duration::days(30);

/// What two people do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum JointAct {
    /// Somebody who acts for a collectivité becomes its first referent, on evidence; `said` is what they wrote of
    /// themselves.
    FirstReferent { siren: Siren, person: PersonId, reason: String, said: String },
    /// A referent, or somebody who holds the mandate to vote, acts for the collectivité no longer.
    EndOfMembership { siren: Siren, person: PersonId, reason: String },
    /// Somebody gets one of the State's roles, another one, or (None) none any more.
    StaffRole {
        person: PersonId,
        staff: Option<StaffRole>,
        departement: Option<String>,
        /// Why a role is taken away; empty where one is given.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Somebody is invited by mail to take one of the State's roles.
    StaffInvitation { email: String, staff: StaffRole },
    /// A prepared campaign is opened, as it stands in this version.
    CampaignOpening { campaign: CampaignId, slug: String, version: i32 },
    /// A campaign that was opened becomes what this version of its draft says.
    CampaignChange { campaign: CampaignId, slug: String, draft: CampaignDraftId, version: i32 },
    /// A mailing is sent, as this version says it.
    MailingSending { mailing: MailingId, subject: String, version: i32, recipients: u64 },
}

codes!(/// The kinds of joint acts.
JointActKind {
    FirstReferent = "first_referent",
    EndOfMembership = "end_of_membership",
    StaffRole = "staff_role",
    StaffInvitation = "staff_invitation",
    CampaignOpening = "campaign_opening",
    CampaignChange = "campaign_change",
    MailingSending = "mailing_sending",
});

codes!(/// Where a joint act stands.
JointActState {
    /// Waits for the second person.
    Waiting = "waiting",
    /// Two have agreed; those concerned may object until it takes effect.
    Announced = "announced",
    /// Took effect.
    Done = "done",
    /// The second person declined.
    Declined = "declined",
    /// The first person took it back.
    TakenBack = "taken_back",
    /// Somebody concerned objected.
    Objected = "objected",
    /// What it was about was settled otherwise meanwhile.
    Overtaken = "overtaken",
    /// Nobody seconded it in time.
    Expired = "expired",
});

impl JointActState {
    /// Whether it may still take effect.
    pub fn is_open(self) -> bool {
        matches!(self, JointActState::Waiting | JointActState::Announced)
    }
}

impl JointAct {
    /// Its kind.
    pub fn kind(&self) -> JointActKind {
        match self {
            JointAct::FirstReferent { .. } => JointActKind::FirstReferent,
            JointAct::EndOfMembership { .. } => JointActKind::EndOfMembership,
            JointAct::StaffRole { .. } => JointActKind::StaffRole,
            JointAct::StaffInvitation { .. } => JointActKind::StaffInvitation,
            JointAct::CampaignOpening { .. } => JointActKind::CampaignOpening,
            JointAct::CampaignChange { .. } => JointActKind::CampaignChange,
            JointAct::MailingSending { .. } => JointActKind::MailingSending,
        }
    }

    /// The collectivité whose people it changes, if any.
    pub fn siren(&self) -> Option<Siren> {
        match self {
            JointAct::FirstReferent { siren, .. } | JointAct::EndOfMembership { siren, .. } => Some(*siren),
            JointAct::StaffRole { .. }
            | JointAct::StaffInvitation { .. }
            | JointAct::CampaignOpening { .. }
            | JointAct::CampaignChange { .. }
            | JointAct::MailingSending { .. } => None,
        }
    }

    /// Whom it is about, where that is known.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            JointAct::FirstReferent { person, .. }
            | JointAct::EndOfMembership { person, .. }
            | JointAct::StaffRole { person, .. } => Some(*person),
            JointAct::StaffInvitation { .. }
            | JointAct::CampaignOpening { .. }
            | JointAct::CampaignChange { .. }
            | JointAct::MailingSending { .. } => None,
        }
    }

    /// What whoever proposed it wrote, for the second person and those concerned; empty where the act says all.
    pub fn reason(&self) -> &str {
        match self {
            JointAct::FirstReferent { reason, .. }
            | JointAct::EndOfMembership { reason, .. }
            | JointAct::StaffRole { reason, .. } => reason,
            JointAct::StaffInvitation { .. }
            | JointAct::CampaignOpening { .. }
            | JointAct::CampaignChange { .. }
            | JointAct::MailingSending { .. } => "",
        }
    }

    /// What the person it is about wrote of themselves when they asked; empty where they wrote nothing.
    pub fn said(&self) -> &str {
        match self {
            JointAct::FirstReferent { said, .. } => said,
            _ => "",
        }
    }

    /// The same act without what was written in it, for somebody who took their data away.
    pub fn without_words(mut self) -> Self {
        match &mut self {
            JointAct::FirstReferent { reason, said, .. } => {
                reason.clear();
                said.clear();
            }
            JointAct::EndOfMembership { reason, .. } | JointAct::StaffRole { reason, .. } => reason.clear(),
            JointAct::StaffInvitation { .. }
            | JointAct::CampaignOpening { .. }
            | JointAct::CampaignChange { .. }
            | JointAct::MailingSending { .. } => {}
        }
        self
    }

    /// Whether it changes the same thing as another one: two of them do not wait side by side.
    pub fn concerns_the_same(&self, other: &JointAct) -> bool {
        match (self, other) {
            (JointAct::FirstReferent { siren, .. }, JointAct::FirstReferent { siren: one, .. }) => siren == one,
            (JointAct::StaffInvitation { email, .. }, JointAct::StaffInvitation { email: one, .. }) => email == one,
            (
                JointAct::CampaignOpening { campaign, .. } | JointAct::CampaignChange { campaign, .. },
                JointAct::CampaignOpening { campaign: one, .. } | JointAct::CampaignChange { campaign: one, .. },
            ) => campaign == one,
            (JointAct::MailingSending { mailing, .. }, JointAct::MailingSending { mailing: one, .. }) => mailing == one,
            _ => self.kind() == other.kind() && self.siren() == other.siren() && self.person() == other.person(),
        }
    }

    /// Whether somebody with this role may propose or second it: curators what concerns collectivités, administrators
    /// the State's roles, which a curator may second where there is no other administrator; both what concerns
    /// campaigns and mailings.
    pub fn is_for(&self, role: StaffRole) -> bool {
        match self.siren() {
            Some(_) => role == StaffRole::Curator,
            None => matches!(role, StaffRole::Administrator | StaffRole::Curator),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_concerns_a_collectivity_is_for_curators_and_roles_are_for_administrators_too() {
        let (siren, person) = (Siren::parse("214601023").expect("a SIREN"), PersonId(uuid::Uuid::nil()));
        let role = JointAct::StaffRole { person, staff: None, departement: None, reason: String::new() };
        let referent = JointAct::FirstReferent { siren, person, reason: "Téléphone".into(), said: String::new() };
        for &staff in StaffRole::ALL {
            assert_eq!(referent.is_for(staff), staff == StaffRole::Curator, "{staff:?}");
            let seconds = matches!(staff, StaffRole::Curator | StaffRole::Administrator);
            assert_eq!(role.is_for(staff), seconds, "{staff:?}");
        }
    }

    #[test]
    fn an_act_is_stored_under_the_code_of_its_kind() {
        let act = JointAct::StaffInvitation { email: "a@exemple.fr".into(), staff: StaffRole::Curator };
        let stored = serde_json::to_value(&act).expect("writes");
        assert_eq!(stored["act"], act.kind().code());
        assert_eq!(serde_json::from_value::<JointAct>(stored).expect("reads"), act);
    }
}
