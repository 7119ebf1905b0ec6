//! `terreau witness`: looks at a site's log, checks that it grew from what was seen, and signs its head.

use super::site::Site;
use clap::Args;
use entity::{
    address::Address,
    frozen_rule::FrozenRule,
    log::{Checkpoint, Distrust, Hash, LogName},
    tile,
    witness::{accept, cosign, verifier},
};
use server::{clock::SystemClock, disk, log::key_in, rng::Rng};
use std::path::{Path, PathBuf};

/// Whose log to look at, and where to remember it.
#[derive(Debug, Args)]
pub struct WitnessArguments {
    /// L’adresse du site, telle que les visiteurs la tapent.
    site: String,
    /// Dossier où le témoin garde sa clé, le journal qu’il suit et la dernière tête vue.
    #[arg(long, default_value = "./temoin")]
    dir: PathBuf,
    /// Nom sous lequel le témoin signe.
    #[arg(long, default_value = "temoin")]
    name: String,
}

/// The files of a witness.
const KEY: &str = "temoin.key";
const LOG: &str = "journal";
const SEEN: &str = "checkpoint";
const REFUSED: &str = "checkpoint.refuse";

/// Looks once; what was seen and signed, or why the log is not believed.
///
/// The first time, the log's name and key are those of the rule document; from then on, those that were kept.
pub fn run(arguments: &WitnessArguments) -> Result<String, String> {
    if arguments.name.is_empty() || arguments.name.contains(|c: char| c.is_whitespace() || c == '+') {
        return Err("le nom d’un témoin ne contient ni espace ni « + »".into());
    }
    let site = Site::at(&arguments.site)?;
    let file = |name: &str| arguments.dir.join(name);
    let failed = |error: std::io::Error| format!("« {} » : {error}", arguments.dir.display());
    disk::folder(&arguments.dir).map_err(failed)?;
    disk::close_to_others(&arguments.dir).map_err(failed)?;
    let key = key_in(&file(KEY), Rng::from_system().bytes()).map_err(failed)?;
    let log = match kept(&file(LOG)).map_err(failed)? {
        Some(log) => LogName::parse(log.trim()).map_err(|why| format!("« {LOG} » : {why}"))?,
        None => {
            let rule = FrozenRule::parse(&site.text(&Address::FrozenRule.to_string())?).and_then(|rule| rule.log());
            let log = rule.ok_or("le site n’a pas de document de règle canonique")?;
            keep(&file(LOG), &format!("{log}\n")).map_err(failed)?;
            log
        }
    };
    let seen = kept(&file(SEEN)).map_err(failed)?;
    let shown = site.text(&Address::LogCheckpoint.to_string())?;
    let refused = |why: Distrust| {
        // Two heads that the log signed and that do not go together are the proof.
        let proof = keep(&file(REFUSED), &shown);
        let kept = proof.map_or_else(|error| error.to_string(), |()| file(REFUSED).display().to_string());
        format!("tête refusée, et gardée comme preuve ({kept}) : {why}")
    };
    let size = Checkpoint::verify(&shown, &log).map_err(refused)?.size;
    let head = accept(&log, seen.as_deref(), &shown, &entries(&site, size)?).map_err(refused)?;
    let now = u64::try_from(SystemClock::machine_now().timestamp()).unwrap_or(0);
    let signed = cosign(&shown, &head, &arguments.name, &key, now);
    keep(&file(SEEN), &signed).map_err(failed)?;
    let before = seen.and_then(|seen| Checkpoint::verify(&seen, &log).ok());
    let grew = before
        .map_or("vu pour la première fois".to_owned(), |before| format!("il prolonge les {} déjà vues", before.size));
    Ok(format!(
        "Journal {} : {} inscriptions, {grew}.\nTête contresignée : {}\nClé du témoin : {}",
        log.origin,
        head.size,
        file(SEEN).display(),
        verifier(&arguments.name, &key),
    ))
}

/// The first `size` entries of the site's log.
fn entries(site: &Site, size: u64) -> Result<Vec<Hash>, String> {
    let mut entries = Vec::new();
    for path in tile::bundles(size) {
        let read = tile::read_bundle(&site.get(&path)?);
        entries.extend(read.ok_or_else(|| format!("{path} n’est pas une liste d’inscriptions"))?);
    }
    Ok(entries)
}

fn kept(file: &Path) -> std::io::Result<Option<String>> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn keep(file: &Path, text: &str) -> std::io::Result<()> {
    disk::write(file, text.as_bytes())
}
