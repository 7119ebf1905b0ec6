use super::Millis;
use crate::collectivity::Capacity;
use crate::discussion::{Audience, QuestionState, Room};
use crate::id::{CampaignId, GroupId, MessageId, NeedId, PersonId};
use crate::siren::Siren;
use sea_orm::entity::prelude::*;

/// A message under a need or inside a group; an answer where `thread` names the message that it answers.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "discussion_message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MessageId,
    pub campaign: CampaignId,
    /// Where it stands: one of the two.
    pub need: Option<NeedId>,
    pub group_id: Option<GroupId>,
    pub thread: Option<MessageId>,
    pub person: PersonId,
    /// For which collectivité it was written, and in which capacity; None for curators.
    pub siren: Option<Siren>,
    pub capacity: Option<Capacity>,
    /// Function of its author when they wrote it, such as « Maire »; empty for curators and once the account is gone.
    pub title: String,
    pub audience: Audience,
    /// Of a curator's question to the collectivité of the need.
    pub question: Option<QuestionState>,
    /// Empty once it is taken back, and while it is hidden.
    pub content: String,
    pub written_at: Millis,
    pub edited_at: Option<Millis>,
    pub taken_back_at: Option<Millis>,
    pub hidden_at: Option<Millis>,
}

impl Model {
    /// Where it stands; None for a row that says neither, which none does.
    pub fn room(&self) -> Option<Room> {
        self.need.map(Room::Need).or(self.group_id.map(Room::Group))
    }

    /// The message that heads what it belongs to: itself, or the one that it answers.
    pub fn head(&self) -> MessageId {
        self.thread.unwrap_or(self.id)
    }
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
