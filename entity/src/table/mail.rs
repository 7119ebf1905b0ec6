use super::Millis;
use crate::id::{MailId, MailingId};
use sea_orm::entity::prelude::*;

/// A mail that was written in the transaction of the act it tells of, and is sent afterwards.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MailId,
    pub recipient: String,
    /// What it says, as JSON; never the content of a ballot.
    #[sea_orm(column_name = "letter")]
    pub content: String,
    pub written_at: Millis,
    /// When it is tried next.
    pub due_at: Millis,
    pub attempts: i32,
    pub sent_at: Option<Millis>,
    /// 0 is sent before 1: sign-in mails do not wait for others. 2 is sent beside both, at a pace of its own.
    pub lane: i32,
    /// Of the recipient.
    pub domain: String,
    /// Why the last attempt failed.
    pub fault: Option<String>,
    /// The mailing that it is of; a recipient has one mail of each.
    pub mailing: Option<MailingId>,
    /// Of a mailing: since when it is with the mail server, until the answer is written down. It is never tried again
    /// where the answer did not come.
    pub handed_at: Option<Millis>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
