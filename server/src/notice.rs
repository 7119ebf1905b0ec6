//! Notices: what people are told when somebody else acts on what is theirs, and when an hour has come.

pub use entity::notice::NoticeKind as Kind;

use crate::{Context, Error, bulk};
use chrono::{DateTime, Utc};
use entity::{
    id::{NoticeId, PersonId},
    table::notice,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashSet;

/// Tells these people something, once each, except the one who acts.
pub(crate) async fn notify(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    people: Vec<PersonId>,
    kind: Kind,
    about: &str,
    link: impl Into<String>,
) -> Result<(), Error> {
    write(tx, rows(ctx, people, kind, about, link)).await
}

/// As [`notify`], with why it was done.
pub(crate) async fn notify_with_reason(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    people: Vec<PersonId>,
    message: Message<'_>,
    link: impl Into<String>,
) -> Result<(), Error> {
    let Message { kind, about, reason } = message;
    let mut rows = rows(ctx, people, kind, about, link);
    for row in &mut rows {
        row.reason = reason.map(str::to_owned);
    }
    write(tx, rows).await
}

/// What a notice says, of what, and why it was done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Message<'a> {
    pub kind: Kind,
    pub about: &'a str,
    pub reason: Option<&'a str>,
}

/// The notices that tell these people something, once each, except the one who acts.
pub(crate) fn rows(
    ctx: &Context,
    people: Vec<PersonId>,
    kind: Kind,
    about: &str,
    link: impl Into<String>,
) -> Vec<notice::Model> {
    rows_until(ctx, people, kind, about, link, None)
}

/// As [`rows`], of what can be done until an instant.
pub(crate) fn rows_until(
    ctx: &Context,
    mut people: Vec<PersonId>,
    kind: Kind,
    about: &str,
    link: impl Into<String>,
    until: Option<DateTime<Utc>>,
) -> Vec<notice::Model> {
    let link = link.into();
    people.sort_unstable();
    people.dedup();
    let notified = people.into_iter().filter(|person| Some(*person) != ctx.actor.person);
    notified
        .map(|person| notice::Model {
            id: NoticeId(ctx.platform.new_id()),
            person,
            at: ctx.now().into(),
            kind: kind.code().to_owned(),
            about: about.to_owned(),
            link: link.clone(),
            read_at: None,
            mailed_at: None,
            until_at: until.map(Into::into),
            reason: None,
        })
        .collect()
}

/// Writes notices.
pub(crate) async fn write(tx: &impl ConnectionTrait, rows: Vec<notice::Model>) -> Result<(), Error> {
    for batch in rows.chunks(500) {
        bulk::insert::<notice::Entity, notice::ActiveModel>(tx, batch.to_vec(), None).await?;
    }
    Ok(())
}

/// Those of these people who were not told the same since that instant.
pub(crate) async fn not_notified(
    tx: &impl ConnectionTrait,
    mut people: Vec<PersonId>,
    kind: Kind,
    about: &str,
    link: &str,
    since: DateTime<Utc>,
) -> Result<Vec<PersonId>, Error> {
    let among = bulk::one_of(tx, notice::Column::Person, people.iter().map(|person| person.0));
    let same = notice::Entity::find()
        .filter(among)
        .filter(notice::Column::Kind.eq(kind.code()))
        .filter(notice::Column::About.eq(about))
        .filter(notice::Column::Link.eq(link))
        .filter(notice::Column::At.gte(since.timestamp_millis()));
    let notified: HashSet<PersonId> =
        same.select_only().column(notice::Column::Person).into_tuple().all(tx).await?.into_iter().collect();
    people.retain(|person| !notified.contains(person));
    Ok(people)
}

/// The latest notices of the person signed in, newest first, at most fifty.
pub async fn list(ctx: &Context) -> Result<Vec<notice::Model>, Error> {
    let query = notice::Entity::find().filter(notice::Column::Person.eq(ctx.person()?));
    Ok(query.order_by_desc(notice::Column::At).limit(50).all(ctx.read()).await?)
}

/// Marks every notice of the person signed in as read.
pub async fn mark_all_read(ctx: &Context) -> Result<(), Error> {
    let person = ctx.person()?;
    let tx = ctx.begin().await?;
    notice::Entity::update_many()
        .set(notice::ActiveModel { read_at: Set(Some(ctx.now().into())), ..Default::default() })
        .filter(notice::Column::Person.eq(person))
        .filter(notice::Column::ReadAt.is_null())
        .exec(&tx)
        .await?;
    ctx.commit(tx).await?;
    Ok(())
}
