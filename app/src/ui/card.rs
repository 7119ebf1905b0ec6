//! Lists of things, a card each.

use super::{
    card_title::{CardTitle, card_title},
    html_writer::HtmlWriter,
    inner::Inner,
};
use leptos::prelude::*;

/// One thing of a list: its name leads to its page.
#[component]
pub fn Card(
    #[prop(into)] href: String,
    #[prop(into)] title: String,
    /// How it begins, in a sentence or two; none when empty.
    #[prop(optional, into)]
    excerpt: String,
    /// What is said of it in a line: each an element of its own.
    #[prop(optional)]
    meta: Vec<AnyView>,
    /// Set apart from the others: not done yet.
    #[prop(optional)]
    draft: bool,
    /// The level of its name among headings.
    #[prop(default = 3)]
    level: u8,
    #[prop(optional)] children: Option<Inner>,
) -> AnyView {
    let mut html = HtmlWriter::default();
    html.markup(if draft { "<li class=\"t-card t-card--draft\">" } else { "<li class=\"t-card\">" });
    let (begin, end) = card_title(level);
    html.markup(begin).markup("<a href=\"").text(href).markup("\">").text(title).markup("</a>").markup(end);
    if !excerpt.is_empty() {
        html.markup("<p class=\"t-card__excerpt\">").text(excerpt).markup("</p>");
    }
    write_meta(&mut html, meta);
    if let Some(children) = children {
        html.view(children.view());
    }
    html.markup("</li>");
    html.into_view()
}

/// How a text begins: its words up to so many characters, on one line.
pub fn excerpt(text: &str, characters: usize) -> String {
    let mut kept = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        length += word.chars().count() + 1;
        if length > characters + 1 {
            return format!("{}…", kept.trim_end_matches([',', ';', ':', '.', ' ']));
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(word);
    }
    kept
}

/// What is said of a thing in a line; nothing when there is nothing to say.
#[component]
pub fn Meta(parts: Vec<AnyView>) -> AnyView {
    let mut html = HtmlWriter::default();
    write_meta(&mut html, parts);
    html.into_view()
}

fn write_meta(html: &mut HtmlWriter, parts: Vec<AnyView>) {
    if parts.is_empty() {
        return;
    }
    html.markup("<p class=\"t-card__meta\">");
    for part in parts {
        html.markup("<span>").view(part).markup("</span>");
    }
    html.markup("</p>");
}

/// A list of cards, or of any other elements of a list.
#[component]
pub fn Cards(children: Inner) -> AnyView {
    view! { <ul class="t-list">{children.view()}</ul> }.into_any()
}

/// An element of such a list that has no page of its own.
#[component]
pub fn CardItem(
    #[prop(optional)] draft: bool,
    /// A heading of the third level; none when empty.
    #[prop(optional, into)]
    title: String,
    children: Inner,
) -> AnyView {
    let class = if draft { "t-card t-card--draft" } else { "t-card" };
    let heading = (!title.is_empty()).then(|| view! { <CardTitle>{title}</CardTitle> });
    view! { <li class=class>{heading} {children.view()}</li> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn a_card_leads_to_its_page_and_says_no_more_than_it_has() {
        let title = "<h3 class=\"t-card__title\"><a href=\"/besoins\">Titre</a></h3>";
        let card = html(|| view! { <Card href="/besoins" title="Titre" /> });
        assert_eq!(card, format!("<li class=\"t-card\">{title}</li>"));
        let meta = vec!["Figeac".into_any(), "2 soutiens".into_any()];
        let full = html(|| {
            view! {
                <Card href="/besoins" title="Titre" meta draft=true>
                    "Texte"
                </Card>
            }
        });
        let line = "<p class=\"t-card__meta\"><span>Figeac</span><span>2 soutiens</span></p>";
        assert_eq!(full, format!("<li class=\"t-card t-card--draft\">{title}{line}Texte</li>"));
    }

    #[test]
    fn a_text_is_cut_between_words() {
        assert_eq!(excerpt("Un appel\nsur trois", 100), "Un appel sur trois");
        assert_eq!(excerpt("Un appel, sur trois", 13), "Un appel, sur…");
        assert_eq!(excerpt("Un appel, sur trois", 12), "Un appel…");
        assert_eq!(excerpt("Élégamment", 3), "…");
        let card = html(|| view! { <Card href="/besoins" title="Titre" excerpt="Un appel…" /> });
        assert!(card.contains("</h3><p class=\"t-card__excerpt\">Un appel…</p></li>"), "{card}");
    }

    #[test]
    fn elements_of_a_list_are_cards() {
        let list = html(|| {
            view! {
                <Cards>
                    <CardItem>"a"</CardItem>
                    <CardItem draft=true>"b"</CardItem>
                </Cards>
            }
        });
        let items = "<li class=\"t-card\">a</li><li class=\"t-card t-card--draft\">b</li>";
        assert_eq!(list, format!("<ul class=\"t-list\">{items}</ul>"));
        assert_eq!(html(|| view! { <Meta parts=Vec::new() /> }), "");
    }
}
