//! What is done to a need: publishing it, taking it back, supporting it.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::personal_data::require_seen,
};
use axum::extract::Path;
use entity::{
    address::{Address, Link},
    done::Done,
    form_field,
    id::NeedId,
};

/// What the reasons of this page are of.
pub const WITHDRAW: &str = "besoin";
pub const WITHDRAW_SUPPORT: &str = "soutien";
pub const JOIN: &str = "rapprochement";
pub const PART: &str = "separation";

/// Where the page of a need tells who supports it.
fn supports(id: NeedId) -> Link {
    Address::Need(id).at("soutiens")
}

/// Publishes.
pub async fn publish(visit: Visit, Path(id): Path<NeedId>) -> Result<After, Failure> {
    server::need::publish(&visit.ctx, id).await?;
    Ok(After::new(Done::NeedPublished, Address::Need(id)).then(Address::Need(id).at("groupements")))
}

/// Takes a need back.
pub async fn withdraw(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<After, Failure> {
    server::need::withdraw(&visit.ctx, id, &fields.reason(WITHDRAW)).await?;
    Ok(After::new(Done::NeedWithdrawn, Address::Need(id)))
}

/// Deletes a draft.
pub async fn delete(visit: Visit, Path(id): Path<NeedId>) -> Result<After, Failure> {
    let siren = visit.ctx.acting_for()?;
    server::need::delete_draft(&visit.ctx, id).await?;
    Ok(After::new(Done::NeedDeleted, visit.here(Address::Collectivity(siren))))
}

/// Supports a need.
pub async fn support(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<After, Failure> {
    visit.ctx.acting_for()?;
    require_seen(&fields, form_field::SENTENCE)?;
    server::support::add(&visit.ctx, id, &fields.text(form_field::SENTENCE)).await?;
    // From the needs that are near a draft, one comes back to them.
    if let Ok(draft) = fields.text(form_field::THEN).parse::<NeedId>() {
        return Ok(After::new(Done::SupportGivenBesideDraft, Address::NeedNear(draft)).then(Address::Need(id)));
    }
    Ok(After::new(Done::SupportGiven, supports(id)).then(Address::Need(id).at("groupements")))
}

/// Takes the support back.
pub async fn withdraw_support(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<After, Failure> {
    server::support::withdraw(&visit.ctx, id, &fields.reason(WITHDRAW_SUPPORT)).await?;
    Ok(After::new(Done::SupportWithdrawn, supports(id)))
}
