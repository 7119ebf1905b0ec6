//! Answers that are kept for later, to begin others with.

use crate::{Context, Error, audit};
use entity::{
    enquiry::{AnswerText, CannedTitle, MOST_CANNED},
    event::Event,
    form_field,
    id::CannedAnswerId,
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    table::canned_answer,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait, QueryOrder, QuerySelect,
};

/// The answers that are kept, by their titles. Who: curators and administrators.
pub async fn list(ctx: &Context) -> Result<Vec<canned_answer::Model>, Error> {
    ctx.authorise(Action::AnswerEnquiries, &Facts::default())?;
    let query = canned_answer::Entity::find().order_by_asc(canned_answer::Column::Title);
    Ok(query.order_by_asc(canned_answer::Column::Id).limit(MOST_CANNED).all(ctx.read()).await?)
}

/// An answer as it is typed.
#[derive(Debug, Clone)]
pub struct CannedForm {
    pub id: CannedAnswerId,
    pub title: String,
    pub content: String,
    /// The version that its writer read: 0 for a new one.
    pub version: i32,
}

/// Keeps an answer, a new one or one written anew.
///
/// Who: as [`list`]. Refused: an empty title or text; one more than may be kept ([`Refusal::TooManyCanned`]); what a
/// colleague wrote or took away meanwhile ([`Refusal::ChangedMeanwhile`]).
pub async fn save(ctx: &Context, form: &CannedForm) -> Result<(), Error> {
    ctx.authorise(Action::AnswerEnquiries, &Facts::default())?;
    let mut refusals = FieldRefusals::default();
    let title = refusals.take(form_field::TITLE, CannedTitle::line(&form.title));
    let content = refusals.take(form_field::CONTENT, AnswerText::parse(&form.content));
    let (Some(title), Some(content)) = (title, content) else { return Err(refusals.into()) };
    let tx = ctx.begin().await?;
    let row = canned_answer::Entity::find_by_id(form.id).lock_exclusive().one(&tx).await?;
    if row.as_ref().map_or(0, |row| row.version) != form.version {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    let written = canned_answer::Model {
        id: form.id,
        title: title.into_string(),
        content: content.into_string(),
        version: form.version + 1,
        changed_by: ctx.person()?,
        changed_at: ctx.now().into(),
    };
    match row {
        None => {
            if canned_answer::Entity::find().count(&tx).await? >= MOST_CANNED {
                return Err(Refusal::TooManyCanned { most: MOST_CANNED }.into());
            }
            canned_answer::Entity::insert(written.into_active_model()).exec_without_returning(&tx).await?;
        }
        Some(row) => {
            let mut changed = row.into_active_model();
            changed.title = Set(written.title);
            changed.content = Set(written.content);
            changed.version = Set(written.version);
            changed.changed_by = Set(written.changed_by);
            changed.changed_at = Set(written.changed_at);
            changed.update(&tx).await?;
        }
    }
    audit::record(&tx, ctx, Event::CannedAnswerWritten { answer: form.id }).await?;
    ctx.commit(tx).await
}

/// Takes a kept answer away. Doing it twice does it once. Who: as [`list`].
pub async fn remove(ctx: &Context, id: CannedAnswerId) -> Result<(), Error> {
    ctx.authorise(Action::AnswerEnquiries, &Facts::default())?;
    let tx = ctx.begin().await?;
    if canned_answer::Entity::delete_by_id(id).exec(&tx).await?.rows_affected == 0 {
        return Ok(());
    }
    audit::record(&tx, ctx, Event::CannedAnswerRemoved { answer: id }).await?;
    ctx.commit(tx).await
}
