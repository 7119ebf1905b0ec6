//! Real elections, whose winners are known from two other programs.
//!
//! The elections may not be copied into the project: where the folder that holds them is absent, the test says so and
//! stops.

use entity::{
    pabulib::File,
    tally::{Completion, Fraction, Priority, Rule, Stop, tally},
};
use serde_json::Value;
use std::path::Path;

#[test]
fn twelve_real_elections_are_counted_as_two_other_programs_count_them() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/elections"));
    let Ok(expected) = std::fs::read(folder.join("expected.json")) else {
        eprintln!("not run: the elections are not in ../shared/data/elections");
        return;
    };
    let expected: Value = serde_json::from_slice(&expected).expect("JSON");
    let vectors = expected["vectors"].as_array().expect("a list");
    assert_eq!(vectors.len(), 12);
    for vector in vectors {
        let name = vector["file"].as_str().expect("a name");
        let text = std::fs::read_to_string(folder.join(name)).expect("the file is there");
        let file = File::read(&text).unwrap_or_else(|malformed| panic!("{name}: {malformed}"));
        assert_eq!(file.election.ballots().len() as u64, vector["n"].as_u64().expect("a number"), "{name}");
        let shares = |completion| Rule::EqualShares { completion, priority: Priority::None };
        let exhaustive = Completion::Add1 { increment: 1, stop: Stop::Exhaustive };
        let infeasible = Completion::Add1 { increment: 1, stop: Stop::Infeasible };
        let add1u = Completion::Add1u { increment: 1, stop: Stop::Exhaustive };
        for (rule, winners, endowment) in [
            (Rule::Greedy { priority: Priority::None }, "greedy", None),
            (shares(Completion::None), "mes", None),
            (shares(exhaustive), "add1_exhaustive_stop", Some("add1_exhaustive_endowment")),
            (shares(infeasible), "add1_infeasible_stop", Some("add1_infeasible_endowment")),
            (shares(add1u), "add1u", None),
        ] {
            let tally = tally(rule, &file.election);
            let mut selected: Vec<&str> = tally.selected().map(|step| file.projects[step.project].as_str()).collect();
            let mut wanted: Vec<&str> = strings(&vector[winners]);
            if rule == shares(Completion::None) {
                assert_eq!(selected, wanted, "{name}, {winners}, in order of purchase");
            }
            selected.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(selected, wanted, "{name}, {winners}");
            if let Some(endowment) = endowment {
                let unit = num_bigint::BigInt::from(file.election.unit());
                let given = tally.endowment.map(|endowment: Fraction| (endowment / unit).to_string());
                assert_eq!(given.as_deref(), vector[endowment].as_str(), "{name}, {endowment}");
            }
        }
    }
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|item| item.as_str().expect("text")).collect()
}
