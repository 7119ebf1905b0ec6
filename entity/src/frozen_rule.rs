//! The frozen rule: one canonical document that holds all that decides a vote but the ballots (rules 4 and 5 of
//! docs/RULES.md).

use crate::{
    ballot::Choice,
    campaign::{BallotForm, Publication},
    canonical::{Hash, canonical, hex},
    id::ProjectId,
    log::LogName,
    siren::Siren,
    tally::{Candidate, Election, Rule, Uncountable, Utility, Vote},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// What `format` says.
pub const FORMAT: &str = "terreau-rule/1";

/// Everything that decides a vote but the ballots. Amounts are in cents, instants in UTC with milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrozenRule {
    pub format: String,
    /// The short name of the campaign.
    pub campaign: String,
    pub title: String,
    /// The first instant at which a ballot counts, and the first at which none does any more.
    pub opens: String,
    pub closes: String,
    pub budget: u64,
    pub ballot: BallotForm,
    /// Absent when ballots are published under the collectivités' names.
    #[serde(default, skip_serializing_if = "Publication::is_named")]
    pub publication: Publication,
    pub rule: Rule,
    /// What the order of the projects was drawn from; see [`crate::tally::drawn_order`].
    pub seed: String,
    /// The projects, in the order that breaks the last ties.
    pub projects: Vec<FrozenProject>,
    /// Which collectivités may vote.
    pub roll: Roll,
    /// The public log's name and key; see [`LogName`].
    pub log: String,
}

/// A project, as it is voted on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrozenProject {
    pub id: ProjectId,
    pub title: String,
    pub cost: u64,
    /// Whether it serves a priority programme of the envelope.
    pub priority: bool,
    /// SHA-256 of its summary, a line end, and its benefits, in hexadecimal.
    pub text: String,
}

/// Which collectivités may vote, by the reference data of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roll {
    pub vintage: String,
    /// Their SIREN, ascending.
    pub collectivities: Vec<Siren>,
}

/// SHA-256 of a project's text.
pub fn text_hash(summary: &str, benefits: &str) -> String {
    hex(&Sha256::digest(format!("{summary}\n{benefits}")).into())
}

impl FrozenRule {
    /// The canonical document.
    pub fn canonical(&self) -> String {
        canonical(self)
    }

    /// The hash of a canonical document, in hexadecimal: what ballot page, receipts and result show.
    pub fn hash(document: &str) -> String {
        let hash: Hash = Sha256::digest(document).into();
        hex(&hash)
    }

    /// Reads a document, which must be canonical: another text of the same meaning would have another hash.
    pub fn parse(document: &str) -> Option<Self> {
        let rule: Self = serde_json::from_str(document).ok()?;
        (rule.format == FORMAT && rule.canonical() == document).then_some(rule)
    }

    /// The name and key of the log.
    pub fn log(&self) -> Option<LogName> {
        LogName::parse(&self.log).ok()
    }

    /// The identifiers of the projects, in the order of the document.
    pub fn project_ids(&self) -> Vec<ProjectId> {
        self.projects.iter().map(|project| project.id).collect()
    }

    /// Whether a collectivité may vote.
    pub fn may_vote(&self, siren: &Siren) -> bool {
        self.roll.collectivities.binary_search(siren).is_ok()
    }

    /// The election that these ballots make.
    pub fn election<'a>(&self, ballots: impl IntoIterator<Item = &'a [Choice]>) -> Result<Election, Uncountable> {
        let index: HashMap<ProjectId, u32> = self.project_ids().into_iter().zip(0..).collect();
        let candidates = (0..).zip(&self.projects).map(|(place, project)| Candidate {
            cost: project.cost,
            priority: project.priority,
            place,
        });
        // A project that is not there gets a number that no project has: the election is then refused.
        let vote = |choice: &Choice| Vote {
            project: index.get(&choice.project).copied().unwrap_or(u32::MAX),
            points: choice.points,
        };
        let utility = if self.ballot.points.is_some() { Utility::Points } else { Utility::Cost };
        let ballots = ballots.into_iter().map(|choices| choices.iter().map(vote).collect());
        Election::new(self.budget, 100, candidates.collect(), ballots.collect(), utility)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tally::Priority;

    fn rule() -> FrozenRule {
        let id = |n: u128| ProjectId(uuid::Uuid::from_u128(n));
        let project = |n, title: &str| FrozenProject {
            id: id(n),
            title: title.into(),
            cost: 100,
            priority: false,
            text: text_hash("Résumé", ""),
        };
        FrozenRule {
            format: FORMAT.into(),
            campaign: "essai".into(),
            title: "Une « campagne »".into(),
            opens: "2021-03-31T22:00:00.000Z".into(),
            closes: "2021-04-30T22:00:00.000Z".into(),
            budget: 3_000_000_000,
            ballot: BallotForm { least: 1, most: None, points: None },
            publication: Publication::Named,
            rule: Rule::Greedy { priority: Priority::None },
            seed: "graine".into(),
            projects: vec![project(2, "Deux"), project(1, "Un")],
            roll: Roll { vintage: "2023".into(), collectivities: vec![Siren::parse("214601023").expect("Figeac")] },
            log: crate::log::LogKey::new(&[3; 32]).public("terreau.test/essai").to_string(),
        }
    }

    #[test]
    fn the_document_is_canonical_and_any_other_writing_of_it_is_refused() {
        let document = rule().canonical();
        assert!(document.starts_with(r#"{"ballot":{"least":1},"budget":3000000000,"campaign":"essai","closes":"#));
        assert_eq!(FrozenRule::parse(&document), Some(rule()));
        assert_eq!(FrozenRule::parse(&document.replace(":{", ": {")), None);
        assert_eq!(FrozenRule::parse(&document.replace("terreau-rule/1", "terreau-rule/2")), None);
        assert_eq!(FrozenRule::hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn the_election_has_the_projects_of_the_document_and_no_other() {
        let rule = rule();
        let [first, second] = rule.project_ids()[..] else { panic!("two projects") };
        let election = rule.election([&[second.into()][..], &[first.into(), second.into()][..]]).expect("an election");
        assert_eq!(election.votes(), [1, 2]);
        let unknown = ProjectId(uuid::Uuid::from_u128(9));
        assert!(rule.election([&[unknown.into()][..]]).is_err());
    }
}
