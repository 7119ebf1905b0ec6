//! Many views as one.

use leptos::prelude::*;

/// Many views, one after the other.
pub fn views(all: impl Iterator<Item = AnyView>) -> AnyView {
    all.collect_view().into_any()
}
