//! Decisions: a ranked list within what is left, simulated before it is taken, taken in one transaction with its
//! engagements, and seen by applicants from one hour on.

pub(crate) mod disclosure;
pub mod officer;
pub(crate) mod stored;

use crate::{
    Context, Error,
    application::{
        line::{Line, lines},
        loaded::Loaded,
    },
    assessment::standing::{self, Standing},
    audit::EventBatch,
    campaign::loaded::StoredCampaign,
    ledger::{self, Move},
    membership::acting::people_of,
    notice, tally,
};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    application::ApplicationState,
    assessment::{AssessmentState, Score},
    campaign::{AssessedBy, Authority},
    decision::{Outcome, granted, left_after, propose},
    event::Event,
    form_field::{self, FieldName, FormField},
    id::{ApplicationId, ProjectId},
    ledger::{AccountKind, Entry, EntryKind, Fund, Scope},
    money::Euros,
    permission::{Action, Facts, may},
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    table::{application, assessment as assessment_table, decision, group_member, project},
    text::Text,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::{BTreeMap, BTreeSet};

/// The states in which something may be decided on an application.
pub(crate) const DECIDABLE: [ApplicationState; 5] = [
    ApplicationState::Submitted,
    ApplicationState::CorrectionAsked,
    ApplicationState::Complete,
    ApplicationState::InAssessment,
    ApplicationState::WaitingList,
];

/// Whether something may be decided on an application in this state.
pub fn is_decidable(state: ApplicationState) -> bool {
    DECIDABLE.contains(&state)
}

/// Which applications are ranked together: of one envelope, and of one wave, prefecture or project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    pub envelope: String,
    pub wave: Option<u8>,
    pub departement: Option<String>,
    pub project: Option<ProjectId>,
}

/// An application in its rank.
#[derive(Debug, Clone)]
pub struct Ranked {
    pub row: Line,
    pub standing: Standing,
    /// Of a pilot: approved the project, or is a member of its group.
    pub has_priority: bool,
    /// Where who asks stands with it, if they assess it.
    pub own: Option<assessment_table::Model>,
    /// What would be decided by rank and money alone; None where nothing can be yet.
    pub proposed: Option<Outcome>,
}

impl Ranked {
    /// What it asks for.
    pub fn asked(&self) -> Euros {
        Euros::from_cents(self.row.asked).unwrap_or(Euros::ZERO)
    }
}

/// The applications of a batch that can be decided on, the best first, with what is left to them.
#[derive(Debug, Clone)]
pub struct Ranking {
    pub applications: Vec<Ranked>,
    pub left: Euros,
    /// What the proposal would leave.
    pub left_after: Euros,
}

/// Ranks the applications of a batch: those that come first, then by score, then by what was submitted first; with the
/// decision that rank and money alone propose. Four statements, and the result of the vote for a pilot.
///
/// Who: who handles them.
pub async fn ranking(ctx: &Context, campaign: &StoredCampaign, batch: &Batch) -> Result<Ranking, Error> {
    let envelope = campaign.spec.envelope(&batch.envelope).ok_or(Error::NotFound)?;
    let by_prefect = envelope.decided_by == Authority::Prefect;
    let prefecture = if by_prefect { Some(batch.departement.clone().unwrap_or_default()) } else { None };
    ctx.authorise(Action::SeeDesk, &Facts::default())?;
    if !may(&ctx.actor, Action::HandleApplication, &Facts { prefecture, ..Facts::default() }) {
        return Err(Error::Forbidden);
    }
    let mut query = application::Entity::find()
        .filter(application::Column::Campaign.eq(campaign.id))
        .filter(application::Column::Envelope.eq(&batch.envelope))
        .filter(application::Column::State.is_in(DECIDABLE));
    if let Some(wave) = batch.wave {
        query = query.filter(application::Column::Wave.eq(i32::from(wave)));
    }
    if let Some(departement) = batch.departement.as_ref().filter(|_| by_prefect) {
        query = query.filter(application::Column::Departement.eq(departement));
    }
    if let Some(project) = batch.project {
        query = query.filter(application::Column::Project.eq(project));
    }
    let mut rows = lines(query).into_model::<Line>().all(ctx.read()).await?;
    // What is being corrected can only be refused, and once its delay is over.
    rows.retain(|row| {
        row.state != ApplicationState::CorrectionAsked || row.corrected_until().is_some_and(|until| until <= ctx.now())
    });
    let assessments = assessment_table::Entity::find()
        .filter(assessment_table::Column::Application.is_in(rows.iter().map(|row| row.id.0)))
        .all(ctx.read())
        .await?;
    let first = match batch.project {
        Some(project) => those_who_come_first(ctx, campaign, project).await?,
        None => BTreeSet::new(),
    };
    let mut ranked: Vec<Ranked> = rows
        .into_iter()
        .map(|row| {
            let of: Vec<_> = assessments.iter().filter(|one| one.application == row.id).cloned().collect();
            Ranked {
                own: of.iter().find(|one| Some(one.person) == ctx.actor.person).cloned(),
                standing: Standing::of(envelope, &of),
                has_priority: first.contains(&row.siren),
                proposed: None,
                row,
            }
        })
        .collect();
    ranked.sort_by(|one, other| {
        let none = Score { points: 0, most: 1 };
        let score = |application: &Ranked| application.standing.score.unwrap_or(none);
        let submitted = |application: &Ranked| (application.row.submitted_at, application.row.id);
        (other.has_priority.cmp(&one.has_priority))
            .then_with(|| score(other).cmp(&score(one)))
            .then_with(|| submitted(one).cmp(&submitted(other)))
    });
    let book = ledger::book(ctx.read(), campaign.id).await?;
    let fund =
        campaign.spec.fund(envelope, batch.wave, batch.departement.as_deref().unwrap_or_default(), batch.project);
    let mut left = book.holdings(&fund).left;
    if let (Scope::Project(project), false) = (&fund.scope, book.funds(&fund.envelope).contains(&fund)) {
        // Allotted by the first decision.
        let row = project::Entity::find_by_id(*project).one(ctx.read()).await?;
        left = row.map_or(0, |row| row.cost.cents());
    }
    let left = Euros::from_cents(left).unwrap_or(Euros::ZERO);
    let ready = |application: &Ranked| match application.row.state {
        ApplicationState::Submitted | ApplicationState::CorrectionAsked => false,
        _ => application.standing.require_done().is_ok(),
    };
    let asked: Vec<Euros> = ranked.iter().filter(|application| ready(application)).map(Ranked::asked).collect();
    let (proposed, left_after) = propose(&asked, left);
    let mut proposed = proposed.into_iter();
    for application in &mut ranked {
        // One that waits already stays as it is, unless there is money for it now.
        let waits = application.row.state == ApplicationState::WaitingList;
        let next = if ready(application) { proposed.next() } else { None };
        application.proposed = next.filter(|outcome| !(waits && *outcome == Outcome::Waiting));
    }
    Ok(Ranking { applications: ranked, left, left_after })
}

/// Who approved a project in the vote, and the members of the group that carries it.
async fn those_who_come_first(
    ctx: &Context,
    campaign: &StoredCampaign,
    id: ProjectId,
) -> Result<BTreeSet<Siren>, Error> {
    let mut first = BTreeSet::new();
    if let Some(tally) = tally::of_campaign(ctx, campaign.id).await?
        && let Some(at) = tally.rule.project_ids().iter().position(|project| *project == id)
    {
        first.extend(tally.supporters(at).copied());
    }
    if let Some(group) = project::Entity::find_by_id(id).one(ctx.read()).await?.and_then(|row| row.carrier_group) {
        let query = group_member::Entity::find().filter(group_member::Column::GroupId.eq(group));
        let counting = query.all(ctx.read()).await?.into_iter().filter(|row| row.state.counts());
        first.extend(counting.map(|row| row.siren));
    }
    Ok(first)
}

/// What is decided of one application, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub application: ApplicationId,
    /// None leaves the application undecided.
    pub outcome: Option<Outcome>,
    /// Empty for what was asked.
    pub amount: String,
    pub reason: String,
}

/// What decisions would leave, or why they cannot be taken, application by application (`amount.ID`, `reason.ID`,
/// `outcome.ID`).
pub async fn simulate(
    ctx: &Context,
    batch: &Batch,
    campaign: &StoredCampaign,
    choices: &[Choice],
) -> Result<Euros, Error> {
    let ranking = ranking(ctx, campaign, batch).await?;
    let envelope = campaign.spec.envelope(&batch.envelope).ok_or(Error::NotFound)?;
    let mut refusals = FieldRefusals::default();
    let mut amounts = Vec::new();
    for choice in choices.iter().filter(|choice| choice.outcome == Some(Outcome::Accepted)) {
        let application = ranking.applications.iter().find(|application| application.row.id == choice.application);
        let asked = application.map_or(Euros::ZERO, Ranked::asked);
        let field = form_field::AMOUNT.of(choice.application);
        amounts.extend(refusals.take(field, granted(&choice.amount, asked, &envelope.terms())));
    }
    let left = refusals.take(FieldName::WHOLE, left_after(amounts, ranking.left));
    match left {
        Some(left) if refusals.is_empty() => Ok(left),
        _ => Err(refusals.into()),
    }
}

pub type Reason = Text<10, 3000>;

/// Takes decisions on applications together: states, amounts, engagements and what applicants will read, in one
/// transaction; all or none. Applicants see them from `publish_at` on (None: now).
///
/// Who: who handles the applications. Refused: an application that is being corrected, was not assessed or changed
/// since its submission, more than asked, over the ceiling, under the floor, more than is left, more pilots than
/// places, no reason for a refusal or the waiting list, an hour that is past.
pub async fn decide(ctx: &Context, choices: &[Choice], publish_at: Option<DateTime<Utc>>) -> Result<(), Error> {
    ctx.person()?;
    require_hour(ctx, publish_at)?;
    let tx = ctx.begin().await?;
    let decided = weigh(ctx, &tx, choices).await?;
    engage(ctx, &tx, &decided).await?;
    let mut trace = EventBatch::default();
    write(ctx, &tx, decided, publish_at.unwrap_or_else(|| ctx.now()), &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// Refuses an hour of publication that is past.
fn require_hour(ctx: &Context, publish_at: Option<DateTime<Utc>>) -> Result<(), Error> {
    match publish_at.is_some_and(|at| at < ctx.now()) {
        true => Err(FieldRefusals::one(form_field::PUBLISH, Refusal::PublicationPast).into()),
        false => Ok(()),
    }
}

/// Loads the applications that are decided on, locked, and says what comes of each; or everything that is refused.
async fn weigh(ctx: &Context, tx: &impl ConnectionTrait, choices: &[Choice]) -> Result<Vec<Decided>, Error> {
    let now = ctx.now();
    let mut chosen: Vec<(&Choice, Outcome)> =
        choices.iter().filter_map(|choice| Some((choice, choice.outcome?))).collect();
    chosen.sort_by_key(|(choice, _)| choice.application);
    chosen.dedup_by_key(|(choice, _)| choice.application);
    let mut refusals = FieldRefusals::default();
    let mut decided = Vec::new();
    for (choice, outcome) in chosen {
        let loaded = Loaded::to_handle(tx, ctx, choice.application).await?;
        let of = |field: FormField| field.of(choice.application);
        let state = match outcome {
            Outcome::Accepted => loaded.row.state.accept(),
            Outcome::Waiting => loaded.row.state.put_on_waiting_list(),
            Outcome::Rejected if is_uncorrected(&loaded.row, now) => loaded.row.state.reject_uncorrected(),
            Outcome::Rejected => loaded.row.state.reject(),
        };
        let envelope = loaded.envelope()?;
        let state = state.and_then(|state| match (outcome, loaded.changed_since_submission(ctx)) {
            // What changed since the submission can only be refused, or corrected first.
            (Outcome::Accepted | Outcome::Waiting, Some(changed)) => Err(changed),
            (Outcome::Accepted | Outcome::Waiting | Outcome::Rejected, _) => Ok(state),
        });
        let rows = standing::of_application(tx, choice.application).await?;
        let state = state.and_then(|state| match envelope.assessed_by {
            AssessedBy::Lot => Ok(state),
            AssessedBy::Officer => require_declared(ctx, &rows).map(|()| state),
        });
        let state = match (state, outcome) {
            (Ok(state), Outcome::Accepted | Outcome::Waiting) => {
                Standing::of(envelope, &rows).require_done().map(|()| state)
            }
            (state, _) => state,
        };
        let state = state.and_then(|state| loaded.require_shown(ctx).map(|()| state));
        let state = refusals.take(of(form_field::OUTCOME), state);
        let amount = match outcome {
            Outcome::Accepted => granted(&choice.amount, loaded.row.asked, &envelope.terms()),
            Outcome::Waiting | Outcome::Rejected => Ok(Euros::ZERO),
        };
        let amount = refusals.take(of(form_field::AMOUNT), amount);
        let reason = match outcome {
            Outcome::Accepted if choice.reason.trim().is_empty() => Ok(String::new()),
            _ => Reason::parse(&choice.reason).map(Text::into_string),
        };
        let reason = refusals.take(of(form_field::REASON), reason);
        if let (Some(state), Some(amount), Some(reason)) = (state, amount, reason) {
            decided.push((loaded, outcome, state, amount, reason));
        }
    }
    Ok(refusals.or(decided)?)
}

/// Refuses a decision of an officer who has not said that they have no link to the applicant.
fn require_declared(ctx: &Context, rows: &[assessment_table::Model]) -> Result<(), Refusal> {
    let own = rows.iter().find(|row| Some(row.person) == ctx.actor.person).map(|row| row.state);
    match own {
        Some(AssessmentState::Reading | AssessmentState::Submitted | AssessmentState::Settled) => Ok(()),
        Some(AssessmentState::Assigned | AssessmentState::Conflict) | None => Err(Refusal::ConflictNotDeclared),
    }
}

/// Writes what was decided; applicants are told of what is published at once.
async fn write(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    decided: Vec<Decided>,
    publish_at: DateTime<Utc>,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    let (person, now) = (ctx.person()?, ctx.now());
    let mut rows = Vec::new();
    for (loaded, outcome, state, amount, reason) in decided {
        let id = loaded.row.id;
        let rule_version = loaded.campaign.version;
        let row = decision::Model {
            application: id,
            at: now.into(),
            state_before: loaded.row.state,
            outcome,
            amount,
            reason,
            person,
            publish_at: publish_at.into(),
            rule_version,
            notified: false,
        };
        decision::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await?;
        loaded
            .put(tx, |row| {
                row.state = Set(state);
                row.granted = Set(amount);
            })
            .await?;
        let event = Event::ApplicationDecided { application: id, outcome, cents: amount.cents(), rule_version };
        trace.add(ctx, event)?;
        rows.push(row);
    }
    if publish_at <= now {
        for row in rows {
            notify(ctx, tx, row).await?;
        }
    }
    Ok(())
}

/// Whether the delay to correct an application is over.
fn is_uncorrected(row: &application::Model, now: DateTime<Utc>) -> bool {
    row.state == ApplicationState::CorrectionAsked && row.correction_until.is_some_and(|until| until.utc() <= now)
}

type Decided = (Loaded, Outcome, ApplicationState, Euros, String);

/// Engages what is accepted; a selected project is allotted its cost at the first decision on its pilots.
async fn engage(ctx: &Context, tx: &impl ConnectionTrait, decided: &[Decided]) -> Result<(), Error> {
    let accepted: Vec<&Decided> = decided.iter().filter(|(_, outcome, ..)| *outcome == Outcome::Accepted).collect();
    let Some((first, ..)) = accepted.first() else { return Ok(()) };
    let campaign = first.row.campaign;
    // Projects are locked in one order, and the book is read after: two first decisions on one project allot its cost
    // once.
    let mut projects: BTreeMap<ProjectId, (project::Model, u64)> = BTreeMap::new();
    let wanted: BTreeSet<ProjectId> = accepted.iter().filter_map(|(loaded, ..)| loaded.row.project).collect();
    for project in wanted {
        let query = project::Entity::find_by_id(project).lock_exclusive();
        let row = query.one(tx).await?.ok_or(Error::NotFound)?;
        projects.insert(project, (row, funded_pilots(tx, project).await?));
    }
    let book = ledger::book(tx, campaign).await?;
    let mut moves: Vec<Move> = Vec::new();
    for (loaded, .., amount, _) in &accepted {
        if loaded.row.campaign != campaign {
            return Err(Refusal::WrongState.into());
        }
        let fund = loaded.fund()?;
        if let Scope::Project(project) = &fund.scope
            && let Some((row, pilots)) = projects.get_mut(project)
        {
            let places = loaded.envelope()?.places;
            if let Some(places) = places.filter(|places| *pilots >= u64::from(*places)) {
                return Err(Refusal::PlacesTaken { places }.into());
            }
            *pilots += 1;
            let allotted = book.funds(&fund.envelope).contains(&fund)
                || moves.iter().any(|one| one.entry.to == fund.account(AccountKind::Available));
            if !allotted {
                let entry = Entry::between(EntryKind::Allotment, &Fund::unallotted(&fund.envelope), &fund, row.cost);
                moves.push(Move { id: None, entry, application: None, note: row.title.clone() });
            }
        }
        let (application, note) = (Some(loaded.row.id), loaded.row.number.clone().unwrap_or_default());
        moves.push(Move { id: None, entry: Entry::engage(&fund, *amount), application, note });
    }
    ledger::post(ctx, tx, campaign, moves).await
}

async fn funded_pilots(tx: &impl ConnectionTrait, project: ProjectId) -> Result<u64, Error> {
    let funded = ApplicationState::ALL.iter().copied().filter(|state| state.is_funded());
    let query = application::Entity::find().filter(application::Column::Project.eq(project));
    Ok(query.filter(application::Column::State.is_in(funded)).count(tx).await?)
}

/// Tells an applicant that a decision is published.
pub(crate) async fn notify(ctx: &Context, tx: &impl ConnectionTrait, row: decision::Model) -> Result<(), Error> {
    let application = application::Entity::find_by_id(row.application).one(tx).await?.ok_or(Error::NotFound)?;
    let members = Loaded::of(tx, application.clone()).await?.members;
    // Of an application that was taken back in the meantime, nothing is told.
    let concerned = if application.state == ApplicationState::Withdrawn { Vec::new() } else { members };
    let people = people_of(tx, concerned).await?;
    notice::notify(
        tx,
        ctx,
        people,
        notice::Kind::ApplicationDecided,
        &application.title,
        Address::Application(application.id),
    )
    .await?;
    decision::Entity::update_many()
        .set(decision::ActiveModel { notified: Set(true), ..Default::default() })
        .filter(decision::Column::Application.eq(row.application))
        .filter(decision::Column::At.eq(row.at.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// The projects for which pilots wait to be decided on, with how many. One statement.
pub async fn pilots_waiting(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<(ProjectId, usize)>, Error> {
    let query = application::Entity::find()
        .select_only()
        .column(application::Column::Project)
        .column_as(application::Column::Id.count(), "count")
        .filter(application::Column::Campaign.eq(campaign.id))
        .filter(application::Column::Project.is_not_null())
        .filter(application::Column::State.is_in([ApplicationState::Complete, ApplicationState::WaitingList]))
        .group_by(application::Column::Project)
        .order_by_asc(application::Column::Project);
    let rows: Vec<(ProjectId, i64)> = query.into_tuple().all(ctx.read()).await?;
    Ok(rows.into_iter().map(|(project, count)| (project, usize::try_from(count).unwrap_or(0))).collect())
}
