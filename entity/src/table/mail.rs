use super::Millis;
use crate::id::MailId;
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
    /// 0 is sent before 1: sign-in mails do not wait for others.
    pub lane: i32,
    /// Of the recipient.
    pub domain: String,
    /// Why the last attempt failed.
    pub fault: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
