//! Seeing the site as somebody in a role would, without being them: nothing can be done, and nothing secret is shown.
//! Who the pages take whoever looks for, `Actor::seen_as` says.

use crate::id::PersonId;
use chrono::{DateTime, Duration, Utc};

/// How long a view lasts.
pub const VIEW_LIFE: Duration = Duration::minutes(30);

codes!(/// As whom the site is seen.
ViewRole {
    Visitor = "visitor",
    /// Signed in, and acting for nobody.
    Nobody = "nobody",
    Agent = "agent",
    Referent = "referent",
    /// An élu who holds the mandate to vote.
    Elu = "elu",
    Curator = "curator",
    Assessor = "assessor",
    Prefecture = "prefecture",
    Observer = "observer",
});

impl ViewRole {
    /// Whether the role acts for a collectivité.
    pub fn acts(self) -> bool {
        matches!(self, Self::Agent | Self::Referent | Self::Elu)
    }
}

/// As whom somebody sees the site, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewing {
    /// The administrator who looks.
    pub by: PersonId,
    pub role: ViewRole,
    /// By the machine's clock.
    pub until: DateTime<Utc>,
}
