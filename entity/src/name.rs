//! What people write of themselves, their name and their function: these stand in mails to others, so that they carry
//! no address.

use crate::{
    refusal::Refusal,
    text::{Text, is_deceptive},
};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// The most characters of a name or a function.
pub const LONGEST: usize = 100;

/// A name or a function: one line, and nothing that a mail program turns into a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain(Text<2, LONGEST>);

/// A person's name as they write it.
pub type Name = Plain;

/// What a person is in the collectivité, such as « Maire » or « Directrice générale des services ».
pub type Title = Plain;

impl Plain {
    /// Reads what was typed. Refused as [`Text::name`], and with [`Refusal::AddressInName`].
    pub fn line(typed: &str) -> Result<Self, Refusal> {
        let text = Text::name(typed)?;
        if holds_an_address(text.as_str()) {
            return Err(Refusal::AddressInName);
        }
        Ok(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The text, given away.
    pub fn into_string(self) -> String {
        self.0.into_string()
    }
}

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Slashes and at signs of every kind; those that Unicode folds into them are found after folding.
fn is_of_an_address(c: char) -> bool {
    matches!(c, '/' | '\\' | '@' | '\u{2044}' | '\u{2215}' | '\u{29f8}' | '\u{29f5}' | '\u{2571}' | '\u{ff3c}')
}

/// The dots that stand between the labels of a domain (RFC 3490 §3.1), and one that is taken for them.
fn is_dot(c: char) -> bool {
    matches!(c, '.' | '\u{3002}' | '\u{ff0e}' | '\u{ff61}' | '\u{2024}')
}

fn holds_an_address(text: &str) -> bool {
    let folded: String = text.nfkc().collect();
    folded.chars().any(is_of_an_address)
        || folded.to_lowercase().contains("www.")
        || folded.split_whitespace().any(is_domain_like)
}

/// A word with a dot inside that could be a domain: `figeac.fr`, `t.co`. Initials are none: `M.Roux`, `J.-P.`,
/// `D.G.S.`.
fn is_domain_like(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let labels: Vec<&str> = word.split(is_dot).collect();
    labels.windows(2).any(|pair| {
        let before = pair[0].rsplit(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
        let after = pair[1].split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
        let initial = before.chars().count() == 1
            && before.chars().all(char::is_uppercase)
            && after.chars().next().is_some_and(char::is_uppercase)
            && after.chars().count() > 3;
        // No label of a domain begins with a hyphen.
        let top = after.chars().count() >= 2
            && !after.starts_with('-')
            && after.chars().any(char::is_alphabetic)
            && after.chars().all(|c| c.is_alphanumeric() || c == '-');
        top && !before.is_empty() && !initial
    })
}

/// A name that came from elsewhere (the identity provider, an address) as it can be shown and mailed: one line of at
/// most a hundred characters, without those that hide or reorder others, and without what makes an address. Empty when
/// nothing is left.
pub fn cleaned(text: &str) -> String {
    let mut shown: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    shown.retain(|c| !is_deceptive(c));
    if holds_an_address(&shown) {
        shown = shown.nfkc().map(|c| if is_of_an_address(c) || is_dot(c) || c == ':' { ' ' } else { c }).collect();
    }
    let words: Vec<&str> = shown.split_whitespace().collect();
    let cut: String = words.join(" ").chars().take(LONGEST).collect();
    cut.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_carries_no_address_and_people_keep_theirs() {
        for fine in [
            "Hélène Lacassagne-Roux",
            "M. Roux",
            "M.Dupont",
            "J.-P. Martin",
            "D.G.S.",
            "1er adjoint, chargé du numérique",
            "Directrice générale des services (DGS)",
            "O’Neill",
            "N. Ó Súilleabháin",
        ] {
            assert_eq!(Plain::line(fine).map(Plain::into_string), Ok(fine.to_owned()), "{fine}");
            assert_eq!(cleaned(fine), fine);
        }
        for address in [
            "URGENT : https://exemple.fr/x",
            "exemple.fr",
            "Voir exemple.com maintenant",
            "t.co",
            "T.Co",
            "Hélène (exemple.fr)",
            "Hélène,exemple.fr",
            "www.exemple",
            "h@figeac",
            "Maire/adjoint",
            "Maire\\adjoint",
            "exemple。fr",
            "exemple．fr",
            "h＠figeac",
            "exemple․fr",
            "http:⁄⁄exemple",
            "xn--a.xn--p1ai",
        ] {
            assert_eq!(Plain::line(address), Err(Refusal::AddressInName), "{address}");
        }
        assert_eq!(cleaned("camille.fournie"), "camille fournie");
        assert_eq!(cleaned("URGENT : https://exemple.fr/x"), "URGENT https exemple fr x");
    }

    proptest! {
        #[test]
        fn what_was_cleaned_is_read_as_a_name_or_is_too_short_for_one(
            text in "(\\PC|[a-z]\\.|exemple\\.fr|M\\.Roux|/|@|\u{202e}|\u{3002}){0,40}",
        ) {
            let name = cleaned(&text);
            // The provider vouches for letters of several scripts; nobody types them here.
            let read = matches!(Plain::line(&name), Ok(_) | Err(Refusal::MixedScripts { .. }));
            prop_assert!(name.chars().count() < 2 || read, "{:?} {:?}", text, name);
        }
    }
}
