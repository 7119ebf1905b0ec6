use super::Millis;
use crate::{
    deployment::DeploymentState,
    id::{ApplicationId, PersonId},
    siren::Siren,
};
use sea_orm::entity::prelude::*;

/// What a collectivité did with what the money paid for.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deployment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub application: ApplicationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub siren: Siren,
    pub state: DeploymentState,
    pub feedback: String,
    pub person: PersonId,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
