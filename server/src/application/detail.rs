//! One application, as far as whoever looks may see it.

use super::{
    answers::answers_of,
    check::check,
    loaded::{Loaded, copy_of},
};
use crate::assessment::standing::{self, Standing};
use crate::{
    Context, Error,
    audit::names_of,
    bank_account::stored::{self as bank_account, Account},
    campaign::loaded::{StoredCampaign, campaign_of},
    convention::stored as convention,
    decision::disclosure::Hidden,
};
use entity::{
    application::{ApplicationState, Submission},
    application_form::{Answers, ApplicationForm},
    assessment::AssessmentState,
    campaign::{Envelope, Intake},
    convention::ConventionTemplate,
    eligibility::{Applicant, Judgement},
    id::{ApplicationId, PersonId},
    money::Euros,
    permission::{Action, StaffRole, may},
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    subsidy::{Costs, Subsidy},
    table::{
        application, application_message, assessment as assessment_table, attachment as attachment_table,
        convention as convention_table, decision as decision_table, deployment, group, instalment, project,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use wording::{HANDLING_TEAM, PERSON_GONE};

/// As what somebody looks at an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// For one of its collectivités; its lead or not.
    Applicant { lead: bool },
    /// Handles it.
    Handler,
    /// Was assigned to assess it.
    Assessor,
    /// A curator on an application of prefectures: reads.
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
    pub campaign: StoredCampaign,
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
    pub attachments: Vec<attachment_table::Model>,
    pub copy: Option<Submission>,
    pub costs: Option<Costs>,
    pub subsidy: Subsidy,
    /// What keeps it from being submitted; empty once it is.
    pub blocks: FieldRefusals,
    /// What changed since it was submitted.
    pub changed: Option<Refusal>,
    pub decision: Option<decision_table::Model>,
    /// What assessors gave as reasons, for the applicant, once the decision is published.
    pub reasons: Vec<String>,
    pub assessments: Vec<Assessed>,
    pub standing: Standing,
    pub messages: Vec<(application_message::Model, String)>,
    pub instalments: Vec<instalment::Model>,
    pub deployments: Vec<deployment::Model>,
    pub funding: Funding,
}

/// What goes with the money of an application that was accepted.
#[derive(Debug, Default)]
pub struct Funding {
    /// What conventions say, where the campaign has them drawn up here.
    pub template: Option<ConventionTemplate>,
    pub convention: Option<convention_table::Model>,
    /// Where it is paid to; None where the campaign does not ask, and for who neither applies nor pays.
    pub account: Option<Account>,
}

/// What goes with the money, as who looks may see it: three statements, or none before money was granted.
async fn funding(ctx: &Context, loaded: &Loaded, viewer: Viewer) -> Result<Funding, Error> {
    if !loaded.row.state.is_funded() {
        return Ok(Funding::default());
    }
    let id = loaded.row.id;
    let spec = campaign_of(ctx.read(), loaded.row.campaign).await?.spec;
    // Whoever sees the site as one who pays, pays nothing.
    let pays = viewer == Viewer::Handler && ctx.actor.viewing.is_none();
    let account = match viewer {
        Viewer::Applicant { .. } | Viewer::Handler if spec.iban => {
            Some(bank_account::of_application(ctx, id, pays).await?)
        }
        Viewer::Applicant { .. } | Viewer::Handler | Viewer::Assessor | Viewer::Reader => None,
    };
    Ok(Funding { template: spec.convention.clone(), convention: convention::find(ctx.read(), id).await?, account })
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
/// has not said yet whether there is a link is [`Error::Forbidden`]: the declaration comes before the application.
pub(crate) async fn seen(
    ctx: &Context,
    id: ApplicationId,
) -> Result<(Loaded, Viewer, Vec<assessment_table::Model>), Error> {
    let row = application::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    let loaded = Loaded::of(ctx.read(), row).await?;
    loaded.require_readable(ctx)?;
    let facts = loaded.facts();
    let person = ctx.person()?;
    let assessments = standing::of_application(ctx.read(), id).await?;
    let own = assessments.iter().find(|one| one.person == person).map(|one| one.state);
    let viewer = match own {
        _ if may(&ctx.actor, Action::WriteApplication, &facts) => {
            Viewer::Applicant { lead: may(&ctx.actor, Action::SubmitApplication, &facts) }
        }
        Some(AssessmentState::Assigned) => return Err(Error::Forbidden),
        Some(AssessmentState::Conflict) => return Err(Error::NotFound),
        _ if may(&ctx.actor, Action::HandleApplication, &facts) => Viewer::Handler,
        Some(AssessmentState::Reading | AssessmentState::Submitted | AssessmentState::Settled) => Viewer::Assessor,
        None => match ctx.actor.staff {
            Some(StaffRole::Curator) => Viewer::Reader,
            _ => return Err(Error::NotFound),
        },
    };
    // A draft is its collectivités' own, until its intake is closed: then those who handle applications may have to
    // grant an exception.
    let intake = loaded.campaign.intake_of(&loaded.row)?;
    let closed = intake.is_none_or(|intake| ctx.now() >= intake.period.close());
    match (loaded.row.number.is_none(), viewer) {
        (false, _) | (true, Viewer::Applicant { .. }) => {}
        (true, Viewer::Handler) if closed => {}
        (true, Viewer::Handler | Viewer::Assessor | Viewer::Reader) => return Err(Error::NotFound),
    }
    Ok((loaded, viewer, assessments))
}

/// Messages shown on the page of an application: the latest.
pub(super) const MESSAGES: u64 = 200;

/// Everything that the pages of an application show, to whom [`seen`] lets see it.
pub async fn detail(ctx: &Context, id: ApplicationId) -> Result<Detail, Error> {
    let (loaded, viewer, assessments) = seen(ctx, id).await?;
    of(ctx, loaded, viewer, assessments).await
}

/// Everything that its pages show of an application that was loaded for who looks.
pub(super) async fn of(
    ctx: &Context,
    mut loaded: Loaded,
    viewer: Viewer,
    assessments: Vec<assessment_table::Model>,
) -> Result<Detail, Error> {
    let (id, person) = (loaded.row.id, ctx.person()?);
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
    let mut decisions = crate::decision::stored::of_application(ctx.read(), id).await?;
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
    let name = |person: PersonId| names.get(&person).cloned().unwrap_or_else(|| PERSON_GONE.to_owned());
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
    let funding = funding(ctx, &loaded, viewer).await?;
    let deployments = deployment::Entity::find().filter(deployment::Column::Application.eq(id)).all(ctx.read()).await?;
    Ok(Detail {
        viewer,
        state: shown_state,
        members: loaded.members.iter().map(member).collect(),
        judgement: checked.judgement,
        applicant: checked.applicant,
        attachments: checked.attachments,
        copy: copy_of(&loaded.row)?,
        costs: checked.costs,
        subsidy: checked.subsidy,
        changed: loaded.changed_since_submission(ctx).filter(|_| !applicant_looks),
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
                true => (message, HANDLING_TEAM.to_owned()),
                false => (message.clone(), name(message.person)),
            })
            .collect(),
        instalments,
        deployments,
        funding,
        blocks: if loaded.row.state.is_written() { checked.blocks } else { FieldRefusals::default() },
        project,
        group: loaded.group,
        answers,
        row: loaded.row,
        campaign: loaded.campaign,
    })
}
