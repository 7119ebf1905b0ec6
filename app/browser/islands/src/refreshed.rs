//! A part of a page that follows what others do.

use leptos::prelude::*;
use std::time::Duration;

/// Shows its children, then what `address` answers, asked again every five seconds while the page is open.
#[island]
pub fn Refreshed(address: String, children: Children) -> impl IntoView {
    let place = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        let address = address.clone();
        let shown = StoredValue::new(String::new());
        let again = move || {
            let address = address.clone();
            leptos::task::spawn_local(async move {
                // Set only when it changed: screen readers read what is set.
                if let Some(html) = super::fragment(&address, &[]).await
                    && let Some(place) = place.get_untracked()
                    && shown.with_value(|shown| *shown != html)
                {
                    place.set_inner_html(&html);
                    shown.set_value(html);
                }
            });
        };
        if let Ok(handle) = set_interval_with_handle(again, Duration::from_secs(5)) {
            on_cleanup(move || handle.clear());
        }
    });
    view! {
        <div aria-live="polite" node_ref=place>
            {children()}
        </div>
    }
}
