//! `terreau verify`: recounts a vote from its archive, and proves a receipt, believing no server.

use super::site::{Site, is_address};
use app::pack::unpack;
use clap::Args;
use entity::{
    address::Address,
    archive::{self, Recount},
    log::{Distrust, Receipt},
    tally::Outcome,
};
use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

/// What to check.
#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// L’archive d’un vote (.zip), telle que le site la donne après la clôture, ou l’adresse du site qui la donne
    /// (https://…).
    archive: String,
    /// Un récépissé (.tlog-proof), à retrouver parmi les bulletins de l’archive.
    #[arg(long)]
    receipt: Option<PathBuf>,
}

/// Recounts; what was checked, or what is wrong.
pub fn run(arguments: &VerifyArguments) -> Result<String, String> {
    let read = |path: &Path| {
        std::fs::read(path).map_err(|error| format!("le fichier « {} » ne peut pas être lu : {error}", path.display()))
    };
    let bytes = match is_address(&arguments.archive) {
        true => Site::at(&arguments.archive)?.get(&Address::ResultArchive.to_string())?,
        false => read(Path::new(&arguments.archive))?,
    };
    let files = unpack(&bytes).map_err(|why| format!("« {} » : {why}", arguments.archive))?;
    let recount = archive::verify(&files).map_err(|tampered| format!("archive refusée : {tampered}"))?;
    let mut out = report(&recount);
    if let Some(path) = &arguments.receipt {
        // Whatever an editor saved it in: what is not ASCII of a receipt is one dash.
        let text = String::from_utf8_lossy(&read(path)?).into_owned();
        let refused = |distrust| match distrust {
            Distrust::Unreadable => format!("« {} » : {distrust} ; reprenez le fichier d’origine", path.display()),
            other => format!("récépissé refusé : {other}"),
        };
        let receipt = Receipt::parse(&text).map_err(refused)?;
        let log = recount.rule.log().ok_or("la règle ne nomme pas de journal")?;
        receipt.verify(&log, &recount.rule_hash).map_err(refused)?;
        // The archive holds exactly the entries of the signed log: what is at the receipt's place there is the ballot
        // published.
        let line = usize::try_from(receipt.index).unwrap_or(usize::MAX);
        let there = files.get(archive::LOG).and_then(|log| log.lines().nth(line));
        if there != Some(archive::Published::new(receipt.ballot.clone(), &receipt.nonce).log_line().as_str()) {
            return Err("récépissé refusé : l’archive porte un autre bulletin à cette place".into());
        }
        let _ = writeln!(
            out,
            "Récépissé : le bulletin de {} (dépôt n° {}) est bien l’inscription n° {}.",
            receipt.ballot.voter.key(),
            receipt.ballot.version,
            receipt.index
        );
    }
    out.truncate(out.trim_end().len());
    Ok(out)
}

fn report(recount: &Recount) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "« {} » : l’archive est en ordre.", recount.rule.title);
    let _ = writeln!(out, "Règle figée : {}", recount.rule_hash);
    let _ = writeln!(
        out,
        "Journal : {} inscriptions, tête signée, chaque bulletin à sa place, chacun sous cette règle, {} ; {} \
         bulletins comptent.",
        recount.entries,
        match recount.rule.publication.is_named() {
            true => "dans le temps du vote, par une collectivité appelée à voter",
            false => "sans nom ni heure, autant que de collectivités appelées à voter qui ont voté",
        },
        recount.ballots
    );
    let _ = writeln!(out, "Dépouillement refait ; il retient, pour {} centimes :", recount.tally.spent);
    for step in &recount.tally.steps {
        if matches!(step.outcome, Outcome::Selected | Outcome::Bought(_)) {
            let project = &recount.rule.projects[step.project];
            let _ = writeln!(out, "  {} ({} voix)", project.title, step.votes);
        }
    }
    out
}
