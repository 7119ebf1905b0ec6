//! Telling those concerned by an act on many needs, once its ten minutes are over.

use super::stored::{act_of, for_update, items, trace};
use crate::{
    Context, Error, bulk,
    curation::{
        note,
        seen::{self, SeenNeed},
    },
    membership::acting::memberships_of,
    notice::{self, Kind},
};
use entity::{
    address::Address,
    curation::{BatchAct, BatchState, UNDO},
    event::Event,
    id::{BatchId, NeedId, PersonId},
    need::NeedState,
    siren::Siren,
    table::{need_batch, notice as notice_table, support},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::HashMap;
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

/// The notices that tell the people of each need's author and of its supporters. Two statements.
async fn of_needs(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    needs: Vec<&SeenNeed>,
    kind: Kind,
) -> Result<Vec<notice_table::Model>, Error> {
    if needs.is_empty() {
        return Ok(Vec::new());
    }
    let among = bulk::one_of(tx, support::Column::Need, needs.iter().map(|need| need.id.0));
    let supports = support::Entity::find().filter(among).select_only();
    let supports = supports.columns([support::Column::Need, support::Column::Siren]);
    let mut concerned: HashMap<NeedId, Vec<Siren>> = HashMap::new();
    for (need, siren) in supports.into_tuple::<(NeedId, Siren)>().all(tx).await? {
        concerned.entry(need).or_default().push(siren);
    }
    for need in &needs {
        concerned.entry(need.id).or_default().push(need.siren);
    }
    let mut sirens: Vec<Siren> = concerned.values().flatten().copied().collect();
    sirens.sort_unstable();
    sirens.dedup();
    let mut people: HashMap<Siren, Vec<PersonId>> = HashMap::new();
    for row in memberships_of(tx, &sirens).await? {
        people.entry(row.siren).or_default().push(row.person);
    }
    let of_need = |need: &&SeenNeed| {
        let told = concerned.get(&need.id).into_iter().flatten().filter_map(|siren| people.get(siren));
        let told = told.flatten().copied().collect();
        notice::rows(ctx, told, kind, &need.title, Address::Need(need.id))
    };
    Ok(needs.iter().flat_map(of_need).collect())
}
