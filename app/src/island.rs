//! What moves in the browser. Each island also renders on the server, and its page works without it.

pub mod ballot;
pub mod invite;
pub mod meter;

/// Reads JSON from one of our own addresses; None when the answer does not come or is not what was asked.
async fn fetch<T: serde::de::DeserializeOwned>(address: &str, query: &[(&str, &str)]) -> Option<T> {
    let request = gloo_net::http::Request::get(address).query(query.iter().copied());
    request.send().await.ok()?.json().await.ok()
}
