//! Makes the page of a failure.

use crate::{
    http::{
        campaign::forget_campaign, failure::Failure, fields::Refused, request::RequestId, resume, site::Site,
        visit::Visit,
    },
    page::error,
    ui::frame::bare_error,
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use std::sync::Arc;

/// The page of a failure, for whoever sent the request.
pub async fn error_page(site: &Arc<Site>, mut parts: Parts, failure: Failure) -> Response {
    let reference = RequestId::of(&parts);
    parts.extensions.remove::<Refused>();
    if parts.method == Method::POST {
        // The page leads back to where the form stands, and not to where it was sent.
        forget_campaign(&mut parts);
        parts.uri = resume::page(&parts).and_then(|page| page.parse().ok()).unwrap_or_default();
        parts.method = Method::GET;
    }
    let mut visit = <Visit as FromRequestParts<Arc<Site>>>::from_request_parts(&mut parts, site).await;
    if matches!(visit, Err(Failure::Viewing)) {
        // Where it was asked is hidden from whoever only looks: the page stands nowhere.
        parts.uri = Uri::default();
        visit = <Visit as FromRequestParts<Arc<Site>>>::from_request_parts(&mut parts, site).await;
    }
    match visit {
        Ok(visit) => {
            let mut response = (failure.status(), error::page(&visit, &failure, &reference)).into_response();
            if let Failure::TooMany(seconds) = failure {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            response
        }
        // The database does not answer: the page must do without it.
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, bare_error(&reference)).into_response(),
    }
}
