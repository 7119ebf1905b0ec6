use super::Millis;
use crate::id::{NoticeId, PersonId};
use sea_orm::entity::prelude::*;

/// Something that a person is told of, with a page to go to.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NoticeId,
    pub person: PersonId,
    pub at: Millis,
    /// Code of the sentence.
    pub kind: String,
    /// What the sentence speaks of, such as a title.
    pub about: String,
    pub link: String,
    pub read_at: Option<Millis>,
    /// When a mail told it too, or it was decided that none will.
    pub mailed_at: Option<Millis>,
    /// Until when one can do what it asks for; no mail tells of it afterwards.
    pub until_at: Option<Millis>,
    /// Why it was done, in the words of whoever did it.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
