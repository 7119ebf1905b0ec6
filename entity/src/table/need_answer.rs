use super::Millis;
use crate::id::NeedId;
use sea_orm::entity::prelude::*;

/// The service that answers a need already, said when the need was not taken further for that.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "need_answer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub need: NeedId,
    pub link: Option<String>,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
