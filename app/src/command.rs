//! The commands of the executable, one file each.

mod admin;
pub mod allocator;
mod audit;
mod backup;
mod campaign;
mod context;
mod files;
mod import;
mod mail;
mod migrate;
mod opening;
mod proconnect;
mod serve;
mod settings;
mod site;
mod tally;
mod verify;
mod witness;

use clap::{Parser, Subcommand};

/// La plateforme où les collectivités construisent ensemble leurs services numériques.
#[derive(Debug, Parser)]
#[command(name = "terreau", version)]
pub struct Arguments {
    #[command(flatten)]
    settings: settings::SettingArguments,
    #[command(subcommand)]
    command: Command,
}

impl Arguments {
    /// Whether the site is to be served: the one command that lasts.
    pub fn is_serve(&self) -> bool {
        matches!(self.command, Command::Serve(_))
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Sert le site.
    Serve(Box<serve::arguments::ServeArguments>),
    /// Met le schéma de la base à jour.
    Migrate {
        /// Donne à ce compte de PostgreSQL les droits d’un serveur, sans ceux de changer le schéma ni la trace.
        #[arg(long)]
        grant_to: Option<String>,
    },
    /// Sauvegarde tout ce qui est gardé (base, pièces jointes, clé du journal) dans un dossier neuf, pendant que le
    /// site tourne.
    Backup(backup::BackupArguments),
    /// Remet une sauvegarde en place, une fois vérifiée ; le site est arrêté.
    Restore(backup::RestoreArguments),
    /// Administrateurs.
    Admin {
        #[command(subcommand)]
        what: admin::AdminCommand,
    },
    /// La trace des actes.
    Audit {
        #[command(subcommand)]
        what: audit::AuditCommand,
    },
    /// Dépouille une élection au format Pabulib.
    Tally(tally::TallyArguments),
    /// Recompte un vote depuis son archive, et prouve un récépissé.
    Verify(verify::VerifyArguments),
    /// Suit le journal public d’un vote : vérifie qu’il prolonge celui qui avait été vu, et en signe la tête.
    Witness(witness::WitnessArguments),
    /// Les campagnes : les voir, en ouvrir une.
    Campaign {
        #[command(subcommand)]
        what: campaign::CampaignCommand,
    },
    /// Les courriels qui reviennent.
    Mail {
        #[command(subcommand)]
        what: mail::MailCommand,
    },
    /// Importe des données.
    Import {
        #[command(subcommand)]
        what: import::ImportCommand,
    },
}

/// Reads the command line and the environment. A refused setting is one line that names it; help and version are clap's
/// own.
pub fn arguments() -> Result<Arguments, String> {
    use clap::error::{ContextKind, ContextValue, ErrorKind};
    Arguments::try_parse().map_err(|error| {
        let text = |kind| match error.get(kind) {
            Some(ContextValue::String(text)) => text.clone(),
            Some(ContextValue::Strings(several)) => several.join(", "),
            _ => String::new(),
        };
        if !matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation) {
            error.exit();
        }
        // "--log-format <LOG_FORMAT>" is also TERREAU_LOG_FORMAT.
        let argument = text(ContextKind::InvalidArg);
        let flag = argument.split(' ').next().unwrap_or_default().trim_start_matches('-');
        let variable = format!("TERREAU_{}", flag.to_uppercase().replace('-', "_"));
        let (value, offered) = (text(ContextKind::InvalidValue), text(ContextKind::ValidValue));
        format!("{variable} (--{flag}) vaut « {value} » ; indiquez l’une de ces valeurs : {offered}")
    })
}

/// Runs a command. The error is one line that names the setting and what to do.
pub async fn run(arguments: Arguments) -> Result<(), String> {
    let settings = &arguments.settings;
    settings::check_environment()?;
    settings::start_log(settings)?;
    match arguments.command {
        Command::Serve(with) => serve::run(settings, *with).await,
        Command::Migrate { grant_to } => migrate::run(settings, grant_to.as_deref()).await,
        Command::Admin { what } => admin::run(settings, what).await,
        Command::Audit { what } => audit::run(settings, what).await,
        Command::Campaign { what } => campaign::run(settings, &what).await,
        Command::Mail { what } => mail::run(settings, &what).await,
        Command::Import { what } => import::run(settings, &what).await,
        Command::Backup(arguments) => print(backup::make(settings, arguments).await),
        Command::Restore(arguments) => print(backup::restore(settings, arguments).await),
        Command::Verify(arguments) => print(verify::run(&arguments)),
        Command::Witness(arguments) => print(witness::run(&arguments)),
        Command::Tally(arguments) => print(tally::run(&arguments)),
    }
}

/// Prints what a command found.
fn print(found: Result<String, String>) -> Result<(), String> {
    println!("{}", found?);
    Ok(())
}
