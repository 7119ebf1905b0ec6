//! What is done on the page of a collectivité's people.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::shown::SHOWN,
};
use axum::extract::Path;
use entity::{
    address::Address,
    done::Done,
    form_field,
    id::{JointActId, PersonId},
    mandate::{MandateForm, Rank},
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
};
use server::{
    joint_act, mandate,
    membership::{self, Answered, InvitationForm},
};

/// What the reason of somebody's end as a referent is of.
pub fn end_of_charge(person: PersonId) -> String {
    format!("referent-{person}")
}

/// What the reason of the end of somebody's membership is of.
pub fn end_of_membership(person: PersonId) -> String {
    format!("fin-{person}")
}

/// What the reason of the end of a mandate is of.
pub fn end_of_mandate(rank: Rank) -> String {
    format!("mandat-{}", rank.code())
}

/// Invites somebody by mail.
pub async fn invite(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<After, Failure> {
    let text = |name: &str| fields.text(name);
    let form = InvitationForm { email: text("email"), capacity: text("capacity"), title: text("title") };
    membership::invite(&visit.ctx, &siren, &form, &visit.browser.network).await?;
    Ok(back(&visit, siren, Done::PersonInvited))
}

/// Takes an invitation back.
pub async fn take_back(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<After, Failure> {
    membership::take_back(&visit.ctx, &siren, &fields.text(form_field::INVITATION)).await?;
    Ok(back(&visit, siren, Done::PersonInvitationTakenBack))
}

/// Confirms or declines a request.
pub async fn answer(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<After, Failure> {
    let (person, shown) = (fields.parse::<PersonId>(form_field::PERSON)?, fields.text(SHOWN));
    let accept = fields.text(form_field::CHOICE) == "oui";
    let field = if accept { form_field::REASON.of(person) } else { membership::declined_field(person) };
    let answered = Answered { accept, reason: &fields.text(field), shown: &shown };
    let done = if answered.accept { Done::PersonConfirmed } else { Done::PersonDeclined };
    membership::answer(&visit.ctx, &siren, person, answered).await?;
    Ok(back(&visit, siren, done))
}

/// Names a referent, or takes the charge back.
pub async fn set_referent(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<After, Failure> {
    let referent = fields.text(form_field::CHOICE) == "oui";
    let person: PersonId = fields.parse(form_field::PERSON)?;
    let reason = fields.reason(end_of_charge(person));
    membership::set_referent(&visit.ctx, &siren, person, referent, &reason).await?;
    let done = if referent { Done::ReferentNamed } else { Done::ReferentEnded };
    Ok(back(&visit, siren, done))
}

/// A curator proposes a first referent, or the end of a membership.
pub async fn propose(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let (person, reason) = (fields.parse(form_field::MEMBER)?, fields.text(form_field::REASON));
    match fields.text(form_field::CHOICE).as_str() {
        "referent" => membership::propose_referent(&visit.ctx, &siren, person, &reason).await?,
        "fin" => membership::end_by_hand(&visit.ctx, &siren, person, &reason).await?,
        _ => return Err(Failure::Refused(FieldRefusals::one(form_field::CHOICE, Refusal::NotOnTheList))),
    }
    Ok(back(&visit, siren, Done::ActProposed))
}

/// Somebody of the collectivité objects to a change that was proposed.
pub async fn object(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<After, Failure> {
    let act: JointActId = fields.parse(form_field::ACT)?;
    joint_act::object(&visit.ctx, &siren, act, &fields.reason(act)).await?;
    Ok(back(&visit, siren, Done::Objected))
}

/// Asks the official address to consent to the referent.
pub async fn ask_consent(visit: Visit, Path(siren): Path<Siren>) -> Result<After, Failure> {
    joint_act::ask_consent(&visit.ctx, &siren).await?;
    Ok(back(&visit, siren, Done::ConsentAsked))
}

/// Ends somebody's membership.
pub async fn end(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<After, Failure> {
    let person: PersonId = fields.parse(form_field::PERSON)?;
    membership::end(&visit.ctx, &siren, person, &fields.reason(end_of_membership(person))).await?;
    Ok(back(&visit, siren, Done::MembershipEnded))
}

/// Gives the mandate to vote.
pub async fn give(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<After, Failure> {
    let text = |name: &str| fields.text(name);
    let form = MandateForm {
        person: text("person"),
        rank: text("rank"),
        from: text("from"),
        until: text("until"),
        note: text("note"),
    };
    mandate::give(&visit.ctx, &siren, &form).await?;
    Ok(back(&visit, siren, Done::MandateGiven))
}

/// Takes the mandate to vote back.
pub async fn withdraw(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<After, Failure> {
    let rank = Rank::from_code(&fields.text(form_field::RANK)).ok_or(Failure::NotFound)?;
    mandate::withdraw(&visit.ctx, &siren, rank, &fields.reason(end_of_mandate(rank))).await?;
    Ok(back(&visit, siren, Done::MandateWithdrawn))
}

fn back(visit: &Visit, siren: Siren, done: Done) -> After {
    After::new(done, visit.here(Address::People(siren)))
}
