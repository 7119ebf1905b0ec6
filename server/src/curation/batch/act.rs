//! Acting on the needs of a batch, all or none.

use super::{
    effect,
    stored::{act_of, find_done, is_as_chosen, items, keep_items, named, own, require_none_changed, shown, trace},
};
use crate::{
    Context, Error,
    campaign::loaded::campaign_of,
    curation::{
        seen::{self, SeenNeed},
        work,
    },
    frozen_rule,
};
use entity::{
    curation::{BatchAct, BatchForm, BatchKind, BatchState},
    event::Event,
    form_field,
    id::{BatchId, CampaignId, NeedId, ProjectId},
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    table::{need_batch, project},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel, QuerySelect};
use std::collections::HashMap;
use wording::Attempt;

/// Acts on the needs of a choice, all of them or none. Doing it twice does it once.
///
/// Who: the curator who chose. Refused whole, naming them, when needs changed since they were read (the form says what
/// it showed; one sent again after that refusal is what was read then), and when the act cannot be done with some;
/// for a project that cannot change any more, and when a field is missing or wrong.
pub async fn act(ctx: &Context, id: BatchId, kind: BatchKind, form: &BatchForm) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let act = form.read(kind)?;
    if let Some(done) = find_done(ctx.read(), id).await? {
        return if act_of(&done)? == act { Ok(()) } else { Err(Refusal::WrongState.into()) };
    }
    let known = need_batch::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    require_open(ctx, known.campaign, &act).await?;
    let tx = ctx.begin().await?;
    let row = own(&tx, ctx, id).await?;
    require_possible(&tx, ctx, row.campaign, &act).await?;
    let chosen = items(&tx, id).await?;
    let needs = seen::lock(&tx, &chosen.keys().copied().collect::<Vec<NeedId>>()).await?;
    let is_read = match ctx.shown_of("") {
        Some(sent) => sent == shown(&needs).as_str(),
        None => false,
    };
    if !is_read {
        let changed = |need: &&SeenNeed| !is_as_chosen(need, chosen.get(&need.id));
        let changed: Vec<&SeenNeed> = needs.iter().filter(changed).collect();
        require_none_changed(&changed)?;
        if ctx.shown_of("").is_some() {
            // Nothing differs from the choice: what the form showed was yet another state.
            return Err(Refusal::ShownChanged.into());
        }
    }
    carry_out(ctx, tx, row, &needs, &act).await
}

/// Refuses, and traces, what would change projects once the rule of the vote is frozen.
pub(super) async fn require_open(ctx: &Context, campaign: CampaignId, act: &BatchAct) -> Result<(), Error> {
    match act.kind() {
        BatchKind::Project => frozen_rule::require_open(ctx, campaign, Attempt::ChangeProject).await,
        _ => Ok(()),
    }
}

/// Does it, traces it and commits. The needs are locked.
pub(super) async fn carry_out(
    ctx: &Context,
    tx: DatabaseTransaction,
    row: need_batch::Model,
    needs: &[SeenNeed],
    act: &BatchAct,
) -> Result<(), Error> {
    let unfit: Vec<&SeenNeed> = needs.iter().filter(|need| need.joined || !act.fits(need.seen.standing())).collect();
    if !unfit.is_empty() {
        let (titles, others) = named(&unfit);
        return Err(Refusal::NeedsUnfit { titles, others }.into());
    }
    effect::apply(&tx, ctx, row.id, needs, act).await?;
    let before: HashMap<NeedId, _> = items(&tx, row.id).await?;
    if needs.len() != before.len() || needs.iter().any(|need| !is_as_chosen(need, before.get(&need.id))) {
        // What an undo restores is what was there right before.
        keep_items(&tx, row.id, needs).await?;
    }
    let mut events: Vec<Event> = needs.iter().map(|need| effect::event(act, need.id)).collect();
    events.push(Event::BatchDone { batch: row.id, act: act.kind(), needs: needs.len() });
    let mut done = row.into_active_model();
    done.state = Set(BatchState::Done);
    done.kind = Set(Some(act.kind()));
    done.content = Set(serde_json::to_string(act)?);
    done.needs = Set(i32::try_from(needs.len()).unwrap_or(i32::MAX));
    done.done_at = Set(Some(ctx.now().into()));
    done.update(&tx).await?;
    trace(&tx, ctx, events).await?;
    ctx.commit(tx).await
}

/// Whether whom or what the act names is there and may change. Asked before needs are locked: whoever saves a project
/// locks it first.
pub(super) async fn require_possible(
    tx: &DatabaseTransaction,
    ctx: &Context,
    campaign: CampaignId,
    act: &BatchAct,
) -> Result<(), Error> {
    match act {
        BatchAct::Assign { to: Some(to) } => work::require_curator(tx, *to, form_field::TO).await,
        BatchAct::Note { to: Some(to), .. } => work::require_curator(tx, *to, form_field::MENTION).await,
        BatchAct::Project { project } => require_changeable(tx, ctx, campaign, *project).await,
        BatchAct::Assign { to: None }
        | BatchAct::Note { to: None, .. }
        | BatchAct::Sort { .. }
        | BatchAct::Decline { .. }
        | BatchAct::Answer { .. } => Ok(()),
    }
}

/// Whether a project of this campaign may still change; locked until the transaction ends.
pub(super) async fn require_changeable(
    tx: &DatabaseTransaction,
    ctx: &Context,
    campaign: CampaignId,
    id: ProjectId,
) -> Result<(), Error> {
    frozen_rule::still_open(tx, campaign).await?;
    let project = project::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    let project = project.filter(|project| project.campaign == campaign);
    let project = project.ok_or_else(|| FieldRefusals::one(form_field::PROJECT, Refusal::NotOnTheList))?;
    project.state.edit(&campaign_of(tx, campaign).await?.spec.calendar, ctx.now())?;
    Ok(())
}
