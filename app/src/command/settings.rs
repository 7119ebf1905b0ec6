//! The settings that every command has. Each is an environment variable with a flag of the same name.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct SettingArguments {
    /// Dossier des données (base SQLite) ; créé s’il manque.
    #[arg(long, env = "TERREAU_DATA_DIR", default_value = "./data", global = true)]
    pub data_dir: PathBuf,
    /// Adresse de la base : « sqlite:CHEMIN » ou « postgres://… ». Par défaut, un fichier SQLite dans le dossier des
    /// données.
    #[arg(long, env = "TERREAU_DATABASE_URL", global = true)]
    pub database_url: Option<String>,
    /// Fichier de la clé (32 octets) qui signe le journal public du vote ; fait au premier démarrage. Par défaut,
    /// « journal.key » dans le dossier des données. Le même pour tous les serveurs d’une base PostgreSQL.
    #[arg(long, env = "TERREAU_LOG_KEY_FILE", global = true)]
    pub log_key_file: Option<PathBuf>,
    /// Fichier de la clé (32 octets) qui chiffre les IBAN, pour les campagnes qui les demandent ; fait s’il manque et
    /// qu’aucun IBAN n’est gardé. Hors des sauvegardes : à garder à part. Le même pour tous les serveurs d’une base
    /// PostgreSQL.
    #[arg(long, env = "TERREAU_IBAN_KEY_FILE", global = true)]
    pub iban_key_file: Option<PathBuf>,
    /// Détail du journal : error, warn, info, debug, ou une liste par module.
    #[arg(long, env = "TERREAU_LOG", default_value = "info", global = true)]
    log: String,
    /// Forme du journal.
    #[arg(long, env = "TERREAU_LOG_FORMAT", default_value = "text", global = true)]
    log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

/// Every variable that is a setting.
const KNOWN: [&str; 32] = [
    "TERREAU_TRUSTED_PROXIES",
    "TERREAU_RATE_LIMIT",
    "TERREAU_TEXTS_DIR",
    "TERREAU_SECURITY_CONTACT",
    "TERREAU_CONTACT",
    "TERREAU_KEEP_MAILS_DAYS",
    "TERREAU_KEEP_NOTICES_DAYS",
    "TERREAU_SMTP_URL",
    "TERREAU_MAIL_FROM",
    "TERREAU_MAILING_RATE",
    "TERREAU_PROCONNECT_ISSUER",
    "TERREAU_PROCONNECT_CLIENT_ID",
    "TERREAU_PROCONNECT_CLIENT_SECRET",
    "TERREAU_PROCONNECT_ALGORITHM",
    "TERREAU_PROCONNECT_PKCE",
    "TERREAU_PROCONNECT_ACR",
    "TERREAU_DATA_DIR",
    "TERREAU_FILES_DIR",
    "TERREAU_S3_ENDPOINT",
    "TERREAU_S3_BUCKET",
    "TERREAU_S3_REGION",
    "TERREAU_S3_KEY_ID",
    "TERREAU_S3_SECRET",
    "TERREAU_DATABASE_URL",
    "TERREAU_LOG",
    "TERREAU_LOG_FORMAT",
    "TERREAU_LISTEN",
    "TERREAU_BASE_URL",
    "TERREAU_STYLE_DIR",
    "TERREAU_DEMO",
    "TERREAU_LOG_KEY_FILE",
    "TERREAU_IBAN_KEY_FILE",
];

/// Every variable that begins with `TERREAU_` must be a setting: a misspelt one would silently do nothing.
pub fn check_environment() -> Result<(), String> {
    match std::env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .find(|name| name.starts_with("TERREAU_") && !KNOWN.contains(&name.as_str()))
    {
        Some(unknown) => Err(format!("la variable {unknown} n’est pas un réglage ; « terreau --help » les liste tous")),
        None => Ok(()),
    }
}

/// Starts the log of the program, on standard error.
pub fn start_log(settings: &SettingArguments) -> Result<(), String> {
    use tracing_subscriber::EnvFilter;
    let filter: EnvFilter = settings
        .log
        .parse()
        .map_err(|error| format!("TERREAU_LOG vaut « {} », qui ne se lit pas : {error}", settings.log))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}

/// A setting that is a whole number.
pub fn number<T: std::str::FromStr>(setting: &str, text: &str) -> Result<T, String> {
    text.trim().parse().map_err(|_| format!("{setting} vaut « {text} » ; indiquez un nombre entier"))
}
