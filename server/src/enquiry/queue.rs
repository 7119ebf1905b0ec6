//! What waits for an answer, and what was answered.

use crate::{Context, Error, audit};
use chrono::{DateTime, Utc};
use entity::{
    enquiry::{EnquiryState, EnquiryTopic},
    id::{EnquiryId, PersonId},
    page_number::{Listed, PageNumber, pages},
    permission::{Action, Facts},
    table::enquiry,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// Messages on a page.
pub const ON_A_PAGE: u64 = 20;

/// A message, with the names of who has to do with it.
#[derive(Debug, Clone)]
pub struct Enquiry {
    pub id: EnquiryId,
    pub name: String,
    pub email: String,
    /// Whether its writer was signed in.
    pub is_signed_in: bool,
    pub topic: EnquiryTopic,
    pub content: String,
    pub page: String,
    pub at: DateTime<Utc>,
    pub state: EnquiryState,
    /// Who prepares the answer.
    pub taken_by: Option<String>,
    /// Whether that is the reader.
    pub is_mine: bool,
    pub answer: Option<Answer>,
}

/// What was answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub content: String,
    pub by: String,
    pub at: DateTime<Utc>,
}

/// Whether messages that wait are asked for, the oldest first, or those that do not, the latest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Waiting,
    Settled,
}

impl Which {
    fn states(self) -> [EnquiryState; 2] {
        match self {
            Self::Waiting => [EnquiryState::New, EnquiryState::Taken],
            Self::Settled => [EnquiryState::Answered, EnquiryState::Closed],
        }
    }
}

/// A page of messages. Who: curators and administrators.
pub async fn list(ctx: &Context, which: Which, page: PageNumber) -> Result<Listed<Enquiry>, Error> {
    ctx.authorise(Action::AnswerEnquiries, &Facts::default())?;
    let query = enquiry::Entity::find().filter(enquiry::Column::State.is_in(which.states()));
    let total = query.clone().count(ctx.read()).await?;
    let page = page.within(total, ON_A_PAGE);
    let query = match which {
        Which::Waiting => query.order_by_asc(enquiry::Column::WrittenAt).order_by_asc(enquiry::Column::Id),
        Which::Settled => query.order_by_desc(enquiry::Column::ChangedAt).order_by_desc(enquiry::Column::Id),
    };
    let rows = query.offset(page.offset(ON_A_PAGE)).limit(ON_A_PAGE).all(ctx.read()).await?;
    Ok(Listed { rows: named(ctx, rows).await?, total, page: page.get(), pages: pages(total, ON_A_PAGE) })
}

/// A message. Who: as [`list`].
pub async fn find(ctx: &Context, id: EnquiryId) -> Result<Enquiry, Error> {
    ctx.authorise(Action::AnswerEnquiries, &Facts::default())?;
    let row = enquiry::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    named(ctx, vec![row]).await?.pop().ok_or(Error::NotFound)
}

async fn named(ctx: &Context, rows: Vec<enquiry::Model>) -> Result<Vec<Enquiry>, Error> {
    let people: Vec<PersonId> = rows.iter().flat_map(|row| [row.taken_by, row.answered_by]).flatten().collect();
    let names = match people.is_empty() {
        true => HashMap::new(),
        false => audit::names_of(ctx.read(), &people).await?,
    };
    let name = |person: Option<PersonId>| person.and_then(|person| names.get(&person).cloned());
    let one = |row: enquiry::Model| Enquiry {
        id: row.id,
        name: row.name,
        email: row.email,
        is_signed_in: row.person.is_some(),
        topic: row.topic,
        content: row.content,
        page: row.page,
        at: row.written_at.utc(),
        state: row.state,
        taken_by: name(row.taken_by),
        is_mine: row.taken_by.is_some() && row.taken_by == ctx.actor.person,
        answer: row.answer.map(|content| Answer {
            content,
            by: name(row.answered_by).unwrap_or_default(),
            at: row.answered_at.unwrap_or(row.changed_at).utc(),
        }),
    };
    Ok(rows.into_iter().map(one).collect())
}

/// How many messages wait for an answer. One statement; 0 for anybody but those who answer.
pub async fn waiting(ctx: &Context) -> Result<u64, Error> {
    if ctx.authorise(Action::AnswerEnquiries, &Facts::default()).is_err() {
        return Ok(0);
    }
    let open = enquiry::Entity::find().filter(enquiry::Column::State.is_in(Which::Waiting.states()));
    Ok(open.count(ctx.read()).await?)
}
