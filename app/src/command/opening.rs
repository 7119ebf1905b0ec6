//! Opening what is kept: the database of the settings, the key of its log, the files that others must not read.

use super::settings::SettingArguments;
use clap::Args;
use sea_orm::DatabaseTransaction;
use server::{
    Platform,
    attachment::claim::{Foreign, claim},
    bank_account,
    database::{Database, OpenError, sqlite_url},
    disk::{self, Lock},
    keeping,
    log::{Signer, key_in, read_key},
    rng::Rng,
    vault::Vault,
};
use std::path::{Path, PathBuf};

/// What one says once, at one start, when what is kept is not what the database expects.
#[derive(Debug, Args)]
pub struct KeepingArguments {
    /// Prend les pièces jointes du dossier ou du stockage réglé, même si elles sont celles d’une autre base : après
    /// une restauration, ou une base refaite à dessein. À dire une seule fois.
    #[arg(long)]
    adopt_files: bool,
    /// Met de côté, pour trente jours, autant de pièces jointes qu’aucune candidature ne nomme qu’il y en a, et non
    /// vingt ou une sur cent.
    #[arg(long)]
    pub quarantine_all: bool,
    /// Remplace la clé perdue du journal par celle de TERREAU_LOG_KEY_FILE, faite au besoin. Refusé tant qu’une règle
    /// figée la nomme.
    #[arg(long)]
    new_log_key: bool,
}

/// A database that was opened; other servers that start wait while `alone` lives, and none starts on a SQLite file
/// while `held` does.
pub struct Opened {
    pub database: Database,
    pub alone: Option<DatabaseTransaction>,
    pub held: Option<Lock>,
}

/// Opens the database of the settings and brings its schema up to date: for a server, which then holds a SQLite file
/// for itself, or for a command beside it.
pub async fn open(settings: &SettingArguments, to_serve: bool) -> Result<Opened, String> {
    let url = url(settings)?;
    if settings.database_url.is_none() {
        check_folder(&settings.data_dir)?;
    }
    let database = Database::open(&url).await.map_err(explained)?;
    let held = if to_serve { database.hold().map_err(explained)? } else { None };
    let alone = database.alone().await.map_err(explained)?;
    if let Some(copy) = database.migrate_with_a_copy(held.as_ref()).await.map_err(explained)? {
        println!("Avant la mise à jour du schéma, la base a été copiée : {}", copy.display());
    }
    Ok(Opened { database, alone, held })
}

/// Opens the database of the settings for a command that only reads: the schema stays as it is, and must be of this
/// executable.
pub async fn open_to_read(settings: &SettingArguments) -> Result<Database, String> {
    Database::open_to_read(&url(settings)?).await.map_err(explained)
}

/// Opens the database of the settings for a command that copies it as it is.
pub async fn open_any(settings: &SettingArguments) -> Result<Database, String> {
    Database::open_any(&url(settings)?).await.map_err(explained)
}

/// The address of the database of the settings.
pub fn url(settings: &SettingArguments) -> Result<String, String> {
    match &settings.database_url {
        Some(url) if url.starts_with("sqlite:") || url.starts_with("postgres:") || url.starts_with("postgresql:") => {
            Ok(url.clone())
        }
        Some(url) => {
            let scheme = url.split(':').next().unwrap_or_default();
            Err(format!(
                "TERREAU_DATABASE_URL commence par « {scheme}: » ; indiquez « sqlite:CHEMIN » ou « postgres://… »"
            ))
        }
        None => Ok(sqlite_url(&settings.data_dir)),
    }
}

/// The error with the setting that it is about, and what to do.
pub fn explained(error: OpenError) -> String {
    match error {
        OpenError::Unreachable(error) => format!("la base de TERREAU_DATABASE_URL ne répond pas : {error}"),
        OpenError::Newer(_) => format!(
            "{error} : installez la version de Terreau qui l’a écrite, ou indiquez une autre base dans \
             TERREAU_DATABASE_URL"
        ),
        OpenError::Older(_) => {
            format!(
                "{error} : « terreau migrate » la met à jour ; cette commande, qui ne fait que lire, n’y touche pas"
            )
        }
        OpenError::Missing(_) => format!("{error} : indiquez-la dans TERREAU_DATA_DIR ou TERREAU_DATABASE_URL"),
        OpenError::Held(_) => {
            format!("{error} : arrêtez-le d’abord, ou indiquez un autre dossier dans TERREAU_DATA_DIR")
        }
        OpenError::Migration(_) => format!("{error} (TERREAU_DATABASE_URL)"),
        OpenError::NotCopied(_) => format!("{error} ; rien n’a changé. Faites de la place à côté de la base"),
    }
}

/// Whether the data folder can be written, which is made when it is missing.
pub fn check_folder(folder: &Path) -> Result<(), String> {
    disk::probe(folder).map_err(|error| {
        format!("le dossier de TERREAU_DATA_DIR, « {} », ne se laisse pas écrire : {error}", folder.display())
    })
}

/// The folder of files that are being sent, in the data folder.
const UPLOADS: &str = "envois";

/// Where files stand while they are sent: in the data folder, which has room for them.
pub fn uploads_folder(settings: &SettingArguments) -> Result<PathBuf, String> {
    let folder = settings.data_dir.join(UPLOADS);
    check_folder(&settings.data_dir)?;
    check_folder(&folder)?;
    Ok(folder)
}

/// The file of the log's key, as the settings say.
pub fn key_file(settings: &SettingArguments) -> PathBuf {
    settings.log_key_file.clone().unwrap_or_else(|| settings.data_dir.join("journal.key"))
}

/// What signs the public log of the vote: the key of the settings, made only for a database that knows none. A server
/// with another key would start as if all were well, and then take no ballot.
pub async fn signer(
    settings: &SettingArguments,
    keeping: &KeepingArguments,
    database: &Database,
    base_url: &str,
) -> Result<Signer, String> {
    let file = key_file(settings);
    if settings.log_key_file.is_none() {
        check_folder(&settings.data_dir)?;
    }
    let unreadable = |error: std::io::Error| {
        format!("la clé de TERREAU_LOG_KEY_FILE, « {} », ne peut pas être lue ni faite : {error}", file.display())
    };
    let host = base_url.split_once("://").map_or(base_url, |(_, rest)| rest).trim_end_matches('/');
    let known = keeping::log_key(database.read()).await.map_err(|error| error.to_string())?;
    let found = read_key(&file).map_err(unreadable)?.map(|key| Signer::new(key, host));
    if let Some(known) = &known
        && !found.as_ref().is_some_and(|found| found.holds(&known.key))
        && (known.frozen || !keeping.new_log_key)
    {
        return Err(wrong_key(&file, found.is_some(), known.frozen));
    }
    let signer = match found {
        Some(signer) => signer,
        None => Signer::new(key_in(&file, Rng::from_system().bytes()).map_err(unreadable)?, host),
    };
    keeping::keep_log_key(database, &signer).await.map_err(|error| error.to_string())?;
    Ok(signer)
}

/// The key of a demonstration for bank accounts, in its data folder.
const DEMO_KEY: &str = "iban.key";

/// The key under which bank accounts are sealed: that of the file of the settings, made where it is missing and none is
/// kept yet; a demonstration has one of its own. None where the settings name none. One that opens nothing of what is
/// kept is told, and the site runs: only what was sealed cannot be read.
pub async fn vault(settings: &SettingArguments, database: &Database, demo: bool) -> Result<Option<Vault>, String> {
    // A demonstration makes its own, and commands beside it use that.
    let own = Some(settings.data_dir.join(DEMO_KEY)).filter(|own| demo || own.exists());
    let Some(file) = settings.iban_key_file.clone().or(own) else { return Ok(None) };
    let unreadable = |error: std::io::Error| {
        format!("la clé de TERREAU_IBAN_KEY_FILE, « {} », ne peut pas être lue ni faite : {error}", file.display())
    };
    let kept = bank_account::stored::one(database.read()).await.map_err(|error| error.to_string())?;
    let key = match (disk::read_key(&file).map_err(unreadable)?, &kept) {
        (Some(key), _) => key,
        (None, None) => disk::key_in(&file, Rng::from_system().bytes()).map_err(unreadable)?,
        (None, Some(_)) => {
            return Err(format!(
                "la clé de TERREAU_IBAN_KEY_FILE, « {} », n’est pas là (ou est vide), et cette base garde des IBAN \
                 chiffrés par elle : remettez le fichier, ou retirez le réglage (les IBAN ne se lisent alors plus)",
                file.display()
            ));
        }
    };
    let vault = Vault::new(&key);
    if let (Some(row), Some(vault)) = (&kept, &vault)
        && !bank_account::stored::is_of(vault, row)
    {
        tracing::error!(
            file = %file.display(),
            "this is another key than the one under which bank accounts were sealed (TERREAU_IBAN_KEY_FILE)"
        );
    }
    Ok(vault)
}

fn wrong_key(file: &Path, found: bool, frozen: bool) -> String {
    let what = match found {
        true => "est une autre clé que celle du journal de cette base",
        false => "n’est pas là (ou est vide), et cette base a déjà une clé de journal, qui n’est pas refaite",
    };
    let way_out = match frozen {
        true => "la règle figée du vote la nomme, et aucune autre ne peut signer",
        false => "si elle est perdue, démarrez une fois avec --new-log-key",
    };
    format!(
        "la clé de TERREAU_LOG_KEY_FILE, « {} », {what} : remettez le fichier \
         d’une sauvegarde, ou celui des autres serveurs ; {way_out}",
        file.display()
    )
}

/// Makes the store of files this database's, or refuses it as another's.
pub async fn claim_files(platform: &Platform, keeping: &KeepingArguments) -> Result<(), String> {
    let identity = keeping::identity(&platform.database, &platform.rng).await.map_err(|error| error.to_string())?;
    let place = "le dossier ou le stockage des pièces jointes (TERREAU_FILES_DIR, TERREAU_S3_BUCKET)";
    claim(platform, &identity, keeping.adopt_files).await.map_err(|foreign| match foreign {
        Foreign::Unreadable(_) => format!("{place} : {foreign}"),
        Foreign::Other(_) | Foreign::Unknown(_) => format!(
            "{place} n’est pas celui de cette base : {foreign}. Indiquez le sien, ou la base dont elles sont ; \
             si la base a été refaite à dessein, démarrez une fois avec --adopt-files"
        ),
    })
}

/// Takes from other accounts of the machine what earlier versions let them read, and says so. What cannot be closed
/// is told, and stops nothing.
pub fn close_to_others(settings: &SettingArguments, database: &Database, files: Option<&Path>) {
    let ibans = [settings.iban_key_file.clone(), Some(settings.data_dir.join(DEMO_KEY))];
    let ibans = ibans.into_iter().flatten().filter(|file| file.exists());
    let mut alone: Vec<PathBuf> = [key_file(settings)].into_iter().chain(ibans).collect();
    if database.file().is_some() || settings.log_key_file.is_none() {
        alone.push(settings.data_dir.clone());
    }
    let mut mended = 0;
    let mut close = |path: &Path, closed: std::io::Result<usize>| match closed {
        Ok(count) => mended += count,
        Err(error) => tracing::warn!(%error, path = %path.display(), "other accounts of this machine may read this"),
    };
    for path in alone {
        close(&path, disk::close_alone(&path).map(usize::from));
    }
    let beside = |file: &Path, end: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let mut whole: Vec<PathBuf> = files.map(Path::to_owned).into_iter().collect();
    whole.push(settings.data_dir.join(UPLOADS));
    if let Some(file) = database.file() {
        whole.extend(["", "-wal", "-shm", ".verrou"].map(|end| beside(file, end)));
        whole.push(file.with_file_name("copies"));
    }
    for path in whole {
        close(&path, disk::close_to_others(&path));
    }
    if mended > 0 {
        tracing::warn!(
            mended,
            "other accounts of this machine could read what is kept here: no longer (0700 and 0600)"
        );
    }
}
