//! Signing in through ProConnect, the State's identity service for those who work for it (OpenID Connect, authorization
//! code).
//!
//! Somebody is who the provider's issuer and subject say, never who has the same mail address. The provider is asked
//! outside of any transaction: it may take seconds to answer.

pub(crate) mod provider;

pub use self::provider::{Algorithm, ProConnect, Registration};
use self::provider::{Claims, Secrets};
use crate::{
    Context, Error,
    audit::{self, EventBatch},
    clock::SystemClock,
    membership::imported,
    person::{self, Opening, new_person, open_session},
    secret::{draw, hashed},
    sign_in::{Browser, Entered},
};
use chrono::Duration;
use entity::{
    email::Email,
    event::Event,
    id::PersonId,
    name,
    permission::{Actor, StaffRole},
    refusal::Refusal,
    sign_in::{ATTEMPT_LIFE, Fault, Method, Organisation, has_second_factor},
    table::{Millis, identity, person as person_table, sign_in_attempt},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, SqlErr,
};
use serde::Deserialize;

fn configured(ctx: &Context) -> Result<&ProConnect, Error> {
    ctx.platform.proconnect.as_ref().ok_or(Error::NotFound)
}

/// What a browser comes back with.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Back {
    pub state: Option<String>,
    pub code: Option<String>,
    pub error: Option<String>,
    pub error_description: Option<String>,
}

/// How many sign-ins one network may have begun and not ended: a town hall's people come one after the other.
const MOST_ATTEMPTS: u64 = 100;

/// How long one that has ended is known, so that whoever comes back is told why it is of no use.
const ATTEMPT_KEPT: Duration = Duration::hours(1);

/// A state is drawn for signing in or for signing out, and is of no use for the other.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    SignIn,
    SignOut,
}

fn state_hash(purpose: Purpose, state: &str) -> String {
    hashed(&format!("{purpose:?} {state}"))
}

/// Begins a sign-in for this browser, which must have a secret; gives the provider's address to send it to. Nothing is
/// traced: nobody is known yet.
///
/// [`Error::NotFound`] where ProConnect is not configured; [`Fault::Unreachable`].
pub async fn begin(ctx: &Context, browser: &Browser, return_to: &str) -> Result<String, Error> {
    let proconnect = configured(ctx)?;
    let fresh = || draw(&ctx.platform.rng);
    let secrets = Secrets { state: fresh(), nonce: fresh(), verifier: proconnect.pkce.then(fresh) };
    let address = proconnect.provider.entrance(&secrets).await?;
    keep_attempt(ctx, Purpose::SignIn, secrets, browser, return_to).await?;
    Ok(address)
}

async fn keep_attempt(
    ctx: &Context,
    purpose: Purpose,
    secrets: Secrets,
    browser: &Browser,
    return_to: &str,
) -> Result<(), Error> {
    let now = SystemClock::machine_now();
    let tx = ctx.begin().await?;
    let ended = sign_in_attempt::Column::AskedAt.lt(Millis::from(now - ATTEMPT_KEPT));
    sign_in_attempt::Entity::delete_many().filter(ended).exec(&tx).await?;
    let of_network = sign_in_attempt::Entity::find()
        .filter(sign_in_attempt::Column::Network.eq(&browser.network))
        .filter(sign_in_attempt::Column::AskedAt.gt(Millis::from(now - ATTEMPT_LIFE)));
    if of_network.count(&tx).await? >= MOST_ATTEMPTS {
        return Err(Refusal::TooManySignIns.into());
    }
    let row = sign_in_attempt::Model {
        state_hash: state_hash(purpose, &secrets.state),
        browser_hash: hashed(&browser.secret),
        nonce: secrets.nonce,
        verifier: secrets.verifier,
        return_to: return_to.to_owned(),
        asked_at: now.into(),
        network: browser.network.clone(),
    };
    sign_in_attempt::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes an attempt away, whatever comes of it: no state is of use twice.
///
/// [`Fault::State`] when there is none, or it is another browser's; [`Fault::Ended`].
async fn take_attempt(
    ctx: &Context,
    purpose: Purpose,
    state: &str,
    browser: &Browser,
) -> Result<sign_in_attempt::Model, Error> {
    let tx = ctx.begin().await?;
    let hash = state_hash(purpose, state);
    let found = sign_in_attempt::Entity::find_by_id(&hash).lock_exclusive().one(&tx).await?;
    sign_in_attempt::Entity::delete_by_id(hash).exec(&tx).await?;
    tx.commit().await?;
    let attempt = found.ok_or(Fault::State)?;
    if browser.secret.is_empty() || attempt.browser_hash != hashed(&browser.secret) {
        return Err(Fault::State.into());
    }
    if SystemClock::machine_now() - attempt.asked_at.utc() > ATTEMPT_LIFE {
        return Err(Fault::Ended.into());
    }
    Ok(attempt)
}

/// Ends a sign-in: the person behind what the browser came back with, made when they were never here, in a new session.
///
/// Every [`Fault`] can come of it; the log says more of why.
pub async fn complete(ctx: &Context, back: Back, browser: &Browser) -> Result<Entered, Error> {
    let proconnect = configured(ctx)?;
    let state = back.state.unwrap_or_default();
    let attempt = take_attempt(ctx, Purpose::SignIn, &state, browser).await?;
    if let Some(error) = back.error {
        return Err(said(&error, &back.error_description.unwrap_or_default()).into());
    }
    let Some(code) = back.code.filter(|code| !code.is_empty()) else {
        tracing::warn!("the provider sent back neither a code nor an error");
        return Err(Fault::ProviderError.into());
    };
    let secrets = Secrets { state, nonce: attempt.nonce, verifier: attempt.verifier };
    let claims = proconnect.provider.who(&code, &secrets).await?;
    let second_factor = has_second_factor(&claims.acr);
    let tx = ctx.begin().await?;
    let mut trace = EventBatch::default();
    let (person, staff) = recognise(ctx, &tx, proconnect.provider.issuer(), &claims, &mut trace).await?;
    if staff.is_some_and(StaffRole::acts_on_others) && !second_factor {
        return Err(Fault::SecondFactor.into());
    }
    // The provider vouches for the address, as it does where a curator attaches somebody by it.
    if let Ok(email) = Email::parse(&claims.email) {
        imported::take_effect(ctx, &tx, person, email.as_str(), &mut trace).await?;
    }
    let opening = Opening {
        method: Method::ProConnect,
        browser: browser.name.clone(),
        second_factor,
        id_token: Some(claims.id_token),
    };
    let token = open_session(&tx, ctx, person, opening, trace).await?;
    ctx.commit(tx).await?;
    Ok(Entered { token, return_to: attempt.return_to })
}

/// What an error that the provider sends a browser back with comes to.
fn said(error: &str, description: &str) -> Fault {
    let short = |text: &str| text.chars().take(200).collect::<String>();
    // Quoted: the text came through the browser, and shall not look like lines of ours.
    tracing::warn!(error = ?short(error), description = ?short(description), "the provider sent a browser back with an \
        error");
    match (error, description) {
        // The provider has no other word for a level that was not reached.
        ("access_denied", "requested ACRs could not be satisfied") => Fault::Acr,
        ("access_denied", _) => Fault::Cancelled,
        _ => Fault::ProviderError,
    }
}

/// The person of an identity, with what the provider says of them now; somebody new when it never named them. A name
/// that the person has corrected since stays as they wrote it.
async fn recognise(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    issuer: &str,
    claims: &Claims,
    trace: &mut EventBatch,
) -> Result<(PersonId, Option<StaffRole>), Error> {
    let organisation = serde_json::to_string(&claims.organisation)?;
    let email = Email::parse(&claims.email).map(|email| email.to_string()).unwrap_or_default();
    let seen_at = SystemClock::machine_now().into();
    let key = (issuer.to_owned(), claims.subject.clone());
    let Some(known) = identity::Entity::find_by_id(key).lock_exclusive().one(tx).await? else {
        let person = new_person(ctx, name_of(claims));
        let id = person.id;
        person_table::Entity::insert(person.into_active_model()).exec_without_returning(tx).await?;
        let (issuer, subject) = (issuer.to_owned(), claims.subject.clone());
        let row = identity::Model { issuer, subject, person: id, email, organisation, before: None, seen_at };
        let inserted = identity::Entity::insert(row.into_active_model()).exec_without_returning(tx).await;
        inserted.map_err(|error| match error.sql_err() {
            // The first sign-in of the same person, in two tabs at once: the other one counts.
            Some(SqlErr::UniqueConstraintViolation(_)) => Error::SignIn(Fault::State),
            _ => Error::from(error),
        })?;
        let made = Event::PersonMade { method: Method::ProConnect };
        trace.add(&of_person(ctx, id), made)?;
        return Ok((id, None));
    };
    let before = Organisation::remembered(
        read(known.before.as_deref())?,
        read(Some(&known.organisation))?,
        &claims.organisation,
    );
    let changed = identity::ActiveModel {
        issuer: Set(known.issuer),
        subject: Set(known.subject),
        email: Set(email),
        organisation: Set(organisation),
        before: Set(before.map(|before| serde_json::to_string(&before)).transpose()?),
        seen_at: Set(seen_at),
        ..Default::default()
    };
    identity::Entity::update(changed).exec(tx).await?;
    let row = person_table::Entity::find_by_id(known.person).one(tx).await?.ok_or(Error::NotFound)?;
    Ok((row.id, row.staff))
}

/// The context of the person who is signing in.
fn of_person(ctx: &Context, person: PersonId) -> Context {
    let mut theirs = ctx.clone();
    theirs.actor = Actor { person: Some(person), ..Actor::default() };
    theirs
}

fn read(organisation: Option<&str>) -> Result<Option<Organisation>, Error> {
    Ok(organisation.map(serde_json::from_str).transpose()?)
}

/// A name as it can be shown and mailed ([`name::cleaned`]); the first part of the mail address when nothing is left.
fn name_of(claims: &Claims) -> String {
    match name::cleaned(&claims.name) {
        name if name.is_empty() => name::cleaned(claims.email.split('@').next().unwrap_or_default()),
        name => name,
    }
}

/// What the provider said of the person signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderIdentity {
    pub email: String,
    pub organisation: Organisation,
    /// Whether it is another organisation than before, and the person has not taken note of it.
    pub changed: bool,
}

/// What the provider said last of the person signed in; None when they never came through it.
pub async fn known(ctx: &Context) -> Result<Option<ProviderIdentity>, Error> {
    let query = identity::Entity::find().filter(identity::Column::Person.eq(ctx.person()?));
    let Some(row) = query.order_by_desc(identity::Column::SeenAt).limit(1).one(ctx.read()).await? else {
        return Ok(None);
    };
    let organisation = read(Some(&row.organisation))?.unwrap_or(Organisation::Missing);
    let before = read(row.before.as_deref())?;
    let changed = before.is_some() && organisation.siren().is_some();
    Ok(Some(ProviderIdentity { email: row.email, organisation, changed }))
}

/// The person has taken note that their organisation changed. Doing so again does nothing.
///
/// Who: the person. Refused to visitors.
pub async fn acknowledge(ctx: &Context) -> Result<(), Error> {
    let person = ctx.person()?;
    let tx = ctx.begin().await?;
    let acknowledged = identity::Entity::update_many()
        .set(identity::ActiveModel { before: Set(None), ..Default::default() })
        .filter(identity::Column::Person.eq(person))
        .filter(identity::Column::Before.is_not_null())
        .exec(&tx)
        .await?;
    if acknowledged.rows_affected > 0 {
        audit::record(&tx, ctx, Event::OrganisationAcknowledged).await?;
    }
    ctx.commit(tx).await
}

/// Ends a session here; gives the provider's address where it ends there, when it was opened there and the provider
/// answers. The browser must have a secret.
pub async fn sign_out(ctx: &Context, token: &str, browser: &Browser) -> Result<Option<String>, Error> {
    let id_token = person::sign_out(ctx, token).await?;
    let (Some(id_token), Ok(proconnect)) = (id_token, configured(ctx)) else { return Ok(None) };
    let secrets = Secrets { state: draw(&ctx.platform.rng), nonce: String::new(), verifier: None };
    let Some(address) = proconnect.provider.exit(&id_token, &secrets.state).await else { return Ok(None) };
    keep_attempt(ctx, Purpose::SignOut, secrets, browser, "/").await?;
    Ok(Some(address))
}

/// Whether a browser comes back from the provider because it signed out here, for the first time.
pub async fn has_signed_out(ctx: &Context, back: Back, browser: &Browser) -> Result<bool, Error> {
    match take_attempt(ctx, Purpose::SignOut, &back.state.unwrap_or_default(), browser).await {
        Ok(_) => Ok(true),
        Err(Error::SignIn(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, email: &str) -> String {
        let (name, email) = (name.to_owned(), email.to_owned());
        let (subject, acr, id_token) = Default::default();
        name_of(&Claims { subject, name, email, organisation: Organisation::Missing, acr, id_token })
    }

    #[test]
    fn a_name_is_shown_on_one_line_and_hides_nothing() {
        assert_eq!(named("Camille  Fournié ", ""), "Camille Fournié");
        assert_eq!(named("Ca\u{202e}mille\n\u{0}\tFournié", ""), "Camille Fournié");
        assert_eq!(named(&"é".repeat(200), "").chars().count(), 100);
        assert_eq!(named(" \u{200f} ", "camille.fournie@figeac.example"), "camille fournie");
        assert_eq!(named("Camille https://exemple.fr", ""), "Camille https exemple fr");
    }

    #[test]
    fn an_error_of_the_provider_has_one_meaning() {
        assert_eq!(said("access_denied", "User auth aborted"), Fault::Cancelled);
        assert_eq!(said("access_denied", "requested ACRs could not be satisfied"), Fault::Acr);
        assert_eq!(said("Access_Denied", ""), Fault::ProviderError);
        assert_eq!(said("", ""), Fault::ProviderError);
    }
}
