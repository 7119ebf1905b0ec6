//! The headers that bound what a page may do in a browser.

use super::csp_report::CSP_REPORTS;
use crate::{http::site::Site, ui::frame::HasScript};
use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

/// Sets the security headers of a response, and keeps it out of caches unless it says otherwise.
pub fn set_headers(site: &Site, response: &mut Response) {
    let policy = content_policy(site, response.extensions().get::<HasScript>().is_some());
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_SECURITY_POLICY, &policy);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if site.is_https() {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// The Content-Security-Policy: scripts of ours alone, and on the pages that have any.
fn content_policy(site: &Site, has_script: bool) -> String {
    let script = if has_script { "'self' 'wasm-unsafe-eval'" } else { "'none'" };
    // Signing out is a form, and leads on to the provider's own page.
    let provider = site.provider_origin.as_ref().map(|origin| format!(" {origin}")).unwrap_or_default();
    format!(
        "default-src 'none'; script-src {script}; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src \
         'self'; manifest-src 'self'; form-action 'self'{provider}; base-uri 'none'; frame-ancestors 'none'; \
         report-uri {CSP_REPORTS}"
    )
}
