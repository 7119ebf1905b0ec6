//! Telling those concerned by an act on many needs, once its ten minutes are over.

use super::stored::{act_of, for_update, items, trace};
use crate::{
    Context, Error,
    curation::{
        note,
        seen::{self, SeenNeed},
    },
    follow,
    membership::acting::memberships_of,
    need::family,
    notice::{self, Kind},
};
use entity::{
    address::Address,
    curation::{BatchAct, BatchState, UNDO},
    event::Event,
    id::{BatchId, NeedId, PersonId},
    lineage::Subject,
    merge::{Member, supporters},
    need::NeedState,
    siren::Siren,
    table::{need_batch, notice as notice_table},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::{BTreeSet, HashMap};
use wording::number_of_needs;

/// Acts that are settled in one go.
const AT_MOST: u64 = 100;

/// Tells those concerned by the acts whose ten minutes are over, each act once, whichever server does it. Gives how
/// many notices were written.
pub async fn settle_due(ctx: &Context) -> Result<usize, Error> {
    use need_batch::Column::{DoneAt, Id, State};
    let due = (ctx.now() - UNDO).timestamp_millis();
    let query = need_batch::Entity::find().filter(State.eq(BatchState::Done)).filter(DoneAt.lte(due));
    let query = query.order_by_asc(DoneAt).limit(AT_MOST).select_only().column(Id);
    let mut notified = 0;
    for id in query.into_tuple::<BatchId>().all(ctx.read()).await? {
        match settle(ctx, id).await {
            Ok(notices) => notified += notices,
            // One that fails does not keep the others back.
            Err(error) => tracing::error!(%error, batch = %id, "those concerned by an act could not be told"),
        }
    }
    Ok(notified)
}

async fn settle(ctx: &Context, id: BatchId) -> Result<usize, Error> {
    let tx = ctx.begin().await?;
    let row = for_update(&tx, id).await?;
    if row.state != BatchState::Done {
        return Ok(0);
    }
    let act = act_of(&row)?;
    let ids: Vec<NeedId> = items(&tx, id).await?.into_keys().collect();
    let needs = seen::of(&tx, &ids).await?;
    // Whoever acted is not told of it.
    let mut by = ctx.clone();
    by.actor.person = Some(row.person);
    let rows = notices(&tx, &by, &act, &needs).await?;
    let count = rows.len();
    notice::write(&tx, rows).await?;
    let mut settled = row.into_active_model();
    settled.state = Set(BatchState::Settled);
    settled.ended_at = Set(Some(ctx.now().into()));
    settled.update(&tx).await?;
    trace(&tx, ctx, vec![Event::BatchSettled { batch: id, notices: count }]).await?;
    ctx.commit(tx).await?;
    Ok(count)
}

/// What an act tells, of the needs that are still as it left them.
async fn notices(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    act: &BatchAct,
    needs: &[SeenNeed],
) -> Result<Vec<notice_table::Model>, Error> {
    let declined = |need: &&SeenNeed| need.seen.state == NeedState::Declined;
    match act {
        BatchAct::Assign { to } => {
            let theirs = needs.iter().filter(|need| need.seen.assignee == *to).count();
            let people = to.iter().copied().filter(|_| theirs > 0).collect();
            let link = Address::Curation.with("a", "moi");
            Ok(notice::rows(ctx, people, Kind::NeedsAssigned, &number_of_needs(theirs as u64), link))
        }
        BatchAct::Sort { .. } => Ok(Vec::new()),
        BatchAct::Note { text, to } => {
            let Some(first) = needs.first() else { return Ok(Vec::new()) };
            let people = note::mentioned(tx, text.as_str(), *to).await?;
            Ok(notice::rows(ctx, people, Kind::NoteMention, &first.title, note::reading(first.id)))
        }
        BatchAct::Project { project } => {
            let held = needs.iter().filter(|need| need.seen.project == Some(*project)).collect();
            of_needs(tx, ctx, held, Kind::NeedInProject).await
        }
        BatchAct::Decline { .. } => {
            of_needs(tx, ctx, needs.iter().filter(declined).collect(), Kind::NeedDeclined).await
        }
        BatchAct::Answer { .. } => of_needs(tx, ctx, needs.iter().filter(declined).collect(), Kind::NeedAnswered).await,
    }
}

/// The notices that tell who stands behind each need and who follows it, as an act on one need does: its author, those
/// whose need joined it, all supporters. Four statements.
async fn of_needs(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    needs: Vec<&SeenNeed>,
    kind: Kind,
) -> Result<Vec<notice_table::Model>, Error> {
    let ids: Vec<NeedId> = needs.iter().map(|need| need.id).collect();
    let rows = family::of(tx, &ids).await?;
    let mut families: HashMap<NeedId, Vec<Member>> = HashMap::new();
    for (row, member) in rows.iter().zip(family::members(tx, &rows).await?) {
        families.entry(family::face_of(row)).or_default().push(member);
    }
    let face: HashMap<NeedId, NeedId> = rows.iter().map(|row| (row.id, family::face_of(row))).collect();
    let behind = |need: &SeenNeed| -> Vec<Siren> {
        let family = face.get(&need.id).and_then(|face| families.get(face)).map_or(&[][..], Vec::as_slice);
        supporters(family, need.id).into_iter().chain([need.siren]).collect()
    };
    let concerned: HashMap<NeedId, Vec<Siren>> = needs.iter().map(|need| (need.id, behind(need))).collect();
    let sirens: BTreeSet<Siren> = concerned.values().flatten().copied().collect();
    let mut people: HashMap<Siren, Vec<PersonId>> = HashMap::new();
    for row in memberships_of(tx, &sirens.into_iter().collect::<Vec<_>>()).await? {
        people.entry(row.siren).or_default().push(row.person);
    }
    let followers = follow::by_subject(tx, &ids.iter().map(|id| Subject::Need(*id)).collect::<Vec<_>>()).await?;
    let of_need = |need: &&SeenNeed| {
        let told = concerned.get(&need.id).into_iter().flatten().filter_map(|siren| people.get(siren)).flatten();
        let told = told.chain(followers.get(&Subject::Need(need.id)).into_iter().flatten());
        let told: BTreeSet<PersonId> = told.copied().collect();
        notice::rows(ctx, told.into_iter().collect(), kind, &need.title, Address::Need(need.id))
    };
    Ok(needs.iter().flat_map(of_need).collect())
}
