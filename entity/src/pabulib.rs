//! The Pabulib format of participatory-budget elections (Faliszewski et al., *Participatory Budgeting: Data, Tools, and
//! Analysis*, IJCAI 2023): three sections, `META`, `PROJECTS` and `VOTES`, of fields parted by semicolons.

use crate::tally::{Candidate, Election, Utility, Vote};
use std::{
    collections::HashMap,
    fmt::{self, Write},
};

/// An election read from a file, with the names that the file gives to its projects and voters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The `META` section, in its order.
    pub meta: Vec<(String, String)>,
    /// The identifiers of the projects, in the order of the election.
    pub projects: Vec<String>,
    /// The names of the projects, in the order of the election; all empty when the file gives none.
    pub names: Vec<String>,
    /// The identifiers of the voters, in the order of the election.
    pub voters: Vec<String>,
    pub vote_type: VoteType,
    pub election: Election,
    /// On ordinal ballots the project that each voter ranks last, which gets no points; none for other types of vote.
    pub last: Vec<Option<u32>>,
    /// What was read otherwise than it is written.
    pub warnings: Vec<Warning>,
}

/// A ballot that names a project again: it counts once, as it was named first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    pub line: usize,
    pub project: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "ligne {} : le projet « {} » est nommé plusieurs fois, il compte une fois",
            self.line,
            short(&self.project)
        )
    }
}

codes!(/// How voters vote.
VoteType {
    Approval = "approval",
    ChooseOne = "choose-1",
    Cumulative = "cumulative",
    Scoring = "scoring",
    Ordinal = "ordinal",
});

/// A line of a file that cannot be read, and why, in French.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("ligne {line} : {why}")]
pub struct Malformed {
    pub line: usize,
    pub why: String,
}

fn malformed(line: usize, why: impl Into<String>) -> Malformed {
    Malformed { line, why: why.into() }
}

impl File {
    /// Reads a file. Amounts and points may have decimals; a byte-order mark, quoted fields and Windows line ends are
    /// accepted.
    ///
    /// Last ties go by the identifiers of the projects, compared as text. A ballot that names a project again counts it
    /// once (warned of). Of
    /// `k` projects that an ordinal ballot ranks, the first gets `k − 1` points, each of the next one less, the last
    /// none (Borda).
    pub fn read(text: &str) -> Result<File, Malformed> {
        let rows = rows(text)?;
        let sections = Sections::find(&rows)?;
        let meta = meta(sections.meta)?;
        let (vote_type, vote_type_line) = match meta.get("vote_type") {
            Some((value, line)) => (
                VoteType::from_code(value).ok_or_else(|| {
                    malformed(
                        *line,
                        format!(
                            "le type de vote « {} » n’est pas pris en charge (approval, choose-1, cumulative, scoring, \
                             ordinal)",
                            short(value)
                        ),
                    )
                })?,
                *line,
            ),
            None => return Err(malformed(1, "META ne donne pas « vote_type »")),
        };
        let (budget, budget_line) =
            meta.get("budget").cloned().ok_or_else(|| malformed(1, "META ne donne pas « budget »"))?;
        let budget = Decimal::read(&budget)
            .ok_or_else(|| malformed(budget_line, format!("« {} » n’est pas un budget", short(&budget))))?;

        let listed = projects(&sections)?;
        let decimals = listed.iter().map(|project| project.cost.decimals).fold(budget.decimals, u32::max);
        let too_much = |line| malformed(line, "ce montant est trop grand");
        let unit = 10_u64.pow(decimals);
        let mut order: Vec<usize> = (0..listed.len()).collect();
        order.sort_by(|&a, &b| listed[a].id.cmp(&listed[b].id));
        let mut places = vec![0; listed.len()];
        for (place, project) in (0..).zip(order) {
            places[project] = place;
        }
        let mut candidates = Vec::with_capacity(listed.len());
        let mut known: HashMap<&str, u32> = HashMap::new();
        let mut total = 0_u64;
        for (at, project) in (0..).zip(&listed) {
            let cost = project.cost.scaled(decimals).ok_or_else(|| too_much(project.line))?;
            total = total
                .checked_add(cost)
                .filter(|total| *total <= Election::LARGEST)
                .ok_or_else(|| too_much(project.line))?;
            if cost == 0 {
                return Err(malformed(project.line, format!("le projet « {} » ne coûte rien", short(&project.id))));
            }
            if known.insert(&project.id, at).is_some() {
                return Err(malformed(project.line, format!("le projet « {} » est déjà donné", short(&project.id))));
            }
            candidates.push(Candidate { cost, priority: false, place: places[at as usize] });
        }
        let budget = budget
            .scaled(decimals)
            .filter(|budget| *budget <= Election::LARGEST)
            .ok_or_else(|| too_much(budget_line))?;
        let mut warnings = Vec::new();
        let votes = votes(&sections, vote_type, &known, &mut warnings)?;
        let utility = match vote_type {
            VoteType::Approval | VoteType::ChooseOne => Utility::Cost,
            VoteType::Cumulative | VoteType::Scoring | VoteType::Ordinal => Utility::Points,
        };
        let (mut voters, mut ballots, mut last) = (Vec::new(), Vec::new(), Vec::new());
        for (voter, mut ballot) in votes {
            if vote_type == VoteType::Ordinal {
                last.push(borda(&mut ballot));
            }
            voters.push(voter);
            ballots.push(ballot);
        }
        let election = Election::new(budget, unit, candidates, ballots, utility)
            .map_err(|uncountable| malformed(vote_type_line, uncountable.to_string()))?;
        let meta = sections.meta.iter().skip(1).map(|row| (row.field(0).to_owned(), row.field(1).to_owned())).collect();
        let (projects, names) = listed.into_iter().map(|project| (project.id, project.name)).unzip();
        Ok(File { meta, projects, names, voters, vote_type, election, last, warnings })
    }

    /// Writes the election: line feeds, fields quoted where they must be; `votes` of each project are counted again.
    pub fn write(&self) -> String {
        let mut out = String::from("META\nkey;value\n");
        for (key, value) in &self.meta {
            line(&mut out, &[key, value]);
        }
        let named = self.names.iter().any(|name| !name.is_empty());
        // `votes` counts voters; where they give points, `score` is the sum of those.
        let points = matches!(self.vote_type, VoteType::Cumulative | VoteType::Scoring);
        let columns =
            ["project_id", "cost", "votes"].into_iter().chain(points.then_some("score")).chain(named.then_some("name"));
        // Not as a line of fields: there, a word that is also a section's is quoted.
        out.push_str(&format!("PROJECTS\n{}\n", columns.collect::<Vec<_>>().join(";")));
        let mut voters = vec![0_u32; self.projects.len()];
        for vote in self.election.ballots().iter().flatten() {
            voters[vote.project as usize] += 1;
        }
        let unit = self.election.unit();
        let projects = self.projects.iter().zip(&self.names).zip(self.election.projects());
        for ((((id, name), project), score), voters) in projects.zip(self.election.votes()).zip(voters) {
            let (cost, voters, score) = (amount(project.cost, unit), voters.to_string(), score.to_string());
            let fields = [id.as_str(), &cost, &voters].into_iter();
            let fields = fields.chain(points.then_some(score.as_str())).chain(named.then_some(name.as_str()));
            line(&mut out, &fields.collect::<Vec<_>>());
        }
        out.push_str(if points { "VOTES\nvoter_id;vote;points\n" } else { "VOTES\nvoter_id;vote\n" });
        let last = self.last.iter().copied().chain(std::iter::repeat(None));
        for ((voter, ballot), last) in self.voters.iter().zip(self.election.ballots()).zip(last) {
            let join = |of: &dyn Fn(&Vote) -> String| ballot.iter().map(of).collect::<Vec<_>>().join(",");
            let mut vote = join(&|vote| self.projects[vote.project as usize].clone());
            if let Some(last) = last {
                let comma = if vote.is_empty() { "" } else { "," };
                let _ = write!(vote, "{comma}{}", self.projects[last as usize]);
            }
            if points {
                line(&mut out, &[voter, &vote, &join(&|vote| vote.points.to_string())]);
            } else {
                line(&mut out, &[voter, &vote]);
            }
        }
        out
    }
}

/// An amount in the smallest unit, written in units of the currency, without needless decimals.
pub fn amount(amount: u64, unit: u64) -> String {
    let digits = unit.checked_ilog10().unwrap_or(0) as usize;
    let rest = amount % unit;
    if rest == 0 {
        return (amount / unit).to_string();
    }
    let decimals = format!("{rest:0digits$}");
    format!("{}.{}", amount / unit, decimals.trim_end_matches('0'))
}

fn line(out: &mut String, fields: &[&str]) {
    let quoted = fields.iter().map(|field| {
        let section = SECTIONS.iter().any(|section| field.eq_ignore_ascii_case(section));
        let plain = !section && !field.contains([';', '"', '\n', '\r']) && field.trim() == *field;
        if plain { (*field).to_owned() } else { format!("\"{}\"", field.replace('"', "\"\"")) }
    });
    let _ = writeln!(out, "{}", quoted.collect::<Vec<_>>().join(";"));
}

/// The start of a text that a message quotes.
fn short(text: &str) -> String {
    let cut: String = text.chars().take(40).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}

/// A decimal number, never negative: `digits` × 10^-`decimals`.
#[derive(Debug, Clone, Copy)]
struct Decimal {
    digits: u64,
    decimals: u32,
}

impl Decimal {
    const MOST_DECIMALS: usize = 6;

    fn read(text: &str) -> Option<Decimal> {
        let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let decimals = decimals.trim_end_matches('0');
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(decimals) || decimals.len() > Self::MOST_DECIMALS {
            return None;
        }
        let digits: u64 = format!("{whole}{decimals}").parse().ok()?;
        Some(Decimal { digits, decimals: u32::try_from(decimals.len()).ok()? })
    }

    fn scaled(self, decimals: u32) -> Option<u64> {
        self.digits.checked_mul(10_u64.checked_pow(decimals.checked_sub(self.decimals)?)?)
    }
}

/// The names of the sections; in quotes they are fields like any other.
const SECTIONS: [&str; 3] = ["META", "PROJECTS", "VOTES"];

/// A row of the file, with the number of its line.
struct Row {
    line: usize,
    fields: Vec<String>,
    /// Whether its first field was written in quotes.
    quoted: bool,
}

impl Row {
    fn field(&self, at: usize) -> &str {
        self.fields.get(at).map_or("", String::as_str)
    }

    fn is_section(&self, name: &str) -> bool {
        !self.quoted && self.field(0).eq_ignore_ascii_case(name) && self.fields.iter().skip(1).all(String::is_empty)
    }
}

/// Parts the text into rows and fields; empty lines are passed over.
fn rows(text: &str) -> Result<Vec<Row>, Malformed> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = Vec::new();
    let (mut fields, mut field) = (Vec::new(), String::new());
    let (mut line, mut began, mut quoted, mut was_quoted, mut first_quoted) = (1, 1, false, false, false);
    let mut characters = text.chars().peekable();
    let mut close = |fields: &mut Vec<String>, began: usize, quoted: bool| {
        if fields.iter().any(|field: &String| !field.is_empty()) {
            rows.push(Row { line: began, fields: std::mem::take(fields), quoted });
        } else {
            fields.clear();
        }
    };
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if field.trim().is_empty() && !was_quoted => {
                field.clear();
                (quoted, was_quoted) = (true, true);
                first_quoted |= fields.is_empty();
            }
            '\n' if !quoted => {
                fields.push(std::mem::take(&mut field).trim().to_owned());
                close(&mut fields, began, first_quoted);
                line += 1;
                (began, was_quoted, first_quoted) = (line, false, false);
            }
            ';' if !quoted => {
                fields.push(std::mem::take(&mut field).trim().to_owned());
                was_quoted = false;
            }
            other => {
                line += usize::from(other == '\n');
                field.push(other);
            }
        }
    }
    if quoted {
        return Err(malformed(began, "un guillemet ouvert sur cette ligne n’est jamais fermé"));
    }
    fields.push(field.trim().to_owned());
    close(&mut fields, began, first_quoted);
    Ok(rows)
}

struct Sections<'a> {
    meta: &'a [Row],
    projects: &'a [Row],
    votes: &'a [Row],
}

impl<'a> Sections<'a> {
    fn find(rows: &'a [Row]) -> Result<Sections<'a>, Malformed> {
        let end = rows.last().map_or(1, |row| row.line);
        let at = |name: &str| {
            rows.iter()
                .position(|row| row.is_section(name))
                .ok_or_else(|| malformed(end, format!("il manque la section {name}")))
        };
        let (meta, projects, votes) = (at("META")?, at("PROJECTS")?, at("VOTES")?);
        if meta != 0 || projects < meta || votes < projects {
            return Err(malformed(rows[0].line, "les sections sont META, PROJECTS, puis VOTES"));
        }
        let sections = Sections {
            meta: &rows[meta + 1..projects],
            projects: &rows[projects + 1..votes],
            votes: &rows[votes + 1..],
        };
        for (name, rows, line) in [
            ("META", sections.meta, rows[meta].line),
            ("PROJECTS", sections.projects, rows[projects].line),
            ("VOTES", sections.votes, rows[votes].line),
        ] {
            if rows.is_empty() {
                return Err(malformed(line, format!("la section {name} n’a pas de ligne de titres")));
            }
        }
        Ok(sections)
    }
}

/// Where each column of a section stands.
fn columns(header: &Row) -> HashMap<&str, usize> {
    header.fields.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect()
}

fn column(columns: &HashMap<&str, usize>, header: &Row, name: &str) -> Result<usize, Malformed> {
    columns.get(name).copied().ok_or_else(|| malformed(header.line, format!("il manque la colonne « {name} »")))
}

fn meta(rows: &[Row]) -> Result<HashMap<&str, (String, usize)>, Malformed> {
    let mut meta = HashMap::new();
    for row in rows.iter().skip(1) {
        if meta.insert(row.field(0), (row.field(1).to_owned(), row.line)).is_some() {
            return Err(malformed(row.line, format!("« {} » est déjà donné", short(row.field(0)))));
        }
    }
    Ok(meta)
}

struct Listed {
    line: usize,
    id: String,
    name: String,
    cost: Decimal,
}

fn projects(sections: &Sections<'_>) -> Result<Vec<Listed>, Malformed> {
    let header = &sections.projects[0];
    let columns = columns(header);
    let (id, cost) = (column(&columns, header, "project_id")?, column(&columns, header, "cost")?);
    let name = columns.get("name").copied();
    let rows = sections.projects[1..].iter().map(|row| {
        let text = row.field(cost);
        let cost =
            Decimal::read(text).ok_or_else(|| malformed(row.line, format!("« {} » n’est pas un coût", short(text))))?;
        if row.field(id).is_empty() || row.field(id).contains(',') {
            return Err(malformed(row.line, "l’identifiant du projet manque, ou contient une virgule"));
        }
        let name = name.map_or_else(String::new, |name| row.field(name).to_owned());
        Ok(Listed { line: row.line, id: row.field(id).to_owned(), name, cost })
    });
    rows.collect()
}

fn votes(
    sections: &Sections<'_>,
    vote_type: VoteType,
    known: &HashMap<&str, u32>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<(String, Vec<Vote>)>, Malformed> {
    let header = &sections.votes[0];
    let columns = columns(header);
    let (voter, vote) = (column(&columns, header, "voter_id")?, column(&columns, header, "vote")?);
    let points = match vote_type {
        VoteType::Approval | VoteType::ChooseOne | VoteType::Ordinal => None,
        VoteType::Cumulative | VoteType::Scoring => Some(column(&columns, header, "points")?),
    };
    let mut voters: HashMap<&str, usize> = HashMap::new();
    let mut last_vote: Vec<usize> = vec![0; known.len()];
    let mut ballots = Vec::with_capacity(sections.votes.len() - 1);
    for row in &sections.votes[1..] {
        if row.field(voter).is_empty() {
            return Err(malformed(row.line, "l’identifiant du votant manque"));
        }
        if let Some(before) = voters.insert(row.field(voter), row.line) {
            return Err(malformed(
                row.line,
                format!("le votant « {} » a déjà voté à la ligne {before}", short(row.field(voter))),
            ));
        }
        let names = listed(row.field(vote));
        let given: Vec<&str> = points.map_or(Vec::new(), |points| listed(row.field(points)));
        if points.is_some() && given.len() != names.len() {
            return Err(malformed(
                row.line,
                format!("{} projets, mais {} nombres de points", names.len(), given.len()),
            ));
        }
        if vote_type == VoteType::ChooseOne && names.iter().any(|name| *name != names[0]) {
            return Err(malformed(row.line, "un bulletin « choose-1 » ne choisit qu’un projet"));
        }
        let mut ballot = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            // A comma at the end, as some published files have it.
            if name.is_empty() && at + 1 == names.len() && points.is_none() {
                continue;
            }
            let project = *known
                .get(name)
                .ok_or_else(|| malformed(row.line, format!("le projet « {} » n’existe pas", short(name))))?;
            if std::mem::replace(&mut last_vote[project as usize], row.line) == row.line {
                warnings.push(Warning { line: row.line, project: (*name).to_owned() });
                continue;
            }
            let points = match given.get(at) {
                None => 1,
                Some(text) => whole(text).filter(|points| *points <= Election::MOST_POINTS).ok_or_else(|| {
                    malformed(
                        row.line,
                        format!(
                            "« {} » n’est pas un nombre de points (entier, au plus {})",
                            short(text),
                            Election::MOST_POINTS
                        ),
                    )
                })?,
            };
            // No points, no vote.
            if points > 0 {
                ballot.push(Vote { project, points });
            }
        }
        if vote_type == VoteType::Ordinal {
            let ranked = u32::try_from(ballot.len()).unwrap_or(u32::MAX);
            if ranked > Election::MOST_POINTS {
                return Err(malformed(
                    row.line,
                    format!("un bulletin classe au plus {} projets", Election::MOST_POINTS),
                ));
            }
        }
        ballots.push((row.field(voter).to_owned(), ballot));
    }
    Ok(ballots)
}

/// Turns a ranking, the first first, into points; gives the project that is ranked last, which gets none and is no
/// vote.
fn borda(ballot: &mut Vec<Vote>) -> Option<u32> {
    let last = ballot.pop()?;
    for (vote, points) in ballot.iter_mut().rev().zip(1..) {
        vote.points = points;
    }
    Some(last.project)
}

/// The items of a field, parted by commas; an empty field has none.
fn listed(field: &str) -> Vec<&str> {
    if field.is_empty() { Vec::new() } else { field.split(',').map(str::trim).collect() }
}

/// A whole number, which may be written with decimals that are all zero.
fn whole(text: &str) -> Option<u32> {
    let number = Decimal::read(text)?;
    (number.decimals == 0).then(|| u32::try_from(number.digits).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "\
        META\n\
        key;value\n\
        budget;100.50\n\
        vote_type;approval\n\
        PROJECTS\n\
        project_id;cost;name\n\
        a;60;Un\n\
        b;40,5;\"Deux ; \"\"trois\"\"\"\n\
        VOTES\n\
        voter_id;vote\n\
        v1;a,b\n\
        v2;b\n\
        v3;\n";

    #[test]
    fn a_file_is_read_with_its_decimals_quotes_mark_and_windows_lines() {
        for text in [SMALL.to_owned(), format!("\u{feff}{}", SMALL.replace('\n', "\r\n"))] {
            let file = File::read(&text).expect("a file");
            assert_eq!((file.election.budget(), file.election.unit()), (1_005, 10));
            assert_eq!(file.election.projects().iter().map(|project| project.cost).collect::<Vec<_>>(), [600, 405]);
            assert_eq!(file.election.votes(), [1, 2]);
            assert_eq!(file.voters, ["v1", "v2", "v3"]);
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let file = File::read(SMALL).expect("a file");
        assert_eq!(File::read(&file.write()), Ok(file));
        // A voter, or a fact, that is called like a section.
        let named = SMALL.replace("v2;b", "\"VOTES\";b").replace("vote_type;", "\"projects\";\nvote_type;");
        let file = File::read(&named).expect("a file");
        assert_eq!((file.voters[1].as_str(), file.meta[1].0.as_str()), ("VOTES", "projects"));
        assert_eq!(File::read(&file.write()), Ok(file));
        let points = SMALL.replace("approval", "cumulative").replace("voter_id;vote", "voter_id;vote;points");
        let points = points.replace("v1;a,b", "v1;a,b;3,1.0").replace("v2;b", "v2;b;2").replace("v3;", "v3;;");
        let file = File::read(&points).expect("a file");
        assert_eq!(file.election.votes(), [3, 3]);
        assert_eq!(File::read(&file.write()), Ok(file));
    }

    #[test]
    fn a_project_that_a_ballot_names_again_counts_once_and_is_told() {
        let file = File::read(&SMALL.replace("v1;a,b", "v1;a,b,a,a")).expect("a file");
        assert_eq!(file.election.votes(), [1, 2]);
        let told: Vec<String> = file.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(told, vec!["ligne 11 : le projet « a » est nommé plusieurs fois, il compte une fois"; 2]);
        assert_eq!(File::read(&file.write()).map(|again| again.election), Ok(file.election));
        let points = SMALL.replace("approval", "cumulative").replace("voter_id;vote", "voter_id;vote;points");
        let points = points.replace("v1;a,b", "v1;a,b,a;3,1,2").replace("v2;b", "v2;b;2").replace("v3;", "v3;;");
        assert_eq!(File::read(&points).expect("a file").election.votes(), [3, 3], "as it was named first");
    }

    #[test]
    fn a_ranking_gives_borda_points_to_what_it_ranks() {
        let ranked = SMALL.replace("approval", "ordinal").replace("v1;a,b", "v1;b,a").replace("v2;b", "v2;b,a,b");
        let file = File::read(&ranked).expect("a file");
        assert_eq!(
            file.election.votes(),
            [0, 2],
            "one for the first of two, none for the last; a place is not taken twice"
        );
        let written = file.write();
        assert!(written.contains("voter_id;vote\nv1;b,a\n"), "{written}");
        assert_eq!(File::read(&written), Ok(File { warnings: Vec::new(), ..file }));
    }

    #[test]
    fn what_is_malformed_is_refused_with_its_line_and_why() {
        let check = |from: &str, to: &str, line: usize, why: &str| {
            assert!(SMALL.contains(from), "{from}");
            let refusal = File::read(&SMALL.replacen(from, to, 1)).expect_err(to);
            assert!(refusal.line == line && refusal.why.contains(why), "{from} → {to} : {refusal}");
        };
        check("100.50", "cent", 3, "budget");
        check("100.50", "-5", 3, "budget");
        check("100.50", "99999999999999999999", 3, "budget");
        check("approval", "range", 4, "type de vote");
        check("vote_type;approval\n", "", 1, "vote_type");
        check("a;60", "a;1e3", 7, "coût");
        check("a;60", "a;0", 7, "ne coûte rien");
        check("b;40", "a;40", 8, "déjà donné");
        check("a;60", "a;9999999999999999", 7, "trop grand");
        check("v1;a,b", "v1;a,c", 11, "n’existe pas");
        check("v2;b", "v1;b", 12, "a déjà voté à la ligne 11");
        check("v2;b", ";b", 12, "votant manque");
        check("voter_id;vote", "voter_id;choice", 10, "colonne « vote »");
        check("\"\"trois\"\"\"", "trois", 8, "guillemet");
        check("PROJECTS\n", "", 12, "section PROJECTS");
        check("META\n", "", 12, "section META");
        assert!(File::read("").is_err());
    }
}
