//! Applications: opened from what is known, written by several, confirmed by each collectivité, filed with a frozen
//! copy.

pub mod handling;
pub mod query;
pub mod reminder;

use crate::{
    Context, Error, attachment, audit,
    campaign::running::{RunningCampaign, campaign_at, campaign_of, running_campaign},
    decision::disclosure,
    ledger::{self, Move},
    membership::acting::people_of,
    notice, tally,
};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    application::{ApplicationState, FiledCopy, FiledFile, FiledMember, require_open},
    application_form::{Answers, ApplicationForm, FieldKind, Known, MOST, Prefill, fingerprint},
    assessment::AssessmentState,
    calendar::in_paris,
    campaign::{Authority, Call, Envelope},
    eligibility::{Applicant, Judgement},
    event::Event,
    group::GroupState,
    id::{ApplicationId, CampaignId, GroupId, MessageId, PersonId, ProjectId},
    ledger::{Entry, Pot},
    money::Euros,
    permission::{Action, Facts, StaffRole, may},
    refusal::{FieldRefusals, Refusal},
    shown::Shown,
    siren::Siren,
    subsidy::{Costs, Subsidy, flat, subsidy},
    table::{
        application, application_answer, application_confirmation, application_message, assessment,
        attachment as attachment_table, group, group_member, instalment, need, person, programme_label, project,
        project_need,
    },
    text::Text,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};
use std::collections::BTreeSet;

/// An application with what it is judged by: its campaign in the right version, and whose it is.
pub(crate) struct Loaded {
    pub row: application::Model,
    pub campaign: RunningCampaign,
    pub group: Option<group::Model>,
    /// The collectivités that share it now.
    pub members: Vec<Siren>,
}

impl Loaded {
    /// Refuses what was read as another file than it is by now ([`handling::shown`]).
    pub(crate) fn require_shown(&self, ctx: &Context) -> Result<(), Refusal> {
        ctx.require_shown(&self.row.id.to_string(), &handling::shown_row(&self.row))
    }

    /// Loads an application for change, locked until the transaction ends; hidden ones are not found.
    pub(crate) async fn locked(tx: &impl ConnectionTrait, ctx: &Context, id: ApplicationId) -> Result<Self, Error> {
        let row = application::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
        let loaded = Self::of(tx, row).await?;
        loaded.require_readable(ctx)?;
        Ok(loaded)
    }

    /// Loads an application for an act of those who handle it, locked; refuses everybody else.
    pub(crate) async fn to_handle(tx: &impl ConnectionTrait, ctx: &Context, id: ApplicationId) -> Result<Self, Error> {
        let loaded = Self::locked(tx, ctx, id).await?;
        loaded.require_handler(tx, ctx).await?;
        Ok(loaded)
    }

    pub(crate) async fn of(database: &impl ConnectionTrait, row: application::Model) -> Result<Self, Error> {
        let campaign = match row.rule_version {
            Some(version) => campaign_at(database, row.campaign, version).await?,
            None => campaign_of(database, row.campaign).await?,
        };
        let group = match row.group_id {
            Some(group) => group::Entity::find_by_id(group).one(database).await?,
            None => None,
        };
        let members = members_of(database, row.group_id, row.siren).await?;
        Ok(Self { row, campaign, group, members })
    }

    pub(crate) fn envelope(&self) -> Result<&Envelope, Error> {
        self.campaign.envelope(&self.row.envelope)
    }

    pub(crate) fn form(&self) -> Result<&ApplicationForm, Error> {
        self.campaign.form_of(&self.row.envelope)
    }

    /// Whose it is, and who decides on it.
    pub(crate) fn facts(&self) -> Facts {
        let by_prefect = self.envelope().is_ok_and(|envelope| envelope.decided_by == Authority::Prefect);
        Facts {
            owner: Some(self.row.siren),
            public: false,
            among: self.members.clone(),
            prefecture: by_prefect.then(|| self.row.departement.clone()),
        }
    }

    /// Refuses as not found who may not read it.
    pub(crate) fn require_readable(&self, ctx: &Context) -> Result<(), Error> {
        match (ctx.actor.person, may(&ctx.actor, Action::ReadApplication, &self.facts())) {
            (None, _) => Err(Error::SignInNeeded),
            (Some(_), true) => Ok(()),
            (Some(_), false) => Err(Error::NotFound),
        }
    }

    /// Lets an act through; who may read the application is told that it is not theirs to do.
    pub(crate) fn authorise(&self, ctx: &Context, action: Action) -> Result<(), Error> {
        if may(&ctx.actor, action, &self.facts()) { Ok(()) } else { Err(Error::Forbidden) }
    }

    /// Lets an act of those who handle it through: not of whoever has a link to it, or was drawn and has not said so.
    async fn require_handler(&self, tx: &impl ConnectionTrait, ctx: &Context) -> Result<(), Error> {
        self.authorise(ctx, Action::HandleApplication)?;
        let own = assessment::Entity::find_by_id((self.row.id, ctx.person()?)).one(tx).await?;
        match own.map(|row| row.state) {
            Some(AssessmentState::Conflict) => Err(Error::Forbidden),
            Some(AssessmentState::Drawn) => Err(Refusal::ConflictNotDeclared.into()),
            Some(AssessmentState::Reading | AssessmentState::Submitted | AssessmentState::Settled) | None => Ok(()),
        }
    }

    /// Where the money of this application lies.
    pub(crate) fn pot(&self) -> Result<Pot, Error> {
        self.campaign.pot(&self.row.envelope, self.row.wave, &self.row.departement, self.row.project)
    }

    /// The people of all its collectivités, to tell them something.
    pub(crate) async fn people(&self, tx: &impl ConnectionTrait) -> Result<Vec<PersonId>, Error> {
        people_of(tx, self.members.clone()).await
    }

    /// Why it cannot be decided on as it stands: what it was filed with is no more.
    pub(crate) fn changed_since_filing(&self, ctx: &Context) -> Option<Refusal> {
        let copy = copy_of(&self.row).ok().flatten()?;
        if self.group.as_ref().is_some_and(|group| group.state == GroupState::Dissolved) {
            return Some(Refusal::GroupDissolved);
        }
        let reference = ctx.platform.reference();
        if let Some(gone) = copy.members.iter().find(|member| !reference.atlas.knows(&member.siren)) {
            return Some(Refusal::MemberGone { name: gone.name.clone() });
        }
        let filed: BTreeSet<Siren> = copy.members.iter().map(|member| member.siren).collect();
        let now: BTreeSet<Siren> = self.members.iter().copied().collect();
        (filed != now).then_some(Refusal::MembersChanged)
    }

    /// Writes the row with a new state.
    pub(crate) async fn put(
        self,
        tx: &impl ConnectionTrait,
        change: impl FnOnce(&mut application::ActiveModel),
    ) -> Result<application::Model, Error> {
        let mut changed = self.row.into_active_model();
        change(&mut changed);
        Ok(changed.update(tx).await?)
    }
}

/// The frozen copy of an application; None while it was never filed.
pub fn copy_of(row: &application::Model) -> Result<Option<FiledCopy>, Error> {
    row.filed_copy.as_deref().map(|json| Ok(serde_json::from_str(json)?)).transpose()
}

/// Whom to tell that something waits on a file: who decided on it, or else everybody who handles such files.
pub(crate) async fn handlers(tx: &impl ConnectionTrait, loaded: &Loaded) -> Result<Vec<PersonId>, Error> {
    let (role, departement) = match loaded.facts().prefecture {
        Some(departement) => (StaffRole::Prefecture, Some(departement)),
        None => (StaffRole::Curator, None),
    };
    let mut query = person::Entity::find().filter(person::Column::Staff.eq(role));
    if let Some(departement) = departement {
        query = query.filter(person::Column::Departement.eq(departement));
    }
    let all: Vec<PersonId> = query.all(tx).await?.into_iter().map(|row| row.id).collect();
    let decided = crate::decision::of_application(tx, loaded.row.id).await?;
    let decider = decided.first().map(|decision| decision.person).filter(|person| all.contains(person));
    Ok(decider.map_or(all, |person| vec![person]))
}

/// The collectivités that share an application: the group's members, or the one that applies.
async fn members_of(
    database: &impl ConnectionTrait,
    group: Option<GroupId>,
    siren: Siren,
) -> Result<Vec<Siren>, Error> {
    let Some(group) = group else { return Ok(vec![siren]) };
    let query = group_member::Entity::find().filter(group_member::Column::GroupId.eq(group));
    let rows = query.order_by_asc(group_member::Column::ChangedAt).all(database).await?;
    let counting = rows.into_iter().filter(|row| row.state.counts() && row.siren != siren).map(|row| row.siren);
    // The lead first.
    Ok([siren].into_iter().chain(counting).collect())
}

/// The figures of an applicant, in the vintage of the reference data. One statement.
pub(crate) async fn applicant(
    ctx: &Context,
    database: &impl ConnectionTrait,
    members: &[Siren],
) -> Result<Applicant, Error> {
    let reference = ctx.platform.reference();
    let mut kinds = Vec::new();
    let mut insee = Vec::new();
    // Of two that became one, both codes stay, and the one that they are counts once.
    let mut bodies: BTreeSet<Siren> = BTreeSet::new();
    for collectivity in members.iter().filter_map(|siren| reference.successor(siren)) {
        if !bodies.insert(collectivity.siren) {
            continue;
        }
        if !kinds.contains(&collectivity.kind) {
            kinds.push(collectivity.kind);
        }
        insee.extend(collectivity.insee.clone());
    }
    let labels = programme_label::Entity::find().filter(programme_label::Column::Insee.is_in(insee));
    let labels = labels.all(database).await?;
    let programmes: BTreeSet<_> = labels.into_iter().map(|label| label.programme).collect();
    let figures = reference.atlas.figures(&reference.atlas.union(members));
    Ok(Applicant {
        members: u32::try_from(bodies.len()).unwrap_or(u32::MAX),
        kinds,
        programmes: programmes.into_iter().collect(),
        ..Applicant::counted(&reference.atlas, &figures, members)
    })
}

/// Judges an applicant by an envelope; None where everybody may apply.
///
/// The condition of the vote's envelope is one for projects and their groups: whoever wants to try a project that was
/// selected may.
pub fn judge(envelope: &Envelope, applicant: &Applicant) -> Option<Judgement> {
    let condition = envelope.eligibility.as_ref().filter(|_| envelope.call != Some(Call::Pilot));
    condition.map(|condition| condition.judge(applicant))
}

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
/// that is not open, an applicant that is not eligible, a project that was not selected, a second file for the same.
pub async fn open(ctx: &Context, id: ApplicationId, choice: &Choice) -> Result<(), Error> {
    let siren = ctx.acting_for()?;
    let running = running_campaign(ctx.read()).await?;
    let selected = match choice.project {
        Some(_) => selected_projects(ctx, running.id).await?,
        None => Vec::new(),
    };
    let tx = ctx.begin().await?;
    if application::Entity::find_by_id(id).count(&tx).await? > 0 {
        return Ok(());
    }
    let campaign = running_campaign(&tx).await?;
    let envelope = campaign.spec.envelope(&choice.envelope).filter(|envelope| envelope.call.is_some());
    let envelope = envelope.ok_or(Refusal::NoCall)?;
    let form = campaign.spec.form_of(envelope).ok_or(Refusal::NoCall)?;
    let intake = open_intake(envelope, &campaign, ctx.now())?;
    let group = match choice.group {
        Some(group) => {
            let row = group::Entity::find_by_id(group).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
            if row.lead != siren || row.campaign != campaign.id {
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
        filed_at: None,
        rule_version: None,
        asked: Euros::ZERO,
        granted: Euros::ZERO,
        filed_copy: None,
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
        notice::tell(&tx, ctx, people, notice::Kind::ApplicationOpened, &group.name, Address::Application(id)).await?;
    }
    let event = Event::ApplicationOpened { application: id, envelope: envelope.code.clone() };
    audit::record(&tx, ctx, event, Some(id.to_string())).await?;
    ctx.commit(tx).await
}

fn open_intake(
    envelope: &Envelope,
    campaign: &RunningCampaign,
    now: DateTime<Utc>,
) -> Result<entity::campaign::Intake, Refusal> {
    let intakes = envelope.intakes(&campaign.spec.calendar);
    let to_come = intakes.iter().any(|intake| now < intake.period.opening());
    let closed = if to_come { Refusal::WaveNotOpen } else { Refusal::WaveClosed };
    envelope.open_intake(&campaign.spec.calendar, now).ok_or(closed)
}

/// Whether there is a file for this already; one that was taken back, or whose refusal is published, leaves the place.
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
    Ok(same.iter().any(|row| shown(row) != ApplicationState::Refused))
}

/// Applicant, envelope, wave and project, as one text.
fn subject(
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
async fn prefilled(
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
    let need = match group.map(|group| group.need).or(of_project) {
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

async fn put_answer(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    application: ApplicationId,
    field: &str,
    answer: String,
) -> Result<(), Error> {
    use application_answer::Column::{Answer, Application, At, Field, Person};
    let row = application_answer::Model {
        application,
        field: field.to_owned(),
        answer,
        person: ctx.person()?,
        at: ctx.now().into(),
    };
    let again = OnConflict::columns([Application, Field]).update_columns([Answer, Person, At]).to_owned();
    application_answer::Entity::insert(row.into_active_model()).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

async fn put_confirmation(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    application: ApplicationId,
    siren: Siren,
) -> Result<bool, Error> {
    use application_confirmation::Column::{Application, Siren as Collectivity};
    let row = application_confirmation::Model { application, siren, person: ctx.person()?, at: ctx.now().into() };
    let once = OnConflict::columns([Application, Collectivity]).do_nothing().to_owned();
    let written = application_confirmation::Entity::insert(row.into_active_model()).on_conflict(once);
    Ok(written.exec_without_returning(tx).await? > 0)
}

pub(crate) async fn answers_of(database: &impl ConnectionTrait, id: ApplicationId) -> Result<Answers, Error> {
    let query = application_answer::Entity::find().filter(application_answer::Column::Application.eq(id));
    Ok(query.all(database).await?.into_iter().map(|row| (row.field, row.answer)).collect())
}

/// What was typed into a field, and what the page was drawn with ([`fingerprint`]).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    pub field: String,
    pub answer: String,
    pub drawn: String,
}

impl Typed {
    /// Whether something else stands in the field than what the page was drawn with.
    pub fn is_touched(&self) -> bool {
        fingerprint(&self.answer) != self.drawn
    }
}

/// Keeps what was typed into a draft, whatever it is: what blocks the filing is told beside it.
///
/// Who: anybody of its collectivités. An answer that somebody else changed since the page was drawn is not overwritten
/// ([`Refusal::AnswerChanged`], with theirs): whoever typed sees both and chooses; all the others are kept.
pub async fn save(ctx: &Context, id: ApplicationId, typed: &[Typed]) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::locked(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::WriteApplication)?;
    require_written(&loaded.row, ctx.now())?;
    let form = loaded.form()?;
    let stored = answers_of(&tx, id).await?;
    let mut refusals = FieldRefusals::default();
    let mut title = None;
    let mut changed = false;
    for Typed { field, answer, drawn } in typed.iter().filter(|one| one.is_touched()) {
        let Some(field) = form.field(field).filter(|field| field.kind != FieldKind::File) else { continue };
        let before = stored.get(&field.code).map_or("", String::as_str);
        // Typed alike by both.
        if answer == before {
            continue;
        }
        let length = answer.chars().count();
        if length > MOST {
            refusals.0.push((field.code.clone(), Refusal::TooLong { most: MOST, length }));
        } else if fingerprint(before) != *drawn {
            refusals.0.push((field.code.clone(), Refusal::AnswerChanged { theirs: before.to_owned() }));
        } else {
            put_answer(&tx, ctx, id, &field.code, answer.clone()).await?;
            changed = true;
            if field.code == "title" && !answer.trim().is_empty() {
                title = Some(answer.trim().chars().take(200).collect::<String>());
            }
        }
    }
    if let Some(title) = title {
        loaded.put(&tx, |row| row.title = Set(title)).await?;
    }
    if changed {
        let event = Event::ApplicationWritten { application: id };
        audit::record(&tx, ctx, event, Some(id.to_string())).await?;
    }
    ctx.commit(tx).await?;
    if refusals.0.is_empty() { Ok(()) } else { Err(refusals.into()) }
}

pub(crate) fn require_written(row: &application::Model, now: DateTime<Utc>) -> Result<(), Refusal> {
    if !row.state.is_written() {
        return Err(Refusal::AlreadyFiled);
    }
    match row.correction_until {
        Some(until) if row.state == ApplicationState::CorrectionAsked && now >= until.utc() => {
            Err(Refusal::CorrectionClosed)
        }
        _ => Ok(()),
    }
}

/// Confirms the part of the collectivité acted for. Confirming twice is confirming once.
pub async fn confirm(ctx: &Context, id: ApplicationId) -> Result<(), Error> {
    let siren = ctx.acting_for()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::locked(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::WriteApplication)?;
    if !loaded.row.state.is_written() {
        return Err(Refusal::AlreadyFiled.into());
    }
    if put_confirmation(&tx, ctx, id, siren).await? {
        let people = people_of(&tx, vec![loaded.row.siren]).await?;
        let title = &loaded.row.title;
        notice::tell(&tx, ctx, people, notice::Kind::ApplicationConfirmed, title, Address::Application(id)).await?;
        let event = Event::ApplicationConfirmed { application: id, siren };
        audit::record(&tx, ctx, event, Some(id.to_string())).await?;
    }
    ctx.commit(tx).await
}

/// What the check of a form must know of an application.
fn known(ctx: &Context, loaded: &Loaded, answers: &Answers, files: &[attachment_table::Model]) -> Result<Known, Error> {
    let reference = ctx.platform.reference();
    let asked = loaded.form()?.fields().filter(|field| field.kind == FieldKind::Collectivity);
    let collectivities = asked.filter_map(|field| answers.get(&field.code)).filter_map(|text| Siren::parse(text).ok());
    Ok(Known {
        files: files.iter().map(|file| file.field.clone()).collect(),
        items: loaded.envelope()?.items.iter().map(|item| item.code.clone()).collect(),
        collectivities: collectivities.filter(|siren| reference.find(siren).is_some()).collect(),
    })
}

/// What an application would get, by what is answered: costs where there are any, the amount with its reasoning, and
/// what keeps it from being paid.
fn computed(
    envelope: &Envelope,
    form: &ApplicationForm,
    answers: &Answers,
) -> (Option<Costs>, Subsidy, Result<(), (String, Refusal)>) {
    if envelope.call == Some(Call::Catalogue) {
        let chosen = form.items(answers);
        let items = envelope.items.iter().filter(|item| chosen.contains(&item.code));
        return (None, flat(items.map(|item| Euros::from_euros(item.amount))), Ok(()));
    }
    match form.cost_table(answers).read() {
        Ok(costs) => {
            let (subsidy, outcome) = subsidy(&costs, &envelope.terms());
            (Some(costs), subsidy, outcome.map_err(|refusal| ("costs".to_owned(), refusal)))
        }
        // Each wrong line is told by the form.
        Err(_) => (None, Subsidy { steps: Vec::new(), amount: Euros::ZERO }, Ok(())),
    }
}

/// An application checked as it stands: what it adds up to, and what keeps it from being filed now.
pub(crate) struct Checked {
    pub applicant: Applicant,
    pub judgement: Option<Judgement>,
    /// The collectivités that confirmed their part.
    pub confirmed: BTreeSet<Siren>,
    pub files: Vec<attachment_table::Model>,
    pub costs: Option<Costs>,
    pub subsidy: Subsidy,
    /// Field by field; the empty name stands for the application as a whole.
    pub blocks: Vec<(String, Refusal)>,
}

/// Checks an application. Three statements.
pub(crate) async fn check(
    ctx: &Context,
    database: &impl ConnectionTrait,
    loaded: &Loaded,
    answers: &Answers,
) -> Result<Checked, Error> {
    let (envelope, form) = (loaded.envelope()?, loaded.form()?);
    let applicant = applicant(ctx, database, &loaded.members).await?;
    let judgement = judge(envelope, &applicant);
    let confirmed = confirmed(database, loaded.row.id).await?;
    let files = attachment::of_application(database, loaded.row.id).await?;
    let (costs, subsidy, payable) = computed(envelope, form, answers);
    let mut blocks = Vec::new();
    let mut whole = |refusal: Refusal| blocks.push((String::new(), refusal));
    if loaded.row.state == ApplicationState::Draft
        && let Err(refusal) = still_open(loaded, ctx.now())
    {
        whole(refusal);
    }
    if loaded.group.as_ref().is_some_and(|group| group.state == GroupState::Dissolved) {
        whole(Refusal::GroupDissolved);
    }
    let reference = ctx.platform.reference();
    if let Some(gone) = loaded.members.iter().find(|siren| !reference.atlas.knows(siren)) {
        whole(Refusal::MemberGone { name: reference.name(gone) });
    }
    if judgement.as_ref().is_some_and(|judgement| !judgement.met) {
        whole(Refusal::ApplicantNotEligible);
    }
    let missing = loaded.members.iter().filter(|siren| !confirmed.contains(siren)).count();
    if missing > 0 {
        whole(Refusal::NotConfirmed { missing });
    }
    blocks.extend(form.blocks(answers, &known(ctx, loaded, answers, &files)?));
    blocks.extend(payable.err());
    Ok(Checked { applicant, judgement, confirmed, files, costs, subsidy, blocks })
}

fn still_open(loaded: &Loaded, now: DateTime<Utc>) -> Result<(), Refusal> {
    let intake = loaded.campaign.intake_of(&loaded.row).ok().flatten().ok_or(Refusal::WaveClosed)?;
    let exception = loaded.row.exception_until.map(|until| until.utc());
    require_open(intake.period.opening(), intake.period.close(), exception, now)
}

async fn confirmed(database: &impl ConnectionTrait, id: ApplicationId) -> Result<BTreeSet<Siren>, Error> {
    let query = application_confirmation::Entity::find().filter(application_confirmation::Column::Application.eq(id));
    Ok(query.all(database).await?.into_iter().map(|row| row.siren).collect())
}

/// Files an application, or files again what was corrected: freezes a copy with the territory, the version of the rules
/// and the amount, under a number. Filing twice is filing once.
///
/// Who: the lead. Refused: everything that [`check`] finds, and rules that changed since the page was drawn
/// (`drawn_version`).
pub async fn file(ctx: &Context, id: ApplicationId, drawn_version: i32) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::locked(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::FileApplication)?;
    let now = ctx.now();
    if loaded.row.state == ApplicationState::Filed {
        return Ok(());
    }
    let state = loaded.row.state.file()?;
    require_written(&loaded.row, now)?;
    if loaded.campaign.version != drawn_version {
        return Err(Refusal::RulesChanged.into());
    }
    let answers = answers_of(&tx, id).await?;
    let checked = check(ctx, &tx, &loaded, &answers).await?;
    if !checked.blocks.is_empty() {
        return Err(FieldRefusals(checked.blocks).into());
    }
    let number = match &loaded.row.number {
        Some(number) => number.clone(),
        None => next_number(&tx, loaded.row.campaign, now).await?,
    };
    let reference = ctx.platform.reference();
    let member = |siren: &Siren| FiledMember {
        siren: *siren,
        insee: reference.insee(siren),
        name: reference.name(siren),
        population: reference.figures(siren).population,
    };
    let project = match loaded.row.project {
        Some(project) => project::Entity::find_by_id(project).one(&tx).await?.map(|project| project.title),
        None => None,
    };
    let file = |row: attachment_table::Model| FiledFile {
        id: row.id,
        field: row.field,
        name: row.name,
        size: row.size,
        sha256: row.sha256,
    };
    let copy = FiledCopy {
        files: checked.files.into_iter().map(file).collect(),
        number: number.clone(),
        filed_at: now,
        rule_version: loaded.campaign.version,
        vintage: reference.atlas.vintage().to_owned(),
        envelope: loaded.row.envelope.clone(),
        lead: loaded.row.siren,
        members: loaded.members.iter().map(member).collect(),
        judgement: checked.judgement,
        applicant: checked.applicant,
        group: loaded.group.as_ref().map(|group| group.name.clone()),
        project,
        form: loaded.form()?.clone(),
        answers,
        costs: checked.costs,
        subsidy: checked.subsidy,
    };
    let (asked, rule_version) = (copy.asked(), copy.rule_version);
    let people = loaded.people(&tx).await?;
    let json = serde_json::to_string(&copy)?;
    let row = loaded
        .put(&tx, |row| {
            row.state = Set(state);
            row.number = Set(Some(number.clone()));
            row.filed_at = Set(Some(now.into()));
            row.rule_version = Set(Some(rule_version));
            row.asked = Set(asked);
            row.filed_copy = Set(Some(json));
            row.correction_until = Set(None);
        })
        .await?;
    notice::tell(&tx, ctx, people, notice::Kind::ApplicationFiled, &row.title, Address::Application(id)).await?;
    let event = Event::ApplicationFiled { application: id, number, cents: asked.cents(), rule_version };
    audit::record(&tx, ctx, event, Some(id.to_string())).await?;
    ctx.commit(tx).await
}

/// The next number of a campaign: the year of the filing, and a place in the order of the first filings.
async fn next_number(tx: &impl ConnectionTrait, id: CampaignId, now: DateTime<Utc>) -> Result<String, Error> {
    // Those that file at the same time wait here for each other.
    ledger::lock_campaign(tx, id).await?;
    let numbered = application::Entity::find()
        .filter(application::Column::Campaign.eq(id))
        .filter(application::Column::Number.is_not_null());
    Ok(format!("{}-{:05}", in_paris(now).format("%Y"), numbered.count(tx).await? + 1))
}

/// Takes an application back; what was promised to it is free again.
///
/// Who: the lead. Refused once something is paid, or refused.
pub async fn withdraw(ctx: &Context, id: ApplicationId) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::locked(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::FileApplication)?;
    if loaded.row.state == ApplicationState::Withdrawn {
        return Ok(());
    }
    let decided = crate::decision::of_application(&tx, id).await?;
    let hidden = decided.first().filter(|decision| decision.publish_at.utc() > ctx.now());
    // Until a decision is published, taking a file back tells nothing of it.
    let shown = hidden.map_or(loaded.row.state, |decision| decision.state_before);
    let state = shown.withdraw()?;
    release(ctx, &tx, &loaded, Euros::ZERO).await?;
    loaded.put(&tx, |row| row.state = Set(state)).await?;
    audit::record(&tx, ctx, Event::ApplicationWithdrawn { application: id }, Some(id.to_string())).await?;
    ctx.commit(tx).await
}

/// What a draft is known by to whoever deletes it: its answers.
pub fn shown_draft(answers: &Answers) -> Shown {
    Shown::of(answers.iter().flat_map(|(field, answer)| [field.as_str(), answer.as_str()]))
}

/// Deletes a draft: nothing of it stays, nor of its files.
///
/// Who: the lead. Refused: [`Refusal::AlreadyFiled`] for what was filed once; [`Refusal::ShownChanged`] when somebody
/// wrote in it since it was read.
pub async fn delete_draft(ctx: &Context, id: ApplicationId) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::locked(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::FileApplication)?;
    if loaded.row.state != ApplicationState::Draft || loaded.row.number.is_some() {
        return Err(Refusal::AlreadyFiled.into());
    }
    ctx.require_shown("", &shown_draft(&answers_of(&tx, id).await?))?;
    let files = attachment::of_application(&tx, id).await?;
    attachment_table::Entity::delete_many().filter(attachment_table::Column::Application.eq(id)).exec(&tx).await?;
    application_answer::Entity::delete_many().filter(application_answer::Column::Application.eq(id)).exec(&tx).await?;
    application_confirmation::Entity::delete_many()
        .filter(application_confirmation::Column::Application.eq(id))
        .exec(&tx)
        .await?;
    application_message::Entity::delete_many()
        .filter(application_message::Column::Application.eq(id))
        .exec(&tx)
        .await?;
    loaded.row.delete(&tx).await?;
    audit::record(&tx, ctx, Event::ApplicationDraftDeleted { application: id }, Some(id.to_string())).await?;
    ctx.commit(tx).await?;
    for file in files {
        attachment::take_away(ctx, file.id).await;
    }
    Ok(())
}

/// The application that the collectivité acted for has already for a choice, if any.
pub async fn existing(ctx: &Context, choice: &Choice) -> Result<Option<ApplicationId>, Error> {
    let siren = ctx.acting_for()?;
    let campaign = running_campaign(ctx.read()).await?;
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

/// Releases what is promised to an application and not paid; gives the amount.
pub(crate) async fn release(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    loaded: &Loaded,
    paid: Euros,
) -> Result<Euros, Error> {
    let rest = if loaded.row.state.is_funded() { loaded.row.granted.less(paid) } else { Euros::ZERO };
    if rest > Euros::ZERO {
        let (application, note) = (Some(loaded.row.id), loaded.row.number.clone().unwrap_or_default());
        let entry = Entry::release(&loaded.pot()?, rest);
        ledger::post(ctx, tx, loaded.row.campaign, vec![Move { id: None, entry, application, note }]).await?;
    }
    Ok(rest)
}

/// What was paid to an application so far.
pub(crate) async fn paid(database: &impl ConnectionTrait, id: ApplicationId) -> Result<Euros, Error> {
    let query = instalment::Entity::find().filter(instalment::Column::Application.eq(id));
    let rows = query.filter(instalment::Column::PaidAt.is_not_null()).all(database).await?;
    Ok(rows.into_iter().map(|row| row.amount).sum())
}

/// A message of a file.
type Message = Text<2, 3000>;

/// Writes a message inside a file; the other side is told, by mail as they chose.
///
/// Who: its collectivités, and those who handle or assess it.
pub async fn write_message(ctx: &Context, id: ApplicationId, text: &str) -> Result<(), Error> {
    let person = ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::locked(&tx, ctx, id).await?;
    let facts = loaded.facts();
    let from_applicant = may(&ctx.actor, Action::WriteApplication, &facts);
    let assessors = crate::assessment::of_application(&tx, id).await?;
    let assesses = assessors
        .iter()
        .any(|row| row.person == person && !matches!(row.state, AssessmentState::Conflict | AssessmentState::Drawn));
    if !from_applicant && !assesses && !may(&ctx.actor, Action::HandleApplication, &facts) {
        return Err(Error::NotFound);
    }
    let mut refusals = FieldRefusals::default();
    let Some(text) = refusals.take("message", Message::parse(text)) else { return Err(refusals.into()) };
    let earlier = application_message::Entity::find().filter(application_message::Column::Application.eq(id));
    let earlier = earlier.filter(application_message::Column::FromApplicant.eq(false)).all(&tx).await?;
    let row = application_message::Model {
        id: MessageId(ctx.platform.new_id()),
        application: id,
        person,
        from_applicant,
        message: text.into_string(),
        at: ctx.now().into(),
    };
    application_message::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    // Whoever of the State's people wrote in the file or assesses it.
    let assessing = assessors.iter().filter(|row| row.state != AssessmentState::Conflict).map(|row| row.person);
    let concerned: Vec<PersonId> = earlier.iter().map(|row| row.person).chain(assessing).collect();
    let people = match from_applicant {
        true if concerned.is_empty() => handlers(&tx, &loaded).await?,
        true => concerned,
        false => loaded.people(&tx).await?,
    };
    notice::tell(&tx, ctx, people, notice::Kind::ApplicationMessage, &loaded.row.title, Address::Application(id))
        .await?;
    audit::record(&tx, ctx, Event::MessageWritten { application: id }, Some(id.to_string())).await?;
    ctx.commit(tx).await
}
