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

impl Model {
    /// Whether it named the first referent of a collectivité.
    pub fn has_named(&self) -> bool {
        self.kind == JointActKind::FirstReferent && self.state == JointActState::Done
    }

    /// Those of the State who agreed on it.
    pub fn agreed(&self) -> Vec<PersonId> {
        [Some(self.proposed_by), self.seconded_by].into_iter().flatten().collect()
    }
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
