//! What a project costs, as lines: to build it, to run it for some years, in each collectivité; each between a low and
//! a high amount. The vote reads one figure, which lies between the sums.

use crate::{
    form_field::COST_LINE,
    money::{Euros, amount_typed, number_typed},
    refusal::{FieldRefusals, Refusal},
    text::Text,
};
use serde::{Deserialize, Serialize};

codes!(/// What a line of a project's cost pays for.
CostKind {
    /// Making it, once.
    Build = "build",
    /// Running it, a year.
    Run = "run",
    /// Setting it up in a collectivité.
    PerCollectivity = "per_collectivity",
});

/// The most lines of one project.
pub const MOST_LINES: usize = 30;

/// The most years, collectivités or pieces of a line.
const MOST_OF_LINE: u32 = 40_000;

/// For how many years running a service is reckoned where nothing else is typed.
const YEARS: u32 = 3;

/// A line as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CostLineForm {
    pub kind: String,
    pub label: String,
    pub low: String,
    /// Empty where the amount is sure.
    pub high: String,
    /// Empty for one, or for three years.
    pub quantity: String,
}

/// A line that holds together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostLine {
    pub kind: CostKind,
    pub label: String,
    /// Of one year, collectivité or piece.
    pub low: Euros,
    pub high: Euros,
    pub quantity: u32,
}

/// From which to which amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Range {
    pub low: Euros,
    pub high: Euros,
}

impl CostLineForm {
    /// Whether nothing is typed in it but its kind.
    pub fn is_blank(&self) -> bool {
        [&self.label, &self.low, &self.high, &self.quantity].iter().all(|text| text.trim().is_empty())
    }

    fn parse(&self, at: usize, refusals: &mut FieldRefusals) -> Option<CostLine> {
        let field = |name: &str| COST_LINE.of(format_args!("{at}.{name}"));
        let kind = refusals.take(field("kind"), CostKind::from_code(&self.kind).ok_or(Refusal::NotOnTheList));
        let label = refusals.take(field("label"), Text::<1, 200>::line(&self.label).map(Text::into_string));
        let low = refusals.take(field("low"), amount_typed(&self.low));
        let high = match self.high.trim() {
            "" => low,
            typed => refusals.take(field("high"), amount_typed(typed)),
        };
        let quantity = match self.quantity.trim() {
            "" if kind == Some(CostKind::Run) => Ok(YEARS),
            "" => Ok(1),
            typed => number_typed(typed).and_then(|number| match u32::try_from(number) {
                Ok(number) if (1..=MOST_OF_LINE).contains(&number) => Ok(number),
                _ => Err(Refusal::OutOfRange { least: 1, most: MOST_OF_LINE }),
            }),
        };
        let quantity = refusals.take(field("quantity"), quantity);
        let (low, high) = (low?, high?);
        if high < low {
            refusals.add(field("high"), Refusal::RangeReversed);
            return None;
        }
        Some(CostLine { kind: kind?, label: label?, low, high, quantity: quantity? })
    }
}

impl CostLine {
    /// What it comes to; None beyond any amount that there is.
    pub fn total(&self) -> Option<Range> {
        Some(Range { low: times(self.low, self.quantity)?, high: times(self.high, self.quantity)? })
    }
}

fn times(amount: Euros, quantity: u32) -> Option<Euros> {
    Euros::from_cents(amount.cents().checked_mul(i64::from(quantity))?).ok()
}

/// Without the blank lines at the end. One in the middle stays: lines are named by their place.
pub fn trimmed(mut lines: Vec<CostLineForm>) -> Vec<CostLineForm> {
    let last = lines.iter().rposition(|line| !line.is_blank());
    lines.truncate(last.map_or(0, |at| at + 1));
    lines
}

/// The lines that were typed, blank ones left out; or every refusal, by the field of its line (`cout.0.low`).
pub fn read(lines: &[CostLineForm]) -> Result<Vec<CostLine>, FieldRefusals> {
    if lines.len() > MOST_LINES {
        return Err(FieldRefusals::one(COST_LINE, Refusal::TooManyLines { most: MOST_LINES }));
    }
    let (mut refusals, mut read, mut sum) = (FieldRefusals::default(), Vec::new(), Some(Range::default()));
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_blank()) {
        let Some(line) = line.parse(at, &mut refusals) else { continue };
        sum = sum.and_then(|sum| sum.plus(line.total()?));
        if sum.is_none() {
            refusals.add(COST_LINE.of(format_args!("{at}.high")), Refusal::AmountTooLarge);
            break;
        }
        read.push(line);
    }
    refusals.or(read)
}

/// What the lines come to; None where there are none.
pub fn sum(lines: &[CostLine]) -> Option<Range> {
    let first = Range::default();
    let whole = lines.iter().try_fold(first, |sum, line| sum.plus(line.total()?));
    whole.filter(|_| !lines.is_empty())
}

impl Range {
    fn plus(self, other: Range) -> Option<Range> {
        let sum = |one: Euros, other: Euros| Euros::from_cents(one.cents() + other.cents()).ok();
        Some(Range { low: sum(self.low, other.low)?, high: sum(self.high, other.high)? })
    }

    /// Half-way, in whole euros where there are some between the ends.
    pub fn middle(self) -> Euros {
        let cents = (self.low.cents() + self.high.cents()) / 2;
        let whole = cents - cents % 100;
        Euros::from_cents(if whole >= self.low.cents() { whole } else { cents }).unwrap_or(self.low)
    }

    /// Refuses a cost that the lines do not say.
    pub fn require(self, cost: Euros) -> Result<(), Refusal> {
        match self.low <= cost && cost <= self.high {
            true => Ok(()),
            false => Err(Refusal::CostOutsideRange { low: self.low.cents(), high: self.high.cents() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form_field::FieldName;

    fn line(kind: &str, label: &str, low: &str, high: &str, quantity: &str) -> CostLineForm {
        let [kind, label, low, high, quantity] = [kind, label, low, high, quantity].map(str::to_owned);
        CostLineForm { kind, label, low, high, quantity }
    }

    #[test]
    fn lines_come_to_a_range_in_which_the_cost_lies() {
        let lines = read(&[
            line("build", "Développement", "100 000", "150 000", ""),
            line("run", "", "", "", ""),
            line("run", "Hébergement", "10 000", "12 000", ""),
            line("per_collectivity", "Formation", "500", "", "20"),
        ])
        .expect("right");
        assert_eq!(lines.iter().map(|line| line.quantity).collect::<Vec<_>>(), [1, 3, 20]);
        let range = sum(&lines).expect("lines");
        assert_eq!((range.low, range.high), (Euros::from_euros(140_000), Euros::from_euros(196_000)));
        assert_eq!(range.middle(), Euros::from_euros(168_000));
        assert!(range.require(range.low).is_ok() && range.require(range.high).is_ok());
        let refused = Refusal::CostOutsideRange { low: 14_000_000, high: 19_600_000 };
        assert_eq!(range.require(Euros::from_euros(139_999)), Err(refused));
        assert_eq!(sum(&[]), None);
    }

    #[test]
    fn each_fault_stands_beside_its_cell_and_amounts_stay_bounded() {
        let refused = read(&[
            line("maison", "", "12", "10", "0"),
            line("build", "Ok", "douze", "", ""),
            line("run", "Cher", "9000000000", "", "40000"),
        ])
        .expect_err("refused");
        let expected = [
            ("cout.0.kind", Refusal::NotOnTheList),
            ("cout.0.label", Refusal::Missing),
            ("cout.0.quantity", Refusal::OutOfRange { least: 1, most: MOST_OF_LINE }),
            ("cout.0.high", Refusal::RangeReversed),
            ("cout.1.low", Refusal::NotAnAmount),
            ("cout.2.high", Refusal::AmountTooLarge),
        ];
        let expected = expected.map(|(field, refusal)| (FieldName::question(field), refusal));
        assert_eq!(refused.0, expected);
        assert!(read(&vec![CostLineForm::default(); MOST_LINES + 1]).is_err());
        assert_eq!(trimmed(vec![CostLineForm::default(); 3]), []);
    }

    proptest::proptest! {
        #[test]
        fn the_middle_lies_within(low in 0..1_000_000_i64, more in 0..1_000_000_i64) {
            let range = Range {
                low: Euros::from_cents(low).expect("an amount"),
                high: Euros::from_cents(low + more).expect("an amount"),
            };
            proptest::prop_assert!(range.require(range.middle()).is_ok());
        }
    }
}
