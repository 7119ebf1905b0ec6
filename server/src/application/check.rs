//! What an application comes to, and what blocks it.

use super::{
    answers::confirmed,
    applicant::{applicant, judge},
    loaded::Loaded,
};
use crate::{Context, Error};
use chrono::{DateTime, Utc};
use entity::{
    application::{ApplicationState, require_open},
    application_form::{Answers, ApplicationForm, FieldKind, FormFacts},
    campaign::{Call, Envelope},
    eligibility::{Applicant, Judgement},
    form_field::{self, FieldName},
    group::GroupState,
    money::Euros,
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    subsidy::{Costs, Subsidy, flat, subsidy},
    table::attachment as attachment_table,
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;

/// What the check of a form must know of an application.
pub(super) fn known(
    ctx: &Context,
    loaded: &Loaded,
    answers: &Answers,
    attachments: &[attachment_table::Model],
) -> Result<FormFacts, Error> {
    let reference = ctx.platform.reference();
    let asked = loaded.form()?.fields().filter(|field| field.kind == FieldKind::Collectivity);
    let collectivities = asked.filter_map(|field| answers.get(&field.code)).filter_map(|text| Siren::parse(text).ok());
    Ok(FormFacts {
        attachments: attachments.iter().map(|one| one.field.clone()).collect(),
        items: loaded.envelope()?.items.iter().map(|item| item.code.clone()).collect(),
        collectivities: collectivities.filter(|siren| reference.find(siren).is_some()).collect(),
    })
}

/// What an application would get, by what is answered: costs where there are any, the amount with its reasoning, and
/// what keeps it from being paid.
pub(super) fn computed(
    envelope: &Envelope,
    form: &ApplicationForm,
    answers: &Answers,
) -> (Option<Costs>, Subsidy, Result<(), Refusal>) {
    if envelope.call == Some(Call::Catalogue) {
        let chosen = form.items(answers);
        let items = envelope.items.iter().filter(|item| chosen.contains(&item.code));
        return (None, flat(items.map(|item| Euros::from_euros(item.amount))), Ok(()));
    }
    match form.cost_table(answers).read() {
        Ok(costs) => {
            let (subsidy, outcome) = subsidy(&costs, &envelope.terms());
            (Some(costs), subsidy, outcome)
        }
        // Each wrong line is told by the form.
        Err(_) => (None, Subsidy { steps: Vec::new(), amount: Euros::ZERO }, Ok(())),
    }
}

/// An application checked as it stands: what it adds up to, and what keeps it from being submitted now.
pub(crate) struct Checked {
    pub applicant: Applicant,
    pub judgement: Option<Judgement>,
    /// The collectivités that confirmed their part.
    pub confirmed: BTreeSet<Siren>,
    pub attachments: Vec<attachment_table::Model>,
    pub costs: Option<Costs>,
    pub subsidy: Subsidy,
    /// Field by field; the empty name stands for the application as a whole.
    pub blocks: FieldRefusals,
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
    let attachments = crate::attachment::stored::of_application(database, loaded.row.id).await?;
    let (costs, subsidy, payable) = computed(envelope, form, answers);
    let mut blocks = FieldRefusals::default();
    let mut whole = |refusal: Refusal| blocks.add(FieldName::WHOLE, refusal);
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
    blocks.extend(form.blocks(answers, &known(ctx, loaded, answers, &attachments)?));
    blocks.take(form_field::COSTS, payable);
    Ok(Checked { applicant, judgement, confirmed, attachments, costs, subsidy, blocks })
}

pub(super) fn still_open(loaded: &Loaded, now: DateTime<Utc>) -> Result<(), Refusal> {
    let intake = loaded.campaign.intake_of(&loaded.row).ok().flatten().ok_or(Refusal::WaveClosed)?;
    let exception = loaded.row.exception_until.map(|until| until.utc());
    require_open(intake.period.opening(), intake.period.close(), exception, now)
}
