//! Ballots: prepared by agents, cast by the élu who holds the mandate, counted after the close.

pub(crate) mod casting;
pub(crate) mod queue;

use crate::{
    Context, Error, audit, bulk::one_of, campaign::loaded::StoredCampaign, frozen_rule, mandate, notice, project,
};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    ballot::{Choice, check, may_be_opened, require_open},
    calendar::day_began,
    campaign::PaperOrder,
    event::Event,
    id::{CastId, PersonId, ProjectId},
    need::NeedState,
    permission::{Action, Facts},
    refusal::Refusal,
    siren::Siren,
    table::{Millis, ballot, ballot_draft, log_leaf, need, person, project as project_table, project_need, support},
    tally::drawn_order,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
    sea_query::{ConditionType, DynIden, Expr, ExprTrait, IntoCondition, OnConflict},
};
use std::collections::{HashMap, HashSet};

/// Who may cast each collectivité's ballot today: the holder of its mandate, and the deputy.
type Mandates = HashSet<(Siren, PersonId)>;

/// Prepares a ballot for the collectivité acted for, without casting it; the élu finds it ticked.
///
/// Who: an élu or agent of the collectivité. Refused outside the selection, while no rule is frozen, and for projects
/// that are not on the ballot.
pub async fn prepare(ctx: &Context, chosen: &[impl Into<Choice> + Copy]) -> Result<(), Error> {
    let chosen = choices(chosen);
    let siren = ctx.acting_for()?;
    ctx.authorise(Action::PrepareBallot, &Facts::of(&siren, true))?;
    let tx = ctx.begin().await?;
    let campaign = ctx.campaign(&tx).await?;
    let offered = offered(ctx, &tx, &campaign).await?;
    let choices = check(&chosen, &offered, campaign.spec.selection.ballot)?;
    let row = ballot_draft::Model {
        campaign: campaign.id,
        siren,
        choices: serde_json::to_string(&choices)?,
        prepared_by: ctx.person()?,
        prepared_at: ctx.now().into(),
    };
    let before = ballot_draft::Entity::find_by_id((campaign.id, siren)).one(&tx).await?;
    if before.is_none_or(|before| before.choices != row.choices) {
        notify_voters(ctx, &tx, &campaign, siren).await?;
    }
    use ballot_draft::Column::{Campaign, Choices, PreparedAt, PreparedBy, Siren as Collectivity};
    ballot_draft::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::columns([Campaign, Collectivity]).update_columns([Choices, PreparedBy, PreparedAt]).to_owned(),
        )
        .exec_without_returning(&tx)
        .await?;
    audit::record(&tx, ctx, Event::BallotPrepared { siren }).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Tells whoever casts the ballot of a collectivité that one is prepared, once a day. What it chooses is not told.
async fn notify_voters(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    campaign: &StoredCampaign,
    siren: Siren,
) -> Result<(), Error> {
    let voters = mandate::in_force(tx, campaign, &[siren], ctx.now()).await?.into_iter().map(|row| row.person);
    let (kind, name) = (notice::Kind::BallotPrepared, ctx.platform.reference().name(&siren));
    let link = campaign.address(&Address::Ballot);
    let people = notice::not_notified(tx, voters.collect(), kind, &name, &link, day_began(ctx.now())).await?;
    notice::notify(tx, ctx, people, kind, &name, link).await
}

/// Casts the ballot of the collectivité acted for, or replaces it: there is one, whoever of its élus acts.
///
/// Who: the élu who holds the collectivité's mandate. Refused outside the selection, by the server's clock at the
/// moment of writing; while no rule is frozen; for projects that are not on the ballot; for none, fewer or more than
/// the campaign allows.
pub async fn cast(ctx: &Context, chosen: &[impl Into<Choice> + Copy]) -> Result<ballot::Model, Error> {
    cast_once(ctx, CastId(ctx.platform.new_id()), chosen).await
}

/// As [`cast`], under the identifier that the form carries: confirming twice casts once, and what was cast comes back.
pub async fn cast_once(ctx: &Context, id: CastId, chosen: &[impl Into<Choice> + Copy]) -> Result<ballot::Model, Error> {
    let siren = ctx.acting_for()?;
    if ctx.authorise(Action::CastBallot, &Facts::of(&siren, true)).is_err() {
        return Err(Refusal::NoMandate.into());
    }
    casting::cast(ctx, siren, id, choices(chosen)).await
}

fn choices(chosen: &[impl Into<Choice> + Copy]) -> Vec<Choice> {
    chosen.iter().map(|&choice| choice.into()).collect()
}

/// The projects offered by the frozen rule, for a ballot that is prepared or read once more now.
async fn offered(
    ctx: &Context,
    database: &impl ConnectionTrait,
    campaign: &StoredCampaign,
) -> Result<Vec<ProjectId>, Error> {
    require_open(&campaign.spec.calendar, ctx.now())?;
    let frozen = frozen_rule::find(&ctx.platform, database, campaign.id).await?.ok_or(Refusal::RuleNotFrozen)?;
    Ok(frozen.rule.project_ids())
}

/// The choices of a stored ballot or draft.
pub fn choices_of(stored: &str) -> Result<Vec<Choice>, Error> {
    Ok(serde_json::from_str(stored)?)
}

/// What the ballot page of a collectivité shows.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    pub projects: Vec<project::query::Carried>,
    /// The collectivité's ballot, if it has voted, and who cast it.
    pub cast: Option<(ballot::Model, String)>,
    /// What was prepared for it, if anything, and by whom.
    pub draft: Option<(ballot_draft::Model, String)>,
    /// The titles of the collectivité's needs, its own and those that it supports, that each project answers.
    pub answers: HashMap<ProjectId, Vec<String>>,
}

/// The ballot paper of the collectivité acted for. Its content is shown to its own people only.
pub async fn paper(ctx: &Context, campaign: &StoredCampaign) -> Result<Paper, Error> {
    let siren = ctx.acting_for()?;
    ctx.authorise(Action::PrepareBallot, &Facts::of(&siren, true))?;
    let mut projects = project::query::on_ballot_carried(ctx, campaign).await?;
    if campaign.spec.selection.paper == PaperOrder::Drawn {
        let ids: Vec<ProjectId> = projects.iter().map(|(project, _)| project.id).collect();
        let order = drawn_order(&format!("{}\n{siren}", campaign.spec.selection.seed), &ids);
        projects.sort_by_key(|(project, _)| order.iter().position(|id| *id == project.id));
    }
    let answers = answers(ctx, &siren, projects.iter().map(|(project, _)| project.id)).await?;
    let voter = ballot::Entity::belongs_to(person::Entity).from(ballot::Column::Person).to(person::Column::Id).into();
    let query = ballot::Entity::find()
        .filter(ballot::Column::Campaign.eq(campaign.id))
        .filter(ballot::Column::Siren.eq(siren.as_str()));
    let cast = query.join(JoinType::InnerJoin, voter).select_also(person::Entity).one(ctx.read()).await?;
    let preparer = ballot_draft::Entity::belongs_to(person::Entity)
        .from(ballot_draft::Column::PreparedBy)
        .to(person::Column::Id)
        .into();
    let query = ballot_draft::Entity::find_by_id((campaign.id, siren)).join(JoinType::InnerJoin, preparer);
    let draft = query.select_also(person::Entity).one(ctx.read()).await?;
    let name = |person: Option<person::Model>| person.map(|person| person.name).unwrap_or_default();
    Ok(Paper {
        projects,
        answers,
        cast: cast.map(|(row, person)| (row, name(person))),
        draft: draft.map(|(row, person)| (row, name(person))),
    })
}

/// The needs of a collectivité, its own and those that it supports, that each of these projects answers. One statement.
async fn answers(
    ctx: &Context,
    siren: &Siren,
    projects: impl Iterator<Item = ProjectId>,
) -> Result<HashMap<ProjectId, Vec<String>>, Error> {
    let supported = support::Entity::find().filter(support::Column::Siren.eq(siren.as_str()));
    let supported = supported.select_only().column(support::Column::Need).into_query();
    let own = Condition::any().add(need::Column::Siren.eq(siren.as_str())).add(need::Column::Id.in_subquery(supported));
    // One that joined another is answered by the project of that.
    let by_face = |need: DynIden, held: DynIden| {
        Expr::col((need, need::Column::Face)).equals((held, project_need::Column::Need)).into_condition()
    };
    let held = need::Entity::belongs_to(project_need::Entity).from(need::Column::Id).to(project_need::Column::Need);
    let held = held.condition_type(ConditionType::Any).on_condition(by_face).into();
    let found: Vec<(ProjectId, String)> = need::Entity::find()
        .join(JoinType::InnerJoin, held)
        .filter(one_of(ctx.read(), project_need::Column::Project, projects.map(|project| project.0)))
        .filter(own)
        .filter(need::Column::State.eq(NeedState::Published))
        .select_only()
        .distinct()
        .column(project_need::Column::Project)
        .column(need::Column::Title)
        .order_by_asc(need::Column::Title)
        .into_tuple()
        .all(ctx.read())
        .await?;
    let mut answers: HashMap<ProjectId, Vec<String>> = HashMap::new();
    for (project, title) in found {
        answers.entry(project).or_default().push(title);
    }
    Ok(answers)
}

/// How many collectivités have voted: the only figure of the vote that is public before the close. As [`voters`].
pub async fn turnout(ctx: &Context, campaign: &StoredCampaign) -> Result<u64, Error> {
    Ok(known_voters(ctx, campaign).count(ctx.read()).await?)
}

/// Which collectivités have voted; public, unlike what they voted. Where ballots bear no names, those that had before
/// today began: who watches the log and the turnout grow entry by entry would know whose entry is whose.
pub async fn voters(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<Siren>, Error> {
    Ok(known_voters(ctx, campaign).into_tuple().all(ctx.read()).await?)
}

/// As [`voters`], with the instant at which each voted first.
pub(crate) async fn first_votes(
    ctx: &Context,
    campaign: &StoredCampaign,
) -> Result<Vec<(Siren, DateTime<Utc>)>, Error> {
    let first = known_voters(ctx, campaign).column(log_leaf::Column::CastAt);
    let rows: Vec<(Siren, Millis)> = first.into_tuple().all(ctx.read()).await?;
    Ok(rows.into_iter().map(|(siren, at)| (siren, at.utc())).collect())
}

/// Until when ballots count in the turnout that is told; None for all.
pub fn turnout_until(ctx: &Context, campaign: &StoredCampaign) -> Option<DateTime<Utc>> {
    let selection = &campaign.spec.selection;
    let told_by_day = !selection.publication.is_named() && !may_be_opened(&campaign.spec.calendar, ctx.now());
    told_by_day.then(|| day_began(ctx.now()))
}

/// The first entry of each collectivité that is told to have voted.
fn known_voters(ctx: &Context, campaign: &StoredCampaign) -> sea_orm::Select<log_leaf::Entity> {
    let first = log_leaf::Entity::find().filter(log_leaf::Column::Campaign.eq(campaign.id));
    let first = first.filter(log_leaf::Column::Version.eq(1)).select_only().column(log_leaf::Column::Siren);
    match turnout_until(ctx, campaign) {
        Some(until) => first.filter(log_leaf::Column::CastAt.lt(until.timestamp_millis())),
        None => first,
    }
}

/// Which version of its ballot a collectivité has cast, for its own people; 0 for none.
pub async fn version(ctx: &Context, campaign: &StoredCampaign, siren: &Siren) -> Result<i32, Error> {
    let query = ballot::Entity::find()
        .filter(ballot::Column::Campaign.eq(campaign.id))
        .filter(ballot::Column::Siren.eq(siren.as_str()));
    Ok(query.one(ctx.read()).await?.map_or(0, |row| row.version))
}

/// The projects that the collectivité acted for chose, for its own people alone; none before the close.
pub async fn chosen(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<ProjectId>, Error> {
    let Some(acting) = &ctx.actor.acting else { return Ok(Vec::new()) };
    if !may_be_opened(&campaign.spec.calendar, ctx.now()) {
        return Ok(Vec::new());
    }
    chosen_by(ctx, campaign, &acting.siren).await
}

/// The projects on the ballot of a collectivité; none where it has not voted.
pub(crate) async fn chosen_by(
    ctx: &Context,
    campaign: &StoredCampaign,
    siren: &Siren,
) -> Result<Vec<ProjectId>, Error> {
    let query = ballot::Entity::find()
        .filter(ballot::Column::Campaign.eq(campaign.id))
        .filter(ballot::Column::Siren.eq(siren.as_str()));
    let Some(row) = query.one(ctx.read()).await? else { return Ok(Vec::new()) };
    Ok(choices_of(&row.choices)?.into_iter().map(|choice| choice.project).collect())
}

/// Whether a collectivité has voted, for its own people.
pub async fn has_voted(ctx: &Context, campaign: &StoredCampaign, siren: &Siren) -> Result<bool, Error> {
    let query = ballot::Entity::find()
        .filter(ballot::Column::Campaign.eq(campaign.id))
        .filter(ballot::Column::Siren.eq(siren.as_str()));
    Ok(query.count(ctx.read()).await? > 0)
}

/// The projects chosen with their points, checked as [`cast`] will check them, to be read once more before the ballot
/// is cast.
pub async fn review(
    ctx: &Context,
    campaign: &StoredCampaign,
    chosen: &[Choice],
) -> Result<Vec<(project_table::Model, u32)>, Error> {
    let siren = ctx.acting_for()?;
    ctx.authorise(Action::PrepareBallot, &Facts::of(&siren, true))?;
    let offered = offered(ctx, ctx.read(), campaign).await?;
    let choices = check(chosen, &offered, campaign.spec.selection.ballot)?;
    let projects = project::query::on_ballot(ctx.read(), campaign).await?;
    let points = |project: &project_table::Model| {
        choices.iter().find(|choice| choice.project == project.id).map(|choice| choice.points)
    };
    Ok(projects.into_iter().filter_map(|project| points(&project).map(|points| (project, points))).collect())
}
