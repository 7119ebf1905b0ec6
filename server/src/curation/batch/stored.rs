//! Batches as they are stored, and what a refusal says of their needs.

use crate::{
    Context, Error, audit, bulk,
    curation::{seen::SeenNeed, work::AT_ONCE},
};
use entity::{
    curation::{BatchAct, BatchState, Seen},
    event::Event,
    id::{BatchId, NeedId},
    refusal::Refusal,
    shown::Shown,
    table::{need_batch, need_batch_item},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// How many titles a refusal names; of the others it says how many.
const NAMED: usize = 5;

/// A batch, locked until the transaction ends.
pub(super) async fn for_update(tx: &impl ConnectionTrait, id: BatchId) -> Result<need_batch::Model, Error> {
    need_batch::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)
}

/// A batch whose act was done, by whoever chose it.
pub(super) async fn find_done(
    database: &impl ConnectionTrait,
    id: BatchId,
) -> Result<Option<need_batch::Model>, Error> {
    let query = need_batch::Entity::find_by_id(id).filter(need_batch::Column::State.ne(BatchState::Prepared));
    Ok(query.one(database).await?)
}

/// The needs of a batch as they were when they were chosen, or right before the act.
pub(super) async fn items(database: &impl ConnectionTrait, id: BatchId) -> Result<HashMap<NeedId, Seen>, Error> {
    let query = need_batch_item::Entity::find().filter(need_batch_item::Column::Batch.eq(id));
    let rows = query.order_by_asc(need_batch_item::Column::Need).all(database).await?;
    Ok(rows.into_iter().map(|row| (row.need, row.seen())).collect())
}

/// Keeps the needs of a batch as they are seen.
pub(super) async fn keep_items(tx: &impl ConnectionTrait, id: BatchId, needs: &[SeenNeed]) -> Result<(), Error> {
    let all = need_batch_item::Entity::delete_many().filter(need_batch_item::Column::Batch.eq(id));
    all.exec(tx).await?;
    for some in needs.chunks(AT_ONCE) {
        let rows = some.iter().map(|need| need_batch_item::Model::of(id, need.id, need.seen)).collect();
        bulk::insert::<need_batch_item::Entity, need_batch_item::ActiveModel>(tx, rows, None).await?;
    }
    Ok(())
}

/// The act that was done.
pub(super) fn act_of(row: &need_batch::Model) -> Result<BatchAct, Error> {
    match row.state {
        BatchState::Prepared => Err(Refusal::WrongState.into()),
        BatchState::Done | BatchState::Undone | BatchState::Settled => Ok(serde_json::from_str(&row.content)?),
    }
}

/// The titles of some needs, and how many others there are.
pub(super) fn named(needs: &[&SeenNeed]) -> (Vec<String>, usize) {
    let titles: Vec<String> = needs.iter().take(NAMED).map(|need| need.title.clone()).collect();
    (titles, needs.len().saturating_sub(NAMED))
}

/// Refuses where these needs changed.
pub(super) fn require_none_changed(changed: &[&SeenNeed]) -> Result<(), Error> {
    if changed.is_empty() {
        return Ok(());
    }
    let (titles, others) = named(changed);
    Err(Refusal::NeedsChanged { titles, others }.into())
}

/// Writes events, many in one statement.
pub(super) async fn trace(tx: &impl ConnectionTrait, ctx: &Context, events: Vec<Event>) -> Result<(), Error> {
    let rows = events.into_iter().map(|event| audit::row(ctx, event)).collect::<Result<Vec<_>, _>>()?;
    for rows in rows.chunks(AT_ONCE) {
        audit::write(tx, rows.to_vec()).await?;
    }
    Ok(())
}

/// One's own choice with which nothing is done yet, locked.
pub(super) async fn own(tx: &impl ConnectionTrait, ctx: &Context, id: BatchId) -> Result<need_batch::Model, Error> {
    let row = for_update(tx, id).await?;
    match row.state {
        BatchState::Prepared if Some(row.person) == ctx.actor.person => Ok(row),
        BatchState::Prepared => Err(Error::NotFound),
        BatchState::Done | BatchState::Undone | BatchState::Settled => Err(Refusal::WrongState.into()),
    }
}

/// What the page of a batch shows before its act: each need, in the order of identifiers, as it is now.
pub(super) fn shown(needs: &[SeenNeed]) -> Shown {
    Shown::of(needs.iter().map(|need| format!("{} {}", need.id, need.seen.line())))
}

/// Whether a need is as it was chosen.
pub(super) fn is_as_chosen(need: &SeenNeed, chosen: Option<&Seen>) -> bool {
    chosen == Some(&need.seen)
}
