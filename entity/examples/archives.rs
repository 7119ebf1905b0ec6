//! Writes archives of random votes, for the second verifier: `archives FOLDER COUNT SEED`. Each is a folder of its own.

use entity::{
    archive::{self, Published},
    ballot::Choice,
    campaign::{BallotForm, Points, Publication},
    frozen_rule::{FORMAT, FrozenProject, FrozenRule, Roll, text_hash},
    id::ProjectId,
    log::{Checkpoint, LogKey, LoggedBallot, Tree, Voter, commitment},
    siren::Siren,
    tally::{Completion, Priority, Rule, Stop},
};
use sha2::{Digest, Sha256};
use std::path::Path;

/// Numbers that look drawn at random, the same for the same seed.
struct Rng([u8; 32]);

impl Rng {
    fn bytes(&mut self) -> [u8; 32] {
        self.0 = Sha256::digest(self.0).into();
        self.0
    }

    /// From `low` to `high`, both included.
    fn between(&mut self, low: u64, high: u64) -> u64 {
        let bytes = self.bytes();
        let mut number = [0; 8];
        number.copy_from_slice(&bytes[..8]);
        low + u64::from_be_bytes(number) % (high - low + 1)
    }
}

fn rule(rng: &mut Rng, key: &LogKey, roll: Vec<Siren>) -> FrozenRule {
    let stop = if rng.between(0, 1) == 0 { Stop::Exhaustive } else { Stop::Infeasible };
    let increment = u32::try_from(rng.between(1, 5)).unwrap_or(1);
    let priority = if rng.between(0, 1) == 0 { Priority::None } else { Priority::TiesAndLeftover };
    let rule = match rng.between(0, 3) {
        0 => Rule::Greedy { priority },
        1 => Rule::EqualShares { completion: Completion::None, priority },
        2 => Rule::EqualShares { completion: Completion::Add1 { increment, stop }, priority },
        _ => Rule::EqualShares { completion: Completion::Add1u { increment, stop }, priority },
    };
    let points = (rng.between(0, 1) == 0).then_some(Points { total: 12, most_on_one: None });
    let few = [rng.between(10, 60), rng.between(10, 60)];
    let projects = (0..rng.between(2, 10)).map(|n| {
        let (which, any) = (rng.between(0, 2), rng.between(5, 90));
        let id = ProjectId(uuid::Builder::from_bytes([rng.bytes()[0]; 16]).into_uuid());
        let id = ProjectId(uuid::Uuid::from_u128(id.0.as_u128() ^ u128::from(n)));
        FrozenProject {
            id,
            title: format!("Projet « {n} »"),
            cost: 100 * few.get(usize::try_from(which).unwrap_or(2)).copied().unwrap_or(any),
            priority: rng.between(0, 2) == 0,
            text: text_hash("", ""),
        }
    });
    let projects: Vec<FrozenProject> = projects.collect();
    FrozenRule {
        format: FORMAT.into(),
        campaign: "essai".into(),
        title: "Un vote tiré au hasard".into(),
        opens: "2021-03-31T22:00:00.000Z".into(),
        closes: "2021-04-30T22:00:00.000Z".into(),
        budget: 100 * rng.between(50, 300),
        ballot: BallotForm { least: 1, most: None, points },
        publication: if rng.between(0, 2) == 0 { Publication::Unnamed } else { Publication::Named },
        rule,
        seed: "graine".into(),
        projects,
        roll: Roll { vintage: "2023".into(), collectivities: roll },
        log: key.public("terreau.test/journal/essai").to_string(),
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, count, seed] = &arguments[..] else { return Err("archives FOLDER COUNT SEED".into()) };
    let sirens: Vec<Siren> =
        (200_000_000_u32..).filter_map(|number| Siren::parse(&number.to_string()).ok()).take(40).collect();
    let mut rng = Rng(Sha256::digest(seed).into());
    for number in 0..count.parse::<u32>()? {
        let key = LogKey::new(&rng.bytes());
        let rule = rule(&mut rng, &key, sirens.clone());
        let hash = FrozenRule::hash(&rule.canonical());
        let mut versions = vec![0; sirens.len()];
        let (mut published, mut tree) = (Vec::new(), Tree::default());
        for _ in 0..rng.between(1, 40) {
            let voter = usize::try_from(rng.between(0, 39))?;
            versions[voter] += 1;
            let mut choices: Vec<ProjectId> =
                rule.project_ids().into_iter().filter(|_| rng.between(0, 2) == 0).collect();
            if choices.is_empty() {
                choices = rule.project_ids()[..1].to_vec();
            }
            let choices: Vec<Choice> = match rule.ballot.points {
                None => choices.into_iter().map(Choice::from).collect(),
                // One point each, and what is left to the first.
                Some(points) => {
                    let rest = points.total - u32::try_from(choices.len())?;
                    let given = |at: usize| if at == 0 { 1 + rest } else { 1 };
                    choices.into_iter().enumerate().map(|(at, project)| Choice { project, points: given(at) }).collect()
                }
            };
            let version = versions[voter];
            let voter = match rule.publication {
                Publication::Named => Voter::Named { siren: sirens[voter], cast_at: "2021-04-03T10:00:00.123Z".into() },
                Publication::Unnamed => Voter::unnamed(&[u8::try_from(voter)?; 16]),
            };
            let ballot = LoggedBallot { voter, choices, rule: hash.clone(), version };
            let nonce = rng.bytes();
            tree.push(commitment(&nonce, &ballot.canonical()));
            published.push(Published::new(ballot, &nonce));
        }
        let checkpoint = Checkpoint::of("terreau.test/journal/essai", &tree).sign(&key);
        let voted: Vec<Siren> =
            sirens.iter().zip(&versions).filter(|(_, n)| **n > 0).map(|(siren, _)| *siren).collect();
        let files = archive::make(&rule, &published, &voted, &checkpoint)?;
        archive::verify(&files)?;
        let into = Path::new(folder).join(number.to_string());
        std::fs::create_dir_all(&into)?;
        for (name, text) in files {
            std::fs::write(into.join(name), text)?;
        }
    }
    println!("{count} archives");
    Ok(())
}
