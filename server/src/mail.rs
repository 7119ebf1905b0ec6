//! Mail: written in the transaction of the act that it tells of, so that no act is told that did not happen and none is
//! forgotten; sent afterwards by [`mod@outbox`], again and again until the mail server takes it.

pub mod mailer;
pub(crate) mod message;
pub(crate) mod notices;
pub mod outbox;
pub mod outgoing;
pub mod text;

use self::outgoing::Lane;
pub use self::{
    mailer::Mailer,
    outgoing::{NoticeLine, OutgoingMail, WeeklyFigures},
};
use crate::{Context, Error, Platform, bulk, secret::hashed, site_text::MailTexts};
use entity::{
    email::Email,
    id::MailId,
    permission::{Action, Facts, may},
    siren::Siren,
    table::{contact, mail},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// A row that is to be sent.
pub(crate) fn row(platform: &Platform, to: &Email, mail: &OutgoingMail) -> Result<mail::Model, Error> {
    let now = platform.now().into();
    Ok(mail::Model {
        id: MailId(platform.new_id()),
        recipient: to.to_string(),
        lane: mail.lane() as i32,
        domain: to.as_str().rsplit_once('@').map(|(_, domain)| domain.to_owned()).unwrap_or_default(),
        content: serde_json::to_string(mail)?,
        written_at: now,
        due_at: now,
        attempts: 0,
        sent_at: None,
        fault: None,
        mailing: None,
        handed_at: None,
    })
}

/// Writes mails, in the transaction of the act. None is written where none can be sent.
pub(crate) async fn write(tx: &impl ConnectionTrait, platform: &Platform, rows: Vec<mail::Model>) -> Result<(), Error> {
    if platform.mailer.is_none() {
        return Ok(());
    }
    bulk::insert::<mail::Entity, mail::ActiveModel>(tx, rows, None).await
}

/// Since when the oldest mail waits that somebody needs to sign in; None when none waits. A figure of health: beyond a
/// minute, people stand before a closed door.
pub async fn oldest_waiting_sign_in(platform: &Platform) -> Result<Option<chrono::Duration>, Error> {
    let query = mail::Entity::find().filter(mail::Column::SentAt.is_null());
    let query = query.filter(mail::Column::Lane.eq(Lane::SignIn as i32));
    let query = query.filter(mail::Column::Attempts.lt(outbox::MOST_ATTEMPTS));
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
    Ok(ctx.platform.mailer.is_some() && !contacts(ctx.read(), &[siren]).await?.is_empty())
}

/// A mail of the demonstration, as its recipient would read it.
#[derive(Debug, Clone)]
pub struct DemoMail {
    pub to: String,
    pub at: entity::table::Millis,
    pub rendered: text::Rendered,
}

/// The latest mails of a demonstration, newest first, at most twenty; none elsewhere. Those of a collectivité are shown
/// to its own people, those that somebody asked for to that person or browser (`browser`: its secret).
pub async fn outbox(ctx: &Context, browser: &str) -> Result<Vec<DemoMail>, Error> {
    let Some(mailer) = ctx.platform.mailer.as_ref().filter(|_| ctx.platform.demo) else { return Ok(Vec::new()) };
    let rows = mail::Entity::find().order_by_desc(mail::Column::WrittenAt).limit(100).all(ctx.read()).await?;
    let acting = ctx.actor.acting.as_ref().map(|acting| acting.siren);
    let texts = MailTexts::load(ctx.read()).await?;
    let mut shown = Vec::new();
    for row in rows {
        let Ok(outgoing) = serde_json::from_str::<OutgoingMail>(&row.content) else { continue };
        let me = ctx.actor.person;
        let may_see = match &outgoing {
            OutgoingMail::Receipt { siren, .. } => acting == Some(*siren),
            OutgoingMail::SignIn { browser: asked, .. } => !browser.is_empty() && hashed(browser) == *asked,
            OutgoingMail::Invitation { .. } => may(&ctx.actor, Action::Administer, &Facts::default()),
            OutgoingMail::FirstReferent { person, .. }
            | OutgoingMail::Colleague { person, .. }
            | OutgoingMail::Notices { person, .. }
            | OutgoingMail::WeeklyFigures { person, .. } => me == Some(*person),
            // To whoever reads the official mail: in a demonstration, to whoever acts for the collectivité by then.
            OutgoingMail::GroupInvitation { siren, .. } | OutgoingMail::JointAct { siren, .. } => {
                acting == Some(*siren)
            }
            OutgoingMail::Mailing { test: Some(person), .. } => me == Some(*person),
            OutgoingMail::Mailing { sirens, test: None, .. } => acting.is_some_and(|siren| sirens.contains(&siren)),
            OutgoingMail::EnquiryAnswer { person, .. } => {
                (me.is_some() && me == *person) || may(&ctx.actor, Action::AnswerEnquiries, &Facts::default())
            }
            OutgoingMail::InvitationTakenBack { .. } | OutgoingMail::Forgotten { .. } => false,
        };
        if may_see && shown.len() < 20 {
            match text::render(&ctx.platform, mailer, &outgoing, &texts).await {
                Ok(rendered) => shown.push(DemoMail { to: row.recipient, at: row.written_at, rendered }),
                // The demonstration's clock went back before the ballot.
                Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(shown)
}
