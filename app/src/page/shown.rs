//! What is confirmed is what was read: the field that carries the fingerprint of what a form showed.

use entity::shown::Shown;
use leptos::prelude::*;

/// The field of the fingerprint.
pub const SHOWN: &str = "shown";

/// The hidden field of a form that confirms. It is drawn anew with what is shown, never filled with what was sent before.
pub fn shown_field(shown: &Shown) -> AnyView {
    view! { <input type="hidden" name=SHOWN value=shown.as_str().to_owned()/> }.into_any()
}
