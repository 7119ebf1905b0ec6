//! The ledger of the envelopes: double entry, whole cents. Each entry moves an amount from one account to another, so
//! that it is balanced by what it is; no account but the State's own goes below zero, so that nothing is spent twice.

use crate::{id::ProjectId, money::Euros, refusal::Refusal};
use std::{collections::BTreeMap, fmt, str::FromStr};

codes!(/// What the money of an account is.
AccountKind {
    /// The State's budget, from which envelopes are allotted: below zero by all that was.
    Source = "source",
    /// Neither engaged nor paid.
    Available = "available",
    /// Promised to an application, and not yet paid.
    Engaged = "engaged",
    /// Paid.
    Paid = "paid",
});

codes!(/// Why an amount moves.
EntryKind {
    /// From the State's budget, or from an envelope to a part of it.
    Allotment = "allotment",
    /// Taken back from what was allotted.
    Return = "return",
    /// From an envelope to a prefecture.
    Delegation = "delegation",
    /// What a wave leaves, to the next one.
    CarryOver = "carry_over",
    /// Promised to an application.
    Engagement = "engagement",
    /// A promise that is taken back, whole or in part.
    Release = "release",
    /// Paid to an application.
    Payment = "payment",
});

/// A part of an envelope that has money of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// What no other part has.
    Unallotted,
    /// A wave, counted from 1.
    Wave(u8),
    /// What is delegated to the prefecture of a département (its code).
    Departement(String),
    /// What pays for the pilots of a selected project.
    Project(ProjectId),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scope::Unallotted => Ok(()),
            Scope::Wave(wave) => write!(f, "wave:{wave}"),
            Scope::Departement(code) => write!(f, "departement:{code}"),
            Scope::Project(project) => write!(f, "project:{project}"),
        }
    }
}

/// The text names no part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a part of an envelope")]
pub struct NotAScope;

impl FromStr for Scope {
    type Err = NotAScope;
    fn from_str(text: &str) -> Result<Self, NotAScope> {
        match text.split_once(':') {
            None if text.is_empty() => Ok(Scope::Unallotted),
            Some(("wave", wave)) => wave.parse().map(Scope::Wave).map_err(|_| NotAScope),
            Some(("departement", code)) if !code.is_empty() => Ok(Scope::Departement(code.to_owned())),
            Some(("project", id)) => id.parse().map(Scope::Project).map_err(|_| NotAScope),
            _ => Err(NotAScope),
        }
    }
}

/// An account: of an envelope, of a part of it, and what its money is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account {
    /// Code of the envelope; empty for the State's budget.
    pub envelope: String,
    pub scope: Scope,
    pub kind: AccountKind,
}

impl Account {
    /// The State's budget.
    pub fn source() -> Self {
        Self { envelope: String::new(), scope: Scope::Unallotted, kind: AccountKind::Source }
    }
}

/// Where the money of an envelope lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fund {
    pub envelope: String,
    pub scope: Scope,
}

impl Fund {
    /// A part of an envelope.
    pub fn new(envelope: impl Into<String>, scope: Scope) -> Self {
        Self { envelope: envelope.into(), scope }
    }

    /// What is allotted to none of its parts: the only fund of an envelope that has no parts.
    pub fn unallotted(envelope: impl Into<String>) -> Self {
        Self::new(envelope, Scope::Unallotted)
    }

    /// One of its accounts.
    pub fn account(&self, kind: AccountKind) -> Account {
        Account { envelope: self.envelope.clone(), scope: self.scope.clone(), kind }
    }
}

/// An amount that moves from one account to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub kind: EntryKind,
    pub from: Account,
    pub to: Account,
    pub amount: Euros,
}

impl Entry {
    /// From the State's budget to an envelope.
    pub fn allot(fund: &Fund, amount: Euros) -> Self {
        Self { kind: EntryKind::Allotment, from: Account::source(), to: fund.account(AccountKind::Available), amount }
    }

    /// From what is left of one fund to another: an allotment to a part, a delegation, what is carried over or given
    /// back.
    pub fn between(kind: EntryKind, from: &Fund, to: &Fund, amount: Euros) -> Self {
        let (from, to) = (from.account(AccountKind::Available), to.account(AccountKind::Available));
        Self { kind, from, to, amount }
    }

    /// Back to the State's budget.
    pub fn give_back(fund: &Fund, amount: Euros) -> Self {
        Self { kind: EntryKind::Return, from: fund.account(AccountKind::Available), to: Account::source(), amount }
    }

    /// Promises an amount.
    pub fn engage(fund: &Fund, amount: Euros) -> Self {
        let (from, to) = (fund.account(AccountKind::Available), fund.account(AccountKind::Engaged));
        Self { kind: EntryKind::Engagement, from, to, amount }
    }

    /// Takes a promise back.
    pub fn release(fund: &Fund, amount: Euros) -> Self {
        let (from, to) = (fund.account(AccountKind::Engaged), fund.account(AccountKind::Available));
        Self { kind: EntryKind::Release, from, to, amount }
    }

    /// Pays what was promised.
    pub fn pay(fund: &Fund, amount: Euros) -> Self {
        let (from, to) = (fund.account(AccountKind::Engaged), fund.account(AccountKind::Paid));
        Self { kind: EntryKind::Payment, from, to, amount }
    }
}

/// What a fund, or several together, hold, in cents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holdings {
    pub left: i64,
    /// Promised and not yet paid.
    pub unpaid: i64,
    pub paid: i64,
}

impl Holdings {
    /// All that was allotted.
    pub fn allotted(self) -> i64 {
        self.left + self.unpaid + self.paid
    }

    /// Promised in all, paid or not.
    pub fn promised(self) -> i64 {
        self.unpaid + self.paid
    }
}

impl std::ops::Add for Holdings {
    type Output = Holdings;
    fn add(self, other: Holdings) -> Holdings {
        Holdings { left: self.left + other.left, unpaid: self.unpaid + other.unpaid, paid: self.paid + other.paid }
    }
}

impl std::iter::Sum for Holdings {
    fn sum<I: Iterator<Item = Holdings>>(all: I) -> Holdings {
        all.fold(Holdings::default(), |sum, one| sum + one)
    }
}

/// The balances of all accounts, in cents: what the entries sum up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book(BTreeMap<Account, i64>);

impl Book {
    /// A book of balances that were summed elsewhere.
    pub fn of(balances: impl IntoIterator<Item = (Account, i64)>) -> Self {
        Self(balances.into_iter().collect())
    }

    /// The balance of an account.
    pub fn balance(&self, account: &Account) -> i64 {
        self.0.get(account).copied().unwrap_or(0)
    }

    /// Writes an entry. Refused, with what is left, when the account that it is taken from would go below zero; and
    /// when it moves nothing.
    pub fn post(&mut self, entry: &Entry) -> Result<(), Refusal> {
        let amount = entry.amount.cents();
        if amount <= 0 || entry.from == entry.to {
            return Err(Refusal::NotAnAmount);
        }
        let before = self.balance(&entry.from);
        if entry.from.kind != AccountKind::Source && before < amount {
            return Err(Refusal::NotEnoughLeft { left: before });
        }
        *self.0.entry(entry.from.clone()).or_default() -= amount;
        *self.0.entry(entry.to.clone()).or_default() += amount;
        Ok(())
    }

    /// What a fund holds.
    pub fn holdings(&self, fund: &Fund) -> Holdings {
        let balance = |kind| self.balance(&fund.account(kind));
        Holdings {
            left: balance(AccountKind::Available),
            unpaid: balance(AccountKind::Engaged),
            paid: balance(AccountKind::Paid),
        }
    }

    /// Every fund of an envelope that ever held money.
    pub fn funds(&self, envelope: &str) -> Vec<Fund> {
        let of = self.0.keys().filter(|account| account.envelope == envelope && !envelope.is_empty());
        let mut funds: Vec<Fund> = of.map(|account| Fund::new(envelope, account.scope.clone())).collect();
        funds.dedup();
        funds
    }

    /// What an envelope and its parts hold together.
    pub fn envelope(&self, envelope: &str) -> Holdings {
        self.funds(envelope).iter().map(|fund| self.holdings(fund)).sum()
    }

    /// The sum of all balances: zero, whatever was written.
    pub fn sum(&self) -> i64 {
        self.0.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cents(cents: i64) -> Euros {
        Euros::from_cents(cents).expect("an amount")
    }

    #[test]
    fn a_part_is_read_back_as_it_is_written() {
        let project = ProjectId(uuid::Uuid::from_u128(7));
        for scope in [Scope::Unallotted, Scope::Wave(3), Scope::Departement("2A".into()), Scope::Project(project)] {
            assert_eq!(scope.to_string().parse(), Ok(scope));
        }
        for wrong in ["wave:", "wave:300", "departement:", "autre:1", "x"] {
            assert_eq!(wrong.parse::<Scope>(), Err(NotAScope), "{wrong}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_engaged_and_the_refusal_says_what_is() {
        let mut book = Book::default();
        let fund = Fund::unallotted("demat");
        book.post(&Entry::allot(&fund, cents(10_000))).expect("allotted");
        book.post(&Entry::engage(&fund, cents(6_000))).expect("engaged");
        assert_eq!(book.post(&Entry::engage(&fund, cents(4_001))), Err(Refusal::NotEnoughLeft { left: 4_000 }));
        assert_eq!(book.post(&Entry::pay(&fund, cents(6_001))), Err(Refusal::NotEnoughLeft { left: 6_000 }));
        assert_eq!(book.post(&Entry::pay(&fund, Euros::ZERO)), Err(Refusal::NotAnAmount));
        book.post(&Entry::pay(&fund, cents(2_000))).expect("paid");
        assert_eq!(book.holdings(&fund), Holdings { left: 4_000, unpaid: 4_000, paid: 2_000 });
        assert_eq!(book.envelope("demat").allotted(), 10_000);
    }

    proptest! {
        /// Whatever is asked in whatever order, no account goes below zero, nothing is made or lost, and what is
        /// refused changes nothing.
        #[test]
        fn no_sequence_of_decisions_spends_a_cent_twice(
            acts in proptest::collection::vec((0_u8..7, 0_u8..4, 0_u8..4, 1_i64..5_000), 0..200),
        ) {
            let funds = [
                Fund::unallotted("a"),
                Fund::new("a", Scope::Wave(1)),
                Fund::new("a", Scope::Departement("46".into())),
                Fund::unallotted("b"),
            ];
            let mut book = Book::default();
            book.post(&Entry::allot(&funds[0], cents(20_000))).expect("allotted");
            for (act, from, to, amount) in acts {
                let (from, to, amount) = (&funds[from as usize], &funds[to as usize], cents(amount));
                let entry = match act {
                    0 => Entry::engage(from, amount),
                    1 => Entry::release(from, amount),
                    2 => Entry::pay(from, amount),
                    3 => Entry::between(EntryKind::Delegation, from, to, amount),
                    4 => Entry::between(EntryKind::Return, from, to, amount),
                    5 => Entry::between(EntryKind::CarryOver, from, to, amount),
                    _ => Entry::give_back(from, amount),
                };
                let before = book.clone();
                if book.post(&entry).is_err() {
                    prop_assert_eq!(&book, &before);
                }
                prop_assert_eq!(book.sum(), 0);
                let all: Holdings = funds.iter().map(|fund| book.holdings(fund)).sum();
                prop_assert!(all.left >= 0 && all.unpaid >= 0 && all.paid >= 0);
                prop_assert_eq!(all.allotted(), -book.balance(&Account::source()));
                prop_assert!(all.promised() <= 20_000);
                for fund in &funds {
                    let held = book.holdings(fund);
                    prop_assert!(held.left >= 0 && held.unpaid >= 0 && held.paid >= 0);
                }
            }
        }
    }
}
