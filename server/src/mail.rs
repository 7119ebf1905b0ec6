//! Mail: written in the transaction of the act that it tells of, so that no act is told that did not happen and none is
//! forgotten; sent afterwards by [`carrier`], again and again until the mail server takes it.

pub mod carrier;
mod notices;
pub mod text;

use crate::{Context, Error, Platform, bulk, secret::hashed};
use entity::{
    email::Email,
    id::{CampaignId, GroupId, JointActId, MailId, PersonId},
    permission::{Action, Facts, StaffRole, may},
    siren::Siren,
    table::{contact, mail},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Where mail goes from here.
pub struct Office {
    /// The public address of the site, with which links begin.
    pub base_url: String,
    /// The sender: an address, or a name and an address.
    pub from: lettre::message::Mailbox,
    /// None in a demonstration, where mails are only shown.
    pub transport: Option<lettre::AsyncSmtpTransport<lettre::Tokio1Executor>>,
    /// Wakes the carrier when something was committed.
    pub(crate) written: tokio::sync::Notify,
    /// Wakes who writes the mails of notices.
    pub(crate) acted: tokio::sync::Notify,
}

impl Office {
    /// An office that sends through a mail server, `smtps://user:password@host` or `smtp://host:port?tls=required`, or
    /// only keeps what is written (None).
    pub fn new(base_url: String, from: &str, smtp: Option<&str>) -> Result<Self, String> {
        let from = from.parse().map_err(|error| format!("l’expéditeur « {from} » n’est pas une adresse : {error}"))?;
        let transport = match smtp {
            // The address may hold a password: the fault is told without it.
            Some(url) => Some(
                lettre::AsyncSmtpTransport::<lettre::Tokio1Executor>::from_url(url)
                    .map_err(|error| format!("l’adresse du serveur de courriel ne se lit pas : {error}"))?
                    .timeout(Some(std::time::Duration::from_secs(30)))
                    .pool_config(carrier::pool())
                    .build(),
            ),
            None => None,
        };
        Ok(Self { base_url, from, transport, written: tokio::sync::Notify::new(), acted: tokio::sync::Notify::new() })
    }
}

/// What a mail says. Its French text stands in [`text`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum Letter {
    /// The receipt of a ballot, which is read from the log when it is sent.
    Receipt { campaign: CampaignId, siren: Siren, version: i32 },
    /// A link and a code to sign in with; `browser` is the hash of the secret of the browser that asked.
    SignIn { token: String, code: String, browser: String },
    /// A link that gives one of the State's roles.
    Invitation { token: String, staff: StaffRole },
    /// Asks whoever reads a collectivité's official mail whether somebody acts for it.
    FirstReferent { token: String, person: PersonId, siren: Siren },
    /// Invites somebody to act for a collectivité; `person` is the referent who does.
    Colleague { token: String, person: PersonId, siren: Siren },
    /// Tells somebody that an invitation to act for a collectivité was taken back.
    InvitationTakenBack { siren: Siren },
    /// Asks whoever reads the official mail of a collectivité for which nobody acts to answer a group's invitation.
    GroupInvitation { group: GroupId, siren: Siren },
    /// Asks whoever reads a collectivité's official mail to consent or object to an act on its people.
    JointAct { token: String, act: JointActId, siren: Siren },
    /// What somebody is told of what others did: one notice, or those of a day.
    Notices { person: PersonId, notices: Vec<Told> },
    /// One of those that held a secret, after it was sent.
    Forgotten { what: String },
}

/// A notice in a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub kind: String,
    pub about: String,
    pub link: String,
}

impl Letter {
    /// What is kept of it once it is sent, when it holds a secret that shall not lie about.
    fn without_secret(&self) -> Option<Letter> {
        let forgotten = |what: &str| Some(Letter::Forgotten { what: what.to_owned() });
        match self {
            Letter::SignIn { .. } => forgotten("sign_in"),
            Letter::Invitation { .. } => forgotten("invitation"),
            Letter::FirstReferent { .. } => forgotten("first_referent"),
            Letter::Colleague { .. } => forgotten("colleague"),
            Letter::JointAct { .. } => forgotten("joint_act"),
            Letter::Receipt { .. }
            | Letter::InvitationTakenBack { .. }
            | Letter::GroupInvitation { .. }
            | Letter::Notices { .. }
            | Letter::Forgotten { .. } => None,
        }
    }

    /// Signing in does not wait behind anything else.
    fn lane(&self) -> Lane {
        match self {
            Letter::SignIn { .. } | Letter::Invitation { .. } => Lane::SignIn,
            Letter::Receipt { .. }
            | Letter::FirstReferent { .. }
            | Letter::Colleague { .. }
            | Letter::InvitationTakenBack { .. }
            | Letter::GroupInvitation { .. }
            | Letter::JointAct { .. }
            | Letter::Notices { .. }
            | Letter::Forgotten { .. } => Lane::Other,
        }
    }

    /// How long it is worth sending.
    fn life(&self) -> Option<chrono::Duration> {
        match self {
            Letter::SignIn { .. } => Some(entity::sign_in::LINK_LIFE),
            Letter::Invitation { .. } => Some(entity::sign_in::INVITATION_LIFE),
            Letter::Receipt { .. }
            | Letter::FirstReferent { .. }
            | Letter::Colleague { .. }
            | Letter::InvitationTakenBack { .. }
            | Letter::GroupInvitation { .. }
            | Letter::JointAct { .. }
            | Letter::Notices { .. } => None,
            Letter::Forgotten { .. } => Some(chrono::Duration::zero()),
        }
    }
}

/// Which mails go before which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    SignIn = 0,
    Other = 1,
}

/// A row that is to be sent.
pub(crate) fn row(platform: &Platform, to: &Email, letter: &Letter) -> Result<mail::Model, Error> {
    let now = platform.now().into();
    Ok(mail::Model {
        id: MailId(platform.new_id()),
        recipient: to.to_string(),
        lane: letter.lane() as i32,
        domain: to.as_str().rsplit_once('@').map(|(_, domain)| domain.to_owned()).unwrap_or_default(),
        letter: serde_json::to_string(letter)?,
        written_at: now,
        due_at: now,
        attempts: 0,
        sent_at: None,
        fault: None,
    })
}

/// Writes mails, in the transaction of the act. None is written where none can be sent.
pub(crate) async fn write(tx: &impl ConnectionTrait, platform: &Platform, rows: Vec<mail::Model>) -> Result<(), Error> {
    if platform.office.is_none() {
        return Ok(());
    }
    bulk::insert::<mail::Entity, mail::ActiveModel>(tx, rows, None).await
}

/// Since when the oldest mail waits that somebody needs to sign in; None when none waits. A figure of health: beyond a
/// minute, people stand before a closed door.
pub async fn oldest_waiting_sign_in(platform: &Platform) -> Result<Option<chrono::Duration>, Error> {
    let query = mail::Entity::find().filter(mail::Column::SentAt.is_null());
    let query = query.filter(mail::Column::Lane.eq(Lane::SignIn as i32));
    let query = query.filter(mail::Column::Attempts.lt(carrier::MOST_ATTEMPTS));
    let oldest = query.order_by_asc(mail::Column::WrittenAt).limit(1).one(platform.database.read()).await?;
    Ok(oldest.map(|row| platform.now() - row.written_at.utc()))
}

/// The official addresses of these collectivités, of those that have one that can be read.
pub(crate) async fn contacts(tx: &impl ConnectionTrait, sirens: &[Siren]) -> Result<HashMap<Siren, Email>, Error> {
    let among = bulk::one_of(tx, contact::Column::Siren, sirens.iter().map(Siren::as_str));
    let rows = contact::Entity::find().filter(among).all(tx).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.siren, Email::parse(&row.email).ok()?))).collect())
}

/// Whether the receipts of the collectivité acted for go to its official address.
pub async fn reaches(ctx: &Context) -> Result<bool, Error> {
    let siren = ctx.acting_for()?;
    Ok(ctx.platform.office.is_some() && !contacts(ctx.read(), &[siren]).await?.is_empty())
}

/// A mail of the demonstration, as its recipient would read it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub to: String,
    pub at: entity::table::Millis,
    pub rendered: text::Rendered,
}

/// The latest mails of a demonstration, newest first, at most twenty; none elsewhere. Those of a collectivité are shown
/// to its own people, those that somebody asked for to that person or browser (`browser`: its secret).
pub async fn outbox(ctx: &Context, browser: &str) -> Result<Vec<Shown>, Error> {
    let Some(office) = ctx.platform.office.as_ref().filter(|_| ctx.platform.demo) else { return Ok(Vec::new()) };
    let rows = mail::Entity::find().order_by_desc(mail::Column::WrittenAt).limit(100).all(ctx.read()).await?;
    let acting = ctx.actor.acting.as_ref().map(|acting| acting.siren);
    let mut shown = Vec::new();
    for row in rows {
        let Ok(letter) = serde_json::from_str::<Letter>(&row.letter) else { continue };
        let me = ctx.actor.person;
        let may_see = match &letter {
            Letter::Receipt { siren, .. } => acting == Some(*siren),
            Letter::SignIn { browser: asked, .. } => !browser.is_empty() && hashed(browser) == *asked,
            Letter::Invitation { .. } => may(&ctx.actor, Action::Administer, &Facts::default()),
            Letter::FirstReferent { person, .. }
            | Letter::Colleague { person, .. }
            | Letter::Notices { person, .. } => me == Some(*person),
            // To whoever reads the official mail: in a demonstration, to whoever acts for the collectivité by then.
            Letter::GroupInvitation { siren, .. } | Letter::JointAct { siren, .. } => acting == Some(*siren),
            Letter::InvitationTakenBack { .. } | Letter::Forgotten { .. } => false,
        };
        if may_see && shown.len() < 20 {
            match text::render(&ctx.platform, office, &letter).await {
                Ok(rendered) => shown.push(Shown { to: row.recipient, at: row.written_at, rendered }),
                // The demonstration's clock went back before the ballot.
                Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(shown)
}
