//! The headers that bound what a page may do in a browser.

use crate::{
    http::{embeddable::Embeddable, site::Site},
    ui::frame::HasScript,
};
use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// Of pictures that other sites show: they hold a sheet of their own, and nothing else.
const EMBEDDED: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// Sets the security headers of a response, and keeps it out of caches unless it says otherwise.
pub fn set_headers(site: &Site, response: &mut Response) {
    let has_script = response.extensions().get::<HasScript>().is_some();
    let policy = site.policy.of(has_script);
    let is_embeddable = response.extensions().get::<Embeddable>().is_some();
    let headers = response.headers_mut();
    let (policy, resource) = match is_embeddable {
        true => (EMBEDDED, "cross-origin"),
        false => (policy, "same-origin"),
    };
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static(resource));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(PERMISSIONS, HeaderValue::from_static("camera=(), geolocation=(), microphone=()"));
    if site.is_https() {
        let always = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, always);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
