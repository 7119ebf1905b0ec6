//! Keeping what was typed.

use super::{
    answers::{answers_of, put_answer},
    loaded::Loaded,
};
use crate::{Context, Error, audit};
use chrono::{DateTime, Utc};
use entity::{
    application::ApplicationState,
    application_form::{FieldKind, MOST, fingerprint},
    event::Event,
    form_field::FieldName,
    id::ApplicationId,
    permission::Action,
    refusal::{FieldRefusals, Refusal},
    table::application,
};
use sea_orm::ActiveValue::Set;

/// What was typed into a field, and what the page was rendered with ([`fingerprint`]).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    pub field: String,
    pub answer: String,
    pub rendered: String,
}

impl Typed {
    /// Whether something else stands in the field than what the page was rendered with.
    pub fn is_touched(&self) -> bool {
        fingerprint(&self.answer) != self.rendered
    }
}

/// Keeps what was typed into a draft, whatever it is: what blocks the submission is told beside it.
///
/// Who: anybody of its collectivités. An answer that somebody else changed since the page was rendered is not
/// overwritten ([`Refusal::AnswerChanged`], with theirs): whoever typed sees both and chooses; all the others are kept.
pub async fn save(ctx: &Context, id: ApplicationId, typed: &[Typed]) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::locked(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::WriteApplication)?;
    require_written(&loaded.row, ctx.now())?;
    let form = loaded.form()?;
    let stored = answers_of(&tx, id).await?;
    let mut refusals = FieldRefusals::default();
    let mut title = None;
    let mut changed = false;
    for Typed { field, answer, rendered } in typed.iter().filter(|one| one.is_touched()) {
        let Some(field) = form.field(field).filter(|field| field.kind != FieldKind::File) else { continue };
        let before = stored.get(&field.code).map_or("", String::as_str);
        // Typed alike by both.
        if answer == before {
            continue;
        }
        let length = answer.chars().count();
        if length > MOST {
            refusals.add(FieldName::question(&field.code), Refusal::TooLong { most: MOST, length });
        } else if fingerprint(before) != *rendered {
            refusals.add(FieldName::question(&field.code), Refusal::AnswerChanged { theirs: before.to_owned() });
        } else {
            put_answer(&tx, ctx, id, &field.code, answer.clone()).await?;
            changed = true;
            if field.code == "title" && !answer.trim().is_empty() {
                title = Some(answer.trim().chars().take(200).collect::<String>());
            }
        }
    }
    if let Some(title) = title {
        loaded.put(&tx, |row| row.title = Set(title)).await?;
    }
    if changed {
        let event = Event::ApplicationWritten { application: id };
        audit::record(&tx, ctx, event).await?;
    }
    ctx.commit(tx).await?;
    refusals.or(()).map_err(Error::from)
}

pub(crate) fn require_written(row: &application::Model, now: DateTime<Utc>) -> Result<(), Refusal> {
    if !row.state.is_written() {
        return Err(Refusal::AlreadySubmitted);
    }
    match row.correction_until {
        Some(until) if row.state == ApplicationState::CorrectionAsked && now >= until.utc() => {
            Err(Refusal::CorrectionClosed)
        }
        _ => Ok(()),
    }
}
