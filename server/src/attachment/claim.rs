//! Whose files a store holds: a server on the wrong database would find that no row names them.

use super::{
    quarantine::{kept_before, named},
    store::{mark, owner},
};
use crate::{Error, Platform};
use chrono::{DateTime, Utc};
use wording::operator::store;

/// Why a store is not this database's.
#[derive(Debug, thiserror::Error)]
pub enum Foreign {
    /// It says so: the identity that it bears.
    #[error("{}", store::of_another_database(.0))]
    Other(String),
    /// It says nothing, and holds so many files of which the database knows none.
    #[error("{}", store::of_unknown_files(*.0))]
    Unknown(usize),
    #[error("{}", store::unreadable(.0))]
    Unreadable(#[from] Error),
}

/// Makes the store this database's, or refuses it as another's: a server on the wrong database would find that no row
/// names its files.
///
/// A store of before it was marked is taken when the database knows one of its files, or when there are none.
/// `adopt`: whatever it says.
pub async fn claim(platform: &Platform, identity: &str, adopt: bool) -> Result<(), Foreign> {
    let Some(store) = &platform.files else { return Ok(()) };
    match owner(store).await? {
        Some(owner) if owner == identity => return Ok(()),
        Some(other) if !adopt => return Err(Foreign::Other(other)),
        Some(_) => {}
        None if adopt => {}
        None => {
            let (count, ids) = kept_before(store, DateTime::<Utc>::MAX_UTC).await?;
            if count > 0 && named(platform, &ids).await?.is_empty() {
                return Err(Foreign::Unknown(count));
            }
        }
    }
    mark(store, identity).await.map_err(Foreign::Unreadable)
}
