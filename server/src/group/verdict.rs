//! What each envelope says of a group: whether it may apply, and what it lacks.

use super::query::Detail;
use crate::{
    Context, Error,
    application::{
        applicant::applicant,
        remedy::{Lacking, Remedy, remedy},
    },
    campaign::loaded::StoredCampaign,
};
use entity::{
    campaign::{Campaign, Envelope, Intake},
    eligibility::{Applicant, Judgement},
    group::{GroupState, MemberState},
    siren::Siren,
};
use sea_orm::ConnectionTrait;

/// What an envelope says of a group.
#[derive(Debug, Clone)]
pub struct EnvelopeVerdict {
    pub code: String,
    pub title: String,
    /// None where every group may apply.
    pub judgement: Option<Judgement>,
    /// Who would bring what lacks, where one would: who waits for an answer, or a département.
    pub remedy: Option<Remedy>,
    pub standing: IntakeStanding,
}

/// Whether one may apply to an envelope now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntakeStanding {
    ToCome(Intake),
    Open(Intake),
    Closed,
}

impl EnvelopeVerdict {
    /// Whether the group may apply, now or when it opens.
    pub fn is_eligible(&self) -> bool {
        self.judgement.as_ref().is_none_or(|judgement| judgement.met)
    }
}

/// The envelopes to which groups apply, each with its own condition: that of the vote's envelope is one for projects
/// and their groups, and counts here too.
pub(super) fn for_groups(campaign: &Campaign) -> impl Iterator<Item = &Envelope> {
    campaign.envelopes.iter().filter(|envelope| envelope.call.is_some() && envelope.applicant.takes(true))
}

/// What each envelope says of a group as it stands; of one that is submitted, by the figures that were frozen. One
/// statement.
pub async fn verdicts(
    ctx: &Context,
    campaign: &StoredCampaign,
    detail: &Detail,
) -> Result<Vec<EnvelopeVerdict>, Error> {
    let counting = detail.members.iter().filter(|member| member.state.counts());
    let members: Vec<Siren> = counting.map(|member| member.siren).collect();
    let in_state = |wanted: MemberState| {
        let of = detail.members.iter().filter(move |member| member.state == wanted);
        of.map(|member| member.siren)
    };
    let waiting: Vec<Siren> = in_state(MemberState::Requested).chain(in_state(MemberState::Invited)).collect();
    let applicant = Applicant {
        population: detail.meter.population,
        departements: detail.meter.departements,
        ..applicant(ctx, ctx.read(), &members).await?
    };
    let forming = detail.group.state == GroupState::Forming;
    let verdict = |envelope: &Envelope| {
        let judgement = envelope.eligibility.as_ref().map(|condition| condition.judge(&applicant));
        let lacking = judgement.as_ref().filter(|judgement| forming && !judgement.met);
        EnvelopeVerdict {
            code: envelope.code.clone(),
            title: envelope.title.clone(),
            remedy: lacking.and_then(|judgement| {
                let (members, waiting, applicant) = (&members, &waiting, &applicant);
                remedy(ctx, &Lacking { members, waiting, applicant, judgement })
            }),
            judgement,
            standing: standing(ctx, campaign, envelope),
        }
    };
    Ok(for_groups(&campaign.spec).map(verdict).collect())
}

fn standing(ctx: &Context, campaign: &StoredCampaign, envelope: &Envelope) -> IntakeStanding {
    let (calendar, now) = (&campaign.spec.calendar, ctx.now());
    let next = || envelope.intakes(calendar).into_iter().find(|intake| now < intake.period.opening());
    match envelope.open_intake(calendar, now) {
        Some(intake) => IntakeStanding::Open(intake),
        None => next().map_or(IntakeStanding::Closed, IntakeStanding::ToCome),
    }
}

/// Whether these members meet the condition of an envelope to which groups apply. One statement.
pub(super) async fn meets_one(
    ctx: &Context,
    database: &impl ConnectionTrait,
    campaign: &Campaign,
    members: &[Siren],
) -> Result<bool, Error> {
    let applicant = applicant(ctx, database, members).await?;
    let meets =
        |envelope: &Envelope| envelope.eligibility.as_ref().is_none_or(|condition| condition.is_met(&applicant));
    Ok(for_groups(campaign).any(meets))
}
