use super::Millis;
use crate::{
    id::{JointActId, PersonId},
    joint_act::{JointActKind, JointActState},
    siren::Siren,
};
use sea_orm::entity::prelude::*;

/// An act that takes two people, from its proposal to its end.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "joint_act")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JointActId,
    pub kind: JointActKind,
    /// The act itself, as JSON.
    pub content: String,
    pub siren: Option<Siren>,
    pub person: Option<PersonId>,
    pub state: JointActState,
    pub proposed_by: PersonId,
    pub proposed_at: Millis,
    pub seconded_by: Option<PersonId>,
    /// When it takes effect, once announced.
    pub due_at: Option<Millis>,
    pub ended_at: Option<Millis>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
