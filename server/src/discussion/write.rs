//! Writing, correcting and taking back messages.

use super::{
    mention::find,
    room::Loaded,
    told::{self, News},
};
use crate::{
    Context, Error, audit,
    curation::work,
    door::{Pace, keep_pace},
};
use entity::{
    discussion::{
        Audience, MOST_IN_A_DAY, MOST_IN_A_SHORT_WHILE, MOST_REPLIES, Message, QuestionState, Room, SHORT_WHILE,
        part::{Part, parts},
        require_editable,
    },
    door::Act,
    event::Event,
    form_field::FieldName,
    id::MessageId,
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    table::{discussion_message, membership},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QuerySelect, sea_query::OnConflict,
};

/// How often one person writes.
const PACE: Pace = Pace { kind: Act::Message, short: (MOST_IN_A_SHORT_WHILE, SHORT_WHILE), day: MOST_IN_A_DAY };

/// A message as a form sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    pub text: String,
    /// The field that holds the text.
    pub field: FieldName,
    /// The fingerprints of the personal data that the writer publishes all the same
    /// ([`entity::personal_data::Found::fingerprint`]).
    pub accepted: Vec<String>,
}

impl Typed {
    /// The message, or everything that is wrong with it, beside its field.
    pub(super) fn read(&self, ctx: &Context) -> Result<Message, Error> {
        let reference = ctx.platform.reference();
        Message::parse(&self.text, &self.accepted, |name| find(&reference, name)).map_err(|refusals| {
            let refusals = refusals.into_iter().map(|refusal| (self.field.clone(), refusal));
            Error::Fields(FieldRefusals(refusals.collect()))
        })
    }
}

/// Writes a message, or an answer to the one that `thread` names; under the identifier that the form carries, so that
/// sending it twice writes it once. Those whom it concerns are told.
///
/// Who: under a public need every élu or agent, and curators; inside a group those of its members, and curators.
/// Refused: outside the days of the campaign's discussions, too long, with too many mentions, with names of nobody,
/// with personal data that was not seen, too often, and as an answer to what was taken back or hidden.
pub async fn write(
    ctx: &Context,
    room: Room,
    id: MessageId,
    thread: Option<MessageId>,
    typed: &Typed,
) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::get(&tx, ctx, room).await?;
    let campaign = loaded.require_write(&tx, ctx).await?;
    let head = match thread {
        Some(thread) => Some(head_of(&tx, ctx, &loaded, thread).await?),
        None => None,
    };
    let message = typed.read(ctx)?;
    let row = row(&tx, ctx, &loaded, campaign.id, id, head.as_ref(), &message).await?;
    if !insert(&tx, ctx, &row).await? {
        return Ok(());
    }
    let answers_question = match head.clone() {
        Some(head) => answer_question(&tx, ctx, &loaded, &row, head).await?,
        None => false,
    };
    let news = News {
        row: &row,
        answered: head.as_ref().map(|head| head.person),
        answers_question,
        mentions: &message.mentions,
        writers: match &head {
            Some(head) => told::writers(&tx, head).await?,
            None => Vec::new(),
        },
    };
    told::notify(&tx, ctx, &loaded, news).await?;
    let event = match (room, answers_question) {
        (Room::Need(need), true) => Event::QuestionAnswered { need, message: id },
        (room, _) => Event::DiscussionWritten { room, message: id },
    };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// The message that is answered, locked: answers are counted, and one may answer a question.
async fn head_of(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    room: &Loaded,
    thread: MessageId,
) -> Result<discussion_message::Model, Error> {
    let head = discussion_message::Entity::find_by_id(thread).lock_exclusive().one(tx).await?;
    let head = head.filter(|head| head.room() == Some(room.room)).ok_or(Error::NotFound)?;
    if head.audience == Audience::Author && !room.reads_private(ctx) {
        return Err(Error::NotFound);
    }
    // One level of answers: an answer to an answer belongs to the message that heads both.
    if head.thread.is_some() {
        return Err(Refusal::WrongState.into());
    }
    require_standing(&head)?;
    let replies = discussion_message::Entity::find().filter(discussion_message::Column::Thread.eq(head.id));
    if replies.count(tx).await? >= MOST_REPLIES {
        return Err(Refusal::ThreadFull { most: MOST_REPLIES }.into());
    }
    Ok(head)
}

/// Refuses what was taken back or hidden.
fn require_standing(row: &discussion_message::Model) -> Result<(), Refusal> {
    match (row.taken_back_at, row.hidden_at) {
        (Some(_), _) => Err(Refusal::TakenBack),
        (None, Some(_)) => Err(Refusal::TextHidden),
        (None, None) => Ok(()),
    }
}

/// A fresh message's row.
async fn row(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    room: &Loaded,
    campaign: entity::id::CampaignId,
    id: MessageId,
    head: Option<&discussion_message::Model>,
    message: &Message,
) -> Result<discussion_message::Model, Error> {
    let (person, siren) = (ctx.person()?, room.voice(ctx));
    let title = match siren {
        Some(siren) => membership::Entity::find_by_id((person, siren)).one(tx).await?.map(|row| row.title),
        None => None,
    };
    let (need, group_id) = match room.room {
        Room::Need(need) => (Some(need), None),
        Room::Group(group) => (None, Some(group)),
    };
    Ok(discussion_message::Model {
        id,
        campaign,
        need,
        group_id,
        thread: head.map(|head| head.id),
        person,
        siren,
        capacity: ctx.actor.acting.as_ref().filter(|_| siren.is_some()).map(|acting| acting.capacity),
        title: title.unwrap_or_default(),
        audience: head.map_or(Audience::All, |head| head.audience),
        question: None,
        content: message.text.clone(),
        written_at: ctx.now().into(),
        edited_at: None,
        taken_back_at: None,
        hidden_at: None,
    })
}

/// Writes a message, within what one person may; false where the same form was sent before.
pub(super) async fn insert(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    row: &discussion_message::Model,
) -> Result<bool, Error> {
    if discussion_message::Entity::find_by_id(row.id).count(tx).await? > 0 {
        return Ok(false);
    }
    keep_pace(tx, ctx, PACE, Refusal::TooManyMessages).await?;
    let once = OnConflict::column(discussion_message::Column::Id).do_nothing().to_owned();
    let insert = discussion_message::Entity::insert(row.clone().into_active_model()).on_conflict(once);
    Ok(insert.exec_without_returning(tx).await? > 0)
}

/// Whether an answer is the one that the need waits for: from its collectivité, to a question that is open. It is
/// answered from then on.
async fn answer_question(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    room: &Loaded,
    answer: &discussion_message::Model,
    head: discussion_message::Model,
) -> Result<bool, Error> {
    let answers = head.question == Some(QuestionState::Open) && answer.siren == Some(room.owner);
    if answers {
        let need = head.need;
        let mut changed = head.into_active_model();
        changed.question = Set(Some(QuestionState::Answered));
        changed.update(tx).await?;
        if let Some(need) = need {
            work::note_question(tx, ctx, need, false).await?;
        }
    }
    Ok(answers)
}

/// A message of the person signed in, locked, with where it stands.
async fn own(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    id: MessageId,
) -> Result<(discussion_message::Model, Loaded), Error> {
    ctx.authorise(Action::HaveAccount, &Facts::default())?;
    let row = discussion_message::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    if row.person != ctx.person()? {
        return Err(Error::NotFound);
    }
    let loaded = Loaded::get(tx, ctx, row.room().ok_or(Error::NotFound)?).await?;
    Ok((row, loaded))
}

/// Corrects one's message, within a quarter of an hour; it says that it was. Collectivités that it names now, and did
/// not before, are told.
///
/// Who: its author, as long as they act for the collectivité in whose name it was written. Refused: as [`write()`], and
/// later than a quarter of an hour.
pub async fn edit(ctx: &Context, id: MessageId, typed: &Typed) -> Result<Room, Error> {
    let tx = ctx.begin().await?;
    let (row, loaded) = own(&tx, ctx, id).await?;
    if row.siren != loaded.voice(ctx) {
        return Err(Error::Forbidden);
    }
    loaded.require_write(&tx, ctx).await?;
    require_standing(&row)?;
    require_editable(row.written_at.utc(), ctx.now())?;
    let message = typed.read(ctx)?;
    if message.text == row.content {
        return Ok(loaded.room);
    }
    let before = named_in(&row.content);
    let added = message.mentions.iter().filter(|siren| !before.contains(siren)).copied().collect();
    let mut changed = row.into_active_model();
    changed.content = Set(message.text);
    changed.edited_at = Set(Some(ctx.now().into()));
    let row = changed.update(&tx).await?;
    told::notify_named(&tx, ctx, &loaded, &row, added).await?;
    audit::record(&tx, ctx, Event::DiscussionEdited { room: loaded.room, message: id }).await?;
    ctx.commit(tx).await?;
    Ok(loaded.room)
}

/// The collectivités that a stored text names.
fn named_in(content: &str) -> Vec<Siren> {
    let siren = |part| match part {
        Part::Mention(name) => Siren::parse(name).ok(),
        Part::Words(_) | Part::Link { .. } => None,
    };
    parts(content).into_iter().filter_map(siren).collect()
}

/// Takes one's message back, at any time: its text is erased, its place stays, and so do the answers to it. Doing it
/// twice does it once.
///
/// Who: its author. Refused: while it is hidden, since what it was hidden for may still be answered.
pub async fn take_back(ctx: &Context, id: MessageId) -> Result<Room, Error> {
    let tx = ctx.begin().await?;
    let (row, loaded) = own(&tx, ctx, id).await?;
    match require_standing(&row) {
        Err(Refusal::TakenBack) => return Ok(loaded.room),
        other => other?,
    }
    let waits = row.question == Some(QuestionState::Open);
    let mut changed = row.into_active_model();
    changed.content = Set(String::new());
    changed.taken_back_at = Set(Some(ctx.now().into()));
    if waits {
        changed.question = Set(Some(QuestionState::Closed));
    }
    changed.update(&tx).await?;
    audit::record(&tx, ctx, Event::DiscussionTakenBack { room: loaded.room, message: id }).await?;
    ctx.commit(tx).await?;
    Ok(loaded.room)
}
