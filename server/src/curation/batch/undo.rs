//! Undoing an act on many needs, as long as its ten minutes last.

use super::{
    act, effect,
    stored::{act_of, for_update, items, require_none_changed, trace},
};
use crate::{
    Context, Error,
    curation::seen::{self, SeenNeed},
};
use entity::{
    curation::{BatchAct, BatchState, Seen, left_to_undo},
    event::Event,
    id::{BatchId, NeedId},
    permission::{Action, Facts},
    refusal::Refusal,
    table::need_batch,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

/// Makes every need of an act what it was before; nobody is told of either. Undoing twice undoes once.
///
/// Who: a curator. Refused when the ten minutes are over, and whole when needs were changed since by somebody else's
/// act, naming them; what its collectivité wrote in a need meanwhile stays.
pub async fn undo(ctx: &Context, id: BatchId) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let known = need_batch::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    act::require_open(ctx, known.campaign, &act_of(&known)?).await?;
    let tx = ctx.begin().await?;
    let row = for_update(&tx, id).await?;
    match row.state {
        BatchState::Undone => return Ok(()),
        BatchState::Settled => return Err(Refusal::UndoOver.into()),
        BatchState::Prepared => return Err(Refusal::WrongState.into()),
        BatchState::Done => {}
    }
    let done_at = row.done_at.ok_or(Error::NotFound)?.utc();
    if left_to_undo(done_at, ctx.now()).is_none() {
        return Err(Refusal::UndoOver.into());
    }
    let act = act_of(&row)?;
    if let BatchAct::Project { project } = act {
        act::require_changeable(&tx, ctx, row.campaign, project).await?;
    }
    let before = items(&tx, id).await?;
    let needs = seen::lock(&tx, &before.keys().copied().collect::<Vec<NeedId>>()).await?;
    let is_other = |need: &&SeenNeed| before.get(&need.id).is_none_or(|before| !need.seen.is_as(&act.after(*before)));
    require_none_changed(&needs.iter().filter(is_other).collect::<Vec<_>>())?;
    let before: Vec<(NeedId, Seen)> = before.into_iter().collect();
    effect::restore(&tx, ctx, id, &before, &act).await?;
    let mut undone = row.into_active_model();
    undone.state = Set(BatchState::Undone);
    undone.ended_at = Set(Some(ctx.now().into()));
    undone.update(&tx).await?;
    let project = match act {
        BatchAct::Project { project } => Some(project),
        _ => None,
    };
    let mut events: Vec<Event> = needs.iter().map(|need| Event::NeedRestored { need: need.id, project }).collect();
    events.push(Event::BatchUndone { batch: id });
    trace(&tx, ctx, events).await?;
    ctx.commit(tx).await
}
