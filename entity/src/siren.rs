//! The SIREN: nine digits that name a public body in the national register (INSEE, SIRENE).

use serde::{Deserialize, Serialize};
use std::fmt;

/// Nine digits that pass the Luhn check, such as `214601023` (commune de Figeac).
///
/// Kept as nine bytes: the reference data holds a hundred and fifty thousand of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "orm", derive(sea_orm::DeriveValueType), sea_orm(value_type = "String"))]
#[serde(try_from = "String", into = "String")]
pub struct Siren([u8; 9]);

/// The text is not nine digits that pass the Luhn check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("un SIREN a neuf chiffres et une clé de contrôle juste")]
pub struct NotASiren;

impl Siren {
    /// Reads a SIREN; spaces inside are accepted (`214 601 023`).
    pub fn parse(text: &str) -> Result<Self, NotASiren> {
        let mut digits = [0; 9];
        let mut typed = text.chars().filter(|c| !c.is_whitespace());
        for place in &mut digits {
            *place = typed
                .next()
                .filter(char::is_ascii_digit)
                .and_then(|digit| u8::try_from(digit).ok())
                .ok_or(NotASiren)?;
        }
        if typed.next().is_some() || !passes_luhn(&digits) {
            return Err(NotASiren);
        }
        Ok(Self(digits))
    }

    /// The nine digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Siren {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for Siren {
    type Error = NotASiren;
    fn try_from(text: String) -> Result<Self, NotASiren> {
        Self::parse(&text)
    }
}

impl From<Siren> for String {
    fn from(siren: Siren) -> Self {
        siren.as_str().to_owned()
    }
}

impl std::str::FromStr for Siren {
    type Err = NotASiren;
    fn from_str(text: &str) -> Result<Self, NotASiren> {
        Self::parse(text)
    }
}

#[cfg(feature = "orm")]
impl sea_orm::TryFromU64 for Siren {
    fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
        Err(sea_orm::DbErr::ConvertFromU64("Siren"))
    }
}

/// The check of ISO/IEC 7812-1, annex B: from the right, every second digit doubled.
pub(crate) fn passes_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &byte)| {
            let digit = u32::from(byte - b'0');
            match (place % 2, digit * 2) {
                (0, _) => digit,
                (_, doubled) if doubled > 9 => doubled - 9,
                (_, doubled) => doubled,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_digits_with_a_right_key_are_a_siren() {
        for good in ["217500016", "200046977", " 217 500 016 "] {
            assert!(Siren::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "217500017", "21750001", "2175000160", "21750001a", "²17500016"] {
            assert_eq!(Siren::parse(bad), Err(NotASiren), "{bad}");
        }
    }
}
