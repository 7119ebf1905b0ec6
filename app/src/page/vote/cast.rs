//! What becomes of a ballot: prepared for the élu who holds the mandate, or cast.

use super::choice::chosen;
use crate::http::{after::After, failure::Failure, fields::Fields, visit::Visit};
use axum::response::Redirect;
use entity::{address::Address, done::Done, id::CastId, refusal::Refusal};

/// The name of the field that holds the identifier of what is cast.
pub const CAST_ID: &str = "cast";

/// Prepares the ballot.
pub async fn prepare(visit: Visit, fields: Fields) -> Result<After, Failure> {
    server::ballot::prepare(&visit.ctx, &chosen(&fields)?).await?;
    Ok(After::new(Done::BallotPrepared, visit.here(Address::Ballot)))
}

/// Casts the ballot.
pub async fn cast(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    let id: CastId = fields.text(CAST_ID).parse().map_err(|_| Failure::from(Refusal::ForgedCastId))?;
    server::ballot::cast_once(&visit.ctx, id, &chosen(&fields)?).await?;
    Ok(Redirect::to(&visit.here(Address::BallotReceipt)))
}
