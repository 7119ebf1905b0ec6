//! What waits for curators: texts that were reported, and answers of the authors of hidden texts.

use super::subject::{Subject, kept_text};
use crate::{Context, Error, audit::names_of};
use chrono::{DateTime, Utc};
use entity::{
    id::PersonId,
    moderation::{ReportCause, TextId},
    permission::{Action, Facts},
    siren::Siren,
    table::{hidden_text, text_report},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// The reports, and the answers, that are read at once: the oldest.
const MOST: u64 = 200;

/// The texts that one page shows.
const MOST_TEXTS: usize = 20;

/// A text that was reported.
#[derive(Debug, Clone)]
pub struct Reported {
    pub text: TextId,
    /// What it says now; empty where its author took it back.
    pub content: String,
    /// Whether it was corrected or taken back since the first report; then `read` is what was reported.
    pub has_changed: bool,
    pub read: String,
    pub about: String,
    pub link: String,
    /// Who wrote a message.
    pub author: Option<String>,
    /// Whose text it is.
    pub owner: Option<Siren>,
    /// Whether the reader has a part in it: somebody else decides.
    pub is_own: bool,
    pub reports: Vec<Report>,
}

/// Why somebody reported it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub cause: ReportCause,
    pub word: String,
    /// None once their account is gone.
    pub by: Option<String>,
    pub at: DateTime<Utc>,
}

/// A hidden text whose author answered.
#[derive(Debug, Clone)]
pub struct Answered {
    pub text: TextId,
    pub content: String,
    pub about: String,
    pub link: String,
    pub reason: String,
    pub answer: String,
    pub at: DateTime<Utc>,
    pub is_own: bool,
}

/// What waits, the oldest first.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    pub reported: Vec<Reported>,
    pub answered: Vec<Answered>,
    /// Whether more texts wait than are shown.
    pub more: bool,
}

/// What waits for curators, the oldest first, at most twenty texts of each kind. Some statements for each text.
///
/// Who: curators.
pub async fn queue(ctx: &Context) -> Result<Queue, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let open = text_report::Entity::find().filter(text_report::Column::SettledAt.is_null());
    let open = open.order_by_asc(text_report::Column::ReportedAt).order_by_asc(text_report::Column::Id).limit(MOST);
    let rows = open.all(ctx.read()).await?;
    let mut order: Vec<TextId> = Vec::new();
    let mut by_text: HashMap<TextId, Vec<text_report::Model>> = HashMap::new();
    for row in rows {
        let reports = by_text.entry(row.text()).or_default();
        if reports.is_empty() {
            order.push(row.text());
        }
        reports.push(row);
    }
    let answers = answers(ctx).await?;
    let more = order.len() > MOST_TEXTS || answers.len() > MOST_TEXTS;
    let mut queue = Queue { more, ..Queue::default() };
    for text in order.into_iter().take(MOST_TEXTS) {
        let reports = by_text.remove(&text).unwrap_or_default();
        queue.reported.push(reported(ctx, text, reports).await?);
    }
    for row in answers.into_iter().take(MOST_TEXTS) {
        queue.answered.push(answered(ctx, row).await?);
    }
    Ok(queue)
}

/// The hidden texts whose authors' answers were not read.
async fn answers(ctx: &Context) -> Result<Vec<hidden_text::Model>, Error> {
    let query = hidden_text::Entity::find()
        .filter(hidden_text::Column::AnsweredAt.is_not_null())
        .filter(hidden_text::Column::UpheldAt.is_null());
    Ok(query.order_by_asc(hidden_text::Column::AnsweredAt).limit(MOST).all(ctx.read()).await?)
}

async fn reported(ctx: &Context, text: TextId, rows: Vec<text_report::Model>) -> Result<Reported, Error> {
    let subject = Subject::for_reading(ctx.read(), text).await?;
    let people: Vec<PersonId> = rows.iter().filter_map(|row| row.person).chain(subject.author).collect();
    let names = names_of(ctx.read(), &people).await?;
    let read = rows.first().map(|row| row.content.clone()).unwrap_or_default();
    let report = |row: text_report::Model| Report {
        cause: row.cause,
        word: row.word,
        by: row.person.and_then(|person| names.get(&person).cloned()),
        at: row.reported_at.utc(),
    };
    Ok(Reported {
        text,
        has_changed: read != subject.content,
        is_own: subject.is_own(ctx),
        author: subject.author.and_then(|author| names.get(&author).cloned()),
        owner: subject.owner,
        content: subject.content,
        read,
        about: subject.about,
        link: subject.link,
        reports: rows.into_iter().map(report).collect(),
    })
}

async fn answered(ctx: &Context, row: hidden_text::Model) -> Result<Answered, Error> {
    let text = row.text();
    let subject = Subject::for_reading(ctx.read(), text).await?;
    Ok(Answered {
        text,
        is_own: subject.is_own(ctx),
        content: kept_text(text, &row.content),
        about: subject.about,
        link: subject.link,
        reason: row.reason,
        answer: row.answer.unwrap_or_default(),
        at: row.answered_at.unwrap_or(row.hidden_at).utc(),
    })
}

/// How many texts wait for curators: reported, or with an answer of their author. Two statements; 0 for anybody else.
pub async fn waiting(ctx: &Context) -> Result<u64, Error> {
    if ctx.authorise(Action::Curate, &Facts::default()).is_err() {
        return Ok(0);
    }
    let open = text_report::Entity::find().filter(text_report::Column::SettledAt.is_null());
    let open = open.select_only().column(text_report::Column::Subject).distinct().count(ctx.read()).await?;
    let answers = hidden_text::Entity::find()
        .filter(hidden_text::Column::AnsweredAt.is_not_null())
        .filter(hidden_text::Column::UpheldAt.is_null());
    Ok(open + answers.count(ctx.read()).await?)
}
