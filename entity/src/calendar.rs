//! The calendar: phases follow from it and from the instant of the request; nothing flips them.
//!
//! Dates in a campaign file are Paris dates. A phase that lasts "until 31 March inclusive" closes at 1 April 00:00
//! Paris time, exclusive, whichever offset summer time gives that day.

use crate::refusal::Refusal;
use chrono::{DateTime, Days, Duration, LocalResult, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::{Europe::Paris, OffsetComponents, Tz};
use serde::{Deserialize, Serialize};

codes!(/// A part of the campaign in which one kind of act is open.
Phase {
    /// Collectivités post needs, support them, form groups.
    Census = "census",
    /// Collectivités vote on the projects.
    Selection = "selection",
    /// Groups and collectivités apply.
    Application = "application",
});

/// The dates of one phase, both inclusive, in Paris.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first day, open from 00:00 Paris time.
    pub opens: NaiveDate,
    /// The last day, open until 24:00 Paris time.
    pub until: NaiveDate,
}

impl Period {
    /// The first instant at which the phase is open.
    pub fn opening(&self) -> DateTime<Utc> {
        paris_midnight(self.opens)
    }

    /// The first instant at which the phase is closed again.
    pub fn close(&self) -> DateTime<Utc> {
        paris_midnight(self.until + Days::new(1))
    }

    /// Whether the phase is open at this instant.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.opening() <= now && now < self.close()
    }
}

/// The three phases of a campaign, one after another, without overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    pub census: Period,
    pub selection: Period,
    pub application: Period,
}

/// Where the campaign stands at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Before the first phase or between two; the phase that comes next.
    Before(Phase),
    /// A phase is open.
    In(Phase),
    /// All phases are over.
    Over,
}

/// Where a campaign that was opened stands; nothing stores it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CampaignState {
    /// Its census has not begun.
    Announced,
    Running,
    /// Its vote and the last of its intakes are over.
    Closed,
}

impl Calendar {
    /// The period of a phase.
    pub fn period(&self, phase: Phase) -> Period {
        match phase {
            Phase::Census => self.census,
            Phase::Selection => self.selection,
            Phase::Application => self.application,
        }
    }

    /// Where the campaign stands at `now`.
    pub fn progress(&self, now: DateTime<Utc>) -> Progress {
        for &phase in Phase::ALL {
            let period = self.period(phase);
            if now < period.opening() {
                return Progress::Before(phase);
            }
            if now < period.close() {
                return Progress::In(phase);
            }
        }
        Progress::Over
    }

    /// Refuses with [`Refusal::PhaseClosed`] unless the phase is open at `now`.
    pub fn require(&self, phase: Phase, now: DateTime<Utc>) -> Result<(), Refusal> {
        match self.period(phase).is_open(now) {
            true => Ok(()),
            false => Err(Refusal::PhaseClosed { phase }),
        }
    }

    /// Why the dates cannot be a calendar, or None: each phase ends on or after its first day and before the next
    /// begins.
    pub fn fault(&self) -> Option<(Phase, &'static str)> {
        let mut previous: Option<Period> = None;
        for &phase in Phase::ALL {
            let period = self.period(phase);
            if period.until < period.opens {
                return Some((phase, "se termine avant de commencer"));
            }
            if previous.is_some_and(|before| period.opens <= before.until) {
                return Some((phase, "commence avant la fin de la phase précédente"));
            }
            previous = Some(period);
        }
        None
    }

    /// The same calendar, every date moved by a number of days (for the demonstration, whose campaign is around today).
    pub fn shifted(&self, days: i64) -> Self {
        let shift = |period: Period| Period {
            opens: period.opens + Duration::days(days),
            until: period.until + Duration::days(days),
        };
        Self { census: shift(self.census), selection: shift(self.selection), application: shift(self.application) }
    }
}

/// The instant at which a day begins in Paris.
///
/// Summer time changes at 02:00 or 03:00, so that midnight exists once; should a future rule change that, the first is
/// taken.
pub fn paris_midnight(date: NaiveDate) -> DateTime<Utc> {
    let midnight = date.and_time(NaiveTime::MIN);
    match Paris.from_local_datetime(&midnight) {
        LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => instant.to_utc(),
        LocalResult::None => midnight.and_utc(),
    }
}

/// The instant at which the day of an instant began in Paris.
pub fn day_began(instant: DateTime<Utc>) -> DateTime<Utc> {
    paris_midnight(in_paris(instant).date_naive())
}

/// An instant as a clock on a Paris wall shows it.
pub fn in_paris(instant: DateTime<Utc>) -> DateTime<Tz> {
    instant.with_timezone(&Paris)
}

/// A part of France whose clocks are not those of Paris.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overseas {
    /// As in « 17 h 59 en Guadeloupe ».
    pub place: &'static str,
    zone: Tz,
}

impl Overseas {
    /// By the code of a département or overseas collectivity; None where the hour of Paris is the hour.
    pub fn of(code: &str) -> Option<Self> {
        use chrono_tz::{America, Indian, Pacific};
        let (place, zone) = match code {
            "971" => ("en Guadeloupe", America::Guadeloupe),
            "972" => ("en Martinique", America::Martinique),
            "973" => ("en Guyane", America::Cayenne),
            "974" => ("à La Réunion", Indian::Reunion),
            "975" => ("à Saint-Pierre-et-Miquelon", America::Miquelon),
            "976" => ("à Mayotte", Indian::Mayotte),
            "977" => ("à Saint-Barthélemy", America::St_Barthelemy),
            "978" => ("à Saint-Martin", America::Marigot),
            "986" => ("à Wallis-et-Futuna", Pacific::Wallis),
            "987" => ("en Polynésie française", Pacific::Tahiti),
            "988" => ("en Nouvelle-Calédonie", Pacific::Noumea),
            _ => return None,
        };
        Some(Self { place, zone })
    }

    /// An instant as a clock on a wall there shows it.
    pub fn local(&self, instant: DateTime<Utc>) -> DateTime<Tz> {
        instant.with_timezone(&self.zone)
    }
}

/// A night on which the clocks of Paris change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockChange {
    pub day: NaiveDate,
    /// To summer time; from it otherwise.
    pub to_summer: bool,
}

/// The most days in which changes of the clocks are looked for: ten years.
const MOST_DAYS: usize = 3_653;

/// The changes of the clocks of Paris from one day to another, both included; of the first ten years.
pub fn clock_changes(from: NaiveDate, until: NaiveDate) -> Vec<ClockChange> {
    let change = |day: NaiveDate| {
        let length = paris_midnight(day.succ_opt()?) - paris_midnight(day);
        (length != Duration::days(1)).then_some(ClockChange { day, to_summer: length < Duration::days(1) })
    };
    from.iter_days().take_while(|day| *day <= until).take(MOST_DAYS).filter_map(change).collect()
}

/// Whether the clocks of Paris show summer time as a day begins.
pub fn is_summer_time(day: NaiveDate) -> bool {
    in_paris(paris_midnight(day)).offset().dst_offset() != Duration::zero()
}

/// A local date and time in Paris as an instant; None for the hour that the change to summer time skips.
pub fn from_paris(date: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
    Paris.from_local_datetime(&date.and_time(time)).earliest().map(|instant| instant.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn calendar_2021() -> Calendar {
        let period = |opens, until| Period { opens: date(opens), until: date(until) };
        Calendar {
            census: period("2021-01-11", "2021-03-31"),
            selection: period("2021-04-01", "2021-04-30"),
            application: period("2021-06-21", "2022-12-31"),
        }
    }

    #[test]
    fn until_31_march_closes_at_midnight_in_paris_summer_time() {
        let close = calendar_2021().census.close();
        assert_eq!(close.to_rfc3339(), "2021-03-31T22:00:00+00:00");
        assert_eq!(calendar_2021().census.opening().to_rfc3339(), "2021-01-10T23:00:00+00:00");
    }

    #[test]
    fn the_nights_on_which_the_clocks_change_are_known() {
        let found = clock_changes(date("2027-03-28"), date("2027-10-31"));
        let change = |day, to_summer| ClockChange { day: date(day), to_summer };
        assert_eq!(found, [change("2027-03-28", true), change("2027-10-31", false)]);
        assert_eq!(clock_changes(date("2027-03-29"), date("2027-10-30")), []);
        assert_eq!(clock_changes(date("2027-03-29"), date("2027-01-01")), [], "a period that ends before it begins");
        assert_eq!(clock_changes(date("2000-01-01"), NaiveDate::MAX).len(), 20, "ten years of them at most");
        assert!(is_summer_time(date("2027-03-29")) && !is_summer_time(date("2027-03-28")));
    }

    #[test]
    fn a_phase_is_open_from_its_first_millisecond_to_its_last() {
        let calendar = calendar_2021();
        let millisecond = Duration::milliseconds(1);
        for &phase in Phase::ALL {
            let period = calendar.period(phase);
            assert!(!period.is_open(period.opening() - millisecond));
            assert!(period.is_open(period.opening()));
            assert!(period.is_open(period.close() - millisecond));
            assert!(!period.is_open(period.close()));
        }
    }

    #[test]
    fn the_progress_follows_from_the_instant() {
        let calendar = calendar_2021();
        let check = |day: &str, progress| assert_eq!(calendar.progress(paris_midnight(date(day))), progress, "{day}");
        check("2021-01-10", Progress::Before(Phase::Census));
        check("2021-01-11", Progress::In(Phase::Census));
        check("2021-03-31", Progress::In(Phase::Census));
        check("2021-04-01", Progress::In(Phase::Selection));
        check("2021-05-01", Progress::Before(Phase::Application));
        check("2023-01-01", Progress::Over);
    }

    #[test]
    fn overlapping_or_reversed_phases_are_a_fault() {
        let mut calendar = calendar_2021();
        assert_eq!(calendar.fault(), None);
        calendar.selection.opens = date("2021-03-31");
        assert_eq!(calendar.fault().map(|fault| fault.0), Some(Phase::Selection));
        calendar.selection = Period { opens: date("2021-04-30"), until: date("2021-04-01") };
        assert_eq!(calendar.fault().map(|fault| fault.0), Some(Phase::Selection));
    }
}
