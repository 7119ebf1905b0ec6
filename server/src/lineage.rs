//! The line of life of a need, a group or a project: one query over all that became of it in public.

use crate::{Context, Error, application::copy_of, campaign, decision::disclosure::Hidden, need, tally};
use chrono::{DateTime, Utc};
use entity::{
    application::ApplicationState,
    campaign::{Call, Campaign},
    decision::Outcome,
    group::GroupState,
    id::{ApplicationId, CampaignId, GroupId, PersonId, ProjectId},
    ledger::EntryKind,
    lineage::{Grants, Groups, LineageFacts, Needs, Own, PilotCall, Project, Subject, Subsidy},
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
/// Fourteen statements at most, whatever there is to tell, or none while it is kept: it is the same for everybody.
pub async fn lineage(ctx: &Context, subject: Subject) -> Result<Option<Arc<LineageFacts>>, Error> {
    ctx.platform.lineages.get(ctx, subject, |ctx| async move { Ok(known(&ctx, subject).await?.map(Arc::new)) }).await
}

/// What a line begins with.
struct Roots {
    campaign: CampaignId,
    /// The needs, the one published first before the others.
    needs: Vec<need_table::Model>,
    group: Option<group::Model>,
    project: Option<project::Model>,
}

async fn known(ctx: &Context, subject: Subject) -> Result<Option<LineageFacts>, Error> {
    let roots = match subject {
        Subject::Need(id) => of_need(ctx, id).await?,
        Subject::Group(id) => of_group(ctx, id).await?,
        Subject::Project(id) => of_project(ctx, id).await?,
    };
    let Some(Roots { campaign, needs, group, project }) = roots else { return Ok(None) };
    let needs_known = needs_of(&needs);
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
        None => groups_on(ctx, &needs, project.as_ref()).await?,
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
            Some(Project { needs: needs_in(ctx, subject, row.id, &needs).await?, id: row.id, title: row.title })
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
        groups,
        project,
        frozen_at,
        verdict,
        call: pilot_call(spec),
        pilots: grants(&pilots)?,
        subsidies: others.iter().map(|one| one.subsidy(spec)).collect(),
    }))
}

async fn of_need(ctx: &Context, id: entity::id::NeedId) -> Result<Option<Roots>, Error> {
    let need = need_table::Entity::find_by_id(id).one(ctx.read()).await?;
    let Some(need) = need.filter(|need| need.state.is_public()) else { return Ok(None) };
    let project = need::query::project_of(ctx, id).await?.filter(|project| project.state.is_public());
    Ok(Some(Roots { campaign: need.campaign, needs: vec![need], group: None, project }))
}

/// The project that a group carries, or that the need on which it was opened went into.
async fn of_group(ctx: &Context, id: GroupId) -> Result<Option<Roots>, Error> {
    let Some(group) = group::Entity::find_by_id(id).one(ctx.read()).await? else { return Ok(None) };
    let mut of_it = Condition::any().add(project::Column::CarrierGroup.eq(id.0));
    let mut needs = Vec::new();
    if let Some(need) = group.need {
        let need = need_table::Entity::find_by_id(need).one(ctx.read()).await?;
        let Some(need) = need.filter(|need| need.state.is_public()) else { return Ok(None) };
        let held = Query::select()
            .column(project_need::Column::Project)
            .from(project_need::Entity)
            .and_where(project_need::Column::Need.eq(need.id.0))
            .to_owned();
        of_it = of_it.add(project::Column::Id.in_subquery(held));
        needs.push(need);
    }
    let query = project::Entity::find().filter(of_it).filter(project::Column::State.eq(ProjectState::OnBallot));
    let mut projects = query.order_by_asc(project::Column::Id).all(ctx.read()).await?;
    projects.sort_by_key(|project| project.carrier_group != Some(id));
    let project = projects.into_iter().next();
    Ok(Some(Roots { campaign: group.campaign, needs, group: Some(group), project }))
}

async fn of_project(ctx: &Context, id: ProjectId) -> Result<Option<Roots>, Error> {
    let project = project::Entity::find_by_id(id).one(ctx.read()).await?;
    let Some(project) = project.filter(|project| project.state.is_public()) else { return Ok(None) };
    let query = need_table::Entity::find().filter(need_table::Column::Id.in_subquery(needs_held(id)));
    let mut needs = query.all(ctx.read()).await?;
    needs.retain(|need| need.state.is_public());
    needs.sort_by_key(|need| (need.published_at, need.id));
    Ok(Some(Roots { campaign: project.campaign, needs, group: None, project: Some(project) }))
}

/// The needs that a project holds, as a part of a statement.
fn needs_held(project: ProjectId) -> SelectStatement {
    Query::select()
        .column(project_need::Column::Need)
        .from(project_need::Entity)
        .and_where(project_need::Column::Project.eq(project.0))
        .to_owned()
}

/// How many needs a project answers: those of its own line, or counted. One statement, or none.
async fn needs_in(
    ctx: &Context,
    subject: Subject,
    project: ProjectId,
    needs: &[need_table::Model],
) -> Result<u64, Error> {
    if matches!(subject, Subject::Project(_)) {
        return Ok(needs.len() as u64);
    }
    let held = project_need::Entity::find().filter(project_need::Column::Project.eq(project));
    Ok(sea_orm::PaginatorTrait::count(held, ctx.read()).await?)
}

/// None where no need is public.
fn needs_of(needs: &[need_table::Model]) -> Option<Needs> {
    let first = needs.first()?;
    Some(Needs {
        count: needs.len() as u64,
        first: first.id,
        siren: first.siren,
        published_at: first.published_at?.utc(),
        versions: first.version,
        supports: needs.iter().map(|need| u64::try_from(need.supports).unwrap_or(0)).sum(),
        declined: needs.iter().all(|need| need.state == NeedState::Declined),
    })
}

/// How many groups were formed on these needs, with the one that carries the project, and when the first was.
async fn groups_on(
    ctx: &Context,
    needs: &[need_table::Model],
    project: Option<&project::Model>,
) -> Result<Option<Groups>, Error> {
    let mut on = Condition::any().add(group::Column::Need.is_in(needs.iter().map(|need| need.id.0)));
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
