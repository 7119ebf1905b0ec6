//! Results that appear as one types. Without scripts, the form's button searches.

use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlInputElement};
use std::time::Duration;

/// Wraps a search form with one field (`input[type=search]`), a place for results (`[data-results]`) and a line that
/// says how many (`[data-status]`). `address` answers a fragment for `texte`, whose first element says how many in
/// `data-found`.
#[island]
pub fn SearchAsYouType(address: String, children: Children) -> impl IntoView {
    let around = NodeRef::<leptos::html::Div>::new();
    let turn = StoredValue::new(0_u32);
    let address = StoredValue::new(address);
    let search = move |typed: String| {
        let mine = turn.get_value() + 1;
        turn.set_value(mine);
        let ask = move || {
            leptos::task::spawn_local(async move {
                // Only the last question counts: answers may come in another order.
                if turn.get_value() == mine
                    && let Some(html) = super::fragment(&address.get_value(), &[("texte", &typed)]).await
                    && turn.get_value() == mine
                {
                    show(around, &html);
                }
            });
        };
        set_timeout(ask, Duration::from_millis(250));
    };
    Effect::new(move |_| {
        // What was typed before the scripts were there.
        let field = around.get().and_then(|around| super::find(&around, "input[type=search]"));
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok())
            && field.value() != field.default_value()
        {
            search(field.value());
        }
    });
    view! {
        <div node_ref=around on:input=move |event| search(event_target_value(&event))>
            {children()}
        </div>
    }
}

fn show(around: NodeRef<leptos::html::Div>, html: &str) {
    let Some(around) = around.get_untracked() else { return };
    if let Some(results) = super::find(&around, "[data-results]") {
        results.set_inner_html(html);
        let found = results.first_element_child().and_then(|first| first.get_attribute("data-found"));
        if let Some(status) = super::find(&around, "[data-status]") {
            status.set_text_content(found.as_deref());
        }
    }
}
