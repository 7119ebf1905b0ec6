//! What a change of a campaign that runs touches of what people have begun in it: dates and money, nothing else.

use crate::{
    calendar::Phase,
    campaign::{Campaign, Envelope},
};

/// The dates and the money that a change touches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Phases with other days.
    pub phases: Vec<Phase>,
    /// Codes of envelopes whose days or money changed, or that are gone; in the order of the campaign before.
    pub envelopes: Vec<String>,
}

impl Touched {
    /// What is touched where `before` becomes `after`.
    pub fn of(before: &Campaign, after: &Campaign) -> Self {
        let moved = |phase: &Phase| before.calendar.period(*phase) != after.calendar.period(*phase);
        let phases: Vec<Phase> = Phase::ALL.iter().copied().filter(moved).collect();
        let applications = phases.contains(&Phase::Application);
        let is_touched = |envelope: &&Envelope| {
            let same = after.envelope(&envelope.code).is_some_and(|other| same_terms(envelope, other));
            !same || applications && envelope.waves.is_empty()
        };
        let called = before.envelopes.iter().filter(|envelope| envelope.call.is_some());
        Self { phases, envelopes: called.filter(is_touched).map(|envelope| envelope.code.clone()).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.phases.is_empty() && self.envelopes.is_empty()
    }
}

/// Whether two versions of an envelope take applications on the same days and pay the same money.
fn same_terms(one: &Envelope, other: &Envelope) -> bool {
    one.amount == other.amount
        && one.waves == other.waves
        && one.terms() == other.terms()
        && one.items == other.items
        && one.call == other.call
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::{Call, tests::campaign_2021};

    /// A campaign with an envelope, its first, to which one applies.
    fn campaign() -> Campaign {
        let mut campaign = campaign_2021();
        campaign.envelopes[0].call = Some(Call::Subsidy);
        campaign
    }

    fn touched(change: impl Fn(&mut Campaign)) -> Touched {
        let before = campaign();
        let mut after = before.clone();
        change(&mut after);
        Touched::of(&before, &after)
    }

    #[test]
    fn words_touch_nobody() {
        let same = touched(|campaign| {
            campaign.title = "Autre titre".into();
            campaign.envelopes.iter_mut().for_each(|envelope| envelope.purpose = "Autre chose".into());
        });
        assert!(same.is_empty(), "{same:?}");
    }

    #[test]
    fn other_days_touch_their_phase_and_another_amount_its_envelope() {
        let phase = touched(|campaign| campaign.calendar.census.until += chrono::Duration::days(1));
        assert_eq!(phase, Touched { phases: vec![Phase::Census], envelopes: Vec::new() });
        let code = campaign().envelopes[0].code.clone();
        let money = touched(|campaign| campaign.envelopes[0].amount += 1);
        assert_eq!(money, Touched { phases: Vec::new(), envelopes: vec![code.clone()] });
        let gone = touched(|campaign| drop(campaign.envelopes.remove(0)));
        assert_eq!(gone.envelopes, [code]);
    }
}
