//! Money: whole cents, never a float.

use serde::{Deserialize, Serialize};

/// An amount of money in cents of euro, never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "orm", derive(sea_orm::DeriveValueType))]
#[serde(transparent)]
pub struct Euros(i64);

/// The text is not an amount of euros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("ce n’est pas un montant en euros")]
pub struct NotAnAmount;

impl Euros {
    /// No money.
    pub const ZERO: Euros = Euros(0);

    /// The greatest amount accepted: ten thousand million euros, far above any envelope, far below an overflow.
    pub const MAX: Euros = Euros(1_000_000_000_000);

    /// An amount of whole euros.
    pub fn from_euros(euros: u32) -> Self {
        Self(i64::from(euros) * 100)
    }

    /// An amount in cents, refused when negative or above [`Euros::MAX`].
    pub fn from_cents(cents: i64) -> Result<Self, NotAnAmount> {
        (0..=Self::MAX.0).contains(&cents).then_some(Self(cents)).ok_or(NotAnAmount)
    }

    /// Reads what a person types: `1 234 567`, `1234567,5`, `1 200 000 €`. At most two decimals.
    pub fn parse(text: &str) -> Result<Self, NotAnAmount> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '€').collect();
        let (whole, decimals) = match plain.split_once([',', '.']) {
            Some((whole, decimals)) => (whole, decimals),
            None => (plain.as_str(), ""),
        };
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 11 || decimals.len() > 2 || !digits(whole) || !digits(decimals) {
            return Err(NotAnAmount);
        }
        let euros: i64 = whole.parse().map_err(|_| NotAnAmount)?;
        let cents: i64 = format!("{decimals:0<2}").parse().map_err(|_| NotAnAmount)?;
        Self::from_cents(euros * 100 + cents)
    }

    /// The amount in cents.
    pub fn cents(self) -> i64 {
        self.0
    }

    /// A share in percent, rounded down to the cent.
    pub fn percent(self, percent: u8) -> Euros {
        Euros(self.0 * i64::from(percent) / 100)
    }

    /// What is left after taking `other` away; nothing when there is less.
    pub fn less(self, other: Euros) -> Euros {
        Euros((self.0 - other.0).max(0))
    }

    /// What is left after paying `cost`, or None when there is not enough.
    pub fn minus(self, cost: Euros) -> Option<Euros> {
        (cost <= self).then_some(Euros(self.0 - cost.0))
    }
}

impl std::iter::Sum for Euros {
    fn sum<I: Iterator<Item = Euros>>(amounts: I) -> Euros {
        Euros(amounts.map(|amount| amount.0).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_people_type_it() {
        let check = |text: &str, cents: i64| assert_eq!(Euros::parse(text), Ok(Euros(cents)), "{text}");
        check("1234567", 123_456_700);
        check("1 234 567 €", 123_456_700);
        check("1\u{202f}234,5", 123_450);
        check("0,05", 5);
        for bad in ["", "-5", "1,234", "douze", "1e6", "999999999999", "10000000001"] {
            assert_eq!(Euros::parse(bad), Err(NotAnAmount), "{bad}");
        }
    }
}
