//! A need and those that joined it: locked, counted and parted together.
//!
//! What counts for each is computed anew from the supports of all ([`recount`]), never added or taken away, so that it
//! is the same whatever came before.

use crate::{
    Context, Error,
    audit::EventBatch,
    bulk::one_of,
    campaign::loaded::campaign_of,
    membership::acting::people_of,
    notice::{self, Kind},
};
use entity::{
    address::Address,
    event::Event,
    id::NeedId,
    merge::{Member, MergedBy, supporters, under},
    refusal::Refusal,
    siren::Siren,
    table::{merge_request, need, support},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use std::collections::{BTreeSet, HashMap};

/// How often the families of some needs are looked for while others change them.
const TRIES: usize = 5;

/// The need under which one is shown: itself, or its face.
pub(crate) fn face_of(row: &need::Model) -> NeedId {
    row.face.unwrap_or(row.id)
}

/// Those under some faces, the faces among them.
fn shown_under(database: &impl ConnectionTrait, faces: &BTreeSet<NeedId>) -> Select<need::Entity> {
    let of = |column| one_of(database, column, faces.iter().map(|face| face.0));
    let either = Condition::any().add(of(need::Column::Id)).add(of(need::Column::Face));
    need::Entity::find().filter(either).order_by_asc(need::Column::Id)
}

/// A need, and those that are shown under it. One statement.
pub(crate) async fn with_joined(database: &impl ConnectionTrait, id: NeedId) -> Result<Vec<need::Model>, Error> {
    Ok(shown_under(database, &BTreeSet::from([id])).all(database).await?)
}

/// Everything that is shown under the faces of some needs, in the order of their identifiers.
pub(crate) async fn of(database: &impl ConnectionTrait, ids: &[NeedId]) -> Result<Vec<need::Model>, Error> {
    let rows = need::Entity::find().filter(one_of(database, need::Column::Id, ids.iter().map(|id| id.0)));
    let faces: BTreeSet<NeedId> = rows.all(database).await?.iter().map(face_of).collect();
    if faces.is_empty() {
        return Ok(Vec::new());
    }
    Ok(shown_under(database, &faces).all(database).await?)
}

/// As [`of`], locked until the transaction ends, in one order over all servers. Whoever holds the lock of a face is
/// alone with all that is shown under it: needs join and part under it alone. [`Error::NotFound`] where one of the
/// needs is not there.
pub(crate) async fn lock(tx: &impl ConnectionTrait, ids: &[NeedId]) -> Result<Vec<need::Model>, Error> {
    for _ in 0..TRIES {
        let found = of(tx, ids).await?;
        let faces: BTreeSet<NeedId> = found.iter().map(face_of).collect();
        if faces.is_empty() {
            return Err(Error::NotFound);
        }
        shown_under(tx, &faces).lock_exclusive().all(tx).await?;
        // What was joined or parted before the lock was given is seen now, and nothing more can be.
        let now = of(tx, ids).await?;
        if now.iter().map(face_of).collect::<BTreeSet<_>>() == faces {
            return match ids.iter().all(|id| now.iter().any(|row| row.id == *id)) {
                true => Ok(now),
                false => Err(Error::NotFound),
            };
        }
    }
    Err(Refusal::ChangedMeanwhile.into())
}

/// Inhabitants of these collectivités, each counted once.
pub(crate) fn inhabitants<'a>(ctx: &Context, sirens: impl IntoIterator<Item = &'a Siren>) -> i64 {
    let reference = ctx.platform.reference();
    let territory = reference.atlas.union(sirens);
    i64::try_from(reference.atlas.figures(&territory).population).unwrap_or(i64::MAX)
}

/// These needs with those that support each by itself. One statement.
pub(crate) async fn members(database: &impl ConnectionTrait, rows: &[need::Model]) -> Result<Vec<Member>, Error> {
    let among = one_of(database, support::Column::Need, rows.iter().map(|row| row.id.0));
    let found: Vec<(NeedId, Siren)> = support::Entity::find()
        .filter(among)
        .select_only()
        .columns([support::Column::Need, support::Column::Siren])
        .into_tuple()
        .all(database)
        .await?;
    let mut of: HashMap<NeedId, Vec<Siren>> = HashMap::new();
    for (need, siren) in found {
        of.entry(need).or_default().push(siren);
    }
    let member = |row: &need::Model| Member {
        id: row.id,
        siren: row.siren,
        into: row.merged_into,
        supporters: of.remove(&row.id).unwrap_or_default(),
    };
    Ok(rows.iter().map(member).collect())
}

/// Counts supports and inhabitants again, of these needs and of all that is shown with them. Their rows must be locked
/// ([`lock`]).
pub(crate) async fn recount(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    ids: impl IntoIterator<Item = NeedId>,
) -> Result<(), Error> {
    let rows = of(tx, &ids.into_iter().collect::<Vec<_>>()).await?;
    let members = members(tx, &rows).await?;
    for row in rows {
        let behind = supporters(&members, row.id);
        let supports = i32::try_from(behind.len()).unwrap_or(i32::MAX);
        let inhabitants = inhabitants(ctx, behind.iter().chain([&row.siren]));
        if (row.supports, row.inhabitants) == (supports, inhabitants) {
            continue;
        }
        let mut changed = row.into_active_model();
        changed.supports = Set(supports);
        changed.inhabitants = Set(inhabitants);
        changed.update(tx).await?;
    }
    Ok(())
}

/// The identifiers of a need and of those that joined it, directly or by another.
pub(crate) fn ids_under(family: &[need::Model], id: NeedId) -> Vec<NeedId> {
    let member =
        |row: &need::Model| Member { id: row.id, siren: row.siren, into: row.merged_into, supporters: Vec::new() };
    let members: Vec<Member> = family.iter().map(member).collect();
    under(&members, id).into_iter().map(|member| member.id).collect()
}

/// The collectivités that stand behind a need: its own, those that support it, and those of the needs that joined it.
pub(crate) async fn concerned(
    database: &impl ConnectionTrait,
    family: &[need::Model],
    id: NeedId,
) -> Result<Vec<Siren>, Error> {
    let members = members(database, family).await?;
    let own = members.iter().filter(|member| member.id == id).map(|member| member.siren);
    Ok(own.chain(supporters(&members, id)).collect())
}

async fn show_under(tx: &impl ConnectionTrait, ids: &[NeedId], face: Option<NeedId>) -> Result<(), Error> {
    need::Entity::update_many()
        .set(need::ActiveModel { face: Set(face), ..Default::default() })
        .filter(one_of(tx, need::Column::Id, ids.iter().map(|id| id.0)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Why needs join, and on whose word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Joining<'a> {
    pub by: MergedBy,
    pub reason: Option<&'a str>,
}

/// Has needs join a face, all of them locked ([`lock`]) and judged before: tells those concerned, and counts again.
/// What waited for an answer about them is void.
pub(crate) async fn join(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    family: &[need::Model],
    face: &need::Model,
    others: &[NeedId],
    why: Joining<'_>,
) -> Result<EventBatch, Error> {
    let campaign = campaign_of(tx, face.campaign).await?;
    let until = campaign.spec.calendar.selection.opening();
    let mut events = EventBatch::default();
    let told_of_face = people_of(tx, concerned(tx, family, face.id).await?).await?;
    for other in family.iter().filter(|row| others.contains(&row.id)) {
        let people = people_of(tx, concerned(tx, family, other.id).await?).await?;
        let link = Address::Need(other.id);
        let mut rows = notice::rows_until(ctx, people, Kind::NeedMerged, &other.title, link, Some(until));
        for row in &mut rows {
            row.reason = why.reason.map(str::to_owned);
        }
        notice::write(tx, rows).await?;
        show_under(tx, &ids_under(family, other.id), Some(face.id)).await?;
        let mut changed = other.clone().into_active_model();
        changed.face = Set(Some(face.id));
        changed.merged_into = Set(Some(face.id));
        changed.merged_at = Set(Some(ctx.now().into()));
        changed.merged_by = Set(Some(why.by));
        changed.merged_reason = Set(why.reason.map(str::to_owned));
        changed.update(tx).await?;
        let reason = why.reason.map(str::to_owned);
        events.add(ctx, Event::NeedMerged { need: other.id, into: face.id, reason })?;
    }
    let link = Address::Need(face.id).at(JOINED);
    notice::notify(tx, ctx, told_of_face, Kind::NeedMergedIntoYours, &face.title, link).await?;
    // What those that joined proposed to others, or others to them, is settled by this.
    forget_requests(tx, others).await?;
    recount(tx, ctx, [face.id]).await?;
    Ok(events)
}

/// Where the page of a face tells which needs joined it.
pub(crate) const JOINED: &str = "rejoint";

/// Forgets what waits for an answer about these needs.
pub(crate) async fn forget_requests(tx: &impl ConnectionTrait, ids: &[NeedId]) -> Result<(), Error> {
    let of = |column| one_of(tx, column, ids.iter().map(|id| id.0));
    let either = Condition::any().add(of(merge_request::Column::Need)).add(of(merge_request::Column::Face));
    merge_request::Entity::delete_many().filter(either).exec(tx).await?;
    Ok(())
}

/// Has a need that joined another stand by itself again, with those that joined it before: tells those concerned. Its
/// family is locked ([`lock`]), and counted again afterwards ([`recount`]).
pub(crate) async fn part(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    family: &[need::Model],
    row: &need::Model,
    reason: Option<&str>,
    events: &mut EventBatch,
) -> Result<(), Error> {
    let Some(from) = row.merged_into else { return Ok(()) };
    let people = people_of(tx, concerned(tx, family, row.id).await?).await?;
    let message = notice::Message { kind: Kind::NeedSplit, about: &row.title, reason };
    notice::notify_with_reason(tx, ctx, people, message, Address::Need(row.id)).await?;
    if let Some(left) = family.iter().find(|one| one.id == from) {
        let people = people_of(tx, vec![left.siren]).await?;
        let message = notice::Message { kind: Kind::NeedSplitFromYours, about: &left.title, reason };
        notice::notify_with_reason(tx, ctx, people, message, Address::Need(from)).await?;
    }
    show_under(tx, &ids_under(family, row.id), Some(row.id)).await?;
    need::Entity::update_many()
        .set(need::ActiveModel {
            face: Set(None),
            merged_into: Set(None),
            merged_at: Set(None),
            merged_by: Set(None),
            merged_reason: Set(None),
            ..Default::default()
        })
        .filter(need::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    events.add(ctx, Event::NeedSplit { need: row.id, from, reason: reason.map(str::to_owned) })
}

/// The faces of some needs that joined others, as a part of a statement: what one stands behind by another need.
pub(crate) fn faces_among(ids: SelectStatement) -> SelectStatement {
    Query::select()
        .column(need::Column::Face)
        .from(need::Entity)
        .and_where(Expr::col(need::Column::Face).is_not_null())
        .and_where(Expr::col(need::Column::Id).in_subquery(ids))
        .to_owned()
}
