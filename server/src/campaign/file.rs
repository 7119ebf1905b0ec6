//! Reads a campaign file (TOML), and says by line what is wrong with it.

use crate::Error;
use entity::campaign::Campaign;
use toml::de::{DeTable, DeValue};
use wording::operator::campaign as words;

/// What is wrong with a campaign file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// Counted from 1; None when the fault is of the file as a whole.
    pub line: Option<usize>,
    pub why: String,
}

impl std::fmt::Display for FileFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => f.write_str(&words::line(line, &self.why)),
            None => f.write_str(&self.why),
        }
    }
}

/// Reads and checks a campaign file; every fault at once, once the file is well formed.
pub fn read(text: &str) -> Result<Campaign, Vec<FileFault>> {
    let campaign = parse(text).map_err(|fault| vec![fault])?;
    let document = DeTable::parse(text).ok();
    let faults: Vec<FileFault> = campaign
        .faults()
        .into_iter()
        .map(|fault| FileFault {
            line: document
                .as_ref()
                .and_then(|document| start_of(document.get_ref(), &fault.path))
                .map(|at| line_at(text, at)),
            why: words::value(&fault.path, &fault.why),
        })
        .collect();
    if faults.is_empty() { Ok(campaign) } else { Err(faults) }
}

/// Reads a campaign file that may still hold what cannot be, such as a code that stands twice.
pub fn parse(text: &str) -> Result<Campaign, FileFault> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| line_at(text, span.start));
        FileFault { line, why: error.message().to_owned() }
    })
}

/// A campaign as a file says it: reading that gives the same campaign.
pub fn write(campaign: &Campaign) -> Result<String, Error> {
    toml::to_string_pretty(campaign).map_err(|error| Error::Stored(error.to_string()))
}

fn line_at(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

/// Where the value of a dotted path begins; where its nearest parent does when the value itself is absent.
fn start_of(table: &DeTable<'_>, path: &str) -> Option<usize> {
    let mut keys = path.split('.');
    let mut value =
        table.iter().find(|(key, _)| Some(key.get_ref().as_ref()) == path.split('.').next()).map(|(_, value)| value)?;
    keys.next();
    for key in keys {
        let below = match value.get_ref() {
            DeValue::Table(table) => {
                table.iter().find(|(name, _)| name.get_ref().as_ref() == key).map(|(_, value)| value)
            }
            DeValue::Array(array) => key.parse().ok().and_then(|at: usize| array.get(at)),
            _ => None,
        };
        match below {
            Some(below) => value = below,
            None => break,
        }
    }
    Some(value.span().start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::eligibility::Applicant;

    const FILE: &str = include_str!("../../campaigns/france-relance-2021.toml");

    #[test]
    fn the_programme_of_2021_says_what_it_was() {
        let campaign = read(FILE).expect("the file is valid");
        let whole = campaign.envelopes.iter().filter(|envelope| envelope.part_of.is_none());
        let amounts: u64 = whole.map(|envelope| u64::from(envelope.amount)).sum();
        assert_eq!(amounts, 88_000_000);
        let met = |code: &str, population, departements| {
            let envelope = campaign.envelope(code).expect("an envelope");
            let applicant = Applicant { population, departements, members: 2, ..Applicant::default() };
            envelope.eligibility.as_ref().expect("a condition").is_met(&applicant)
        };
        assert!(met("co-construction", 500_000, 0) && met("co-construction", 1, 1));
        assert!(!met("dematerialisation", 500_000, 0) && met("dematerialisation", 500_000, 1));
        assert_eq!(campaign.envelope("dematerialisation").expect("an envelope").waves.len(), 3);
        assert_eq!(campaign.calendar.census.close().to_rfc3339(), "2021-03-31T22:00:00+00:00");
        assert_eq!(campaign.themes.len(), 17);
    }

    #[test]
    fn faults_are_told_by_line() {
        let line_of =
            |needle: &str| FILE.lines().position(|line| line.contains(needle)).expect("the line is there") + 1;
        let wrong_envelope = FILE.replace("envelope = \"co-construction\"", "envelope = \"autre\"");
        let faults = read(&wrong_envelope).expect_err("refused");
        let line = Some(line_of("envelope = \"co-construction\""));
        assert!(faults.iter().any(|fault| fault.line == line), "{faults:?}");
        let wrong_type = FILE.replace("amount = 30_000_000", "amount = \"beaucoup\"");
        let faults = read(&wrong_type).expect_err("refused");
        assert_eq!(faults[0].line, Some(line_of("amount = 30_000_000")));
        let code = "code = \"dematerialisation\"";
        let alone = FILE.replacen(code, &format!("{code}\nassessed_by = \"officer\""), 1);
        let faults = read(&alone).expect_err("refused: no prefect decides on it");
        assert_eq!(faults[0].line, Some(line_of(code) + 1), "{faults:?}");
        let unknown = FILE.replace("[selection.ballot]", "[selection.ballot]\nsurprise = 1");
        assert_eq!(read(&unknown).expect_err("refused")[0].line, Some(line_of("[selection.ballot]") + 1));
    }
}
