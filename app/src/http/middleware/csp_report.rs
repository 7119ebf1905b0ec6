//! What browsers report that the Content-Security-Policy stopped.

use crate::http::{content_policy::CSP_REPORTS, secret_link::without_secret};
use axum::{
    body::Body,
    http::{Method, StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, Limited};
use std::time::Duration;

/// How long a report may take to come.
const CSP_TIME: Duration = Duration::from_secs(10);

/// Whether a request is such a report.
pub fn is_report(parts: &Parts) -> bool {
    parts.uri.path() == CSP_REPORTS && parts.method == Method::POST
}

/// Writes down what a browser reports: which directive, on which page, what was stopped; nothing else of what it sends.
pub async fn write_down(body: Body) -> Response {
    let body = tokio::time::timeout(CSP_TIME, Limited::new(body, 16 * 1024).collect()).await;
    let Ok(Ok(body)) = body else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let report: serde_json::Value = serde_json::from_slice(&body.to_bytes()).unwrap_or_default();
    // Of an address its path alone, without the secret of a link.
    let text = |name: &str| {
        let text = report["csp-report"][name].as_str().unwrap_or_default();
        let text = url::Url::parse(text).map_or_else(|_| text.to_owned(), |url| without_secret(url.path()).to_owned());
        text.chars().filter(|c| !c.is_control()).take(200).collect::<String>()
    };
    tracing::warn!(
        directive = text("effective-directive"),
        page = text("document-uri"),
        blocked = text("blocked-uri"),
        "csp report"
    );
    StatusCode::NO_CONTENT.into_response()
}
