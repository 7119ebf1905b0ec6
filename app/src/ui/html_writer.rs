//! HTML written as text: the frame that every page has, and what repeats a hundred times on one. A view would cost
//! several allocations an element.

use leptos::{
    prelude::*,
    tachys::{html::InertElement, view::Position},
};
use std::fmt::{self, Display, Write};

/// HTML that is being written. Markup stands in the source; everything else is escaped.
#[derive(Debug, Default)]
pub struct HtmlWriter(String);

impl HtmlWriter {
    /// For so many bytes, without growing.
    pub fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// Markup, as it stands in the source.
    pub fn markup(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// What was written before, once for all pages.
    pub fn written(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// A text, or the value of an attribute inside its quotation marks.
    pub fn text(&mut self, text: impl Display) -> &mut Self {
        // Writing into memory never fails.
        let _ = write!(Escaping(&mut self.0), "{text}");
        self
    }

    /// An attribute, where it has a value; `markup` is what stands before the value: ` class="`.
    pub fn attribute(&mut self, markup: &'static str, value: Option<impl Display>) -> &mut Self {
        match value {
            Some(value) => self.markup(markup).text(value).markup("\""),
            None => self,
        }
    }

    /// A view, rendered here.
    pub fn view(&mut self, view: impl RenderHtml) -> &mut Self {
        view.to_html_with_buf(&mut self.0, &mut Position::FirstChild, true, false, Vec::new());
        self
    }

    /// As a part of a view: one element.
    pub fn into_view(self) -> AnyView {
        InertElement::new(self.0).into_any()
    }

    /// What was written.
    pub fn finish(self) -> String {
        self.0
    }
}

/// Writes what means something in HTML so that it is read as text.
struct Escaping<'a>(&'a mut String);

impl Write for Escaping<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"')) {
            self.0.push_str(&rest[..at]);
            self.0.push_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                _ => "&quot;",
            });
            rest = &rest[at + 1..];
        }
        self.0.push_str(rest);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn only_what_stands_in_the_source_is_markup() {
        let mut written = HtmlWriter::default();
        written.markup("<p title=\"").text("a\" onclick=\"b").markup("\">").text("<b>&c</b>").markup("</p>");
        let page = "<p title=\"a&quot; onclick=&quot;b\">&lt;b&gt;&amp;c&lt;/b&gt;</p>";
        assert_eq!(written.finish(), page);
    }

    #[test]
    fn a_view_stands_in_what_is_written_and_the_other_way_round() {
        let mut written = HtmlWriter::with_capacity(100);
        written.markup("<ul>").view(view! { <li>"a"</li> }.into_any()).markup("</ul>");
        assert_eq!(html(|| view! { <div>{written.into_view()}</div> }), "<div><ul><li>a</li></ul></div>");
    }

    proptest::proptest! {
        #[test]
        fn a_text_is_escaped_as_a_view_escapes_it(text in "[ -~é\u{a0}]{0,40}") {
            let mut written = HtmlWriter::default();
            written.text(&text);
            let title = text.clone();
            let view = view! { <p title=title></p> }.to_html();
            proptest::prop_assert_eq!(format!("<p title=\"{}\"></p>", written.finish()), view);
        }
    }
}
