//! The web application: pages, what moves in the browser, and the HTTP around them.
//!
//! Pages are rendered on the server and are compiled for it alone. Only `island` is also compiled for
//! the browser.

pub mod island;

#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
pub mod pack;
#[cfg(feature = "ssr")]
pub mod page;

/// The browser's entry: wakes the islands of the page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
