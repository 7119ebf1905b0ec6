//! Sends what was written: several at once over connections that stay open, sign-in mails before all others. Several
//! servers may carry at once: each mail is claimed before it is tried. One that was sent while the server went down is
//! sent twice rather than never.

use super::{
    message,
    outgoing::{Lane, OutgoingMail},
    text,
};
use crate::{Error, Platform, site_text::MailTexts};
use chrono::Duration;
use entity::table::{mail, mail_domain};
use lettre::AsyncTransport;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::OnConflict,
};
use std::{sync::Arc, time};
use tokio::task::JoinSet;

/// How long the outbox waits when nothing wakes it.
const PAUSE: time::Duration = time::Duration::from_secs(15);

/// How often a mail is tried before it is given up: with the pauses between, about two days.
pub(crate) const MOST_ATTEMPTS: i32 = 12;

/// How many mails are sent at once, and how many of them are not for signing in: however slow the mail server is, a
/// place is free for somebody who waits for a link.
const AT_ONCE: usize = 8;
const OTHERS_AT_ONCE: usize = 6;

/// The longest that a domain is left alone after it said “later”.
const LONGEST_PAUSE: Duration = Duration::hours(1);

/// Sends for as long as the server runs.
pub async fn run(platform: Arc<Platform>) {
    let Some(mailer) = platform.mailer.as_ref().filter(|mailer| mailer.transport.is_some()) else { return };
    let notices = async {
        loop {
            if let Err(error) = write_notices(&platform).await {
                tracing::error!(%error, "notices could not be mailed");
            }
            let _ = tokio::time::timeout(PAUSE, mailer.acted.notified()).await;
        }
    };
    let mails = async {
        loop {
            if let Err(error) = send_due(&platform).await {
                tracing::error!(%error, "mails could not be read");
            }
            let _ = tokio::time::timeout(PAUSE, mailer.written.notified()).await;
        }
    };
    tokio::join!(notices, mails);
}

/// Writes the mails of the notices that none was written of yet, as each person chose.
pub async fn write_notices(platform: &Platform) -> Result<(), Error> {
    super::notices::write_due(platform).await?;
    if let Some(mailer) = &platform.mailer {
        mailer.written.notify_one();
    }
    Ok(())
}

/// Tries every mail that is due, also those that are written meanwhile; how many were sent.
pub async fn send_due(platform: &Arc<Platform>) -> Result<usize, Error> {
    let Some(mailer) = &platform.mailer else { return Ok(0) };
    let mut sending: JoinSet<Result<(Lane, bool), Error>> = JoinSet::new();
    let (mut others, mut sent) = (0, 0);
    loop {
        while sending.len() < AT_ONCE {
            let Some((lane, row)) = claim_next(platform, others < OTHERS_AT_ONCE).await? else { break };
            others += usize::from(lane == Lane::Other);
            let platform = Arc::clone(platform);
            sending.spawn(async move { Ok((lane, attempt(&platform, &row).await?)) });
        }
        // A mail that was written meanwhile may take a place that is free.
        let done = tokio::select! {
            done = sending.join_next() => done,
            () = mailer.written.notified() => continue,
        };
        let Some(done) = done else { return Ok(sent) };
        let (lane, was_sent) = done.map_err(|error| Error::Stored(error.to_string()))??;
        others -= usize::from(lane == Lane::Other);
        sent += usize::from(was_sent);
    }
}

/// The mail to send next, claimed: those for signing in first, then the one that waits for longest to a domain that did
/// not say “later”.
async fn claim_next(platform: &Platform, also_others: bool) -> Result<Option<(Lane, mail::Model)>, Error> {
    let now = platform.now();
    loop {
        let due = mail::Entity::find()
            .filter(mail::Column::SentAt.is_null())
            .filter(mail::Column::DueAt.lte(now.timestamp_millis()))
            .filter(mail::Column::Attempts.lt(MOST_ATTEMPTS));
        let first = due.clone().filter(mail::Column::Lane.eq(Lane::SignIn as i32));
        let first = first.order_by_asc(mail::Column::DueAt).limit(1).one(platform.database.read()).await?;
        let (lane, next) = match first {
            Some(row) => (Lane::SignIn, Some(row)),
            None if also_others => {
                let later = mail_domain::Entity::find().filter(mail_domain::Column::Until.gt(now.timestamp_millis()));
                let later = later.select_only().column(mail_domain::Column::Domain).into_query();
                let other = due.filter(mail::Column::Lane.eq(Lane::Other as i32));
                let other = other.filter(mail::Column::Domain.not_in_subquery(later));
                let other = other.order_by_asc(mail::Column::DueAt).order_by_asc(mail::Column::Id).limit(1);
                (Lane::Other, other.one(platform.database.read()).await?)
            }
            None => (Lane::Other, None),
        };
        let Some(row) = next else { return Ok(None) };
        if claim(platform, &row).await? {
            return Ok(Some((lane, row)));
        }
        // Another server was faster: the next one.
    }
}

/// Puts the next attempt off, twice as far each time; whoever does it first sends the mail.
async fn claim(platform: &Platform, row: &mail::Model) -> Result<bool, Error> {
    let pause = Duration::minutes(1 << row.attempts.clamp(0, 11));
    let tx = platform.database.begin().await?;
    let claimed = mail::Entity::update_many()
        .set(mail::ActiveModel {
            attempts: Set(row.attempts + 1),
            due_at: Set((platform.now() + pause).into()),
            ..Default::default()
        })
        .filter(mail::Column::Id.eq(row.id))
        .filter(mail::Column::Attempts.eq(row.attempts))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(claimed.rows_affected == 1)
}

/// Sends one and writes down what came of it; whether it was sent.
async fn attempt(platform: &Platform, row: &mail::Model) -> Result<bool, Error> {
    let outcome = match too_late(platform, row) {
        true => Err(Fault::TooLate),
        false => send(platform, row).await,
    };
    let sent = outcome.is_ok();
    settle(platform, row, outcome).await?;
    Ok(sent)
}

async fn send(platform: &Platform, row: &mail::Model) -> Result<(), Fault> {
    let failed = |error: &dyn std::fmt::Display| Fault::Failed(error.to_string());
    let Some((mailer, transport)) =
        platform.mailer.as_ref().and_then(|mailer| Some((mailer, mailer.transport.as_ref()?)))
    else {
        return Err(Fault::Failed("no mail server".into()));
    };
    let outgoing: OutgoingMail = serde_json::from_str(&row.content).map_err(|error| failed(&error))?;
    // Read for each mail: the next one says what was written a moment ago, on whichever server.
    let texts = MailTexts::load(platform.database.read()).await.map_err(|error| failed(&error))?;
    let rendered = match text::render(platform, mailer, &outgoing, &texts).await {
        Ok(rendered) => rendered,
        // What it asks about was taken back meanwhile.
        Err(Error::NotFound) if !matches!(outgoing, OutgoingMail::Receipt { .. }) => return Err(Fault::TooLate),
        Err(error) => return Err(failed(&error)),
    };
    let message = message::write(platform, mailer, row, rendered).map_err(Fault::Failed)?;
    match transport.send(message).await {
        Ok(_) => Ok(()),
        // An answer of the mail server about this recipient; a connection that fails says nothing of the domain.
        Err(error) if error.is_transient() => Err(Fault::Later(error.to_string())),
        Err(error) => Err(failed(&error)),
    }
}

/// Why a mail was not sent.
enum Fault {
    /// What it opens is closed by now.
    TooLate,
    /// The mail server asks to try later; what it said may name the recipient.
    Later(String),
    /// The mail server did not take it; what it said may name the recipient.
    Failed(String),
}

fn too_late(platform: &Platform, row: &mail::Model) -> bool {
    let life = serde_json::from_str::<OutgoingMail>(&row.content).ok().and_then(|outgoing| outgoing.life());
    life.is_some_and(|life| platform.now() - row.written_at.utc() > life)
}

/// Writes down what came of it. A mail that is not tried again loses its secret, sent or not.
async fn settle(platform: &Platform, row: &mail::Model, outcome: Result<(), Fault>) -> Result<(), Error> {
    let attempt = row.attempts + 1;
    let last = matches!(outcome, Ok(()) | Err(Fault::TooLate)) || attempt >= MOST_ATTEMPTS;
    let kept = serde_json::from_str::<OutgoingMail>(&row.content).ok().and_then(|outgoing| outgoing.without_secret());
    let kept = kept.filter(|_| last).map(|outgoing| serde_json::to_string(&outgoing)).transpose()?;
    let mut change = mail::ActiveModel { content: kept.map_or(NotSet, Set), ..Default::default() };
    let tx = platform.database.begin().await?;
    match outcome {
        Ok(()) => {
            change.sent_at = Set(Some(platform.now().into()));
            change.fault = Set(None);
            mail_domain::Entity::delete_by_id(&row.domain).exec(&tx).await?;
        }
        Err(fault) => {
            // The recipient's address and the text stay out of the log: the fault is in the mail's row.
            tracing::warn!(mail = %row.id, attempt, last, "a mail was not sent");
            if last {
                change.attempts = Set(MOST_ATTEMPTS);
            }
            if matches!(fault, Fault::Later(_)) {
                leave_alone(platform, &tx, &row.domain).await?;
            }
            change.fault = Set(Some(match fault {
                Fault::TooLate => "too late to be of use".into(),
                Fault::Later(why) | Fault::Failed(why) => why,
            }));
        }
    }
    mail::Entity::update_many().set(change).filter(mail::Column::Id.eq(row.id)).exec(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Nothing but sign-in mails goes to a domain that said “later”: for a minute, then twice as long each time, at most an
/// hour.
pub(crate) async fn leave_alone(
    platform: &Platform,
    tx: &impl sea_orm::ConnectionTrait,
    domain: &str,
) -> Result<(), Error> {
    let before = mail_domain::Entity::find_by_id(domain).lock_exclusive().one(tx).await?;
    let now = platform.now();
    // Those that were on their way together failed together: that counts once.
    if before.as_ref().is_some_and(|row| row.until.utc() > now) {
        return Ok(());
    }
    let failures = before.map_or(0, |row| row.failures) + 1;
    let pause = Duration::minutes(1 << (failures - 1).clamp(0, 10)).min(LONGEST_PAUSE);
    let row = mail_domain::Model { domain: domain.to_owned(), failures, until: (now + pause).into() };
    use mail_domain::Column::{Domain, Failures, Until};
    mail_domain::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(Domain).update_columns([Failures, Until]).to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
