use super::Millis;
use crate::{
    id::{CampaignId, PersonId},
    mandate::{Rank, Term},
    siren::Siren,
};
use sea_orm::entity::prelude::*;

/// Who may cast a collectivité's ballot in a campaign.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mandate")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub campaign: CampaignId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub siren: Siren,
    #[sea_orm(primary_key, auto_increment = false)]
    pub rank: Rank,
    pub person: PersonId,
    pub since: Millis,
    /// First and last day in Paris, as `2021-04-30`.
    pub from_day: Option<String>,
    pub until_day: Option<String>,
    pub note: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// From when to when it holds.
    pub fn term(&self) -> Term {
        let day = |text: &Option<String>| text.as_ref().and_then(|text| text.parse().ok());
        Term { from: day(&self.from_day), until: day(&self.until_day) }
    }
}
