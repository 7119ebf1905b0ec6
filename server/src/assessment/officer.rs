//! Where one officer of a prefecture decides: they say whether they have a link to the applicant, and hand over what
//! they have one to.

use super::linked;
use crate::{
    Context, Error,
    application::loaded::{Loaded, desk_of},
    assessment::standing::of_application,
    audit::{self, names_of},
    decision::DECIDABLE,
    notice,
};
use entity::{
    address::Address,
    assessment::AssessmentState,
    campaign::AssessedBy,
    event::Event,
    id::{ApplicationId, PersonId},
    permission::Action,
    refusal::Refusal,
    table::{application, assessment, decision_draft},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};

/// Says whether one has a link to the applicant. Without one, one marks and decides; with one, never: the prefecture's
/// other officers are told that the application is theirs.
///
/// Who: an officer of the prefecture that decides. Refused: an envelope whose assessors are drawn, an application that
/// is decided, a link that was declared already.
pub async fn declare(ctx: &Context, id: ApplicationId, conflict: bool) -> Result<(), Error> {
    let person = ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::for_update(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::HandleApplication)?;
    if loaded.envelope()?.assessed_by != AssessedBy::Officer || !DECIDABLE.contains(&loaded.row.state) {
        return Err(Refusal::WrongState.into());
    }
    let own = assessment::Entity::find_by_id((id, person)).lock_exclusive().one(&tx).await?;
    let state = match own.as_ref().map(|row| row.state) {
        // Said once more, as by a page that was sent twice.
        Some(AssessmentState::Reading) if !conflict => return Ok(()),
        state => state.unwrap_or(AssessmentState::Assigned).declare(conflict)?,
    };
    put(ctx, &tx, id, own, state).await?;
    if conflict {
        decision_draft::Entity::delete_by_id((id, person)).exec(&tx).await?;
        let others = others(ctx, &tx, &loaded).await?;
        let title = &loaded.row.title;
        notice::notify(&tx, ctx, others, notice::Kind::AssessorAssigned, title, Address::OfficerDesk(id)).await?;
    }
    audit::record(&tx, ctx, Event::ConflictDeclared { application: id, conflict }).await?;
    ctx.commit(tx).await
}

async fn put(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    id: ApplicationId,
    own: Option<assessment::Model>,
    state: AssessmentState,
) -> Result<(), Error> {
    let Some(own) = own else {
        let row = assessment::Model {
            application: id,
            person: ctx.person()?,
            state,
            assigned_at: ctx.now().into(),
            marks: String::new(),
            note: String::new(),
            reason: String::new(),
            at: ctx.now().into(),
        };
        assessment::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        return Ok(());
    };
    let mut changed = own.into_active_model();
    changed.state = Set(state);
    changed.at = Set(ctx.now().into());
    changed.update(tx).await?;
    Ok(())
}

/// The prefecture's other officers who may decide: without a link that is known or was declared.
async fn others(ctx: &Context, tx: &impl ConnectionTrait, loaded: &Loaded) -> Result<Vec<PersonId>, Error> {
    let there = of_application(tx, loaded.row.id).await?;
    let declared = there.iter().filter(|row| row.state == AssessmentState::Conflict).map(|row| row.person);
    let mut linked = linked(tx, loaded).await?;
    linked.extend(declared.chain(ctx.actor.person));
    let all = desk_of(tx, loaded.facts().prefecture.as_deref()).await?;
    Ok(all.into_iter().filter(|person| !linked.contains(person)).collect())
}

/// An application that who asks declared a link to, and who may decide on it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOver {
    pub title: String,
    /// By name; empty where the prefecture has nobody else.
    pub to: Vec<String>,
}

/// To whom an application went. Who: an officer who declared a link to it; [`Error::NotFound`] for everybody else.
pub async fn handed_over(ctx: &Context, id: ApplicationId) -> Result<HandedOver, Error> {
    let own = assessment::Entity::find_by_id((id, ctx.person()?));
    let own = own.filter(assessment::Column::State.eq(AssessmentState::Conflict)).one(ctx.read()).await?;
    own.ok_or(Error::NotFound)?;
    let row = application::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    let loaded = Loaded::of(ctx.read(), row).await?;
    if loaded.envelope()?.assessed_by != AssessedBy::Officer {
        return Err(Error::NotFound);
    }
    let others = others(ctx, ctx.read(), &loaded).await?;
    let mut to: Vec<String> = names_of(ctx.read(), &others).await?.into_values().collect();
    to.sort();
    Ok(HandedOver { title: loaded.row.title, to })
}
