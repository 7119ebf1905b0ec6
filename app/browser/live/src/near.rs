//! The needs nearest to one that is being written, after each pause in typing. Without scripts they are a step between
//! the form and the preview.

use crate::page::{Turns, find, fragment_for, listen, value_of};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// How long nothing is typed before it is asked, in milliseconds.
const PAUSE: i32 = 700;

/// What of the form is compared.
const FIELDS: [&str; 3] = ["title", "problem", "theme"];

struct Near {
    /// Where the needs are shown: `data-near` says who answers.
    place: Element,
    address: String,
    form: Element,
    turns: Turns,
}

/// Asks for what was typed already, and after each change.
pub fn start() {
    let Some(near) = Near::of_page() else { return };
    let (form, near) = (near.form.clone(), Rc::new(near));
    near.typed();
    listen(&form, "input", move |_| near.typed());
}

impl Near {
    fn of_page() -> Option<Self> {
        let place = find("[data-near]")?;
        Some(Self {
            address: place.get_attribute("data-near")?,
            form: place.closest("form").ok().flatten()?,
            place,
            turns: Turns::default(),
        })
    }

    fn typed(self: &Rc<Self>) {
        let near = Rc::clone(self);
        self.turns.after_a_pause(PAUSE, move |turn| spawn_local(async move { near.ask(turn).await }));
    }

    async fn ask(&self, turn: u32) {
        let typed: Vec<(&str, String)> = FIELDS.iter().map(|name| (*name, value_of(&self.form, name))).collect();
        if typed.iter().all(|(_, value)| value.is_empty()) {
            return;
        }
        if let Some(html) = fragment_for(&self.address, &typed).await
            && self.turns.is_last(turn)
            && self.place.inner_html() != html
        {
            self.place.set_inner_html(&html);
        }
    }
}
