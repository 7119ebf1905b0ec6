//! The way to report a text.

use entity::{address::Address, moderation::TextId};
use leptos::prelude::*;

/// Leads to where a text is reported; for whoever is signed in.
#[component]
pub fn ReportLink(
    text: TextId,
    /// What it is, for screen readers, where a page has several.
    #[prop(into)]
    of: String,
) -> AnyView {
    let href = Address::Report(text.kind.code().to_owned(), text.id).to_string();
    view! {
        <a class="t-quiet fr-icon-flag-line" href=href>
            "Signaler"
            <span class="fr-sr-only">{format!("\u{a0}: {of}")}</span>
        </a>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;
    use entity::id::NeedId;

    #[test]
    fn the_way_to_report_names_the_text() {
        let link = html(|| view! { <ReportLink text=NeedId(uuid::Uuid::nil()).into() of="ce besoin" /> });
        assert!(link.contains("href=\"/signaler/besoin/00000000-0000-0000-0000-000000000000\""), "{link}");
        assert!(link.contains("Signaler<span class=\"fr-sr-only\">\u{a0}: ce besoin</span>"), "{link}");
    }
}
