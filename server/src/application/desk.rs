//! What the desk shows to those who handle applications.

use super::line::{Line, lines};
use crate::{Context, Error, bulk::one_of, campaign::loaded::StoredCampaign, convention::stored as convention};
use entity::{
    application::ApplicationState,
    campaign::Envelope,
    convention::ConventionState,
    id::{ApplicationId, ProjectId},
    page_number::PageNumber,
    permission::{Action, Facts, StaffRole},
    table::{application, instalment},
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select, sea_query::Expr,
};
use std::collections::HashMap;

/// What a desk is filtered by; what is empty does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub envelope: String,
    pub state: Option<ApplicationState>,
    pub wave: Option<i32>,
    /// Words of the title, or a number.
    pub text: entity::search_text::SearchText,
    pub page: PageNumber,
}

/// Lines on one page of the desk.
pub const PAGE: u64 = 50;

/// An instalment that waits to be paid or refused.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub instalment: instalment::Model,
    pub of: Line,
}

/// A page of the desk.
#[derive(Debug, Clone)]
pub struct Desk {
    /// What was asked first comes first; at most [`PAGE`].
    pub instalments: Vec<Waiting>,
    pub lines: Vec<Line>,
    /// Where the conventions of these lines stand; empty where the campaign has none drawn up.
    pub conventions: HashMap<ApplicationId, ConventionState>,
    pub all: u64,
    /// The page shown, counted from 1.
    pub page: u64,
    /// How many wait for a first look, for assessors or a decision, for a payment.
    pub by_state: Vec<(ApplicationState, u64)>,
}

/// The applications that the actor handles: what waits first, by deadline, then by what was submitted first. Six
/// statements at most.
///
/// Who: curators, what the programme decides on; a prefecture's officer, what their prefecture does.
pub async fn desk(ctx: &Context, campaign: &StoredCampaign, filter: &Filter) -> Result<Desk, Error> {
    let base = handled(ctx, campaign)?;
    let by_state = by_state(ctx, &base).await?;
    let instalments = waiting_instalments(ctx, base.clone()).await?;
    let query = filtered(ctx, campaign, base, filter);
    let all = query.clone().count(ctx.read()).await?;
    let page = filter.page.within(all, PAGE);
    let lines = ordered(query).limit(PAGE).offset(page.offset(PAGE));
    let lines = lines.into_model::<Line>().all(ctx.read()).await?;
    let conventions = conventions(ctx, campaign, &lines).await?;
    Ok(Desk { instalments, lines, conventions, all, page: page.get(), by_state })
}

/// Where the conventions of the applications among these lines stand to which something may be, or was, paid. One
/// statement, or none where the campaign has no conventions drawn up.
pub async fn conventions(
    ctx: &Context,
    campaign: &StoredCampaign,
    lines: &[Line],
) -> Result<HashMap<ApplicationId, ConventionState>, Error> {
    let funded: Vec<ApplicationId> = lines.iter().filter(|line| line.state.is_funded()).map(|line| line.id).collect();
    if campaign.spec.convention.is_none() || funded.is_empty() {
        return Ok(HashMap::new());
    }
    let drawn = convention::of_applications(ctx.read(), &funded).await?;
    let state = |id: ApplicationId| drawn.get(&id).map_or(ConventionState::Awaited, |row| row.state());
    Ok(funded.into_iter().map(|id| (id, state(id))).collect())
}

/// The most lines of the desk as a table.
const MOST_LINES: u64 = 20_000;

/// Every application of the desk that a filter lets through, in its order. One statement. Who: as [`desk`].
pub async fn every_line(ctx: &Context, campaign: &StoredCampaign, filter: &Filter) -> Result<Vec<Line>, Error> {
    let query = filtered(ctx, campaign, handled(ctx, campaign)?, filter);
    Ok(ordered(query).limit(MOST_LINES).into_model::<Line>().all(ctx.read()).await?)
}

/// Those that a filter lets through.
fn filtered(
    ctx: &Context,
    campaign: &StoredCampaign,
    mut query: Select<application::Entity>,
    filter: &Filter,
) -> Select<application::Entity> {
    if !filter.envelope.is_empty() {
        query = query.filter(application::Column::Envelope.eq(&filter.envelope));
    }
    query = match filter.state {
        Some(state) => query.filter(application::Column::State.eq(state)),
        None => query,
    };
    // Of drafts, only those that a closed intake left.
    let mut shown = sea_orm::Condition::any().add(application::Column::Number.is_not_null());
    for envelope in &campaign.spec.envelopes {
        for intake in envelope.intakes(&campaign.spec.calendar) {
            if ctx.now() >= intake.period.close() {
                let of = sea_orm::Condition::all().add(application::Column::Envelope.eq(&envelope.code));
                shown = shown.add(match intake.wave {
                    Some(wave) => of.add(application::Column::Wave.eq(i32::from(wave))),
                    None => of.add(application::Column::Wave.is_null()),
                });
            }
        }
    }
    query = query.filter(shown);
    if let Some(wave) = filter.wave {
        query = query.filter(application::Column::Wave.eq(wave));
    }
    if !filter.text.is_empty() {
        let text = filter.text.as_str();
        let found = sea_orm::Condition::any()
            .add(application::Column::Number.eq(text))
            .add(application::Column::Title.contains(text));
        query = query.filter(found);
    }
    query
}

/// What waits first, by deadline, then by what was submitted first.
fn ordered(query: Select<application::Entity>) -> Select<application::Entity> {
    lines(query)
        // Databases do not agree on where no date comes: after all dates.
        .order_by_asc(application::Column::CorrectionUntil.is_null())
        .order_by_asc(application::Column::CorrectionUntil)
        .order_by_asc(application::Column::SubmittedAt)
        .order_by_asc(application::Column::Id)
}

/// Refuses whoever handles no application.
pub(crate) fn handled_by(ctx: &Context) -> Result<(), Error> {
    ctx.authorise(Action::SeeDesk, &Facts::default())?;
    match (&ctx.actor.departement, ctx.actor.staff) {
        (Some(_), Some(StaffRole::Prefecture)) | (_, Some(StaffRole::Curator)) => Ok(()),
        _ => Err(Error::Forbidden),
    }
}

/// The applications of a campaign that the actor handles.
fn handled(ctx: &Context, campaign: &StoredCampaign) -> Result<Select<application::Entity>, Error> {
    handled_by(ctx)?;
    let by_prefect = |envelope: &&Envelope| envelope.decided_by == entity::campaign::Authority::Prefect;
    let codes = campaign.spec.envelopes.iter().filter(by_prefect).map(|envelope| envelope.code.as_str());
    let all = application::Entity::find().filter(application::Column::Campaign.eq(campaign.id));
    match (&ctx.actor.departement, ctx.actor.staff) {
        (Some(departement), Some(StaffRole::Prefecture)) => Ok(all
            .filter(application::Column::Envelope.is_in(codes))
            .filter(application::Column::Departement.eq(departement))),
        (_, Some(StaffRole::Curator)) => Ok(all.filter(application::Column::Envelope.is_not_in(codes))),
        _ => Err(Error::Forbidden),
    }
}

/// How many of these applications are in each state. One statement.
async fn by_state(ctx: &Context, base: &Select<application::Entity>) -> Result<Vec<(ApplicationState, u64)>, Error> {
    let query = base
        .clone()
        .select_only()
        .column(application::Column::State)
        .column_as(application::Column::Id.count(), "count")
        .group_by(application::Column::State);
    let counts: Vec<(ApplicationState, i64)> = query.into_tuple().all(ctx.read()).await?;
    let mut counts: Vec<_> = counts.into_iter().map(|(state, n)| (state, u64::try_from(n).unwrap_or(0))).collect();
    counts.sort_unstable();
    Ok(counts)
}

/// What waits on the actor's desk.
#[derive(Debug, Clone)]
pub struct Counts {
    pub by_state: Vec<(ApplicationState, u64)>,
    /// Instalments that were neither paid nor refused.
    pub instalments: u64,
}

/// How much waits on the desk of the actor. Two statements. Who: as [`desk`].
pub async fn waiting(ctx: &Context, campaign: &StoredCampaign) -> Result<Counts, Error> {
    let base = handled(ctx, campaign)?;
    let instalments = open_instalments(&base).count(ctx.read()).await?;
    Ok(Counts { by_state: by_state(ctx, &base).await?, instalments })
}

/// The instalments of these applications that were neither paid nor refused.
fn open_instalments(base: &Select<application::Entity>) -> Select<instalment::Entity> {
    let ids = base.clone().select_only().column(application::Column::Id).into_query();
    instalment::Entity::find()
        .filter(instalment::Column::PaidAt.is_null())
        .filter(instalment::Column::RefusedAt.is_null())
        .filter(instalment::Column::Application.in_subquery(ids))
}

/// The instalments that wait, of these applications. Two statements, or one where none waits.
pub(super) async fn waiting_instalments(
    ctx: &Context,
    base: Select<application::Entity>,
) -> Result<Vec<Waiting>, Error> {
    first_waiting(ctx, base, PAGE).await
}

/// As the desk shows them, at most so many. Who: as [`desk`].
pub(crate) async fn all_waiting(ctx: &Context, campaign: &StoredCampaign, most: u64) -> Result<Vec<Waiting>, Error> {
    first_waiting(ctx, handled(ctx, campaign)?, most).await
}

async fn first_waiting(ctx: &Context, base: Select<application::Entity>, most: u64) -> Result<Vec<Waiting>, Error> {
    let asked_first = open_instalments(&base).order_by_asc(instalment::Column::AskedAt);
    let rows = asked_first.order_by_asc(instalment::Column::Id).limit(most).all(ctx.read()).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let of = base.filter(one_of(ctx.read(), application::Column::Id, rows.iter().map(|row| row.application.0)));
    let of = lines(of).into_model::<Line>().all(ctx.read()).await?;
    let of: HashMap<ApplicationId, Line> = of.into_iter().map(|line| (line.id, line)).collect();
    let with_line = |row: instalment::Model| {
        let line = of.get(&row.application)?.clone();
        Some(Waiting { instalment: row, of: line })
    };
    Ok(rows.into_iter().filter_map(with_line).collect())
}

/// What applications ask for together.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Asked {
    pub envelope: String,
    pub wave: Option<i32>,
    pub departement: String,
    pub project: Option<ProjectId>,
    /// In cents.
    pub asked: i64,
}

/// What the applications of a campaign ask for that are neither refused nor taken back, by all that says where their
/// money lies. One statement.
pub async fn asked(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<Asked>, Error> {
    use application::Column as C;
    let asking = ApplicationState::ALL.iter().copied().filter(|state| state.asks());
    let place = [C::Envelope, C::Wave, C::Departement, C::Project];
    let query = application::Entity::find()
        .select_only()
        .columns(place)
        // A sum of large integers is a decimal on PostgreSQL.
        .column_as(Expr::cust("CAST(SUM(asked) AS BIGINT)"), "asked")
        .filter(C::Campaign.eq(campaign.id))
        .filter(C::State.is_in(asking));
    let query = place.into_iter().fold(query, |query, column| query.group_by(column));
    Ok(query.into_model::<Asked>().all(ctx.read()).await?)
}
