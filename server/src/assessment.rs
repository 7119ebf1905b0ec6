//! Assessment: assessors are drawn among those who have no link to the applicant, and mark without seeing each other
//! until all are in.

pub mod officer;
pub mod standing;

use self::standing::of_application;
pub use self::standing::{Standing, wanted};
use crate::{
    Context, Error,
    application::{
        line::{Line, lines},
        loaded::Loaded,
        shown::in_order,
    },
    audit::{self, EventBatch},
    campaign,
    decision::disclosure,
    notice,
    person::with_role,
};
use entity::{
    address::Address,
    application::ApplicationState,
    assessment::{AssessmentState, read_marks},
    campaign::AssessedBy,
    event::Event,
    form_field,
    id::{ApplicationId, PersonId},
    permission::{Action, StaffRole},
    reason::TypedReason,
    refusal::{FieldRefusals, Refusal},
    table::{application, assessment, membership, person},
    text::Text,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::{BTreeSet, HashMap};

/// Draws the assessors that applications lack; all or none. Drawing again when there are enough changes nothing.
///
/// Who: who handles the applications. Assigned are those with the fewest applications in hand, by lot among equals;
/// never anybody who acts for one of the applicant's collectivités, nor who declared a link to the application. Refused
/// when there are not enough of them ([`Refusal::NotEnoughAssessors`]), and for applications that are not complete.
pub async fn assign(ctx: &Context, ids: &[ApplicationId]) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let mut trace = EventBatch::default();
    for id in in_order(ids) {
        let loaded = Loaded::to_handle(&tx, ctx, id).await?;
        loaded.require_shown(ctx)?;
        draw_for(ctx, &tx, loaded, &mut trace).await?;
    }
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

async fn draw_for(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    loaded: Loaded,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    let id = loaded.row.id;
    let state = loaded.row.state.assess()?;
    let wanted = wanted(loaded.envelope()?);
    if wanted == 0 {
        return Err(Refusal::WrongState.into());
    }
    let mut there = of_application(tx, id).await?;
    leave_out_those_who_left(ctx, tx, &mut there).await?;
    let active = there.iter().filter(|row| row.state != AssessmentState::Conflict).count();
    let assigned = draw_among(ctx, tx, &loaded, &there, wanted.saturating_sub(active)).await?;
    for &assessor in &assigned {
        let row = assessment::Model {
            application: id,
            person: assessor,
            state: AssessmentState::Assigned,
            assigned_at: ctx.now().into(),
            marks: String::new(),
            note: String::new(),
            reason: String::new(),
            at: ctx.now().into(),
        };
        assessment::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        trace.add(ctx, Event::AssessorAssigned { application: id, assessor })?;
    }
    notice::notify(tx, ctx, assigned, notice::Kind::AssessorAssigned, &loaded.row.title, Address::Application(id))
        .await?;
    if loaded.row.state != state {
        loaded.put(tx, |row| row.state = Set(state)).await?;
    }
    Ok(())
}

async fn draw_among(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    loaded: &Loaded,
    there: &[assessment::Model],
    lacking: usize,
) -> Result<Vec<PersonId>, Error> {
    if lacking == 0 {
        return Ok(Vec::new());
    }
    let prefecture = loaded.facts().prefecture;
    let role = if prefecture.is_some() { StaffRole::Prefecture } else { StaffRole::Assessor };
    let people = with_role(tx, role, prefecture.as_deref()).await?;
    let mut linked = linked(tx, loaded).await?;
    linked.extend(there.iter().map(|row| row.person));
    let open = assessment::Entity::find()
        .filter(assessment::Column::State.is_in([AssessmentState::Assigned, AssessmentState::Reading]))
        .all(tx)
        .await?;
    let mut in_hand: HashMap<PersonId, usize> = HashMap::new();
    for row in open {
        *in_hand.entry(row.person).or_default() += 1;
    }
    let free = people.into_iter().filter(|person| !linked.contains(person));
    // By lot among those who have as many applications in hand.
    let mut free: Vec<(usize, [u8; 16], PersonId)> =
        free.map(|person| (in_hand.get(&person).copied().unwrap_or(0), ctx.platform.rng.bytes(), person)).collect();
    free.sort_unstable();
    if free.len() < lacking {
        return Err(Refusal::NotEnoughAssessors { wanted: lacking }.into());
    }
    Ok(free.into_iter().take(lacking).map(|(.., person)| person).collect())
}

/// Who may act for one of the applicant's collectivités.
async fn linked(tx: &impl ConnectionTrait, loaded: &Loaded) -> Result<BTreeSet<PersonId>, Error> {
    let members = loaded.members.iter().map(|siren| siren.as_str());
    let rows = membership::Entity::find().filter(membership::Column::Siren.is_in(members)).all(tx).await?;
    Ok(rows.into_iter().map(|row| row.person).collect())
}

/// Assessors who have not marked and have lost the role, or taken their data away, make room for others.
async fn leave_out_those_who_left(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    rows: &mut [assessment::Model],
) -> Result<(), Error> {
    for row in rows.iter_mut().filter(|row| matches!(row.state, AssessmentState::Assigned | AssessmentState::Reading)) {
        let person = person::Entity::find_by_id(row.person).one(tx).await?;
        let role = person.filter(|person| person.deleted_at.is_none()).and_then(|person| person.staff);
        if !matches!(role, Some(StaffRole::Assessor | StaffRole::Prefecture)) {
            set_aside(ctx, tx, row).await?;
        }
    }
    Ok(())
}

async fn set_aside(ctx: &Context, tx: &impl ConnectionTrait, row: &mut assessment::Model) -> Result<(), Error> {
    let mut changed = row.clone().into_active_model();
    changed.state = Set(AssessmentState::Conflict);
    changed.at = Set(ctx.now().into());
    *row = changed.update(tx).await?;
    Ok(())
}

/// Takes an application from an assessor who does not answer, and draws another; both or neither.
///
/// Who: who handles the application, who says why to the one replaced. Refused once the marks are given, when there is
/// nobody else to draw, and without a reason.
pub async fn replace(ctx: &Context, id: ApplicationId, assessor: PersonId, reason: &TypedReason) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::to_handle(&tx, ctx, id).await?;
    let row = assessment::Entity::find_by_id((id, assessor)).lock_exclusive().one(&tx).await?;
    let mut row = row.ok_or(Error::NotFound)?;
    if row.state.is_in() {
        return Err(Refusal::WrongState.into());
    }
    let reason = reason.require()?;
    set_aside(ctx, &tx, &mut row).await?;
    let kind = notice::Kind::AssessorReplaced;
    let message = notice::Message { kind, about: &loaded.row.title, reason: Some(&reason) };
    notice::notify_with_reason(&tx, ctx, vec![assessor], message, Address::Assessments).await?;
    let mut trace = EventBatch::default();
    trace.add(ctx, Event::AssessorReplaced { application: id, assessor, reason: Some(reason) })?;
    draw_for(ctx, &tx, loaded, &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// One's own part in the assessment of an application, locked; not found for whoever was not assigned.
async fn own(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    id: ApplicationId,
) -> Result<(Loaded, assessment::Model), Error> {
    let person = ctx.person()?;
    let loaded = Loaded::for_update(tx, ctx, id).await?;
    let row = assessment::Entity::find_by_id((id, person)).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    loaded.authorise(ctx, Action::Assess)?;
    if loaded.envelope()?.assessed_by == AssessedBy::Officer {
        // Marked and decided on one screen (`officer`).
        return Err(Refusal::WrongState.into());
    }
    Ok((loaded, row))
}

/// Says whether one has a link to the applicant, before seeing the application. Where there is one, somebody else is to
/// be assigned; those who handle applications see it on their desk.
///
/// Who: an assessor who was assigned. Once.
pub async fn declare(ctx: &Context, id: ApplicationId, conflict: bool) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let (_, row) = own(&tx, ctx, id).await?;
    let state = row.state.declare(conflict)?;
    let mut changed = row.into_active_model();
    changed.state = Set(state);
    changed.at = Set(ctx.now().into());
    changed.update(&tx).await?;
    let event = Event::ConflictDeclared { application: id, conflict };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// What an assessor types.
#[derive(Debug, Clone, Default)]
pub struct Assessed {
    /// In the order of the criteria.
    pub marks: Vec<String>,
    /// Private.
    pub note: String,
    /// Given to the applicant with the decision.
    pub reason: String,
}

pub type Reason = Text<10, 3000>;
pub type Note = Text<0, 5000>;

/// Gives one's marks, with a reason for the applicant and a private note. Until all marks are in they may change; once
/// all are, each assessor looks at the others' and keeps or changes theirs, for good.
///
/// Who: an assessor who was assigned and has no link. Refused: a criterion without a mark, no reason, an application
/// that is decided.
pub async fn mark(ctx: &Context, id: ApplicationId, typed: &Assessed) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let (loaded, row) = own(&tx, ctx, id).await?;
    if loaded.row.state != ApplicationState::InAssessment {
        return Err(Refusal::AlreadyDecided.into());
    }
    let mut refusals = FieldRefusals::default();
    let marks = read_marks(&loaded.envelope()?.criteria, &typed.marks).unwrap_or_else(|wrong| {
        refusals.extend(wrong);
        Vec::new()
    });
    let reason = refusals.take(form_field::REASON, Reason::parse(&typed.reason));
    let note = refusals.take(form_field::NOTE, Note::parse(&typed.note));
    let (Some(reason), Some(note), true) = (reason, note, refusals.is_empty()) else {
        return Err(refusals.into());
    };
    let standing = Standing::of(loaded.envelope()?, &of_application(&tx, id).await?);
    let state = row.state.mark(standing.all_in)?;
    let mut changed = row.into_active_model();
    changed.state = Set(state);
    changed.marks = Set(serde_json::to_string(&marks)?);
    changed.reason = Set(reason.into_string());
    changed.note = Set(note.into_string());
    changed.at = Set(ctx.now().into());
    changed.update(&tx).await?;
    audit::record(&tx, ctx, Event::ApplicationAssessed { application: id }).await?;
    ctx.commit(tx).await
}

/// An application that waits for an assessor.
#[derive(Debug, Clone)]
pub struct InHand {
    pub application: Line,
    pub state: AssessmentState,
    /// Whether marks are far apart and wait to be kept or changed.
    pub discussed: bool,
}

/// The applications to which the person signed in was assigned and of which no decision is published, the oldest first.
/// Four statements.
pub async fn in_hand(ctx: &Context) -> Result<Vec<InHand>, Error> {
    let mine = assessment::Entity::find()
        .filter(assessment::Column::Person.eq(ctx.person()?))
        .filter(assessment::Column::State.is_in([
            AssessmentState::Assigned,
            AssessmentState::Reading,
            AssessmentState::Submitted,
        ]))
        .order_by_asc(assessment::Column::AssignedAt)
        .all(ctx.read())
        .await?;
    let ids = || mine.iter().map(|row| row.application.0);
    let applications = application::Entity::find().filter(application::Column::Id.is_in(ids()));
    let mut applications = lines(applications).into_model::<Line>().all(ctx.read()).await?;
    let ids_read: Vec<ApplicationId> = applications.iter().map(|application| application.id).collect();
    let hidden = disclosure::of_applications(ctx.read(), &ids_read, ctx.now()).await?;
    for application in &mut applications {
        application.state =
            hidden.get(&application.id).map_or(application.state, |hidden| hidden.state(application.state));
    }
    applications.retain(|application| application.state == ApplicationState::InAssessment);
    let all = assessment::Entity::find().filter(assessment::Column::Application.is_in(ids())).all(ctx.read()).await?;
    let campaigns = campaign::opened(ctx).await?;
    let waiting = mine.iter().filter_map(|row| {
        let application = applications.iter().find(|application| application.id == row.application)?.clone();
        let rows: Vec<_> = all.iter().filter(|one| one.application == row.application).cloned().collect();
        let campaign = campaigns.iter().find(|campaign| campaign.id == application.campaign)?;
        let envelope = campaign.spec.envelope(&application.envelope)?;
        let discuss = Standing::of(envelope, &rows).require_done() == Err(Refusal::DiscussionNeeded);
        Some(InHand { application, state: row.state, discussed: row.state == AssessmentState::Submitted && discuss })
    });
    Ok(waiting.collect())
}
