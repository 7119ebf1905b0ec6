use super::Millis;
use crate::id::PersonId;
use crate::{event::MailPreference, permission::StaffRole};
use sea_orm::entity::prelude::*;

/// A person who acts on the platform.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PersonId,
    pub name: String,
    pub staff: Option<StaffRole>,
    pub created_at: Millis,
    /// Key of the demonstration's persona, if it is one.
    pub demo_key: Option<String>,
    pub demo_blurb: Option<String>,
    /// Of a prefecture's officer.
    pub departement: Option<String>,
    pub mail_preference: MailPreference,
    /// Code of the département in which an assessor lives, as they told it.
    pub residence: Option<String>,
    /// When the person took their data away; the trace keeps the identifier alone.
    pub deleted_at: Option<Millis>,
    /// The last minute in which they were here, by the platform's clock.
    pub visited_at: Option<Millis>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
