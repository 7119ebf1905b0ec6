//! Forms that were sent and came to nothing, kept for an hour: nothing typed is lost by a refusal, by a session that
//! ended, or by going back. Each has an address of its own, with a token that nobody guesses.

use crate::{Error, Platform, clock::SystemClock, secret};
use chrono::Duration;
use entity::{
    id::PersonId,
    refusal::FieldRefusals,
    table::{saved_form, session},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

/// How long a form is kept.
pub const LIFE: Duration = Duration::hours(1);

/// How many are kept of one person, or of those of one network who are not signed in: the oldest go first.
pub const MOST_OF_ONE: u64 = 20;

/// How many are kept in all, so that they never fill a disk: the oldest go first.
const MOST: u64 = 2_000;

/// What was sent, and why it came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedForm {
    /// The path that it was sent to.
    pub action: String,
    /// The page on which its fields stand.
    pub page: String,
    /// Names and texts of the fields, in the order in which the browser sent them.
    pub fields: Vec<(String, String)>,
    /// Empty where nothing was refused: the session had ended, or the form only asked a question.
    pub refusals: FieldRefusals,
}

/// Keeps a form; the token of its address. It comes back to `person` alone, or to whoever holds the token.
pub async fn save(
    platform: &Platform,
    form: &SavedForm,
    person: Option<PersonId>,
    network: &str,
) -> Result<String, Error> {
    let token = secret::draw(&platform.rng);
    let holder = person.map_or_else(|| network.to_owned(), |person| person.to_string());
    let row = saved_form::Model {
        token_hash: secret::hashed(&token),
        holder: holder.clone(),
        person,
        content: serde_json::to_string(form)?,
        saved_at: SystemClock::machine_now().into(),
    };
    let tx = platform.database.begin().await?;
    saved_form::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    purge(&tx).await?;
    let of_one = saved_form::Entity::find().filter(saved_form::Column::Holder.eq(holder));
    drop_oldest(&tx, of_one, MOST_OF_ONE).await?;
    drop_oldest(&tx, saved_form::Entity::find(), MOST).await?;
    tx.commit().await?;
    Ok(token)
}

/// Removes what is too many of the rows that `query` finds.
async fn drop_oldest(
    tx: &impl ConnectionTrait,
    query: sea_orm::Select<saved_form::Entity>,
    most: u64,
) -> Result<(), Error> {
    let over: Vec<String> = query
        .select_only()
        .column(saved_form::Column::TokenHash)
        .order_by_desc(saved_form::Column::SavedAt)
        .offset(most)
        .limit(MOST)
        .into_tuple()
        .all(tx)
        .await?;
    if !over.is_empty() {
        saved_form::Entity::delete_many().filter(saved_form::Column::TokenHash.is_in(over)).exec(tx).await?;
    }
    Ok(())
}

/// Removes what was kept for its hour.
pub(crate) async fn purge(tx: &impl ConnectionTrait) -> Result<(), Error> {
    let before = (SystemClock::machine_now() - LIFE).timestamp_millis();
    saved_form::Entity::delete_many().filter(saved_form::Column::SavedAt.lt(before)).exec(tx).await?;
    Ok(())
}

/// The form of a token, when it is still kept, for the person signed in (None: nobody is).
pub async fn find(platform: &Platform, token: &str, person: Option<PersonId>) -> Result<Option<SavedForm>, Error> {
    let since = (SystemClock::machine_now() - LIFE).timestamp_millis();
    let query = saved_form::Entity::find_by_id(secret::hashed(token)).filter(saved_form::Column::SavedAt.gte(since));
    let row = query.one(platform.database.read()).await?;
    let row = row.filter(|row| row.person.is_none() || row.person == person);
    Ok(row.map(|row| serde_json::from_str(&row.content)).transpose()?)
}

/// Whose session a token is or was, although it may have ended since; None for one that was closed, or never was.
pub async fn person_of(platform: &Platform, session_token: &str) -> Result<Option<PersonId>, Error> {
    let query = session::Entity::find_by_id(secret::hashed(session_token)).select_only();
    let person = query.column(session::Column::Person).into_tuple().one(platform.database.read()).await?;
    Ok(person)
}

/// Removes what is kept of a person who leaves.
pub(crate) async fn forget(tx: &impl ConnectionTrait, person: PersonId) -> Result<(), Error> {
    saved_form::Entity::delete_many().filter(saved_form::Column::Person.eq(person)).exec(tx).await?;
    Ok(())
}
