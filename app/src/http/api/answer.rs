//! What stands around every answer of the API: methods, what the client accepts, compression, `ETag`, headers.

use super::{
    dated::is_as_old,
    problem::{Code, Problem},
};
use crate::http::site::Site;
use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use entity::canonical::hex;
use flate2::{Compression, write::GzEncoder};
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};
use std::io::Write;
use tower::ServiceExt;

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// From how many bytes on an answer is compressed.
const COMPRESSED_FROM: usize = 1_000;

/// Answers a request of the API. Nothing is read of what is sent.
pub async fn answer(site: &Site, routes: &Router, parts: Parts) -> Response {
    let mut response = match parts.method {
        Method::GET | Method::HEAD => found(routes, &parts).await,
        Method::OPTIONS => StatusCode::NO_CONTENT.into_response(),
        _ => Problem::new(Code::MethodNotAllowed, "The API is read: GET, HEAD and OPTIONS.").into_response(),
    };
    if parts.method == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    let status = response.status();
    let headers = response.headers_mut();
    if matches!(status, StatusCode::METHOD_NOT_ALLOWED | StatusCode::NO_CONTENT) {
        headers.insert(header::ALLOW, METHODS);
    }
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if parts.method == Method::OPTIONS {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    }
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("ETag, Last-Modified, Link, RateLimit-Policy, Retry-After"),
    );
    limits(site, headers);
    response
}

/// Says what one network may ask for in a minute.
fn limits(site: &Site, headers: &mut HeaderMap) {
    if let Some(visits) = site.limits.visits()
        && let Ok(policy) = HeaderValue::from_str(&format!("\"network\";q={visits};w=60"))
    {
        headers.insert(POLICY, policy);
    }
}

/// Too many requests from one network.
pub fn too_many(site: &Site, seconds: u64) -> Response {
    let mut response = Problem::new(Code::TooManyRequests, format!("Wait {seconds} seconds.")).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    limits(site, response.headers_mut());
    response
}

/// What the routes answer, with its `ETag`: nothing where the client holds it already, compressed where it may be.
async fn found(routes: &Router, parts: &Parts) -> Response {
    if !accepts(&parts.headers, header::ACCEPT, &["application/json", "application/*", "*/*"]) {
        return Problem::new(Code::NotAcceptable, "The API answers in application/json.").into_response();
    }
    if parts.uri.query().is_some_and(|query| query.contains("%00")) {
        return Problem::new(Code::InvalidQuery, "No parameter holds U+0000.").into_response();
    }
    let mut request = Request::from_parts(parts.clone(), Body::empty());
    *request.method_mut() = Method::GET;
    let response = match routes.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if response.status() != StatusCode::OK {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(content) = body.collect().await.map(|body| body.to_bytes()) else {
        return Problem::new(Code::Internal, "The server failed; its log says how.").into_response();
    };
    // Weak: the same answer, compressed or not.
    let tag = format!("W/\"{}\"", &hex(&Sha256::digest(&content).into())[..32]);
    head.headers.insert(header::VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
    head.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=0, must-revalidate"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        head.headers.insert(header::ETAG, tag);
    }
    if is_known(&parts.headers, &tag) || is_as_old(&parts.headers, &head.headers) {
        head.status = StatusCode::NOT_MODIFIED;
        head.headers.remove(header::CONTENT_TYPE);
        head.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(head, Body::empty());
    }
    let gzip = content.len() >= COMPRESSED_FROM
        && parts.headers.contains_key(header::ACCEPT_ENCODING)
        && accepts(&parts.headers, header::ACCEPT_ENCODING, &["gzip", "*"]);
    let content = match gzip.then(|| compressed(&content)).flatten() {
        Some(small) => {
            head.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            small
        }
        None => content.to_vec(),
    };
    head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(content.len()));
    Response::from_parts(head, Body::from(content))
}

fn compressed(content: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(content.len() / 3), Compression::fast());
    encoder.write_all(content).ok()?;
    encoder.finish().ok()
}

/// Whether a header lets one of these through, weights apart; one that is absent lets everything through.
pub fn accepts(headers: &HeaderMap, name: HeaderName, ours: &[&str]) -> bool {
    let mut sent = headers.get_all(name).iter().peekable();
    if sent.peek().is_none() {
        return true;
    }
    sent.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let is_ours = parts.next().is_some_and(|kind| ours.iter().any(|own| own.eq_ignore_ascii_case(kind)));
        let refused = parts.any(|part| part.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) == Some(0.0));
        is_ours && !refused
    })
}

/// Whether the client holds the answer of this tag (RFC 9110, `If-None-Match`, compared weakly).
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let sent = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    sent.flat_map(|value| value.split(',')).any(|one| one.trim() == "*" || opaque(one) == opaque(tag))
}
