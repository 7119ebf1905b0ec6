//! Addresses to which no mailing goes: those whose mails came back for good, and those who asked for no more.

use super::unsubscribe;
use crate::{
    Context, Error, audit, bulk, keeping,
    reference::{ImportError, csv_table::Table},
};
use chrono::{DateTime, Utc};
use entity::{
    email::Email,
    event::Event,
    form_field,
    mailing::{LARGEST_BOUNCES, RefusalCause},
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    table::mail_refusal,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use std::collections::HashSet;
use wording::operator::import as words;

/// How many lines a refusal names; the others are counted.
const MOST_TOLD: usize = 20;

/// Which of these addresses get no mailings.
pub(super) async fn among(database: &impl ConnectionTrait, emails: &[&str]) -> Result<HashSet<String>, Error> {
    let among = bulk::one_of(database, mail_refusal::Column::Email, emails.iter().copied());
    let rows = mail_refusal::Entity::find().filter(among).all(database).await?;
    Ok(rows.into_iter().map(|row| row.email).collect())
}

/// Notes why addresses get no mailings; once each. How many were not noted before.
pub(crate) async fn note(
    tx: &impl ConnectionTrait,
    at: DateTime<Utc>,
    emails: Vec<String>,
    cause: RefusalCause,
) -> Result<u64, Error> {
    if emails.is_empty() {
        return Ok(0);
    }
    let of_cause = mail_refusal::Column::Cause.eq(cause);
    let before = mail_refusal::Entity::find().filter(of_cause.clone()).count(tx).await?;
    let row = |email| mail_refusal::Model { email, cause, at: at.into() };
    let key = [mail_refusal::Column::Email, mail_refusal::Column::Cause];
    let once = OnConflict::columns(key).do_nothing().to_owned();
    for emails in emails.chunks(1000) {
        let rows = emails.iter().cloned().map(row).collect();
        bulk::insert::<mail_refusal::Entity, mail_refusal::ActiveModel>(tx, rows, Some(once.clone())).await?;
    }
    Ok(mail_refusal::Entity::find().filter(of_cause).count(tx).await? - before)
}

/// Notes the addresses of a list, one a line or in a table with a column for them: mails to them came back for good.
/// How many were not noted before.
///
/// Who: curators and administrators. Refused, by their lines: what is no address; then none is noted.
pub async fn note_list(ctx: &Context, list: &str) -> Result<u64, Error> {
    ctx.authorise(Action::Announce, &Facts::default())?;
    let refused = |refusal| Error::from(FieldRefusals::one(form_field::LIST, refusal));
    if list.trim().is_empty() {
        return Err(refused(Refusal::Missing));
    }
    if list.len() > LARGEST_BOUNCES {
        return Err(refused(Refusal::TooLong { most: LARGEST_BOUNCES, length: list.len() }));
    }
    note_bounced(ctx, read_list(list)?).await
}

/// The addresses of a list.
fn read_list(list: &str) -> Result<Vec<String>, FieldRefusals> {
    let mut refusals = FieldRefusals::default();
    let (emails, faults) = match table(list) {
        Some(read) => read,
        None => lines(list),
    };
    let others = faults.len().saturating_sub(MOST_TOLD);
    for (line, why) in faults.into_iter().take(MOST_TOLD) {
        refusals.add(form_field::LIST, Refusal::ListLine { line, why });
    }
    if others > 0 {
        refusals.add(form_field::LIST, Refusal::OtherListLines { others });
    }
    refusals.or(emails)
}

type Read = (Vec<String>, Vec<(u64, String)>);

fn lines(list: &str) -> Read {
    let (mut emails, mut faults) = (Vec::new(), Vec::new());
    for (at, line) in (1..).zip(list.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match Email::parse(line) {
            Ok(email) => emails.push(email.to_string()),
            Err(_) => faults.push((at, words::not_a_mail_address(line))),
        }
    }
    (emails, faults)
}

/// A list whose first line names a column of addresses.
fn table(list: &str) -> Option<Read> {
    let table = Table::open("", list.as_bytes()).ok()?;
    let column = table.column(words::MAIL_COLUMNS, words::COLUMN_MAIL).ok()?;
    let (emails, faults) = table.read(|_, text| {
        let typed = text(column);
        let email = Email::parse(&typed).map_err(|_| words::not_a_mail_address(&typed))?;
        Ok(Some(email.to_string()))
    });
    let line = |fault| match fault {
        ImportError::Line { line, why, .. } => Some((line, why)),
        ImportError::File { .. } | ImportError::Database(_) => None,
    };
    Some((emails, faults.into_iter().filter_map(line).collect()))
}

/// Notes the addresses that the reports of mail servers in a file say to be gone (RFC 3464): one mail, or several in a
/// mailbox. How many it names, and how many were not noted before.
pub async fn note_reports(ctx: &Context, file: &str) -> Result<(u64, u64), Error> {
    let emails = super::bounce::gone(file);
    let named = emails.len() as u64;
    Ok((named, note_bounced(ctx, emails).await?))
}

async fn note_bounced(ctx: &Context, emails: Vec<String>) -> Result<u64, Error> {
    let emails: Vec<String> = emails.into_iter().collect::<HashSet<_>>().into_iter().collect();
    let tx = ctx.begin().await?;
    let addresses = note(&tx, ctx.now(), emails, RefusalCause::Bounced).await?;
    if addresses > 0 {
        audit::record(&tx, ctx, Event::BouncesNoted { addresses }).await?;
    }
    ctx.commit(tx).await?;
    Ok(addresses)
}

/// How many addresses get no mailings, and the latest of those that came back.
#[derive(Debug, Clone, Default)]
pub struct Refused {
    pub bounced: u64,
    pub unsubscribed: u64,
    pub latest: Vec<mail_refusal::Model>,
}

/// The most addresses that are listed.
const MOST_LISTED: u64 = 50;

/// How many addresses get no mailings. Those that were unsubscribed are counted, and not listed. Who: curators and
/// administrators.
pub async fn refused(ctx: &Context) -> Result<Refused, Error> {
    ctx.authorise(Action::Announce, &Facts::default())?;
    let of = |cause: RefusalCause| mail_refusal::Entity::find().filter(mail_refusal::Column::Cause.eq(cause));
    let latest = of(RefusalCause::Bounced).order_by_desc(mail_refusal::Column::At);
    Ok(Refused {
        bounced: of(RefusalCause::Bounced).count(ctx.read()).await?,
        unsubscribed: of(RefusalCause::Unsubscribed).count(ctx.read()).await?,
        latest: latest.order_by_asc(mail_refusal::Column::Email).limit(MOST_LISTED).all(ctx.read()).await?,
    })
}

/// The address that a link unsubscribes. Looking changes nothing. Who: everybody. [`Refusal::LinkEnded`] for a link
/// that is none of ours.
pub async fn look(ctx: &Context, token: &str) -> Result<Email, Error> {
    let key = keeping::unsubscribe_key(&ctx.platform.database, &ctx.platform.rng).await?;
    unsubscribe::read(&key, token).ok_or_else(|| Refusal::LinkEnded.into())
}

/// No mailing goes to the address of a link any more; doing it twice does it once. Who and refused: as [`look`].
pub async fn unsubscribe(ctx: &Context, token: &str) -> Result<(), Error> {
    let email = look(ctx, token).await?;
    let tx = ctx.begin().await?;
    if note(&tx, ctx.now(), vec![email.to_string()], RefusalCause::Unsubscribed).await? > 0 {
        audit::record(&tx, ctx, Event::MailingsUnsubscribed).await?;
    }
    ctx.commit(tx).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_whole_or_refused_by_its_lines() {
        let read = |list: &str| read_list(list).map_err(|refusals| refusals.len());
        let two = || Ok(vec!["a@figeac.fr".to_owned(), "b@die.fr".to_owned()]);
        assert_eq!(read("a@figeac.fr\n\n <b@die.fr>;\n"), two());
        assert_eq!(read("siren;courriel\n214601023;a@figeac.fr\n;b@die.fr\n"), two());
        assert_eq!(read("a@figeac.fr\nrien\nb@die.fr\nrien non plus"), Err(2));
        let many = "rien\n".repeat(30);
        assert_eq!(read(&many), Err(21), "the first lines are named, the others counted");
    }
}
