//! Messages on top of every page: an interruption, a date that moved. Each has its readers and its end.

use crate::permission::{Actor, StaffRole};
use chrono::{DateTime, Utc};

/// The most messages that are shown at once.
pub const MOST_AT_ONCE: usize = 3;

/// The longest that a message is shown.
pub const LONGEST: chrono::Duration = chrono::Duration::days(90);

codes!(/// Who reads a message.
MessageAudience {
    Everybody = "everybody",
    /// Whoever is signed in.
    SignedIn = "signed_in",
    /// Whoever acts for a collectivité.
    Collectivities = "collectivities",
    Curators = "curator",
    Observers = "observer",
    Administrators = "administrator",
    Assessors = "assessor",
    Prefectures = "prefecture",
});

impl MessageAudience {
    /// Whether a message is for whoever asks.
    pub fn holds(self, actor: &Actor) -> bool {
        let role = |staff: StaffRole| actor.staff == Some(staff);
        match self {
            Self::Everybody => true,
            Self::SignedIn => actor.person.is_some(),
            Self::Collectivities => !actor.memberships.is_empty(),
            Self::Curators => role(StaffRole::Curator),
            Self::Observers => role(StaffRole::Observer),
            Self::Administrators => role(StaffRole::Administrator),
            Self::Assessors => role(StaffRole::Assessor),
            Self::Prefectures => role(StaffRole::Prefecture),
        }
    }
}

/// Whether one more time is within the bound: at no instant more than [`MOST_AT_ONCE`] are shown, whoever reads them.
pub fn fits(others: &[(DateTime<Utc>, DateTime<Utc>)], from: DateTime<Utc>, until: DateTime<Utc>) -> bool {
    // How many are shown at once only grows where one begins.
    let begins = others.iter().map(|(begins, _)| *begins).filter(|begins| (from..until).contains(begins));
    let shown_at = |at: DateTime<Utc>| others.iter().filter(|(begins, ends)| *begins <= at && at < *ends).count();
    begins.chain([from]).all(|at| shown_at(at) < MOST_AT_ONCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::Duration::hours(hour)
    }

    #[test]
    fn a_fourth_message_waits_until_one_of_three_has_ended() {
        let three = [(at(0), at(10)), (at(2), at(12)), (at(4), at(8))];
        for (from, until, holds) in [(0, 4, true), (0, 5, false), (4, 6, false), (8, 20, true), (5, 20, false)] {
            assert_eq!(fits(&three, at(from), at(until)), holds, "{from} to {until}");
        }
        assert!(fits(&[], at(0), at(1)));
    }

    #[test]
    fn a_message_is_for_those_whom_it_names() {
        let visitor = Actor::default();
        let curator = Actor {
            person: Some(crate::id::PersonId(uuid::Uuid::nil())),
            staff: Some(StaffRole::Curator),
            ..Actor::default()
        };
        let reads = |actor: &Actor| MessageAudience::ALL.iter().copied().filter(|one| one.holds(actor)).collect();
        let (of_visitor, of_curator): (Vec<_>, Vec<_>) = (reads(&visitor), reads(&curator));
        assert_eq!(of_visitor, [MessageAudience::Everybody]);
        assert_eq!(of_curator, [MessageAudience::Everybody, MessageAudience::SignedIn, MessageAudience::Curators]);
    }
}
