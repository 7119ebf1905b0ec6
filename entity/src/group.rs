//! A mutualisation group: collectivités that pool around a need, and the meter that tells whether they reach the
//! thresholds.

use crate::{
    eligibility::{Applicant, Condition},
    refusal::Refusal,
    siren::Siren,
    territory::{Atlas, Figures},
    text::Text,
};
use serde::{Deserialize, Serialize};

codes!(/// Where a group stands.
GroupState {
    /// Members come and go.
    Forming = "forming",
    /// Submitted: its members and figures are frozen.
    Submitted = "filed",
    /// Given up by its lead.
    Dissolved = "dissolved",
});

codes!(/// Where a collectivité stands in a group.
MemberState {
    /// Opened the group and answers for it.
    Lead = "lead",
    /// Asked by the lead; has not answered.
    Invited = "invited",
    /// Asked to join; the lead has not answered.
    Requested = "requested",
    /// A member.
    Member = "member",
    /// Said no to the invitation, or was not taken.
    Declined = "declined",
    /// Was a member, and left.
    Left = "left",
    /// Was invited, and the lead took it back before the answer.
    TakenBack = "taken_back",
});

/// The name of a group.
pub type GroupName = Text<4, 120>;
/// What the group wants to do together.
pub type GroupPurpose = Text<10, 2000>;

impl MemberState {
    /// The lead asks a collectivité that stands here (None: not yet in the group). One that asked to join becomes a
    /// member.
    pub fn invite(current: Option<MemberState>) -> Result<MemberState, Refusal> {
        match current {
            None | Some(MemberState::Declined | MemberState::Left | MemberState::TakenBack) => Ok(MemberState::Invited),
            Some(MemberState::Requested) => Ok(MemberState::Member),
            Some(MemberState::Invited) => Err(Refusal::AlreadyInvited),
            Some(MemberState::Lead | MemberState::Member) => Err(Refusal::AlreadyMember),
        }
    }

    /// A collectivité asks to join. One that was invited becomes a member.
    pub fn request(current: Option<MemberState>) -> Result<MemberState, Refusal> {
        match current {
            None | Some(MemberState::Declined | MemberState::Left | MemberState::TakenBack) => {
                Ok(MemberState::Requested)
            }
            Some(MemberState::Invited) => Ok(MemberState::Member),
            Some(MemberState::Requested) => Ok(MemberState::Requested),
            Some(MemberState::Lead | MemberState::Member) => Err(Refusal::AlreadyMember),
        }
    }

    /// The invited collectivité, or the lead on a request, says yes. Saying it twice is saying it once.
    pub fn accept(self) -> Result<MemberState, Refusal> {
        match self {
            MemberState::Invited | MemberState::Requested | MemberState::Member => Ok(MemberState::Member),
            MemberState::Lead | MemberState::Declined | MemberState::Left | MemberState::TakenBack => {
                Err(Refusal::WrongState)
            }
        }
    }

    /// The invited collectivité, or the lead on a request, says no.
    pub fn decline(self) -> Result<MemberState, Refusal> {
        match self {
            MemberState::Invited | MemberState::Requested | MemberState::Declined => Ok(MemberState::Declined),
            MemberState::Lead | MemberState::Member | MemberState::Left | MemberState::TakenBack => {
                Err(Refusal::WrongState)
            }
        }
    }

    /// A member leaves. The lead stays until the group is dissolved.
    pub fn leave(self) -> Result<MemberState, Refusal> {
        match self {
            MemberState::Member | MemberState::Left => Ok(MemberState::Left),
            MemberState::Lead => Err(Refusal::LeadStays),
            MemberState::Invited | MemberState::Requested | MemberState::Declined | MemberState::TakenBack => {
                Err(Refusal::WrongState)
            }
        }
    }

    /// The lead takes an invitation back before it is answered. Taking back twice is taking back once.
    pub fn take_back(self) -> Result<MemberState, Refusal> {
        match self {
            MemberState::Invited | MemberState::TakenBack => Ok(MemberState::TakenBack),
            MemberState::Lead
            | MemberState::Requested
            | MemberState::Member
            | MemberState::Declined
            | MemberState::Left => Err(Refusal::WrongState),
        }
    }

    /// Whether the collectivité is out of the group: neither in it, nor invited or asking.
    pub fn is_out(self) -> bool {
        matches!(self, MemberState::Declined | MemberState::Left | MemberState::TakenBack)
    }

    /// Whether the collectivité counts in the meter.
    pub fn counts(self) -> bool {
        match self {
            MemberState::Lead | MemberState::Member => true,
            MemberState::Invited
            | MemberState::Requested
            | MemberState::Declined
            | MemberState::Left
            | MemberState::TakenBack => false,
        }
    }
}

impl GroupState {
    /// Refuses unless members may still come and go.
    pub fn require_forming(self) -> Result<(), Refusal> {
        match self {
            GroupState::Forming => Ok(()),
            GroupState::Submitted => Err(Refusal::GroupSubmitted),
            GroupState::Dissolved => Err(Refusal::WrongState),
        }
    }
}

/// What a group adds up to, and what it lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meter {
    /// Inhabitants of the union of the members' territories.
    pub population: u64,
    pub communes: u32,
    pub members: u32,
    /// Members that hold a département's powers.
    pub departements: u32,
    /// The number of inhabitants that the envelope speaks of, if any.
    pub threshold: Option<u64>,
    /// Inhabitants missing to the threshold; zero once it is reached.
    pub missing: u64,
    /// Whether the envelope's condition is met.
    pub eligible: bool,
    /// Year of the populations.
    pub vintage: String,
}

/// Measures a group against the condition of an envelope (None: every group is eligible).
///
/// A person is counted once (rule 2 of docs/RULES.md). In 2021 a structuring project of the envelope co-construction
/// had to reach 500,000 inhabitants or involve a département.
pub fn measure(atlas: &Atlas, members: &[Siren], condition: Option<&Condition>) -> Meter {
    let figures: Figures = atlas.figures(&atlas.union(members));
    let applicant = Applicant::counted(atlas, &figures, members);
    let threshold = condition.and_then(Condition::threshold);
    Meter {
        population: figures.population,
        communes: figures.communes,
        members: applicant.members,
        departements: applicant.departements,
        threshold,
        missing: threshold.unwrap_or(0).saturating_sub(figures.population),
        eligible: condition.is_none_or(|condition| condition.is_met(&applicant)),
        vintage: atlas.vintage().to_owned(),
    }
}

/// Inhabitants that a collectivité would add to these members; zero when all of its communes are counted already.
pub fn would_add(atlas: &Atlas, members: &[Siren], candidate: &Siren) -> u64 {
    atlas.figures_of(candidate).population - atlas.shared(&atlas.union(members), candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collectivity_decides_for_itself_and_the_lead_for_the_group() {
        use MemberState::{Declined, Invited, Lead, Left, Member, Requested, TakenBack};
        let wrong = || Err(Refusal::WrongState);
        let member = || Err(Refusal::AlreadyMember);
        let table = [
            (None, Ok(Invited), Ok(Requested)),
            (Some(Lead), member(), member()),
            (Some(Invited), Err(Refusal::AlreadyInvited), Ok(Member)),
            (Some(Requested), Ok(Member), Ok(Requested)),
            (Some(Member), member(), member()),
            (Some(Declined), Ok(Invited), Ok(Requested)),
            (Some(Left), Ok(Invited), Ok(Requested)),
            (Some(TakenBack), Ok(Invited), Ok(Requested)),
        ];
        for (state, invite, request) in table {
            assert_eq!(MemberState::invite(state), invite, "{state:?}");
            assert_eq!(MemberState::request(state), request, "{state:?}");
        }
        let table = [
            (Lead, wrong(), wrong(), Err(Refusal::LeadStays), wrong()),
            (Invited, Ok(Member), Ok(Declined), wrong(), Ok(TakenBack)),
            (Requested, Ok(Member), Ok(Declined), wrong(), wrong()),
            (Member, Ok(Member), wrong(), Ok(Left), wrong()),
            (Declined, wrong(), Ok(Declined), wrong(), wrong()),
            (Left, wrong(), wrong(), Ok(Left), wrong()),
            (TakenBack, wrong(), wrong(), wrong(), Ok(TakenBack)),
        ];
        for (state, accept, decline, leave, take_back) in table {
            assert_eq!(state.take_back(), take_back, "{state:?}");
            assert_eq!(state.accept(), accept, "{state:?}");
            assert_eq!(state.decline(), decline, "{state:?}");
            assert_eq!(state.leave(), leave, "{state:?}");
        }
    }
}
