//! Money: whole cents, never a float; and how people write amounts and numbers.

use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// An amount of money in cents of euro, never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "orm", derive(sea_orm::DeriveValueType))]
#[serde(transparent)]
pub struct Euros(i64);

/// Not an amount of euros.
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

/// An amount above zero, in every way in which French people write it: `1 234 567 €`, `1.234.567,89`, `1 234,5`,
/// `1'234`, `12 k€`, `1,5 M€`,
/// `12 € 50`, `1234567 euros`.
///
/// Each thing that can be wrong has its own refusal. What can be read in two ways is [`Refusal::AmbiguousAmount`],
/// never guessed: one point or comma before three digits (`1.234`), groups that are not of three digits (`12 50`).
/// Euros have two decimals: further ones are zeros.
pub fn amount_typed(text: &str) -> Result<Euros, Refusal> {
    let text = plain(text);
    if text.is_empty() {
        return Err(Refusal::Missing);
    }
    if text.starts_with('-') {
        return Err(Refusal::NegativeAmount);
    }
    let (number, zeros) = without_unit(&text).ok_or(Refusal::NotAnAmount)?;
    let read = match Digits::read(&number) {
        Ok(read) => read,
        Err(Unread::TwoWays { grouped, decimal }) => {
            let unit = &text[number.trim_end().len()..];
            let sentence =
                |number: String| if unit.is_empty() { format!("{number}\u{a0}€") } else { format!("{number}{unit}") };
            return Err(Refusal::AmbiguousAmount { grouped: sentence(grouped), decimal: sentence(decimal) });
        }
        Err(Unread::No) => return Err(Refusal::NotAnAmount),
    };
    // Cents: two places more, of which the decimals take theirs.
    let decimals = read.decimals.trim_end_matches('0');
    let shift = (zeros + 2).checked_sub(decimals.len()).ok_or(Refusal::NotAnAmount)?;
    let digits = format!("{}{decimals}{}", read.whole, "0".repeat(shift));
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Err(Refusal::NotAnAmount);
    }
    let cents = if digits.len() > 15 { None } else { digits.parse().ok() };
    cents.and_then(|cents| Euros::from_cents(cents).ok()).ok_or(Refusal::AmountTooLarge)
}

/// A whole number as people write it: `120 000`, `120000`, `1'200`, `120.000` (of what is counted there are no
/// decimals).
pub fn number_typed(text: &str) -> Result<u64, Refusal> {
    // A count has no cents: spaces group it, wherever they stand.
    let text = plain(text).replace(' ', "");
    if text.is_empty() {
        return Err(Refusal::Missing);
    }
    let read = match Digits::read(&text) {
        Ok(read) if read.decimals.is_empty() => read.whole,
        Err(Unread::TwoWays { grouped, .. }) if !text.contains(',') => grouped.replace('\u{202f}', ""),
        Ok(_) | Err(_) => return Err(Refusal::NotANumber),
    };
    read.parse().map_err(|_| Refusal::NotANumber)
}

/// Text with one kind of space, apostrophe and minus sign, without spaces around it.
fn plain(text: &str) -> String {
    let plain = text.trim().chars().map(|c| match c {
        c if c.is_whitespace() => ' ',
        '’' | '‘' | '\u{2bc}' | '´' | '`' => '\'',
        '−' | '\u{2010}'..='\u{2015}' | '\u{fe63}' | '\u{ff0d}' => '-',
        c => c,
    });
    plain.collect()
}

/// The number of an amount, and how many zeros its unit stands for; the euro sign may stand before, after, or between
/// euros and cents.
fn without_unit(text: &str) -> Option<(String, usize)> {
    let text = text.strip_prefix(['€']).or_else(|| text.strip_prefix("EUR")).unwrap_or(text).trim();
    let at = text.find(|c: char| c.is_alphabetic() || c == '€').unwrap_or(text.len());
    let (number, unit) = text.split_at(at);
    // `12 € 50`
    if let Some(cents) = unit.strip_prefix('€').map(str::trim)
        && cents.len() == 2
        && cents.bytes().all(|b| b.is_ascii_digit())
    {
        let whole = number.trim_end();
        return (!whole.contains([',', '.'])).then(|| (format!("{whole},{cents}"), 0));
    }
    let words: Vec<&str> = unit.split([' ', '\'']).filter(|word| !word.is_empty()).collect();
    let is_euro = |word: &str| matches!(word.to_lowercase().as_str(), "€" | "euro" | "euros" | "eur");
    let zeros = match words.as_slice() {
        [] => 0,
        [one] if is_euro(one) => 0,
        // An m alone may be a thousand or a million.
        ["k" | "K" | "k€" | "K€" | "keuro" | "keuros" | "Keuros" | "kEUR" | "KEUR"] => 3,
        ["M" | "M€" | "Meuros" | "MEUR"] => 6,
        ["k" | "K", one] | ["mille", one] if is_euro(one) => 3,
        ["M", one] if is_euro(one) => 6,
        ["mille"] => 3,
        ["million" | "millions"] | ["million" | "millions", "d", _]
            if words.get(2).is_none_or(|word| is_euro(word)) =>
        {
            6
        }
        ["million" | "millions", one] if is_euro(one) => 6,
        _ => return None,
    };
    Some((number.trim_end().to_owned(), zeros))
}

/// The digits of a number that was read, without what groups them.
struct Digits {
    whole: String,
    decimals: String,
}

/// Why a number was not read.
enum Unread {
    No,
    /// It can be read in these two ways.
    TwoWays {
        grouped: String,
        decimal: String,
    },
}

impl Digits {
    /// Reads digits in groups of three, or in none, with decimals after a comma or a point.
    fn read(text: &str) -> Result<Self, Unread> {
        let marks = |mark: char| text.matches(mark).count();
        let (points, commas) = (marks('.'), marks(','));
        let (whole, grouping, decimals) = match (points, commas) {
            (0, 0) => (text, [' ', '\''].as_slice(), ""),
            (1, 0) | (0, 1) => {
                let (whole, decimals) = text.split_once(['.', ',']).ok_or(Unread::No)?;
                (whole, [' ', '\''].as_slice(), decimals)
            }
            // `1.234.567`: no number has two decimal points.
            (_, 0) => (text, ['.'].as_slice(), ""),
            (0, _) => (text, [','].as_slice(), ""),
            // `1.234.567,89` and `1,234,567.89`: what stands last, once, is the decimal mark.
            (_, 1) if text.rfind(',') > text.rfind('.') => {
                let (whole, decimals) = text.split_once(',').ok_or(Unread::No)?;
                (whole, ['.'].as_slice(), decimals)
            }
            (1, _) if text.rfind('.') > text.rfind(',') => {
                let (whole, decimals) = text.split_once('.').ok_or(Unread::No)?;
                (whole, [','].as_slice(), decimals)
            }
            _ => return Err(Unread::No),
        };
        let (whole, decimals) = (whole.trim_end(), decimals.trim_start());
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !decimals.is_empty() && !digits(decimals) {
            return Err(Unread::No);
        }
        let groups: Vec<&str> = whole.split(grouping).collect();
        if !groups.iter().all(|group| digits(group)) || whole.len() > 40 || decimals.len() > 20 {
            return Err(Unread::No);
        }
        if let [one] = groups.as_slice()
            && decimals.len() == 3
            && (1..=3).contains(&one.len())
            && !one.starts_with('0')
        {
            let (grouped, decimal) = (format!("{one}\u{202f}{decimals}"), format!("{one},{decimals}"));
            return Err(Unread::TwoWays { grouped, decimal });
        }
        match groups.as_slice() {
            [one, two] if grouping.contains(&' ') && two.len() == 2 && decimals.is_empty() => {
                let (grouped, decimal) = (format!("{one}{two}"), format!("{one},{two}"));
                Err(Unread::TwoWays { grouped, decimal })
            }
            [first, rest @ ..] => {
                let whole = rest.iter().all(|group| group.len() == 3);
                let first = rest.is_empty() || first.len() <= 3 || grouping.contains(&' ');
                if !whole || !first {
                    return Err(Unread::No);
                }
                Ok(Self { whole: groups.concat(), decimals: decimals.to_owned() })
            }
            [] => Err(Unread::No),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_in_every_way_in_which_people_write_it() {
        let check = |text: &str, cents: i64| assert_eq!(amount_typed(text), Ok(Euros(cents)), "{text}");
        check("1234567", 123_456_700);
        for whole in
            ["1 234 567 €", "1\u{a0}234\u{a0}567", "1\u{202f}234\u{202f}567\u{a0}€", "1\u{2009}234\u{2009}567€"]
        {
            check(whole, 123_456_700);
        }
        for whole in [
            "1.234.567",
            "1,234,567",
            "1'234'567",
            "1’234’567 €",
            "1234567 euros",
            "1234567 EUR",
            "€ 1 234 567",
            "EUR 1234567",
        ] {
            check(whole, 123_456_700);
        }
        for decimal in [
            "1.234.567,89",
            "1,234,567.89",
            "1 234 567,89 €",
            "1234567.89",
            "1'234'567.89",
            "1 234 567 , 89",
            "1 234 567 € 89",
        ] {
            check(decimal, 123_456_789);
        }
        check("1 234,5", 123_450);
        check("1\u{202f}234,5", 123_450);
        check("1234 567", 123_456_700);
        check("1234,", 123_400);
        check("1234,500", 123_450);
        check("1 234,5000", 123_450);
        check("0,05", 5);
        check("0,500", 50);
        check("007", 700);
        check("12€50", 1_250);
        check("1 €", 100);
        for thousands in ["12 k€", "12 K€", "12k", "12 K", "12 k euros", "12 keuros", "12 mille euros", "12,00 k€"]
        {
            check(thousands, 1_200_000);
        }
        check("12,5 k€", 1_250_000);
        for millions in
            ["1,5 M€", "1.5M€", "1,5 M", "1,5 million d’euros", "1,5 millions d'euros", "1,5 million", "1,50 M euros"]
        {
            check(millions, 150_000_000);
        }
        check("1,2345 M€", 123_450_000);
        check("10 000 000 000", Euros::MAX.0);
    }

    #[test]
    fn what_is_no_amount_is_refused_for_what_it_is() {
        let check = |text: &str, refusal| assert_eq!(amount_typed(text), Err(refusal), "{text}");
        check("  ", Refusal::Missing);
        for negative in ["-5", "− 12", "–3 €"] {
            check(negative, Refusal::NegativeAmount);
        }
        for large in ["10 000 000 001", "99 999 999 999 999", "999999999999", "11 000 M€", "12345678901234567890123 M€"]
        {
            check(large, Refusal::AmountTooLarge);
        }
        for none in
            ["0", "0,00 €", "douze", "1e6", "1 23 456", "1.23.456", "1.234.56", "12345.678.901", "1,234.567,8", "1,2,3"]
        {
            check(none, Refusal::NotAnAmount);
        }
        for none in [
            "1234,567",
            "0,005",
            "0,000001 k€",
            "12 m€",
            "12 € HT",
            "12 $",
            "€",
            "12 € 5",
            "12,5 € 50",
            ",5",
            "1,5,",
            "12 kk€",
        ] {
            check(none, Refusal::NotAnAmount);
        }
    }

    #[test]
    fn an_amount_that_reads_in_two_ways_is_told_with_both() {
        let check = |text: &str, grouped: &str, decimal: &str| {
            let both = Refusal::AmbiguousAmount { grouped: grouped.into(), decimal: decimal.into() };
            assert_eq!(amount_typed(text), Err(both), "{text}");
        };
        check("1.234", "1\u{202f}234\u{a0}€", "1,234\u{a0}€");
        check("1,234", "1\u{202f}234\u{a0}€", "1,234\u{a0}€");
        check("12.500 €", "12\u{202f}500 €", "12,500 €");
        check("1,500 M€", "1\u{202f}500 M€", "1,500 M€");
        check("12 50", "1250\u{a0}€", "12,50\u{a0}€");
    }

    #[test]
    fn a_whole_number_is_read_as_people_write_it() {
        let check = |text: &str, expected| assert_eq!(number_typed(text), expected, "{text}");
        for number in ["120000", "120 000", "120\u{202f}000", "120.000", "120'000"] {
            check(number, Ok(120_000));
        }
        check("18", Ok(18));
        check("1.234.567", Ok(1_234_567));
        check("", Err(Refusal::Missing));
        for none in ["douze", "1,5", "1.5", "120,000", "-3", "18 mois", "99999999999999999999999"] {
            check(none, Err(Refusal::NotANumber));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_stops_the_reader_and_none_is_read_as_more_than_its_digits(text in "[0-9 .,'€kKM]{0,14}") {
            if let Ok(amount) = amount_typed(&text) {
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                let read: String = amount.cents().to_string().trim_end_matches('0').to_owned();
                let whole = digits.trim_start_matches('0').trim_end_matches('0');
                proptest::prop_assert_eq!(read, whole, "{}", text);
            }
        }

        #[test]
        fn every_amount_is_read_back_however_it_is_grouped(cents in 1_i64..=1_000_000_000_000, group in 0_usize..5) {
            let (whole, decimals) = (cents / 100, cents % 100);
            let mut text = String::new();
            let digits = whole.to_string();
            let (between, mark) = [("", ','), (" ", ','), ("\u{202f}", ','), (".", ','), (",", '.')][group];
            for (at, digit) in digits.chars().enumerate() {
                if at > 0 && (digits.len() - at).is_multiple_of(3) {
                    text.push_str(between);
                }
                text.push(digit);
            }
            let text = format!("{text}{mark}{decimals:02}");
            proptest::prop_assert_eq!(amount_typed(&text), Ok(Euros(cents)), "{}", text);
        }
    }
}
