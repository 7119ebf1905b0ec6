//! What somebody wrote to others: its lines, its links, and the collectivités that it names.

use super::{here::here, html_writer::HtmlWriter, place::place};
use entity::{
    address::Address,
    discussion::part::{Part, parts},
    siren::Siren,
};
use leptos::prelude::*;
use server::reference::Reference;

/// A text with its line ends. Plain `https` addresses are links that pass nothing on to where they lead; a collectivité
/// that it names is a link to its page. Nothing else in it is markup.
#[component]
pub fn Prose<'a>(text: &'a str, reference: &'a Reference) -> AnyView {
    prose(text, |siren| place(reference, &siren)).into_view()
}

fn prose(text: &str, called: impl Fn(Siren) -> String) -> HtmlWriter {
    let mut html = HtmlWriter::default();
    html.markup("<p class=\"t-user-text\">");
    for part in parts(text) {
        match part {
            Part::Words(words) => html.text(words),
            Part::Link { shown, address } => html
                .markup("<a rel=\"nofollow ugc noopener noreferrer\" href=\"")
                .text(address.as_str())
                .markup("\">")
                .text(shown)
                .markup("</a>"),
            Part::Mention(name) => match Siren::parse(name) {
                Ok(siren) => html
                    .markup("<a href=\"")
                    .text(here(Address::Collectivity(siren)))
                    .markup("\">")
                    .text(called(siren))
                    .markup("</a>"),
                Err(_) => html.text("@[").text(name).text("]"),
            },
        };
    }
    html.markup("</p>");
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let html = Owner::new().with(|| prose(text, |_| "Figeac <46>".to_owned())).finish();
        html.trim_start_matches("<p class=\"t-user-text\">").trim_end_matches("</p>").to_owned()
    }

    #[test]
    fn addresses_and_collectivities_are_links_and_nothing_else_is_markup() {
        assert_eq!(shown("Une ligne\n<b>deux</b>"), "Une ligne\n&lt;b&gt;deux&lt;/b&gt;");
        let figeac = "<a href=\"/collectivites/214601023\">Figeac &lt;46&gt;</a>";
        assert_eq!(shown("À @[214601023] !"), format!("À {figeac} !"));
        assert_eq!(shown("@[<script>]"), "@[&lt;script&gt;]");
        let link = "<a rel=\"nofollow ugc noopener noreferrer\" href=\"https://exemple.fr/?a=1&amp;b=2\">";
        assert_eq!(shown("https://exemple.fr/?a=1&b=2."), format!("{link}https://exemple.fr/?a=1&amp;b=2</a>."));
        for text in ["javascript:alert(1)", "http://exemple.fr", "https://x@exemple.fr"] {
            assert!(!shown(text).contains("<a"), "{text}");
        }
        let broken = shown("https://exemple.fr/\"onmouseover=alert(1)");
        assert!(broken.ends_with("</a>&quot;onmouseover=alert(1)"), "{broken}");
    }
}
