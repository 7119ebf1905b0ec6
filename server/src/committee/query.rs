//! What pages read of the committee.

use crate::{Context, Error, campaign::loaded::StoredCampaign};
use entity::{
    committee::Verdict,
    id::{PersonId, ProjectId, SessionId},
    permission::{Action, Facts, StaffRole},
    project::ProjectState,
    table::{committee_member, committee_opinion, committee_project, committee_session, person, project},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// The most sessions of a campaign that are listed.
const MOST_SESSIONS: u64 = 200;

/// A session in a list.
#[derive(Debug, Clone)]
pub struct SessionLine {
    pub session: committee_session::Model,
    /// Projects that it reads, and those that are decided.
    pub projects: usize,
    pub decided: usize,
    /// Those on which the reader has not said what they think.
    pub awaited: usize,
}

/// A project that a session reads.
#[derive(Debug, Clone)]
pub struct Read {
    pub item: committee_project::Model,
    pub project: project::Model,
    /// With the names of those who gave them.
    pub opinions: Vec<(committee_opinion::Model, String)>,
}

/// A session, as its members and curators see it.
#[derive(Debug, Clone)]
pub struct Session {
    pub session: committee_session::Model,
    pub members: Vec<(PersonId, String)>,
    pub projects: Vec<Read>,
    /// Whether the reader gives opinions.
    pub sits: bool,
}

/// The sessions of a campaign, the latest day first: all of them for curators, and for observers those in which they
/// sit.
///
/// Who: curators and observers.
pub async fn list(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<SessionLine>, Error> {
    ctx.authorise(Action::SitInCommittee, &Facts::default())?;
    let me = ctx.person()?;
    let mine = committee_member::Entity::find().filter(committee_member::Column::Person.eq(me)).all(ctx.read()).await?;
    let sits = |session: SessionId| mine.iter().any(|row| row.session == session);
    let query = committee_session::Entity::find().filter(committee_session::Column::Campaign.eq(campaign.id));
    let query = query.order_by_desc(committee_session::Column::Day).order_by_desc(committee_session::Column::Id);
    let mut sessions = query.limit(MOST_SESSIONS).all(ctx.read()).await?;
    let curates = ctx.actor.staff == Some(StaffRole::Curator);
    sessions.retain(|session| curates || sits(session.id));
    let among = committee_project::Column::Session.is_in(sessions.iter().map(|session| session.id.0));
    let items = committee_project::Entity::find().filter(among).all(ctx.read()).await?;
    let said = committee_opinion::Entity::find().filter(committee_opinion::Column::Person.eq(me));
    let said = said.all(ctx.read()).await?;
    let line = |session: committee_session::Model| {
        let of = || items.iter().filter(|item| item.session == session.id);
        let waits = |item: &&committee_project::Model| {
            let has_said = said.iter().any(|row| (row.session, row.project) == (item.session, item.project));
            item.decision.is_none() && !has_said && sits(item.session)
        };
        SessionLine {
            projects: of().count(),
            decided: of().filter(|item| item.decision.is_some()).count(),
            awaited: of().filter(waits).count(),
            session,
        }
    };
    Ok(sessions.into_iter().map(line).collect())
}

/// Whether somebody sits in a session.
pub(super) async fn sits(database: &impl ConnectionTrait, session: SessionId, person: PersonId) -> Result<bool, Error> {
    Ok(committee_member::Entity::find_by_id((session, person)).one(database).await?.is_some())
}

/// A session with what its members said.
///
/// Who: curators, and its members; [`Error::NotFound`] for another observer.
pub async fn session(ctx: &Context, id: SessionId) -> Result<Session, Error> {
    ctx.authorise(Action::SitInCommittee, &Facts::default())?;
    let session = committee_session::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    let members = committee_member::Entity::find().filter(committee_member::Column::Session.eq(id));
    let members: Vec<PersonId> = members.all(ctx.read()).await?.into_iter().map(|row| row.person).collect();
    let sits = members.contains(&ctx.person()?);
    if !sits && ctx.actor.staff != Some(StaffRole::Curator) {
        return Err(Error::NotFound);
    }
    let opinions = committee_opinion::Entity::find().filter(committee_opinion::Column::Session.eq(id));
    let opinions = opinions.order_by_asc(committee_opinion::Column::At).all(ctx.read()).await?;
    let named = members.iter().chain(opinions.iter().map(|row| &row.person)).map(|person| person.0);
    let named = person::Entity::find().filter(person::Column::Id.is_in(named)).all(ctx.read()).await?;
    let names: HashMap<PersonId, String> = named.into_iter().map(|row| (row.id, row.name)).collect();
    let name = |person: &PersonId| names.get(person).cloned().unwrap_or_default();
    let items = committee_project::Entity::find().filter(committee_project::Column::Session.eq(id));
    let items = items.order_by_asc(committee_project::Column::ProposedAt).all(ctx.read()).await?;
    let among = project::Column::Id.is_in(items.iter().map(|item| item.project.0));
    let projects = project::Entity::find().filter(among).order_by_asc(project::Column::Title).all(ctx.read()).await?;
    let read = |project: project::Model| {
        let item = items.iter().find(|item| item.project == project.id)?.clone();
        let of = opinions.iter().filter(|row| row.project == project.id);
        Some(Read { opinions: of.map(|row| (row.clone(), name(&row.person))).collect(), item, project })
    };
    let mut people: Vec<(PersonId, String)> = members.iter().map(|person| (*person, name(person))).collect();
    people.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(Session { session, members: people, projects: projects.into_iter().filter_map(read).collect(), sits })
}

/// Who may sit in a session: curators and observers, by name. Who: curators.
pub async fn eligible(ctx: &Context) -> Result<Vec<(PersonId, String, StaffRole)>, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    eligible_in(ctx.read()).await
}

pub(super) async fn eligible_in(database: &impl ConnectionTrait) -> Result<Vec<(PersonId, String, StaffRole)>, Error> {
    let roles = [StaffRole::Curator, StaffRole::Observer];
    let query = person::Entity::find().filter(person::Column::Staff.is_in(roles));
    let rows = query.order_by_asc(person::Column::Name).order_by_asc(person::Column::Id).all(database).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.id, row.name, row.staff?))).collect())
}

/// The projects that may be proposed to a session: those of its campaign that were not given up, and that it does not
/// read yet. Who: curators.
pub async fn proposable(ctx: &Context, session: &Session) -> Result<Vec<project::Model>, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let query = project::Entity::find().filter(project::Column::Campaign.eq(session.session.campaign));
    let query = query.filter(project::Column::State.ne(ProjectState::Dropped));
    let mut rows = query.order_by_asc(project::Column::Title).all(ctx.read()).await?;
    rows.retain(|row| !session.projects.iter().any(|read| read.project.id == row.id));
    Ok(rows)
}

/// The latest decision of the committee on a project; None where there is none.
pub(crate) async fn latest_verdict(
    database: &impl ConnectionTrait,
    project: ProjectId,
) -> Result<Option<Verdict>, Error> {
    let query = committee_project::Entity::find().filter(committee_project::Column::Project.eq(project));
    let query = query.filter(committee_project::Column::DecidedAt.is_not_null());
    let row = query.order_by_desc(committee_project::Column::DecidedAt).limit(1).one(database).await?;
    Ok(row.and_then(|row| row.decision))
}

/// The decisions on a project whose minutes are published, the latest first.
pub(crate) async fn published(
    database: &impl ConnectionTrait,
    project: ProjectId,
) -> Result<Vec<committee_project::Model>, Error> {
    let query = committee_project::Entity::find().filter(committee_project::Column::Project.eq(project));
    let query = query.filter(committee_project::Column::PublishedAt.is_not_null());
    Ok(query.order_by_desc(committee_project::Column::DecidedAt).all(database).await?)
}
