//! The Method of Equal Shares, for one endowment.
//!
//! Every decision is exact. Most are made with bounds, integers rounded down and up (balances as multiples of 2^-64 or
//! so), which cost little; where the bounds do not tell, with the exact fractions. These are held over one common
//! denominator, as what each purchase cost: a voter's balance is the endowment less the prices of what they paid for,
//! so that sums over voters need no fraction for each of them.
//!
//! While it counts, a run also finds how much more each voter could be given without any decision changing
//! ([`Run::steady`]). Balances and prices are linear in that amount as long as nothing changes: a balance *rises*, a
//! price *falls*.

use super::election::{
    Election, Fraction, Outcome, Priority, Purchase, Step, Tie, TieKey, Utility, broken_by, tie_key,
};
use num_bigint::BigInt;
use std::cmp::Ordering;
use std::collections::HashMap;

/// What was bought with one endowment.
pub(super) struct Run {
    /// The projects, in order of purchase.
    pub(super) steps: Vec<Step>,
    pub(super) spent: u64,
    /// If each voter had been given more, but less than this (in the smallest unit), all decisions would have been the
    /// same; None when no amount changes any. A lower bound: the first change may come later.
    pub(super) steady: Option<u64>,
    /// What those who voted for each project have left.
    pub(super) held: Vec<Fraction>,
    /// Each voter's balance before each purchase, and at the end, rounded down, in an arbitrary unit; to compare them.
    pub(super) balances: Vec<Vec<u128>>,
}

/// How much a run keeps of what it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Which projects are bought, and for how long that is steady.
    Selection,
    /// Also who paid what.
    Payments,
    /// Also every balance at every step.
    Balances,
}

/// What does not depend on the endowment.
pub(super) struct Prepared<'a> {
    election: &'a Election,
    /// Who voted for each project, with the points.
    supporters: Vec<Vec<(u32, u64)>>,
    votes: Vec<u64>,
    ties: Vec<TieKey>,
    /// Fractional bits of the bounds.
    bits: u32,
}

impl<'a> Prepared<'a> {
    /// `most_increment`: the greatest increment, in the smallest unit, that runs will be asked for.
    pub(super) fn new(election: &'a Election, priority: Priority, most_increment: u64) -> Self {
        let mut supporters = vec![Vec::new(); election.projects.len()];
        for (voter, ballot) in (0..).zip(&election.ballots) {
            for vote in ballot {
                supporters[vote.project as usize].push((voter, u64::from(vote.points)));
            }
        }
        let votes = election.votes();
        let ties = (0..supporters.len()).map(|project| tie_key(election, &votes, priority, project)).collect();
        // The sum of all balances must fit in 128 bits. Nobody is ever given more than the sum of all costs and an
        // increment.
        let most = u128::from(election.budget)
            + u128::from(election.cost_of(0..election.projects.len()))
            + 2 * u128::from(most_increment);
        let length = |number: u128| u128::BITS - number.leading_zeros();
        let bits = 125 - length(most) - length(election.ballots.len() as u128);
        Self { election, supporters, votes, ties, bits: bits.min(72) }
    }

    pub(super) fn votes(&self) -> &[u64] {
        &self.votes
    }

    /// Counts with `extra` (in the smallest unit) more for each voter than an equal share of the budget.
    pub(super) fn run(&self, extra: u64, detail: Detail) -> Run {
        Engine::new(self, extra).run(detail)
    }

    fn utility_unit(&self, project: usize) -> u64 {
        match self.election.utility {
            Utility::Cost => self.election.projects[project].cost,
            Utility::Points => 1,
        }
    }
}

/// A lower and an upper bound, in units of 2^-bits.
#[derive(Debug, Clone, Copy, Default)]
struct Bounds {
    low: u128,
    high: u128,
}

impl Bounds {
    fn exact(value: u128) -> Self {
        Self { low: value, high: value }
    }

    fn plus(self, other: Bounds) -> Bounds {
        Bounds { low: self.low + other.low, high: self.high + other.high }
    }

    fn minus(self, other: Bounds) -> Bounds {
        Bounds { low: self.low.saturating_sub(other.high), high: self.high.saturating_sub(other.low) }
    }

    fn times(self, factor: u64) -> Bounds {
        Bounds { low: self.low * u128::from(factor), high: self.high * u128::from(factor) }
    }

    fn over(self, divisor: u64) -> Bounds {
        Bounds { low: self.low / u128::from(divisor), high: self.high.div_ceil(u128::from(divisor)) }
    }
}

/// What voters with the same history have left: they started alike, and paid for the same projects the same way.
#[derive(Debug, Clone, Copy)]
struct Account {
    balance: Bounds,
    /// By how much the balance rises for each unit that everybody is given more; at least 1 but for the empty account.
    rise: Bounds,
    /// The account before the last payment, which purchase it was for, and how many points it was paid for.
    before: u32,
    purchase: u32,
    points: u64,
}

/// The account of those who gave all that they had; nothing ever comes back to it.
const EMPTY: u32 = 0;
/// The account of those who have paid nothing.
const FULL: u32 = 1;

/// What a project costs its supporters, as things stand.
struct Price {
    /// For each point, of those who have enough.
    amount: Bounds,
    /// By how much the amount falls for each unit that everybody is given more.
    fall: Bounds,
    /// The points of those who have enough.
    points: u64,
    /// The places, in the list of supporters, of those who have not, but have something.
    poor: Vec<u32>,
    /// The amount and the fall, exactly, as numerators over the common denominator times `points`.
    exact: Option<(BigInt, BigInt)>,
}

/// What a price says of ρ: the amount for each unit of utility, and its fall.
#[derive(Debug, Clone, Copy)]
struct Rho {
    value: Bounds,
    fall: Bounds,
}

/// A project that may still be bought.
struct Contender {
    project: usize,
    /// ρ at some earlier or the present step: it only grows, since balances only fall.
    rho: Rho,
    /// The price at the present step.
    price: Option<Price>,
}

struct Engine<'a> {
    prepared: &'a Prepared<'a>,
    accounts: Vec<Account>,
    /// The account of each voter.
    account_of: Vec<u32>,
    /// The common denominator.
    denominator: BigInt,
    /// The endowment, as a numerator.
    endowment: BigInt,
    /// The price of each purchase and its fall, as numerators.
    purchases: Vec<(BigInt, BigInt)>,
    steady: Option<u64>,
}

impl<'a> Engine<'a> {
    fn new(prepared: &'a Prepared<'a>, extra: u64) -> Self {
        let election = prepared.election;
        let voters = (election.ballots.len() as u64).max(1);
        let share = Bounds::exact(u128::from(election.budget) << prepared.bits).over(voters);
        let balance = share.plus(Bounds::exact(u128::from(extra) << prepared.bits));
        let nothing = Account {
            balance: Bounds::default(),
            rise: Bounds::default(),
            before: EMPTY,
            purchase: u32::MAX,
            points: 0,
        };
        let full = Account { balance, rise: Bounds::exact(1 << prepared.bits), ..nothing };
        Self {
            prepared,
            accounts: vec![nothing, full],
            account_of: vec![FULL; election.ballots.len()],
            denominator: BigInt::from(voters),
            endowment: BigInt::from(u128::from(election.budget) + u128::from(voters) * u128::from(extra)),
            purchases: Vec::new(),
            steady: None,
        }
    }

    fn run(mut self, detail: Detail) -> Run {
        let election = self.prepared.election;
        let mut contenders: Vec<Contender> = (0..election.projects.len())
            .filter(|&project| !self.prepared.supporters[project].is_empty())
            .map(|project| Contender {
                project,
                rho: Rho { value: Bounds::default(), fall: Bounds::default() },
                price: None,
            })
            .collect();
        let mut steps = Vec::new();
        let mut balances = Vec::new();
        let mut spent = 0;
        while let Some((winner, level)) = self.cheapest(&mut contenders) {
            if detail == Detail::Balances {
                balances.push(self.balances());
            }
            let Contender { project, rho, price } = contenders.swap_remove(winner);
            let Some(price) = price else { break };
            self.stay_cheapest(project, rho, &price, &contenders);
            let tie = level
                .map(|with| Tie { with, broken_by: broken_by(self.prepared.ties[project], self.prepared.ties[with]) });
            let left_before = election.budget.saturating_sub(spent);
            spent += election.projects[project].cost;
            let purchase = self.buy(project, price, detail != Detail::Selection);
            let outcome = Outcome::Bought(purchase);
            steps.push(Step { project, votes: self.prepared.votes[project], left_before, outcome, tie });
            for contender in &mut contenders {
                contender.price = None;
            }
        }
        let held = match detail {
            Detail::Selection => Vec::new(),
            Detail::Payments | Detail::Balances => {
                (0..election.projects.len()).map(|project| self.held(project)).collect()
            }
        };
        if detail == Detail::Balances {
            balances.push(self.balances());
        }
        Run { steps, spent, steady: self.steady, held, balances }
    }

    /// The place of the contender with the least ρ, whose price is then known exactly or is the only one so low, and
    /// the project that comes next if it was level. Those that cannot be bought any more are taken out.
    fn cheapest(&mut self, contenders: &mut Vec<Contender>) -> Option<(usize, Option<usize>)> {
        loop {
            let least = (0..contenders.len()).min_by_key(|&at| contenders[at].rho.value.low)?;
            // Every project whose ρ may be as low is looked at again, the most promising first.
            let ceiling = match &contenders[least].price {
                None => {
                    self.look_again(contenders, least);
                    continue;
                }
                Some(_) => contenders[least].rho.value.high,
            };
            let stale = (0..contenders.len())
                .find(|&at| contenders[at].price.is_none() && contenders[at].rho.value.low <= ceiling);
            if let Some(stale) = stale {
                self.look_again(contenders, stale);
                continue;
            }
            let close: Vec<usize> =
                (0..contenders.len()).filter(|&at| contenders[at].rho.value.low <= ceiling).collect();
            if let [only] = close[..] {
                return Some((only, None));
            }
            for &at in &close {
                self.make_exact(&mut contenders[at]);
            }
            let ties = &self.prepared.ties;
            let order = |&a: &usize, &b: &usize| {
                self.compare(&contenders[a], &contenders[b])
                    .then_with(|| ties[contenders[a].project].cmp(&ties[contenders[b].project]))
            };
            let mut ranked = close;
            ranked.sort_unstable_by(order);
            let (first, second) = (ranked[0], ranked[1]);
            let level = self.compare(&contenders[first], &contenders[second]) == Ordering::Equal;
            return Some((first, level.then(|| contenders[second].project)));
        }
    }

    /// Finds the price of a contender as things stand, or takes it out when its supporters cannot pay.
    fn look_again(&mut self, contenders: &mut Vec<Contender>, at: usize) {
        let project = contenders[at].project;
        match self.price(project) {
            Some(price) => {
                let unit = self.prepared.utility_unit(project);
                contenders[at].rho = Rho { value: price.amount.over(unit), fall: price.fall.over(unit) };
                contenders[at].price = Some(price);
            }
            None => {
                contenders.swap_remove(at);
            }
        }
    }

    /// The price of a project, or None when its supporters do not hold its cost together.
    fn price(&mut self, project: usize) -> Option<Price> {
        let prepared = self.prepared;
        let supporters = &prepared.supporters[project];
        let cost = u128::from(prepared.election.projects[project].cost) << prepared.bits;
        let mut held = Bounds::default();
        let mut rise = Bounds::default();
        let mut points = 0;
        let mut rich: Vec<u32> = Vec::with_capacity(supporters.len());
        for (at, &(voter, given)) in (0..).zip(supporters) {
            let account = self.account_of[voter as usize];
            if account != EMPTY {
                let account = &self.accounts[account as usize];
                held = held.plus(account.balance);
                rise = rise.plus(account.rise);
                points += given;
                rich.push(at);
            }
        }
        let affordable = if held.low >= cost {
            true
        } else if held.high < cost {
            false
        } else {
            self.exact_price(project, &rich).0 <= BigInt::ZERO
        };
        if !affordable {
            if let Some(amount) = cost.saturating_sub(held.high).checked_div(rise.high) {
                self.hold_below(amount);
            }
            return None;
        }

        let mut poor: Vec<u32> = Vec::new();
        let mut paid = Bounds::default();
        let mut lost = Bounds::default();
        let mut exact = None;
        loop {
            let amount = Bounds::exact(cost).minus(paid).over(points);
            let before = rich.len();
            let mut doubtful = Vec::new();
            rich.retain(|&at| {
                let (voter, given) = supporters[at as usize];
                let account = &self.accounts[self.account_of[voter as usize] as usize];
                let due = amount.times(given);
                if account.balance.high < due.low {
                    paid = paid.plus(account.balance);
                    lost = lost.plus(account.rise);
                    points -= given;
                    poor.push(at);
                    return false;
                }
                if account.balance.low < due.high {
                    doubtful.push(at);
                }
                true
            });
            if rich.len() < before {
                continue;
            }
            if !doubtful.is_empty() {
                let numerators = self.exact_price(project, &poor);
                let mut short: HashMap<(u32, u64), bool> = HashMap::new();
                doubtful.retain(|&at| {
                    let (voter, given) = supporters[at as usize];
                    let account = self.account_of[voter as usize];
                    *short
                        .entry((account, given))
                        .or_insert_with(|| self.exact_balance(account) * points < &numerators.0 * given)
                });
                exact = Some(numerators);
                if !doubtful.is_empty() {
                    for &at in &doubtful {
                        let (voter, given) = supporters[at as usize];
                        let account = &self.accounts[self.account_of[voter as usize] as usize];
                        paid = paid.plus(account.balance);
                        lost = lost.plus(account.rise);
                        points -= given;
                    }
                    rich.retain(|at| doubtful.binary_search(at).is_err());
                    poor.append(&mut doubtful);
                    exact = None;
                    continue;
                }
            }
            return Some(Price { amount, fall: lost.over(points), points, poor, exact });
        }
    }

    /// The exact price when these supporters give all they have, and its fall: numerators over the common denominator
    /// times the points of the others.
    fn exact_price(&self, project: usize, poor: &[u32]) -> (BigInt, BigInt) {
        let prepared = self.prepared;
        let voters = poor.iter().map(|&at| prepared.supporters[project][at as usize].0);
        let (balances, rises) = self.sums(voters);
        (BigInt::from(prepared.election.projects[project].cost) * &self.denominator - balances, rises)
    }

    /// The sums of the balances and of the rises of voters, as numerators.
    fn sums(&self, voters: impl Iterator<Item = u32>) -> (BigInt, BigInt) {
        let mut count = 0_u64;
        let mut paid_for = vec![0_u64; self.purchases.len()];
        for voter in voters {
            let mut account = self.account_of[voter as usize];
            if account == EMPTY {
                continue;
            }
            count += 1;
            while account != FULL {
                let payment = &self.accounts[account as usize];
                paid_for[payment.purchase as usize] += payment.points;
                account = payment.before;
            }
        }
        let mut balances = &self.endowment * count;
        let mut rises = &self.denominator * count;
        for (points, (price, fall)) in paid_for.iter().zip(&self.purchases) {
            if *points > 0 {
                balances -= price * *points;
                rises += fall * *points;
            }
        }
        (balances, rises)
    }

    fn exact_balance(&self, mut account: u32) -> BigInt {
        if account == EMPTY {
            return BigInt::ZERO;
        }
        let mut balance = self.endowment.clone();
        while account != FULL {
            let payment = &self.accounts[account as usize];
            balance -= &self.purchases[payment.purchase as usize].0 * payment.points;
            account = payment.before;
        }
        balance
    }

    fn make_exact(&self, contender: &mut Contender) {
        if let Some(price) = &mut contender.price
            && price.exact.is_none()
        {
            price.exact = Some(self.exact_price(contender.project, &price.poor));
        }
    }

    /// Compares the ρ of two contenders whose prices are exact.
    fn compare(&self, a: &Contender, b: &Contender) -> Ordering {
        match (&a.price, &b.price) {
            (Some(Price { exact: Some(left), .. }), Some(Price { exact: Some(right), .. })) => {
                let (Some(mine), Some(theirs)) = (&a.price, &b.price) else { return Ordering::Equal };
                (&left.0 * self.divisor(b.project, theirs)).cmp(&(&right.0 * self.divisor(a.project, mine)))
            }
            _ => a.rho.value.low.cmp(&b.rho.value.low),
        }
    }

    /// What divides the numerators of ρ, beside the common denominator.
    fn divisor(&self, project: usize, price: &Price) -> BigInt {
        BigInt::from(u128::from(price.points) * u128::from(self.prepared.utility_unit(project)))
    }

    /// Notes how much more everybody may be given before another project becomes cheaper than the one about to be
    /// bought, or one of its poor supporters has enough.
    fn stay_cheapest(&mut self, project: usize, rho: Rho, price: &Price, others: &[Contender]) {
        let supporters = &self.prepared.supporters[project];
        let mut least: Option<u128> = None;
        let mut hold = |amount: u128| least = Some(least.map_or(amount, |least| least.min(amount)));
        for &at in &price.poor {
            let (voter, given) = supporters[at as usize];
            let account = &self.accounts[self.account_of[voter as usize] as usize];
            let gap = price.amount.times(given).low.saturating_sub(account.balance.high);
            hold(gap / (account.rise.high + price.fall.times(given).high));
        }
        for other in others {
            let faster = other.rho.fall.high.saturating_sub(rho.fall.low);
            if faster == 0 {
                continue;
            }
            let gap = other.rho.value.low.saturating_sub(rho.value.high);
            if gap > 0 {
                hold(gap / faster);
                continue;
            }
            // Too close for the bounds: both prices were made exact to be compared.
            hold(self.exact_hold(project, price, other));
        }
        if let Some(least) = least {
            self.hold_below(least);
        }
    }

    /// As [`Self::stay_cheapest`], exactly, for two projects whose prices are.
    fn exact_hold(&self, project: usize, price: &Price, other: &Contender) -> u128 {
        let Some(other_price) = &other.price else { return 0 };
        let (Some((value, fall)), Some((other_value, other_fall))) = (&price.exact, &other_price.exact) else {
            return 0;
        };
        let mine = self.divisor(project, price);
        let theirs = self.divisor(other.project, other_price);
        let faster = other_fall * &mine - fall * &theirs;
        if faster <= BigInt::ZERO {
            return u128::MAX;
        }
        u128::try_from((other_value * mine - value * theirs) / faster).unwrap_or(u128::MAX)
    }

    fn hold_below(&mut self, amount: u128) {
        if let Ok(amount) = u64::try_from(amount) {
            self.steady = Some(self.steady.map_or(amount, |steady| steady.min(amount)));
        }
    }

    /// Lets the supporters pay.
    fn buy(&mut self, project: usize, price: Price, keep: bool) -> Purchase {
        let prepared = self.prepared;
        let supporters = &prepared.supporters[project];
        let (amount, fall) = match price.exact {
            Some(exact) => exact,
            None => self.exact_price(project, &price.poor),
        };
        let rest: Vec<(u32, Fraction)> = if keep {
            let mut known: HashMap<u32, Fraction> = HashMap::new();
            let poor = price.poor.iter().map(|&at| supporters[at as usize].0);
            poor.map(|voter| {
                let account = self.account_of[voter as usize];
                let balance = known
                    .entry(account)
                    .or_insert_with(|| Fraction::new(self.exact_balance(account), self.denominator.clone()));
                (voter, balance.clone())
            })
            .collect()
        } else {
            Vec::new()
        };
        for &at in &price.poor {
            self.account_of[supporters[at as usize].0 as usize] = EMPTY;
        }

        // The new price becomes a numerator over a common denominator that its own divides.
        let divisor = gcd(gcd(remainder(&amount, price.points), remainder(&fall, price.points)), price.points);
        let factor = price.points / divisor;
        if factor > 1 {
            self.denominator *= factor;
            self.endowment *= factor;
            for (paid, fallen) in &mut self.purchases {
                *paid *= factor;
                *fallen *= factor;
            }
        }
        let amount = amount / divisor;
        let purchase = u32::try_from(self.purchases.len()).unwrap_or(u32::MAX);
        let mut full = Vec::new();
        let mut next: HashMap<(u32, u64), u32> = HashMap::new();
        for &(voter, given) in supporters {
            let before = self.account_of[voter as usize];
            if before == EMPTY {
                continue;
            }
            if keep {
                full.push(voter);
            }
            let accounts = &mut self.accounts;
            self.account_of[voter as usize] = *next.entry((before, given)).or_insert_with(|| {
                let old = accounts[before as usize];
                accounts.push(Account {
                    balance: old.balance.minus(price.amount.times(given)),
                    rise: old.rise.plus(price.fall.times(given)),
                    before,
                    purchase,
                    points: given,
                });
                u32::try_from(accounts.len() - 1).unwrap_or(u32::MAX)
            });
        }
        let (rho, exact_price) = if keep {
            let exact = Fraction::new(amount.clone(), self.denominator.clone());
            (&exact / BigInt::from(prepared.utility_unit(project)), exact)
        } else {
            (Fraction::from(BigInt::ZERO), Fraction::from(BigInt::ZERO))
        };
        self.purchases.push((amount, fall / divisor));
        Purchase { rho, price: exact_price, full, rest }
    }

    /// What those who voted for a project have left.
    fn held(&self, project: usize) -> Fraction {
        let voters = self.prepared.supporters[project].iter().map(|&(voter, _)| voter);
        Fraction::new(self.sums(voters).0, self.denominator.clone())
    }

    fn balances(&self) -> Vec<u128> {
        self.account_of.iter().map(|&account| self.accounts[account as usize].balance.low).collect()
    }
}

fn remainder(number: &BigInt, divisor: u64) -> u64 {
    u64::try_from(number % divisor).unwrap_or(0)
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
