//! Many views as one.

use leptos::prelude::*;

/// Many views, one after the other.
pub fn views(all: impl Iterator<Item = AnyView>) -> AnyView {
    all.collect_view().into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn views_follow_each_other() {
        assert_eq!(
            html(|| views(["a", "b"].into_iter().map(|text| view! { <p>{text}</p> }.into_any()))),
            "<p>a</p><p>b</p>"
        );
    }
}
