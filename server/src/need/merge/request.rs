//! Two authors agree: the collectivité of a need proposes that it joins another, whose collectivité answers.

use super::{Judged, begin, judge};
use crate::{
    Context, Error, audit,
    bulk::one_of,
    membership::acting::people_of,
    need::{facts, family},
    notice::{self, Kind},
};
use entity::{
    address::Address,
    calendar::day_began,
    event::Event,
    form_field,
    id::NeedId,
    merge::MergedBy,
    need::NeedState,
    permission::{Action, Facts},
    reason::TypedReason,
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    table::{merge_request, need},
    text::Text,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

/// What goes with a proposal, for the people of the other collectivité.
type Message = Text<0, 500>;

/// Proposals on one page, the oldest first.
const MOST: u64 = 20;

/// A proposal that waits, with both needs.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub request: merge_request::Model,
    pub need: need::Model,
    pub face: need::Model,
}

/// A need that the collectivité acted for may have join another: published, and in lists.
pub async fn own_needs(ctx: &Context, other: &need::Model) -> Result<Vec<need::Model>, Error> {
    let siren = ctx.acting_for()?;
    let own = need::Entity::find()
        .filter(need::Column::Campaign.eq(other.campaign))
        .filter(need::Column::Siren.eq(siren.as_str()))
        .filter(need::Column::State.eq(NeedState::Published))
        .filter(need::Column::Face.is_null())
        .filter(need::Column::Id.ne(other.id.0));
    Ok(own.order_by_desc(need::Column::PublishedAt).limit(100).all(ctx.read()).await?)
}

/// What waits for an answer about a need: what is proposed to its collectivité, and what it proposes. Nothing for
/// whoever does not act for it. At most two statements.
pub async fn waiting(ctx: &Context, row: &need::Model) -> Result<Vec<Proposal>, Error> {
    if ctx.authorise(Action::WriteNeed, &facts(row)).is_err() {
        return Ok(Vec::new());
    }
    let about =
        Condition::any().add(merge_request::Column::Need.eq(row.id.0)).add(merge_request::Column::Face.eq(row.id.0));
    let query = merge_request::Entity::find().filter(about).order_by_asc(merge_request::Column::At).limit(MOST);
    let requests = query.all(ctx.read()).await?;
    if requests.is_empty() {
        return Ok(Vec::new());
    }
    let ids = requests.iter().flat_map(|request| [request.need.0, request.face.0]);
    let rows = need::Entity::find().filter(one_of(ctx.read(), need::Column::Id, ids)).all(ctx.read()).await?;
    let find = |id: NeedId| rows.iter().find(|row| row.id == id).cloned();
    let proposal = |request: merge_request::Model| {
        Some(Proposal { need: find(request.need)?, face: find(request.face)?, request })
    };
    Ok(requests.into_iter().filter_map(proposal).collect())
}

/// Proposes that a need of the collectivité acted for joins another's; its people are told, of one need once a day.
///
/// Who: an élu or agent, for their own need. Refused: once the rule is frozen, for a need that waits for an answer
/// already ([`Refusal::MergeProposed`]), and what [`entity::merge::joining`] refuses.
pub async fn propose(ctx: &Context, id: NeedId, face: NeedId, message: &str) -> Result<(), Error> {
    let message = Message::parse(message).map_err(|refusal| FieldRefusals::one(form_field::MESSAGE, refusal))?;
    let known = need::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    ctx.authorise(Action::WriteNeed, &facts(&known))?;
    let tx = begin(ctx, known.campaign).await?;
    let Judged { family, face, joining, .. } = judge(&tx, face, &[id]).await?;
    if joining.is_empty() {
        return Ok(());
    }
    if let Some(before) = merge_request::Entity::find_by_id(id).one(&tx).await? {
        // Sent twice: the first one waits.
        return if before.face == face.id { Ok(()) } else { Err(Refusal::MergeProposed.into()) };
    }
    let row = merge_request::Model {
        need: id,
        face: face.id,
        person: ctx.person()?,
        message: message.into_string(),
        at: ctx.now().into(),
    };
    let title = family.iter().find(|row| row.id == id).map_or("", |row| &row.title);
    notify(&tx, ctx, face.siren, (Kind::MergeProposed, title), face.id, Some(&row.message)).await?;
    merge_request::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    audit::record(&tx, ctx, Event::MergeProposed { need: id, into: face.id }).await?;
    ctx.commit(tx).await
}

/// Tells the people of a collectivité, the same once a day.
async fn notify(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    siren: Siren,
    (kind, about): (Kind, &str),
    page: NeedId,
    reason: Option<&str>,
) -> Result<(), Error> {
    let link = Address::Need(page).to_string();
    let people = people_of(tx, vec![siren]).await?;
    let people = notice::not_notified(tx, people, kind, about, &link, day_began(ctx.now())).await?;
    let reason = reason.filter(|text| !text.is_empty());
    notice::notify_with_reason(tx, ctx, people, notice::Message { kind, about, reason }, link).await
}

/// The proposal about a need, in the transaction that ends it. [`Refusal::RequestEnded`] when it was answered, taken
/// back or settled meanwhile.
async fn found(tx: &impl ConnectionTrait, id: NeedId) -> Result<merge_request::Model, Error> {
    let row = merge_request::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    row.ok_or_else(|| Refusal::RequestEnded.into())
}

/// Accepts that a need joins the one of the collectivité acted for, as it is proposed.
///
/// Who: an élu or agent of the need that is joined. Refused: as [`propose`]; when the proposal ended, or one of the
/// texts changed since it was read.
pub async fn accept(ctx: &Context, id: NeedId, face: NeedId) -> Result<(), Error> {
    let known = need::Entity::find_by_id(face).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    ctx.authorise(Action::WriteNeed, &facts(&known))?;
    let tx = begin(ctx, known.campaign).await?;
    let Judged { family, face, joining } = judge(&tx, face, &[id]).await?;
    if joining.is_empty() {
        return Ok(());
    }
    let request = found(&tx, id).await?;
    if request.face != face.id {
        return Err(Refusal::RequestEnded.into());
    }
    let shown = family.iter().find(|row| row.id == id).map(super::shown_need);
    if let Some(shown) = shown {
        ctx.require_shown(&id.to_string(), &shown)?;
    }
    let reason = Some(request.message.as_str()).filter(|message| !message.is_empty());
    let why = family::Joining { by: MergedBy::Authors, reason };
    let events = family::join(&tx, ctx, &family, &face, &joining, why).await?;
    events.write(&tx).await?;
    ctx.commit(tx).await
}

/// Declines a proposal; the collectivité that made it is told why.
///
/// Who: an élu or agent of the need that would be joined. Refused: without a reason; when the proposal ended.
pub async fn decline(ctx: &Context, id: NeedId, face: NeedId, reason: &TypedReason) -> Result<(), Error> {
    let tx = ctx.begin().await?;
    let (request, own, other) = ended(&tx, ctx, id, face, face).await?;
    let reason = reason.require()?;
    notify(&tx, ctx, other.siren, (Kind::MergeDeclined, &other.title), other.id, Some(&reason)).await?;
    let event = Event::MergeDeclined { need: request.need, into: own.id, reason: Some(reason) };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// Takes a proposal back; the collectivité that was asked is told. Who: an élu or agent of the need that would join.
/// Refused: when the proposal ended.
pub async fn take_back(ctx: &Context, id: NeedId) -> Result<(), Error> {
    let known = need::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    ctx.authorise(Action::WriteNeed, &facts(&known))?;
    let tx = ctx.begin().await?;
    let waiting = found(&tx, id).await?;
    let (request, own, other) = ended(&tx, ctx, id, waiting.face, id).await?;
    notify(&tx, ctx, other.siren, (Kind::MergeTakenBack, &own.title), other.id, None).await?;
    audit::record(&tx, ctx, Event::MergeTakenBack { need: request.need, into: request.face }).await?;
    ctx.commit(tx).await
}

/// Ends a proposal by who acts for `own`, one of its two needs: the proposal, that need and the other one.
async fn ended(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    id: NeedId,
    face: NeedId,
    own: NeedId,
) -> Result<(merge_request::Model, need::Model, need::Model), Error> {
    let mut rows = need::Entity::find().filter(one_of(tx, need::Column::Id, [id.0, face.0])).all(tx).await?;
    let at = rows.iter().position(|row| row.id == own).ok_or(Error::NotFound)?;
    let own = rows.swap_remove(at);
    ctx.authorise(Action::WriteNeed, &facts(&own))?;
    let request = found(tx, id).await?;
    if request.face != face {
        return Err(Refusal::RequestEnded.into());
    }
    let other = rows.pop().ok_or(Error::NotFound)?;
    merge_request::Entity::delete_by_id(id).exec(tx).await?;
    Ok((request, own, other))
}

/// Whether the collectivité acted for may propose that one of its needs joins this one, as far as can be told without
/// asking the database: it is another's, published and in lists.
pub fn may_propose(ctx: &Context, row: &need::Model) -> bool {
    let acting = ctx.actor.acting.as_ref().map(|acting| acting.siren);
    let another = acting.is_some_and(|siren| siren != row.siren);
    let writes = acting.is_some_and(|siren| ctx.authorise(Action::WriteNeed, &Facts::of(&siren, true)).is_ok());
    another && writes && row.state == NeedState::Published && row.face.is_none()
}
