//! Counts many elections, for `make oracle` and `make bench`: reads paths of Pabulib files, one a line, and prints one
//! line of JSON for each: the projects selected by each rule in order, and the seconds that the count took; or why the
//! file is refused.

use entity::{
    pabulib::File,
    tally::{Completion, Priority, Rule, Stop, tally},
};
use std::io::BufRead;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let increment: u32 = std::env::args().nth(1).map_or(Ok(1), |text| text.parse())?;
    let shares = |completion| Rule::EqualShares { completion, priority: Priority::None };
    let rules = [
        ("greedy", Rule::Greedy { priority: Priority::None }),
        ("mes", shares(Completion::None)),
        ("add1_exhaustive", shares(Completion::Add1 { increment, stop: Stop::Exhaustive })),
        ("add1_infeasible", shares(Completion::Add1 { increment, stop: Stop::Infeasible })),
    ];
    for path in std::io::stdin().lock().lines() {
        let path = path?;
        let mut line = serde_json::Map::new();
        let file = match File::read(&String::from_utf8_lossy(&std::fs::read(&path)?)) {
            Ok(file) => file,
            Err(malformed) => {
                line.insert("refused".to_owned(), malformed.to_string().into());
                println!("{}", serde_json::Value::Object(line));
                continue;
            }
        };
        for (name, rule) in rules {
            let began = Instant::now();
            let counted = tally(rule, &file.election);
            let seconds = began.elapsed().as_secs_f64();
            let selected: Vec<&str> = counted.selected().map(|step| file.projects[step.project].as_str()).collect();
            line.insert(
                name.to_owned(),
                serde_json::json!({ "selected": selected, "seconds": seconds, "increments": counted.increments }),
            );
        }
        println!("{}", serde_json::Value::Object(line));
    }
    Ok(())
}
