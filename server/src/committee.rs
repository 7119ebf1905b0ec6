//! The committee: a session of curators and observers who read projects before the vote, say what they think of each,
//! and whose decisions are noted with their minutes.

pub mod query;

use self::query::{eligible_in, sits};
use crate::{Context, Error, audit, audit::EventBatch, bulk, notice};
use chrono::NaiveDate;
use entity::{
    address::Address,
    committee::{DecisionForm, MOST_MEMBERS, MOST_PROJECTS, Opinion},
    event::Event,
    form_field,
    id::{PersonId, ProjectId, SessionId},
    permission::{Action, Facts},
    project::ProjectState,
    refusal::{FieldRefusals, Refusal},
    table::{committee_member, committee_opinion, committee_project, committee_session, project},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, sea_query::OnConflict,
};

/// Calls a session, under the identifier that the form carries: sent twice, it is called once.
///
/// Who: curators. Refused: a day that is none, no member, or one who is neither curator nor observer.
pub async fn call(ctx: &Context, id: SessionId, day: &str, members: &[String]) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let mut refusals = FieldRefusals::default();
    let day = refusals.take(form_field::DAY, day.trim().parse::<NaiveDate>().map_err(|_| Refusal::NotADay));
    let tx = ctx.begin().await?;
    let eligible = eligible_in(&tx).await?;
    let chosen: Option<Vec<PersonId>> = members
        .iter()
        .map(|id| id.parse().ok().filter(|person| eligible.iter().any(|(one, ..)| one == person)))
        .collect();
    let chosen = match chosen {
        None => Err(Refusal::NotOnTheList),
        Some(people) if people.is_empty() => Err(Refusal::NothingTicked),
        Some(people) if people.len() > MOST_MEMBERS => Err(Refusal::TooManyLines { most: MOST_MEMBERS }),
        Some(people) => Ok(people),
    };
    let (Some(day), Some(people)) = (day, refusals.take(form_field::MEMBER, chosen)) else {
        return Err(refusals.into());
    };
    let day = day.to_string();
    let row = committee_session::Model {
        id,
        campaign: ctx.campaign(&tx).await?.id,
        day: day.clone(),
        created_by: ctx.actor.person,
        created_at: ctx.now().into(),
    };
    let once = OnConflict::column(committee_session::Column::Id).do_nothing().to_owned();
    let inserted = committee_session::Entity::insert(row.into_active_model()).on_conflict(once);
    if inserted.exec_without_returning(&tx).await? == 0 {
        return Ok(());
    }
    let mut people = people;
    people.sort_unstable();
    people.dedup();
    let rows = people.into_iter().map(|person| committee_member::Model { session: id, person }).collect();
    bulk::insert::<committee_member::Entity, committee_member::ActiveModel>(&tx, rows, None).await?;
    audit::record(&tx, ctx, Event::CommitteeCalled { session: id, day }).await?;
    ctx.commit(tx).await
}

/// A session, locked so that two acts on it wait for each other.
async fn locked(tx: &impl ConnectionTrait, id: SessionId) -> Result<committee_session::Model, Error> {
    committee_session::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)
}

async fn members(tx: &impl ConnectionTrait, id: SessionId) -> Result<Vec<PersonId>, Error> {
    let rows = committee_member::Entity::find().filter(committee_member::Column::Session.eq(id)).all(tx).await?;
    Ok(rows.into_iter().map(|row| row.person).collect())
}

/// Proposes projects to a session; its members are told that their opinion is awaited. One that it reads already stays
/// as it is.
///
/// Who: curators. Refused: none ticked, a project of another campaign or that was given up.
pub async fn propose(ctx: &Context, id: SessionId, projects: &[String]) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let refused = |refusal| Error::from(FieldRefusals::one(form_field::PROJECTS, refusal));
    let projects: Result<Vec<ProjectId>, _> = projects.iter().map(|id| id.parse()).collect();
    let projects = projects.map_err(|_| refused(Refusal::NotOnTheList))?;
    match projects.len() {
        0 => return Err(refused(Refusal::NothingTicked)),
        many if many > MOST_PROJECTS => return Err(refused(Refusal::TooManyLines { most: MOST_PROJECTS })),
        _ => {}
    }
    let tx = ctx.begin().await?;
    let session = locked(&tx, id).await?;
    let among = project::Column::Id.is_in(projects.iter().map(|project| project.0));
    let rows = project::Entity::find().filter(among).order_by_asc(project::Column::Title).all(&tx).await?;
    let may = |row: &&project::Model| row.campaign == session.campaign && row.state != ProjectState::Dropped;
    if projects.iter().any(|project| !rows.iter().filter(may).any(|row| row.id == *project)) {
        return Err(refused(Refusal::NotOnTheList));
    }
    let there = committee_project::Entity::find().filter(committee_project::Column::Session.eq(id)).all(&tx).await?;
    let people = members(&tx, id).await?;
    let mut trace = EventBatch::default();
    for row in rows.iter().filter(|row| !there.iter().any(|item| item.project == row.id)) {
        let item = committee_project::Model {
            session: id,
            project: row.id,
            proposed_at: ctx.now().into(),
            decision: None,
            minutes: String::new(),
            decided_by: None,
            decided_at: None,
            published_at: None,
        };
        committee_project::Entity::insert(item.into_active_model()).exec_without_returning(&tx).await?;
        let (kind, address) = (notice::Kind::CommitteeOpinionAwaited, Address::CommitteeSession(id));
        notice::notify(&tx, ctx, people.clone(), kind, &row.title, address).await?;
        trace.add(ctx, Event::ProjectProposedToCommittee { project: row.id, session: id })?;
    }
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// A project of a session, with the session locked.
async fn item(tx: &impl ConnectionTrait, id: SessionId, project: ProjectId) -> Result<committee_project::Model, Error> {
    locked(tx, id).await?;
    committee_project::Entity::find_by_id((id, project)).one(tx).await?.ok_or(Error::NotFound)
}

/// Says what one thinks of a project, or says it anew until it is decided.
///
/// Who: a member of the session. Refused: no such opinion; without a word, where it is not favourable; once the project
/// is decided ([`Refusal::AlreadyDecided`]).
pub async fn give_opinion(
    ctx: &Context,
    id: SessionId,
    project: ProjectId,
    opinion: &str,
    word: &str,
) -> Result<(), Error> {
    ctx.authorise(Action::SitInCommittee, &Facts::default())?;
    let person = ctx.person()?;
    let tx = ctx.begin().await?;
    let item = item(&tx, id, project).await?;
    if !sits(&tx, id, person).await? {
        return Err(Error::Forbidden);
    }
    let mut refusals = FieldRefusals::default();
    let opinion = Opinion::from_code(opinion).ok_or(Refusal::NotOnTheList);
    let opinion = refusals.take(form_field::OPINION.of(project), opinion);
    let word = opinion.and_then(|opinion| refusals.take(form_field::SENTENCE.of(project), opinion.word(word)));
    let (Some(opinion), Some(word)) = (opinion, word) else { return Err(refusals.into()) };
    if item.decision.is_some() {
        return Err(Refusal::AlreadyDecided.into());
    }
    let row = committee_opinion::Model { session: id, project, person, opinion, word, at: ctx.now().into() };
    let key =
        [committee_opinion::Column::Session, committee_opinion::Column::Project, committee_opinion::Column::Person];
    let again = OnConflict::columns(key)
        .update_columns([
            committee_opinion::Column::Opinion,
            committee_opinion::Column::Word,
            committee_opinion::Column::At,
        ])
        .to_owned();
    committee_opinion::Entity::insert(row.into_active_model()).on_conflict(again).exec_without_returning(&tx).await?;
    audit::record(&tx, ctx, Event::CommitteeOpinionGiven { project, session: id }).await?;
    ctx.commit(tx).await
}

/// Notes what a session decided of a project, with its minutes; noted anew, it replaces what was noted, and the trace
/// keeps both. What is published is on the project's page from then on.
///
/// Who: curators. Refused: no such decision; minutes that are too long, or missing although they are published.
pub async fn decide(ctx: &Context, id: SessionId, project: ProjectId, form: &DecisionForm) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let named = |(field, refusal): (form_field::FieldName, Refusal)| {
        (form_field::FieldName::question(&format!("{field}.{project}")), refusal)
    };
    let decision = form.parse().map_err(|refusals| refusals.0.into_iter().map(named).collect::<FieldRefusals>())?;
    let tx = ctx.begin().await?;
    let item = item(&tx, id, project).await?;
    let same = item.decision == Some(decision.verdict)
        && item.minutes == decision.minutes
        && item.published_at.is_some() == decision.published;
    if same {
        return Ok(());
    }
    let decided_at = item.decided_at.filter(|_| item.decision == Some(decision.verdict));
    let published_at = item.published_at.unwrap_or_else(|| ctx.now().into());
    let mut changed = item.into_active_model();
    changed.decision = Set(Some(decision.verdict));
    changed.minutes = Set(decision.minutes);
    changed.decided_by = Set(ctx.actor.person);
    changed.decided_at = Set(Some(decided_at.unwrap_or_else(|| ctx.now().into())));
    changed.published_at = Set(decision.published.then_some(published_at));
    changed.update(&tx).await?;
    let (verdict, published) = (decision.verdict, decision.published);
    audit::record(&tx, ctx, Event::CommitteeDecided { project, session: id, verdict, published }).await?;
    ctx.commit(tx).await
}
