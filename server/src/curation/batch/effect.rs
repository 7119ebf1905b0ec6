//! What an act on many needs writes, and what undoing it writes back.

use crate::{
    Context, Error, bulk,
    curation::{
        seen::SeenNeed,
        work::{self, AT_ONCE},
    },
};
use entity::{
    curation::{BatchAct, Seen},
    event::Event,
    id::{BatchId, NeedId, NoteId, ProjectId},
    need::NeedState,
    table::{need, need_answer, need_note, project_need},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::OnConflict};

/// What the trace says of each need.
pub(super) fn event(act: &BatchAct, need: NeedId) -> Event {
    match act {
        BatchAct::Assign { to } => Event::NeedAssigned { need, to: *to },
        BatchAct::Sort { work } => Event::NeedSorted { need, work: *work },
        BatchAct::Note { .. } => Event::NeedNoted { need },
        BatchAct::Project { project } => Event::NeedPutInProject { need, project: *project },
        BatchAct::Decline { .. } => Event::NeedDeclined { need },
        BatchAct::Answer { .. } => Event::NeedAnswered { need },
    }
}

/// Does the act with each need.
pub(super) async fn apply(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    batch: BatchId,
    needs: &[SeenNeed],
    act: &BatchAct,
) -> Result<(), Error> {
    let ids: Vec<NeedId> = needs.iter().map(|need| need.id).collect();
    match act {
        BatchAct::Assign { .. } | BatchAct::Sort { .. } => {
            work::write(tx, ctx, needs.iter().map(|need| (need.id, act.after(need.seen)))).await
        }
        BatchAct::Note { text, .. } => note(tx, ctx, batch, &ids, text.as_str()).await,
        BatchAct::Project { project } => link(tx, &ids, *project).await,
        BatchAct::Decline { reason } => decline(tx, &ids, reason.as_str()).await,
        BatchAct::Answer { text, link } => {
            decline(tx, &ids, text.as_str()).await?;
            answer(tx, ctx, &ids, link.as_ref().map(|link| link.as_str())).await
        }
    }
}

/// Makes each need what it was before the act.
pub(super) async fn restore(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    batch: BatchId,
    before: &[(NeedId, Seen)],
    act: &BatchAct,
) -> Result<(), Error> {
    let among = |column| bulk::one_of(tx, column, before.iter().map(|(id, _)| id.0));
    match act {
        BatchAct::Assign { .. } | BatchAct::Sort { .. } => work::write(tx, ctx, before.iter().copied()).await?,
        BatchAct::Note { .. } => {
            need_note::Entity::delete_many().filter(need_note::Column::Batch.eq(batch)).exec(tx).await?;
        }
        BatchAct::Project { project } => {
            let links = project_need::Entity::delete_many().filter(project_need::Column::Project.eq(*project));
            let among = bulk::one_of(tx, project_need::Column::Need, before.iter().map(|(id, _)| id.0));
            links.filter(among).exec(tx).await?;
        }
        BatchAct::Decline { .. } | BatchAct::Answer { .. } => {
            let row = need::ActiveModel {
                state: Set(NeedState::Published),
                declined_reason: Set(None),
                ..Default::default()
            };
            need::Entity::update_many().set(row).filter(among(need::Column::Id)).exec(tx).await?;
            let answers = bulk::one_of(tx, need_answer::Column::Need, before.iter().map(|(id, _)| id.0));
            need_answer::Entity::delete_many().filter(answers).exec(tx).await?;
        }
    }
    Ok(())
}

async fn note(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    batch: BatchId,
    ids: &[NeedId],
    text: &str,
) -> Result<(), Error> {
    let author = ctx.person()?;
    let row = |need: &NeedId| need_note::Model {
        id: NoteId(ctx.platform.new_id()),
        need: *need,
        author,
        text: text.to_owned(),
        at: ctx.now().into(),
        batch: Some(batch),
    };
    for ids in ids.chunks(AT_ONCE) {
        let rows = ids.iter().map(row).collect();
        bulk::insert::<need_note::Entity, need_note::ActiveModel>(tx, rows, None).await?;
    }
    Ok(())
}

async fn link(tx: &impl ConnectionTrait, ids: &[NeedId], project: ProjectId) -> Result<(), Error> {
    for ids in ids.chunks(AT_ONCE) {
        let rows = ids.iter().map(|need| project_need::Model { need: *need, project }).collect();
        bulk::insert::<project_need::Entity, project_need::ActiveModel>(tx, rows, None).await?;
    }
    Ok(())
}

async fn decline(tx: &impl ConnectionTrait, ids: &[NeedId], reason: &str) -> Result<(), Error> {
    let row = need::ActiveModel {
        state: Set(NeedState::Declined),
        declined_reason: Set(Some(reason.to_owned())),
        ..Default::default()
    };
    let among = bulk::one_of(tx, need::Column::Id, ids.iter().map(|id| id.0));
    need::Entity::update_many().set(row).filter(among).exec(tx).await?;
    Ok(())
}

async fn answer(tx: &impl ConnectionTrait, ctx: &Context, ids: &[NeedId], link: Option<&str>) -> Result<(), Error> {
    let row = |need: &NeedId| need_answer::Model { need: *need, link: link.map(str::to_owned), at: ctx.now().into() };
    use need_answer::Column::{At, Link, Need};
    for ids in ids.chunks(AT_ONCE) {
        let replaced = OnConflict::column(Need).update_columns([Link, At]).to_owned();
        let rows = ids.iter().map(row).collect();
        bulk::insert::<need_answer::Entity, need_answer::ActiveModel>(tx, rows, Some(replaced)).await?;
    }
    Ok(())
}
