//! A page of detail: what it says, and in short beside it (above it on a phone) its state, its figures and what one may
//! do.

use super::inner::Inner;
use leptos::prelude::*;

#[component]
pub fn WithRail(
    /// In short: where the thing stands, and its act.
    rail: AnyView,
    children: Inner,
) -> AnyView {
    view! {
        <div class="t-detail">
            <section class="t-detail__rail" aria-label="En bref">
                {rail}
            </section>
            <div class="t-detail__content">{children.view()}</div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn what_is_said_in_short_has_priority() {
        let rail = || view! { <p>"Éligible"</p> }.into_any();
        let page = html(|| view! { <WithRail rail=rail()>"Texte"</WithRail> });
        let short = "<section aria-label=\"En bref\" class=\"t-detail__rail\"><p>Éligible</p></section>";
        let content = "<div class=\"t-detail__content\">Texte</div>";
        assert_eq!(page, format!("<div class=\"t-detail\">{short}{content}</div>"));
    }
}
