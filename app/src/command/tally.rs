//! `terreau tally`: counts a Pabulib file.

use clap::{Args, ValueEnum};
use entity::{
    pabulib::{File, amount},
    tally::{Completion, Fraction, Outcome, Priority, Rule, Step, Stop, Tally, TieBreak, tally},
};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;

/// What to count, how, and what to print.
#[derive(Debug, Args)]
pub struct TallyArguments {
    /// Fichier au format Pabulib (.pb).
    file: PathBuf,
    /// Règle du dépouillement.
    #[arg(long, default_value = "equal_shares")]
    rule: RuleName,
    /// Ce que deviennent les parts qui restent (parts égales seulement).
    #[arg(long, default_value = "none")]
    completion: CompletionName,
    /// De combien la part de chacun augmente à chaque fois, en unités entières de la monnaie.
    #[arg(long, default_value = "1", value_parser = clap::value_parser!(u32).range(1..))]
    increment: u32,
    /// Quand les augmentations s’arrêtent : dès qu’aucun projet ne tient plus dans le reste, ou avant de dépasser le
    /// budget.
    #[arg(long, default_value = "exhaustive")]
    stop: StopName,
    /// Départage : le moins cher, puis le plus de voix, puis l’identifiant comparé comme un texte.
    #[arg(long, default_value = "cost,votes,id")]
    ties: Ties,
    /// Écrit le résultat en JSON.
    #[arg(long)]
    json: bool,
    /// Dit aussi, projet par projet, ce qui s’est passé.
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum RuleName {
    EqualShares,
    Greedy,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum CompletionName {
    None,
    Add1,
    Add1u,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum StopName {
    Exhaustive,
    Infeasible,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Ties {
    #[value(name = "cost,votes,id")]
    CostVotesId,
}

/// Counts the file; what is printed, or why it is refused.
pub fn run(arguments: &TallyArguments) -> Result<String, String> {
    let path = arguments.file.display();
    let bytes = std::fs::read(&arguments.file)
        .map_err(|error| format!("le fichier « {path} » ne peut pas être lu : {error}"))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let line =
            error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() + 1;
        format!("« {path} », ligne {line} : ce n’est pas du texte en UTF-8")
    })?;
    let file = File::read(&text).map_err(|malformed| format!("« {path} », {malformed}"))?;
    let Ties::CostVotesId = arguments.ties;
    let stop = match arguments.stop {
        StopName::Exhaustive => Stop::Exhaustive,
        StopName::Infeasible => Stop::Infeasible,
    };
    let increment = arguments.increment;
    let completion = match arguments.completion {
        CompletionName::None => Completion::None,
        CompletionName::Add1 => Completion::Add1 { increment, stop },
        CompletionName::Add1u => Completion::Add1u { increment, stop },
    };
    let priority = Priority::None;
    let rule = match arguments.rule {
        RuleName::EqualShares => Rule::EqualShares { completion, priority },
        RuleName::Greedy => Rule::Greedy { priority },
    };
    let tally = tally(rule, &file.election);
    if arguments.json {
        let printed = as_json(&file, &tally, arguments.explain);
        serde_json::to_string_pretty(&printed).map_err(|error| error.to_string())
    } else {
        Ok(as_text(&file, &tally, arguments.explain))
    }
}

fn as_json(file: &File, tally: &Tally, explain: bool) -> Value {
    let unit = file.election.unit();
    let selected: Vec<&str> = tally.selected().map(|step| file.projects[step.project].as_str()).collect();
    let mut printed = json!({
        "selected": selected,
        "spent": amount(tally.spent, unit),
        "budget": amount(file.election.budget(), unit),
        "ballots": file.election.ballots().len(),
    });
    if let Some(endowment) = &tally.endowment {
        printed["endowment"] = fraction(endowment, unit).into();
        printed["increments"] = tally.increments.into();
    }
    if !file.warnings.is_empty() {
        printed["warnings"] = file.warnings.iter().map(ToString::to_string).collect();
    }
    if explain {
        printed["steps"] = tally.steps.iter().map(|step| step_as_json(file, step)).collect();
    }
    printed
}

fn step_as_json(file: &File, step: &Step) -> Value {
    let unit = file.election.unit();
    let mut printed = json!({
        "project": file.projects[step.project],
        "cost": amount(file.election.projects()[step.project].cost, unit),
        "votes": step.votes,
        "left_before": amount(step.left_before, unit),
    });
    let outcome = match &step.outcome {
        Outcome::Selected => json!({ "selected": "by_votes" }),
        Outcome::Bought(purchase) => {
            let voter = |at: u32| file.voters[at as usize].as_str();
            let full: Vec<&str> = purchase.full.iter().map(|&at| voter(at)).collect();
            let rest = purchase.rest.iter().map(|(at, rest)| json!([voter(*at), fraction(rest, unit)]));
            json!({
                "selected": "bought",
                "rho": purchase.rho.to_string(),
                "price": fraction(&purchase.price, unit),
                "paid_the_price": full,
                "paid_their_rest": rest.collect::<Vec<_>>(),
            })
        }
        Outcome::DoesNotFit { missing } => json!({ "does_not_fit": { "missing": amount(*missing, unit) } }),
        Outcome::NotAffordable { held } => json!({ "not_affordable": { "held": fraction(held, unit) } }),
        Outcome::TooFewVotes => json!("too_few_votes"),
        Outcome::NoVote => json!("no_vote"),
    };
    printed["outcome"] = outcome;
    if let Some(tie) = &step.tie {
        printed["tie"] = json!({ "with": file.projects[tie.with], "broken_by": tie.broken_by });
    }
    printed
}

/// A fraction of the smallest unit, in units of the currency: `p/q`, or `p` when whole.
fn fraction(value: &Fraction, unit: u64) -> String {
    (value / num_bigint::BigInt::from(unit)).to_string()
}

fn as_text(file: &File, tally: &Tally, explain: bool) -> String {
    let unit = file.election.unit();
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} bulletins, {} projets, budget {}",
        file.election.ballots().len(),
        file.projects.len(),
        amount(file.election.budget(), unit)
    );
    if let Some(endowment) = &tally.endowment {
        let _ = writeln!(out, "Part de chacun : {} ({} augmentations)", fraction(endowment, unit), tally.increments);
    }
    let _ = writeln!(out, "Retenus, pour {} :", amount(tally.spent, unit));
    for step in tally.selected() {
        let cost = amount(file.election.projects()[step.project].cost, unit);
        let _ = writeln!(out, "  {}  coût {cost}, {} voix", file.projects[step.project], step.votes);
    }
    if explain {
        out.push_str("Projet par projet :\n");
        for step in &tally.steps {
            let _ = writeln!(out, "  {} : {}", file.projects[step.project], explained(file, step));
        }
    }
    const WARNINGS: usize = 10;
    for warning in file.warnings.iter().take(WARNINGS) {
        let _ = writeln!(out, "Avertissement, {warning}");
    }
    if file.warnings.len() > WARNINGS {
        let _ = writeln!(out, "… et {} autres avertissements", file.warnings.len() - WARNINGS);
    }
    out.truncate(out.trim_end().len());
    out
}

fn explained(file: &File, step: &Step) -> String {
    let unit = file.election.unit();
    let outcome = match &step.outcome {
        Outcome::Selected => "retenu par ses voix".to_owned(),
        Outcome::Bought(purchase) => format!(
            "acheté par {} votants ; {} ont payé {} par point, {} tout ce qui leur restait",
            purchase.full.len() + purchase.rest.len(),
            purchase.full.len(),
            fraction(&purchase.price, unit),
            purchase.rest.len()
        ),
        Outcome::DoesNotFit { missing } => format!("il manque {} au budget", amount(*missing, unit)),
        Outcome::NotAffordable { held } => {
            let cost = amount(file.election.projects()[step.project].cost, unit);
            format!("ceux qui l’ont choisi n’ont plus que {} sur {cost}", fraction(held, unit))
        }
        Outcome::TooFewVotes => "trop peu de voix".to_owned(),
        Outcome::NoVote => "aucune voix".to_owned(),
    };
    let tie = step.tie.as_ref().map(|tie| {
        let why = match tie.broken_by {
            TieBreak::Priority => "programme prioritaire",
            TieBreak::LowestCost => "moins cher",
            TieBreak::MostVotes => "plus de voix",
            TieBreak::DrawnOrder => "ordre publié",
        };
        format!(" ; à égalité avec {}, passe avant : {why}", file.projects[tie.with])
    });
    format!("{outcome}{}", tie.unwrap_or_default())
}
