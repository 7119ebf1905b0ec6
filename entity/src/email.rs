//! Mail addresses, as people type them.

use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// A mail address in lower case: a local part of the usual characters, and a domain with a dot.
///
/// Quoted local parts, comments and addresses in brackets (RFC 5321 allows them) are refused: no town hall has one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// RFC 5321 §4.5.3.1: a path has 256 characters with its brackets, a local part 64, a label 63.
const LONGEST: usize = 254;
const LONGEST_LOCAL: usize = 64;
const LONGEST_LABEL: usize = 63;

impl Email {
    /// Reads an address. Refused: [`Refusal::Missing`] when empty, [`Refusal::NotAnEmail`].
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        let address = typed.trim().to_ascii_lowercase();
        if address.is_empty() {
            return Err(Refusal::Missing);
        }
        let (local, domain) = address.rsplit_once('@').ok_or(Refusal::NotAnEmail)?;
        if address.len() > LONGEST || !is_local(local) || !is_domain(domain) {
            return Err(Refusal::NotAnEmail);
        }
        Ok(Self(address))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
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
    fn addresses_of_town_halls_are_read_and_nothing_that_could_carry_something_else() {
        for (typed, read) in [
            (" Mairie@Figeac.FR ", "mairie@figeac.fr"),
            ("h.lacassagne-roux+vote@ville-figeac.fr", "h.lacassagne-roux+vote@ville-figeac.fr"),
            ("dgs@xn--orlans-cva.fr", "dgs@xn--orlans-cva.fr"),
        ] {
            assert_eq!(Email::parse(typed).expect("an address").as_str(), read);
        }
        assert_eq!(Email::parse("  "), Err(Refusal::Missing));
        let long = format!("{}@figeac.fr", "a".repeat(65));
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
            "\"mairie\"@figeac.fr",
            "mairie@figeac.fr\r\nBcc: x@y.fr",
            "mairie@figeac.fr,autre@figeac.fr",
            "élu@figeac.fr",
            "<script>@figeac.fr",
            &long,
        ] {
            assert_eq!(Email::parse(wrong), Err(Refusal::NotAnEmail), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_read_holds_no_line_end_and_is_read_again_as_itself(typed in "\\PC*") {
            if let Ok(email) = Email::parse(&typed) {
                prop_assert!(email.as_str().bytes().all(|byte| (0x21..0x7f).contains(&byte)));
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email));
            }
        }
    }
}
