//! The JSON API, for reading: what the public pages say, for programs. One file a noun, on the queries of the pages;
//! the document that describes it ([`document`]) is generated from the same handlers.
//!
//! Whoever asks is a visitor, whatever cookies come along: what a visitor may not see is not there. Every answer is
//! JSON with an `ETag`; every failure a problem (RFC 9457) with a code that stays.

pub mod answer;
mod asked;
mod campaign;
mod collectivity;
mod cursor;
mod dated;
mod decision;
pub mod document;
mod envelope;
mod group;
mod need;
mod payment;
mod problem;
mod project;
mod result;
mod search;
mod turnout;
mod usage;

use self::problem::{Code, Problem};
use super::{request::RequestId, site::Site};
use axum::{Router, extract::FromRequestParts, http::Uri, http::request::Parts, routing::get};
use entity::permission::Actor;
use server::{Context, campaign::loaded::StoredCampaign};
use std::{convert::Infallible, sync::Arc};

/// What every address of the API begins with.
pub const BASE: &str = "/api/v1";

/// Whether an address is one of the API.
pub fn is_api(uri: &Uri) -> bool {
    uri.path() == BASE || uri.path().strip_prefix(BASE).is_some_and(|rest| rest.starts_with('/'))
}

/// The addresses below [`BASE`]; `document` holds the same.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/campaigns", get(campaign::list))
        .route("/campaigns/{slug}", get(campaign::one))
        .route("/campaigns/{slug}/needs", get(need::list))
        .route("/campaigns/{slug}/groups", get(group::list))
        .route("/campaigns/{slug}/projects", get(project::list))
        .route("/campaigns/{slug}/turnout", get(turnout::of_campaign))
        .route("/campaigns/{slug}/result", get(result::of_campaign))
        .route("/campaigns/{slug}/envelopes", get(envelope::list))
        .route("/campaigns/{slug}/decisions", get(decision::list))
        .route("/campaigns/{slug}/payments", get(payment::list))
        .route("/campaigns/{slug}/usage", get(usage::list))
        .route("/campaigns/{slug}/search", get(search::search))
        .route("/needs/{id}", get(need::one))
        .route("/needs/{id}/versions", get(need::versions))
        .route("/groups/{id}", get(group::one))
        .route("/projects/{id}", get(project::one))
        .route("/decisions/{id}", get(decision::one))
        .route("/payments/{id}", get(payment::one))
        .route("/collectivities", get(collectivity::list))
        .route("/collectivities/{siren}", get(collectivity::one))
        .route("/territories", get(collectivity::territories))
        .fallback(|| async { Problem::new(Code::NotFound, "Nothing has this address.") })
}

/// A request of the API: a visitor's, whoever sends it.
pub struct Api {
    pub ctx: Context,
    site: Arc<Site>,
}

impl FromRequestParts<Arc<Site>> for Api {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Infallible> {
        let ctx = Context::new(Arc::clone(&site.platform), Actor::default(), RequestId::of(parts));
        Ok(Self { ctx, site: Arc::clone(site) })
    }
}

impl Api {
    /// The whole address of a page.
    fn url(&self, page: impl std::fmt::Display) -> String {
        format!("{}{page}", self.site.base_url)
    }

    /// A campaign that was opened.
    async fn campaign(&self, slug: &str) -> Result<Arc<StoredCampaign>, Problem> {
        let found = server::campaign::find_opened(&self.ctx, slug).await?;
        found.ok_or_else(|| Problem::new(Code::NotFound, "No campaign that was opened has this name."))
    }
}

/// An identifier of an address.
fn identifier<I: std::str::FromStr>(text: &str) -> Result<I, Problem> {
    text.parse().map_err(|_| Problem::new(Code::NotFound, "Nothing has this identifier."))
}
