use super::*;
use crate::{
    campaign::{BallotForm, Points, Publication},
    frozen_rule::{FORMAT, FrozenProject, Roll, text_hash},
    log::LogKey,
    tally::{Completion, Priority, Rule, Stop},
};

pub(crate) const ORIGIN: &str = "terreau.test/journal/essai";

pub(crate) fn key() -> LogKey {
    LogKey::new(&[5; 32])
}

fn project(n: u128) -> ProjectId {
    ProjectId(uuid::Uuid::from_u128(n))
}

fn siren(n: usize) -> Siren {
    const ROLL: [&str; 4] = ["214601023", "214600421", "212900195", "200067023"];
    let all = (200_000_000_u32..).filter_map(|number| Siren::parse(&number.to_string()).ok());
    match ROLL.get(n).and_then(|text| Siren::parse(text).ok()) {
        Some(siren) => siren,
        None => all.clone().nth(n).expect("there are many"),
    }
}

pub(crate) fn rule() -> FrozenRule {
    let frozen = |n: u128, cost: u64| FrozenProject {
        id: project(n),
        title: format!("Projet {n} ; « le {n}e »"),
        cost,
        priority: n == 2,
        text: text_hash("Résumé", ""),
    };
    let mut collectivities: Vec<Siren> = (0..8).map(siren).collect();
    collectivities.sort_unstable();
    FrozenRule {
        format: FORMAT.into(),
        campaign: "essai".into(),
        title: "Essai".into(),
        opens: "2021-03-31T22:00:00.000Z".into(),
        closes: "2021-04-30T22:00:00.000Z".into(),
        budget: 100_000,
        ballot: BallotForm { least: 1, most: None, points: None },
        publication: Publication::Named,
        rule: Rule::EqualShares {
            completion: Completion::Add1u { increment: 1, stop: Stop::Exhaustive },
            priority: Priority::TiesAndLeftover,
        },
        seed: "graine".into(),
        projects: vec![frozen(3, 40_000), frozen(1, 40_000), frozen(2, 60_000)],
        roll: Roll { vintage: "2023".into(), collectivities },
        log: key().public(ORIGIN).to_string(),
    }
}

fn ballot(rule: &FrozenRule, n: usize, version: i32, choices: &[u128]) -> Published {
    let voter = match rule.publication {
        Publication::Named => Voter::Named { siren: siren(n), cast_at: "2021-04-03T10:00:00.123Z".into() },
        Publication::Unnamed => Voter::unnamed(&[u8::try_from(n).expect("small"); 16]),
    };
    let ballot = LoggedBallot {
        voter,
        choices: choices.iter().map(|&n| project(n).into()).collect(),
        rule: FrozenRule::hash(&rule.canonical()),
        version,
    };
    Published::new(ballot, &nonce(n, version))
}

/// The nonce of a voter's ballot.
pub(crate) fn nonce(n: usize, version: i32) -> Nonce {
    [u8::try_from(n * 10 + version as usize).expect("small"); 32]
}

/// Who voted in [`ballots`].
fn voters() -> Vec<Siren> {
    let mut voters: Vec<Siren> = (0..4).map(siren).collect();
    voters.sort_unstable();
    voters
}

pub(crate) fn ballots(rule: &FrozenRule) -> Vec<Published> {
    vec![
        ballot(rule, 0, 1, &[3, 1]),
        ballot(rule, 1, 1, &[3, 1, 2]),
        ballot(rule, 2, 1, &[2]),
        ballot(rule, 0, 2, &[3]),
        ballot(rule, 3, 1, &[2]),
    ]
}

/// An archive whose log holds these ballots and is signed by the key of the rule: what a server that cheats could
/// publish.
fn signed(rule: &FrozenRule, ballots: &[Published]) -> Files {
    let tree = Tree::of(ballots.iter().filter_map(Published::entry));
    let checkpoint = Checkpoint::of(ORIGIN, &tree).sign(&key());
    // Made from what can be counted, so that a wrong ballot is not refused here already.
    let countable: Vec<Published> = super::tests::ballots(rule);
    let mut files = make(rule, &countable, &voters(), &checkpoint).expect("it counts");
    files.insert(BALLOTS.into(), lines(rule.publication, ballots));
    let entry = |one: &Published| BASE64_STANDARD.encode(one.entry().expect("a nonce")) + "\n";
    files.insert(LOG.into(), ballots.iter().map(entry).collect());
    files
}

fn archive() -> Files {
    signed(&rule(), &ballots(&rule()))
}

#[test]
fn an_untouched_archive_is_recounted() {
    let recount = verify(&archive()).expect("in order");
    assert_eq!((recount.entries, recount.ballots), (5, 4));
    assert_eq!(recount.rule_hash, FrozenRule::hash(&rule().canonical()));
    assert!(recount.tally.selected().count() > 0);
    assert_eq!(
        make(&rule(), &ballots(&rule()), &voters(), &archive()[CHECKPOINT]),
        Ok(archive()),
        "the same files again"
    );
}

#[test]
fn a_vote_by_points_is_recounted_and_points_given_too_many_are_seen() {
    let mut rule = rule();
    rule.ballot.points = Some(Points { total: 5, most_on_one: Some(4) });
    let with_points = |points: &[(u128, u32)], n: usize| {
        let mut one = ballot(&rule, n, 1, &[]);
        let choice = |&(n, points): &(u128, u32)| crate::ballot::Choice { project: project(n), points };
        one.ballot.choices = points.iter().map(choice).collect();
        one
    };
    let archive = |ballots: &[Published]| {
        let tree = Tree::of(ballots.iter().filter_map(Published::entry));
        make(&rule, ballots, &[], &Checkpoint::of(ORIGIN, &tree).sign(&key())).expect("it counts")
    };
    let sound = [with_points(&[(3, 4), (2, 1)], 0), with_points(&[(1, 2), (2, 3)], 1)];
    let files = archive(&sound);
    assert_eq!(verify(&files).expect("in order").ballots, 2);
    let file = pabulib::File::read(&files[ELECTION]).expect("well formed");
    assert_eq!((file.vote_type, file.election.votes()), (VoteType::Cumulative, vec![4, 2, 4]));
    // Voters and points are told apart: project 2, the last of the list, has 4 points of 2 voters.
    assert!(files[ELECTION].contains("project_id;cost;votes;score;name\n"), "{}", files[ELECTION]);
    assert!(files[ELECTION].contains("\n3;600;2;4;"), "{}", files[ELECTION]);
    for wrong in [&[(3, 5)][..], &[(3, 4)], &[(3, 4), (2, 2)], &[(2, 1), (3, 4)], &[(3, 4), (2, 1), (1, 0)]] {
        let refused = std::panic::catch_unwind(|| verify(&archive(&[sound[0].clone(), with_points(wrong, 1)])));
        // Points that cannot even be counted are refused when the archive is made.
        assert!(refused.is_err() || refused.is_ok_and(|one| one == Err(Tampered::Choices(2))), "{wrong:?}");
    }
}

#[test]
fn the_pabulib_file_is_counted_like_the_archive() {
    let files = archive();
    let file = pabulib::File::read(&files[ELECTION]).expect("well formed");
    let without_priority = Rule::EqualShares { completion: Completion::None, priority: Priority::None };
    let of_rule = verify(&files)
        .expect("in order")
        .rule
        .election(ballots(&rule())[1..].iter().map(|one| one.ballot.choices.as_slice()));
    let selected = |election: &Election| {
        let mut selected: Vec<usize> = tally(without_priority, election).selected().map(|step| step.project).collect();
        selected.sort_unstable();
        selected
    };
    assert_eq!(selected(&file.election), selected(&of_rule.expect("an election")));
}

/// Somebody changes one file, without the key.
fn changed(name: &str, change: impl Fn(&str) -> String) -> Result<Recount, Tampered> {
    let mut files = archive();
    let text = change(&files[name]);
    assert_ne!(text, files[name], "something was changed");
    files.insert(name.into(), text);
    verify(&files)
}

/// The server itself cheats: it publishes a log of other ballots, and signs it.
fn cheated(change: impl Fn(&mut Vec<Published>)) -> Result<Recount, Tampered> {
    let mut ballots = ballots(&rule());
    change(&mut ballots);
    verify(&signed(&rule(), &ballots))
}

fn cast_at(published: &mut Published, instant: &str) {
    let Voter::Named { siren, .. } = published.ballot.voter else { panic!("it bears a name") };
    published.ballot.voter = Voter::Named { siren, cast_at: instant.into() };
}

fn line_removed(text: &str, at: usize) -> String {
    text.lines().enumerate().filter(|(line, _)| *line != at).map(|(_, line)| format!("{line}\n")).collect()
}

#[test]
fn every_tampering_is_caught() {
    let last = |text: &str| text.lines().last().map(|line| format!("{text}{line}\n")).expect("a line");
    let other_choice = |text: &str| text.replacen(&project(2).to_string(), &project(1).to_string(), 1);
    let checks: [(&str, Result<Recount, Tampered>, Tampered); 19] = [
        ("a ballot changed", changed(BALLOTS, other_choice), Tampered::Log(2)),
        ("a ballot removed", changed(BALLOTS, |text| line_removed(text, 1)), Tampered::Log(2)),
        ("a ballot added", changed(BALLOTS, last), Tampered::Log(6)),
        (
            "a ballot and its entry removed",
            {
                let mut files = archive();
                files.insert(BALLOTS.into(), line_removed(&files[BALLOTS], 4));
                files.insert(LOG.into(), line_removed(&files[LOG], 4));
                verify(&files)
            },
            Tampered::Truncated { signed: 5, there: 4 },
        ),
        (
            "a ballot and its entry changed",
            {
                let mut ballots = ballots(&rule());
                ballots[2] = ballot(&rule(), 2, 1, &[1]);
                let checkpoint = archive()[CHECKPOINT].clone();
                let mut files = signed(&rule(), &ballots);
                files.insert(CHECKPOINT.into(), checkpoint);
                verify(&files)
            },
            Tampered::Root,
        ),
        (
            "a ballot duplicated",
            cheated(|ballots| ballots.push(ballots[4].clone())),
            Tampered::TwoBallots { line: 6, voter: siren(3).to_string() },
        ),
        (
            "two ballots of one collectivité",
            cheated(|ballots| ballots.push(ballot(&rule(), 1, 1, &[2]))),
            Tampered::TwoBallots { line: 6, voter: siren(1).to_string() },
        ),
        (
            "a replaced ballot left out",
            cheated(|ballots| drop(ballots.remove(0))),
            Tampered::TwoBallots { line: 3, voter: siren(0).to_string() },
        ),
        (
            "a voter who is not on the roll",
            cheated(|ballots| ballots.push(ballot(&rule(), 20, 1, &[2]))),
            Tampered::NotOnTheRoll { line: 6, siren: siren(20) },
        ),
        (
            "a ballot after the close",
            cheated(|ballots| cast_at(&mut ballots[4], "2021-04-30T22:00:00.000Z")),
            Tampered::OutOfTime(5),
        ),
        (
            "a ballot before the opening",
            cheated(|ballots| cast_at(&mut ballots[4], "2021-03-31T21:59:59.999Z")),
            Tampered::OutOfTime(5),
        ),
        (
            "a project that is not there",
            cheated(|ballots| ballots[4].ballot.choices = vec![project(9).into()]),
            Tampered::Choices(5),
        ),
        (
            "a ballot under another rule",
            cheated(|ballots| ballots[4].ballot.rule = "0".repeat(64)),
            Tampered::OtherRule(5),
        ),
        ("a cost changed", changed(RULE, |text| text.replacen("60000", "50000", 1)), Tampered::OtherRule(1)),
        ("the rule changed", changed(RULE, |text| text.replace("add1u", "add1")), Tampered::OtherRule(1)),
        (
            "the tie order changed",
            {
                let mut other = rule();
                other.projects.swap(0, 1);
                changed(RULE, |_| other.canonical())
            },
            Tampered::OtherRule(1),
        ),
        ("the log truncated", changed(LOG, |text| line_removed(text, 4)), Tampered::Log(5)),
        (
            "the result edited",
            changed(RESULT, |text| text.replacen("\"spent\":", "\"spent\":1", 1)),
            Tampered::Result(
                verify(&archive())
                    .expect("in order")
                    .tally
                    .selected()
                    .map(|step| rule().projects[step.project].title.clone())
                    .collect(),
            ),
        ),
        ("the election edited", changed(ELECTION, |text| text.replacen("1000", "2000", 1)), Tampered::Election),
    ];
    for (what, found, expected) in checks {
        assert_eq!(found.expect_err(what), expected, "{what}");
    }
    assert_eq!(
        changed(CHECKPOINT, |note| note.replacen("\n5\n", "\n4\n", 1)),
        Err(Tampered::Head(Distrust::Signature))
    );
    for name in archive().keys() {
        let mut files = archive();
        files.remove(name);
        assert!(matches!(verify(&files), Err(Tampered::Missing(_))), "{name}");
    }
}

fn without_names() -> FrozenRule {
    FrozenRule { publication: Publication::Unnamed, ..rule() }
}

#[test]
fn ballots_without_names_are_published_in_an_order_of_chance_and_recounted_alike() {
    let (named, rule) = (rule(), without_names());
    let files = signed(&rule, &ballots(&rule));
    let recount = verify(&files).expect("in order");
    let with_names = verify(&signed(&named, &ballots(&named))).expect("in order");
    assert_eq!(files[RESULT], signed(&named, &ballots(&named))[RESULT], "names change nothing of the result");
    assert_eq!(recount.ballots, with_names.ballots);
    assert_eq!((recount.entries, recount.ballots), (5, 4));
    for voter in voters() {
        for name in [BALLOTS, LOG, ELECTION] {
            assert!(!files[name].contains(voter.as_str()), "{name} names no collectivité");
        }
        assert!(files[VOTERS].contains(voter.as_str()));
    }
    assert!(!files[BALLOTS].contains("2021-04-03"), "no instant tells who it was");
    let in_order_of_log: String = ballots(&rule).iter().map(|one| canonical(one) + "\n").collect();
    assert_ne!(files[BALLOTS], in_order_of_log);
    assert_eq!(make(&rule, &ballots(&rule), &voters(), &files[CHECKPOINT]), Ok(files), "the same files again");
}

#[test]
fn tampering_with_ballots_without_names_is_caught() {
    let rule = without_names();
    let files = signed(&rule, &ballots(&rule));
    let changed = |name: &str, text: String| {
        let mut files = files.clone();
        assert_ne!(files.insert(name.into(), text.clone()), Some(text), "something was changed");
        verify(&files).expect_err("refused")
    };
    let cheated = |change: &dyn Fn(&mut Vec<Published>)| {
        let mut ballots = ballots(&rule);
        change(&mut ballots);
        verify(&signed(&rule, &ballots)).expect_err("refused")
    };
    let drawn = |n: u8| Voter::unnamed(&[n; 16]).key().to_owned();
    let mut reversed: Vec<&str> = files[BALLOTS].lines().collect();
    reversed.reverse();
    assert_eq!(changed(BALLOTS, reversed.join("\n") + "\n"), Tampered::Order(2));
    assert!(matches!(changed(BALLOTS, line_removed(&files[BALLOTS], 1)), Tampered::Log(_)));
    assert!(matches!(
        changed(BALLOTS, files[BALLOTS].replacen(&project(2).to_string(), &project(1).to_string(), 1)),
        Tampered::Log(_) | Tampered::Order(_)
    ));
    let twice = |change: &dyn Fn(&mut Vec<Published>)| match cheated(change) {
        Tampered::TwoBallots { voter, .. } => voter,
        other => panic!("{other:?}"),
    };
    assert_eq!(twice(&|ballots| ballots.push(ballot(&rule, 1, 1, &[2]))), drawn(1));
    assert_eq!(twice(&|ballots| drop(ballots.remove(0))), drawn(0));
    assert_eq!(
        cheated(&|ballots| ballots.push(ballot(&rule, 9, 1, &[2]))),
        Tampered::Voters,
        "one ballot more than voters"
    );
    let named = ballot(&super::tests::rule(), 5, 1, &[2]);
    let under_name = |ballots: &mut Vec<Published>| {
        let mut one = named.clone();
        one.ballot.rule = FrozenRule::hash(&rule.canonical());
        ballots.push(one);
    };
    assert!(matches!(cheated(&under_name), Tampered::Naming(_)));
    let verified = |voters: &[Siren]| changed(VOTERS, canonical(&voters));
    let all = voters();
    assert_eq!(verified(&all[1..]), Tampered::Voters);
    assert_eq!(verified(&[all[0], all[0], all[1], all[2]]), Tampered::Voters);
    let mut stranger = all.clone();
    stranger[3] = siren(20);
    stranger.sort_unstable();
    assert_eq!(verified(&stranger), Tampered::Voters);
}
