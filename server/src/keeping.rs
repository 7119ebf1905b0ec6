//! What a database says of itself: which one it is, so that the store of files knows its own, and the public key of
//! its log.

use crate::{Error, campaign::loaded::opened_campaigns, database::Database, log::Signer, rng::Rng, secret::draw};
use entity::{
    frozen_rule::FrozenRule,
    log::LogName,
    table::{frozen_rule, keeping},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::OnConflict};

/// Under which name the identity of the database is kept.
const DATABASE: &str = "database";
/// Under which name the public key of its log is kept.
const LOG_KEY: &str = "log_key";
/// Under which name the key of the links is kept by which one unsubscribes.
const UNSUBSCRIBE_KEY: &str = "unsubscribe_key";

async fn find(database: &impl ConnectionTrait, name: &str) -> Result<Option<String>, Error> {
    Ok(keeping::Entity::find_by_id(name).one(database).await?.map(|row| row.value))
}

/// Keeps a value under a name where there is none; what is kept.
async fn keep(database: &Database, name: &str, value: &str) -> Result<String, Error> {
    if let Some(kept) = find(database.read(), name).await? {
        return Ok(kept);
    }
    let tx = database.begin().await?;
    let row = keeping::ActiveModel { name: Set(name.into()), value: Set(value.into()) };
    let once = OnConflict::column(keeping::Column::Name).do_nothing().to_owned();
    keeping::Entity::insert(row).on_conflict(once).exec_without_returning(&tx).await?;
    let kept = find(&tx, name).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    Ok(kept)
}

/// The identity of a database: drawn at the first start, and kept with everything else. A copy has the same.
pub async fn identity(database: &Database, rng: &Rng) -> Result<String, Error> {
    let drawn: String = rng.bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
    keep(database, DATABASE, &drawn).await
}

/// The key that signs the links by which one unsubscribes from mailings: drawn the first time, and kept.
pub(crate) async fn unsubscribe_key(database: &Database, rng: &Rng) -> Result<String, Error> {
    keep(database, UNSUBSCRIBE_KEY, &draw(rng)).await
}

/// The key that a database knows for its log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKey {
    pub key: LogName,
    /// Whether the frozen rule of a campaign names it: no other key can sign that vote's log.
    pub frozen: bool,
}

/// The key that a frozen rule names, that of the campaign opened last before the others, or else the one of the last
/// start. None in a database that never met one.
pub async fn log_key(database: &impl ConnectionTrait) -> Result<Option<KnownKey>, Error> {
    for campaign in opened_campaigns(database).await? {
        let rule = frozen_rule::Entity::find_by_id(campaign.id).one(database).await?;
        if let Some(log) = rule.and_then(|rule| FrozenRule::parse(&rule.document)?.log()) {
            return Ok(Some(KnownKey { key: log, frozen: true }));
        }
    }
    let kept = find(database, LOG_KEY).await?;
    let read = |text: String| LogName::parse(&text).map_err(|why| Error::Stored(format!("log key: {why}")));
    Ok(kept.map(read).transpose()?.map(|key| KnownKey { key, frozen: false }))
}

/// Keeps the public key of a signer, in place of the one before: whoever starts a server has compared them.
pub async fn keep_log_key(database: &Database, signer: &Signer) -> Result<(), Error> {
    let key = signer.public().to_string();
    if keep(database, LOG_KEY, &key).await? != key {
        let tx = database.begin().await?;
        let update = keeping::Entity::update_many().filter(keeping::Column::Name.eq(LOG_KEY));
        update.set(keeping::ActiveModel { value: Set(key), ..Default::default() }).exec(&tx).await?;
        tx.commit().await?;
    }
    Ok(())
}
