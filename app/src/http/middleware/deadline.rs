//! How long an answer may take; then the browser is told, and what it asked is given up.

use crate::{
    http::{request::RequestId, site::Site},
    ui::frame::bare_error,
};
use axum::{
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use std::time::Duration;

/// What is answered within the site's deadline, or that it was not.
pub async fn in_time(site: &Site, parts: &Parts, answer: impl Future<Output = Response>) -> Response {
    within(site.deadline, parts, answer).await
}

/// What is answered within a time, or that it was not.
pub async fn within(deadline: Duration, parts: &Parts, answer: impl Future<Output = Response>) -> Response {
    match tokio::time::timeout(deadline, answer).await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!("a request took too long and was given up");
            unavailable(parts)
        }
    }
}

/// Said without the database, which may be what does not answer.
pub fn unavailable(parts: &Parts) -> Response {
    let headers = [(header::RETRY_AFTER, "30")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, bare_error(&RequestId::of(parts))).into_response()
}
