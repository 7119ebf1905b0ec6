use super::Millis;
use crate::{id::PersonId, sign_in::Method, siren::Siren, viewing::ViewRole};
use sea_orm::entity::prelude::*;

/// A signed-in browser; the token itself is not kept, only its hash.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    pub person: PersonId,
    pub acting_for: Option<Siren>,
    pub created_at: Millis,
    pub expires_at: Millis,
    /// The last minute in which it was used; a session that nobody uses ends.
    pub seen_at: Millis,
    pub method: Method,
    /// What the browser says it is, for the person's list of sessions.
    pub browser: String,
    pub second_factor: bool,
    /// What the identity provider's logout asks for.
    pub id_token: Option<String>,
    /// When the person was last here before this session, by the platform's clock; None at their first visit.
    pub previous_visit: Option<Millis>,
    /// As whom its administrator sees the site; None as themselves.
    pub view_role: Option<ViewRole>,
    /// The collectivité that such a view acts for.
    pub view_siren: Option<Siren>,
    /// The département of a prefecture's officer that it shows.
    pub view_departement: Option<String>,
    /// When it is over, by the machine's clock.
    pub view_until: Option<Millis>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
