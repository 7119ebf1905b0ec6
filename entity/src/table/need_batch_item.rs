use crate::curation::{Seen, WorkState};
use crate::id::{BatchId, NeedId, PersonId, ProjectId};
use crate::need::NeedState;
use sea_orm::entity::prelude::*;

/// A need of a batch, as it was when it was chosen; once the act is done, as it was right before.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "need_batch_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub batch: BatchId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub need: NeedId,
    pub version: i32,
    pub state: NeedState,
    pub project: Option<ProjectId>,
    pub work: WorkState,
    pub assignee: Option<PersonId>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The row of a need as it is seen.
    pub fn of(batch: BatchId, need: NeedId, seen: Seen) -> Self {
        let Seen { version, state, project, work, assignee } = seen;
        Self { batch, need, version, state, project, work, assignee }
    }

    /// The need as it was seen.
    pub fn seen(&self) -> Seen {
        let Self { version, state, project, work, assignee, .. } = *self;
        Seen { version, state, project, work, assignee }
    }
}
