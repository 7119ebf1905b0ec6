//! What one changes of one's account: for whom one acts, one's name and function, how one is written to.

use crate::http::{after::After, failure::Failure, fields::Fields, local_path::local_path, visit::Visit};
use axum::response::Redirect;
use entity::{address::Address, done::Done, event::MailPreference, form_field, refusal::Refusal};
use server::{account, membership, person};

/// What the form of the weekly figures sends.
pub const WANTED: &str = "recevoir";
pub const STOPPED: &str = "arreter";

/// Where it stands on the account page.
pub const FIGURES_PLACE: &str = "chiffres";

/// Chooses for which collectivité one acts, and comes back to the page that asked, or to the account.
pub async fn act_for(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let token = visit.token.clone().ok_or(Failure::SignInNeeded)?;
    person::act_for(&visit.ctx, &token, &fields.parse(form_field::SIREN)?).await?;
    let page = local_path(&fields.text(form_field::RETURN_TO));
    Ok(After::new(Done::ActingChanged, page.unwrap_or_else(|| Address::Account.to_string())))
}

/// Corrects one's name.
pub async fn rename(visit: Visit, fields: Fields) -> Result<After, Failure> {
    account::rename(&visit.ctx, &fields.text(form_field::NAME)).await?;
    Ok(back(Done::AccountSaved))
}

/// Corrects one's function in a collectivité.
pub async fn retitle(visit: Visit, fields: Fields) -> Result<After, Failure> {
    account::retitle(&visit.ctx, &fields.parse(form_field::SIREN)?, &fields.text(form_field::TITLE)).await?;
    Ok(back(Done::AccountSaved))
}

/// Chooses how one is written to.
pub async fn choose_mail(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.person()?;
    let preference = MailPreference::from_code(&fields.text(form_field::PREFERENCE)).ok_or(Refusal::NotOnTheList)?;
    account::choose_mail(&visit.ctx, preference).await?;
    Ok(back(Done::AccountSaved))
}

/// Gets the weekly mail of figures, or gets it no more.
pub async fn choose_figures(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.person()?;
    let wanted = match fields.text(form_field::CHOICE).as_str() {
        WANTED => true,
        STOPPED => false,
        _ => return Err(Refusal::NotOnTheList.into()),
    };
    account::choose_figures(&visit.ctx, wanted).await?;
    Ok(After::new(Done::AccountSaved, Address::Account.at(FIGURES_PLACE)))
}

/// Stops acting for a collectivité; all one's sessions end with it.
pub async fn leave(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    let person = visit.ctx.person()?;
    // One's own: nobody is told why.
    membership::end(&visit.ctx, &fields.parse(form_field::SIREN)?, person, &"".into()).await?;
    Ok(Redirect::to(&Address::SignIn.to_string()))
}

fn back(done: Done) -> After {
    After::new(done, Address::Account)
}
