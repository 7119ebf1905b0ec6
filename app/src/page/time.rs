//! Dates and delays in French, in Paris time.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Timelike, Utc};
use entity::calendar::in_paris;

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
    let local = in_paris(instant);
    format!("{}\u{a0}h\u{a0}{:02}", local.hour(), local.minute())
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
        assert_eq!(delay(Duration::hours(47)), "47\u{a0}heures");
        assert_eq!(delay(Duration::hours(49)), "2\u{a0}jours");
        assert_eq!(delay(Duration::seconds(59)), "moins d’une minute");
    }
}
