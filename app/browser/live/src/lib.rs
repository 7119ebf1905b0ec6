//! What moves on a page: the total of a ballot, results that appear as one types, a part that follows what others do,
//! the order of a list.
//! The server renders everything and each page works without scripts; this code finds what is marked on the page,
//! listens to it, and puts in its place what the server has rendered anew. What visitors did before it came counts.

mod count;
mod keys;
mod near;
mod ordered;
mod page;
mod refreshed;
mod search;
mod total;

use wasm_bindgen::prelude::wasm_bindgen;

/// The browser's entry.
#[wasm_bindgen(start)]
pub fn start() {
    total::start();
    search::start();
    refreshed::start();
    near::start();
    ordered::start();
    keys::start();
    count::start();
    page::ready();
}
