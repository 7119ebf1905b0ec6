//! The keys of the curators' desk, over forms that work without them: they move the focus, tick, and press the buttons
//! that are there. None acts while somebody types, or with a modifier.

use crate::page::{all_in, find, find_in, focused, listen, to_html};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};

/// The boxes of the list, one a row.
const BOXES: &str = "tbody input[type=checkbox]";

struct Desk {
    /// What stands around the list and the panel.
    around: Element,
    /// The row where one is, counted from 0; None before the first key.
    at: Cell<Option<usize>>,
}

/// Listens to keys where the page is the desk.
pub fn start() {
    let Some(around) = find("[data-desk]") else { return };
    let Some(window) = web_sys::window() else { return };
    let desk = Rc::new(Desk { around: around.clone(), at: Cell::new(None) });
    let changed = Rc::clone(&desk);
    listen(&around, "change", move |_| changed.say());
    listen(&window, "keydown", move |event| {
        if let Some(key) = event.dyn_ref::<KeyboardEvent>()
            && !key.ctrl_key()
            && !key.alt_key()
            && !key.meta_key()
            && desk.pressed(&key.key())
        {
            key.prevent_default();
        }
    });
}

/// What somebody types into, or chooses from.
enum Field {
    /// Keys are its own.
    Text,
    /// A list: Enter confirms the choice.
    List(Element),
    None,
}

fn field() -> Field {
    let Some(element) = focused() else { return Field::None };
    match element.tag_name().as_str() {
        "TEXTAREA" => Field::Text,
        "SELECT" => Field::List(element),
        "INPUT" => match element.get_attribute("type").as_deref() {
            Some("checkbox" | "radio" | "submit" | "button") => Field::None,
            _ => Field::Text,
        },
        _ => Field::None,
    }
}

impl Desk {
    /// Whether the key was one of ours.
    fn pressed(&self, key: &str) -> bool {
        match field() {
            Field::Text => return false,
            Field::List(list) => return key == "Enter" && confirm(&list),
            Field::None => {}
        }
        match key {
            "j" => self.go(1),
            "k" => self.go(-1),
            "x" => self.tick(),
            // Enter in a box would send the form by its first button.
            "Enter" if !self.is_in_list() => false,
            "o" | "Enter" => self.row().and_then(|row| find_in(&row, "a[data-read]")).is_some_and(|link| click(&link)),
            "l" => find("[name=acte][value=lu]").is_some_and(|button| self.in_panel(&button) && click(&button)),
            "p" => self.choose("[data-acts] [name=project]"),
            "a" => self.choose("[data-acts] [name=to]"),
            "u" => find("[data-undo] button").is_some_and(|button| focus(&button)),
            "?" => help(),
            _ => false,
        }
    }

    fn boxes(&self) -> Vec<HtmlInputElement> {
        all_in(&self.around, BOXES).into_iter().filter_map(|element| element.dyn_into().ok()).collect()
    }

    /// The row where one is: that of what has the focus, or where the keys were last.
    fn here(&self) -> Option<usize> {
        let row = focused().and_then(|element| element.closest("tr").ok().flatten());
        let boxes = self.boxes();
        let focused = row.and_then(|row| boxes.iter().position(|one| row.contains(Some(one))));
        focused.or_else(|| self.at.get().filter(|at| *at < boxes.len()))
    }

    fn row(&self) -> Option<Element> {
        self.boxes().get(self.here()?)?.closest("tr").ok().flatten()
    }

    /// Goes to the next row, or to the one before; to the first at first.
    fn go(&self, by: i32) -> bool {
        let boxes = self.boxes();
        let at = match self.here() {
            None => 0,
            Some(at) if by < 0 => at.saturating_sub(1),
            Some(at) => (at + 1).min(boxes.len().saturating_sub(1)),
        };
        self.at.set(Some(at));
        boxes.get(at).is_some_and(|one| focus(one))
    }

    /// Whether a box of the list has the focus.
    fn is_in_list(&self) -> bool {
        focused().is_some_and(|element| self.boxes().iter().any(|one| element.is_same_node(Some(one))))
    }

    fn tick(&self) -> bool {
        let Some(one) = self.here().and_then(|at| self.boxes().into_iter().nth(at)) else { return false };
        one.click();
        true
    }

    /// Goes to a list of the bar; without anything ticked, the row where one is, is.
    fn choose(&self, list: &str) -> bool {
        let Some(list) = find(list) else { return false };
        if self.boxes().iter().all(|one| !one.checked()) {
            self.tick();
        }
        focus(&list)
    }

    /// Whether an element stands in the panel, and not in the bar under the list.
    fn in_panel(&self, element: &Element) -> bool {
        element.closest(".t-reading").ok().flatten().is_some()
    }

    /// Says how many are ticked.
    fn say(&self) {
        let ticked = self.boxes().iter().filter(|one| one.checked()).count();
        if let Some(place) = find_in(&self.around, "[data-said]") {
            let said = if ticked == 0 { String::new() } else { wording::ticked(ticked as u64) };
            place.set_text_content(Some(&said));
        }
    }
}

/// Presses the button that goes with a list.
fn confirm(list: &Element) -> bool {
    let group = list.closest(".t-desk-act__group").ok().flatten();
    group.and_then(|group| find_in(&group, "button")).is_some_and(|button| click(&button))
}

fn help() -> bool {
    let Some(keys) = find("[data-keys]") else { return false };
    let _ = match keys.has_attribute("open") {
        true => keys.remove_attribute("open"),
        false => keys.set_attribute("open", ""),
    };
    find_in(&keys, "summary").is_some_and(|summary| focus(&summary))
}

fn focus(element: &Element) -> bool {
    to_html(element).is_some_and(|element: &HtmlElement| element.focus().is_ok())
}

fn click(element: &Element) -> bool {
    to_html(element).map(HtmlElement::click).is_some()
}
