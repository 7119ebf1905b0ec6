//! Mailings: one text to many collectivités, written by one, agreed on by another, sent once to each address.

pub mod audience;
mod bounce;
pub mod lane;
pub mod refusal;
pub mod text;
mod unsubscribe;

use self::audience::{Recipient, Selection};
use crate::{
    Context, Error,
    audit::{self, EventBatch},
    bulk,
    campaign::loaded::StoredCampaign,
    joint_act::proposal,
    mail::{self, OutgoingMail, mailer::Mailer, notices},
};
use chrono::NaiveDate;
use entity::{
    email::Email,
    event::Event,
    form_field,
    id::{MailingId, PersonId},
    joint_act::JointAct,
    mailing::{Audience, Lacking, MailField, MailingState, Progress, names},
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    table::{campaign, mail as mail_table, mailing, person},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

/// The most mailings that are listed.
const MOST_LISTED: u64 = 200;

/// How many mails are written in one statement.
const AT_ONCE: usize = 1000;

/// The mailings, the latest first, without those that were thrown away. Who: curators and administrators.
pub async fn list(ctx: &Context) -> Result<Vec<mailing::Model>, Error> {
    ctx.authorise(Action::Announce, &Facts::default())?;
    let kept = mailing::Entity::find().filter(mailing::Column::State.ne(MailingState::Discarded));
    Ok(kept.order_by_desc(mailing::Column::CreatedAt).limit(MOST_LISTED).all(ctx.read()).await?)
}

/// A mailing, with whom it is for.
#[derive(Debug, Clone)]
pub struct Mailing {
    pub row: mailing::Model,
    pub audience: Audience,
    pub campaign: StoredCampaign,
}

impl Mailing {
    async fn of(database: &impl ConnectionTrait, row: Option<mailing::Model>) -> Result<Self, Error> {
        let row = row.filter(|row| row.state != MailingState::Discarded).ok_or(Error::NotFound)?;
        let campaign = campaign::Entity::find_by_id(row.campaign).one(database).await?.ok_or(Error::NotFound)?;
        Ok(Self { audience: serde_json::from_str(&row.audience)?, row, campaign: StoredCampaign::of(campaign)? })
    }
}

/// A mailing. Who: as [`list`].
pub async fn find(ctx: &Context, id: MailingId) -> Result<Mailing, Error> {
    ctx.authorise(Action::Announce, &Facts::default())?;
    let row = mailing::Entity::find_by_id(id).one(ctx.read()).await?;
    Mailing::of(ctx.read(), row).await
}

/// Whom a mailing that is being written is for, as of now. Who: as [`list`].
pub async fn count(ctx: &Context, mailing: &Mailing) -> Result<Selection, Error> {
    ctx.authorise(Action::Announce, &Facts::default())?;
    selected(ctx, ctx.read(), mailing).await
}

async fn selected(ctx: &Context, database: &impl ConnectionTrait, mailing: &Mailing) -> Result<Selection, Error> {
    audience::select(database, &ctx.platform.reference(), &mailing.campaign, &mailing.audience).await
}

/// What became of the mails of a mailing. Who: as [`list`].
pub async fn progress(ctx: &Context, mailing: &Mailing) -> Result<Progress, Error> {
    ctx.authorise(Action::Announce, &Facts::default())?;
    match &mailing.row.outcome {
        Some(outcome) => Ok(serde_json::from_str(outcome)?),
        None => lane::progress(ctx.read(), mailing.row.id).await,
    }
}

/// Subject and text of a mailing in HTML, as the first of those whom it is for will read them. Who: as [`list`].
pub fn preview(ctx: &Context, mailing: &Mailing, sirens: &[Siren]) -> Result<(String, String), Error> {
    ctx.authorise(Action::Announce, &Facts::default())?;
    Ok(text::Letter::unsigned(&mailing.row, &mailing.campaign).preview(&ctx.platform, sirens))
}

/// What is typed of a mailing.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub subject: String,
    pub body: String,
    /// A day as `2021-03-31`, or nothing.
    pub deadline: String,
    pub audience: Audience,
}

/// What was typed, read. Refused beside its fields.
fn read(ctx: &Context, campaign: &StoredCampaign, typed: Typed) -> Result<Typed, FieldRefusals> {
    let mut refusals = FieldRefusals::default();
    let subject = refusals.take(form_field::TITLE, text::subject(&typed.subject));
    let body = refusals.take(form_field::BODY, text::body(&typed.body));
    let day = typed.deadline.trim();
    if !day.is_empty() && day.parse::<NaiveDate>().is_err() {
        refusals.add(form_field::DATE, Refusal::NotADay);
    }
    let says = |text: &Option<String>| text.as_ref().is_some_and(|text| names(text, MailField::Deadline));
    if day.is_empty() && (says(&subject) || says(&body)) {
        refusals.add(form_field::DATE, Refusal::DeadlineMissing);
    }
    let Audience { regions, departements, lacking, envelope, .. } = &typed.audience;
    let reference = ctx.platform.reference();
    if regions.iter().any(|code| !reference.regions().iter().any(|area| area.code == *code)) {
        refusals.add(form_field::REGION, Refusal::NotOnTheList);
    }
    if departements.iter().any(|code| !reference.departements().iter().any(|area| area.code == *code)) {
        refusals.add(form_field::DEPARTEMENT, Refusal::NotOnTheList);
    }
    if *lacking == Some(Lacking::Application) && campaign.spec.envelope(envelope).is_none() {
        refusals.add(form_field::ENVELOPE, Refusal::NotOnTheList);
    }
    let read = Typed {
        subject: subject.unwrap_or_default(),
        body: body.unwrap_or_default(),
        deadline: day.to_owned(),
        audience: typed.audience,
    };
    refusals.or(read)
}

/// Begins to write a mailing, in the campaign in which is acted. The identifier comes with the form: sending it twice
/// makes one.
///
/// Who: as [`list`]. Refused, beside its field: a subject that is none.
pub async fn begin(ctx: &Context, id: MailingId, subject: &str) -> Result<(), Error> {
    ctx.authorise(Action::Announce, &Facts::default())?;
    let subject = text::subject(subject).map_err(|refusal| FieldRefusals::one(form_field::TITLE, refusal))?;
    let tx = ctx.begin().await?;
    if mailing::Entity::find_by_id(id).one(&tx).await?.is_some() {
        return Ok(());
    }
    let row = mailing::Model {
        id,
        campaign: ctx.campaign(&tx).await?.id,
        subject,
        body: String::new(),
        deadline: None,
        audience: serde_json::to_string(&Audience::default())?,
        state: MailingState::Draft,
        version: 1,
        created_by: ctx.person()?,
        created_at: ctx.now().into(),
        changed_at: ctx.now().into(),
        started_at: None,
        ended_at: None,
        recipients: 0,
        outcome: None,
    };
    mailing::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    audit::record(&tx, ctx, Event::MailingBegun { mailing: id }).await?;
    ctx.commit(tx).await
}

/// Writes what a mailing says and whom it is for.
///
/// Who: as [`list`]. Refused beside their fields: a text with HTML, a picture or an unknown field; a text that names a
/// day where there is none; a choice that is not on its list. Refused as a whole: one that a colleague changed since it
/// was read ([`Refusal::ShownChanged`]), or that is sent already ([`Refusal::WrongState`]).
pub async fn save(ctx: &Context, id: MailingId, typed: Typed) -> Result<(), Error> {
    ctx.authorise(Action::Announce, &Facts::default())?;
    let tx = ctx.begin().await?;
    let before = for_update(&tx, id).await?;
    before.row.state.write()?;
    let typed = read(ctx, &before.campaign, typed)?;
    ctx.require_version(before.row.version)?;
    let version = before.row.version + 1;
    let change = mailing::ActiveModel {
        id: Set(id),
        subject: Set(typed.subject),
        body: Set(typed.body),
        deadline: Set(Some(typed.deadline).filter(|day| !day.is_empty())),
        audience: Set(serde_json::to_string(&typed.audience)?),
        version: Set(version),
        changed_at: Set(ctx.now().into()),
        ..Default::default()
    };
    change.update(&tx).await?;
    audit::record(&tx, ctx, Event::MailingChanged { mailing: id, version }).await?;
    ctx.commit(tx).await
}

async fn for_update(tx: &impl ConnectionTrait, id: MailingId) -> Result<Mailing, Error> {
    let row = mailing::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    Mailing::of(tx, row).await
}

/// Where mails leave from. [`Refusal::NoMailServer`] where none do.
fn mailer(ctx: &Context) -> Result<&Mailer, Refusal> {
    let mailer = ctx.platform.mailer.as_ref().filter(|mailer| mailer.transport.is_some() || ctx.platform.demo);
    mailer.ok_or(Refusal::NoMailServer)
}

/// Sends a mailing to whoever writes it, as the first of those whom it is for would read it; the address.
///
/// Who: as [`list`]. Refused: to somebody without an address ([`Refusal::NoOwnAddress`]), a mailing without a text.
pub async fn test(ctx: &Context, id: MailingId) -> Result<Email, Error> {
    let mailing = find(ctx, id).await?;
    mailer(ctx)?;
    require_text(&mailing)?;
    let me = ctx.person()?;
    let to = own_address(ctx, me).await?.ok_or(Refusal::NoOwnAddress)?;
    let sirens = first(&count(ctx, &mailing).await?);
    let tx = ctx.begin().await?;
    let outgoing = OutgoingMail::Mailing { mailing: id, to: to.clone(), sirens, test: Some(me) };
    mail::write(&tx, &ctx.platform, vec![mail::row(&ctx.platform, &to, &outgoing)?]).await?;
    audit::record(&tx, ctx, Event::MailingTested { mailing: id, version: mailing.row.version }).await?;
    ctx.commit(tx).await?;
    Ok(to)
}

/// The collectivités of the first recipient; none where there is nobody.
pub fn first(selection: &Selection) -> Vec<Siren> {
    selection.recipients.first().map(|first| first.sirens.clone()).unwrap_or_default()
}

async fn own_address(ctx: &Context, me: PersonId) -> Result<Option<Email>, Error> {
    let known = notices::addresses(ctx.read(), &[me]).await?.remove(&me);
    if known.is_some() || !ctx.platform.demo {
        return Ok(known);
    }
    // The people of a demonstration have no address; their mails are shown to them there.
    let persona = person::Entity::find_by_id(me).one(ctx.read()).await?.and_then(|row| row.demo_key);
    Ok(persona.and_then(|key| Email::parse(&format!("{key}@demonstration.example")).ok()))
}

fn require_text(mailing: &Mailing) -> Result<(), FieldRefusals> {
    match mailing.row.body.is_empty() {
        true => Err(FieldRefusals::one(form_field::BODY, Refusal::Missing)),
        false => Ok(()),
    }
}

/// Proposes that a mailing is sent, as it was read; a second person confirms it.
///
/// Who: as [`list`]. Refused: one that is for nobody ([`Refusal::NoRecipient`]), without a text, that is sent already
/// or was changed since it was read; where no mail leaves from here; where that waits already
/// ([`Refusal::ActProposed`]).
pub async fn propose(ctx: &Context, id: MailingId) -> Result<(), Error> {
    ctx.authorise(Action::Announce, &Facts::default())?;
    mailer(ctx)?;
    let tx = ctx.begin().await?;
    let mailing = for_update(&tx, id).await?;
    mailing.row.state.send()?;
    ctx.require_version(mailing.row.version)?;
    require_text(&mailing)?;
    let recipients = selected(ctx, &tx, &mailing).await?.recipients.len() as u64;
    if recipients == 0 {
        return Err(Refusal::NoRecipient.into());
    }
    let mut trace = EventBatch::default();
    let (subject, version) = (mailing.row.subject, mailing.row.version);
    let act = JointAct::MailingSending { mailing: id, subject, version, recipients };
    proposal::propose(ctx, &tx, act, &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// Writes the mails of a mailing as two agreed, once for each address; not where it was changed or thrown away
/// meanwhile, or is for nobody by now. Whether it is sent.
pub(crate) async fn send_agreed(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    (id, version): (MailingId, i32),
    trace: &mut EventBatch,
) -> Result<bool, Error> {
    let mailing = match for_update(tx, id).await {
        Ok(mailing) => mailing,
        Err(Error::NotFound) => return Ok(false),
        Err(error) => return Err(error),
    };
    let Ok(state) = mailing.row.state.send() else { return Ok(false) };
    let recipients = selected(ctx, tx, &mailing).await?.recipients;
    if mailing.row.version != version || recipients.is_empty() || mailer(ctx).is_err() {
        return Ok(false);
    }
    let count = recipients.len();
    write_mails(ctx, tx, id, recipients).await?;
    let change = mailing::ActiveModel {
        id: Set(id),
        state: Set(state),
        started_at: Set(Some(ctx.now().into())),
        recipients: Set(i64::try_from(count).unwrap_or(i64::MAX)),
        ..Default::default()
    };
    change.update(tx).await?;
    trace.add(ctx, Event::MailingSent { mailing: id, version, recipients: count as u64 })?;
    Ok(true)
}

async fn write_mails(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    id: MailingId,
    recipients: Vec<Recipient>,
) -> Result<(), Error> {
    let row = |recipient: Recipient| {
        let Recipient { email, sirens } = recipient;
        let outgoing = OutgoingMail::Mailing { mailing: id, to: email.clone(), sirens, test: None };
        let row = mail::row(&ctx.platform, &email, &outgoing)?;
        Ok::<_, Error>(mail_table::Model { mailing: Some(id), ..row })
    };
    let mut recipients = recipients.into_iter();
    loop {
        let rows = recipients.by_ref().take(AT_ONCE).map(row).collect::<Result<Vec<_>, _>>()?;
        if rows.is_empty() {
            return Ok(());
        }
        bulk::insert::<mail_table::Entity, mail_table::ActiveModel>(tx, rows, None).await?;
    }
}

/// Stops a mailing: no further mail of it leaves. Who: as [`list`].
pub async fn stop(ctx: &Context, id: MailingId) -> Result<(), Error> {
    change_state(ctx, id, MailingState::stop, Event::MailingStopped { mailing: id }).await
}

/// Goes on with a mailing that was stopped. Who: as [`list`].
pub async fn resume(ctx: &Context, id: MailingId) -> Result<(), Error> {
    change_state(ctx, id, MailingState::resume, Event::MailingResumed { mailing: id }).await
}

/// Throws a mailing away that is not sent. Who: as [`list`].
pub async fn discard(ctx: &Context, id: MailingId) -> Result<(), Error> {
    change_state(ctx, id, MailingState::discard, Event::MailingDiscarded { mailing: id }).await
}

async fn change_state(
    ctx: &Context,
    id: MailingId,
    transition: fn(MailingState) -> Result<MailingState, Refusal>,
    event: Event,
) -> Result<(), Error> {
    ctx.authorise(Action::Announce, &Facts::default())?;
    let tx = ctx.begin().await?;
    let state = transition(for_update(&tx, id).await?.row.state)?;
    let change = mailing::ActiveModel { id: Set(id), state: Set(state), ..Default::default() };
    change.update(&tx).await?;
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}
