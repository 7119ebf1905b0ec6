use super::Millis;
use crate::{
    id::{ApplicationId, InstalmentId, PersonId},
    money::Euros,
};
use sea_orm::entity::prelude::*;

/// A payment that an applicant asks for.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instalment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InstalmentId,
    pub application: ApplicationId,
    pub amount: Euros,
    /// What it pays for.
    pub sentence: String,
    pub asked_by: PersonId,
    pub asked_at: Millis,
    pub paid_by: Option<PersonId>,
    pub paid_at: Option<Millis>,
    pub refused_by: Option<PersonId>,
    pub refused_at: Option<Millis>,
    /// Why it is refused, told to the applicant; empty while it is not.
    pub reason: String,
}

impl Model {
    /// Whether it is neither paid nor refused.
    pub fn waits(&self) -> bool {
        self.paid_at.is_none() && self.refused_at.is_none()
    }
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
