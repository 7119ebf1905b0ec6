//! Dates and delays in French, in Paris time.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Timelike, Utc};
use entity::{
    calendar::{Overseas, Period, in_paris},
    campaign::Intake,
};

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// `31 mars 2021`, `1er avril 2021`.
pub fn date(date: NaiveDate) -> String {
    let day = if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() };
    format!("{day}\u{a0}{} {}", MONTHS[date.month0() as usize], date.year())
}

/// The day of an instant in Paris.
pub fn day(instant: DateTime<Utc>) -> String {
    date(in_paris(instant).date_naive())
}

/// `31 mars 2021 à 14 h 05`.
pub fn moment(instant: DateTime<Utc>) -> String {
    format!("{} à {}", day(instant), hour(instant))
}

/// `14 h 05`, in Paris.
pub fn hour(instant: DateTime<Utc>) -> String {
    hour_of(&in_paris(instant))
}

fn hour_of(local: &impl Timelike) -> String {
    format!("{}\u{a0}h\u{a0}{:02}", local.hour(), local.minute())
}

/// The last minute before a close, as every deadline is told: `30 avril 2021 à 23 h 59, heure de Paris`; for somebody
/// overseas with the hour there: `(17 h 59 en Guadeloupe)`, and the day where it is another one.
pub fn deadline(close: DateTime<Utc>, overseas: Option<Overseas>) -> String {
    let last = close - Duration::minutes(1);
    let there = overseas.map(|there| {
        let (local, place) = (there.local(last), there.place);
        match local.date_naive() == in_paris(last).date_naive() {
            true => format!(" ({} {place})", hour_of(&local)),
            false => format!(" ({} à {} {place})", date(local.date_naive()), hour_of(&local)),
        }
    });
    format!("{}, heure de Paris{}", moment(last), there.unwrap_or_default())
}

/// A period: `du 1er avril 2021 au 30 avril 2021 à 23 h 59, heure de Paris`.
pub fn period(period: &Period, overseas: Option<Overseas>) -> String {
    format!("du {} au {}", date(period.opens), deadline(period.close(), overseas))
}

/// An intake of an envelope: `vague 2, du …`, or its days alone where there is one.
pub fn intake(intake: &Intake, overseas: Option<Overseas>) -> String {
    let days = period(&intake.period, overseas);
    match intake.wave {
        Some(wave) => format!("vague {wave}, {days}"),
        None => days,
    }
}

/// A delay in words, rounded down: `12 jours`, `5 heures`, `moins d’une minute`.
pub fn delay(delay: Duration) -> String {
    let some = |value: i64, one: &str, several: &str| format!("{value}\u{a0}{}", if value < 2 { one } else { several });
    match (delay.num_days(), delay.num_hours(), delay.num_minutes()) {
        (days, _, _) if days >= 2 => some(days, "jour", "jours"),
        (_, hours, _) if hours >= 1 => some(hours, "heure", "heures"),
        (_, _, minutes) if minutes >= 1 => some(minutes, "minute", "minutes"),
        _ => "moins d’une minute".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_delays_are_said_as_people_say_them() {
        let instant: DateTime<Utc> = "2021-03-31T22:00:00Z".parse().expect("an instant");
        assert_eq!(day(instant), "1er\u{a0}avril 2021");
        assert_eq!(moment(instant), "1er\u{a0}avril 2021 à 0\u{a0}h\u{a0}00");
        let close: DateTime<Utc> = "2021-04-30T22:00:00Z".parse().expect("an instant");
        let paris = "30\u{a0}avril 2021 à 23\u{a0}h\u{a0}59, heure de Paris";
        assert_eq!(deadline(close, None), paris);
        for (code, there) in [
            ("46", ""),
            ("971", " (17\u{a0}h\u{a0}59 en Guadeloupe)"),
            ("973", " (18\u{a0}h\u{a0}59 en Guyane)"),
            ("974", " (1er\u{a0}mai 2021 à 1\u{a0}h\u{a0}59 à La Réunion)"),
            ("987", " (11\u{a0}h\u{a0}59 en Polynésie française)"),
        ] {
            assert_eq!(deadline(close, Overseas::of(code)), format!("{paris}{there}"));
        }
        assert_eq!(delay(Duration::hours(47)), "47\u{a0}heures");
        assert_eq!(delay(Duration::hours(49)), "2\u{a0}jours");
        assert_eq!(delay(Duration::seconds(59)), "moins d’une minute");
    }
}
