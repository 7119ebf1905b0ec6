//! Texts in Markdown: the long ones of the site, and those of campaigns.

use leptos::prelude::*;
use server::markdown;
use std::sync::Arc;

/// What a text in Markdown reads as, in HTML. A text of the site's own is read once: a `LazyLock`.
#[derive(Debug, Clone)]
pub struct Markup(Arc<str>);

impl Markup {
    /// A text that is HTML already, as `server::mailing` makes it of Markdown.
    pub fn made(html: String) -> Self {
        Self(html.into())
    }

    /// A text that is a page of its own ([`markdown::page`]).
    pub fn of(text: &str) -> Self {
        Self(markdown::page(text).into())
    }

    /// A text below a heading of this level ([`markdown::part`]).
    pub fn below(level: usize, text: &str) -> Self {
        Self(markdown::part(text, level).into())
    }
}

/// What somebody who writes a text in Markdown may do.
pub const MARKDOWN_HELP: &str = "En Markdown\u{a0}: «\u{202f}## Titre\u{202f}», «\u{202f}- élément\u{202f}», \
                                 «\u{202f}**gras**\u{202f}», «\u{202f}[lien](/aide)\u{202f}». Le HTML est montré tel \
                                 quel.";

/// A text in Markdown.
#[component]
pub fn Markdown<'a>(
    text: &'a Markup,
    /// In larger letters, as what a page begins with.
    #[prop(optional)]
    lead: bool,
    /// What a field refers to as its help.
    #[prop(optional)]
    help: Option<String>,
) -> AnyView {
    let class = match (lead, help.is_some()) {
        (_, true) => "t-text fr-hint-text",
        (true, _) => "t-text fr-text--lead",
        _ => "t-text",
    };
    view! { <div class=class id=help inner_html=text.0.clone()></div> }.into_any()
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
