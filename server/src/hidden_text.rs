//! Texts that curators hid: why, and that nobody changes them meanwhile.

use crate::{Context, Error, audit::names_of};
use chrono::{DateTime, Utc};
use entity::{
    id::PersonId,
    moderation::{TextId, TextKind},
    refusal::Refusal,
    table::hidden_text,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Select};
use std::collections::HashMap;
use uuid::Uuid;

/// Why a text is hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// The name of who hid it.
    pub by: String,
    pub reason: String,
    pub at: DateTime<Utc>,
    /// Whether its author answered.
    pub is_answered: bool,
    /// Whether curators read the answer and left it hidden.
    pub is_upheld: bool,
}

/// The row of a hidden text.
pub(crate) fn of(text: TextId) -> Select<hidden_text::Entity> {
    hidden_text::Entity::find()
        .filter(hidden_text::Column::Kind.eq(text.kind))
        .filter(hidden_text::Column::Subject.eq(text.id))
}

/// Refuses ([`Refusal::TextHidden`]) to change a text that is hidden.
pub(crate) async fn require_shown(tx: &impl ConnectionTrait, text: TextId) -> Result<(), Error> {
    match of(text).count(tx).await? {
        0 => Ok(()),
        _ => Err(Refusal::TextHidden.into()),
    }
}

/// Why texts of a kind are hidden, by their identifiers. Two statements, or none where none is asked for.
pub(crate) async fn reasons(ctx: &Context, kind: TextKind, ids: Vec<Uuid>) -> Result<HashMap<Uuid, Hidden>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = hidden_text::Entity::find()
        .filter(hidden_text::Column::Kind.eq(kind))
        .filter(hidden_text::Column::Subject.is_in(ids))
        .all(ctx.read())
        .await?;
    let people: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    let names = names_of(ctx.read(), &people).await?;
    let hidden = |row: hidden_text::Model| {
        let why = Hidden {
            by: names.get(&row.person).cloned().unwrap_or_default(),
            at: row.hidden_at.utc(),
            is_answered: row.answer.is_some(),
            is_upheld: row.upheld_at.is_some(),
            reason: row.reason,
        };
        (row.subject, why)
    };
    Ok(rows.into_iter().map(hidden).collect())
}

/// Why a need or a group is hidden; None where it is not. The title says that it is, so that nothing is read of any
/// other.
pub async fn of_titled(ctx: &Context, text: TextId, title: &str) -> Result<Option<Hidden>, Error> {
    match title == wording::HIDDEN_TITLE {
        true => Ok(reasons(ctx, text.kind, vec![text.id]).await?.remove(&text.id)),
        false => Ok(None),
    }
}
