//! Declining a need, from its page.

use crate::http::{failure::Failure, fields::Fields, visit::Visit};
use axum::{extract::Path, response::Redirect};
use entity::{address::Address, form_field, id::NeedId};

/// Declines a need.
pub async fn decline(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<Redirect, Failure> {
    server::project::decline_need(&visit.ctx, id, &fields.text(form_field::REASON)).await?;
    Ok(Redirect::to(&Address::Need(id).to_string()))
}
