//! The line of life of a need, a group or a project: one query over all that became of it in public.

use crate::{Context, Error, application::copy_of, campaign, decision::disclosure::Hidden, need, need::family, tally};
use chrono::{DateTime, Utc};
use entity::{
    application::ApplicationState,
    campaign::{Call, Campaign},
    decision::Outcome,
    group::GroupState,
    id::{ApplicationId, CampaignId, GroupId, NeedId, PersonId, ProjectId},
    ledger::EntryKind,
    lineage::{Grants, Groups, Joined, LineageFacts, Needs, Own, PilotCall, Project, Subject, Subsidy},
    money::Euros,
    need::NeedState,
    project::ProjectState,
    siren::Siren,
    table::{application, decision, frozen_rule, group, ledger_entry, need as need_table, project, project_need},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query, SelectStatement},
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// The most applications that a line is told of: an envelope bounds its pilots far below.
const MOST: u64 = 500;

/// What is public of a subject; None of one that is not public itself. None is told of a decision before its hour, nor
/// of the vote before its close.
///
/// Fifteen statements at most, whatever there is to tell, or none while it is kept: it is the same for everybody.
pub async fn lineage(ctx: &Context, subject: Subject) -> Result<Option<Arc<LineageFacts>>, Error> {
    ctx.platform.lineages.get(ctx, subject, |ctx| async move { Ok(known(&ctx, subject).await?.map(Arc::new)) }).await
}

/// What a line begins with.
struct Roots {
    campaign: CampaignId,
    /// The needs, the one published first before the others.
    needs: Vec<need_table::Model>,
    /// Those that joined one of them.
    joined: Vec<need_table::Model>,
    /// The need that the only one joined, and what the line goes on with.
    face: Option<need_table::Model>,
    group: Option<group::Model>,
    project: Option<project::Model>,
}

async fn known(ctx: &Context, subject: Subject) -> Result<Option<LineageFacts>, Error> {
    let roots = match subject {
        Subject::Need(id) => of_need(ctx, id).await?,
        Subject::Group(id) => of_group(ctx, id).await?,
        Subject::Project(id) => of_project(ctx, id).await?,
    };
    let Some(Roots { campaign, needs, joined, face, group, project }) = roots else { return Ok(None) };
    let needs_known = needs_of(&needs, &joined, face.as_ref());
    // A group may have begun without one.
    if needs_known.is_none() && group.is_none() {
        return Ok(None);
    }
    let found = campaign::find(ctx, campaign).await?;
    let spec = &found.spec;
    let groups = match &group {
        Some(own) => Some(Groups {
            count: 1,
            opened_at: own.opened_at.utc(),
            own: Some(Own { state: own.state, submitted_at: own.submitted_at.map(|at| at.utc()) }),
        }),
        None => groups_on(ctx, needs.iter().chain(&joined).chain(&face), project.as_ref()).await?,
    };
    let (frozen_at, verdict) = match &project {
        Some(project) => {
            let verdicts = tally::verdicts(ctx, campaign, &spec.calendar).await?;
            (frozen_at(ctx, campaign, spec).await?, verdicts.and_then(|verdicts| verdicts.get(&project.id).copied()))
        }
        None => (None, None),
    };
    let accepted = accepted(ctx, project.as_ref().map(|project| project.id), group.as_ref().map(|own| own.id)).await?;
    let project = match project {
        Some(row) => {
            let all = (needs.len() + joined.len()) as u64;
            Some(Project { needs: needs_in(ctx, subject, row.id, all).await?, id: row.id, title: row.title })
        }
        None => None,
    };
    let piloted = project.as_ref().map(|project| project.id);
    let (pilots, others): (Vec<_>, Vec<_>) =
        accepted.into_iter().partition(|one| one.row.project.is_some() && one.row.project == piloted);
    Ok(Some(LineageFacts {
        slug: spec.slug.clone(),
        calendar: spec.calendar,
        needs: needs_known,
        joined: joined_of(&needs, face.as_ref()),
        groups,
        project,
        frozen_at,
        verdict,
        call: pilot_call(spec),
        pilots: grants(&pilots)?,
        subsidies: others.iter().map(|one| one.subsidy(spec)).collect(),
    }))
}

async fn of_need(ctx: &Context, id: NeedId) -> Result<Option<Roots>, Error> {
    let rows = family::with_joined(ctx.read(), id).await?;
    let need = rows.iter().find(|row| row.id == id).cloned();
    let Some(need) = need.filter(|need| need.state.is_public()) else { return Ok(None) };
    let (mut face, mut joined) = (None, rows);
    if let Some(shown_under) = need.face {
        joined = family::with_joined(ctx.read(), shown_under).await?;
        face = joined.iter().find(|row| row.id == shown_under).cloned();
    }
    let top = face.as_ref().map_or(id, |face| face.id);
    joined.retain(|row| row.id != top);
    let project = need::query::project_of(ctx, top).await?.filter(|project| project.state.is_public());
    Ok(Some(Roots { campaign: need.campaign, needs: vec![need], joined, face, group: None, project }))
}

/// The project that a group carries, or that the need on which it was opened went into.
async fn of_group(ctx: &Context, id: GroupId) -> Result<Option<Roots>, Error> {
    let Some(group) = group::Entity::find_by_id(id).one(ctx.read()).await? else { return Ok(None) };
    let mut of_it = Condition::any().add(project::Column::CarrierGroup.eq(id.0));
    let mut needs = Vec::new();
    if let Some(need) = group.need {
        let need = need_table::Entity::find_by_id(need).one(ctx.read()).await?;
        let Some(need) = need.filter(|need| need.state.is_public()) else { return Ok(None) };
        // One that joined another is answered by the project of that.
        let held = Query::select()
            .column(project_need::Column::Project)
            .from(project_need::Entity)
            .and_where(project_need::Column::Need.eq(need.face.unwrap_or(need.id).0))
            .to_owned();
        of_it = of_it.add(project::Column::Id.in_subquery(held));
        needs.push(need);
    }
    let query = project::Entity::find().filter(of_it).filter(project::Column::State.eq(ProjectState::OnBallot));
    let mut projects = query.order_by_asc(project::Column::Id).all(ctx.read()).await?;
    projects.sort_by_key(|project| project.carrier_group != Some(id));
    let project = projects.into_iter().next();
    let joined = Vec::new();
    Ok(Some(Roots { campaign: group.campaign, needs, joined, face: None, group: Some(group), project }))
}

async fn of_project(ctx: &Context, id: ProjectId) -> Result<Option<Roots>, Error> {
    let project = project::Entity::find_by_id(id).one(ctx.read()).await?;
    let Some(project) = project.filter(|project| project.state.is_public()) else { return Ok(None) };
    let query = need_table::Entity::find().filter(need_table::Column::Id.in_subquery(needs_held(id)));
    let mut needs = query.all(ctx.read()).await?;
    needs.retain(|need| need.state.is_public());
    needs.sort_by_key(|need| (need.published_at, need.id));
    let held: Vec<NeedId> = needs.iter().map(|need| need.id).collect();
    // One that is held beside the need that it joined is told of once.
    needs.retain(|need| need.face.is_none_or(|face| !held.contains(&face)));
    let under = need_table::Column::Face.is_in(needs.iter().map(|need| need.id.0));
    let joined = need_table::Entity::find().filter(under).all(ctx.read()).await?;
    let campaign = project.campaign;
    Ok(Some(Roots { campaign, needs, joined, face: None, group: None, project: Some(project) }))
}

/// The needs that a project holds, as a part of a statement.
fn needs_held(project: ProjectId) -> SelectStatement {
    Query::select()
        .column(project_need::Column::Need)
        .from(project_need::Entity)
        .and_where(project_need::Column::Project.eq(project.0))
        .to_owned()
}

/// How many needs a project answers: those of its own line, or counted, with those that joined them. One statement, or
/// none.
async fn needs_in(ctx: &Context, subject: Subject, project: ProjectId, own: u64) -> Result<u64, Error> {
    if matches!(subject, Subject::Project(_)) {
        return Ok(own);
    }
    let held = needs_held(project);
    let of = Condition::any()
        .add(need_table::Column::Id.in_subquery(held.clone()))
        .add(need_table::Column::Face.in_subquery(held));
    Ok(sea_orm::PaginatorTrait::count(need_table::Entity::find().filter(of), ctx.read()).await?)
}

/// None where no need is public.
fn needs_of(
    needs: &[need_table::Model],
    joined: &[need_table::Model],
    face: Option<&need_table::Model>,
) -> Option<Needs> {
    let first = needs.first()?;
    // What is said of a need that joined another is said of that.
    let counted = face.map_or(needs, std::slice::from_ref);
    Some(Needs {
        count: needs.len() as u64,
        first: first.id,
        siren: first.siren,
        published_at: first.published_at?.utc(),
        versions: first.version,
        supports: counted.iter().map(|need| u64::try_from(need.supports).unwrap_or(0)).sum(),
        joined: if face.is_some() { 0 } else { joined.len() as u64 },
        joined_at: joined.iter().filter(|_| face.is_none()).filter_map(|need| need.merged_at).min().map(|at| at.utc()),
        declined: counted.iter().all(|need| need.state == NeedState::Declined),
    })
}

/// The need that the only one of a line joined.
fn joined_of(needs: &[need_table::Model], face: Option<&need_table::Model>) -> Option<Joined> {
    let at = needs.first()?.merged_at?.utc();
    face.map(|face| Joined { need: face.id, title: face.title.clone(), at })
}

/// How many groups were formed on these needs, with the one that carries the project, and when the first was.
async fn groups_on(
    ctx: &Context,
    needs: impl Iterator<Item = &need_table::Model>,
    project: Option<&project::Model>,
) -> Result<Option<Groups>, Error> {
    let mut on = Condition::any().add(group::Column::Need.is_in(needs.map(|need| need.id.0)));
    if let Some(carrier) = project.and_then(|project| project.carrier_group) {
        on = on.add(group::Column::Id.eq(carrier.0));
    }
    let query = group::Entity::find().filter(on).filter(group::Column::State.ne(GroupState::Dissolved));
    let query = query
        .select_only()
        .column_as(group::Column::Id.count(), "count")
        .column_as(group::Column::OpenedAt.min(), "opened_at");
    let (count, opened_at): (i64, Option<i64>) = query.into_tuple().one(ctx.read()).await?.unwrap_or_default();
    let first = opened_at.and_then(DateTime::from_timestamp_millis);
    Ok(first.map(|opened_at| Groups { count: u64::try_from(count).unwrap_or(0), opened_at, own: None }))
}

async fn frozen_at(ctx: &Context, campaign: CampaignId, spec: &Campaign) -> Result<Option<DateTime<Utc>>, Error> {
    let query = frozen_rule::Entity::find_by_id(campaign)
        .select_only()
        .columns([frozen_rule::Column::FrozenAt, frozen_rule::Column::FrozenBy]);
    let found: Option<(i64, Option<PersonId>)> = query.into_tuple().one(ctx.read()).await?;
    let at = |(at, by): (i64, Option<PersonId>)| {
        let at = DateTime::from_timestamp_millis(at)?;
        // The demonstration freezes by itself, when its clock is moved beyond the opening.
        Some(if by.is_none() { at.min(spec.calendar.selection.opening()) } else { at })
    };
    Ok(found.and_then(at))
}

/// The call with which projects are piloted, and the days of its intakes.
fn pilot_call(spec: &Campaign) -> Option<PilotCall> {
    let envelope = spec.envelopes.iter().find(|envelope| envelope.call == Some(Call::Pilot))?;
    let intakes = envelope.intakes(&spec.calendar).into_iter().map(|intake| intake.period);
    Some(PilotCall { envelope: envelope.code.clone(), intakes: intakes.collect() })
}

/// An application that was accepted in public, with what the ledger says of it.
struct Accepted {
    row: application::Model,
    since: Option<DateTime<Utc>>,
    promised: Euros,
    paid: Euros,
}

impl Accepted {
    fn subsidy(&self, spec: &Campaign) -> Subsidy {
        let envelope = spec.envelope(&self.row.envelope).map(|envelope| envelope.title.clone());
        Subsidy {
            envelope: envelope.unwrap_or_else(|| self.row.envelope.clone()),
            since: self.since,
            promised: self.promised,
            paid: self.paid,
        }
    }
}

fn grants(accepted: &[Accepted]) -> Result<Grants, Error> {
    let mut collectivities: BTreeSet<Siren> = BTreeSet::new();
    for one in accepted {
        collectivities.insert(one.row.siren);
        // Those with which it was submitted: a group may have changed since.
        let copy = copy_of(&one.row)?;
        collectivities.extend(copy.into_iter().flat_map(|copy| copy.members).map(|member| member.siren));
    }
    let sum = |of: fn(&Accepted) -> Euros| accepted.iter().map(of).fold(Euros::ZERO, plus);
    Ok(Grants {
        collectivities: collectivities.into_iter().collect(),
        since: accepted.iter().filter_map(|one| one.since).min(),
        promised: sum(|one| one.promised),
        paid: sum(|one| one.paid),
    })
}

fn plus(one: Euros, other: Euros) -> Euros {
    Euros::from_cents(one.cents() + other.cents()).unwrap_or(one)
}

/// The applications to pilot a project, or of a group, whose acceptance is published. Three statements at most.
async fn accepted(ctx: &Context, project: Option<ProjectId>, group: Option<GroupId>) -> Result<Vec<Accepted>, Error> {
    let mut of = Condition::any();
    if let Some(project) = project {
        of = of.add(application::Column::Project.eq(project.0));
    }
    if let Some(group) = group {
        of = of.add(application::Column::GroupId.eq(group.0));
    }
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let mut shown = accepted_in_public(ctx, of).await?;
    for moved in moved(ctx, &shown).await? {
        let Some(one) = shown.iter_mut().find(|one| one.row.id == moved.application) else { continue };
        let of_kind = Euros::from_cents(moved.amount).unwrap_or(Euros::ZERO);
        match moved.kind {
            EntryKind::Engagement => one.promised = plus(one.promised, of_kind),
            EntryKind::Payment => one.paid = plus(one.paid, of_kind),
            EntryKind::Release => one.promised = less(one.promised, of_kind),
            EntryKind::Allotment | EntryKind::Return | EntryKind::Delegation | EntryKind::CarryOver => {}
        }
    }
    Ok(shown)
}

/// Of every campaign, the projects that are piloted and by which collectivités: applications whose acceptance is
/// published. Two statements at most.
pub(crate) async fn pilots(ctx: &Context) -> Result<Vec<(ProjectId, Vec<Siren>)>, Error> {
    let of_project = Condition::all().add(application::Column::Project.is_not_null());
    let mut found = Vec::new();
    for one in accepted_in_public(ctx, of_project).await? {
        if let Some(project) = one.row.project {
            found.push((project, grants(&[one])?.collectivities));
        }
    }
    Ok(found)
}

/// Applications whose acceptance is published, without what the ledger says of them. Two statements at most.
async fn accepted_in_public(ctx: &Context, of: Condition) -> Result<Vec<Accepted>, Error> {
    let funded = ApplicationState::ALL.iter().copied().filter(|state| state.is_funded());
    let query = application::Entity::find().filter(of).filter(application::Column::State.is_in(funded));
    let rows = query.order_by_asc(application::Column::Id).limit(MOST).all(ctx.read()).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut decisions = decisions_on(ctx, &rows).await?;
    let now = ctx.now();
    let mut shown = Vec::new();
    for row in rows {
        let decisions = decisions.remove(&row.id).unwrap_or_default();
        if Hidden::among(&decisions, now).state(row.state).is_funded() {
            let published = decisions.iter().filter(|one| one.outcome == Outcome::Accepted);
            let since = published.map(|one| one.publish_at.utc()).filter(|at| *at <= now).max();
            shown.push(Accepted { row, since, promised: Euros::ZERO, paid: Euros::ZERO });
        }
    }
    Ok(shown)
}

fn less(one: Euros, other: Euros) -> Euros {
    Euros::from_cents(one.cents() - other.cents()).unwrap_or(Euros::ZERO)
}

async fn decisions_on(
    ctx: &Context,
    rows: &[application::Model],
) -> Result<HashMap<ApplicationId, Vec<decision::Model>>, Error> {
    let query = decision::Entity::find().filter(decision::Column::Application.is_in(rows.iter().map(|row| row.id.0)));
    let mut of: HashMap<ApplicationId, Vec<decision::Model>> = HashMap::new();
    for row in query.all(ctx.read()).await? {
        of.entry(row.application).or_default().push(row);
    }
    Ok(of)
}

/// What the entries of one kind about one application sum up to, in cents.
#[derive(FromQueryResult)]
struct Moved {
    application: ApplicationId,
    kind: EntryKind,
    amount: i64,
}

/// What the ledger moved for these applications: engagements, releases and payments, in this order.
async fn moved(ctx: &Context, of: &[Accepted]) -> Result<Vec<Moved>, Error> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let kinds = [EntryKind::Engagement, EntryKind::Release, EntryKind::Payment];
    let query = ledger_entry::Entity::find()
        .select_only()
        .column(ledger_entry::Column::Application)
        .column(ledger_entry::Column::Kind)
        // A sum of large integers is a decimal on PostgreSQL.
        .column_as(Expr::cust("CAST(SUM(amount) AS BIGINT)"), "amount")
        .filter(ledger_entry::Column::Application.is_in(of.iter().map(|one| one.row.id.0)))
        .filter(ledger_entry::Column::Kind.is_in(kinds))
        .group_by(ledger_entry::Column::Application)
        .group_by(ledger_entry::Column::Kind);
    let mut moved = query.into_model::<Moved>().all(ctx.read()).await?;
    moved.sort_by_key(|one| kinds.iter().position(|kind| *kind == one.kind));
    Ok(moved)
}
