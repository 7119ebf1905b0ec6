//! Shows a page; a small slip in its address leads to the one that is meant.

use super::{
    error_page::error_page,
    run::{failure_of, run},
};
use crate::http::{campaign, failure::Failure, site::Site, slips};
use axum::{
    Router,
    body::Bytes,
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
};
use std::sync::Arc;

/// The page of an address, the way to the one that is meant, or why there is none.
pub async fn show(site: &Arc<Site>, routes: &Router, parts: &Parts) -> Response {
    if let Some(link) = slips::link_meant(&parts.uri) {
        return Redirect::to(&link.to_string()).into_response();
    }
    let response = run(routes, parts, Bytes::new()).await;
    let Some(failure) = failure_of(&response) else { return response };
    if failure == Failure::NotFound {
        for meant in slips::meant(&parts.uri) {
            let mut other = parts.clone();
            other.uri = meant.clone();
            campaign::take_campaign(&mut other);
            if failure_of(&run(routes, &other, Bytes::new()).await) != Some(Failure::NotFound) {
                return Redirect::to(&campaign::whole(parts, &meant.to_string())).into_response();
            }
        }
    }
    error_page(site, parts.clone(), failure).await
}
