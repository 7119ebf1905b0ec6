//! What an application costs and what it gets: one pure function, whose steps are shown and whose result is never
//! typed.

use crate::{
    form_field::{COSTS, FUNDING, FormField},
    money::{Euros, amount_typed},
    refusal::{FieldRefusals, Refusal},
    text::Text,
};
use serde::{Deserialize, Serialize};

/// The rules of an envelope that decide an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Share of the eligible cost, in percent.
    pub rate: u8,
    pub ceiling: Option<Euros>,
    pub floor: Option<Euros>,
    /// The most that all public money together may pay of the eligible cost, in percent.
    pub public_funding: u8,
}

/// A line of expenses, as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CostLine {
    pub label: String,
    pub amount: String,
    pub eligible: bool,
}

/// What a line of the cost table is for.
type Label = Text<1, 300>;

/// Money from elsewhere, as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FundingLine {
    pub source: String,
    pub amount: String,
    /// Whether it is public money.
    pub public: bool,
}

/// The cost table of an application, as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CostTable {
    pub costs: Vec<CostLine>,
    pub funding: Vec<FundingLine>,
}

/// What a cost table sums up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Costs {
    pub eligible: Euros,
    /// Expenses that no subsidy pays.
    pub ineligible: Euros,
    pub public_funding: Euros,
    pub other_funding: Euros,
}

impl CostLine {
    /// Whether nothing is typed in it.
    pub fn is_blank(&self) -> bool {
        self.label.trim().is_empty() && self.amount.trim().is_empty()
    }
}

impl FundingLine {
    /// Whether nothing is typed in it.
    pub fn is_blank(&self) -> bool {
        self.source.trim().is_empty() && self.amount.trim().is_empty()
    }
}

impl CostTable {
    /// The most lines of each kind.
    pub const MOST: usize = 40;

    /// Without the blank lines at its end. One in the middle stays: lines are named by their place.
    pub fn trimmed(mut self) -> Self {
        let last = self.costs.iter().rposition(|line| !line.is_blank());
        self.costs.truncate(last.map_or(0, |at| at + 1));
        let last = self.funding.iter().rposition(|line| !line.is_blank());
        self.funding.truncate(last.map_or(0, |at| at + 1));
        self
    }

    /// Sums the table up, blank lines left out; or every refusal, by the field of its line (`costs.0.amount`).
    pub fn read(&self) -> Result<Costs, FieldRefusals> {
        let mut refusals = FieldRefusals::default();
        let mut sums = Costs::default();
        if self.costs.len() > Self::MOST || self.funding.len() > Self::MOST {
            return Err(FieldRefusals::one(COSTS, Refusal::TooManyLines { most: Self::MOST }));
        }
        let mut line = |table: FormField, at: usize, text: &str, amount: &str| {
            refusals.take(table.of(format_args!("{at}.label")), Label::line(text));
            refusals.take(table.of(format_args!("{at}.amount")), amount_typed(amount)).unwrap_or(Euros::ZERO)
        };
        for (at, cost) in self.costs.iter().enumerate().filter(|(_, line)| !line.is_blank()) {
            let amount = line(COSTS, at, &cost.label, &cost.amount);
            let sum = if cost.eligible { &mut sums.eligible } else { &mut sums.ineligible };
            *sum = [*sum, amount].into_iter().sum();
        }
        for (at, funding) in self.funding.iter().enumerate().filter(|(_, line)| !line.is_blank()) {
            let amount = line(FUNDING, at, &funding.source, &funding.amount);
            let sum = if funding.public { &mut sums.public_funding } else { &mut sums.other_funding };
            *sum = [*sum, amount].into_iter().sum();
        }
        if refusals.is_empty() && sums.eligible == Euros::ZERO {
            refusals.add(COSTS, Refusal::NoEligibleCost);
        }
        refusals.or(sums)
    }
}

codes!(/// A step of the computation.
StepKind {
    /// The envelope's share of the eligible cost.
    Rate = "rate",
    /// The most that one application gets.
    Ceiling = "ceiling",
    /// The most that all public money together pays.
    PublicFunding = "public_funding",
    /// What other funding leaves to pay.
    Remainder = "remainder",
    /// The least that one application gets.
    Floor = "floor",
    /// The flat amounts of what is ordered.
    Flat = "flat",
});

/// One step: what it allows, and the amount after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub kind: StepKind,
    pub limit: Euros,
    pub after: Euros,
}

/// An amount, with its reasoning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subsidy {
    pub steps: Vec<Step>,
    pub amount: Euros,
}

/// Computes a subsidy from costs and rules, rounding down to the cent.
///
/// Refused: below the floor ([`Refusal::UnderFloor`]), or when other money already pays all that may be paid
/// ([`Refusal::TooMuchPublicFunding`], [`Refusal::NothingLeftToPay`]).
///
/// Source of the limit of public money: Code général des collectivités territoriales, L1111-10, III (at least 20 %
/// stays with who has the work done); the percentage is data.
pub fn subsidy(costs: &Costs, terms: &Terms) -> (Subsidy, Result<(), Refusal>) {
    let mut steps = Vec::new();
    let mut amount = costs.eligible.percent(terms.rate);
    steps.push(Step { kind: StepKind::Rate, limit: amount, after: amount });
    let mut outcome = Ok(());
    let mut cap = |kind, limit: Euros, amount: &mut Euros| {
        if limit < *amount {
            *amount = limit;
            steps.push(Step { kind, limit, after: limit });
        }
    };
    if let Some(ceiling) = terms.ceiling {
        cap(StepKind::Ceiling, ceiling, &mut amount);
    }
    let public = costs.eligible.percent(terms.public_funding).less(costs.public_funding);
    if terms.rate < 100 {
        cap(StepKind::PublicFunding, public, &mut amount);
        if public == Euros::ZERO {
            outcome = Err(Refusal::TooMuchPublicFunding);
        }
    }
    let all: Euros = [costs.eligible, costs.ineligible].into_iter().sum();
    let found: Euros = [costs.public_funding, costs.other_funding].into_iter().sum();
    cap(StepKind::Remainder, all.less(found), &mut amount);
    if amount == Euros::ZERO && outcome.is_ok() {
        outcome = Err(Refusal::NothingLeftToPay);
    }
    if let Some(floor) = terms.floor.filter(|floor| amount < *floor && outcome.is_ok()) {
        steps.push(Step { kind: StepKind::Floor, limit: floor, after: Euros::ZERO });
        outcome = Err(Refusal::UnderFloor { least: floor.cents() });
        amount = Euros::ZERO;
    }
    (Subsidy { steps, amount }, outcome)
}

/// The flat amounts of what is ordered.
pub fn flat(amounts: impl IntoIterator<Item = Euros>) -> Subsidy {
    let amount: Euros = amounts.into_iter().sum();
    Subsidy { steps: vec![Step { kind: StepKind::Flat, limit: amount, after: amount }], amount }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms() -> Terms {
        Terms {
            rate: 50,
            ceiling: Some(Euros::from_euros(500_000)),
            floor: Some(Euros::from_euros(5_000)),
            public_funding: 80,
        }
    }

    fn costs(eligible: u32, public: u32, other: u32) -> Costs {
        Costs {
            eligible: Euros::from_euros(eligible),
            ineligible: Euros::ZERO,
            public_funding: Euros::from_euros(public),
            other_funding: Euros::from_euros(other),
        }
    }

    #[test]
    fn half_of_the_eligible_cost_within_ceiling_floor_and_public_money() {
        let check = |costs: Costs, euros: u32, last: StepKind, outcome: Result<(), Refusal>| {
            let (subsidy, found) = subsidy(&costs, &terms());
            assert_eq!(subsidy.amount, Euros::from_euros(euros), "{costs:?}");
            assert_eq!(subsidy.steps.last().map(|step| step.kind), Some(last), "{costs:?}");
            assert_eq!(found, outcome, "{costs:?}");
        };
        check(costs(100_000, 0, 0), 50_000, StepKind::Rate, Ok(()));
        check(costs(2_000_000, 0, 0), 500_000, StepKind::Ceiling, Ok(()));
        // 80 % of 100,000 is 80,000, of which another gives 45,000 already.
        check(costs(100_000, 45_000, 0), 35_000, StepKind::PublicFunding, Ok(()));
        check(costs(100_000, 80_000, 0), 0, StepKind::PublicFunding, Err(Refusal::TooMuchPublicFunding));
        check(costs(100_000, 0, 70_000), 30_000, StepKind::Remainder, Ok(()));
        check(costs(100_000, 0, 100_000), 0, StepKind::Remainder, Err(Refusal::NothingLeftToPay));
        check(costs(9_000, 0, 0), 0, StepKind::Floor, Err(Refusal::UnderFloor { least: 500_000 }));
    }

    #[test]
    fn cents_are_rounded_down() {
        let odd = Costs { eligible: Euros::from_cents(2_000_001).expect("an amount"), ..Costs::default() };
        assert_eq!(subsidy(&odd, &terms()).0.amount.cents(), 1_000_000);
    }

    #[test]
    fn a_table_is_read_as_people_type_it_and_each_wrong_line_is_named() {
        let cost =
            |label: &str, amount: &str, eligible| CostLine { label: label.into(), amount: amount.into(), eligible };
        let mut table = CostTable {
            costs: vec![
                cost("Portail", "12 500,50 €", true),
                cost("", "", true),
                cost("Mobilier", "800", false),
                cost("", " ", true),
            ],
            funding: vec![FundingLine { source: "Région".into(), amount: "1000".into(), public: true }],
        };
        table = table.trimmed();
        assert_eq!((table.costs.len(), table.funding.len()), (3, 1), "a line keeps its place");
        let read = table.read().expect("reads");
        assert_eq!((read.eligible.cents(), read.ineligible.cents()), (1_250_050, 80_000));
        assert_eq!(read.public_funding.cents(), 100_000);
        for (typed, refusal) in [
            ("-5", Refusal::NegativeAmount),
            ("− 12", Refusal::NegativeAmount),
            ("99 999 999 999 999", Refusal::AmountTooLarge),
            ("10 000 000 001", Refusal::AmountTooLarge),
            ("douze", Refusal::NotAnAmount),
            ("0", Refusal::NotAnAmount),
            ("12,345 67", Refusal::NotAnAmount),
            ("", Refusal::Missing),
        ] {
            let table = CostTable { costs: vec![cost("Portail", typed, true)], funding: vec![] };
            assert_eq!(table.read(), Err(FieldRefusals::one(COSTS.of("0.amount"), refusal)), "{typed}");
        }
        let none = CostTable { costs: vec![cost("Mobilier", "800", false)], funding: vec![] };
        assert_eq!(none.read(), Err(FieldRefusals::one(COSTS, Refusal::NoEligibleCost)));
    }

    proptest! {
        #[test]
        fn public_money_never_pays_more_than_its_share_nor_anybody_more_than_the_cost(
            eligible in 0_u32..3_000_000, ineligible in 0_u32..1_000_000,
            public in 0_u32..3_000_000, other in 0_u32..3_000_000,
            rate in 1_u8..100, limit in 1_u8..=100,
        ) {
            let costs = Costs { ineligible: Euros::from_euros(ineligible), ..costs(eligible, public, other) };
            let terms = Terms { rate, public_funding: limit, ..terms() };
            let (subsidy, outcome) = subsidy(&costs, &terms);
            let granted = subsidy.amount.cents();
            prop_assert_eq!(granted > 0, outcome.is_ok());
            if granted > 0 {
                prop_assert!(granted * 100 <= costs.eligible.cents() * i64::from(rate));
                let public = granted + costs.public_funding.cents();
                prop_assert!(public * 100 <= costs.eligible.cents() * i64::from(limit));
                let all = costs.eligible.cents() + costs.ineligible.cents();
                prop_assert!(public + costs.other_funding.cents() <= all);
                prop_assert!((500_000..=50_000_000).contains(&granted));
            }
        }
    }
}
