//! Results that appear as one types. Without scripts, the form's button searches.
//!
//! `data-search` stands around a search form with one field (`input[type=search]`), a place for results
//! (`data-results`) and a line that says how many (`data-status`). Its address answers a fragment for what is typed,
//! whose first element says how many in `data-found`.

use crate::page::{Turns, find, find_in, fragment, listen, query};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlInputElement};

/// How long nothing is typed before it is searched, in milliseconds.
const PAUSE: i32 = 250;

struct Search {
    around: Element,
    field: HtmlInputElement,
    /// Where a fragment is asked.
    address: String,
    turns: Turns,
}

/// Searches for what was typed already, and at each change.
pub fn start() {
    let Some(search) = Search::of_page() else { return };
    let search = Rc::new(search);
    if search.field.value() != search.field.default_value() {
        search.typed();
    }
    let around = search.around.clone();
    listen(&around, "input", move |_| search.typed());
}

impl Search {
    fn of_page() -> Option<Self> {
        let around = find("[data-search]")?;
        Some(Self {
            field: find_in(&around, "input[type=search]")?.dyn_into().ok()?,
            address: around.get_attribute("data-search")?,
            around,
            turns: Turns::default(),
        })
    }

    fn typed(self: &Rc<Self>) {
        let search = Rc::clone(self);
        self.turns.after_a_pause(PAUSE, move |turn| spawn_local(async move { search.ask(turn).await }));
    }

    async fn ask(&self, turn: u32) {
        if let Some(html) = fragment(&format!("{}?{}", self.address, query("texte", &self.field.value()))).await
            && self.turns.is_last(turn)
        {
            self.show(&html);
        }
    }

    fn show(&self, html: &str) {
        let Some(results) = find_in(&self.around, "[data-results]") else { return };
        results.set_inner_html(html);
        let found = results.first_element_child().and_then(|first| first.get_attribute("data-found"));
        if let Some(status) = find_in(&self.around, "[data-status]") {
            status.set_text_content(found.as_deref());
        }
    }
}
