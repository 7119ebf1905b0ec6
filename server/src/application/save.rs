//! Keeping what was typed.

use super::{
    answers::{answers_of, put_answer},
    detail::{self, Detail, Viewer},
    loaded::Loaded,
};
use crate::{Context, Error, assessment::standing, audit};
use chrono::{DateTime, Utc};
use entity::{
    application::ApplicationState,
    application_form::{Answers, ApplicationForm, FieldKind, MOST, fingerprint},
    event::Event,
    form_field::FieldName,
    id::ApplicationId,
    permission::{Action, may},
    refusal::{FieldRefusals, Refusal},
    table::application,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

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

/// What came of a save: which answers were typed, which of them were not kept, and the application as it is now.
pub struct Saved {
    loaded: Loaded,
    pub typed: Vec<Typed>,
    /// The fields that were not kept; all the others were.
    pub refused: FieldRefusals,
}

impl Saved {
    /// The form that was typed into.
    pub fn form(&self) -> Result<&ApplicationForm, Error> {
        self.loaded.form()
    }

    /// Refuses where something was not kept.
    pub fn require_kept(self) -> Result<(), Error> {
        Ok(self.refused.or(())?)
    }

    /// Everything that the page of the draft shows, of what was loaded for the save.
    pub async fn detail(self, ctx: &Context) -> Result<Detail, Error> {
        let lead = may(&ctx.actor, Action::SubmitApplication, &self.loaded.facts());
        let assessments = standing::of_application(ctx.read(), self.loaded.row.id).await?;
        detail::of(ctx, self.loaded, Viewer::Applicant { lead }, assessments).await
    }
}

/// Keeps what was typed into a draft, whatever it is: what blocks the submission is told beside it. `read` reads what
/// was posted, question by question of the application's form.
///
/// Who: anybody of its collectivités. An answer that somebody else changed since the page was rendered is not
/// overwritten ([`Refusal::AnswerChanged`], with theirs): whoever typed sees both and chooses; all the others are kept.
pub async fn save(
    ctx: &Context,
    id: ApplicationId,
    read: impl FnOnce(&ApplicationForm) -> Result<Vec<Typed>, Error>,
) -> Result<Saved, Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let mut loaded = Loaded::for_update(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::WriteApplication)?;
    require_written(&loaded.row, ctx.now())?;
    let typed = read(loaded.form()?)?;
    let (kept, refused) = compare(loaded.form()?, &answers_of(&tx, id).await?, &typed);
    for one in &kept {
        put_answer(&tx, ctx, id, &one.field, one.answer.clone()).await?;
    }
    if let Some(title) = kept.iter().find(|one| one.field == "title" && !one.answer.trim().is_empty()) {
        let title: String = title.answer.trim().chars().take(200).collect();
        let mut changed = loaded.row.clone().into_active_model();
        changed.title = Set(title);
        loaded.row = changed.update(&tx).await?;
    }
    if !kept.is_empty() {
        audit::record(&tx, ctx, Event::ApplicationWritten { application: id }).await?;
    }
    ctx.commit(tx).await?;
    Ok(Saved { loaded, typed, refused })
}

/// Which answers are kept over what is stored, and which are refused.
fn compare<'a>(form: &ApplicationForm, stored: &Answers, typed: &'a [Typed]) -> (Vec<&'a Typed>, FieldRefusals) {
    let (mut kept, mut refused) = (Vec::new(), FieldRefusals::default());
    for one in typed.iter().filter(|one| one.is_touched()) {
        let Some(field) = form.field(&one.field).filter(|field| field.kind != FieldKind::File) else { continue };
        let before = stored.get(&field.code).map_or("", String::as_str);
        let length = one.answer.chars().count();
        let refusal = match () {
            // Typed alike by both.
            () if one.answer == before => continue,
            () if length > MOST => Refusal::TooLong { most: MOST, length },
            () if fingerprint(before) != one.rendered => Refusal::AnswerChanged { theirs: before.to_owned() },
            () => {
                kept.push(one);
                continue;
            }
        };
        refused.add(FieldName::question(&field.code), refusal);
    }
    (kept, refused)
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
