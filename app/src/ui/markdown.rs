//! Texts in Markdown: the long ones of the site, each a file of `app/texts`.

use leptos::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, html};
use std::sync::Arc;

/// What a text in Markdown reads as, in HTML. A text of the site's own is read once: a `LazyLock`.
pub struct Markup(Arc<str>);

impl Markup {
    /// A text that is HTML already, as `server::mailing` makes it of Markdown.
    pub fn made(html: String) -> Self {
        Self(html.into())
    }

    /// HTML inside the text is shown as text, and what a link leads to is a page or a mail address, or nothing. A
    /// heading may have an identifier (`## Données { #donnees }`) and has no other attribute.
    pub fn of(text: &str) -> Self {
        let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
        let events = Parser::new_ext(text, options).map(|event| match event {
            Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
            Event::Start(Tag::Heading { level, id, .. }) => {
                Event::Start(Tag::Heading { level, id, classes: Vec::new(), attrs: Vec::new() })
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = if leads_to_a_page(&dest_url) { dest_url } else { "".into() };
                Event::Start(Tag::Link { link_type, dest_url, title, id })
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let dest_url = if dest_url.starts_with('/') { dest_url } else { "".into() };
                Event::Start(Tag::Image { link_type, dest_url, title, id })
            }
            other => other,
        });
        let mut shown = String::new();
        html::push_html(&mut shown, events);
        Self(shown.into())
    }
}

/// Whether a link leads to a page of ours, a place on this one, another site, or a mail program.
fn leads_to_a_page(link: &str) -> bool {
    ["/", "#", "https://", "http://", "mailto:", "tel:"].iter().any(|start| link.starts_with(start))
        || (!link.contains(':') && link.contains('@'))
}

/// A text in Markdown.
#[component]
pub fn Markdown<'a>(text: &'a Markup) -> AnyView {
    view! { <div class="t-text" inner_html=text.0.clone()></div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str) -> Arc<str> {
        Markup::of(text).0
    }

    #[test]
    fn a_text_is_shown_and_no_html_in_it_runs() {
        assert_eq!(rendered("## Hébergeur\n\nUne *ligne*.").trim(), "<h2>Hébergeur</h2>\n<p>Une <em>ligne</em>.</p>");
        assert!(!rendered("<script>alert(1)</script>\n\nun <img src=x onerror=alert(1)> mot").contains("<script"));
        assert!(!rendered("un <img src=x onerror=alert(1)> mot").contains("<img"));
    }

    #[test]
    fn a_link_leads_to_a_page_or_nowhere() {
        for (text, href) in [
            ("[aide](/aide)", "/aide"),
            ("[ici](#ici)", "#ici"),
            ("[là](https://example.org/?a=1)", "https://example.org/?a=1"),
            ("[nous](mailto:a@b.fr)", "mailto:a@b.fr"),
            ("[non](javascript:alert(1))", ""),
            ("[non](JaVaScRiPt:alert(1))", ""),
            ("[non](data:text/html,x)", ""),
            ("<javascript:alert(1)>", ""),
            ("[non](vbscript:x \"y\")", ""),
        ] {
            let shown = rendered(text);
            assert!(shown.contains(&format!("<a href=\"{href}\"")), "{text}: {shown}");
        }
        assert!(rendered("![x](https://example.org/x.png)").contains("<img src=\"\""));
    }

    #[test]
    fn a_heading_has_the_identifier_that_links_name_and_no_other_attribute() {
        for text in ["## Candidater { #candidater }", "## Candidater { #candidater .x onclick=alert(1) }"] {
            assert_eq!(rendered(text).trim(), r#"<h2 id="candidater">Candidater</h2>"#);
        }
    }
}
