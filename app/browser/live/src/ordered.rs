//! The order of a list, by dragging: an entry is taken by its grip and dropped at another place. The buttons beside it
//! do the same without a pointer, and without scripts.

use crate::page::{all_in, detached, find_all, find_in, focus, leave_for, listen, send, set_value};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DragEvent, Element};

/// A list whose entries can be dragged.
struct Ordered {
    /// The list with its heading and forms, which comes anew after a drop.
    section: Element,
    list: Element,
    /// What a drop fills in and sends.
    form: Element,
    /// Where the entry that is dragged was taken.
    taken: Cell<Option<usize>>,
}

/// Lets entries be dragged in each list of the page.
pub fn start() {
    find_all("[data-ordered]").into_iter().for_each(order);
}

fn order(section: Element) {
    let (Some(list), Some(form)) = (find_in(&section, ".t-entries"), find_in(&section, ".t-dropped")) else { return };
    let ordered = Rc::new(Ordered { section, list, form, taken: Cell::default() });
    for grip in all_in(&ordered.list, ".t-grip") {
        let _ = grip.set_attribute("draggable", "true");
    }
    let on = |event: &str, act: fn(&Rc<Ordered>, &DragEvent)| {
        let listening = Rc::clone(&ordered);
        listen(&ordered.list, event, move |event| {
            if let Some(event) = event.dyn_ref() {
                act(&listening, event);
            }
        });
    };
    on("dragstart", Ordered::take);
    on("dragover", Ordered::over);
    on("drop", |_, event| event.prevent_default());
    on("dragend", Ordered::end);
}

impl Ordered {
    /// The entries in the order of the page: those of this list alone.
    fn entries(&self) -> Vec<Element> {
        let children = self.list.children();
        (0..children.length()).filter_map(|at| children.item(at)).collect()
    }

    /// The entry in which something is.
    fn entry_of(&self, event: &DragEvent) -> Option<Element> {
        let within = event.target()?.dyn_into::<Element>().ok()?.closest("li").ok()??;
        self.entries().into_iter().find(|entry| *entry == within)
    }

    fn dragged(&self) -> Option<Element> {
        find_in(&self.list, ".t-entries__dragged")
    }

    fn take(self: &Rc<Self>, event: &DragEvent) {
        let Some(entry) = self.entry_of(event) else { return };
        self.taken.set(self.entries().iter().position(|one| *one == entry));
        if let Some(carried) = event.data_transfer() {
            carried.set_effect_allowed("move");
            // Firefox drags nothing that carries nothing.
            let _ = carried.set_data("text/plain", "");
            carried.set_drag_image(&entry, 0, 0);
        }
        let _ = entry.class_list().add_1("t-entries__dragged");
    }

    /// Shows the entry where it would be dropped.
    fn over(self: &Rc<Self>, event: &DragEvent) {
        let Some(dragged) = self.dragged() else { return };
        event.prevent_default();
        let Some(other) = self.entry_of(event).filter(|other| *other != dragged) else { return };
        let place = other.get_bounding_client_rect();
        let below = f64::from(event.client_y()) > place.top() + place.height() / 2.0;
        let beside = if below { other.next_element_sibling() } else { Some(other) };
        if beside.as_ref() != Some(&dragged) {
            let _ = self.list.insert_before(&dragged, beside.as_deref());
        }
    }

    /// Sends the new place, once; nothing where the entry is where it was, or the drag was given up.
    fn end(self: &Rc<Self>, event: &DragEvent) {
        let (Some(dragged), Some(taken)) = (self.dragged(), self.taken.take()) else { return };
        let _ = dragged.class_list().remove_1("t-entries__dragged");
        let Some(place) = self.entries().iter().position(|one| *one == dragged) else { return };
        if place == taken {
            return;
        }
        if event.data_transfer().is_some_and(|carried| carried.drop_effect() == "none") {
            let back = if taken < place { taken } else { taken + 1 };
            let _ = self.list.insert_before(&dragged, self.entries().get(back).map(|entry| &**entry));
            return;
        }
        set_value(&self.form, "at", &taken.to_string());
        set_value(&self.form, "to", &place.to_string());
        let ordered = Rc::clone(self);
        spawn_local(async move { ordered.dropped(place).await });
    }

    /// Puts the list as it is now in place of the one before, the focus on what was moved. Where it was refused, the
    /// page that says so is opened.
    async fn dropped(&self, place: usize) {
        let Some(path) = self.section.get_attribute("data-ordered") else { return };
        match send(&self.form).await {
            Some(Ok(page)) => {
                let now = detached(&page).and_then(|page| find_in(&page, &format!("[data-ordered=\"{path}\"]")));
                let Some(now) = now else { return };
                let _ = self.section.replace_with_with_node_1(&now);
                order(now.clone());
                if let Some(link) = all_in(&now, ".t-entries > li > a").get(place) {
                    focus(link);
                }
                if let Some(status) = find_in(&now, "[data-dropped]") {
                    status.set_text_content(status.get_attribute("data-dropped").as_deref());
                }
            }
            Some(Err(refused)) => leave_for(&refused),
            // It may have been done, or not: the page says.
            None => leave_for(""),
        }
    }
}
