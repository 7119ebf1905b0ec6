//! Shares of a whole as a bar: an SVG, because its width attributes pass the Content-Security-Policy and its fills are
//! printed.

use super::html_writer::HtmlWriter;
use leptos::prelude::*;

/// A share of the whole, shown from the left over the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub part: u64,
    /// A class of the style sheet; None for the main colour.
    pub class: Option<&'static str>,
}

/// Shares of `whole`. With a label the bar is a picture with that text; without, the same figures stand beside it.
#[component]
pub fn Bar(whole: u64, shares: Vec<Share>, #[prop(optional, into)] label: Option<String>) -> AnyView {
    let mut html = HtmlWriter::default();
    html.markup("<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\"");
    match label {
        Some(label) => html.markup(" role=\"img\" aria-label=\"").text(label).markup("\""),
        None => html.markup(" aria-hidden=\"true\""),
    };
    html.markup(" class=\"t-bar\"><rect width=\"100\" height=\"10\" class=\"t-bar__ground\"></rect>");
    for Share { part, class } in shares {
        html.markup("<rect width=\"").text(percent(part, whole)).markup("\" height=\"10\"");
        html.attribute(" class=\"", class).markup("></rect>");
    }
    html.markup("</svg>");
    html.into_view()
}

/// A share in percent with one decimal, at most 100; in whole numbers, so that no float is needed.
pub fn percent(part: u64, whole: u64) -> String {
    let thousandths = (part.saturating_mul(1000) / whole.max(1)).min(1000);
    format!("{}.{}", thousandths / 10, thousandths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn a_bar_with_a_label_is_a_picture_and_one_without_is_hidden() {
        let bar = |label: Option<&str>| {
            let shares = vec![Share { part: 1, class: Some("t-bar__engaged") }, Share { part: 3, class: None }];
            html(|| match label {
                Some(label) => view! { <Bar whole=4 shares label=label.to_owned() /> },
                None => view! { <Bar whole=4 shares /> },
            })
        };
        let picture = bar(Some("Un quart"));
        assert!(
            picture.contains(" role=\"img\" aria-label=\"Un quart\"") && !picture.contains("aria-hidden"),
            "{picture}"
        );
        let shares = "<rect width=\"25.0\" height=\"10\" class=\"t-bar__engaged\"></rect><rect width=\"75.0\" \
            height=\"10\"></rect>";
        assert!(picture.contains(shares), "{picture}");
        let hidden = bar(None);
        assert!(hidden.contains(" aria-hidden=\"true\"") && !hidden.contains("role="), "{hidden}");
    }

    #[test]
    fn a_share_is_a_percentage_of_at_most_a_hundred() {
        assert_eq!(percent(0, 0), "0.0");
        assert_eq!(percent(1, 3), "33.3");
        assert_eq!(percent(7, 3), "100.0");
    }
}
