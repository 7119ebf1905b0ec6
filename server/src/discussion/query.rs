//! What pages read of discussions.

use super::room::Loaded;
use crate::{
    Context, Error,
    audit::names_of,
    campaign::loaded::StoredCampaign,
    hidden_text::{self, Hidden},
};
use chrono::{DateTime, Utc};
use entity::{
    discussion::{Audience, MOST_REPLIES, QuestionState, Room},
    id::MessageId,
    moderation::TextKind,
    page_number::{Listed, PageNumber, pages},
    siren::Siren,
    table::{discussion_message, need, person},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, SelectTwo,
    sea_query::{Expr, SimpleExpr},
};
use std::collections::HashMap;

/// Messages that head a thread, on one page.
pub const PAGE: u64 = 10;

/// The latest messages that the page of a need shows.
pub const LATEST: usize = 3;

/// A message as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub row: discussion_message::Model,
    /// Its author's name.
    pub name: String,
    /// Why it is hidden; also None where [`discussion_message::Model::hidden_at`] says that it is, and only that was
    /// read.
    pub hidden: Option<Hidden>,
}

/// A message with the answers to it, in the order in which they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    pub head: Shown,
    pub replies: Vec<Shown>,
}

/// A discussion, one page of it: the latest threads first.
#[derive(Debug, Clone)]
pub struct Discussion {
    pub room: Room,
    /// The need's title, or the group's name.
    pub title: String,
    /// The collectivité of the need, or the lead of the group.
    pub owner: Siren,
    /// The members of the group; empty for a need.
    pub members: Vec<Siren>,
    pub threads: Listed<Thread>,
    /// Whether the calendar lets people write now.
    pub is_open: bool,
    /// Until when; None where it stays open.
    pub closes: Option<DateTime<Utc>>,
    /// Whether the reader is of those who write there.
    pub may_write: bool,
}

/// Those that the reader may see.
fn visible(
    query: Select<discussion_message::Entity>,
    room: &Loaded,
    ctx: &Context,
) -> Select<discussion_message::Entity> {
    match room.reads_private(ctx) {
        true => query,
        false => query.filter(discussion_message::Column::Audience.eq(Audience::All)),
    }
}

/// The messages of a room.
fn of(room: Room) -> Select<discussion_message::Entity> {
    let query = discussion_message::Entity::find();
    match room {
        Room::Need(need) => query.filter(discussion_message::Column::Need.eq(need)),
        Room::Group(group) => query.filter(discussion_message::Column::GroupId.eq(group)),
    }
}

/// With their authors.
fn with_authors(query: Select<discussion_message::Entity>) -> SelectTwo<discussion_message::Entity, person::Entity> {
    let author = discussion_message::Entity::belongs_to(person::Entity)
        .from(discussion_message::Column::Person)
        .to(person::Column::Id)
        .into();
    query.join(JoinType::InnerJoin, author).select_also(person::Entity)
}

fn shown((row, author): (discussion_message::Model, Option<person::Model>)) -> Shown {
    Shown { row, name: author.map(|author| author.name).unwrap_or_default(), hidden: None }
}

/// A discussion that the actor may read, one page: the one asked for, or the one on which a message stands. Six
/// statements at most, eight where some are hidden.
pub async fn of_room(
    ctx: &Context,
    campaign: &StoredCampaign,
    room: Room,
    page: PageNumber,
    at: Option<MessageId>,
) -> Result<Discussion, Error> {
    let loaded = Loaded::get(ctx.read(), ctx, room).await?;
    let heads = || visible(of(room), &loaded, ctx).filter(discussion_message::Column::Thread.is_null());
    let total = heads().count(ctx.read()).await?;
    let page = match at {
        Some(id) => page_of(ctx, heads(), id).await?.unwrap_or(page),
        None => page,
    };
    let page = page.within(total, PAGE);
    let query = heads()
        .order_by_desc(discussion_message::Column::WrittenAt)
        .order_by_desc(discussion_message::Column::Id)
        .offset(page.offset(PAGE))
        .limit(PAGE);
    let mut all: Vec<Shown> = with_authors(query).all(ctx.read()).await?.into_iter().map(shown).collect();
    let heads = all.len();
    let ids: Vec<MessageId> = all.iter().map(|one| one.row.id).collect();
    all.extend(replies(ctx, &ids).await?);
    explain(ctx, &mut all).await?;
    let mut replies: HashMap<MessageId, Vec<Shown>> = HashMap::new();
    for reply in all.split_off(heads) {
        replies.entry(reply.row.head()).or_default().push(reply);
    }
    let thread = |head: Shown| Thread { replies: replies.remove(&head.row.id).unwrap_or_default(), head };
    let rows = all.into_iter().map(thread).collect();
    Ok(Discussion {
        room,
        threads: Listed { rows, total, page: page.get(), pages: pages(total, PAGE) },
        is_open: campaign.spec.require_discussion(ctx.now()).is_ok(),
        closes: campaign.spec.discussion_closes(),
        may_write: loaded.may_write(ctx),
        title: loaded.title,
        owner: loaded.owner,
        members: loaded.members,
    })
}

/// The page of a list of threads on which a message stands; None for one that is not there.
async fn page_of(
    ctx: &Context,
    heads: Select<discussion_message::Entity>,
    id: MessageId,
) -> Result<Option<PageNumber>, Error> {
    let Some(row) = discussion_message::Entity::find_by_id(id).one(ctx.read()).await? else { return Ok(None) };
    let head = match row.thread {
        Some(thread) => discussion_message::Entity::find_by_id(thread).one(ctx.read()).await?,
        None => Some(row),
    };
    let Some(head) = head else { return Ok(None) };
    let same_instant = Condition::all()
        .add(discussion_message::Column::WrittenAt.eq(head.written_at))
        .add(discussion_message::Column::Id.gt(head.id));
    let later = Condition::any().add(discussion_message::Column::WrittenAt.gt(head.written_at)).add(same_instant);
    let before = heads.filter(later).count(ctx.read()).await?;
    Ok(Some(PageNumber::read(&(before / PAGE + 1).to_string())))
}

/// The answers to these messages, in the order in which they were written.
async fn replies(ctx: &Context, heads: &[MessageId]) -> Result<Vec<Shown>, Error> {
    if heads.is_empty() {
        return Ok(Vec::new());
    }
    let among = discussion_message::Column::Thread.is_in(heads.iter().map(|head| head.0));
    let query = discussion_message::Entity::find()
        .filter(among)
        .order_by_asc(discussion_message::Column::WrittenAt)
        .order_by_asc(discussion_message::Column::Id)
        .limit(PAGE * MOST_REPLIES);
    Ok(with_authors(query).all(ctx.read()).await?.into_iter().map(shown).collect())
}

/// Adds why messages are hidden, where some are.
async fn explain(ctx: &Context, messages: &mut [Shown]) -> Result<(), Error> {
    let hidden: Vec<MessageId> =
        messages.iter().filter(|one| one.row.hidden_at.is_some()).map(|one| one.row.id).collect();
    let reasons = hidden_text::reasons(ctx, TextKind::Message, hidden.iter().map(|id| id.0).collect()).await?;
    for message in messages {
        message.hidden = reasons.get(&message.row.id.0).cloned();
    }
    Ok(())
}

/// What the page of a need shows of its discussion.
#[derive(Debug, Clone)]
pub struct Latest {
    /// The latest messages, newest first, and before them a question that waits.
    pub messages: Vec<Shown>,
    /// Whether there are others.
    pub more: bool,
    /// Whether the need waits for an answer to a question that the reader may read.
    pub is_waiting: bool,
    pub is_open: bool,
    pub may_write: bool,
}

/// The latest messages under a need that the actor may read. One statement.
pub async fn latest(ctx: &Context, campaign: &StoredCampaign, need: &need::Model) -> Result<Latest, Error> {
    let room = Loaded::of_need(ctx, need)?;
    let waits: SimpleExpr =
        Expr::case(discussion_message::Column::Question.eq(QuestionState::Open), 1).finally(0).into();
    let query = visible(of(room.room), &room, ctx)
        .filter(discussion_message::Column::TakenBackAt.is_null())
        .order_by_desc(waits)
        .order_by_desc(discussion_message::Column::WrittenAt)
        .order_by_desc(discussion_message::Column::Id)
        .limit(LATEST as u64 + 1);
    let mut messages: Vec<Shown> = with_authors(query).all(ctx.read()).await?.into_iter().map(shown).collect();
    let more = messages.len() > LATEST;
    messages.truncate(LATEST);
    Ok(Latest {
        is_waiting: messages.iter().any(|one| one.row.question == Some(QuestionState::Open)),
        messages,
        more,
        is_open: campaign.spec.require_discussion(ctx.now()).is_ok(),
        may_write: room.may_write(ctx),
    })
}

/// A message that the actor may read, with where it stands.
pub async fn one(ctx: &Context, id: MessageId) -> Result<(Shown, Room, String), Error> {
    let (row, room) = find(ctx.read(), ctx, id).await?;
    let names = names_of(ctx.read(), &[row.person]).await?;
    let name = names.get(&row.person).cloned().unwrap_or_default();
    let mut shown = [Shown { row, name, hidden: None }];
    explain(ctx, &mut shown).await?;
    let [shown] = shown;
    Ok((shown, room.room, room.title))
}

/// The row of a message that the actor may read, and its room.
pub(crate) async fn find(
    database: &impl ConnectionTrait,
    ctx: &Context,
    id: MessageId,
) -> Result<(discussion_message::Model, Loaded), Error> {
    let row = discussion_message::Entity::find_by_id(id).one(database).await?.ok_or(Error::NotFound)?;
    let room = Loaded::get(database, ctx, row.room().ok_or(Error::NotFound)?).await?;
    if row.audience == Audience::Author && !room.reads_private(ctx) {
        return Err(Error::NotFound);
    }
    Ok((row, room))
}
