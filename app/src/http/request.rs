//! What the middleware notes of a request for those who handle it.

use axum::http::request::Parts;

/// The request's reference, which the log and error pages show.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

impl RequestId {
    /// The reference of a request; empty where it has none.
    pub fn of(parts: &Parts) -> String {
        parts.extensions.get::<Self>().map(|reference| reference.0.clone()).unwrap_or_default()
    }
}

/// The client's network, by which requests are counted.
#[derive(Debug, Clone, Copy)]
pub struct Network(pub std::net::IpAddr);

impl Network {
    /// The network of a request as a text; empty where it is not known.
    pub fn of(parts: &Parts) -> String {
        parts.extensions.get::<Self>().map(|network| network.0.to_string()).unwrap_or_default()
    }
}
