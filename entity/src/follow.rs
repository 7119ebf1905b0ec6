//! What a person may follow, to be told what happens to it: a need, a group, a project.

use crate::{
    id::{GroupId, NeedId, ProjectId},
    lineage::Subject,
};
use uuid::Uuid;

/// The most that one person follows.
pub const MOST_FOLLOWED: u64 = 300;

codes!(/// A kind of thing that is followed.
FollowKind {
    Need = "need",
    Group = "group",
    Project = "project",
});

impl Subject {
    /// Its kind and identifier, as they are stored.
    pub fn followed(self) -> (FollowKind, Uuid) {
        match self {
            Subject::Need(id) => (FollowKind::Need, id.0),
            Subject::Group(id) => (FollowKind::Group, id.0),
            Subject::Project(id) => (FollowKind::Project, id.0),
        }
    }

    /// The subject that was stored so.
    pub fn of_followed(kind: FollowKind, id: Uuid) -> Self {
        match kind {
            FollowKind::Need => Subject::Need(NeedId(id)),
            FollowKind::Group => Subject::Group(GroupId(id)),
            FollowKind::Project => Subject::Project(ProjectId(id)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_followed_is_read_as_it_was_stored() {
        let id = Uuid::from_u128(7);
        for subject in [Subject::Need(NeedId(id)), Subject::Group(GroupId(id)), Subject::Project(ProjectId(id))] {
            let (kind, stored) = subject.followed();
            assert_eq!(Subject::of_followed(kind, stored), subject);
        }
    }
}
