//! Components as HTML, for their tests.

use leptos::prelude::*;

/// The markup of a view, without empty classes and the marks by which scripts in the browser would find its parts.
pub(super) fn html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    let html = Owner::new().with(|| view().into_view().to_html());
    html.replace("<!>", "").replace("<!--<() />-->", "").replace(" class=\"\"", "")
}
