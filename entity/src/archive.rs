//! The archive of a vote: everything from which anyone recounts it (rule 5 of docs/RULES.md), and the recount.
//!
//! Files are named here and are texts; how they are packed is not this module's matter.

use crate::{
    ballot::check,
    calendar::in_paris,
    campaign::Publication,
    canonical::canonical,
    frozen_rule::FrozenRule,
    id::ProjectId,
    log::{Checkpoint, Distrust, Hash, LoggedBallot, Nonce, Tree, Voter, commitment},
    pabulib::{self, VoteType},
    siren::Siren,
    tally::{Election, Tally, tally},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The names of the files.
pub const RULE: &str = "rule.json";
pub const BALLOTS: &str = "ballots.jsonl";
pub const LOG: &str = "log.txt";
pub const CHECKPOINT: &str = "log.checkpoint";
/// Only where ballots bear no names.
pub const VOTERS: &str = "voters.json";
pub const ELECTION: &str = "election.pb";
pub const RESULT: &str = "result.json";

/// The files of an archive, by name.
pub type Files = BTreeMap<String, String>;

/// A ballot with the nonce that opens its entry in the log; a line of [`BALLOTS`].
///
/// Under names, lines stand in the order of the log. Without names, in the order of their commitments, which chance
/// made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    pub ballot: LoggedBallot,
    /// In base64.
    pub nonce: String,
}

impl Published {
    /// A ballot and its nonce.
    pub fn new(ballot: LoggedBallot, nonce: &Nonce) -> Self {
        Self { ballot, nonce: BASE64_STANDARD.encode(nonce) }
    }

    /// Its line in [`LOG`]: the entry, in base64. Empty for a nonce that is none.
    pub fn log_line(&self) -> String {
        self.entry().map(|entry| BASE64_STANDARD.encode(entry)).unwrap_or_default()
    }

    pub(crate) fn entry(&self) -> Option<Hash> {
        let nonce: Nonce = BASE64_STANDARD.decode(&self.nonce).ok()?.try_into().ok()?;
        Some(commitment(&nonce, &self.ballot.canonical()))
    }
}

/// What [`RESULT`] says. Amounts are in cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedResult {
    pub ballots: u64,
    /// The share of each voter at the last count, in cents: `p/q`, or `p` when whole. None without shares.
    pub endowment: Option<String>,
    /// The projects selected, in the order of the count.
    pub selected: Vec<ProjectId>,
    pub spent: u64,
}

impl PublishedResult {
    fn of(rule: &FrozenRule, election: &Election, tally: &Tally) -> Self {
        Self {
            ballots: election.ballots().len() as u64,
            endowment: tally.endowment.as_ref().map(ToString::to_string),
            selected: tally.selected().map(|step| rule.projects[step.project].id).collect(),
            spent: tally.spent,
        }
    }
}

/// What a recount found in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recount {
    /// The hash of the rule document: to be compared with that of the ballot page and of the receipts.
    pub rule_hash: String,
    /// Entries in the log, replaced ballots included.
    pub entries: u64,
    /// Ballots that count: one a collectivité.
    pub ballots: u64,
    pub rule: FrozenRule,
    pub tally: Tally,
}

/// Why an archive is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Tampered {
    #[error("il manque le fichier {0}")]
    Missing(&'static str),
    #[error("{RULE} n’est pas un document de règle canonique")]
    Rule,
    #[error("la tête du journal n’est pas crue : {0}")]
    Head(Distrust),
    #[error("{BALLOTS}, ligne {0} : ce n’est pas un bulletin publié")]
    Unreadable(usize),
    #[error("{LOG} n’est pas le journal des bulletins publiés (ligne {0})")]
    Log(usize),
    #[error("le journal signé compte {signed} inscriptions, l’archive {there}")]
    Truncated { signed: u64, there: u64 },
    #[error("les bulletins publiés ne sont pas ceux du journal signé")]
    Root,
    #[error("{BALLOTS}, ligne {0} : le bulletin a été déposé sous une autre règle")]
    OtherRule(usize),
    #[error("{BALLOTS}, ligne {line} : la collectivité {siren} n’est pas appelée à voter")]
    NotOnTheRoll { line: usize, siren: Siren },
    #[error("{BALLOTS}, ligne {0} : le bulletin a été déposé hors du vote")]
    OutOfTime(usize),
    #[error("{BALLOTS}, ligne {line} : le votant {voter} a deux bulletins, ou un dépôt manque")]
    TwoBallots { line: usize, voter: String },
    #[error(
        "{BALLOTS}, ligne {0} : la règle veut des bulletins avec nom, ou sans nom, et celui-ci est de l’autre sorte"
    )]
    Naming(usize),
    #[error("{BALLOTS}, ligne {0} : les bulletins sans nom ne sont pas dans l’ordre de leurs empreintes")]
    Order(usize),
    #[error("{VOTERS} n’est pas une liste de collectivités appelées à voter, une pour chaque bulletin qui compte")]
    Voters,
    #[error("{BALLOTS}, ligne {0} : les choix ne sont pas ceux qu’un bulletin peut porter")]
    Choices(usize),
    #[error("l’élection ne se compte pas : {0}")]
    Uncountable(String),
    #[error("{ELECTION} n’est pas l’élection des bulletins publiés")]
    Election,
    #[error("{RESULT} n’est pas le résultat du dépouillement : celui-ci retient {}", .0.join(", "))]
    Result(Vec<String>),
}

/// The files of a vote that is over. `published` holds every entry of the log in its order; `checkpoint` is its signed
/// head;
/// `voters` are the collectivités that voted, ascending, told where ballots bear no names.
pub fn make(rule: &FrozenRule, published: &[Published], voters: &[Siren], checkpoint: &str) -> Result<Files, Tampered> {
    let ballots = latest((1..).zip(published))?;
    let election = election(rule, &ballots)?;
    let tally = tally(rule.rule, &election);
    let log = published.iter().map(|one| one.log_line() + "\n").collect();
    let mut files = Files::from([
        (RULE.into(), rule.canonical()),
        (BALLOTS.into(), lines(rule.publication, published)),
        (LOG.into(), log),
        (CHECKPOINT.into(), checkpoint.to_owned()),
        (ELECTION.into(), pabulib(rule, &ballots, &election)),
        (RESULT.into(), canonical(&PublishedResult::of(rule, &election, &tally))),
    ]);
    if !rule.publication.is_named() {
        files.insert(VOTERS.into(), canonical(&voters));
    }
    Ok(files)
}

/// The text of [`BALLOTS`].
fn lines(publication: Publication, published: &[Published]) -> String {
    let mut order: Vec<&Published> = published.iter().collect();
    if !publication.is_named() {
        order.sort_by_key(|one| one.entry());
    }
    order.into_iter().map(|one| canonical(one) + "\n").collect()
}

/// The ballots that count, by the voter's key.
type Latest<'a> = BTreeMap<&'a str, &'a LoggedBallot>;

/// The ballot that counts of each voter: each one's entries are numbered from 1, without gap or repetition. With the
/// line of each.
fn latest<'a>(published: impl Iterator<Item = (usize, &'a Published)>) -> Result<Latest<'a>, Tampered> {
    let mut latest = Latest::new();
    for (line, Published { ballot, .. }) in published {
        let voter = ballot.voter.key();
        let before = latest.insert(voter, ballot).map_or(0, |before| before.version);
        if ballot.version != before + 1 {
            return Err(Tampered::TwoBallots { line, voter: voter.to_owned() });
        }
    }
    Ok(latest)
}

fn election(rule: &FrozenRule, ballots: &Latest) -> Result<Election, Tampered> {
    let choices = ballots.values().map(|ballot| ballot.choices.as_slice());
    rule.election(choices).map_err(|uncountable| Tampered::Uncountable(uncountable.to_string()))
}

/// The election in the Pabulib format. Projects bear their places in the published order as identifiers, so that
/// programs which break the last ties by identifier follow it.
fn pabulib(rule: &FrozenRule, ballots: &Latest, election: &Election) -> String {
    // The close is the first instant that no longer counts: the last day is the one before it.
    let day = |instant: &str, before: i64| {
        let instant = chrono::DateTime::parse_from_rfc3339(instant).map(|instant| instant.to_utc()).unwrap_or_default();
        in_paris(instant - chrono::Duration::milliseconds(before)).format("%d.%m.%Y").to_string()
    };
    let vote_type = if rule.ballot.points.is_some() { VoteType::Cumulative } else { VoteType::Approval };
    let points = rule.ballot.points.map(|points| {
        [
            ("max_points", points.most_on_one.unwrap_or(points.total)),
            // All are given.
            ("min_sum_points", points.total),
            ("max_sum_points", points.total),
        ]
    });
    let meta = [
        ("description", rule.title.clone()),
        ("country", "France".into()),
        ("unit", rule.campaign.clone()),
        ("instance", rule.closes.split('-').next().unwrap_or_default().to_owned()),
        ("num_projects", rule.projects.len().to_string()),
        ("num_votes", ballots.len().to_string()),
        ("budget", pabulib::amount(rule.budget, 100)),
        ("vote_type", vote_type.code().into()),
        ("rule", canonical(&rule.rule)),
        ("date_begin", day(&rule.opens, 0)),
        ("date_end", day(&rule.closes, 1)),
        ("min_length", rule.ballot.least.to_string()),
        ("max_length", rule.ballot.most.map_or(rule.projects.len(), usize::from).to_string()),
    ];
    let digits = rule.projects.len().to_string().len();
    let file = pabulib::File {
        meta: meta
            .into_iter()
            .chain(points.into_iter().flatten().map(|(key, value)| (key, value.to_string())))
            .chain([("currency", "EUR".into())])
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
        projects: (1..=rule.projects.len()).map(|place| format!("{place:0digits$}")).collect(),
        names: rule.projects.iter().map(|project| project.title.clone()).collect(),
        voters: ballots.keys().map(|&voter| voter.to_owned()).collect(),
        vote_type,
        election: election.clone(),
        last: Vec::new(),
        warnings: Vec::new(),
    };
    file.write()
}

/// Recounts a vote from its archive, believing nothing but the signature of the log that the rule names.
///
/// Checked: the rule is canonical; the log's head is signed; the published ballots are exactly the entries of the log;
/// each was cast under this rule, by a collectivité of the roll, between opening and close, with choices that a ballot
/// may hold, and each replaces the one before; the count of the ballots that are left is the published result. Where
/// ballots bear neither names nor times: as many collectivités of the roll are told to have voted as ballots count.
pub fn verify(files: &Files) -> Result<Recount, Tampered> {
    let file = |name: &'static str| files.get(name).map(String::as_str).ok_or(Tampered::Missing(name));
    let document = file(RULE)?;
    let rule = FrozenRule::parse(document).ok_or(Tampered::Rule)?;
    let rule_hash = FrozenRule::hash(document);
    let log = rule.log().ok_or(Tampered::Rule)?;
    let head = Checkpoint::verify(file(CHECKPOINT)?, &log).map_err(Tampered::Head)?;

    let published = published(rule.publication, file(BALLOTS)?, file(LOG)?)?;
    let tree = Tree::of(published.iter().map(|(_, _, entry)| *entry));
    if tree.size() != head.size {
        return Err(Tampered::Truncated { signed: head.size, there: tree.size() });
    }
    if tree.root() != head.root {
        return Err(Tampered::Root);
    }

    let offered = rule.project_ids();
    for (line, Published { ballot, .. }, _) in &published {
        let line = *line;
        if ballot.rule != rule_hash {
            return Err(Tampered::OtherRule(line));
        }
        match (&ballot.voter, rule.publication) {
            (Voter::Named { siren, .. }, Publication::Named) if !rule.may_vote(siren) => {
                return Err(Tampered::NotOnTheRoll { line, siren: *siren });
            }
            (Voter::Named { cast_at, .. }, Publication::Named) => {
                let instant = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
                let (cast, opens, closes) = (instant(cast_at), instant(&rule.opens), instant(&rule.closes));
                if cast.is_none() || cast < opens || cast >= closes {
                    return Err(Tampered::OutOfTime(line));
                }
            }
            (Voter::Unnamed(_), Publication::Unnamed) => {}
            (Voter::Named { .. }, Publication::Unnamed) | (Voter::Unnamed(_), Publication::Named) => {
                return Err(Tampered::Naming(line));
            }
        }
        if check(&ballot.choices, &offered, rule.ballot).ok().as_ref() != Some(&ballot.choices) {
            return Err(Tampered::Choices(line));
        }
    }
    let ballots = latest(published.iter().map(|(line, one, _)| (*line, one)))?;
    if !rule.publication.is_named() {
        let text = file(VOTERS)?;
        let voters: Vec<Siren> = serde_json::from_str(text).map_err(|_| Tampered::Voters)?;
        let in_order = voters.is_sorted_by(|one, next| one < next) && voters.iter().all(|siren| rule.may_vote(siren));
        if !in_order || voters.len() != ballots.len() || canonical(&voters) != text {
            return Err(Tampered::Voters);
        }
    }
    let election = election(&rule, &ballots)?;
    if file(ELECTION)? != pabulib(&rule, &ballots, &election) {
        return Err(Tampered::Election);
    }
    let tally = tally(rule.rule, &election);
    let result = PublishedResult::of(&rule, &election, &tally);
    if file(RESULT)? != canonical(&result) {
        let titles = tally.selected().map(|step| rule.projects[step.project].title.clone());
        return Err(Tampered::Result(titles.collect()));
    }
    Ok(Recount { rule_hash, entries: head.size, ballots: result.ballots, rule, tally })
}

/// The published ballots in the order of the log, each with its line and its entry: each entry is opened by one line,
/// and each line opens one.
fn published(publication: Publication, ballots: &str, log: &str) -> Result<Vec<(usize, Published, Hash)>, Tampered> {
    let mut opened: Vec<(usize, Published, Hash)> = Vec::new();
    for (line, text) in (1..).zip(ballots.lines()) {
        let one: Published = serde_json::from_str(text).map_err(|_| Tampered::Unreadable(line))?;
        let entry = one.entry().filter(|_| canonical(&one) == text).ok_or(Tampered::Unreadable(line))?;
        opened.push((line, one, entry));
    }
    if !publication.is_named() {
        if let Some(pair) = opened.windows(2).find(|pair| pair[0].2 >= pair[1].2) {
            return Err(Tampered::Order(pair[1].0));
        }
        let places: HashMap<&str, usize> = log.lines().zip(0..).collect();
        let place = |entry: &Hash| places.get(BASE64_STANDARD.encode(entry).as_str()).copied();
        // What is not in the log comes last, and is found below.
        opened.sort_by_cached_key(|(.., entry)| place(entry).unwrap_or(usize::MAX));
    }
    let mut logged = log.lines();
    for (line, _, entry) in &opened {
        if logged.next() != Some(BASE64_STANDARD.encode(entry).as_str()) {
            return Err(Tampered::Log(*line));
        }
    }
    match logged.next() {
        Some(_) => Err(Tampered::Log(opened.len() + 1)),
        None => Ok(opened),
    }
}

#[cfg(test)]
pub(crate) mod tests;
