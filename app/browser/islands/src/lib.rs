//! What moves in the browser. The server draws everything and each page works without scripts; an island listens to
//! what it is wrapped around, and puts what the server has rendered anew in its place. What visitors did before the
//! scripts were there counts.

pub mod refreshed;
pub mod search;
pub mod total;

use leptos::web_sys::Element;

/// The browser's entry: wakes the islands of the page.
#[cfg(target_family = "wasm")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}

/// A fragment of ours, as HTML that the server has escaped; None when it does not come.
async fn fragment(address: &str, query: &[(&str, &str)]) -> Option<String> {
    let response = gloo_net::http::Request::get(address).query(query.iter().copied()).send().await.ok()?;
    if response.ok() { response.text().await.ok() } else { None }
}

/// The element inside `around` that answers to a selector of ours.
fn find(around: &Element, selector: &str) -> Option<Element> {
    around.query_selector(selector).ok().flatten()
}
