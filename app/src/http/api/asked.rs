//! What the query of an address asks for.

use super::problem::{Code, Problem};
use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

/// The parameters of a query: each known, once, and as its type has it; [`Code::InvalidQuery`] otherwise.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let read = Query::<T>::try_from_uri(&parts.uri);
        let Query(asked) = read.map_err(|rejection| Problem::new(Code::InvalidQuery, rejection.body_text()))?;
        Ok(Self(asked))
    }
}

/// Items on a page where nothing is asked for, and at most.
const ON_A_PAGE: u32 = 50;
const MOST: u32 = 100;

/// How many items are asked for.
pub fn limit(asked: Option<u32>) -> Result<u64, Problem> {
    let limit = asked.unwrap_or(ON_A_PAGE);
    match (1..=MOST).contains(&limit) {
        true => Ok(u64::from(limit)),
        false => Err(Problem::new(Code::InvalidQuery, format!("limit is between 1 and {MOST}, not {limit}."))),
    }
}

/// A code of a list, or nothing where none is asked for.
pub fn code<T>(name: &str, asked: Option<&str>, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    let Some(asked) = asked else { return Ok(None) };
    let found = read(asked).ok_or_else(|| Problem::new(Code::InvalidQuery, format!("{name} has no such value.")))?;
    Ok(Some(found))
}
