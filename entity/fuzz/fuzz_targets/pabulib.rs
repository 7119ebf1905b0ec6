//! Whatever a file holds, it is read and counted, or refused with a line; never a panic. What is read can be written
//! and read again.

#![no_main]

use entity::{
    pabulib::File,
    tally::{Completion, Priority, Rule, Stop, tally},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(file) = File::read(text) else { return };
    assert_eq!(File::read(&file.write()).map(|again| again.election), Ok(file.election.clone()));
    // Large elections take their time; what is looked for here are panics.
    if file.election.ballots().len() > 30 || file.election.projects().len() > 12 {
        return;
    }
    let shares = |completion| Rule::EqualShares { completion, priority: Priority::None };
    for rule in [Rule::Greedy { priority: Priority::None }, shares(Completion::None)] {
        assert!(tally(rule, &file.election).spent <= file.election.budget());
    }
    // As many increments as a fuzzer has patience for.
    let spread = file.election.projects().iter().map(|project| project.cost).sum::<u64>() / file.election.unit();
    let increment = u32::try_from(spread / 50 + 1).unwrap_or(u32::MAX);
    for stop in [Stop::Exhaustive, Stop::Infeasible] {
        assert!(tally(shares(Completion::Add1u { increment, stop }), &file.election).spent <= file.election.budget());
    }
});
