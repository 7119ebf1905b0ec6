//! Reporting a text.

use super::subject::Subject;
use crate::{
    Context, Error, audit,
    door::{Pace, keep_pace},
    hidden_text,
};
use entity::{
    discussion::SHORT_WHILE,
    door::Act,
    event::Event,
    form_field,
    moderation::{MOST_REPORTS_IN_A_DAY, MOST_REPORTS_IN_A_SHORT_WHILE, ReportCause, ReportWord, TextId},
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    table::text_report,
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, sea_query::OnConflict};

/// How often one person reports.
const PACE: Pace =
    Pace { kind: Act::Report, short: (MOST_REPORTS_IN_A_SHORT_WHILE, SHORT_WHILE), day: MOST_REPORTS_IN_A_DAY };

/// What somebody reads before they report a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reportable {
    pub content: String,
    /// The title of the need, or the name of the group.
    pub about: String,
    /// Where it stands.
    pub link: String,
    /// Whether the reader reported it already.
    pub is_reported: bool,
}

/// A text that the actor may read and report.
pub async fn look(ctx: &Context, text: TextId) -> Result<Reportable, Error> {
    ctx.authorise(Action::HaveAccount, &Facts::default())?;
    let subject = Subject::readable(ctx.read(), ctx, text).await?;
    let own = text_report::Entity::find()
        .filter(text_report::Column::Kind.eq(text.kind))
        .filter(text_report::Column::Subject.eq(text.id))
        .filter(text_report::Column::Person.eq(ctx.person()?));
    let is_reported = own.count(ctx.read()).await? > 0;
    Ok(Reportable { content: subject.content, about: subject.about, link: subject.link, is_reported })
}

/// Reports a text to the curators, with why. The same person reports the same text once.
///
/// Gives where the text stands. Who: whoever is signed in and may read it. Refused: without a cause, what is hidden or
/// taken back already, and too often.
pub async fn report(ctx: &Context, text: TextId, cause: Option<ReportCause>, word: &str) -> Result<String, Error> {
    ctx.authorise(Action::HaveAccount, &Facts::default())?;
    let tx = ctx.begin().await?;
    let subject = Subject::readable(&tx, ctx, text).await?;
    let mut refusals = FieldRefusals::default();
    let cause = refusals.take(form_field::CAUSE, cause.ok_or(Refusal::Missing));
    let word = refusals.take(form_field::NOTE, ReportWord::parse(word));
    let (Some(cause), Some(word)) = (cause, word) else { return Err(refusals.into()) };
    if subject.is_taken_back() {
        return Err(Refusal::TakenBack.into());
    }
    hidden_text::require_shown(&tx, text).await?;
    let person = ctx.person()?;
    let same = text_report::Entity::find()
        .filter(text_report::Column::Kind.eq(text.kind))
        .filter(text_report::Column::Subject.eq(text.id))
        .filter(text_report::Column::Person.eq(person));
    if same.count(&tx).await? > 0 {
        return Ok(subject.link);
    }
    keep_pace(&tx, ctx, PACE, Refusal::TooManyReports).await?;
    let row = text_report::Model {
        id: ctx.platform.new_id(),
        kind: text.kind,
        subject: text.id,
        person: Some(person),
        cause,
        word: word.into_string(),
        content: subject.content,
        reported_at: ctx.now().into(),
        settled_at: None,
        settled_by: None,
        outcome: None,
    };
    let key = [text_report::Column::Kind, text_report::Column::Subject, text_report::Column::Person];
    let once = OnConflict::columns(key).do_nothing().to_owned();
    let insert = text_report::Entity::insert(row.into_active_model()).on_conflict(once);
    if insert.exec_without_returning(&tx).await? == 0 {
        return Ok(subject.link);
    }
    audit::record(&tx, ctx, Event::TextReported { text }).await?;
    ctx.commit(tx).await?;
    Ok(subject.link)
}
