//! What is done to a need: publishing it, taking it back, supporting it.

use crate::http::{failure::Failure, fields::Fields, visit::Visit};
use axum::{extract::Path, response::Redirect};
use entity::{
    address::{Address, Link},
    form_field,
    id::NeedId,
};

/// Where the page of a need tells who supports it.
fn supports(id: NeedId) -> Link {
    Address::Need(id).at("soutiens")
}

/// Publishes.
pub async fn publish(visit: Visit, Path(id): Path<NeedId>) -> Result<Redirect, Failure> {
    server::need::publish(&visit.ctx, id).await?;
    Ok(Redirect::to(&Address::Need(id).to_string()))
}

/// Takes a need back.
pub async fn withdraw(visit: Visit, Path(id): Path<NeedId>) -> Result<Redirect, Failure> {
    server::need::withdraw(&visit.ctx, id).await?;
    Ok(Redirect::to(&Address::Need(id).to_string()))
}

/// Deletes a draft.
pub async fn delete(visit: Visit, Path(id): Path<NeedId>) -> Result<Redirect, Failure> {
    let siren = visit.ctx.acting_for()?;
    server::need::delete_draft(&visit.ctx, id).await?;
    Ok(Redirect::to(&Address::Collectivity(siren).to_string()))
}

/// Supports a need.
pub async fn support(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<Redirect, Failure> {
    server::support::add(&visit.ctx, id, &fields.text(form_field::SENTENCE)).await?;
    Ok(Redirect::to(&supports(id).to_string()))
}

/// Takes the support back.
pub async fn withdraw_support(visit: Visit, Path(id): Path<NeedId>) -> Result<Redirect, Failure> {
    server::support::withdraw(&visit.ctx, id).await?;
    Ok(Redirect::to(&supports(id).to_string()))
}
