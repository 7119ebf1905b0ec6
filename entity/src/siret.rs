//! The SIRET: fourteen digits that name an establishment of a body, its SIREN and five more (INSEE, SIRENE).

use crate::siren::{Siren, passes_luhn};
use std::{fmt, str::FromStr};

/// Fourteen digits with a right key. The establishments of La Poste follow another rule, and are not collectivités.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Siret {
    siren: Siren,
    /// The five digits after the SIREN, as ASCII.
    establishment: [u8; 5],
}

/// Who grants money: the State, or a prefect in a département.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Granting {
    State,
    /// By the code of the département.
    Prefect(String),
}

impl fmt::Display for Granting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Granting::State => f.write_str("etat"),
            Granting::Prefect(departement) => write!(f, "departement:{departement}"),
        }
    }
}

impl FromStr for Granting {
    type Err = NotAnAuthority;
    /// Reads what its `Display` wrote, and a code alone.
    fn from_str(text: &str) -> Result<Self, NotAnAuthority> {
        let code = text.strip_prefix("departement:").unwrap_or(text).trim();
        match code {
            "" => Err(NotAnAuthority),
            "etat" | "état" | "État" | "Etat" => Ok(Granting::State),
            code => Ok(Granting::Prefect(code.to_uppercase())),
        }
    }
}

/// The text names nobody who grants money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an authority that grants")]
pub struct NotAnAuthority;

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
        let establishment = digits.get(9..).and_then(|tail| tail.try_into().ok()).ok_or(NotASiret)?;
        if passes_luhn(&digits) { Ok(Self { siren, establishment }) } else { Err(NotASiret) }
    }

    /// The body that the establishment belongs to.
    pub fn siren(&self) -> Siren {
        self.siren
    }
}

impl fmt::Display for Siret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.siren, std::str::from_utf8(&self.establishment).unwrap_or_default())
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
        assert_eq!(paris.to_string(), "21750001600019");
        for wrong in
            ["", "217500016", "21750001600018", "2175000160001", "21750001600019 0", "21750001600O19", "²1750001600019"]
        {
            assert_eq!(Siret::parse(wrong), Err(NotASiret), "{wrong}");
        }
    }

    #[test]
    fn who_grants_is_written_and_read_again() {
        for (text, granting) in [("etat", Granting::State), ("departement:2A", Granting::Prefect("2A".into()))] {
            assert_eq!(text.parse(), Ok(granting.clone()));
            assert_eq!(granting.to_string(), text);
        }
        assert_eq!("2a".parse(), Ok(Granting::Prefect("2A".into())));
        assert_eq!(" ".parse::<Granting>(), Err(NotAnAuthority));
    }

    proptest! {
        #[test]
        fn whatever_is_sent_as_a_siret_is_read_or_refused(text in "\\PC{0,40}") {
            if let Ok(siret) = Siret::parse(&text) {
                prop_assert!(text.contains(char::is_numeric));
                prop_assert_eq!(Siren::parse(siret.siren().as_str()), Ok(siret.siren()));
                prop_assert_eq!(Siret::parse(&siret.to_string()), Ok(siret));
            }
        }
    }
}
