//! A part of a page that follows what others do.

use crate::page::{every, find, fragment, is_hidden};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen_futures::spawn_local;

/// How often it is asked for, in milliseconds.
const PAUSE: i32 = 5_000;

/// Puts what `data-refreshed` answers in the element's place, asked again and again while the page is seen.
pub fn start() {
    let Some(place) = find("[data-refreshed]") else { return };
    let Some(address) = place.get_attribute("data-refreshed") else { return };
    let shown = Rc::new(RefCell::new(String::new()));
    every(PAUSE, move || {
        if is_hidden() {
            return;
        }
        let (place, address, shown) = (place.clone(), address.clone(), Rc::clone(&shown));
        spawn_local(async move {
            // Set only when it changed: screen readers read what is set.
            if let Some(html) = fragment(&address).await
                && *shown.borrow() != html
            {
                place.set_inner_html(&html);
                shown.replace(html);
            }
        });
    });
}
