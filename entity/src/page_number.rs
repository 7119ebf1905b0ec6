//! Which page of a long list is asked for.

/// A page of a list, counted from 1; whatever was typed, one that can be computed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PageNumber(u64);

/// Beyond this, no list of ours goes on.
const MOST: u64 = 1_000_000;

impl PageNumber {
    /// The first page.
    pub const FIRST: Self = Self(1);

    /// The page that an address names; the first one when it names none.
    pub fn read(text: &str) -> Self {
        // A figure too large to be read asks for the last page, whichever it is.
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().unwrap_or(if digits { MOST } else { 1 });
        Self(number.clamp(1, MOST))
    }

    /// This page, or the last one of a list of `total` rows, `size` on each page.
    pub fn within(self, total: u64, size: u64) -> Self {
        Self(self.0.min(pages(total, size)))
    }

    /// As a figure.
    pub fn get(self) -> u64 {
        self.0
    }

    /// How many rows come before this page.
    pub fn offset(self, size: u64) -> u64 {
        (self.0 - 1).saturating_mul(size)
    }
}

impl Default for PageNumber {
    fn default() -> Self {
        Self::FIRST
    }
}

/// How many pages a list of `total` rows has: one, when it is empty.
pub fn pages(total: u64, size: u64) -> u64 {
    total.div_ceil(size.max(1)).max(1)
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    pub rows: Vec<T>,
    /// Rows on all pages.
    pub total: u64,
    /// Counted from 1.
    pub page: u64,
    pub pages: u64,
}

impl<T> Listed<T> {
    /// The same page, of what is made of each row.
    pub fn map<U>(self, make: impl FnMut(T) -> U) -> Listed<U> {
        let Self { rows, total, page, pages } = self;
        Listed { rows: rows.into_iter().map(make).collect(), total, page, pages }
    }

    /// A page of a list of which all rows are at hand.
    pub fn of(rows: Vec<T>, asked: PageNumber, size: u64) -> Self {
        let total = rows.len() as u64;
        let page = asked.within(total, size);
        let before = usize::try_from(page.offset(size)).unwrap_or(usize::MAX);
        let rows = rows.into_iter().skip(before).take(usize::try_from(size).unwrap_or(usize::MAX)).collect();
        Self { rows, total, page: page.get(), pages: pages(total, size) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_typed_names_a_page_that_can_be_computed_with() {
        for (typed, page) in [
            ("", 1),
            ("0", 1),
            ("-3", 1),
            ("deux", 1),
            ("2", 2),
            ("9223372036854775807", MOST),
            ("99999999999999999999999", MOST),
        ] {
            assert_eq!(PageNumber::read(typed).get(), page, "{typed}");
        }
        assert_eq!(PageNumber::read("18446744073709551615").offset(u64::MAX), u64::MAX);
    }

    #[test]
    fn a_page_beyond_the_last_is_the_last() {
        let listed = Listed::of((1..=7).collect(), PageNumber::read("9"), 3);
        assert_eq!(listed, Listed { rows: vec![7], total: 7, page: 3, pages: 3 });
        assert_eq!(Listed::of(Vec::<u8>::new(), PageNumber::read("2"), 3).page, 1);
    }
}
