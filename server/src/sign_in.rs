//! Signing in by mail: a link that lives ten minutes, opened by a person in the browser that asked, or its code typed
//! there.
//!
//! Nothing that is answered tells whether somebody has signed in with an address before: the person is made when the
//! link is used.

use crate::{
    Context, Error,
    audit::{self, EventBatch},
    clock::SystemClock,
    door,
    joint_act::proposal,
    mail::{self, OutgoingMail},
    membership::imported,
    person::{self, Opening, new_person, open_session},
    secret::{draw, hashed},
    staff::{Change, Given},
};
use chrono::{DateTime, Duration, Utc};
use entity::{
    address::Address,
    email::Email,
    event::Event,
    form_field,
    id::PersonId,
    joint_act::JointAct,
    name,
    permission::{Action, Actor, Facts, StaffRole},
    refusal::{FieldRefusals, Refusal},
    sign_in::{
        BROWSER_LIFE, Code, INVITATION_LIFE, LINK_LIFE, MOST_ATTEMPTS, MOST_KNOWN_BROWSERS, MOST_SENDS,
        MOST_SENDS_OF_A_KNOWN_BROWSER, MOST_SENDS_OF_A_NETWORK, MOST_SENDS_TO_ONE, Method, SENDS_PERIOD,
    },
    table::{known_browser, mail_address, person as person_table, session, sign_in_link},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select, SqlErr, sea_query::OnConflict,
};

/// Where a request comes from.
#[derive(Debug, Clone, Default)]
pub struct Browser {
    /// The secret that binds a sign-in to the browser that asked for it.
    pub secret: String,
    /// What the browser says it is.
    pub name: String,
    /// The client's network: an IPv4 address, or the first half of an IPv6 one.
    pub network: String,
}

/// A secret for a browser that has none.
pub fn new_browser_secret(ctx: &Context) -> String {
    draw(&ctx.platform.rng)
}

fn now() -> DateTime<Utc> {
    SystemClock::machine_now()
}

/// Sends a link and a code to an address, for this browser. The answer is the same whether somebody has this address or
/// not.
///
/// Refused: an address that is none; more in 15 minutes than [`require_room`] says ([`Refusal::TooManyLinks`]);
/// [`Error::NotFound`] where no mail is sent.
pub async fn ask(ctx: &Context, typed: &str, browser: &Browser, return_to: &str) -> Result<(), Error> {
    if ctx.platform.mailer.is_none() {
        return Err(Error::NotFound);
    }
    let mut refusals = FieldRefusals::default();
    let Some(email) = refusals.take(form_field::EMAIL, Email::parse(typed)) else { return Err(refusals.into()) };
    let tx = ctx.begin().await?;
    require_room(&tx, &email, browser).await?;
    let link = Fresh::draw(ctx);
    let row = link.row(&email, Some(browser), return_to, None, LINK_LIFE);
    sign_in_link::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    let outgoing =
        OutgoingMail::SignIn { token: link.token, code: link.code.spaced(), browser: hashed(&browser.secret) };
    mail::write(&tx, &ctx.platform, vec![mail::row(&ctx.platform, &email, &outgoing)?]).await?;
    audit::record(&tx, ctx, Event::SignInAsked).await?;
    ctx.commit(tx).await
}

/// Refuses more mails than may go to one address, or out for one network, in a quarter of an hour. A browser that
/// signed in with the address before counts alone: nobody else can lock it out.
async fn require_room(tx: &impl ConnectionTrait, email: &Email, browser: &Browser) -> Result<(), Error> {
    for name in [door::target(email), format!("network {}", browser.network)] {
        door::turn(tx, &name).await?;
    }
    let since = (now() - SENDS_PERIOD).timestamp_millis();
    let recent = || sign_in_link::Entity::find().filter(sign_in_link::Column::AskedAt.gt(since));
    let to_it = || recent().filter(sign_in_link::Column::Email.eq(email.as_str()));
    let full = if is_known(tx, email, browser).await? {
        let mine = to_it().filter(sign_in_link::Column::BrowserHash.eq(hashed(&browser.secret)));
        mine.count(tx).await? >= MOST_SENDS_OF_A_KNOWN_BROWSER
    } else {
        let here = sign_in_link::Column::Network.eq(&browser.network);
        to_it().count(tx).await? >= MOST_SENDS_TO_ONE
            || to_it().filter(here.clone()).count(tx).await? >= MOST_SENDS
            || recent().filter(here).count(tx).await? >= MOST_SENDS_OF_A_NETWORK
    };
    if full { Err(Refusal::TooManyLinks.into()) } else { Ok(()) }
}

/// An address as known browsers hold it.
pub(crate) fn address_hash(email: &str) -> String {
    hashed(&format!("address {email}"))
}

fn browser_key(email: &str, browser: &Browser) -> String {
    hashed(&format!("browser {email} {}", browser.secret))
}

async fn is_known(tx: &impl ConnectionTrait, email: &Email, browser: &Browser) -> Result<bool, Error> {
    if browser.secret.is_empty() {
        return Ok(false);
    }
    let known = known_browser::Entity::find_by_id(browser_key(email.as_str(), browser)).one(tx).await?;
    Ok(known.is_some_and(|row| row.seen_at.utc() > now() - BROWSER_LIFE))
}

/// The browser signed in with this address: it is known from here on, and so are the nine others that did so last.
async fn know(tx: &impl ConnectionTrait, email: &str, browser: &Browser) -> Result<(), Error> {
    if browser.secret.is_empty() {
        return Ok(());
    }
    let email_hash = address_hash(email);
    let (key_hash, seen_at) = (browser_key(email, browser), now().into());
    let row = known_browser::Model { key_hash, email_hash: email_hash.clone(), seen_at };
    use known_browser::Column::{EmailHash, KeyHash, SeenAt};
    known_browser::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(KeyHash).update_column(SeenAt).to_owned())
        .exec_without_returning(tx)
        .await?;
    let all = known_browser::Entity::find().filter(EmailHash.eq(&email_hash)).order_by_desc(SeenAt);
    let all = all.order_by_asc(KeyHash).all(tx).await?;
    let most = usize::try_from(MOST_KNOWN_BROWSERS).unwrap_or(usize::MAX);
    let over: Vec<String> = all.into_iter().skip(most).map(|row| row.key_hash).collect();
    if !over.is_empty() {
        known_browser::Entity::delete_many().filter(KeyHash.is_in(over)).exec(tx).await?;
    }
    Ok(())
}

/// A link and its code, before they are forgotten but for their hashes.
struct Fresh {
    token: String,
    code: Code,
}

impl Fresh {
    fn draw(ctx: &Context) -> Self {
        Self { token: draw(&ctx.platform.rng), code: Code::draw(ctx.platform.rng.bytes()) }
    }

    fn row(
        &self,
        email: &Email,
        browser: Option<&Browser>,
        return_to: &str,
        staff: Option<StaffRole>,
        life: Duration,
    ) -> sign_in_link::Model {
        let now = now();
        sign_in_link::Model {
            token_hash: hashed(&self.token),
            // The code alone is short: hashed with the link's token, it cannot be tried from the table.
            code_hash: code_hash(&hashed(&self.token), &self.code),
            email: email.to_string(),
            browser_hash: browser.map(|browser| hashed(&browser.secret)),
            network: browser.map(|browser| browser.network.clone()).unwrap_or_default(),
            return_to: return_to.to_owned(),
            staff,
            asked_at: now.into(),
            expires_at: (now + life).into(),
            used_at: None,
            attempts: 0,
        }
    }
}

fn code_hash(token_hash: &str, code: &Code) -> String {
    hashed(&format!("{token_hash} {}", code.as_str()))
}

/// Invites somebody to take one of the State's roles, by a mail with a link that lives 24 hours. A role that acts on
/// what others do takes a second person first.
///
/// Who: administrators. Refused: an address that does not read; one that waits for a second person already
/// ([`Refusal::ActProposed`]).
pub async fn invite(ctx: &Context, typed: &str, staff: StaffRole) -> Result<Given, Error> {
    ctx.authorise(Action::Administer, &Facts::default())?;
    let email = invited_address(typed)?;
    let tx = ctx.begin().await?;
    let mut trace = EventBatch::default();
    let given = if staff.acts_on_others() {
        let act = JointAct::StaffInvitation { email: email.to_string(), staff };
        proposal::propose(ctx, &tx, act, &mut trace).await?;
        Given::Proposed
    } else {
        send_invitation(ctx, &tx, &email, staff, &mut trace).await?;
        Given::Done
    };
    trace.write(&tx).await?;
    ctx.commit(tx).await?;
    Ok(given)
}

/// Invites an administrator, for whoever runs the command on the server itself; gives the link's token, and sends it
/// where mail is sent.
pub async fn invite_administrator(ctx: &Context, typed: &str) -> Result<String, Error> {
    let email = invited_address(typed)?;
    let tx = ctx.begin().await?;
    let mut trace = EventBatch::default();
    let token = send_invitation(ctx, &tx, &email, StaffRole::Administrator, &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await?;
    Ok(token)
}

fn invited_address(typed: &str) -> Result<Email, Error> {
    let mut refusals = FieldRefusals::default();
    refusals.take(form_field::EMAIL, Email::parse(typed)).ok_or_else(|| refusals.into())
}

/// Draws an invitation and has it sent; its token.
pub(crate) async fn send_invitation(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    email: &Email,
    staff: StaffRole,
    trace: &mut EventBatch,
) -> Result<String, Error> {
    let link = Fresh::draw(ctx);
    let row = link.row(email, None, &Address::Account.to_string(), Some(staff), INVITATION_LIFE);
    sign_in_link::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    let outgoing = OutgoingMail::Invitation { token: link.token.clone(), staff };
    mail::write(tx, &ctx.platform, vec![mail::row(&ctx.platform, email, &outgoing)?]).await?;
    trace.add(ctx, Event::StaffInvited { staff })?;
    Ok(link.token)
}

/// What the page of a link says before anybody uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    pub email: String,
    /// The role that it gives, when it is an invitation.
    pub staff: Option<StaffRole>,
}

/// A link that can be used in this browser. Looking changes nothing: mail scanners look too.
///
/// Refused: [`Refusal::LinkEnded`], [`Refusal::OtherBrowser`].
pub async fn look(ctx: &Context, token: &str, browser: &str) -> Result<Look, Error> {
    let link = sign_in_link::Entity::find_by_id(hashed(token)).one(ctx.read()).await?;
    let link = usable(link, browser)?;
    Ok(Look { email: link.email, staff: link.staff })
}

fn usable(link: Option<sign_in_link::Model>, browser: &str) -> Result<sign_in_link::Model, Error> {
    let alive = |link: &sign_in_link::Model| {
        link.used_at.is_none() && link.expires_at.utc() > now() && link.attempts < MOST_ATTEMPTS
    };
    let link = link.filter(alive).ok_or(Refusal::LinkEnded)?;
    match &link.browser_hash {
        Some(bound) if *bound != hashed(browser) => Err(Refusal::OtherBrowser.into()),
        _ => Ok(link),
    }
}

/// Signed in: the session's token, and where to go on.
#[derive(Debug, Clone)]
pub struct Entered {
    pub token: String,
    pub return_to: String,
}

/// Uses a link, once. `session` is the session that the browser has already: an invitation gives its role to whoever is
/// signed in.
///
/// Refused: [`Refusal::LinkEnded`], [`Refusal::OtherBrowser`], [`Refusal::SecondFactorNeeded`] for the State's people
/// where the identity service is there for them.
pub async fn by_link(ctx: &Context, token: &str, browser: &Browser, session: Option<&str>) -> Result<Entered, Error> {
    let tx = ctx.begin().await?;
    let link = sign_in_link::Entity::find_by_id(hashed(token)).lock_exclusive().one(&tx).await?;
    let link = usable(link, &browser.secret)?;
    enter(ctx, tx, link, browser, session).await
}

/// Signs in with the code of the mail that this browser asked for last.
///
/// Refused as [`by_link`], and with [`Refusal::WrongCode`]; the fifth wrong code ends the link.
pub async fn by_code(ctx: &Context, typed: &str, browser: &Browser) -> Result<Entered, Error> {
    let tx = ctx.begin().await?;
    let query: Select<sign_in_link::Entity> =
        sign_in_link::Entity::find().filter(sign_in_link::Column::BrowserHash.eq(hashed(&browser.secret)));
    let query = query.filter(sign_in_link::Column::UsedAt.is_null()).order_by_desc(sign_in_link::Column::AskedAt);
    let link = usable(query.lock_exclusive().limit(1).one(&tx).await?, &browser.secret)?;
    let right = Code::parse(typed).is_some_and(|code| code_hash(&link.token_hash, &code) == link.code_hash);
    if right {
        return enter(ctx, tx, link, browser, None).await;
    }
    sign_in_link::Entity::update_many()
        .set(sign_in_link::ActiveModel { attempts: Set(link.attempts + 1), ..Default::default() })
        .filter(sign_in_link::Column::TokenHash.eq(&link.token_hash))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    let refusal = if link.attempts + 1 < MOST_ATTEMPTS { Refusal::WrongCode } else { Refusal::LinkEnded };
    Err(FieldRefusals::one(form_field::CODE, refusal).into())
}

async fn enter(
    ctx: &Context,
    tx: DatabaseTransaction,
    link: sign_in_link::Model,
    browser: &Browser,
    session: Option<&str>,
) -> Result<Entered, Error> {
    sign_in_link::Entity::update_many()
        .set(sign_in_link::ActiveModel { used_at: Set(Some(now().into())), ..Default::default() })
        .filter(sign_in_link::Column::TokenHash.eq(&link.token_hash))
        .exec(&tx)
        .await?;
    let mut trace = EventBatch::default();
    let mut opening =
        Opening { method: Method::Mail, browser: browser.name.clone(), second_factor: false, id_token: None };
    let person = match (ctx.actor.person, session) {
        (Some(person), Some(session)) if link.staff.is_some() => {
            // The new session is as strong as the one in which the invitation was accepted.
            if let Some(before) = session::Entity::find_by_id(hashed(session)).one(&tx).await? {
                opening.method = before.method;
                opening.second_factor = before.second_factor;
                opening.id_token = before.id_token;
            }
            person
        }
        _ => find_or_make(ctx, &tx, &link.email, &mut trace).await?,
    };
    if link.staff.is_none() {
        imported::take_effect(ctx, &tx, person, &link.email, &mut trace).await?;
    }
    know(&tx, &link.email, browser).await?;
    let row = person_table::Entity::find_by_id(person).one(&tx).await?.ok_or(Error::NotFound)?;
    let strong = [row.staff, link.staff].into_iter().flatten().any(StaffRole::acts_on_others);
    if strong && ctx.platform.second_factor && !opening.second_factor {
        return Err(Refusal::SecondFactorNeeded.into());
    }
    // A role that two people give is not given up for another by one invitation.
    if link.staff.is_some() && row.staff != link.staff && row.staff.is_some_and(StaffRole::acts_on_others) {
        return Err(Refusal::RoleHeld.into());
    }
    if let Some(staff) = link.staff {
        let change = Change { staff: Some(staff), departement: None, reason: None };
        crate::staff::put(ctx, &tx, person, change, &mut trace).await?;
    }
    let token = open_session(&tx, ctx, person, opening, trace).await?;
    ctx.commit(tx).await?;
    Ok(Entered { token, return_to: link.return_to })
}

/// Whose address this is; somebody new when it is nobody's. Their name is asked on the account page: until then it is
/// what an imported list calls them, or the address's first part.
async fn find_or_make(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    email: &str,
    trace: &mut EventBatch,
) -> Result<PersonId, Error> {
    if let Some(known) = mail_address::Entity::find_by_id(email).one(tx).await? {
        return Ok(known.person);
    }
    let listed = imported::name_of(tx, email).await?;
    let name = listed.unwrap_or_else(|| name::cleaned(email.split('@').next().unwrap_or_default()));
    let person = new_person(ctx, name);
    let id = person.id;
    person_table::Entity::insert(person.into_active_model()).exec_without_returning(tx).await?;
    let address = mail_address::Model { email: email.to_owned(), person: id, proved_at: now().into() };
    let inserted = mail_address::Entity::insert(address.into_active_model()).exec_without_returning(tx).await;
    inserted.map_err(|error| match error.sql_err() {
        // Another link of the same new address was used at the same moment.
        Some(SqlErr::UniqueConstraintViolation(_)) => Refusal::LinkEnded.into(),
        _ => Error::from(error),
    })?;
    let mut made = ctx.clone();
    made.actor = Actor { person: Some(id), ..Actor::default() };
    trace.add(&made, Event::PersonMade { method: Method::Mail })?;
    Ok(id)
}

/// The session that a browser had before it signed in anew ends.
pub async fn leave_earlier(ctx: &Context, token: Option<&str>) -> Result<(), Error> {
    if let Some(token) = token {
        person::sign_out(ctx, token).await?;
    }
    Ok(())
}
