//! Beginning an application, filled from what is known.

use super::{
    answers::{put_answer, put_confirmation},
    applicant::{applicant, judge},
    loaded::members_of,
};
use crate::{
    Context, Error, audit,
    campaign::{
        Object,
        loaded::{StoredCampaign, campaign_of},
        of_object,
    },
    decision::disclosure,
    membership::acting::people_of,
    notice, tally,
};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    application::ApplicationState,
    application_form::{Answers, ApplicationForm, Prefill},
    campaign::{Call, Envelope},
    event::Event,
    group::GroupState,
    id::{ApplicationId, CampaignId, GroupId, ProjectId},
    money::Euros,
    permission::{Action, Facts},
    refusal::Refusal,
    siren::Siren,
    table::{application, group, need, project, project_need},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};

/// What one applies for, as it is chosen before the form.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    pub envelope: String,
    pub group: Option<GroupId>,
    /// The project to pilot.
    pub project: Option<ProjectId>,
}

/// The projects that the vote of a campaign selected; none before its result.
pub async fn selected_projects(ctx: &Context, campaign: CampaignId) -> Result<Vec<ProjectId>, Error> {
    let Some(tally) = tally::of_campaign(ctx, campaign).await? else { return Ok(Vec::new()) };
    let ids = tally.rule.project_ids();
    Ok(tally.counted.tally.selected().filter_map(|step| ids.get(step.project).copied()).collect())
}

/// Opens a draft under the identifier that the form carries, filled with what is known already.
///
/// Who: somebody of the collectivité that applies, or of the group's lead. Refused: nothing to apply for, an intake
/// that is not open, an applicant that is not eligible, a project that was not selected, a second application for the
/// same.
pub async fn open(ctx: &Context, id: ApplicationId, choice: &Choice) -> Result<(), Error> {
    let siren = ctx.acting_for()?;
    let selected = match choice.project {
        Some(_) => selected_projects(ctx, campaign_for(ctx, ctx.read(), choice).await?.id).await?,
        None => Vec::new(),
    };
    let tx = ctx.begin().await?;
    if application::Entity::find_by_id(id).count(&tx).await? > 0 {
        return Ok(());
    }
    let campaign = campaign_for(ctx, &tx, choice).await?;
    let envelope = campaign.spec.envelope(&choice.envelope).filter(|envelope| envelope.call.is_some());
    let envelope = envelope.ok_or(Refusal::NoCall)?;
    let form = campaign.spec.form_of(envelope).ok_or(Refusal::NoCall)?;
    let intake = open_intake(envelope, &campaign, ctx.now())?;
    let group = match choice.group {
        Some(group) => {
            let row = group::Entity::find_by_id(group).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
            if row.lead != siren {
                return Err(Error::Forbidden);
            }
            if row.state == GroupState::Dissolved {
                return Err(Refusal::GroupDissolved.into());
            }
            Some(row)
        }
        None => None,
    };
    ctx.authorise(Action::WriteApplication, &Facts::of(&siren, true))?;
    if !envelope.applicant.takes(group.is_some()) {
        return Err(Refusal::WrongApplicant.into());
    }
    let members = members_of(&tx, choice.group, siren).await?;
    let judged = judge(envelope, &applicant(ctx, &tx, &members).await?);
    if judged.is_some_and(|judged| !judged.met) {
        return Err(Refusal::ApplicantNotEligible.into());
    }
    let project = choice.project.filter(|_| envelope.call == Some(Call::Pilot));
    if envelope.call == Some(Call::Pilot) && !project.is_some_and(|project| selected.contains(&project)) {
        return Err(Refusal::NotSelected.into());
    }
    let subject = subject(&choice.envelope, intake.wave, choice.group, siren, project);
    let answers = prefilled(&tx, form, group.as_ref(), project).await?;
    let reference = ctx.platform.reference();
    let place = reference.find(&siren).ok_or(Refusal::UnknownCollectivity)?;
    let title = answers.get("title").cloned().unwrap_or_else(|| envelope.title.clone());
    let row = application::Model {
        id,
        campaign: campaign.id,
        envelope: envelope.code.clone(),
        wave: intake.wave.map(i32::from),
        project,
        group_id: choice.group,
        siren,
        departement: place.departement.clone().unwrap_or_default(),
        state: ApplicationState::Draft,
        title,
        opened_by: ctx.person()?,
        opened_at: ctx.now().into(),
        number: None,
        submitted_at: None,
        rule_version: None,
        asked: Euros::ZERO,
        granted: Euros::ZERO,
        submission: None,
        correction_until: None,
        correction_note: String::new(),
        exception_until: None,
        reminded: 0,
        agreement_day: None,
        subject: subject.clone(),
    };
    // The index holds it against two at once.
    if is_taken(&tx, campaign.id, &subject, ctx.now()).await? {
        return Err(Refusal::AlreadyApplied.into());
    }
    let once = OnConflict::new().do_nothing().to_owned();
    let written = application::Entity::insert(row.into_active_model()).on_conflict(once).exec_without_returning(&tx);
    if written.await? == 0 {
        return Err(Refusal::AlreadyApplied.into());
    }
    for (field, answer) in answers {
        put_answer(&tx, ctx, id, &field, answer).await?;
    }
    put_confirmation(&tx, ctx, id, siren).await?;
    if let Some(group) = &group {
        let others: Vec<Siren> = members.iter().filter(|member| **member != siren).copied().collect();
        let people = people_of(&tx, others).await?;
        notice::notify(&tx, ctx, people, notice::Kind::ApplicationOpened, &group.name, Address::Application(id))
            .await?;
    }
    let event = Event::ApplicationOpened { application: id, envelope: envelope.code.clone() };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// The campaign of what one applies with, or for: an act belongs to the campaign of its object.
async fn campaign_for(
    ctx: &Context,
    database: &impl ConnectionTrait,
    choice: &Choice,
) -> Result<StoredCampaign, Error> {
    let (object, missing) = match (choice.group, choice.project) {
        (Some(group), _) => (Object::Group(group), Error::NotFound),
        (None, Some(project)) => (Object::Project(project), Refusal::NotSelected.into()),
        (None, None) => return ctx.campaign(database).await,
    };
    campaign_of(database, of_object(database, object).await?.ok_or(missing)?).await
}

pub(super) fn open_intake(
    envelope: &Envelope,
    campaign: &StoredCampaign,
    now: DateTime<Utc>,
) -> Result<entity::campaign::Intake, Refusal> {
    let intakes = envelope.intakes(&campaign.spec.calendar);
    let to_come = intakes.iter().any(|intake| now < intake.period.opening());
    let closed = if to_come { Refusal::WaveNotOpen } else { Refusal::WaveClosed };
    envelope.open_intake(&campaign.spec.calendar, now).ok_or(closed)
}

/// Whether there is an application for this already; one that was taken back, or whose refusal is published, leaves the
/// place.
pub(crate) async fn is_taken(
    tx: &impl ConnectionTrait,
    campaign: CampaignId,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let same = application::Entity::find()
        .filter(application::Column::Campaign.eq(campaign))
        .filter(application::Column::Subject.eq(subject))
        .filter(application::Column::State.ne(ApplicationState::Withdrawn))
        .all(tx)
        .await?;
    let ids: Vec<ApplicationId> = same.iter().map(|row| row.id).collect();
    let hidden = disclosure::of_applications(tx, &ids, now).await?;
    let shown = |row: &application::Model| hidden.get(&row.id).map_or(row.state, |hidden| hidden.state(row.state));
    Ok(same.iter().any(|row| shown(row) != ApplicationState::Rejected))
}

/// Applicant, envelope, wave and project, as one text.
pub(super) fn subject(
    envelope: &str,
    wave: Option<u8>,
    group: Option<GroupId>,
    siren: Siren,
    project: Option<ProjectId>,
) -> String {
    let applicant = group.map_or_else(|| siren.to_string(), |group| group.to_string());
    let wave = wave.map(|wave| wave.to_string()).unwrap_or_default();
    let project = project.map(|project| project.to_string()).unwrap_or_default();
    format!("{envelope}/{wave}/{applicant}/{project}")
}

/// The answers with which a form begins: what the group, its need and the project say already.
pub(super) async fn prefilled(
    tx: &impl ConnectionTrait,
    form: &ApplicationForm,
    group: Option<&group::Model>,
    project: Option<ProjectId>,
) -> Result<Answers, Error> {
    let project = match project {
        Some(project) => project::Entity::find_by_id(project).one(tx).await?,
        None => None,
    };
    let of_project = match &project {
        Some(project) => {
            let query = project_need::Entity::find().filter(project_need::Column::Project.eq(project.id));
            query.order_by_asc(project_need::Column::Need).one(tx).await?.map(|link| link.need)
        }
        None => None,
    };
    let need = match group.and_then(|group| group.need).or(of_project) {
        Some(need) => need::Entity::find_by_id(need).one(tx).await?.filter(|need| need.state.is_public()),
        None => None,
    };
    let known = |prefill: Prefill| -> Option<String> {
        match prefill {
            Prefill::ProjectTitle => project.as_ref().map(|project| project.title.clone()),
            Prefill::ProjectSummary => project.as_ref().map(|project| project.summary.clone()),
            Prefill::NeedTitle => need.as_ref().map(|need| need.title.clone()),
            Prefill::NeedProblem => need.as_ref().map(|need| need.problem.clone()),
            Prefill::GroupName => group.map(|group| group.name.clone()),
            Prefill::GroupPurpose => group.map(|group| group.purpose.clone()),
        }
    };
    let of = |field: &entity::application_form::Field| Some((field.code.clone(), known(field.prefill?)?));
    Ok(form.fields().filter_map(of).collect())
}

/// The application that the collectivité acted for has already for a choice, if any.
pub async fn existing(ctx: &Context, choice: &Choice) -> Result<Option<ApplicationId>, Error> {
    let siren = ctx.acting_for()?;
    let campaign = campaign_for(ctx, ctx.read(), choice).await?;
    let Some(envelope) = campaign.spec.envelope(&choice.envelope) else { return Ok(None) };
    let intake = open_intake(envelope, &campaign, ctx.now())?;
    let project = choice.project.filter(|_| envelope.call == Some(Call::Pilot));
    let query = application::Entity::find()
        .filter(application::Column::Campaign.eq(campaign.id))
        .filter(application::Column::Subject.eq(subject(&choice.envelope, intake.wave, choice.group, siren, project)))
        .filter(application::Column::Siren.eq(siren.as_str()))
        .filter(application::Column::State.ne(ApplicationState::Withdrawn))
        .order_by_desc(application::Column::OpenedAt);
    Ok(query.one(ctx.read()).await?.map(|row| row.id))
}
