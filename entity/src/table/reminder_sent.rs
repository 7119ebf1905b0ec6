use super::Millis;
use sea_orm::entity::prelude::*;

/// Somebody was told of an occasion, such as the opening of a vote: the row that two servers cannot both write.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder_sent")]
pub struct Model {
    /// Which hour had come, and of which campaign.
    #[sea_orm(primary_key, auto_increment = false)]
    pub occasion: String,
    /// A SIREN or an identifier: to whom, or about what.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
