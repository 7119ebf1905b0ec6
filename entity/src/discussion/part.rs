//! What a message is made of: words, links, and collectivités that it names.
//!
//! A collectivité is named between `@[` and `]`, by its name or its SIREN: without scripts there is nothing to choose
//! from, and a name may hold spaces.

use crate::{link::HttpsLink, siren::Siren};

/// The longest name between brackets, in characters.
const LONGEST_NAME: usize = 120;

/// A part of a text. All parts, one after the other, are the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<'a> {
    Words(&'a str),
    /// An address that was typed, and where it leads.
    Link {
        shown: &'a str,
        address: HttpsLink,
    },
    /// What stands between the brackets.
    Mention(&'a str),
}

/// How a collectivité is named in a stored text.
pub fn mention(siren: Siren) -> String {
    format!("@[{siren}]")
}

/// The parts of a text, in its order.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let (mut parts, mut from, mut at) = (Vec::new(), 0, 0);
    while let Some(next) = text[at..].find(['@', 'h']) {
        let start = at + next;
        let begins = text[..start].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        let found = mention_at(text, start).or_else(|| begins.then(|| link_at(text, start)).flatten());
        let Some((part, end)) = found else {
            at = start + 1;
            continue;
        };
        if from < start {
            parts.push(Part::Words(&text[from..start]));
        }
        parts.push(part);
        (from, at) = (end, end);
    }
    if from < text.len() {
        parts.push(Part::Words(&text[from..]));
    }
    parts
}

/// A collectivité that is named at a place, and where that ends.
fn mention_at(text: &str, start: usize) -> Option<(Part<'_>, usize)> {
    let inside = text[start..].strip_prefix("@[")?;
    let length = inside.char_indices().take(LONGEST_NAME + 1).find(|(_, c)| matches!(c, ']' | '[' | '\n'));
    let (length, ']') = length? else { return None };
    let name = inside[..length].trim();
    (!name.is_empty()).then(|| (Part::Mention(name), start + "@[".len() + length + 1))
}

/// An address that is typed at a place, without the marks that end its sentence.
fn link_at(text: &str, start: usize) -> Option<(Part<'_>, usize)> {
    let rest = &text[start..];
    if !rest.starts_with("https://") {
        return None;
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '«' | '»' | '“' | '”');
    let address = &rest[..rest.find(ends).unwrap_or(rest.len())];
    let mut address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '’', '\'', '…']);
    // A bracket that was opened before the address.
    while address.ends_with(')') && address.matches(')').count() > address.matches('(').count() {
        address = address[..address.len() - 1].trim_end_matches(['.', ',', ';', ':', '!', '?']);
    }
    let link = HttpsLink::parse(address).ok()?;
    Some((Part::Link { shown: address, address: link }, start + address.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> Vec<String> {
        let told = |part: Part| match part {
            Part::Words(words) => words.to_owned(),
            Part::Link { shown, address } => format!("<{shown} {}>", address.as_str()),
            Part::Mention(name) => format!("@{name}"),
        };
        parts(text).into_iter().map(told).collect()
    }

    #[test]
    fn words_links_and_collectivities_are_told_apart() {
        for (text, expected) in [
            ("Bonjour", vec!["Bonjour"]),
            ("@[Figeac]", vec!["@Figeac"]),
            ("à @[ Grand-Figeac ]!", vec!["à ", "@Grand-Figeac", "!"]),
            ("a@[b]c", vec!["a", "@b", "c"]),
            ("@[]", vec!["@[]"]),
            ("@[sans fin", vec!["@[sans fin"]),
            ("@[sur\ndeux]", vec!["@[sur\ndeux]"]),
            ("@[[Figeac]]", vec!["@[[Figeac]]"]),
            (
                "voir https://exemple.fr/a_(b).",
                vec!["voir ", "<https://exemple.fr/a_(b) https://exemple.fr/a_(b)>", "."],
            ),
            ("(https://exemple.fr)", vec!["(", "<https://exemple.fr https://exemple.fr/>", ")"]),
            ("http://exemple.fr javascript:alert(1)", vec!["http://exemple.fr javascript:alert(1)"]),
            ("xhttps://exemple.fr", vec!["xhttps://exemple.fr"]),
            ("https://a:b@exemple.fr", vec!["https://a:b@exemple.fr"]),
            ("https://localhost", vec!["https://localhost"]),
            ("", vec![]),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_word_is_lost(text in "(@\\[|\\]|https://|a\\.fr|\\PC|\n)*") {
            let parts = parts(&text);
            let words: usize = parts.iter().map(|part| match part {
                Part::Words(words) | Part::Link { shown: words, .. } => words.len(),
                Part::Mention(_) => 0,
            }).sum();
            let named = parts.iter().any(|part| matches!(part, Part::Mention(_)));
            prop_assert!(named || words == text.len());
        }
    }
}
