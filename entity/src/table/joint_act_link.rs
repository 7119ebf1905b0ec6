use super::Millis;
use crate::id::JointActId;
use sea_orm::entity::prelude::*;

/// A link that was sent to the official address of a collectivité, to consent or object to a joint act; only its hash
/// is kept.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "joint_act_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    pub joint_act: JointActId,
    pub expires_at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
