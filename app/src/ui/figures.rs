//! A few figures side by side, and things with their values.

use super::html_writer::HtmlWriter;
use leptos::prelude::*;
use wording::number;

/// Figures, each with what it counts.
#[component]
pub fn Figures(figures: Vec<(u64, &'static str)>) -> AnyView {
    let mut html = HtmlWriter::default();
    html.markup("<ul class=\"t-figures\">");
    for (value, label) in figures {
        html.markup("<li><span class=\"t-figures__number\">").text(number(value));
        html.markup("</span><span class=\"t-figures__label\">").text(label).markup("</span></li>");
    }
    html.markup("</ul>");
    html.into_view()
}

/// Terms and what is said of each. What has nothing to say is left out before.
#[component]
pub fn Definitions(entries: Vec<(String, AnyView)>) -> AnyView {
    let mut html = HtmlWriter::default();
    html.markup("<dl class=\"t-definition\">");
    for (term, value) in entries {
        html.markup("<dt>").text(term).markup("</dt><dd>").view(value).markup("</dd>");
    }
    html.markup("</dl>");
    html.into_view()
}

/// An entry of [`Definitions`].
pub fn entry(term: impl Into<String>, value: impl IntoView + 'static) -> (String, AnyView) {
    (term.into(), value.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn figures_stand_with_what_they_count() {
        let figures = html(|| view! { <Figures figures=vec![(1234, "besoins")] /> });
        let number = "<span class=\"t-figures__number\">1\u{202f}234</span>";
        let label = "<span class=\"t-figures__label\">besoins</span>";
        assert_eq!(figures, format!("<ul class=\"t-figures\"><li>{number}{label}</li></ul>"));
    }

    #[test]
    fn terms_stand_with_what_is_said_of_them() {
        let entries = vec![entry("Collectivité", "Figeac"), entry("Thème", view! { <em>"Accueil"</em> })];
        let list = html(|| view! { <Definitions entries /> });
        let inside = "<dt>Collectivité</dt><dd>Figeac</dd><dt>Thème</dt><dd><em>Accueil</em></dd>";
        assert_eq!(list, format!("<dl class=\"t-definition\">{inside}</dl>"));
    }
}
