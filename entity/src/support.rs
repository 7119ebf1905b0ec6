//! A support: another collectivité saying "nous avons aussi ce besoin", once.

use crate::{
    calendar::{Calendar, Phase},
    need::NeedState,
    refusal::Refusal,
    siren::Siren,
    text::Text,
};
use chrono::{DateTime, Utc};

/// The sentence that may go with a support.
pub type Sentence = Text<0, 500>;

/// Decides whether `supporter` may support a need of `author`.
///
/// Refused outside the census (supports are what curators rank needs by afterwards), on an own need, and on a need
/// that is not published.
pub fn check(
    author: &Siren,
    state: NeedState,
    supporter: &Siren,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    calendar.require(Phase::Census, now)?;
    if author == supporter {
        return Err(Refusal::OwnNeed);
    }
    match state {
        NeedState::Published => Ok(()),
        NeedState::Draft | NeedState::Withdrawn | NeedState::Declined => Err(Refusal::WrongState),
    }
}
