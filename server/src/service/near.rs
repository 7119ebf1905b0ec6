//! Which services of the catalogue may answer a need: by the words of its title and problem.

use super::catalogue::catalogue;
use crate::{
    Context, Error,
    search::{alike, compared::Compared},
};
use entity::table::service;
use std::sync::Arc;

/// The most services that are proposed beside a need.
pub const MOST: usize = 3;

/// The services whose purpose is nearest to a text, the nearest first; none where nothing is near.
pub async fn similar_services(ctx: &Context, title: &str, problem: &str) -> Result<Vec<service::Model>, Error> {
    let catalogue = catalogue(ctx).await?;
    if catalogue.services.is_empty() || (title.trim().is_empty() && problem.trim().is_empty()) {
        return Ok(Vec::new());
    }
    let ranked = alike::rank(ctx, Compared::of(title, problem), Arc::clone(&catalogue.compared)).await?;
    Ok(ranked.into_iter().take(MOST).filter_map(|at| catalogue.services.get(at).cloned()).collect())
}
