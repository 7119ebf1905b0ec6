use super::Millis;
use crate::enquiry::{EnquiryState, EnquiryTopic};
use crate::id::{EnquiryId, PersonId};
use sea_orm::entity::prelude::*;

/// A message to those who run the site, with what was answered.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enquiry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EnquiryId,
    /// None of somebody who had not signed in.
    pub person: Option<PersonId>,
    pub name: String,
    /// Where the answer goes.
    pub email: String,
    pub topic: EnquiryTopic,
    pub content: String,
    /// The page of ours that it was written from; empty for none.
    pub page: String,
    /// From where it was sent; empty once that is counted no more.
    pub network: String,
    /// By the platform's clock.
    pub written_at: Millis,
    /// The same instant by the machine's clock, by which messages are counted.
    pub counted_at: Millis,
    pub state: EnquiryState,
    pub taken_by: Option<PersonId>,
    pub changed_at: Millis,
    pub answer: Option<String>,
    pub answered_by: Option<PersonId>,
    pub answered_at: Option<Millis>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
