//! Figures as French readers expect them.

/// The narrow no-break space that groups thousands and stands before `;`, `!`, `?` and inside « ».
const NARROW: char = '\u{202f}';

/// `1 234 567`.
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(NARROW);
        }
        text.push(digit);
    }
    text
}

/// A number with its noun: `1 commune`, `0 commune`, `2 communes` (the plural begins at two).
pub fn count(value: u64, one: &str, several: &str) -> String {
    format!("{}\u{a0}{}", number(value), if value < 2 { one } else { several })
}

/// So many needs.
pub fn number_of_needs(needs: u64) -> String {
    count(needs, "besoin", "besoins")
}

/// Cents as `1 234 567 €`, with decimals only where there are cents.
pub fn euros(cents: i64) -> String {
    let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let sign = if cents < 0 { "−" } else { "" };
    match rest {
        0 => format!("{sign}{}\u{a0}€", number(whole)),
        _ => format!("{sign}{},{rest:02}\u{a0}€", number(whole)),
    }
}

/// What the projects chosen on a ballot cost together, against the envelope, in cents.
pub fn ballot_total(chosen: u64, cents: i64, envelope: i64) -> String {
    let chosen = count(chosen, "projet choisi", "projets choisis");
    format!("{chosen}, {} en tout (enveloppe : {})", euros(cents), euros(envelope))
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::money::{amount_typed, number_typed};

    #[test]
    fn what_we_show_can_be_copied_into_a_field() {
        for cents in [5, 100, 105, 123_456, 999_999, 100_000_000, 123_456_789, 1_000_000_000_000] {
            assert_eq!(amount_typed(&euros(cents)).map(|amount| amount.cents()), Ok(cents), "{}", euros(cents));
        }
        for value in [0, 18, 1_500, 120_000, 1_234_567] {
            assert_eq!(number_typed(&number(value)), Ok(value));
        }
    }

    #[test]
    fn thousands_are_grouped_by_narrow_spaces() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(count(1, "commune", "communes"), "1\u{a0}commune");
        assert_eq!(count(2, "commune", "communes"), "2\u{a0}communes");
        assert_eq!(euros(3_000_000_000), "30\u{202f}000\u{202f}000\u{a0}€");
        assert_eq!(euros(105), "1,05\u{a0}€");
    }
}
