//! Questions of curators to the collectivité of a need: it waits for the answer.

use super::{
    place,
    room::Loaded,
    write::{Typed, insert},
};
use crate::{
    Context, Error, audit,
    campaign::loaded::StoredCampaign,
    curation::work,
    membership::acting::people_of,
    notice::{self, Kind},
};
use chrono::{DateTime, Utc};
use entity::{
    discussion::{Audience, QuestionState, Room},
    event::Event,
    id::{MessageId, NeedId},
    permission::{Action, Facts},
    refusal::Refusal,
    siren::Siren,
    table::{discussion_message, need},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

/// A question that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenQuestion {
    pub message: MessageId,
    pub need: NeedId,
    /// The need's title.
    pub title: String,
    /// The collectivité that answers.
    pub siren: Siren,
    pub asked_at: DateTime<Utc>,
}

/// The most questions that are read at once: the oldest.
const MOST: u64 = 500;

/// Asks the collectivité of a need, in front of everybody or it alone; under the identifier that the form carries. The
/// need waits for the answer, and its people are told.
///
/// Who: curators, on a public need of a collectivité that they do not act for. Refused: as any message.
pub async fn ask(ctx: &Context, need: NeedId, id: MessageId, audience: Audience, typed: &Typed) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::get(&tx, ctx, Room::Need(need)).await?;
    let campaign = loaded.require_write(&tx, ctx).await?;
    if ctx.actor.memberships.contains(&loaded.owner) {
        return Err(Error::Forbidden);
    }
    let message = typed.read(ctx)?;
    let row = discussion_message::Model {
        id,
        campaign: campaign.id,
        need: Some(need),
        group_id: None,
        thread: None,
        person: ctx.person()?,
        siren: None,
        capacity: None,
        title: String::new(),
        audience,
        question: Some(QuestionState::Open),
        content: message.text,
        written_at: ctx.now().into(),
        edited_at: None,
        taken_back_at: None,
        hidden_at: None,
    };
    if !insert(&tx, ctx, &row).await? {
        return Ok(());
    }
    let people = people_of(&tx, vec![loaded.owner]).await?;
    notice::notify(&tx, ctx, people, Kind::QuestionAsked, &loaded.title, place(loaded.room, id)).await?;
    work::note_question(&tx, ctx, need, true).await?;
    audit::record(&tx, ctx, Event::QuestionAsked { need, message: id }).await?;
    ctx.commit(tx).await
}

/// Waits for the answer to a question no longer; its collectivité is told. Doing it twice does it once.
///
/// Who: curators, whoever asked. Refused: [`Refusal::WrongState`] for what is no question, or was answered.
pub async fn close(ctx: &Context, id: MessageId) -> Result<NeedId, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let tx = ctx.begin().await?;
    let row = discussion_message::Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    let need = row.need.ok_or(Error::NotFound)?;
    match row.question {
        Some(QuestionState::Open) => {}
        Some(QuestionState::Closed) => return Ok(need),
        Some(QuestionState::Answered) | None => return Err(Refusal::WrongState.into()),
    }
    let loaded = Loaded::get(&tx, ctx, Room::Need(need)).await?;
    let mut changed = row.into_active_model();
    changed.question = Set(Some(QuestionState::Closed));
    changed.update(&tx).await?;
    let people = people_of(&tx, vec![loaded.owner]).await?;
    notice::notify(&tx, ctx, people, Kind::QuestionClosed, &loaded.title, place(loaded.room, id)).await?;
    work::note_question(&tx, ctx, need, false).await?;
    audit::record(&tx, ctx, Event::QuestionClosed { need, message: id }).await?;
    ctx.commit(tx).await?;
    Ok(need)
}

/// The questions of a campaign that wait.
fn open(campaign: &StoredCampaign) -> Select<discussion_message::Entity> {
    discussion_message::Entity::find()
        .filter(discussion_message::Column::Campaign.eq(campaign.id))
        .filter(discussion_message::Column::Question.eq(QuestionState::Open))
}

/// The questions of a campaign that wait for their answer, the oldest first, at most five hundred. One statement.
///
/// Whoever shows them has the rights of curators, or shows each collectivité its own.
pub(crate) async fn waiting(
    database: &impl ConnectionTrait,
    campaign: &StoredCampaign,
    of: Option<&[Siren]>,
) -> Result<Vec<OpenQuestion>, Error> {
    let joined = discussion_message::Entity::belongs_to(need::Entity)
        .from(discussion_message::Column::Need)
        .to(need::Column::Id)
        .into();
    let mut query = open(campaign).join(JoinType::InnerJoin, joined).select_also(need::Entity);
    if let Some(of) = of {
        query = query.filter(crate::bulk::one_of(database, need::Column::Siren, of.iter().map(Siren::as_str)));
    }
    let query = query.order_by_asc(discussion_message::Column::WrittenAt).order_by_asc(discussion_message::Column::Id);
    let rows = query.limit(MOST).all(database).await?;
    let question = |(row, need): (discussion_message::Model, Option<need::Model>)| {
        let need = need?;
        let asked_at = row.written_at.utc();
        Some(OpenQuestion { message: row.id, need: need.id, title: need.title, siren: need.siren, asked_at })
    };
    Ok(rows.into_iter().filter_map(question).collect())
}

/// The questions of a campaign that wait for their answer, the oldest first, at most five hundred. One statement.
///
/// Who: curators.
pub async fn open_questions(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<OpenQuestion>, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    waiting(ctx.read(), campaign, None).await
}

/// Whether a need waits for an answer to a question that the actor may read. One statement.
pub async fn is_waiting(ctx: &Context, need: &need::Model) -> Result<bool, Error> {
    let loaded = Loaded::of_need(ctx, need)?;
    let mut query = discussion_message::Entity::find()
        .filter(discussion_message::Column::Need.eq(need.id))
        .filter(discussion_message::Column::Question.eq(QuestionState::Open));
    if !loaded.reads_private(ctx) {
        query = query.filter(discussion_message::Column::Audience.eq(Audience::All));
    }
    Ok(query.count(ctx.read()).await? > 0)
}
