//! `terreau backup` and `terreau restore`: everything that is kept, in a folder, and back.

use super::{files::FileArguments, opening, settings::SettingArguments};
use clap::Args;
use server::{
    backup::{self, Manifest, Place, Target},
    clock::SystemClock,
    database::Database,
};
use std::path::PathBuf;

/// Where to, and where from.
#[derive(Debug, Args)]
pub struct BackupArguments {
    /// Dossier neuf (ou vide) où écrire la sauvegarde.
    dir: PathBuf,
    #[command(flatten)]
    files: Box<FileArguments>,
}

/// From where, and whether it may replace something.
#[derive(Debug, Args)]
pub struct RestoreArguments {
    /// Dossier d’une sauvegarde.
    dir: PathBuf,
    /// Remplace ce qui est déjà là. Sans ce mot, la commande dit ce qui serait perdu.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    files: Box<FileArguments>,
}

/// Makes a backup; what it holds.
pub async fn make(settings: &SettingArguments, arguments: BackupArguments) -> Result<String, String> {
    let database = opening::open_any(settings).await?;
    let (store, _) = arguments.files.place(&settings.data_dir)?;
    let now = SystemClock::machine_now();
    let made = backup::make(&arguments.dir, &database, &store, &opening::key_file(settings), now).await;
    database.close().await;
    let manifest = made?;
    let report = format!("Sauvegarde faite dans « {} » : {}", arguments.dir.display(), described(&manifest));
    match manifest.faults.is_empty() {
        true => Ok(report),
        false => Err(format!("{report}\nMais :\n  {}", manifest.faults.join("\n  "))),
    }
}

/// Puts a backup back; what was restored.
pub async fn restore(settings: &SettingArguments, arguments: RestoreArguments) -> Result<String, String> {
    let manifest = backup::check(&arguments.dir).await?;
    if settings.database_url.is_none() || settings.log_key_file.is_none() {
        opening::check_folder(&settings.data_dir)?;
    }
    let (store, _) = arguments.files.place(&settings.data_dir)?;
    let url = opening::url(settings)?;
    let key = opening::key_file(settings);
    let now = SystemClock::machine_now();
    let kept = match server::database::sqlite_file(&url) {
        Some(file) => {
            let to = Place { database: Target::Sqlite(&file), store: &store, key: &key };
            backup::restore(&arguments.dir, &to, arguments.force, now).await?
        }
        None => {
            let database = Database::open(&url).await.map_err(opening::explained)?;
            let to = Place { database: Target::Postgresql(&database), store: &store, key: &key };
            let done = backup::restore(&arguments.dir, &to, arguments.force, now).await;
            database.close().await;
            done?
        }
    };
    let mut report = format!("Restauration faite : {}", described(&manifest));
    for line in kept.iter().chain(&manifest.faults) {
        report = format!("{report}\n  {line}");
    }
    Ok(report)
}

fn described(manifest: &Manifest) -> String {
    let rows: u64 = manifest.tables.values().sum();
    let attached = manifest.files.iter().filter(|file| file.path.starts_with("pieces/")).count();
    format!(
        "{} tables, {rows} lignes, {attached} pièces jointes, {}.\nTête de la trace à noter hors du serveur : {}:{}",
        manifest.tables.len(),
        match manifest.log_key {
            Some(_) => "la clé du journal",
            None => "aucune clé du journal",
        },
        manifest.events,
        manifest.head
    )
}
