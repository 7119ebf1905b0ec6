//! What a form says of the address that filled it.

use super::alert::{Alert, Tone};
use crate::http::prefill::Prefill;
use leptos::prelude::*;

/// Which fields the address filled, and which it could not; nothing where it named none.
#[component]
pub fn Prefilled<'a>(prefill: &'a Prefill) -> AnyView {
    let Prefill { filled, refused, .. } = prefill;
    if filled.is_empty() && refused.is_empty() {
        return ().into_any();
    }
    let list = |labels: &[&str]| labels.join(", ");
    let filled = (!filled.is_empty()).then(|| {
        let said = format!("Le lien que vous avez suivi a rempli\u{a0}: {}. Rien n’est envoyé.", list(filled));
        view! { <p>{said}</p> }
    });
    let refused = (!refused.is_empty()).then(|| {
        let said = format!("Ce qu’il proposait ne convient pas pour\u{a0}: {}.", list(refused));
        view! { <p>{said}</p> }
    });
    view! { <Alert tone=Tone::Info>{filled} {refused}</Alert> }.into_any()
}
