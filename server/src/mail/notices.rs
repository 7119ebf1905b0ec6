//! Tells people by mail what their notices say, as each of them chose: one mail each, one a day, or none.

use super::{
    outgoing::{NoticeLine, OutgoingMail},
    row, write,
};
use crate::{Error, Platform, bulk};
use chrono::Timelike;
use entity::{
    calendar::{day_began, in_paris},
    email::Email,
    event::MailPreference,
    id::PersonId,
    table::{Millis, identity, mail_address, notice, person},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::ExprTrait,
};
use std::collections::{BTreeMap, HashMap};

/// The hour of the day, in Paris, from which the daily mail is written.
const DIGEST_HOUR: u32 = 7;

/// Writes the mails of the notices that none was written of yet.
pub(super) async fn write_due(platform: &Platform) -> Result<(), Error> {
    // Those who want one mail a day are passed over until its hour, and what came today until tomorrow.
    let daily = person::Entity::find().filter(person::Column::MailPreference.eq(MailPreference::Digest));
    let daily = daily.select_only().column(person::Column::Id).into_query();
    let at_once = notice::Column::Person.not_in_subquery(daily);
    let now = platform.now();
    let wanted = match in_paris(now).hour() >= DIGEST_HOUR {
        true => at_once.or(notice::Column::At.lt(day_began(now).timestamp_millis())),
        false => at_once,
    };
    let waiting = notice::Entity::find().filter(notice::Column::MailedAt.is_null()).filter(wanted);
    let rows = waiting.order_by_asc(notice::Column::At).limit(500).all(platform.database.read()).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let tx = platform.database.begin().await?;
    // Read again, locked: several servers may do this at once.
    let ids = bulk::one_of(&tx, notice::Column::Id, rows.iter().map(|row| row.id.0));
    let query = notice::Entity::find().filter(ids).filter(notice::Column::MailedAt.is_null());
    let rows = query.order_by_asc(notice::Column::At).lock_exclusive().all(&tx).await?;
    let mut by_person: BTreeMap<PersonId, Vec<notice::Model>> = BTreeMap::new();
    for row in rows {
        by_person.entry(row.person).or_default().push(row);
    }
    let people: Vec<PersonId> = by_person.keys().copied().collect();
    let addresses = addresses(&tx, &people).await?;
    let preferences = preferences(&tx, &people).await?;
    let today = in_paris(now);
    let (mut mails, mut done) = (Vec::new(), Vec::new());
    for (person, notices) in by_person {
        // What can no longer be done is not asked for.
        let is_over = |row: &notice::Model| row.until_at.is_some_and(|until| until.utc() <= now);
        let (over, notices): (Vec<_>, Vec<_>) = notices.into_iter().partition(is_over);
        done.extend(over.into_iter().map(|row| row.id.0));
        let line = |row: &notice::Model| NoticeLine {
            kind: row.kind.clone(),
            about: row.about.clone(),
            link: row.link.clone(),
            until: row.until_at.map(Millis::utc),
            reason: row.reason.clone(),
        };
        let outgoing = |notices: Vec<NoticeLine>| OutgoingMail::Notices { person, notices };
        match (addresses.get(&person), preferences.get(&person)) {
            (Some(to), Some(MailPreference::Each)) => {
                for row_of_notice in &notices {
                    mails.push(row(platform, to, &outgoing(vec![line(row_of_notice)]))?);
                }
            }
            (Some(to), Some(MailPreference::Digest)) => {
                // What came before today is told today, from the hour on.
                let of_before = |row: &notice::Model| in_paris(row.at.utc()).date_naive() < today.date_naive();
                if today.hour() < DIGEST_HOUR || !notices.iter().any(of_before) {
                    continue;
                }
                mails.push(row(platform, to, &outgoing(notices.iter().map(line).collect()))?);
            }
            (None, _) | (_, Some(MailPreference::None) | None) => {}
        }
        done.extend(notices.into_iter().map(|row| row.id.0));
    }
    write(&tx, platform, mails).await?;
    notice::Entity::update_many()
        .set(notice::ActiveModel { mailed_at: Set(Some(now.into())), ..Default::default() })
        .filter(bulk::one_of(&tx, notice::Column::Id, done))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Where each of these people is written to: the address that they proved, else what the identity provider told.
pub(crate) async fn addresses(
    tx: &impl ConnectionTrait,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Email>, Error> {
    let among = bulk::one_of(tx, identity::Column::Person, people.iter().map(|person| person.0));
    let provided = identity::Entity::find().filter(among).all(tx).await?;
    let among = bulk::one_of(tx, mail_address::Column::Person, people.iter().map(|person| person.0));
    let proved = mail_address::Entity::find().filter(among).all(tx).await?;
    let all = provided.into_iter().map(|row| (row.person, row.email));
    let all = all.chain(proved.into_iter().map(|row| (row.person, row.email)));
    Ok(all.filter_map(|(person, email)| Some((person, Email::parse(&email).ok()?))).collect())
}

async fn preferences(
    tx: &impl ConnectionTrait,
    people: &[PersonId],
) -> Result<HashMap<PersonId, MailPreference>, Error> {
    let among = bulk::one_of(tx, person::Column::Id, people.iter().map(|person| person.0));
    let rows = person::Entity::find().filter(among).all(tx).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.mail_preference)).collect())
}
