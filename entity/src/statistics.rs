//! Figures of a campaign: what collectivités did, counted by parts of the roll and by week. Acts are counted, never
//! people, and nothing of what a ballot holds.

use crate::{
    calendar::in_paris,
    collectivity::{Collectivity, Kind, Stratum},
    programme::Programme,
};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use std::{
    collections::BTreeMap,
    ops::{Add, AddAssign},
};

codes!(/// By what the figures are broken down.
Breakdown {
    Kind = "nature",
    Stratum = "taille",
    Region = "region",
    Departement = "departement",
    /// A commune may have several labels: the lines of this one do not add up.
    Programme = "programme",
});

/// What one line of a breakdown is about. Lines stand in this order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Kind(Kind),
    Stratum(Stratum),
    /// By its code.
    Region(String),
    /// By its code.
    Departement(String),
    Programme(Programme),
    /// Communes with one label or more.
    Labelled,
    /// Whatever has no label.
    Unlabelled,
    /// What the directory does not say, and collectivités that it no longer has.
    Unknown,
}

impl Part {
    /// As programs and addresses write it; empty for what is not known.
    pub fn code(&self) -> &str {
        match self {
            Part::Kind(kind) => kind.code(),
            Part::Stratum(stratum) => stratum.code(),
            Part::Region(code) | Part::Departement(code) => code,
            Part::Programme(programme) => programme.code(),
            Part::Labelled => "with_label",
            Part::Unlabelled => "without_label",
            Part::Unknown => "",
        }
    }
}

/// What some collectivités did, or all of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many there are.
    pub collectivities: u64,
    /// Those that did one of the things below, each once.
    pub participating: u64,
    /// Needs that lists show.
    pub needs: u64,
    pub supports: u64,
    /// Groups that they lead.
    pub groups: u64,
    /// Those that lead a group or are a member of one, each once.
    pub grouped: u64,
    /// Those that may vote.
    pub called: u64,
    /// Those that are told to have voted.
    pub voted: u64,
    /// Applications submitted and not taken back.
    pub applications: u64,
    /// What was granted by decisions that are published, in cents.
    pub granted: i64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.collectivities += other.collectivities;
        self.participating += other.participating;
        self.needs += other.needs;
        self.supports += other.supports;
        self.groups += other.groups;
        self.grouped += other.grouped;
        self.called += other.called;
        self.voted += other.voted;
        self.applications += other.applications;
        self.granted += other.granted;
    }
}

impl Add for Counts {
    type Output = Counts;
    fn add(mut self, other: Counts) -> Counts {
        self += other;
        self
    }
}

impl Counts {
    /// Whether anything was done.
    pub fn is_active(&self) -> bool {
        self.needs + self.supports + self.grouped + self.voted + self.applications > 0
    }
}

/// Figures of all collectivités, and of each part of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    pub total: Counts,
    lines: BTreeMap<Breakdown, BTreeMap<Part, Counts>>,
}

impl Parts {
    /// Adds what one collectivité did; None where the directory no longer has it.
    pub fn add(&mut self, one: Option<(&Collectivity, u64)>, labels: &[Programme], counts: Counts) {
        self.total += counts;
        let known = |part: Option<Part>| part.unwrap_or(Part::Unknown);
        let stratum = one.map(|(found, inhabitants)| Part::Stratum(Stratum::of(found.kind, inhabitants)));
        let region = one.map(|(found, _)| &found.region).filter(|code| !code.is_empty());
        let departement = one.and_then(|(found, _)| found.departement.clone());
        for (breakdown, part) in [
            (Breakdown::Kind, known(one.map(|(found, _)| Part::Kind(found.kind)))),
            (Breakdown::Stratum, known(stratum)),
            (Breakdown::Region, known(region.cloned().map(Part::Region))),
            (Breakdown::Departement, known(departement.map(Part::Departement))),
            (Breakdown::Programme, if labels.is_empty() { Part::Unlabelled } else { Part::Labelled }),
        ] {
            *self.lines.entry(breakdown).or_default().entry(part).or_default() += counts;
        }
        let programmes = self.lines.entry(Breakdown::Programme).or_default();
        for label in labels {
            *programmes.entry(Part::Programme(*label)).or_default() += counts;
        }
    }

    /// The lines of a breakdown, in order.
    pub fn lines(&self, breakdown: Breakdown) -> impl Iterator<Item = (&Part, &Counts)> {
        self.lines.get(&breakdown).into_iter().flatten()
    }

    /// The sum of a breakdown: of the programmes, of what has a label and what has none.
    pub fn sum(&self, breakdown: Breakdown) -> Counts {
        let once = self.lines(breakdown).filter(|(part, _)| !matches!(part, Part::Programme(_)));
        once.fold(Counts::default(), |sum, (_, counts)| sum + *counts)
    }
}

/// What was done in one week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// Its first day, in Paris.
    pub monday: NaiveDate,
    pub needs: u64,
    pub supports: u64,
    pub groups: u64,
    /// Collectivités that voted for the first time.
    pub ballots: u64,
    pub applications: u64,
    /// In cents: promised to applications, and paid to them.
    pub granted: u64,
    pub paid: u64,
}

codes!(/// What becomes of the money in a week, as the ledger has it.
Flow {
    /// Promised by a decision that is published.
    Granted = "granted",
    Paid = "paid",
});

codes!(/// What happens in a week, in the order of a campaign.
Act {
    Need = "need",
    Support = "support",
    Group = "group",
    /// A collectivité votes for the first time.
    Ballot = "ballot",
    Application = "application",
});

impl Week {
    fn of(monday: NaiveDate) -> Self {
        Self { monday, needs: 0, supports: 0, groups: 0, ballots: 0, applications: 0, granted: 0, paid: 0 }
    }

    fn figure(&mut self, act: Act) -> &mut u64 {
        match act {
            Act::Need => &mut self.needs,
            Act::Support => &mut self.supports,
            Act::Group => &mut self.groups,
            Act::Ballot => &mut self.ballots,
            Act::Application => &mut self.applications,
        }
    }

    /// How often it happened.
    pub fn count(mut self, act: Act) -> u64 {
        *self.figure(act)
    }

    fn amount(&mut self, flow: Flow) -> &mut u64 {
        match flow {
            Flow::Granted => &mut self.granted,
            Flow::Paid => &mut self.paid,
        }
    }

    /// How much, in cents.
    pub fn cents(mut self, flow: Flow) -> u64 {
        *self.amount(flow)
    }
}

/// The Monday of the week of an instant, in Paris.
pub fn monday_of(instant: DateTime<Utc>) -> NaiveDate {
    let day = in_paris(instant).date_naive();
    let since = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(since)).unwrap_or(day)
}

/// The most weeks that are drawn between the first and the last; where there are more, those without acts are left out.
const MOST_WEEKS: i64 = 400;

/// The weeks from the first in which anything happened to the last, those without acts between them, too.
#[derive(Debug, Clone, Default)]
pub struct Weeks(BTreeMap<NaiveDate, Week>);

impl Weeks {
    /// Notes that an act happened so many times at an instant.
    pub fn add(&mut self, act: Act, at: DateTime<Utc>, times: u64) {
        let monday = monday_of(at);
        *self.0.entry(monday).or_insert_with(|| Week::of(monday)).figure(act) += times;
    }

    /// Notes that an amount (in cents) was granted or paid at an instant.
    pub fn add_amount(&mut self, flow: Flow, at: DateTime<Utc>, cents: u64) {
        let monday = monday_of(at);
        *self.0.entry(monday).or_insert_with(|| Week::of(monday)).amount(flow) += cents;
    }

    /// In order.
    pub fn into_vec(mut self) -> Vec<Week> {
        let ends = self.0.keys().next().copied().zip(self.0.keys().next_back().copied());
        if let Some((first, last)) = ends.filter(|(first, last)| (*last - *first).num_weeks() <= MOST_WEEKS) {
            for monday in first.iter_weeks().take_while(|monday| *monday <= last) {
                self.0.entry(monday).or_insert_with(|| Week::of(monday));
            }
        }
        self.0.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::siren::Siren;

    fn commune(region: &str) -> Collectivity {
        Collectivity {
            siren: Siren::parse("217500016").expect("a SIREN"),
            kind: Kind::Commune,
            name: "Essai".into(),
            insee: None,
            departement: None,
            region: region.into(),
            postcodes: String::new(),
        }
    }

    fn needs(needs: u64) -> Counts {
        Counts { collectivities: 1, needs, ..Counts::default() }
    }

    #[test]
    fn each_breakdown_adds_up_to_the_whole_also_where_the_directory_says_nothing() {
        let mut parts = Parts::default();
        let (here, nowhere) = (commune("76"), commune(""));
        let both = [Programme::PetitesVillesDeDemain, Programme::QuartiersPrioritaires];
        parts.add(Some((&here, 900)), &both, needs(2));
        parts.add(Some((&here, 30_000)), &[], needs(3));
        parts.add(Some((&nowhere, 900)), &[], needs(5));
        parts.add(None, &[], Counts { needs: 7, ..Counts::default() });
        for breakdown in Breakdown::ALL {
            assert_eq!(parts.sum(*breakdown), parts.total, "{breakdown:?}");
        }
        let regions: Vec<_> =
            parts.lines(Breakdown::Region).map(|(part, counts)| (part.code(), counts.needs)).collect();
        assert_eq!(regions, [("76", 5), ("", 12)], "what is not known stands last");
        let labels: Vec<_> = parts.lines(Breakdown::Programme).map(|(part, one)| (part.code(), one.needs)).collect();
        assert_eq!(labels, [("pvd", 2), ("qpv", 2), ("with_label", 2), ("without_label", 15)]);
    }

    #[test]
    fn a_week_begins_on_monday_in_paris_and_none_is_left_out() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        // Sunday evening in UTC is Monday in Paris, by summer time.
        assert_eq!(monday_of(at("2021-04-04T21:59:59Z")).to_string(), "2021-03-29");
        assert_eq!(monday_of(at("2021-04-04T22:00:00Z")).to_string(), "2021-04-05");
        let mut weeks = Weeks::default();
        weeks.add(Act::Need, at("2021-03-29T10:00:00Z"), 2);
        weeks.add(Act::Support, at("2021-04-14T10:00:00Z"), 3);
        weeks.add(Act::Need, at("2021-03-31T10:00:00Z"), 1);
        weeks.add_amount(Flow::Paid, at("2021-04-11T21:59:59Z"), 12_345);
        let weeks = weeks.into_vec();
        assert_eq!(weeks.iter().map(|week| week.cents(Flow::Paid)).collect::<Vec<_>>(), [0, 12_345, 0]);
        let told: Vec<_> = weeks.iter().map(|week| (week.monday.to_string(), week.needs, week.supports)).collect();
        assert_eq!(
            told,
            [("2021-03-29".to_owned(), 3, 0), ("2021-04-05".to_owned(), 0, 0), ("2021-04-12".to_owned(), 0, 3)]
        );
        assert_eq!(Weeks::default().into_vec(), []);
    }
}
