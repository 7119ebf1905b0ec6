//! The ledger of the envelopes: double entry, whole cents. Each entry moves an amount from one account to another, so
//! that it is balanced by what it is; no account but the State's own goes below zero, so that nothing is spent twice.

use crate::{
    campaign::{Campaign, Envelope},
    id::ProjectId,
    money::Euros,
    refusal::Refusal,
};
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
pub enum Part {
    /// What no other part has.
    Whole,
    /// A wave, counted from 1.
    Wave(u8),
    /// What is delegated to the prefecture of a département (its code).
    Departement(String),
    /// What pays for the pilots of a selected project.
    Project(ProjectId),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Whole => Ok(()),
            Part::Wave(wave) => write!(f, "wave:{wave}"),
            Part::Departement(code) => write!(f, "departement:{code}"),
            Part::Project(project) => write!(f, "project:{project}"),
        }
    }
}

/// The text names no part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a part of an envelope")]
pub struct NotAPart;

impl FromStr for Part {
    type Err = NotAPart;
    fn from_str(text: &str) -> Result<Self, NotAPart> {
        match text.split_once(':') {
            None if text.is_empty() => Ok(Part::Whole),
            Some(("wave", wave)) => wave.parse().map(Part::Wave).map_err(|_| NotAPart),
            Some(("departement", code)) if !code.is_empty() => Ok(Part::Departement(code.to_owned())),
            Some(("project", id)) => id.parse().map(Part::Project).map_err(|_| NotAPart),
            _ => Err(NotAPart),
        }
    }
}

/// An account: of an envelope, of a part of it, and what its money is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account {
    /// Code of the envelope; empty for the State's budget.
    pub envelope: String,
    pub part: Part,
    pub kind: AccountKind,
}

impl Account {
    /// The State's budget.
    pub fn source() -> Self {
        Self { envelope: String::new(), part: Part::Whole, kind: AccountKind::Source }
    }
}

/// Where the money of an envelope lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pot {
    pub envelope: String,
    pub part: Part,
}

impl Pot {
    /// A part of an envelope.
    pub fn new(envelope: impl Into<String>, part: Part) -> Self {
        Self { envelope: envelope.into(), part }
    }

    /// What no part of the envelope has.
    pub fn whole(envelope: impl Into<String>) -> Self {
        Self::new(envelope, Part::Whole)
    }

    /// One of its accounts.
    pub fn account(&self, kind: AccountKind) -> Account {
        Account { envelope: self.envelope.clone(), part: self.part.clone(), kind }
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
    pub fn allot(pot: &Pot, amount: Euros) -> Self {
        Self { kind: EntryKind::Allotment, from: Account::source(), to: pot.account(AccountKind::Available), amount }
    }

    /// From what is left of one pot to another: an allotment to a part, a delegation, what is carried over or given
    /// back.
    pub fn between(kind: EntryKind, from: &Pot, to: &Pot, amount: Euros) -> Self {
        let (from, to) = (from.account(AccountKind::Available), to.account(AccountKind::Available));
        Self { kind, from, to, amount }
    }

    /// Back to the State's budget.
    pub fn give_back(pot: &Pot, amount: Euros) -> Self {
        Self { kind: EntryKind::Return, from: pot.account(AccountKind::Available), to: Account::source(), amount }
    }

    /// Promises an amount.
    pub fn engage(pot: &Pot, amount: Euros) -> Self {
        let (from, to) = (pot.account(AccountKind::Available), pot.account(AccountKind::Engaged));
        Self { kind: EntryKind::Engagement, from, to, amount }
    }

    /// Takes a promise back.
    pub fn release(pot: &Pot, amount: Euros) -> Self {
        let (from, to) = (pot.account(AccountKind::Engaged), pot.account(AccountKind::Available));
        Self { kind: EntryKind::Release, from, to, amount }
    }

    /// Pays what was promised.
    pub fn pay(pot: &Pot, amount: Euros) -> Self {
        let (from, to) = (pot.account(AccountKind::Engaged), pot.account(AccountKind::Paid));
        Self { kind: EntryKind::Payment, from, to, amount }
    }
}

/// What a pot, or several together, hold, in cents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holdings {
    pub left: i64,
    /// Promised and not yet paid.
    pub engaged: i64,
    pub paid: i64,
}

impl Holdings {
    /// All that was allotted.
    pub fn allotted(self) -> i64 {
        self.left + self.engaged + self.paid
    }

    /// Promised in all, paid or not.
    pub fn promised(self) -> i64 {
        self.engaged + self.paid
    }
}

impl std::ops::Add for Holdings {
    type Output = Holdings;
    fn add(self, other: Holdings) -> Holdings {
        Holdings { left: self.left + other.left, engaged: self.engaged + other.engaged, paid: self.paid + other.paid }
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

    /// What a pot holds.
    pub fn holdings(&self, pot: &Pot) -> Holdings {
        let balance = |kind| self.balance(&pot.account(kind));
        Holdings {
            left: balance(AccountKind::Available),
            engaged: balance(AccountKind::Engaged),
            paid: balance(AccountKind::Paid),
        }
    }

    /// Every pot of an envelope that ever held money.
    pub fn pots(&self, envelope: &str) -> Vec<Pot> {
        let of = self.0.keys().filter(|account| account.envelope == envelope && !envelope.is_empty());
        let mut pots: Vec<Pot> = of.map(|account| Pot::new(envelope, account.part.clone())).collect();
        pots.dedup();
        pots
    }

    /// What an envelope and its parts hold together.
    pub fn envelope(&self, envelope: &str) -> Holdings {
        self.pots(envelope).iter().map(|pot| self.holdings(pot)).sum()
    }

    /// The sum of all balances: zero, whatever was written.
    pub fn sum(&self) -> i64 {
        self.0.values().sum()
    }
}

/// What waves were allotted from their envelope so far, in cents: allotments less what was taken back. What a wave
/// carried over to the next one is a decision, and is not in it.
pub type WaveAllotments = BTreeMap<Pot, i64>;

/// What is missing in the ledger to what a campaign allots: entries from the State's budget to each envelope, and on to
/// what has an amount of its own inside another, waves included. Empty when the ledger says what the campaign says.
///
/// Refused, with what is there, when an envelope, a part or a wave would give back what its parts or its files have.
pub fn missing_allotments(book: &Book, waves: &WaveAllotments, campaign: &Campaign) -> Result<Vec<Entry>, Refusal> {
    let mut entries = Vec::new();
    let mut book = book.clone();
    let mut put = |book: &mut Book, entry: Entry| {
        book.post(&entry)?;
        entries.push(entry);
        Ok(())
    };
    // What comes back from inside goes first, so that it can go further; what is given inside goes last, when it is
    // there.
    for (from, to, amount) in inside(&book, waves, campaign, EntryKind::Return) {
        put(&mut book, Entry::between(EntryKind::Return, &from, &to, amount))?;
    }
    for envelope in campaign.envelopes.iter().filter(|envelope| envelope.part_of.is_none()) {
        let difference = envelope.total().cents() - allotted(&book, campaign, envelope);
        let pot = Pot::whole(&envelope.code);
        match Euros::from_cents(difference.abs()) {
            Ok(amount) if difference > 0 => put(&mut book, Entry::allot(&pot, amount))?,
            Ok(amount) if difference < 0 => put(&mut book, Entry::give_back(&pot, amount))?,
            _ => {}
        }
    }
    for (from, to, amount) in inside(&book, waves, campaign, EntryKind::Allotment) {
        put(&mut book, Entry::between(EntryKind::Allotment, &from, &to, amount))?;
    }
    Ok(entries)
}

/// All that an envelope was allotted, with what its parts have.
fn allotted(book: &Book, campaign: &Campaign, envelope: &Envelope) -> i64 {
    let parts = campaign.envelopes.iter().filter(|part| part.part_of.as_deref() == Some(&envelope.code));
    let inside: i64 = parts.map(|part| book.envelope(&part.code).allotted()).sum();
    book.envelope(&envelope.code).allotted() + inside
}

/// What moves between envelopes and what is inside them: given to parts and waves that lack something (allotment), or
/// given back by those that have too much (return). From, to, amount.
fn inside(book: &Book, waves: &WaveAllotments, campaign: &Campaign, kind: EntryKind) -> Vec<(Pot, Pot, Euros)> {
    let mut moves = Vec::new();
    let mut add = |outer: Pot, inner: Pot, lacks: i64| match Euros::from_cents(lacks.abs()) {
        Ok(amount) if lacks > 0 && kind == EntryKind::Allotment => moves.push((outer, inner, amount)),
        Ok(amount) if lacks < 0 && kind == EntryKind::Return => moves.push((inner, outer, amount)),
        _ => {}
    };
    for envelope in &campaign.envelopes {
        let pot = Pot::whole(&envelope.code);
        if let Some(parent) = envelope.part_of.as_deref().map(Pot::whole) {
            add(parent, pot.clone(), envelope.total().cents() - allotted(book, campaign, envelope));
        }
        for (wave, number) in envelope.waves.iter().zip(1..) {
            let part = Pot::new(&envelope.code, Part::Wave(number));
            let so_far = waves.get(&part).copied().unwrap_or(0);
            if let Some(amount) = wave.amount {
                add(pot.clone(), part, Euros::from_euros(amount).cents() - so_far);
            }
        }
    }
    moves
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
        for part in [Part::Whole, Part::Wave(3), Part::Departement("2A".into()), Part::Project(project)] {
            assert_eq!(part.to_string().parse(), Ok(part));
        }
        for wrong in ["wave:", "wave:300", "departement:", "autre:1", "x"] {
            assert_eq!(wrong.parse::<Part>(), Err(NotAPart), "{wrong}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_engaged_and_the_refusal_says_what_is() {
        let mut book = Book::default();
        let pot = Pot::whole("demat");
        book.post(&Entry::allot(&pot, cents(10_000))).expect("allotted");
        book.post(&Entry::engage(&pot, cents(6_000))).expect("engaged");
        assert_eq!(book.post(&Entry::engage(&pot, cents(4_001))), Err(Refusal::NotEnoughLeft { left: 4_000 }));
        assert_eq!(book.post(&Entry::pay(&pot, cents(6_001))), Err(Refusal::NotEnoughLeft { left: 6_000 }));
        assert_eq!(book.post(&Entry::pay(&pot, Euros::ZERO)), Err(Refusal::NotAnAmount));
        book.post(&Entry::pay(&pot, cents(2_000))).expect("paid");
        assert_eq!(book.holdings(&pot), Holdings { left: 4_000, engaged: 4_000, paid: 2_000 });
        assert_eq!(book.envelope("demat").allotted(), 10_000);
    }

    #[test]
    fn the_three_envelopes_of_2021_are_allotted_once_and_add_up() {
        let mut campaign = crate::campaign::tests::campaign_2021();
        let whole = campaign.envelopes[0].clone();
        let envelope = |code: &str, amount, part_of: Option<&str>| crate::campaign::Envelope {
            code: code.into(),
            amount,
            part_of: part_of.map(str::to_owned),
            ..whole.clone()
        };
        campaign.envelopes.push(envelope("ingenierie", 34_000_000, None));
        campaign.envelopes.push(envelope("laboratoires", 4_000_000, Some("ingenierie")));
        let mut demat = envelope("dematerialisation", 24_000_000, None);
        let period = campaign.calendar.application;
        demat.waves = vec![
            crate::campaign::Wave { opens: period.opens, until: period.opens, amount: Some(8_000_000) },
            crate::campaign::Wave { opens: period.until, until: period.until, amount: Some(8_000_000) },
        ];
        campaign.envelopes.push(demat);
        let (mut book, mut waves) = (Book::default(), WaveAllotments::new());
        assert_eq!(settled(&mut book, &mut waves, &campaign).len(), 6);
        assert_eq!(book.balance(&Account::source()), -8_800_000_000);
        assert_eq!(book.envelope("ingenierie").left, 3_000_000_000);
        assert_eq!(book.envelope("laboratoires").left, 400_000_000);
        assert_eq!(book.holdings(&Pot::whole("dematerialisation")).left, 800_000_000);
        assert_eq!(book.envelope("dematerialisation").left, 2_400_000_000);
        assert_eq!(missing_allotments(&book, &waves, &campaign), Ok(vec![]));
        // A smaller envelope gives back; what it has engaged stays.
        campaign.envelopes[1].amount = 33_000_000;
        let entries = missing_allotments(&book, &waves, &campaign).expect("there is enough");
        assert_eq!(entries, [Entry::give_back(&Pot::whole("ingenierie"), Euros::from_euros(1_000_000))]);
        campaign.envelopes[1].amount = 3_000_000;
        let too_much = missing_allotments(&book, &waves, &campaign);
        assert_eq!(too_much, Err(Refusal::NotEnoughLeft { left: 3_000_000_000 }), "its laboratories have the rest");
    }

    /// Writes what is missing, and says what it was.
    fn settled(book: &mut Book, waves: &mut WaveAllotments, campaign: &Campaign) -> Vec<Entry> {
        let entries = missing_allotments(book, waves, campaign).expect("can be allotted");
        for entry in &entries {
            book.post(entry).expect("can be posted");
            for (account, sign) in [(&entry.to, 1), (&entry.from, -1)] {
                if let Part::Wave(_) = account.part {
                    let pot = Pot::new(&account.envelope, account.part.clone());
                    *waves.entry(pot).or_default() += sign * entry.amount.cents();
                }
            }
        }
        entries
    }

    #[test]
    fn a_wave_follows_the_file_whatever_it_carried_over_and_gives_back_no_more_than_it_has() {
        let mut campaign = crate::campaign::tests::campaign_2021();
        let period = campaign.calendar.application;
        let wave = |amount| crate::campaign::Wave { opens: period.opens, until: period.until, amount: Some(amount) };
        campaign.envelopes[0].waves = vec![wave(10_000_000), wave(10_000_000)];
        let code = campaign.envelopes[0].code.clone();
        let (first, second) = (Pot::new(&code, Part::Wave(1)), Pot::new(&code, Part::Wave(2)));
        let (mut book, mut waves) = (Book::default(), WaveAllotments::new());
        settled(&mut book, &mut waves, &campaign);
        // The first engages 7 M€ and carries 3 M€ over.
        book.post(&Entry::engage(&first, Euros::from_euros(7_000_000))).expect("engaged");
        let rest = Euros::from_euros(3_000_000);
        book.post(&Entry::between(EntryKind::CarryOver, &first, &second, rest)).expect("carried over");
        assert!(settled(&mut book, &mut waves, &campaign).is_empty(), "a decision is no difference");

        campaign.envelopes[0].waves = vec![wave(12_000_000), wave(6_000_000)];
        let whole = Pot::whole(&code);
        let amounts = |euros| Euros::from_euros(euros);
        assert_eq!(
            settled(&mut book, &mut waves, &campaign),
            [
                Entry::between(EntryKind::Return, &second, &whole, amounts(4_000_000)),
                Entry::between(EntryKind::Allotment, &whole, &first, amounts(2_000_000)),
            ]
        );
        assert_eq!((book.holdings(&first).left, book.holdings(&second).left), (200_000_000, 900_000_000));
        assert!(settled(&mut book, &mut waves, &campaign).is_empty(), "once");

        campaign.envelopes[0].waves = vec![wave(5_000_000), wave(6_000_000)];
        let promised = missing_allotments(&book, &waves, &campaign);
        assert_eq!(promised, Err(Refusal::NotEnoughLeft { left: 200_000_000 }));
    }

    proptest! {
        /// Whatever is asked in whatever order, no account goes below zero, nothing is made or lost, and what is
        /// refused changes nothing.
        #[test]
        fn no_sequence_of_decisions_spends_a_cent_twice(
            acts in proptest::collection::vec((0_u8..7, 0_u8..4, 0_u8..4, 1_i64..5_000), 0..200),
        ) {
            let pots = [
                Pot::whole("a"),
                Pot::new("a", Part::Wave(1)),
                Pot::new("a", Part::Departement("46".into())),
                Pot::whole("b"),
            ];
            let mut book = Book::default();
            book.post(&Entry::allot(&pots[0], cents(20_000))).expect("allotted");
            for (act, from, to, amount) in acts {
                let (from, to, amount) = (&pots[from as usize], &pots[to as usize], cents(amount));
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
                let all: Holdings = pots.iter().map(|pot| book.holdings(pot)).sum();
                prop_assert!(all.left >= 0 && all.engaged >= 0 && all.paid >= 0);
                prop_assert_eq!(all.allotted(), -book.balance(&Account::source()));
                prop_assert!(all.promised() <= 20_000);
                for pot in &pots {
                    let held = book.holdings(pot);
                    prop_assert!(held.left >= 0 && held.engaged >= 0 && held.paid >= 0);
                }
            }
        }
    }
}
