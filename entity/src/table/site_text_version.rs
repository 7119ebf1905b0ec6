use super::Millis;
use crate::{id::PersonId, site_text::SiteText};
use sea_orm::entity::prelude::*;

/// One version of a text of the site; the one with the highest number is shown.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site_text_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub text: SiteText,
    /// From 1 on.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// In Markdown; None for the text that comes with the site.
    pub content: Option<String>,
    pub person: PersonId,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
