//! The answer of the author of a hidden text.

use super::subject::Subject;
use crate::{
    Context, Error, audit, hidden_text,
    notice::{self, Kind},
};
use entity::{
    address::Address,
    event::Event,
    form_field::FieldName,
    moderation::{AuthorAnswer, TextId},
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel, QuerySelect};

/// Answers the curators who hid a text, once; gives where the text stood.
///
/// Who: the author of a message; the people of the collectivité of a need or a group. Refused: without a text, and a
/// second time.
pub async fn answer(ctx: &Context, text: TextId, field: FieldName, typed: &str) -> Result<String, Error> {
    ctx.authorise(Action::HaveAccount, &Facts::default())?;
    let tx = ctx.begin().await?;
    let subject = Subject::for_update(&tx, text).await?;
    if !subject.may_answer(ctx) {
        return Err(Error::NotFound);
    }
    let row = hidden_text::of(text).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    if row.answer.is_some() {
        return Err(FieldRefusals::one(field, Refusal::AlreadyAnswered).into());
    }
    let mut refusals = FieldRefusals::default();
    let Some(answered) = refusals.take(field, AuthorAnswer::parse(typed)) else { return Err(refusals.into()) };
    let hid = row.person;
    let mut changed = row.into_active_model();
    changed.answer = Set(Some(answered.into_string()));
    changed.answered_at = Set(Some(ctx.now().into()));
    changed.update(&tx).await?;
    notice::notify(&tx, ctx, vec![hid], Kind::HiddenTextAnswered, &subject.about, Address::Moderation).await?;
    audit::record(&tx, ctx, Event::HiddenTextAnswered { text }).await?;
    ctx.commit(tx).await?;
    Ok(subject.link)
}
