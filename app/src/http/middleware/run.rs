//! Runs a request through the routes.

use crate::http::failure::Failure;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::Request,
    http::{StatusCode, request::Parts},
    response::Response,
};
use tower::ServiceExt;

/// What a route answers.
pub async fn run(routes: &Router, parts: &Parts, content: Bytes) -> Response {
    let request = Request::from_parts(parts.clone(), Body::from(content));
    match routes.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// Why a response is no page of ours. An address with a malformed identifier, or a form's address opened as a page, is
/// none either.
pub fn failure_of(response: &Response) -> Option<Failure> {
    let nowhere =
        matches!(response.status(), StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED);
    response.extensions().get::<Failure>().cloned().or(nowhere.then_some(Failure::NotFound))
}
