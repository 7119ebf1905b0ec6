use super::Millis;
use crate::door::Reached;
use crate::group::MemberState;
use crate::id::{GroupId, PersonId};
use crate::siren::Siren;
use sea_orm::entity::prelude::*;

/// Where a collectivité stands in a group.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "group_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub group_id: GroupId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub siren: Siren,
    pub state: MemberState,
    pub changed_by: PersonId,
    pub changed_at: Millis,
    /// Whom an invitation reached.
    pub reached: Option<Reached>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
