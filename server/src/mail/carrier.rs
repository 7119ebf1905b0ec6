//! Sends what was written. Several servers may carry at once: each mail is claimed before it is tried. One that was sent while the
//! server went down is sent twice rather than never.

use super::{Letter, text};
use crate::{Error, Platform};
use chrono::Duration;
use entity::table::mail;
use lettre::{
    AsyncTransport, Message,
    message::{Attachment, MultiPart, SinglePart, header::ContentType},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::{sync::Arc, time};

/// How long the carrier waits when nothing wakes it.
const PAUSE: time::Duration = time::Duration::from_secs(15);

/// How often a mail is tried before it is given up: with the pauses between, about two days.
const MOST_ATTEMPTS: i32 = 12;

/// Sends for as long as the server runs.
pub async fn run(platform: Arc<Platform>) {
    let Some(office) = platform.office.as_ref().filter(|office| office.transport.is_some()) else { return };
    loop {
        if let Err(error) = write_notices(&platform).await {
            tracing::error!(%error, "notices could not be mailed");
        }
        if let Err(error) = send_due(&platform).await {
            tracing::error!(%error, "mails could not be read");
        }
        let _ = tokio::time::timeout(PAUSE, office.written.notified()).await;
    }
}

/// Writes the mails of the notices that none was written of yet, as each person chose.
pub async fn write_notices(platform: &Platform) -> Result<(), Error> {
    super::notices::write_due(platform).await
}

/// Tries every mail that is due; how many were sent.
pub async fn send_due(platform: &Platform) -> Result<usize, Error> {
    let now = platform.now();
    let due = mail::Entity::find()
        .filter(mail::Column::SentAt.is_null())
        .filter(mail::Column::DueAt.lte(now.timestamp_millis()))
        .filter(mail::Column::Attempts.lt(MOST_ATTEMPTS));
    let mut sent = 0;
    for row in due.order_by_asc(mail::Column::DueAt).limit(100).all(platform.database.read()).await? {
        if claim(platform, &row).await? {
            let outcome = match too_late(platform, &row) {
                true => Err(Fault::TooLate),
                false => send(platform, &row).await.map_err(Fault::Failed),
            };
            sent += usize::from(outcome.is_ok());
            settle(platform, &row, outcome).await?;
        }
    }
    Ok(sent)
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

async fn send(platform: &Platform, row: &mail::Model) -> Result<(), String> {
    let shown = |error: &dyn std::fmt::Display| error.to_string();
    let Some((office, transport)) =
        platform.office.as_ref().and_then(|office| Some((office, office.transport.as_ref()?)))
    else {
        return Err("no mail server".into());
    };
    let letter: Letter = serde_json::from_str(&row.letter).map_err(|error| shown(&error))?;
    let rendered = text::render(platform, office, &letter).await.map_err(|error| shown(&error))?;
    let body = SinglePart::plain(rendered.body);
    let parts = match rendered.attachment {
        Some((name, text)) => {
            MultiPart::mixed().singlepart(body).singlepart(Attachment::new(name).body(text, ContentType::TEXT_PLAIN))
        }
        None => MultiPart::mixed().singlepart(body),
    };
    let message = Message::builder()
        .from(office.from.clone())
        .to(row.recipient.parse().map_err(|error| shown(&error))?)
        .subject(rendered.subject)
        .message_id(Some(format!("<{}@terreau>", row.id)))
        .date(platform.now().into())
        .multipart(parts)
        .map_err(|error| shown(&error))?;
    transport.send(message).await.map_err(|error| shown(&error))?;
    Ok(())
}

/// Why a mail was not sent.
enum Fault {
    /// What it opens is closed by now.
    TooLate,
    /// The mail server did not take it; what it said may name the recipient.
    Failed(String),
}

fn too_late(platform: &Platform, row: &mail::Model) -> bool {
    let life = serde_json::from_str::<Letter>(&row.letter).ok().and_then(|letter| letter.life());
    life.is_some_and(|life| platform.now() - row.written_at.utc() > life)
}

/// Writes down what came of it. A letter that is not tried again loses its secret, sent or not.
async fn settle(platform: &Platform, row: &mail::Model, outcome: Result<(), Fault>) -> Result<(), Error> {
    let attempt = row.attempts + 1;
    let last = !matches!(outcome, Err(Fault::Failed(_))) || attempt >= MOST_ATTEMPTS;
    let kept = serde_json::from_str::<Letter>(&row.letter).ok().and_then(|letter| letter.without_secret());
    let kept = kept.filter(|_| last).map(|letter| serde_json::to_string(&letter)).transpose()?;
    let mut change = mail::ActiveModel { letter: kept.map_or(NotSet, Set), ..Default::default() };
    match outcome {
        Ok(()) => {
            change.sent_at = Set(Some(platform.now().into()));
            change.fault = Set(None);
        }
        Err(fault) => {
            // The recipient's address and the text stay out of the log: the fault is in the mail's row.
            tracing::warn!(mail = %row.id, attempt, last, "a mail was not sent");
            if last {
                change.attempts = Set(MOST_ATTEMPTS);
            }
            change.fault = Set(Some(match fault {
                Fault::TooLate => "too late to be of use".into(),
                Fault::Failed(why) => why,
            }));
        }
    }
    let tx = platform.database.begin().await?;
    mail::Entity::update_many().set(change).filter(mail::Column::Id.eq(row.id)).exec(&tx).await?;
    tx.commit().await?;
    Ok(())
}
