//! What pages read of applications.

use super::{Loaded, answers_of, applicant, check, copy_of, judge, members_of, selected_projects};
use crate::{
    Context, Error,
    assessment::{self, Standing},
    audit::names_of,
    campaign::running::RunningCampaign,
    decision::{
        self,
        disclosure::{self, Hidden},
    },
};
use chrono::{DateTime, Utc};
use entity::{
    application::{ApplicationState, FiledCopy},
    application_form::{Answers, ApplicationForm},
    assessment::AssessmentState,
    campaign::{Call, Envelope, Intake},
    eligibility::{Applicant, Condition, Judgement},
    group::{GroupState, would_add},
    id::{ApplicationId, GroupId, PersonId, ProjectId},
    money::Euros,
    page_number::PageNumber,
    permission::{Action, Facts, StaffRole, may},
    refusal::Refusal,
    siren::Siren,
    subsidy::{Costs, Subsidy},
    table::{
        application, application_message, assessment as assessment_table, attachment as attachment_table,
        decision as decision_table, deployment, group, instalment, person, project,
    },
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::Expr,
};

/// As what somebody looks at an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// For one of its collectivités; its lead or not.
    Applicant { lead: bool },
    /// Handles it.
    Handler,
    /// Was drawn to assess it.
    Assessor,
    /// A curator on a file of prefectures: reads.
    Reader,
}

/// A collectivité of an application.
#[derive(Debug, Clone)]
pub struct Member {
    pub siren: Siren,
    pub name: String,
    pub population: u64,
    pub confirmed: bool,
}

/// An assessment as somebody may see it.
#[derive(Debug, Clone)]
pub struct Assessed {
    pub row: assessment_table::Model,
    pub name: String,
    /// Whether its marks may be seen by who looks.
    pub open: bool,
}

/// Everything that the pages of an application show.
pub struct Detail {
    pub row: application::Model,
    pub campaign: RunningCampaign,
    pub viewer: Viewer,
    /// As who looks may see it.
    pub state: ApplicationState,
    pub group: Option<group::Model>,
    pub project: Option<project::Model>,
    pub members: Vec<Member>,
    pub applicant: Applicant,
    pub judgement: Option<Judgement>,
    /// As it is being written.
    pub answers: Answers,
    /// As they are attached now.
    pub files: Vec<attachment_table::Model>,
    pub copy: Option<FiledCopy>,
    pub costs: Option<Costs>,
    pub subsidy: Subsidy,
    /// What keeps it from being filed; empty once it is.
    pub blocks: Vec<(String, Refusal)>,
    /// What changed since it was filed.
    pub changed: Option<Refusal>,
    pub decision: Option<decision_table::Model>,
    /// What assessors gave as reasons, for the applicant, once the decision is published.
    pub reasons: Vec<String>,
    pub assessments: Vec<Assessed>,
    pub standing: Standing,
    pub messages: Vec<(application_message::Model, String)>,
    pub instalments: Vec<instalment::Model>,
    pub deployments: Vec<deployment::Model>,
}

impl Detail {
    /// The envelope that it applies to.
    pub fn envelope(&self) -> Result<&Envelope, Error> {
        self.campaign.envelope(&self.row.envelope)
    }

    /// The form that it is written in.
    pub fn form(&self) -> Result<&ApplicationForm, Error> {
        self.campaign.form_of(&self.row.envelope)
    }

    /// The intake in which it is.
    pub fn intake(&self) -> Option<Intake> {
        self.campaign.intake_of(&self.row).ok().flatten()
    }

    /// What was paid so far.
    pub fn paid(&self) -> Euros {
        self.instalments.iter().filter(|one| one.paid_at.is_some()).map(|one| one.amount).sum()
    }

    /// Whether who looks may write in it now.
    pub fn is_written(&self) -> bool {
        matches!(self.viewer, Viewer::Applicant { .. }) && self.row.state.is_written()
    }
}

/// An application that the actor may see, and as what, or [`Error::NotFound`]; with its assessments. An assessor who
/// has not said yet whether there is a link is [`Error::Forbidden`]: the declaration comes before the file.
pub(crate) async fn seen(
    ctx: &Context,
    id: ApplicationId,
) -> Result<(Loaded, Viewer, Vec<assessment_table::Model>), Error> {
    let row = application::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    let loaded = Loaded::of(ctx.read(), row).await?;
    loaded.require_readable(ctx)?;
    let facts = loaded.facts();
    let person = ctx.person()?;
    let assessments = assessment::of_application(ctx.read(), id).await?;
    let own = assessments.iter().find(|one| one.person == person).map(|one| one.state);
    let viewer = match own {
        _ if may(&ctx.actor, Action::WriteApplication, &facts) => {
            Viewer::Applicant { lead: may(&ctx.actor, Action::FileApplication, &facts) }
        }
        Some(AssessmentState::Drawn) => return Err(Error::Forbidden),
        Some(AssessmentState::Conflict) => return Err(Error::NotFound),
        _ if may(&ctx.actor, Action::HandleApplication, &facts) => Viewer::Handler,
        Some(AssessmentState::Reading | AssessmentState::Submitted | AssessmentState::Settled) => Viewer::Assessor,
        None => match ctx.actor.staff {
            Some(StaffRole::Curator) => Viewer::Reader,
            _ => return Err(Error::NotFound),
        },
    };
    // A draft is its collectivités' own, until its intake is closed: then those who handle files may have to grant an
    // exception.
    let intake = loaded.campaign.intake_of(&loaded.row)?;
    let closed = intake.is_none_or(|intake| ctx.now() >= intake.period.close());
    match (loaded.row.number.is_none(), viewer) {
        (false, _) | (true, Viewer::Applicant { .. }) => {}
        (true, Viewer::Handler) if closed => {}
        (true, Viewer::Handler | Viewer::Assessor | Viewer::Reader) => return Err(Error::NotFound),
    }
    Ok((loaded, viewer, assessments))
}

/// The form in which an application that the actor may see is written.
pub async fn form(ctx: &Context, id: ApplicationId) -> Result<ApplicationForm, Error> {
    Ok(seen(ctx, id).await?.0.form()?.clone())
}

/// Messages shown on the page of an application: the latest.
const MESSAGES: u64 = 200;

/// Everything that the pages of an application show, to whom [`seen`] lets see it.
pub async fn detail(ctx: &Context, id: ApplicationId) -> Result<Detail, Error> {
    let (mut loaded, viewer, assessments) = seen(ctx, id).await?;
    let person = ctx.person()?;
    let project = match loaded.row.project {
        Some(project) => project::Entity::find_by_id(project).one(ctx.read()).await?,
        None => None,
    };
    let reference = ctx.platform.reference();
    let answers = answers_of(ctx.read(), id).await?;
    let checked = check(ctx, ctx.read(), &loaded, &answers).await?;
    let member = |siren: &Siren| Member {
        siren: *siren,
        name: reference.name(siren),
        population: reference.figures(siren).population,
        confirmed: checked.confirmed.contains(siren),
    };
    let standing = Standing::of(loaded.envelope()?, &assessments);
    let applicant_looks = matches!(viewer, Viewer::Applicant { .. });
    let mut decisions = decision::of_application(ctx.read(), id).await?;
    // What is not published is there for those who decide alone; what was decided before still is for everybody.
    let decides = matches!(viewer, Viewer::Handler | Viewer::Reader);
    let hidden = if decides { Hidden::default() } else { Hidden::among(&decisions, ctx.now()) };
    let shown_state = hidden.state(loaded.row.state);
    if hidden.is_some() {
        decisions.retain(|decision| decision.publish_at.utc() <= ctx.now());
        loaded.row.state = shown_state;
        loaded.row.granted = Euros::ZERO;
    }
    let decision = decisions.into_iter().next().filter(|_| loaded.row.state != ApplicationState::Withdrawn);
    let people: Vec<PersonId> = assessments.iter().map(|one| one.person).collect();
    let messages = application_message::Entity::find()
        .filter(application_message::Column::Application.eq(id))
        .order_by_desc(application_message::Column::At)
        .order_by_desc(application_message::Column::Id)
        .limit(MESSAGES)
        .all(ctx.read())
        .await?;
    let messages: Vec<_> = messages.into_iter().rev().collect();
    let people: Vec<PersonId> = people.into_iter().chain(messages.iter().map(|message| message.person)).collect();
    let names = names_of(ctx.read(), &people).await?;
    let name = |person: PersonId| names.get(&person).cloned().unwrap_or_else(|| "Personne partie".to_owned());
    let assessed = |row: assessment_table::Model| Assessed {
        name: name(row.person),
        open: row.person == person || (standing.all_in && row.state.is_in()),
        row,
    };
    let instalments = instalment::Entity::find()
        .filter(instalment::Column::Application.eq(id))
        .order_by_asc(instalment::Column::AskedAt)
        .all(ctx.read())
        .await?;
    let deployments = deployment::Entity::find().filter(deployment::Column::Application.eq(id)).all(ctx.read()).await?;
    Ok(Detail {
        viewer,
        state: shown_state,
        members: loaded.members.iter().map(member).collect(),
        judgement: checked.judgement,
        applicant: checked.applicant,
        files: checked.files,
        copy: copy_of(&loaded.row)?,
        costs: checked.costs,
        subsidy: checked.subsidy,
        changed: loaded.changed_since_filing(ctx).filter(|_| !applicant_looks),
        // Reasons go to the applicant with the decision, without names.
        reasons: match (&decision, applicant_looks) {
            (Some(_), true) => {
                assessments.iter().filter(|one| one.state.is_in()).map(|one| one.reason.clone()).collect()
            }
            _ => Vec::new(),
        },
        decision,
        // An applicant never sees who assessed, nor a mark.
        assessments: if applicant_looks { Vec::new() } else { assessments.into_iter().map(assessed).collect() },
        standing: if applicant_looks { Standing::default() } else { standing },
        messages: messages
            .into_iter()
            .map(|message| match applicant_looks && !message.from_applicant {
                true => (message, "L’équipe qui instruit".to_owned()),
                false => (message.clone(), name(message.person)),
            })
            .collect(),
        instalments,
        deployments,
        blocks: if loaded.row.state.is_written() { checked.blocks } else { Vec::new() },
        project,
        group: loaded.group,
        answers,
        row: loaded.row,
        campaign: loaded.campaign,
    })
}

/// What an assessor who was drawn sees before saying whether there is a link: who applies, and for what.
pub struct Announced {
    pub row: application::Model,
    pub members: Vec<(Siren, String)>,
    pub state: AssessmentState,
    /// The link that is proposed, if any.
    pub proposed: Option<ProposedLink>,
}

/// Why a link of interest is likely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposedLink {
    /// The assessor may act for one of the collectivités.
    ActsFor,
    /// The assessor may act for another of the same département.
    ActsNearby,
    /// The assessor lives in the département of one of them.
    LivesThere,
}

/// What [`Announced`] says. Who: an assessor who was drawn.
pub async fn announced(ctx: &Context, id: ApplicationId) -> Result<Announced, Error> {
    let person_id = ctx.person()?;
    let part = assessment_table::Entity::find_by_id((id, person_id)).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    let row = application::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    let members = members_of(ctx.read(), row.group_id, row.siren).await?;
    let reference = ctx.platform.reference();
    let acts = entity::table::membership::Entity::find()
        .filter(entity::table::membership::Column::Person.eq(person_id))
        .all(ctx.read())
        .await?;
    let departement = |siren: &Siren| reference.find(siren).and_then(|found| found.departement.clone());
    let residence = person::Entity::find_by_id(person_id).one(ctx.read()).await?.and_then(|row| row.residence);
    let theirs: Vec<String> = members.iter().filter_map(&departement).collect();
    let acts_for = acts.iter().any(|row| members.contains(&row.siren));
    let acts_nearby = acts.iter().filter_map(|row| departement(&row.siren)).any(|code| theirs.contains(&code));
    let lives_there = residence.is_some_and(|code| theirs.contains(&code));
    let proposed = match (acts_for, acts_nearby, lives_there) {
        (true, _, _) => Some(ProposedLink::ActsFor),
        (false, true, _) => Some(ProposedLink::ActsNearby),
        (false, false, true) => Some(ProposedLink::LivesThere),
        (false, false, false) => None,
    };
    let members = members.iter().map(|siren| (*siren, reference.name(siren))).collect();
    Ok(Announced { row, members, state: part.state, proposed })
}

/// A line of a list of applications, without its text.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Line {
    pub id: ApplicationId,
    pub envelope: String,
    pub wave: Option<i32>,
    pub project: Option<ProjectId>,
    pub siren: Siren,
    pub departement: String,
    pub state: ApplicationState,
    pub title: String,
    pub number: Option<String>,
    pub filed_at: Option<i64>,
    pub asked: i64,
    pub granted: i64,
    pub correction_until: Option<i64>,
}

impl Line {
    /// Until when it is to be corrected.
    pub fn corrected_until(&self) -> Option<DateTime<Utc>> {
        self.correction_until.and_then(DateTime::from_timestamp_millis)
    }
}

pub(crate) fn lines(query: sea_orm::Select<application::Entity>) -> sea_orm::Select<application::Entity> {
    use application::Column as C;
    query.select_only().columns([
        C::Id,
        C::Envelope,
        C::Wave,
        C::Project,
        C::Siren,
        C::Departement,
        C::State,
        C::Title,
        C::Number,
        C::FiledAt,
        C::Asked,
        C::Granted,
        C::CorrectionUntil,
    ])
}

/// The applications in which a collectivité has a part, the latest first, with its groups'. Two statements. Decisions
/// that are not published yet are not told.
pub async fn of_collectivity(ctx: &Context, siren: &Siren) -> Result<Vec<Line>, Error> {
    let groups: Vec<GroupId> = crate::group::query::of_collectivity(ctx, siren)
        .await?
        .into_iter()
        .filter(|(_, state)| state.counts())
        .map(|(group, _)| group.id)
        .collect();
    let mine = sea_orm::Condition::any()
        .add(application::Column::Siren.eq(siren.as_str()))
        .add(application::Column::GroupId.is_in(groups.iter().map(|group| group.0)));
    let query = lines(application::Entity::find().filter(mine)).order_by_desc(application::Column::OpenedAt);
    let mut found = query.into_model::<Line>().all(ctx.read()).await?;
    let ids: Vec<ApplicationId> = found.iter().map(|line| line.id).collect();
    let hidden = disclosure::of_applications(ctx.read(), &ids, ctx.now()).await?;
    for line in &mut found {
        if let Some(hidden) = hidden.get(&line.id) {
            line.state = hidden.state(line.state);
            line.granted = 0;
        }
    }
    Ok(found)
}

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
    pub all: u64,
    /// The page shown, counted from 1.
    pub page: u64,
    /// How many wait for a first look, for assessors or a decision, for a payment.
    pub by_state: Vec<(ApplicationState, u64)>,
}

/// The files that the actor handles: what waits first, by deadline, then by what was filed first. Five statements at
/// most.
///
/// Who: curators, what the programme decides on; a prefecture's officer, what their prefecture does.
pub async fn desk(ctx: &Context, campaign: &RunningCampaign, filter: &Filter) -> Result<Desk, Error> {
    ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let by_prefect = |envelope: &&Envelope| envelope.decided_by == entity::campaign::Authority::Prefect;
    let codes = campaign.spec.envelopes.iter().filter(by_prefect).map(|envelope| envelope.code.as_str());
    let mut base = application::Entity::find().filter(application::Column::Campaign.eq(campaign.id));
    base = match (&ctx.actor.departement, ctx.actor.staff) {
        (Some(departement), Some(StaffRole::Prefecture)) => base
            .filter(application::Column::Envelope.is_in(codes))
            .filter(application::Column::Departement.eq(departement)),
        (_, Some(StaffRole::Curator)) => base.filter(application::Column::Envelope.is_not_in(codes)),
        _ => return Err(Error::Forbidden),
    };
    let by_state = base
        .clone()
        .select_only()
        .column(application::Column::State)
        .column_as(application::Column::Id.count(), "count")
        .group_by(application::Column::State);
    let counts: Vec<(ApplicationState, i64)> = by_state.into_tuple().all(ctx.read()).await?;
    let instalments = waiting_instalments(ctx, base.clone()).await?;
    let mut query = base;
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
    let all = query.clone().count(ctx.read()).await?;
    let page = filter.page.within(all, PAGE);
    let query = lines(query)
        // Databases do not agree on where no date comes: after all dates.
        .order_by_asc(application::Column::CorrectionUntil.is_null())
        .order_by_asc(application::Column::CorrectionUntil)
        .order_by_asc(application::Column::FiledAt)
        .order_by_asc(application::Column::Id)
        .limit(PAGE)
        .offset(page.offset(PAGE));
    let lines = query.into_model::<Line>().all(ctx.read()).await?;
    let mut by_state: Vec<_> = counts.into_iter().map(|(state, n)| (state, u64::try_from(n).unwrap_or(0))).collect();
    by_state.sort_unstable();
    Ok(Desk { instalments, lines, all, page: page.get(), by_state })
}

/// The instalments that wait, of these applications. Two statements, or one where none waits.
async fn waiting_instalments(ctx: &Context, base: sea_orm::Select<application::Entity>) -> Result<Vec<Waiting>, Error> {
    let ids = base.clone().select_only().column(application::Column::Id).into_query();
    let rows = instalment::Entity::find()
        .filter(instalment::Column::PaidAt.is_null())
        .filter(instalment::Column::RefusedAt.is_null())
        .filter(instalment::Column::Application.in_subquery(ids))
        .order_by_asc(instalment::Column::AskedAt)
        .limit(PAGE)
        .all(ctx.read())
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let of = base.filter(application::Column::Id.is_in(rows.iter().map(|row| row.application.0)));
    let of = lines(of).into_model::<Line>().all(ctx.read()).await?;
    let with_line = |row: instalment::Model| {
        let line = of.iter().find(|line| line.id == row.application)?.clone();
        Some(Waiting { instalment: row, of: line })
    };
    Ok(rows.into_iter().filter_map(with_line).collect())
}

/// An envelope that one may apply to, and what the collectivité acted for finds there.
pub struct CallView {
    /// The collectivité itself, where one may apply alone.
    pub alone: Option<Considered>,
    /// Its groups, each judged.
    pub groups: Vec<(group::Model, Considered)>,
    /// The selected projects, of a call to pilot.
    pub projects: Vec<project::Model>,
}

/// An applicant considered for an envelope.
#[derive(Debug, Clone)]
pub struct Considered {
    pub judgement: Option<Judgement>,
    /// Who nearby could complete the group: the name, and the inhabitants that they would add.
    pub nearby: Vec<(Siren, String, u64)>,
}

impl Considered {
    /// Whether it may apply.
    pub fn is_eligible(&self) -> bool {
        self.judgement.as_ref().is_none_or(|judgement| judgement.met)
    }
}

async fn consider(ctx: &Context, envelope: &Envelope, members: &[Siren], group: bool) -> Result<Considered, Error> {
    let judgement = judge(envelope, &applicant(ctx, ctx.read(), members).await?);
    let nearby = match &judgement {
        Some(judgement) if group && !judgement.met => nearby(ctx, members, judgement),
        _ => Vec::new(),
    };
    Ok(Considered { judgement, nearby })
}

/// How many are named at most.
const NEARBY: usize = 5;

/// Who could bring what is missing, among the bodies of the départements in which the members are: those that hold a
/// département's powers, and those that would bring enough inhabitants with the least excess, else the most populous.
fn nearby(ctx: &Context, members: &[Siren], judgement: &Judgement) -> Vec<(Siren, String, u64)> {
    let reference = ctx.platform.reference();
    let parts = reference.atlas.by_departement(&reference.atlas.union(members));
    let near =
        |departement: Option<&String>| departement.is_some_and(|code| parts.iter().any(|part| part.code == *code));
    let mut found: Vec<(Siren, String, u64)> = Vec::new();
    for lacking in judgement.lacking() {
        let wanted = match lacking.condition {
            Condition::Departement(true) => None,
            Condition::Inhabitants(_) => Some(lacking.missing),
            _ => continue,
        };
        let bodies = reference.collectivities().filter(|body| {
            !members.contains(&body.siren)
                && match wanted {
                    None => reference.atlas.holds_departement_powers(&body.siren),
                    Some(_) => body.kind == entity::collectivity::Kind::Epci,
                }
                && (near(body.departement.as_ref()) || overlaps(&reference, &body.siren, members))
        });
        let mut bodies: Vec<_> = bodies
            .map(|body| (body.siren, body.name.clone(), would_add(&reference.atlas, members, &body.siren)))
            .filter(|(_, _, adds)| wanted.is_none() || *adds > 0)
            .collect();
        bodies.sort_by_key(|(siren, _, adds)| {
            let enough = wanted.is_none_or(|wanted| *adds >= wanted);
            (!enough, if enough { *adds } else { u64::MAX - *adds }, *siren)
        });
        found.extend(bodies.into_iter().take(NEARBY));
    }
    found
}

/// Whether a body has communes in common with these members: a département with its own intercommunal bodies.
fn overlaps(reference: &crate::reference::Reference, siren: &Siren, members: &[Siren]) -> bool {
    reference.figures(siren).population > would_add(&reference.atlas, members, siren)
}

/// What the collectivité acted for finds at an envelope.
pub async fn call(ctx: &Context, campaign: &RunningCampaign, envelope: &Envelope) -> Result<CallView, Error> {
    let projects = match envelope.call {
        Some(Call::Pilot) => {
            let selected = selected_projects(ctx, campaign.id).await?;
            let query = project::Entity::find().filter(project::Column::Id.is_in(selected.iter().map(|id| id.0)));
            query.order_by_asc(project::Column::Title).all(ctx.read()).await?
        }
        _ => Vec::new(),
    };
    let Some(siren) = ctx.actor.acting.as_ref().map(|acting| acting.siren) else {
        return Ok(CallView { alone: None, groups: Vec::new(), projects });
    };
    let alone = match envelope.applicant.takes(false) {
        true => Some(consider(ctx, envelope, &[siren], false).await?),
        false => None,
    };
    let mut groups = Vec::new();
    if envelope.applicant.takes(true) {
        let query = group::Entity::find()
            .filter(group::Column::Campaign.eq(campaign.id))
            .filter(group::Column::Lead.eq(siren.as_str()))
            .filter(group::Column::State.ne(GroupState::Dissolved));
        for row in query.order_by_asc(group::Column::OpenedAt).all(ctx.read()).await? {
            let members = members_of(ctx.read(), Some(row.id), siren).await?;
            let considered = consider(ctx, envelope, &members, true).await?;
            groups.push((row, considered));
        }
    }
    Ok(CallView { alone, groups, projects })
}

/// What files ask for together.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Asked {
    pub envelope: String,
    pub wave: Option<i32>,
    pub departement: String,
    pub project: Option<ProjectId>,
    /// In cents.
    pub asked: i64,
}

/// What the files of a campaign ask for that are neither refused nor taken back, by all that says where their money
/// lies. One statement.
pub async fn asked(ctx: &Context, campaign: &RunningCampaign) -> Result<Vec<Asked>, Error> {
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
