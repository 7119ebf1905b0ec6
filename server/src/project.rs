//! Projects: made of needs by the curators, costed, put on the ballot, frozen when the selection opens.

pub mod costing;
pub mod parts;
pub mod priority;
pub mod query;

use crate::{
    Context, Error, audit,
    campaign::{Object, loaded::campaign_of, of_object},
    committee::query::latest_verdict,
    follow, frozen_rule,
    membership::acting::people_of,
    need::{self, coded, decoded},
    notice,
};
use costing::amount_form;
use entity::{
    address::Address,
    committee::lets_on_ballot,
    event::Event,
    form_field,
    id::{NeedId, PersonId, ProjectId},
    lineage::Subject,
    need::NeedState,
    permission::{Action, Facts},
    priority::Correction,
    programme::Programme,
    project::{Carrier, ProjectContent, ProjectForm, ProjectState},
    reason::TypedReason,
    refusal::{FieldRefusals, Refusal},
    table::{group, need as need_table, project, project_need},
    text::Text,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};
use std::collections::BTreeSet;
use wording::Attempt;

/// A project's row and needs as the form that edits it, without the lines of its cost ([`costing::forms_of`]).
pub fn form_of(row: &project::Model, needs: &[NeedId]) -> ProjectForm {
    let mut needs: Vec<String> = needs.iter().map(ToString::to_string).collect();
    needs.sort();
    ProjectForm {
        title: row.title.clone(),
        summary: row.summary.clone(),
        carrier_group: row.carrier_group.map(|group| group.to_string()).unwrap_or_default(),
        carrier_service: row.carrier_service.clone().unwrap_or_default(),
        cost: amount_form(row.cost),
        benefits: row.benefits.clone(),
        priority: decoded(&row.priority),
        priority_proposed: Vec::new(),
        priority_reason: row.priority_reason.clone().unwrap_or_default(),
        source: row.source.clone().unwrap_or_default(),
        needs,
        lines: Vec::new(),
        assumptions: row.assumptions.clone(),
    }
}

/// Makes a project or changes one, under the identifier that the form carries; tells the authors and supporters of its
/// needs.
///
/// `rendered` is the fingerprint of what the form was rendered with ([`ProjectForm::fingerprint`]), empty for a form
/// that was rendered empty.
///
/// Who: a curator. Refused once the rule is frozen or the selection has opened, without a need, with one that another
/// project holds, when a field is missing or wrong, and when somebody else changed the project since the form was
/// rendered.
pub async fn save(ctx: &Context, id: ProjectId, form: &ProjectForm, rendered: &str) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let content = ProjectContent::parse(form);
    let needs: Result<Vec<NeedId>, _> = form.needs.iter().map(|id| id.parse()).collect();
    let needs = needs.map_err(|_| Refusal::NotOnTheList)?;
    if needs.is_empty() {
        let mut refusals = content.err().unwrap_or_default();
        refusals.add(form_field::NEEDS, Refusal::NoNeed);
        return Err(refusals.into());
    }
    let content = content?;
    let campaign = match of_object(ctx.read(), Object::Project(id)).await? {
        Some(campaign) => campaign,
        None => ctx.campaign(ctx.read()).await?.id,
    };
    frozen_rule::require_open(ctx, campaign, Attempt::ChangeProject).await?;
    let tx = ctx.begin().await?;
    frozen_rule::still_open(&tx, campaign).await?;
    let campaign = campaign_of(&tx, campaign).await?;
    let before = project::Entity::find_by_id(id).lock_exclusive().one(&tx).await?;
    let (mut needs, mut beside) = (needs, Vec::new());
    if let Some(row) = &before {
        let (held, joined) = held_by(&tx, id).await?;
        beside = joined;
        let mut stored = form_of(row, &held);
        stored.lines = costing::forms_of(&costing::of_project(&tx, id).await?);
        // What was proposed is no part of what is stored.
        if stored != (ProjectForm { priority_proposed: Vec::new(), ..form.clone() }) {
            audit::require_not_overwritten(&tx, ctx, &id.to_string(), rendered, &stored.fingerprint()).await?;
        }
    }
    let state =
        before.as_ref().map_or(ProjectState::Draft, |row| row.state).edit(&campaign.spec.calendar, ctx.now())?;
    let (carrier_group, carrier_service) = match &content.carrier {
        Carrier::Group(group) => {
            group::Entity::find_by_id(*group).one(&tx).await?.ok_or(Refusal::NotOnTheList)?;
            (Some(*group), None)
        }
        Carrier::Service(name) => (None, Some(name.to_string())),
    };
    let behind = priority::behind_needs(ctx, &tx, &campaign, &needs, carrier_group).await?;
    let (programmes, priority_reason) = chosen_priority(form, &content.priority, behind.proposed())?;
    let row = project::Model {
        id,
        campaign: campaign.id,
        state,
        title: content.title.to_string(),
        summary: content.summary.to_string(),
        carrier_group,
        carrier_service,
        cost: content.cost,
        benefits: content.benefits.to_string(),
        priority: coded(&programmes.iter().map(|programme| programme.code().to_owned()).collect::<Vec<_>>()),
        priority_reason,
        priority_basis: None,
        source: content.source.as_ref().map(|link| link.as_str().to_owned()),
        assumptions: content.assumptions.to_string(),
        created_at: before.as_ref().map_or_else(|| ctx.now().into(), |row| row.created_at),
        demo: before.as_ref().is_some_and(|row| row.demo),
    };
    let event = match before {
        None => {
            let once = OnConflict::column(project::Column::Id).do_nothing().to_owned();
            let fresh = project::Entity::insert(row.into_active_model()).on_conflict(once);
            if fresh.exec_without_returning(&tx).await? == 0 {
                // The same form, sent twice at once: the other one is saved.
                return Ok(());
            }
            Event::ProjectDrafted { project: id }
        }
        Some(_) => {
            row.into_active_model().reset_all().update(&tx).await?;
            Event::ProjectEdited { project: id }
        }
    };
    costing::replace(&tx, id, &content.lines).await?;
    // What joined a need is held as long as that is, so that it still is if it parts.
    let kept = beside.into_iter().filter(|(need, face)| needs.contains(face) && !needs.contains(need));
    let kept: Vec<NeedId> = kept.map(|(need, _)| need).collect();
    needs.extend(kept);
    let fresh = link_needs(&tx, id, &needs).await?;
    let mut trace = audit::EventBatch::default();
    trace.add(ctx, event)?;
    for need in fresh {
        notify_people_of(&tx, ctx, &need, notice::Kind::NeedInProject, None).await?;
        trace.add(ctx, Event::NeedPutInProject { need: need.id, project: id })?;
    }
    trace.write(&tx).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// The programmes of a project: those that the labels propose, where that is what was ticked or what the form showed;
/// or those that were ticked, with the reason why, without which a correction is refused.
fn chosen_priority(
    form: &ProjectForm,
    ticked: &[Programme],
    proposed: Vec<Programme>,
) -> Result<(Vec<Programme>, Option<String>), FieldRefusals> {
    let ticked: BTreeSet<Programme> = ticked.iter().copied().collect();
    let shown: BTreeSet<Programme> =
        form.priority_proposed.iter().filter_map(|code| Programme::from_code(code)).collect();
    if ticked == shown || ticked.iter().eq(&proposed) {
        return Ok((proposed, None));
    }
    let reason = Correction::parse(&form.priority_reason);
    let reason = reason.map_err(|refusal| FieldRefusals::one(form_field::PRIORITY_REASON, refusal))?;
    Ok((ticked.into_iter().collect(), Some(reason.into_string())))
}

/// The needs that a project holds, and beside them those that joined one of them, each with the one that it did.
async fn held_by(tx: &impl ConnectionTrait, id: ProjectId) -> Result<(Vec<NeedId>, Vec<(NeedId, NeedId)>), Error> {
    let links = project_need::Entity::find().filter(project_need::Column::Project.eq(id)).all(tx).await?;
    let ids: Vec<NeedId> = links.iter().map(|link| link.need).collect();
    let rows = need::query::by_ids(tx, &ids).await?;
    let face_of = |id: &NeedId| rows.iter().find(|row| row.id == *id)?.face.filter(|face| ids.contains(face));
    let joined: Vec<(NeedId, NeedId)> = ids.iter().filter_map(|id| Some((*id, face_of(id)?))).collect();
    let held = ids.iter().copied().filter(|id| face_of(id).is_none()).collect();
    Ok((held, joined))
}

/// Makes these the needs of a project; gives those that were not before.
async fn link_needs(
    tx: &impl ConnectionTrait,
    id: ProjectId,
    needs: &[NeedId],
) -> Result<Vec<need_table::Model>, Error> {
    // Locked in one order, so that two curators, or a withdrawal, wait for each other.
    let locked = need_table::Entity::find().filter(need_table::Column::Id.is_in(needs.iter().map(|need| need.0)));
    let rows = locked.order_by_asc(need_table::Column::Id).lock_exclusive().all(tx).await?;
    if needs.iter().any(|need| !rows.iter().any(|row| row.id == *need)) {
        return Err(FieldRefusals::one(form_field::NEEDS, Refusal::NotOnTheList).into());
    }
    let linked = project_need::Entity::find()
        .filter(
            Condition::any()
                .add(project_need::Column::Need.is_in(needs.iter().map(|need| need.0)))
                .add(project_need::Column::Project.eq(id)),
        )
        .all(tx)
        .await?;
    if linked.iter().any(|link| link.project != id) {
        return Err(FieldRefusals::one(form_field::NEEDS, Refusal::NeedTaken).into());
    }
    for link in linked.iter().filter(|link| !needs.contains(&link.need)) {
        project_need::Entity::delete_by_id(link.need).exec(tx).await?;
    }
    let mut fresh = Vec::new();
    for row in rows {
        // It counts with the need that it joined: in a project beside it, never without it.
        if row.face.is_some_and(|face| !needs.contains(&face)) {
            return Err(FieldRefusals::one(form_field::NEEDS, Refusal::NeedJoined).into());
        }
        if linked.iter().any(|link| link.need == row.id) {
            continue;
        }
        if row.face.is_some() {
            return Err(FieldRefusals::one(form_field::NEEDS, Refusal::NeedJoined).into());
        }
        if row.state != NeedState::Published {
            return Err(Refusal::WrongState.into());
        }
        let link = project_need::Model { need: row.id, project: id };
        project_need::Entity::insert(link.into_active_model()).exec_without_returning(tx).await?;
        fresh.push(row);
    }
    Ok(fresh)
}

/// Tells the people of a need's author, of those whose need joined it, and of all supporters, and those who follow one
/// of them; gives who they are.
async fn notify_people_of(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    row: &need_table::Model,
    kind: notice::Kind,
    reason: Option<&str>,
) -> Result<Vec<PersonId>, Error> {
    let family = need::family::of(tx, &[row.id]).await?;
    let mut people = people_of(tx, need::family::concerned(tx, &family, row.id).await?).await?;
    let mut followers = follow::followers(tx, Subject::Need(row.id)).await?;
    followers.retain(|person| !people.contains(person));
    let message = notice::Message { kind, about: &row.title, reason };
    notice::notify_with_reason(tx, ctx, people.clone(), message, Address::Need(row.id)).await?;
    // The reason is for those concerned.
    notice::notify(tx, ctx, followers.clone(), kind, &row.title, Address::Need(row.id)).await?;
    people.append(&mut followers);
    Ok(people)
}

/// Puts a project on the ballot.
///
/// Who: a curator. Refused once the selection has opened; where the campaign has a committee, until it has kept the
/// project.
pub async fn put_on_ballot(ctx: &Context, id: ProjectId) -> Result<(), Error> {
    let event = Event::ProjectPutOnBallot { project: id };
    change_state(ctx, id, ProjectState::put_on_ballot, event, None).await
}

/// Gives a project up; its needs are free again, and those whose needs they are, or who support them, are told why.
///
/// Who: a curator. Refused once the selection has opened; without a reason.
pub async fn abandon(ctx: &Context, id: ProjectId, reason: &TypedReason) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let reason = reason.require()?;
    let event = Event::ProjectDropped { project: id, reason: Some(reason.clone()) };
    change_state(ctx, id, ProjectState::abandon, event, Some(&reason)).await
}

type Transition =
    fn(ProjectState, &entity::calendar::Calendar, chrono::DateTime<chrono::Utc>) -> Result<ProjectState, Refusal>;

async fn change_state(
    ctx: &Context,
    id: ProjectId,
    transition: Transition,
    event: Event,
    reason: Option<&str>,
) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let known = project::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    frozen_rule::require_open(ctx, known.campaign, Attempt::ChangeListOfProjects).await?;
    let tx = ctx.begin().await?;
    frozen_rule::still_open(&tx, known.campaign).await?;
    let row = project::Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    let campaign = campaign_of(&tx, row.campaign).await?;
    let state = transition(row.state, &campaign.spec.calendar, ctx.now())?;
    if state == row.state {
        return Ok(());
    }
    if state == ProjectState::OnBallot && campaign.spec.committee {
        lets_on_ballot(latest_verdict(&tx, id).await?)?;
    }
    let held = project_need::Entity::find().filter(project_need::Column::Project.eq(id)).all(&tx).await?;
    if state == ProjectState::OnBallot {
        let needs = held.iter().map(|link| Subject::Need(link.need));
        let followed: Vec<Subject> = needs.chain(row.carrier_group.map(Subject::Group)).collect();
        let message = notice::Message { kind: notice::Kind::FollowedOnBallot, about: &row.title, reason: None };
        follow::tell(&tx, ctx, &followed, &[], message, Address::Project(id)).await?;
    }
    if state == ProjectState::Dropped {
        let among = need_table::Column::Id.is_in(held.iter().map(|link| link.need.0));
        let mut told = Vec::new();
        for need in need_table::Entity::find().filter(among).all(&tx).await? {
            told.extend(notify_people_of(&tx, ctx, &need, notice::Kind::ProjectDropped, reason).await?);
        }
        let kind = notice::Kind::FollowedProjectDropped;
        let message = notice::Message { kind, about: &row.title, reason: None };
        let link = campaign.address(&Address::Projects);
        follow::tell(&tx, ctx, &[Subject::Project(id)], &told, message, link).await?;
        project_need::Entity::delete_many().filter(project_need::Column::Project.eq(id)).exec(&tx).await?;
    }
    let mut changed = row.into_active_model();
    changed.state = Set(state);
    changed.update(&tx).await?;
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// The public reason with which curators do not take a need further.
pub type Reason = Text<10, 1000>;

/// Declines a need with a public reason. Who: a curator. Refused for a need that a project holds, or that joined
/// another. The first reason stays.
pub async fn decline_need(ctx: &Context, id: NeedId, reason: &str) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let mut refusals = FieldRefusals::default();
    let Some(reason) = refusals.take(form_field::REASON, Reason::parse(reason)) else {
        return Err(refusals.into());
    };
    let tx = ctx.begin().await?;
    let row = need::for_update(&tx, ctx, id).await?;
    let state = row.state.decline()?;
    if state == row.state {
        return Ok(());
    }
    if row.face.is_some() {
        return Err(Refusal::NeedJoined.into());
    }
    if project_need::Entity::find_by_id(id).one(&tx).await?.is_some() {
        return Err(Refusal::NeedTaken.into());
    }
    let mut changed = row.into_active_model();
    changed.state = Set(state);
    changed.declined_reason = Set(Some(reason.into_string()));
    let row = changed.update(&tx).await?;
    notify_people_of(&tx, ctx, &row, notice::Kind::NeedDeclined, None).await?;
    audit::record(&tx, ctx, Event::NeedDeclined { need: id }).await?;
    ctx.commit(tx).await?;
    Ok(())
}
