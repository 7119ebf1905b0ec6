//! The SIRET: fourteen digits that name an establishment of a body, its SIREN and five more (INSEE, SIRENE).

use crate::siren::{Siren, passes_luhn};

/// Fourteen digits with a right key. The establishments of La Poste follow another rule, and are not collectivités.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Siret {
    siren: Siren,
}

/// The text is not fourteen digits that pass the Luhn check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("un SIRET a quatorze chiffres et une clé de contrôle juste")]
pub struct NotASiret;

impl Siret {
    /// Reads a SIRET; spaces inside are accepted.
    pub fn parse(text: &str) -> Result<Self, NotASiret> {
        let digits: Vec<u8> = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| u8::try_from(c).ok().filter(u8::is_ascii_digit).ok_or(NotASiret))
            .take(15)
            .collect::<Result<_, _>>()?;
        let (14, Some(head)) = (digits.len(), digits.get(..9)) else { return Err(NotASiret) };
        let siren = std::str::from_utf8(head).ok().and_then(|head| Siren::parse(head).ok()).ok_or(NotASiret)?;
        if passes_luhn(&digits) { Ok(Self { siren }) } else { Err(NotASiret) }
    }

    /// The body that the establishment belongs to.
    pub fn siren(&self) -> Siren {
        self.siren
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_siret_names_the_siren_of_its_body() {
        let paris = Siret::parse("217 500 016 00019").expect("a SIRET");
        assert_eq!(paris.siren().as_str(), "217500016");
        for wrong in
            ["", "217500016", "21750001600018", "2175000160001", "21750001600019 0", "21750001600O19", "²1750001600019"]
        {
            assert_eq!(Siret::parse(wrong), Err(NotASiret), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_sent_as_a_siret_is_read_or_refused(text in "\\PC{0,40}") {
            if let Ok(siret) = Siret::parse(&text) {
                prop_assert!(text.contains(char::is_numeric));
                prop_assert_eq!(Siren::parse(siret.siren().as_str()), Ok(siret.siren()));
            }
        }
    }
}
