use super::Millis;
use crate::{
    attachment::FileKind,
    id::{AttachmentId, NeedId, PersonId},
};
use sea_orm::entity::prelude::*;

/// A file attached to a need; its content is kept outside the database, under its identifier.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "need_attachment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AttachmentId,
    pub need: NeedId,
    /// As it is shown; never a path.
    pub name: String,
    pub kind: FileKind,
    /// In bytes.
    pub size: i64,
    pub sha256: String,
    pub person: PersonId,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
