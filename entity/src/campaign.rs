//! A campaign: calendar, envelopes, themes and rules, read from a file; nothing of one programme is in the code.

use crate::{
    calendar::Calendar,
    money::Euros,
    programme::Programme,
    tally::{Election, Rule},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One run of the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// Names the campaign in addresses and commands; lower-case letters, digits and hyphens.
    pub slug: String,
    pub title: String,
    /// One paragraph for the home page.
    pub summary: String,
    pub calendar: Calendar,
    /// The envelopes, in the order of the page.
    #[serde(rename = "envelope")]
    pub envelopes: Vec<Envelope>,
    /// The themes under which needs are filed.
    #[serde(rename = "theme")]
    pub themes: Vec<Theme>,
    pub selection: Selection,
}

/// Money with its rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    pub code: String,
    pub title: String,
    /// In whole euros.
    pub amount: u32,
    /// What the money is for, in a sentence or two.
    pub purpose: String,
    /// Share of the cost that a subsidy pays, in percent; None where the State pays the service itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subsidy_percent: Option<u8>,
    /// Number of dated intakes; None where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waves: Option<u8>,
    /// What a group must reach; None where every collectivité may apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eligibility: Option<Condition>,
    /// Topics, where the envelope is limited to some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Criteria on which a file is judged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<String>,
    /// Programmes whose communes have priority.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub priority: Vec<Programme>,
    /// A part of the amount kept for one purpose.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reserved: Vec<Reserved>,
    /// Who decides on the files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
}

/// A part of an envelope kept for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reserved {
    /// In whole euros.
    pub amount: u32,
    pub purpose: String,
}

/// What a group must reach. `any` and `all` nest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// At least this many inhabitants, each counted once.
    Inhabitants(u64),
    /// A body that holds a département's powers is a member.
    Departement(bool),
    /// At least one of these.
    Any(Vec<Condition>),
    /// All of these.
    All(Vec<Condition>),
}

impl Condition {
    /// Whether a group with these facts meets the condition.
    pub fn is_met(&self, population: u64, departement_involved: bool) -> bool {
        match self {
            Condition::Inhabitants(least) => population >= *least,
            Condition::Departement(wanted) => departement_involved == *wanted,
            Condition::Any(conditions) => conditions.iter().any(|one| one.is_met(population, departement_involved)),
            Condition::All(conditions) => conditions.iter().all(|one| one.is_met(population, departement_involved)),
        }
    }

    /// The number of inhabitants that the condition speaks of, for the meter; the least one where it speaks of several.
    pub fn threshold(&self) -> Option<u64> {
        match self {
            Condition::Inhabitants(least) => Some(*least),
            Condition::Departement(_) => None,
            Condition::Any(conditions) | Condition::All(conditions) => {
                conditions.iter().filter_map(Self::threshold).min()
            }
        }
    }
}

/// A theme under which needs are filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    pub code: String,
    pub label: String,
}

/// How projects are selected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// Code of the envelope that pays for the projects selected.
    pub envelope: String,
    pub ballot: BallotForm,
    pub rule: Rule,
    /// The public seed of the drawn order, any text; see [`crate::tally::drawn_order`].
    pub seed: String,
    /// How ballots are published after the close.
    #[serde(default)]
    pub publication: Publication,
}

codes!(/// How ballots are published after the close.
Publication {
    /// Each under the collectivité's name.
    Named = "named",
    /// Without names or times, in an order drawn at random; who voted is told apart from it.
    Unnamed = "unnamed",
});

impl Default for Publication {
    /// Collectivités are public bodies: their ballots are public.
    fn default() -> Self {
        Self::Named
    }
}

impl Publication {
    /// Whether ballots bear names.
    pub fn is_named(&self) -> bool {
        *self == Self::Named
    }
}

/// What a ballot may hold: how many projects, and how many points to share among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BallotForm {
    /// At least this many; a ballot never has none.
    #[serde(default = "one")]
    pub least: u16,
    /// At most this many; None for as many as wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u16>,
    /// None for approvals: each project chosen gets one vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Points>,
}

/// A points ballot: every voter shares the same total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// How many there are to give; all are given.
    pub total: u32,
    /// At most so many to one project; None for as many as wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_on_one: Option<u32>,
}

impl Points {
    /// Whether a ballot of this many projects at most can give them all.
    fn can_be_given(self, projects: Option<u16>) -> bool {
        let most = self.most_on_one.unwrap_or(self.total);
        let enough = |projects: u16| u64::from(most) * u64::from(projects) >= u64::from(self.total);
        most > 0 && (1..=Election::MOST_POINTS).contains(&self.total) && projects.is_none_or(enough)
    }
}

fn one() -> u16 {
    1
}

/// Something in a campaign that cannot be: where (a dotted path of the file), and why, in French.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub path: String,
    pub why: String,
}

impl Campaign {
    /// The theme of a code.
    pub fn theme(&self, code: &str) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.code == code)
    }

    /// The envelope of a code.
    pub fn envelope(&self, code: &str) -> Option<&Envelope> {
        self.envelopes.iter().find(|envelope| envelope.code == code)
    }

    /// The envelope that the selection spends; a campaign without [`Self::faults`] has it.
    pub fn selection_envelope(&self) -> Option<&Envelope> {
        self.envelope(&self.selection.envelope)
    }

    /// The money that the selection may spend.
    pub fn selection_budget(&self) -> Euros {
        self.selection_envelope().map_or(Euros::ZERO, |envelope| Euros::from_euros(envelope.amount))
    }

    /// Whether another version of the campaign selects in the same way: rule, ballot, seed, dates and envelope.
    pub fn selects_like(&self, other: &Campaign) -> bool {
        self.selection == other.selection
            && self.calendar.selection == other.calendar.selection
            && self.selection_envelope() == other.selection_envelope()
    }

    /// Everything in the campaign that cannot be; empty when it can be run.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |path: String, why: &str| faults.push(Fault { path, why: why.to_owned() });
        if !is_slug(&self.slug) {
            fault("slug".into(), "le nom court est fait de minuscules sans accent, de chiffres et de tirets");
        }
        if let Some((phase, why)) = self.calendar.fault() {
            fault(format!("calendar.{}", phase.code()), why);
        }
        let mut codes = BTreeSet::new();
        for (at, envelope) in self.envelopes.iter().enumerate() {
            if !is_slug(&envelope.code) || !codes.insert(&envelope.code) {
                fault(format!("envelope.{at}.code"), "ce code est mal formé ou déjà pris");
            }
            if envelope.subsidy_percent.is_some_and(|percent| percent == 0 || percent > 100) {
                fault(format!("envelope.{at}.subsidy_percent"), "un pourcentage va de 1 à 100");
            }
            let reserved: u64 = envelope.reserved.iter().map(|part| u64::from(part.amount)).sum();
            if reserved > u64::from(envelope.amount) {
                fault(format!("envelope.{at}.reserved"), "la part réservée dépasse l’enveloppe");
            }
        }
        let mut codes = BTreeSet::new();
        for (at, theme) in self.themes.iter().enumerate() {
            if !is_slug(&theme.code) || !codes.insert(&theme.code) {
                fault(format!("theme.{at}.code"), "ce code est mal formé ou déjà pris");
            }
        }
        if self.themes.is_empty() {
            fault("theme".into(), "il faut au moins un thème");
        }
        if self.selection_envelope().is_none() {
            fault("selection.envelope".into(), "aucune enveloppe ne porte ce code");
        }
        let ballot = self.selection.ballot;
        if ballot.least == 0 || ballot.most.is_some_and(|most| most < ballot.least) {
            fault("selection.ballot".into(), "le minimum est d’au moins 1 et ne dépasse pas le maximum");
        }
        if ballot
            .points
            .is_some_and(|points| !points.can_be_given(ballot.most) || points.total < u32::from(ballot.least))
        {
            fault("selection.ballot.points".into(), "ces points ne peuvent pas être tous donnés dans ces limites");
        }
        if self.selection.seed.trim().is_empty() {
            fault("selection.seed".into(), "la graine du tirage est vide");
        }
        faults
    }
}

fn is_slug(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.len() <= 60 && text.bytes().all(allowed)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::calendar::Period;

    pub(crate) fn campaign_2021() -> Campaign {
        let period = |opens: &str, until: &str| Period {
            opens: opens.parse().expect("a date"),
            until: until.parse().expect("a date"),
        };
        Campaign {
            slug: "france-relance-2021".into(),
            title: "Transformation numérique des territoires".into(),
            summary: "Une campagne".into(),
            calendar: Calendar {
                census: period("2021-01-11", "2021-03-31"),
                selection: period("2021-04-01", "2021-04-30"),
                application: period("2021-06-21", "2022-12-31"),
            },
            envelopes: vec![Envelope {
                code: "co-construction".into(),
                title: "Co-construction".into(),
                amount: 30_000_000,
                purpose: "Des services communs".into(),
                subsidy_percent: None,
                waves: None,
                eligibility: Some(Condition::Any(vec![Condition::Inhabitants(500_000), Condition::Departement(true)])),
                topics: vec![],
                criteria: vec![],
                priority: vec![Programme::ActionCoeurDeVille],
                reserved: vec![],
                decided_by: None,
            }],
            themes: vec![Theme { code: "documents".into(), label: "Documents".into() }],
            selection: Selection {
                envelope: "co-construction".into(),
                ballot: BallotForm { least: 1, most: None, points: None },
                rule: Rule::Greedy { priority: crate::tally::Priority::None },
                seed: "2021".into(),
                publication: Publication::Named,
            },
        }
    }

    #[test]
    fn thresholds_join_by_or_and_by_and() {
        let either = Condition::Any(vec![Condition::Inhabitants(500_000), Condition::Departement(true)]);
        let both = Condition::All(vec![Condition::Inhabitants(500_000), Condition::Departement(true)]);
        for (population, departement, any, all) in [
            (499_999, false, false, false),
            (500_000, false, true, false),
            (0, true, true, false),
            (500_000, true, true, true),
        ] {
            assert_eq!(either.is_met(population, departement), any);
            assert_eq!(both.is_met(population, departement), all);
        }
        assert_eq!(either.threshold(), Some(500_000));
    }

    #[test]
    fn what_cannot_be_run_is_named_by_its_place_in_the_file() {
        assert_eq!(campaign_2021().faults(), []);
        let mut campaign = campaign_2021();
        campaign.selection.envelope = "autre".into();
        campaign.themes.push(campaign.themes[0].clone());
        campaign.calendar.selection.opens = campaign.calendar.census.until;
        let paths: Vec<String> = campaign.faults().into_iter().map(|fault| fault.path).collect();
        assert_eq!(paths, ["calendar.selection", "theme.1.code", "selection.envelope"]);
        for (most, total, most_on_one, sound) in [
            (None, 100, None, true),
            (Some(3), 100, Some(34), true),
            (Some(3), 100, Some(33), false),
            (None, 0, None, false),
            (None, 100, Some(0), false),
            (None, u32::MAX, None, false),
        ] {
            let mut campaign = campaign_2021();
            campaign.selection.ballot = BallotForm { least: 1, most, points: Some(Points { total, most_on_one }) };
            assert_eq!(
                campaign.faults().is_empty(),
                sound,
                "{total} points, {most_on_one:?} on one, {most:?} projects"
            );
        }
    }
}
