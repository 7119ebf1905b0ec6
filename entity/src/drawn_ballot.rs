//! Ballots drawn from a seed, to try a rule before anybody votes: anyone can draw the same ones again.

use crate::{campaign::BallotForm, siren::Siren, tally::Vote};
use sha2::{Digest, Sha256};

/// The most projects that a drawn ballot chooses, unless the campaign asks for more.
const MOST_CHOSEN: u16 = 5;

/// Draws as many ballots as `voters` says, or one for each collectivité of the roll where it has fewer: who votes, and
/// for which of so many projects.
///
/// Who votes: those of the roll with the lowest SHA-256 of `seed`, a line end, and their SIREN. What they choose is
/// drawn from the SHA-256 of `seed`, a line end, the SIREN, and a line end: its first byte says how many projects, from
/// the fewest that the ballot takes to five; each pair of bytes that follows names one, by its remainder. A project
/// named again is passed over, and those that are missing at the end are the first ones not named. Points are shared
/// evenly, the first projects getting what is over.
pub fn drawn_ballots(
    seed: &str,
    roll: &[Siren],
    voters: usize,
    projects: usize,
    form: &BallotForm,
) -> Vec<(Siren, Vec<Vote>)> {
    if projects == 0 {
        return Vec::new();
    }
    let mut order: Vec<([u8; 32], Siren)> =
        roll.iter().map(|&siren| (Sha256::digest(format!("{seed}\n{siren}")).into(), siren)).collect();
    order.sort_unstable();
    order.truncate(voters);
    let mut ballots: Vec<_> =
        order.into_iter().map(|(_, siren)| (siren, votes(&chosen(seed, &siren, projects, form), form))).collect();
    ballots.sort_unstable_by_key(|(siren, _)| *siren);
    ballots
}

/// The places of the projects that a collectivité chooses.
fn chosen(seed: &str, siren: &Siren, projects: usize, form: &BallotForm) -> Vec<usize> {
    let digest = Sha256::digest(format!("{seed}\n{siren}\n"));
    let least = usize::from(form.least.max(1)).min(projects);
    let most = usize::from(form.most.unwrap_or(MOST_CHOSEN).min(MOST_CHOSEN.max(form.least))).clamp(least, projects);
    let wanted = least + usize::from(digest[0]) % (most - least + 1);
    let mut places: Vec<usize> = Vec::with_capacity(wanted);
    let named = digest[1..].chunks_exact(2).map(|pair| usize::from(u16::from_be_bytes([pair[0], pair[1]])) % projects);
    for place in named.chain(0..projects) {
        if places.len() == wanted {
            break;
        }
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// A vote for each of these projects, all points given.
fn votes(places: &[usize], form: &BallotForm) -> Vec<Vote> {
    let among = u32::try_from(places.len()).unwrap_or(u32::MAX).max(1);
    let points = |at: u32| match form.points {
        None => 1,
        Some(points) => {
            let share = points.total / among + u32::from(at < points.total % among);
            share.min(points.most_on_one.unwrap_or(u32::MAX)).max(1)
        }
    };
    let vote =
        |(at, &place): (u32, &usize)| Vote { project: u32::try_from(place).unwrap_or(u32::MAX), points: points(at) };
    (0..).zip(places).map(vote).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        campaign::Points,
        tally::{Candidate, Election, Utility},
    };

    const APPROVALS: BallotForm = BallotForm { least: 1, most: None, points: None };

    fn roll() -> Vec<Siren> {
        let number = |n: u32| Siren::parse(&format!("2{n:08}")).ok();
        (0..2_000).filter_map(number).collect()
    }

    #[test]
    fn the_same_seed_draws_the_same_ballots_and_another_seed_others() {
        let (roll, draw) = (roll(), |seed: &str| drawn_ballots(seed, &roll(), 50, 9, &APPROVALS));
        assert!(roll.len() > 100, "SIREN with a right key");
        assert_eq!(draw("7"), draw("7"));
        assert_ne!(draw("7"), draw("8"));
        // A larger draw of the same seed holds the smaller one.
        let larger = drawn_ballots("7", &roll, 80, 9, &APPROVALS);
        assert!(draw("7").iter().all(|ballot| larger.contains(ballot)));
        assert_eq!(drawn_ballots("7", &roll, roll.len() * 2, 9, &APPROVALS).len(), roll.len());
        assert!(drawn_ballots("7", &roll, 50, 0, &APPROVALS).is_empty());
    }

    #[test]
    fn each_ballot_drawn_is_one_that_the_campaign_takes() {
        let points = |total, most_on_one| Some(Points { total, most_on_one });
        for form in [
            APPROVALS,
            BallotForm { least: 3, most: Some(3), points: None },
            BallotForm { least: 7, most: None, points: None },
            BallotForm { least: 1, most: Some(2), points: points(10, None) },
            BallotForm { least: 2, most: None, points: points(10, Some(5)) },
        ] {
            for projects in [1, 2, 9, 40] {
                let ballots = drawn_ballots("graine", &roll(), 60, projects, &form);
                for (_, votes) in &ballots {
                    assert!(votes.len() >= usize::from(form.least).min(projects), "{form:?}, {projects}");
                    assert!(votes.len() <= usize::from(form.most.unwrap_or(u16::MAX)));
                    let given: u32 = votes.iter().map(|vote| vote.points).sum();
                    let all = form.points.is_none_or(|points| points.most_on_one.is_some() || given == points.total);
                    assert!(all, "{form:?}, {projects}: {given}");
                }
                let place = |place| Candidate { cost: 100, priority: false, place };
                let projects = (0..u32::try_from(projects).expect("few")).map(place).collect();
                let ballots = ballots.into_iter().map(|(_, votes)| votes).collect();
                Election::new(1_000, 100, projects, ballots, Utility::Cost).expect("no ballot names one twice");
            }
        }
    }
}
