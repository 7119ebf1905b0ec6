//! The files of an operator's own style.

use crate::http::{failure::Failure, site::Site};
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use std::sync::Arc;

/// Sends a file. Names hold a hash of the content, so that browsers keep them for good.
pub async fn send(State(site): State<Arc<Site>>, Path(name): Path<String>) -> Result<Response, Failure> {
    let file = site.style.as_ref().and_then(|style| style.file(&name));
    let (kind, bytes) = file.ok_or(Failure::NotFound)?;
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, bytes).into_response())
}
