use super::Millis;
use crate::{id::PersonId, letterhead::Letterhead};
use sea_orm::entity::prelude::*;

/// Who signs a prefecture's letters, from an instant on. A later one stands beside the earlier: a letter keeps what
/// stood when it was decided.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letterhead")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub departement: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub at: Millis,
    pub authority: String,
    pub place: String,
    pub signatory: String,
    pub function: String,
    pub delegation: String,
    pub person: PersonId,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What it says.
    pub fn letterhead(&self) -> Letterhead {
        Letterhead {
            authority: self.authority.clone(),
            place: self.place.clone(),
            signatory: self.signatory.clone(),
            function: self.function.clone(),
            delegation: self.delegation.clone(),
        }
    }
}
