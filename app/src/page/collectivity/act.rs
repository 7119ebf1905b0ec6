//! What is done on the page of a collectivité's people.

use crate::{
    http::{failure::Failure, fields::Fields, visit::Visit},
    ui::shown::SHOWN,
};
use axum::{extract::Path, response::Redirect};
use entity::{
    address::Address,
    id::PersonId,
    mandate::{MandateForm, Rank},
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
};
use server::{
    joint_act, mandate,
    membership::{self, Answered, InvitationForm},
};

/// Invites somebody by mail.
pub async fn invite(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    let text = |name: &str| fields.text(name);
    let form = InvitationForm { email: text("email"), capacity: text("capacity"), title: text("title") };
    membership::invite(&visit.ctx, &siren, &form, &visit.browser.network).await?;
    Ok(back(siren))
}

/// Takes an invitation back.
pub async fn take_back(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    membership::take_back(&visit.ctx, &siren, &fields.text("invitation")).await?;
    Ok(back(siren))
}

/// Confirms or declines a request.
pub async fn answer(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    let (person, shown) = (fields.parse::<PersonId>("person")?, fields.text(SHOWN));
    let reason = fields.text(&format!("reason.{person}"));
    let answered = Answered { accept: fields.text("choice") == "oui", reason: &reason, shown: &shown };
    membership::answer(&visit.ctx, &siren, person, answered).await?;
    Ok(back(siren))
}

/// Names a referent, or takes the charge back.
pub async fn set_referent(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    let referent = fields.text("choice") == "oui";
    membership::set_referent(&visit.ctx, &siren, fields.parse("person")?, referent).await?;
    Ok(back(siren))
}

/// A curator proposes a first referent, or the end of a membership.
pub async fn propose(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let (person, reason) = (fields.parse("member")?, fields.text("reason"));
    match fields.text("choice").as_str() {
        "referent" => membership::propose_referent(&visit.ctx, &siren, person, &reason).await?,
        "fin" => membership::end_by_hand(&visit.ctx, &siren, person, &reason).await?,
        _ => return Err(Failure::Refused(FieldRefusals(vec![("choice".to_owned(), Refusal::NotOnTheList)]))),
    }
    Ok(back(siren))
}

/// Somebody of the collectivité objects to a change that was proposed.
pub async fn object(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    joint_act::object(&visit.ctx, &siren, fields.parse("act")?).await?;
    Ok(back(siren))
}

/// Asks the official address to consent to the referent.
pub async fn ask_consent(visit: Visit, Path(siren): Path<Siren>) -> Result<Redirect, Failure> {
    joint_act::ask_consent(&visit.ctx, &siren).await?;
    Ok(back(siren))
}

/// Ends somebody's membership.
pub async fn end(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    membership::end(&visit.ctx, &siren, fields.parse("person")?).await?;
    Ok(back(siren))
}

/// Gives the mandate to vote.
pub async fn give(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    let text = |name: &str| fields.text(name);
    let form = MandateForm {
        person: text("person"),
        rank: text("rank"),
        from: text("from"),
        until: text("until"),
        note: text("note"),
    };
    mandate::give(&visit.ctx, &siren, &form).await?;
    Ok(back(siren))
}

/// Takes the mandate to vote back.
pub async fn withdraw(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    let rank = Rank::from_code(&fields.text("rank")).ok_or(Failure::NotFound)?;
    mandate::withdraw(&visit.ctx, &siren, rank).await?;
    Ok(back(siren))
}

fn back(siren: Siren) -> Redirect {
    Redirect::to(&Address::People(siren).to_string())
}
