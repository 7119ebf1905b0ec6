//! Who may do what: one pure table, deny by default. Rules of the calendar and of states are not here: they refuse with a reason.

use crate::{collectivity::Capacity, id::PersonId, siren::Siren};
use serde::{Deserialize, Serialize};

codes!(/// The State's people on the platform.
StaffRole {
    /// Staff of the ANCT incubator.
    Curator = "curator",
    /// Follows figures (ministry, associations of élus).
    Observer = "observer",
    /// Runs the platform.
    Administrator = "administrator",
});

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Actor {
    /// None for a visitor who has not signed in.
    pub person: Option<PersonId>,
    /// The State's role, if any.
    pub staff: Option<StaffRole>,
    /// The collectivité acted for, and in which capacity.
    pub acting: Option<Acting>,
}

/// For which collectivité a person acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acting {
    pub siren: Siren,
    pub capacity: Capacity,
    /// Whether the person holds the collectivité's mandate to vote in the current campaign.
    pub mandate: bool,
}

/// Everything that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Reading a need, a project or a group that is public, or one's own.
    Read,
    /// Writing, publishing or withdrawing a need for one's collectivité.
    WriteNeed,
    /// Supporting a need, and taking the support back.
    Support,
    /// Opening a group with one's collectivité as lead.
    OpenGroup,
    /// Inviting, answering requests, filing: what the lead does.
    LeadGroup,
    /// Joining, answering an invitation, leaving: what a collectivité decides for itself.
    AnswerForCollectivity,
    /// Curating: projects, declining needs, the ballot.
    Curate,
    /// Preparing the collectivité's ballot, without casting it.
    PrepareBallot,
    /// Casting the collectivité's ballot.
    CastBallot,
    /// Seeing who acts for a collectivité.
    SeePeople,
}

impl Action {
    /// Every action, for the printed table and the tests that enumerate.
    pub const ALL: [Action; 10] = [
        Action::Read,
        Action::WriteNeed,
        Action::Support,
        Action::OpenGroup,
        Action::LeadGroup,
        Action::AnswerForCollectivity,
        Action::Curate,
        Action::PrepareBallot,
        Action::CastBallot,
        Action::SeePeople,
    ];
}

/// What the table needs to know of the thing acted on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The collectivité to which the thing belongs, or that is acted for; None when it belongs to none.
    pub owner: Option<Siren>,
    /// Whether everybody may read it.
    pub public: bool,
}

impl Facts {
    /// Something that everybody may read.
    pub fn public() -> Self {
        Self { owner: None, public: true }
    }

    /// Something of a collectivité, readable by all or only by its own people.
    pub fn of(owner: &Siren, public: bool) -> Self {
        Self { owner: Some(*owner), public }
    }
}

/// Whether this actor may do this. The whole table; what is not granted is denied.
pub fn may(actor: &Actor, action: Action, facts: &Facts) -> bool {
    let own = |acting: &Acting| facts.owner.as_ref() == Some(&acting.siren);
    let acts_for_owner = actor.acting.as_ref().is_some_and(own);
    let curator = actor.staff == Some(StaffRole::Curator);
    match action {
        Action::Read => facts.public || acts_for_owner || (curator && facts.owner.is_none()),
        Action::WriteNeed | Action::PrepareBallot | Action::AnswerForCollectivity | Action::Support => acts_for_owner,
        Action::OpenGroup | Action::LeadGroup => acts_for_owner,
        Action::CastBallot => actor
            .acting
            .as_ref()
            .is_some_and(|acting| own(acting) && acting.capacity == Capacity::Elu && acting.mandate),
        Action::Curate => curator,
        Action::SeePeople => acts_for_owner,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn siren(text: &str) -> Siren {
        Siren::parse(text).expect("a SIREN")
    }

    fn acting(capacity: Capacity, mandate: bool) -> Actor {
        Actor { acting: Some(Acting { siren: siren("217500016"), capacity, mandate }), ..Actor::default() }
    }

    #[test]
    fn a_visitor_reads_what_is_public_and_nothing_else() {
        for action in Action::ALL {
            assert_eq!(may(&Actor::default(), action, &Facts::public()), action == Action::Read, "{action:?}");
            assert!(!may(&Actor::default(), action, &Facts::default()), "{action:?}");
        }
    }

    #[test]
    fn only_the_holder_of_the_mandate_casts_the_ballot() {
        let own = Facts::of(&siren("217500016"), false);
        assert!(may(&acting(Capacity::Elu, true), Action::CastBallot, &own));
        assert!(!may(&acting(Capacity::Elu, false), Action::CastBallot, &own));
        assert!(!may(&acting(Capacity::Agent, true), Action::CastBallot, &own));
        assert!(may(&acting(Capacity::Agent, false), Action::PrepareBallot, &own));
    }

    #[test]
    fn nobody_acts_for_another_collectivity() {
        let other = Facts::of(&siren("200046977"), false);
        for action in Action::ALL {
            assert!(!may(&acting(Capacity::Elu, true), action, &other), "{action:?}");
        }
    }

    #[test]
    fn curating_is_for_curators_and_gives_no_hand_on_ballots() {
        for &role in StaffRole::ALL {
            let actor = Actor { staff: Some(role), ..Actor::default() };
            assert_eq!(may(&actor, Action::Curate, &Facts::default()), role == StaffRole::Curator, "{role:?}");
            assert!(!may(&actor, Action::CastBallot, &Facts::of(&siren("217500016"), false)), "{role:?}");
        }
    }
}
