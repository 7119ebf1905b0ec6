use super::Millis;
use crate::id::{CampaignId, MailingId, PersonId};
use crate::mailing::MailingState;
use sea_orm::entity::prelude::*;

/// One text to many: what it says, to whom, and how far it is sent. Its mails are rows of `mail`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mailing")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MailingId,
    pub campaign: CampaignId,
    pub subject: String,
    /// Markdown with fields.
    pub body: String,
    /// The day that the text may name, as `2021-03-31`.
    pub deadline: Option<String>,
    /// The [`crate::mailing::Audience`], as JSON.
    pub audience: String,
    pub state: MailingState,
    /// One more for each change: two people agree on one version.
    pub version: i32,
    pub created_by: PersonId,
    pub created_at: Millis,
    pub changed_at: Millis,
    /// When its mails were written.
    pub started_at: Option<Millis>,
    pub ended_at: Option<Millis>,
    /// How many mails were written; 0 before.
    pub recipients: i64,
    /// The [`crate::mailing::Progress`] at its end, as JSON: mails are kept for some months only.
    pub outcome: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
