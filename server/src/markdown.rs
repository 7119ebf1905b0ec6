//! Markdown, as people write it of the site, of campaigns and of mailings: as HTML in which nothing runs, and as plain
//! text for places that have no markup.

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream, html};

/// A page of its own: HTML inside the text is shown as text, and what a link leads to is a page or a mail address, or
/// nothing. A heading may have an identifier (`## Données { #donnees }`) and has no other attribute.
pub fn page(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    written(Parser::new_ext(text, options).map(safe))
}

/// A part of a page, below a heading of this level: as [`page`], its own headings under that one and without
/// identifiers, which are the page's. A picture is its description.
pub fn part(text: &str, level: usize) -> String {
    let events: Vec<Event<'_>> = Parser::new_ext(text, Options::ENABLE_TABLES).map(safe).collect();
    let highest = events.iter().filter_map(heading).min().unwrap_or(HeadingLevel::H1) as usize;
    let below = |own: HeadingLevel| {
        HeadingLevel::try_from((level + 1 + own as usize - highest).min(6)).unwrap_or(HeadingLevel::H6)
    };
    let events = events.into_iter().filter_map(|event| match event {
        Event::Start(Tag::Heading { level, .. }) => {
            Some(Event::Start(Tag::Heading { level: below(level), id: None, classes: Vec::new(), attrs: Vec::new() }))
        }
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(below(level)))),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        other => Some(other),
    });
    written(events)
}

/// A text as plain text: paragraphs apart, entries of lists behind a dash, the address of a link behind its words.
pub fn plain(text: &str) -> String {
    plain_of(&Parser::new_ext(text, Options::ENABLE_TABLES).map(safe).collect::<Vec<_>>())
}

/// A text as one line of plain text, for descriptions and extracts. Its no-break spaces stay.
pub fn line(text: &str) -> String {
    plain(text).split([' ', '\n', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether a text reads the same as Markdown: one paragraph, without any markup.
pub fn is_plain(text: &str) -> bool {
    Parser::new_ext(text, Options::ENABLE_TABLES)
        .all(|event| matches!(event, Event::Text(_) | Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)))
        && !text.trim().contains('\n')
        && plain(text) == text.trim()
}

/// A text of a mail as HTML and as plain text, its words passed through `fill`. What that gives is text, whatever it
/// holds.
pub(crate) fn filled(text: &str, fill: impl Fn(&str) -> String) -> (String, String) {
    let parser = TextMergeStream::new(Parser::new_ext(text, Options::empty()));
    let events = parser.map(|event| match event {
        Event::Text(text) => Event::Text(fill(&text).into()),
        Event::Code(text) => Event::Code(fill(&text).into()),
        other => safe(other),
    });
    let events: Vec<Event<'_>> = events.collect();
    let text = plain_of(&events);
    (written(events.into_iter()), text)
}

fn heading(event: &Event<'_>) -> Option<HeadingLevel> {
    match event {
        Event::Start(Tag::Heading { level, .. }) => Some(*level),
        _ => None,
    }
}

fn written<'a>(events: impl Iterator<Item = Event<'a>>) -> String {
    let mut shown = String::new();
    html::push_html(&mut shown, events);
    shown
}

/// The event without what could run or be fetched from elsewhere.
fn safe(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
        Event::Start(Tag::Heading { level, id, .. }) => {
            Event::Start(Tag::Heading { level, id, classes: Vec::new(), attrs: Vec::new() })
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = if leads_to_a_page(&dest_url, link_type) { dest_url } else { CowStr::Borrowed("") };
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            let is_ours = dest_url.starts_with('/') && !dest_url.starts_with("//");
            let dest_url = if is_ours { dest_url } else { CowStr::Borrowed("") };
            Event::Start(Tag::Image { link_type, dest_url, title, id })
        }
        other => other,
    }
}

/// Whether a link leads to a page of ours, a place on this one, another site, or a mail program.
fn leads_to_a_page(link: &str, kind: LinkType) -> bool {
    let begins = |start: &str| link.get(..start.len()).is_some_and(|have| have.eq_ignore_ascii_case(start));
    ["/", "#", "https://", "http://", "mailto:", "tel:"].into_iter().any(begins)
        || (kind == LinkType::Email && !link.contains(':'))
        || (!link.contains(':') && link.contains('@'))
}

fn plain_of(events: &[Event<'_>]) -> String {
    let (mut text, mut link, mut numbers) = (String::new(), None, Vec::new());
    for event in events {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(words),
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::Rule => text.push_str("-----\n\n"),
            Event::Start(Tag::Link { dest_url, .. }) => link = Some((text.len(), dest_url.to_string())),
            Event::End(TagEnd::Link) => {
                if let Some((at, address)) = link.take()
                    && text.get(at..) != Some(address.as_str())
                    && !address.is_empty()
                {
                    text.push_str(&format!(" ({})", address.trim_start_matches("mailto:")));
                }
            }
            Event::Start(Tag::List(first)) => numbers.push(*first),
            Event::End(TagEnd::List(_)) => {
                numbers.pop();
                text.push('\n');
            }
            Event::Start(Tag::Item) => match numbers.last_mut() {
                Some(Some(number)) => {
                    text.push_str(&format!("{number}. "));
                    *number += 1;
                }
                _ => text.push_str("- "),
            },
            Event::End(TagEnd::TableCell) => text.push(' '),
            Event::End(TagEnd::Item | TagEnd::TableHead | TagEnd::TableRow) => text.push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Table) => {
                text.push_str("\n\n");
            }
            _ => {}
        }
    }
    text.trim_end().to_owned()
}

/// The texts with which the journeys try to have something run.
#[cfg(test)]
pub(crate) fn attacks() -> Vec<String> {
    /// A template of TypeScript as it reads.
    fn spelt(template: &str) -> String {
        let text = template.replace("${n}", "1").replace("\\${", "${").replace("\\`", "`");
        let text = text.replace("\\t", "\t").replace("\\n", "\n").replace("\\f", "\u{c}").replace("\\\\", "\\");
        let text = text.replace("\\u200b", "\u{200b}").replace("\\u202e", "\u{202e}").replace("\\u202c", "\u{202c}");
        text.replace("\\0", "")
    }
    let source = include_str!("../../end2end/payloads.ts");
    let attacks = source.lines().filter_map(|line| line.split_once("(n) => `")).map(|(_, rest)| rest);
    let attacks: Vec<String> = attacks.filter_map(|rest| rest.rsplit_once('`')).map(|(text, _)| spelt(text)).collect();
    assert!(attacks.len() >= 55, "{}", attacks.len());
    attacks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether HTML holds nothing but elements of a text, and links that lead to pages.
    fn require_harmless(html: &str, of: &str) {
        const TAGS: [&str; 22] = [
            "p",
            "em",
            "strong",
            "code",
            "pre",
            "ul",
            "ol",
            "li",
            "blockquote",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "hr /",
        ];
        for element in html.split('<').skip(1) {
            let (inside, _) = element.split_once('>').expect("an end");
            let name = inside.trim_start_matches('/');
            let link = name.strip_prefix("a href=\"").is_some_and(|rest| {
                let address = rest.split('"').next().unwrap_or_default();
                address.is_empty()
                    || ["/", "#", "http", "mailto:", "tel:"].iter().any(|start| address.starts_with(start))
            });
            let picture = name.starts_with("img src=\"\"") || name.starts_with("img src=\"/");
            let is_known = TAGS.contains(&name) || ["br /", "a"].contains(&name);
            assert!(is_known || link || picture, "{of:?} gave {html}");
        }
    }

    #[test]
    fn no_payload_makes_an_element_or_a_link_of_its_own() {
        for attack in attacks() {
            for text in
                [attack.clone(), format!("Un [lien]({attack}) et `{attack}`"), format!("| a |\n|-|\n| {attack} |")]
            {
                require_harmless(&page(&text), &text);
                require_harmless(&part(&text, 2), &text);
                require_harmless(&filled(&text, str::to_owned).0, &text);
            }
        }
    }

    #[test]
    fn a_part_of_a_page_keeps_its_headings_below_the_page_s() {
        assert_eq!(part("# Un\n\n## Deux { #x }", 2), "<h3>Un</h3>\n<h4>Deux { #x }</h4>\n");
        assert_eq!(part("### Un", 1), "<h2>Un</h2>\n");
        assert_eq!(part("# a\n\n###### b", 3), "<h4>a</h4>\n<h6>b</h6>\n");
        assert_eq!(part("Une ![carte](/carte.png) **ici**", 1), "<p>Une carte <strong>ici</strong></p>\n");
    }

    #[test]
    fn a_text_reads_without_its_markup_where_there_is_none() {
        let text = "## Aider\n\nDe **petites** communes, [ici](/aide).\n\n- un\n- deux\n\n| a | b |\n|-|-|\n| 1 | 2 |";
        assert_eq!(plain(text), "Aider\n\nDe petites communes, ici (/aide).\n\n- un\n- deux\n\na b \n1 2");
        assert_eq!(line("Un\u{a0}:\n\n- deux\n- *trois*"), "Un\u{a0}: - deux - trois");
        assert_eq!(plain("un <b>mot</b> [x](javascript:y)"), "un <b>mot</b> x");
        assert!(is_plain("Une phrase, 2 < 3 & 4."));
        for text in ["Un **mot**", "1. un", "a\n\nb", "a\nb", "[x](/y)", "`x`"] {
            assert!(!is_plain(text), "{text}");
        }
    }

    /// What campaigns said before their texts were Markdown reads as it did.
    #[test]
    fn the_texts_of_the_campaign_files_read_as_they_did() {
        for file in
            [include_str!("../campaigns/demonstration.toml"), include_str!("../campaigns/france-relance-2021.toml")]
        {
            let campaign: entity::campaign::Campaign = toml::from_str(file).expect("a campaign");
            let purposes = campaign.envelopes.iter().map(|envelope| &envelope.purpose);
            let fields = campaign.forms.iter().flat_map(|form| form.fields()).map(|field| &field.hint);
            let sections = campaign.forms.iter().flat_map(|form| &form.sections).map(|section| &section.help);
            for text in
                purposes.chain(fields).chain(sections).chain([&campaign.summary]).filter(|text| !text.is_empty())
            {
                assert!(is_plain(text), "{text}");
                assert_eq!(part(text, 2), format!("<p>{text}</p>\n"), "{text}");
            }
        }
    }
}
