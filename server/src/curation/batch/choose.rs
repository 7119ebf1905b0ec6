//! Choosing the needs of a batch: those ticked, or all that a filter lets through.

use super::{
    act,
    stored::{items, keep_items, own, require_none_changed},
};
use crate::{
    Context, Error,
    campaign::loaded::StoredCampaign,
    curation::{
        desk::{self, DeskFilter},
        seen::{self, SeenNeed},
    },
};
use chrono::Duration;
use entity::{
    curation::{BatchForm, BatchKind, BatchState, MOST_OF_A_BATCH},
    id::{BatchId, NeedId},
    permission::{Action, Facts},
    refusal::Refusal,
    table::need_batch,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::HashSet;

/// How long a choice is kept with which nothing is done, and how many of one person are.
const LIFE: Duration = Duration::days(1);
const MOST_OF_ONE: u64 = 20;

/// Which needs are chosen.
#[derive(Debug, Clone)]
pub enum Choice {
    /// Those that were ticked.
    These(Vec<NeedId>),
    /// All that a filter of the desk lets through, on whichever page.
    All(Box<DeskFilter>),
}

/// Keeps a choice of needs, each as it is seen now, and does nothing with them yet.
///
/// Who: a curator. Refused when none is chosen, and beyond [`MOST_OF_A_BATCH`].
pub async fn choose(ctx: &Context, campaign: &StoredCampaign, choice: &Choice) -> Result<BatchId, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let ids = ids(ctx, campaign, choice).await?;
    let tx = ctx.begin().await?;
    forget_old(&tx, ctx).await?;
    let needs = seen::of(&tx, &ids).await?;
    let row = insert(&tx, ctx, campaign, &needs).await?;
    ctx.commit(tx).await?;
    Ok(row.id)
}

/// Chooses needs and acts on them in one step, as a button of the desk does.
///
/// Who: a curator. Refused as [`choose`] and [`act::act`], and whole when one of them is another than the page showed,
/// which the form says of each (`shown.{need}`).
pub async fn choose_and_act(
    ctx: &Context,
    campaign: &StoredCampaign,
    chosen: &[NeedId],
    kind: BatchKind,
    form: &BatchForm,
) -> Result<BatchId, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let ids = ids(ctx, campaign, &Choice::These(chosen.to_vec())).await?;
    let act = form.read(kind)?;
    act::require_open(ctx, campaign.id, &act).await?;
    let tx = ctx.begin().await?;
    act::require_possible(&tx, ctx, campaign.id, &act).await?;
    let needs = seen::lock(&tx, &ids).await?;
    let is_other = |need: &&SeenNeed| {
        let sent = ctx.shown_of(&need.id.to_string());
        sent.is_some_and(|sent| sent != need.seen.shown().as_str())
    };
    require_none_changed(&needs.iter().filter(is_other).collect::<Vec<_>>())?;
    let row = insert(&tx, ctx, campaign, &needs).await?;
    let id = row.id;
    act::carry_out(ctx, tx, row, &needs, &act).await?;
    Ok(id)
}

/// Which needs are taken out of a choice.
#[derive(Debug, Clone)]
pub enum Reduced {
    These(Vec<NeedId>),
    /// Those that wait for nothing any more: in a project, declined or taken back.
    Decided,
}

/// Takes needs out of one's choice; the others are kept as they are seen now.
///
/// Who: the curator who chose. Refused where none would be left.
pub async fn reduce(ctx: &Context, id: BatchId, without: &Reduced) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let tx = ctx.begin().await?;
    let row = own(&tx, ctx, id).await?;
    let ids: Vec<NeedId> = items(&tx, id).await?.into_keys().collect();
    let mut needs = seen::of(&tx, &ids).await?;
    match without {
        Reduced::These(these) => {
            let these: HashSet<&NeedId> = these.iter().collect();
            needs.retain(|need| !these.contains(&need.id));
        }
        Reduced::Decided => needs.retain(|need| need.seen.standing().waits()),
    }
    if needs.is_empty() {
        return Err(Refusal::NoNeedChosen.into());
    }
    keep_items(&tx, id, &needs).await?;
    let mut row = row.into_active_model();
    row.needs = Set(i32::try_from(needs.len()).unwrap_or(i32::MAX));
    row.update(&tx).await?;
    ctx.commit(tx).await
}

async fn ids(ctx: &Context, campaign: &StoredCampaign, choice: &Choice) -> Result<Vec<NeedId>, Error> {
    let most = MOST_OF_A_BATCH as u64 + 1;
    let ids = match choice {
        Choice::These(ids) => ids.iter().copied().collect::<HashSet<_>>().into_iter().collect(),
        Choice::All(filter) => desk::ids(ctx, campaign, filter, most).await?,
    };
    match ids.len() {
        0 => Err(Refusal::NoNeedChosen.into()),
        MOST_OF_A_BATCH.. if ids.len() > MOST_OF_A_BATCH => Err(Refusal::TooManyNeeds { most: MOST_OF_A_BATCH }.into()),
        _ => Ok(ids),
    }
}

async fn insert(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    campaign: &StoredCampaign,
    needs: &[SeenNeed],
) -> Result<need_batch::Model, Error> {
    if needs.is_empty() {
        return Err(Refusal::NoNeedChosen.into());
    }
    let row = need_batch::Model {
        id: BatchId(ctx.platform.new_id()),
        campaign: campaign.id,
        person: ctx.person()?,
        state: BatchState::Prepared,
        kind: None,
        content: String::new(),
        needs: i32::try_from(needs.len()).unwrap_or(i32::MAX),
        prepared_at: ctx.now().into(),
        done_at: None,
        ended_at: None,
    };
    need_batch::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await?;
    keep_items(tx, row.id, needs).await?;
    Ok(row)
}

/// Forgets choices with which nothing was done: those of a day ago, and the oldest of one person's many.
async fn forget_old(tx: &impl ConnectionTrait, ctx: &Context) -> Result<(), Error> {
    use need_batch::Column::{Id, Person, PreparedAt, State};
    let prepared = || need_batch::Entity::delete_many().filter(State.eq(BatchState::Prepared));
    let before = (ctx.now() - LIFE).timestamp_millis();
    prepared().filter(PreparedAt.lt(before)).exec(tx).await?;
    let own = need_batch::Entity::find().filter(State.eq(BatchState::Prepared)).filter(Person.eq(ctx.person()?));
    let own = own.order_by_desc(PreparedAt).order_by_desc(Id).offset(MOST_OF_ONE - 1).limit(100);
    let many: Vec<BatchId> = own.select_only().column(Id).into_tuple().all(tx).await?;
    if !many.is_empty() {
        prepared().filter(Id.is_in(many.iter().map(|id| id.0))).exec(tx).await?;
    }
    Ok(())
}
