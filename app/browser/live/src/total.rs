//! What the ticked projects of a ballot cost together, against the envelope.
//!
//! Each box says its cost in cents (`data-cents`); the total says the envelope (`data-envelope`).

use crate::page::{find, listen};
use wasm_bindgen::JsCast;
use web_sys::Element;

const BOXES: &str = "[data-boxes]";
const TOTAL: &str = "[data-envelope]";

/// Adds up what is ticked, now and at each change.
pub fn start() {
    let (Some(boxes), Some(total)) = (find(BOXES), find(TOTAL)) else { return };
    let Some(envelope) = cents_of(&total, "data-envelope") else { return };
    // The boxes are the truth: a browser may have restored them, or a visitor ticked them before this code was there.
    let add_up = {
        let boxes = boxes.clone();
        move || {
            let (chosen, cents) = sum_of_ticked(&boxes);
            let sentence = wording::ballot_total(chosen, cents, envelope);
            // Set only when it changed: screen readers read what is set.
            if total.text_content().as_deref() != Some(sentence.as_str()) {
                total.set_text_content(Some(&sentence));
            }
        }
    };
    add_up();
    if let Some(window) = web_sys::window() {
        let add_up = add_up.clone();
        listen(&window, "pageshow", move |_| add_up());
    }
    listen(&boxes, "change", move |_| add_up());
}

fn cents_of(element: &Element, attribute: &str) -> Option<i64> {
    element.get_attribute(attribute)?.parse().ok()
}

fn sum_of_ticked(boxes: &Element) -> (u64, i64) {
    let Ok(ticked) = boxes.query_selector_all("input[data-cents]:checked") else { return (0, 0) };
    let ticked = (0..ticked.length()).filter_map(|at| ticked.item(at)?.dyn_into::<Element>().ok());
    let costs = ticked.filter_map(|ticked| cents_of(&ticked, "data-cents"));
    costs.fold((0, 0), |(chosen, cents), cost| (chosen + 1, cents + cost))
}
