//! Declining a need, from its page.

use crate::http::{after::After, failure::Failure, fields::Fields, visit::Visit};
use axum::extract::Path;
use entity::{address::Address, done::Done, form_field, id::NeedId};

/// Declines a need.
pub async fn decline(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<After, Failure> {
    server::project::decline_need(&visit.ctx, id, &fields.text(form_field::REASON)).await?;
    Ok(After::new(Done::NeedDeclined, Address::Need(id)))
}
