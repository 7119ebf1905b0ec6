//! The settings of mail, and `terreau mail`: what came back.

use super::{
    context::Commanded,
    settings::{SettingArguments, number},
};
use clap::{Args, Subcommand};
use server::mail::Mailer;
use std::path::PathBuf;
use wording::count;

#[derive(Debug, Args)]
pub struct MailArguments {
    /// Serveur de courriel : « smtps://nom:secret@hôte » ou « smtp://hôte:587?tls=required ». Sans lui, aucun
    /// courriel ne part.
    #[arg(long, env = "TERREAU_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// Expéditeur des courriels.
    #[arg(long, env = "TERREAU_MAIL_FROM", default_value = "Terreau <ne-pas-repondre@localhost>")]
    mail_from: String,
    /// Courriels d’un envoi qui partent par minute, tous serveurs ensemble ; un au moins. Les autres courriels n’y
    /// sont pas comptés.
    #[arg(long, env = "TERREAU_MAILING_RATE", default_value = "600")]
    mailing_rate: String,
}

impl MailArguments {
    /// Where mail goes: to the server of the settings; without one, to the page of a demonstration, or nowhere.
    pub fn mailer(&self, base_url: &str, demo: bool) -> Result<Option<Mailer>, String> {
        let smtp = self.smtp_url.as_deref().filter(|url| !url.is_empty());
        if smtp.is_none() && !demo {
            tracing::warn!("TERREAU_SMTP_URL is not set: no mail is sent, no receipt goes to the collectivités");
            return Ok(None);
        }
        let rate: u32 = number("TERREAU_MAILING_RATE", &self.mailing_rate)?;
        if rate == 0 {
            return Err("TERREAU_MAILING_RATE vaut « 0 » ; indiquez un nombre d’au moins 1".to_owned());
        }
        let mailer = Mailer::new(base_url.to_owned(), &self.mail_from, smtp);
        let mailer = mailer.map_err(|why| format!("TERREAU_SMTP_URL ou TERREAU_MAIL_FROM : {why}"))?;
        Ok(Some(mailer.with_mailing_rate(rate)))
    }
}

#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Note les adresses que des serveurs de courriel disent inexistantes, d’après leurs rapports (RFC 3464) : un
    /// courriel (.eml) ou une boîte (.mbox). Plus aucun envoi n’y part.
    Bounces { file: PathBuf },
}

/// The largest mailbox that is read, in bytes.
const LARGEST_MAILBOX: u64 = 200_000_000;

/// Runs the command.
pub async fn run(settings: &SettingArguments, what: &MailCommand) -> Result<(), String> {
    let MailCommand::Bounces { file } = what;
    let unreadable = |error: std::io::Error| format!("{} ne se lit pas : {error}", file.display());
    if std::fs::metadata(file).map_err(unreadable)?.len() > LARGEST_MAILBOX {
        return Err(format!("{} est trop grand : {} Mo au plus", file.display(), LARGEST_MAILBOX / 1_000_000));
    }
    let bytes = std::fs::read(file).map_err(unreadable)?;
    let commanded = Commanded::open(settings).await?;
    let text = String::from_utf8_lossy(&bytes);
    let noted = server::mailing::refusal::note_reports(&commanded.ctx, &text).await;
    commanded.close().await;
    let (named, new) = noted.map_err(|error| error.to_string())?;
    let addresses = count(named, "adresse inexistante", "adresses inexistantes");
    println!("{addresses} dans ces rapports, dont {new} qui n’étaient pas notées.");
    Ok(())
}
