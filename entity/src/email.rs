//! Mail addresses, as people type or paste them.

use crate::{refusal::Refusal, text::one_line};
use serde::{Deserialize, Serialize};

/// A mail address in lower case: a local part of the usual characters, and a domain with a dot, in ASCII (`xn--` for
/// accents), as it is compared, stored and sent to.
///
/// Quoted local parts, comments and addresses in brackets (RFC 5321 allows them) are refused: no town hall has one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// RFC 5321 §4.5.3.1: a path has 256 characters with its brackets, a local part 64, a label 63.
const LONGEST: usize = 254;
const LONGEST_LOCAL: usize = 64;
const LONGEST_LABEL: usize = 63;
/// What is read of a paste, in bytes: an address with the name before it.
const LONGEST_PASTED: usize = 1_000;

impl Email {
    /// Reads an address as people paste it: with the name before it (`Prénom Nom <a@b.fr>`), `mailto:`, a label (`Mél.
    /// : a@b.fr`), quotes, a full stop or semicolon after it, `(at)` or `[arobase]` for the sign, a domain with
    /// accents.
    ///
    /// Refused: [`Refusal::Missing`] when empty, [`Refusal::NotAnEmail`]; also two addresses, as nobody can tell which
    /// is meant.
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        if typed.len() > LONGEST_PASTED {
            return Err(Refusal::NotAnEmail);
        }
        let pasted = one_line(typed).to_ascii_lowercase();
        if pasted.trim().is_empty() {
            return Err(Refusal::Missing);
        }
        let pasted = bracketed(&pasted).ok_or(Refusal::NotAnEmail)?;
        let (local, domain) = pasted.split_once('@').ok_or(Refusal::NotAnEmail)?;
        // `mailto:a@b.fr?subject=…`
        let domain = domain.split('?').next().unwrap_or_default().trim();
        let (local, domain) = (local.trim_end(), ascii(domain).ok_or(Refusal::NotAnEmail)?);
        let address = format!("{local}@{domain}");
        if address.len() > LONGEST || !is_local(local) || !is_domain(&domain) {
            return Err(Refusal::NotAnEmail);
        }
        Ok(Self(address))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What stands in the brackets of `Nom <a@b.fr>`, or the whole, without what surrounds an address. None when the name
/// before the brackets is another address: it would be taken for the one that is used.
fn bracketed(pasted: &str) -> Option<String> {
    let pasted = signs(pasted);
    let Some((name, inside)) = pasted.trim_end_matches(around_end).rsplit_once('<') else {
        return Some(bare(&pasted).to_owned());
    };
    let closed = pasted.trim_end_matches([' ', ';', ',', '.']).ends_with('>');
    let address = bare(inside);
    let same = |name: &str| !name.contains('@') || bare(name) == address;
    (closed && same(name)).then(|| address.to_owned())
}

/// Written so that robots do not find it: `mairie(at)figeac.fr`, `mairie [arobase] figeac [point] fr`.
fn signs(pasted: &str) -> String {
    if pasted.contains('@') {
        return pasted.to_owned();
    }
    let mut text = pasted.to_owned();
    for (open, close) in [('(', ')'), ('[', ']'), ('{', '}')] {
        for (word, sign) in [("at", "@"), ("arobase", "@"), ("a", "@"), ("dot", "."), ("point", ".")] {
            let marked = format!("{open}{word}{close}");
            if let Some(parts) = text.contains(&marked).then(|| text.split(&marked).map(str::trim).collect::<Vec<_>>())
            {
                text = parts.join(sign);
            }
        }
    }
    text
}

/// An address without the label before it, and what stands around it.
fn bare(text: &str) -> &str {
    let text = text.trim_end_matches(around_end);
    let text = match text.rsplit_once(':') {
        Some((label, after)) if after.contains('@') && !label.contains('@') => after,
        _ => text,
    };
    text.trim_start_matches(around).trim_end_matches(around_end)
}

fn around(c: char) -> bool {
    c.is_whitespace() || "\"'`«»“”„‘’‹›<>()[];,:".contains(c)
}

fn around_end(c: char) -> bool {
    around(c) || c == '.'
}

/// A domain as the name system writes it.
fn ascii(domain: &str) -> Option<String> {
    if domain.is_ascii() {
        return Some(domain.to_owned());
    }
    match url::Host::parse(domain) {
        Ok(url::Host::Domain(ascii)) if !domain.contains('%') => Some(ascii),
        _ => None,
    }
}

fn is_local(local: &str) -> bool {
    let usual = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-.".contains(&byte);
    (1..=LONGEST_LOCAL).contains(&local.len())
        && local.bytes().all(usual)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.contains('.') && domain.split('.').all(label) && !domain.ends_with(|last: char| last.is_ascii_digit())
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Email {
    type Error = Refusal;
    fn try_from(text: String) -> Result<Self, Refusal> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_read_as_people_type_and_paste_them() {
        for (typed, read) in [
            (" Mairie@Figeac.FR ", "mairie@figeac.fr"),
            ("h.lacassagne-roux+vote@ville-figeac.fr", "h.lacassagne-roux+vote@ville-figeac.fr"),
            ("dgs@xn--orlans-dva.fr", "dgs@xn--orlans-dva.fr"),
            ("Hélène Lacassagne <Mairie@figeac.fr>", "mairie@figeac.fr"),
            ("\"LACASSAGNE, Hélène\" <mairie@figeac.fr>;", "mairie@figeac.fr"),
            ("mairie@figeac.fr <mairie@figeac.fr>", "mairie@figeac.fr"),
            ("<mairie@figeac.fr>.", "mairie@figeac.fr"),
            ("mailto:mairie@figeac.fr", "mairie@figeac.fr"),
            ("mailto:mairie@figeac.fr?subject=Bonjour", "mairie@figeac.fr"),
            ("Mél. : mairie@figeac.fr", "mairie@figeac.fr"),
            ("Courriel\u{a0}: « mairie@figeac.fr ».", "mairie@figeac.fr"),
            ("mairie@figeac.fr,", "mairie@figeac.fr"),
            ("'mairie@figeac.fr'", "mairie@figeac.fr"),
            ("mairie @ figeac.fr", "mairie@figeac.fr"),
            ("mairie(at)figeac.fr", "mairie@figeac.fr"),
            ("mairie [AROBASE] figeac [point] fr", "mairie@figeac.fr"),
            ("\u{feff}mai\u{ad}rie@\u{200b}figeac.fr\u{200e}", "mairie@figeac.fr"),
            ("mairie@orléans.fr", "mairie@xn--orlans-dva.fr"),
            ("Mairie d’Orléans <mairie@ORLÉANS.fr>", "mairie@xn--orlans-dva.fr"),
            (".mairie@figeac.fr.", ""),
            ("\r\nmairie@figeac.fr\r\n", "mairie@figeac.fr"),
        ] {
            let expected = if read.is_empty() { Err(Refusal::NotAnEmail) } else { Ok(read.to_owned()) };
            assert_eq!(Email::parse(typed).map(String::from), expected, "{typed:?}");
        }
    }

    #[test]
    fn nothing_that_could_carry_something_else_is_an_address() {
        for empty in ["", "  ", "\u{feff}"] {
            assert_eq!(Email::parse(empty), Err(Refusal::Missing));
        }
        let (long, pasted) = (format!("{}@figeac.fr", "a".repeat(65)), format!("{} <a@b.fr>", "a".repeat(1_000)));
        for wrong in [
            "figeac",
            "@figeac.fr",
            "mairie@",
            "mairie@figeac",
            "mairie@figeac..fr",
            "mairie@-figeac.fr",
            ".mairie@figeac.fr",
            "ma..irie@figeac.fr",
            "a b@figeac.fr",
            "a@b@figeac.fr",
            "mairie@127.0.0.1",
            "\"ma irie\"@figeac.fr",
            "mairie@figeac.fr\r\nBcc: x@y.fr",
            "mairie@figeac.fr,autre@figeac.fr",
            "A <a@figeac.fr>, B <b@figeac.fr>",
            "maire@figeac.fr <autre@example.org>",
            "élu@figeac.fr",
            "<script>@figeac.fr",
            "mairie@figeac%2eé.fr",
            "mairie@fig\u{202e}eac.fr",
            &long,
            &pasted,
        ] {
            assert_eq!(Email::parse(wrong), Err(Refusal::NotAnEmail), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_read_holds_no_line_end_and_is_read_again_as_itself(typed in "(\\PC|[a-z@.<>:(){}'é])*") {
            if let Ok(email) = Email::parse(&typed) {
                prop_assert!(email.as_str().bytes().all(|byte| (0x21..0x7f).contains(&byte)));
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email));
            }
        }
    }
}
