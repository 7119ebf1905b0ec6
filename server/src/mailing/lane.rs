//! Sends mailings, beside all other mails and at a pace of their own, so that no sign-in link waits for one.
//!
//! Other mails are sent twice rather than never; a mailing is sent once or, where the server went down between handing
//! it over and hearing the answer, perhaps not at all: nobody gets a mailing twice. Each mail is claimed, committed,
//! before it is handed over; one whose answer did not come is told on the page, and not tried again.

use super::{refusal, text::Letter};
use crate::{
    Context, Error, Platform, audit,
    clock::SystemClock,
    mail::{
        mailer::Mailer,
        message,
        outbox::{MOST_ATTEMPTS, leave_alone},
        outgoing::OutgoingMail,
    },
};
use chrono::Duration;
use entity::{
    email::Email,
    event::Event,
    id::{MailId, MailingId},
    mailing::{MailingState, Progress, RefusalCause, is_gone},
    permission::Actor,
    table::{mail, mail_domain, mailing, mailing_pace},
};
use lettre::AsyncTransport;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
    sea_query::{Expr, OnConflict},
};
use std::{sync::Arc, time};
use tokio::task::JoinSet;

/// How long it is waited when nothing is to be sent, or the mail server does not answer.
const PAUSE: time::Duration = time::Duration::from_secs(15);

/// How many mails are handed over at once: as many are without an answer when the power goes.
const AT_ONCE: u32 = 4;

/// How long a mail server may take over a mail; the answer to one that was handed over before does not come any more.
const LONGEST_ANSWER: Duration = Duration::minutes(3);

/// What was claimed.
enum Claimed {
    /// Mails of one mailing.
    Mails(Box<mailing::Model>, Vec<mail::Model>),
    /// Nothing yet: the pace allows the next one then.
    Later(time::Duration),
    Nothing,
}

/// Sends for as long as the server runs.
pub async fn run(platform: Arc<Platform>) {
    let Some(mailer) = &platform.mailer else { return };
    loop {
        let pause = match turn(&platform).await {
            Ok(Turn::Sent { reached: true, .. }) => continue,
            Ok(Turn::Later(pause)) => {
                tokio::time::sleep(pause).await;
                continue;
            }
            Ok(Turn::Nothing) => tokio::time::timeout(PAUSE, mailer.announced.notified()),
            Ok(Turn::Sent { reached: false, .. }) => {
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            Err(error) => {
                tracing::error!(%error, "mailings could not be sent");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let _ = pause.await;
    }
}

/// Waits for the answers to what was handed over, and lets no more leave from this server, which is about to end.
pub async fn finish(platform: &Platform) {
    let Some(mailer) = &platform.mailer else { return };
    if let Ok(handing) = tokio::time::timeout(PAUSE, mailer.handing.lock()).await {
        std::mem::forget(handing);
    }
}

/// Sends everything that is due, at its pace; how many the mail server took. Ends where it does not answer.
pub async fn send_due(platform: &Arc<Platform>) -> Result<u64, Error> {
    let mut all = 0;
    loop {
        match turn(platform).await? {
            Turn::Sent { sent, reached } => {
                all += sent;
                if !reached {
                    return Ok(all);
                }
            }
            Turn::Later(pause) => tokio::time::sleep(pause).await,
            Turn::Nothing => return Ok(all),
        }
    }
}

/// What one turn did.
enum Turn {
    Sent {
        sent: u64,
        /// Whether the mail server answered any of them.
        reached: bool,
    },
    Later(time::Duration),
    Nothing,
}

async fn turn(platform: &Arc<Platform>) -> Result<Turn, Error> {
    let Some(mailer) = &platform.mailer else { return Ok(Turn::Nothing) };
    let _handing = mailer.handing.lock().await;
    let (mailing, rows) = match claim(platform, mailer).await? {
        Claimed::Mails(mailing, rows) => (mailing, rows),
        Claimed::Later(pause) => return Ok(Turn::Later(pause)),
        Claimed::Nothing => return Ok(Turn::Nothing),
    };
    let letter = Arc::new(Letter::of(platform, platform.database.read(), mailer, &mailing).await?);
    let emails: Vec<&str> = rows.iter().map(|row| row.recipient.as_str()).collect();
    let refused = refusal::among(platform.database.read(), &emails).await?;
    let mut sending = JoinSet::new();
    for row in rows {
        let (platform, letter) = (Arc::clone(platform), Arc::clone(&letter));
        let wanted = !refused.contains(&row.recipient);
        sending.spawn(async move {
            let answer = if wanted { hand_over(&platform, &letter, &row).await } else { Answer::NotWanted };
            (row, answer)
        });
    }
    let answers = sending.join_all().await;
    let sent = answers.iter().filter(|(_, answer)| matches!(answer, Answer::Taken)).count() as u64;
    let reached = answers.iter().any(|(_, answer)| !matches!(answer, Answer::NotReached(_)));
    settle(platform, answers).await?;
    Ok(Turn::Sent { sent, reached })
}

/// Mails of a mailing that wait.
fn waiting(mailing: MailingId) -> Select<mail::Entity> {
    let of = mail::Entity::find().filter(mail::Column::Mailing.eq(mailing)).filter(mail::Column::SentAt.is_null());
    of.filter(mail::Column::HandedAt.is_null()).filter(mail::Column::Attempts.lt(MOST_ATTEMPTS))
}

/// Those of them that are due, to domains that did not say “later”.
fn due(platform: &Platform, mailing: MailingId, most: u32) -> Select<mail::Entity> {
    let now = platform.now().timestamp_millis();
    let later = mail_domain::Entity::find().filter(mail_domain::Column::Until.gt(now));
    let later = later.select_only().column(mail_domain::Column::Domain).into_query();
    let due = waiting(mailing).filter(mail::Column::DueAt.lte(now));
    let due = due.filter(mail::Column::Domain.not_in_subquery(later));
    due.order_by_asc(mail::Column::DueAt).order_by_asc(mail::Column::Id).limit(u64::from(most))
}

/// Claims mails of the mailing that began first, as many as the pace allows. Ends mailings of which nothing is left.
async fn claim(platform: &Arc<Platform>, mailer: &Mailer) -> Result<Claimed, Error> {
    let sending = mailing::Entity::find().filter(mailing::Column::State.eq(MailingState::Sending));
    let sending = sending.order_by_asc(mailing::Column::StartedAt).all(platform.database.read()).await?;
    for mailing in sending {
        if due(platform, mailing.id, 1).one(platform.database.read()).await?.is_some() {
            return claim_of(platform, mailer, mailing).await;
        }
        end(platform, mailing.id).await?;
    }
    Ok(Claimed::Nothing)
}

async fn claim_of(platform: &Platform, mailer: &Mailer, mailing: mailing::Model) -> Result<Claimed, Error> {
    let tx = platform.database.begin().await?;
    // One after the other from here on, over all servers: nobody claims what another one claimed.
    let first = mailing_pace::Model { id: 1, next_at: 0 }.into_active_model();
    let once = OnConflict::column(mailing_pace::Column::Id).do_nothing().to_owned();
    mailing_pace::Entity::insert(first).on_conflict(once).exec_without_returning(&tx).await?;
    let pace = mailing_pace::Entity::find_by_id(1).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    let now = SystemClock::machine_now().timestamp_micros();
    let interval = (60_000_000 / i64::from(mailer.mailing_rate)).max(1);
    let (most, next_at) = match allowed(pace.next_at, now, interval) {
        Ok(allowed) => allowed,
        Err(micros) => return Ok(Claimed::Later(time::Duration::from_micros(micros))),
    };
    // Stopped meanwhile?
    let stands = mailing::Entity::find_by_id(mailing.id).one(&tx).await?;
    if stands.is_none_or(|row| row.state != MailingState::Sending) {
        return Ok(Claimed::Later(time::Duration::ZERO));
    }
    let rows = due(platform, mailing.id, most).all(&tx).await?;
    let claimed = mail::ActiveModel { handed_at: Set(Some(platform.now().into())), ..Default::default() };
    let ids = rows.iter().map(|row| row.id.0);
    let update = mail::Entity::update_many().set(claimed).filter(mail::Column::Id.is_in(ids));
    update.col_expr(mail::Column::Attempts, Expr::cust("attempts + 1")).exec(&tx).await?;
    let next_at = next_at + interval * rows.len() as i64;
    let update = mailing_pace::ActiveModel { next_at: Set(next_at), ..Default::default() };
    mailing_pace::Entity::update_many().set(update).filter(mailing_pace::Column::Id.eq(1)).exec(&tx).await?;
    tx.commit().await?;
    Ok(Claimed::Mails(Box::new(mailing), rows))
}

/// How many mails may leave now, and from when on the next interval counts; or how long to wait, in microseconds.
/// Time that passed while nothing was sent gives no more than one round.
fn allowed(next_at: i64, now: i64, interval: i64) -> Result<(u32, i64), u64> {
    let round = interval * i64::from(AT_ONCE);
    // A clock that went back shall not stop everything until it is there again.
    let from = if next_at > now + round { now } else { next_at.max(now - round + interval) };
    match u64::try_from(from - now) {
        Ok(wait) if wait > 0 => Err(wait),
        _ => Ok((u32::try_from((now - from) / interval + 1).unwrap_or(1).min(AT_ONCE), from)),
    }
}

/// What became of a mail that was handed over.
enum Answer {
    Taken,
    /// The mail server asks to try later.
    AskedLater(String),
    /// It does not take it.
    Refused(String),
    /// It was not reached: it has nothing.
    NotReached(String),
    /// It was reached, and what became of the mail nobody knows.
    None(String),
    /// Whoever reads the address wants no mailings any more, or it does not exist.
    NotWanted,
}

async fn hand_over(platform: &Platform, letter: &Letter, row: &mail::Model) -> Answer {
    let Some(mailer) = &platform.mailer else { return Answer::NotReached("no mail server".into()) };
    let sirens = match serde_json::from_str(&row.content) {
        Ok(OutgoingMail::Mailing { sirens, .. }) => sirens,
        Ok(_) => return Answer::Refused("not a mailing".into()),
        Err(error) => return Answer::Refused(error.to_string()),
    };
    let Ok(email) = Email::parse(&row.recipient) else { return Answer::Refused("not an address".into()) };
    let message = match message::write(platform, mailer, row, letter.to(platform, &email, &sirens)) {
        Ok(message) => message,
        Err(why) => return Answer::Refused(why),
    };
    // In a demonstration mails are only shown.
    let Some(transport) = &mailer.transport else { return Answer::Taken };
    match transport.send(message).await {
        Ok(_) => Answer::Taken,
        Err(error) if error.is_transient() => Answer::AskedLater(error.to_string()),
        Err(error) if error.is_permanent() => Answer::Refused(error.to_string()),
        Err(error) if error.is_tls() || error.is_client() || is_connection(&error) => {
            Answer::NotReached(error.to_string())
        }
        Err(error) => Answer::None(error.to_string()),
    }
}

/// Whether no connection was made; the library has this kind of fault, and shows it in its text alone.
fn is_connection(error: &lettre::transport::smtp::Error) -> bool {
    error.to_string().starts_with("Connection error")
}

/// Writes down what came of mails.
async fn settle(platform: &Platform, answers: Vec<(mail::Model, Answer)>) -> Result<(), Error> {
    let now = platform.now();
    let tx = platform.database.begin().await?;
    let mut gone = Vec::new();
    for (row, answer) in answers {
        let mut change = mail::ActiveModel { handed_at: Set(None), ..Default::default() };
        let later = now + Duration::minutes(1 << row.attempts.clamp(0, 11));
        match answer {
            Answer::Taken => (change.sent_at, change.fault) = (Set(Some(now.into())), Set(None)),
            Answer::AskedLater(why) => {
                leave_alone(platform, &tx, &row.domain).await?;
                (change.due_at, change.fault) = (Set(later.into()), Set(Some(why)));
            }
            Answer::NotReached(why) => (change.due_at, change.fault) = (Set(later.into()), Set(Some(why))),
            Answer::Refused(why) => {
                if is_gone(&why) {
                    gone.push(row.recipient.clone());
                }
                (change.attempts, change.fault) = (Set(MOST_ATTEMPTS), Set(Some(why)));
            }
            Answer::None(why) => (change.handed_at, change.fault) = (NotSet, Set(Some(why))),
            Answer::NotWanted => {
                (change.attempts, change.fault) = (Set(MOST_ATTEMPTS), Set(Some("no longer wanted".into())));
            }
        }
        mail::Entity::update_many().set(change).filter(mail::Column::Id.eq(row.id)).exec(&tx).await?;
    }
    refusal::note(&tx, now, gone, RefusalCause::Bounced).await?;
    tx.commit().await?;
    Ok(())
}

/// What became of the mails of a mailing so far. One statement.
pub(crate) async fn progress(database: &impl ConnectionTrait, id: MailingId) -> Result<Progress, Error> {
    let count = |condition: &str| Expr::cust(format!("COUNT(CASE WHEN {condition} THEN 1 END)"));
    let waits = "sent_at IS NULL AND handed_at IS NULL AND attempts";
    let query = mail::Entity::find().filter(mail::Column::Mailing.eq(id)).select_only();
    let query = query.column_as(count("sent_at IS NOT NULL"), "sent");
    let query = query.column_as(count(&format!("{waits} < {MOST_ATTEMPTS}")), "waiting");
    let query = query.column_as(count(&format!("{waits} >= {MOST_ATTEMPTS}")), "given_up");
    let query = query.column_as(count("sent_at IS NULL AND handed_at IS NOT NULL"), "unanswered");
    let counted: Option<(i64, i64, i64, i64)> = query.into_tuple().one(database).await?;
    let (sent, waiting, given_up, unanswered) = counted.unwrap_or_default();
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(Progress {
        sent: number(sent),
        waiting: number(waiting),
        given_up: number(given_up),
        unanswered: number(unanswered),
    })
}

/// Ends a mailing of which no mail waits, nor is with the mail server.
async fn end(platform: &Arc<Platform>, id: MailingId) -> Result<(), Error> {
    if waiting(id).limit(1).one(platform.database.read()).await?.is_some() || is_on_its_way(platform, id).await? {
        return Ok(());
    }
    let ctx = Context::new(Arc::clone(platform), Actor::default(), "mailings");
    let tx = ctx.begin().await?;
    let row = mailing::Entity::find_by_id(id).lock_exclusive().one(&tx).await?;
    if row.is_none_or(|row| row.state != MailingState::Sending) {
        return Ok(());
    }
    let progress = progress(&tx, id).await?;
    let change = mailing::ActiveModel {
        state: Set(MailingState::Done),
        ended_at: Set(Some(ctx.now().into())),
        outcome: Set(Some(serde_json::to_string(&progress)?)),
        ..Default::default()
    };
    mailing::Entity::update_many().set(change).filter(mailing::Column::Id.eq(id)).exec(&tx).await?;
    let Progress { sent, given_up, unanswered, .. } = progress;
    audit::record(&tx, &ctx, Event::MailingEnded { mailing: id, sent, given_up, unanswered }).await?;
    ctx.commit(tx).await
}

/// Whether another server may still hear of a mail that it handed over; SQLite serves one, whose own are settled.
async fn is_on_its_way(platform: &Platform, id: MailingId) -> Result<bool, Error> {
    if platform.database.is_sqlite() {
        return Ok(false);
    }
    let since = (platform.now() - LONGEST_ANSWER).timestamp_millis();
    let handed = mail::Entity::find().filter(mail::Column::Mailing.eq(id)).filter(mail::Column::SentAt.is_null());
    let handed = handed.filter(mail::Column::HandedAt.gt(since));
    let found: Option<MailId> =
        handed.select_only().column(mail::Column::Id).limit(1).into_tuple().one(platform.database.read()).await?;
    Ok(found.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_leave_than_the_pace_allows_and_a_pause_saves_nothing_up() {
        // One each second, at the thousandth second.
        let (second, now) = (1_000_000, 1_000_000_000);
        assert_eq!(allowed(0, now, second), Ok((4, now - 3 * second)), "one round, whatever the pause before");
        assert_eq!(allowed(now, now, second), Ok((1, now)));
        assert_eq!(allowed(now - second, now, second), Ok((2, now - second)));
        assert_eq!(allowed(now + second, now, second), Err(1_000_000));
        assert_eq!(allowed(now + 100 * second, now, second), Ok((1, now)), "the clock went back");
    }
}
