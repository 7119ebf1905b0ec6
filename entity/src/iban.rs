//! Bank accounts as collectivités give them (IBAN, ISO 13616).

use crate::refusal::Refusal;
use iban::{IbanLike, ParseBaseIbanError, ParseIbanError};
use std::fmt;

/// An IBAN that was checked: the structure that the registry gives for its country, and its check digits (ISO 7064,
/// mod 97-10). What prints it by mistake prints its last four signs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Iban(iban::Iban);

/// The most characters that are read of what was typed.
const MOST: usize = 100;

impl Iban {
    /// Reads one as people type it: in groups or not, in small letters too.
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        let length = typed.chars().count();
        if length > MOST {
            return Err(Refusal::TooLong { most: MOST, length });
        }
        let signs: String = typed.chars().filter(|one| !one.is_whitespace() && !"-.\u{200b}".contains(*one)).collect();
        let signs = signs.to_ascii_uppercase();
        let signs = signs.strip_prefix("IBAN").unwrap_or(&signs);
        if signs.is_empty() {
            return Err(Refusal::Missing);
        }
        match signs.parse() {
            Ok(iban) => Ok(Self(iban)),
            Err(ParseIbanError::InvalidBaseIban { source: ParseBaseIbanError::InvalidChecksum }) => {
                Err(Refusal::IbanCheckDigits)
            }
            Err(_) => Err(Refusal::NotAnIban),
        }
    }

    /// Whole, without spaces, for a program.
    pub fn as_str(&self) -> &str {
        self.0.electronic_str()
    }

    /// Whole, in groups of four, for people.
    pub fn in_groups(&self) -> String {
        self.0.to_string()
    }

    /// Its last four signs, which say which one it is to whoever knows it.
    pub fn ending(&self) -> &str {
        let whole = self.as_str();
        &whole[whole.len() - 4..]
    }
}

impl fmt::Debug for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Iban(…{})", self.ending())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_read_and_what_is_none_says_why() {
        // The examples of the registry, and of the Banque de France.
        for (typed, whole) in [
            ("FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606"),
            ("fr7630006000011234567890189", "FR7630006000011234567890189"),
            (" IBAN : FR76 3000-6000-0112-3456-7890-189 ".replace(':', "").as_str(), "FR7630006000011234567890189"),
            ("DE89370400440532013000", "DE89370400440532013000"),
            ("MC58 1122 2000 0101 2345 6789 030", "MC5811222000010123456789030"),
        ] {
            assert_eq!(Iban::parse(typed).map(|iban| iban.as_str().to_owned()), Ok(whole.to_owned()), "{typed}");
        }
        for (typed, why) in [
            ("", Refusal::Missing),
            (" \u{a0}", Refusal::Missing),
            ("FR7630006000011234567890188", Refusal::IbanCheckDigits),
            ("FR763000600001123456789018", Refusal::IbanCheckDigits),
            ("30006000011234567890189", Refusal::NotAnIban),
            ("FR76=cmd()", Refusal::NotAnIban),
        ] {
            assert_eq!(Iban::parse(typed), Err(why), "{typed}");
        }
        assert!(matches!(Iban::parse(&"1".repeat(101)), Err(Refusal::TooLong { most: 100, length: 101 })));
    }

    #[test]
    fn one_sign_more_or_less_and_two_that_changed_places_are_refused() {
        let whole = "FR7630006000011234567890189";
        for at in 0..whole.len() {
            let shorter = format!("{}{}", &whole[..at], &whole[at + 1..]);
            assert!(Iban::parse(&shorter).is_err(), "{shorter}");
        }
        let swapped: String = whole.replace("12345", "13245");
        assert_eq!(Iban::parse(&swapped), Err(Refusal::IbanCheckDigits));
    }

    #[test]
    fn what_prints_one_by_mistake_prints_its_end() {
        let iban = Iban::parse("FR1420041010050500013M02606").expect("an IBAN");
        assert_eq!(format!("{iban:?}"), "Iban(…2606)");
        assert_eq!((iban.ending(), iban.in_groups().as_str()), ("2606", "FR14 2004 1010 0505 0001 3M02 606"));
    }
}
