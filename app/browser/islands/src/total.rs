//! What the ticked projects of a ballot cost together, against the envelope.

use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::Element};
use wording::{count, euros};

/// Wraps the check boxes, each with its cost in cents (`data-cents`). `chosen` and `cents` are the total as the server
/// drew it.
#[island]
pub fn Total(chosen: u64, cents: i64, envelope_cents: i64, children: Children) -> impl IntoView {
    let boxes = NodeRef::<leptos::html::Div>::new();
    let (total, set_total) = signal((chosen, cents));
    // The boxes are the truth: a browser may have restored them, or a visitor ticked them before the scripts were
    // there.
    let add_up = move || {
        if let Some(boxes) = boxes.get_untracked() {
            set_total.set(sum_of_ticked(&boxes));
        }
    };
    Effect::new(move |_| {
        add_up();
        let handle = window_event_listener_untyped("pageshow", move |_| add_up());
        on_cleanup(move || handle.remove());
    });
    view! {
        <div node_ref=boxes on:change=move |_| add_up()>
            {children()}
        </div>
        <p class="t-total" role="status">
            {move || {
                let (chosen, cents) = total.get();
                format!(
                    "{}, {} en tout (enveloppe : {})",
                    count(chosen, "projet choisi", "projets choisis"),
                    euros(cents),
                    euros(envelope_cents),
                )
            }}
        </p>
    }
}

fn sum_of_ticked(boxes: &Element) -> (u64, i64) {
    let Ok(ticked) = boxes.query_selector_all("input[data-cents]:checked") else { return (0, 0) };
    let costs = (0..ticked.length())
        .filter_map(|at| ticked.item(at)?.dyn_into::<Element>().ok()?.get_attribute("data-cents")?.parse::<i64>().ok());
    costs.fold((0, 0), |(chosen, cents), cost| (chosen + 1, cents + cost))
}
