//! The settings of mail.

use clap::Args;
use server::mail::Mailer;

#[derive(Debug, Args)]
pub struct MailArguments {
    /// Serveur de courriel : « smtps://nom:secret@hôte » ou « smtp://hôte:587?tls=required ». Sans lui, aucun
    /// courriel ne part.
    #[arg(long, env = "TERREAU_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// Expéditeur des courriels.
    #[arg(long, env = "TERREAU_MAIL_FROM", default_value = "Terreau <ne-pas-repondre@localhost>")]
    mail_from: String,
}

impl MailArguments {
    /// Where mail goes: to the server of the settings; without one, to the page of a demonstration, or nowhere.
    pub fn mailer(&self, base_url: &str, demo: bool) -> Result<Option<Mailer>, String> {
        let smtp = self.smtp_url.as_deref().filter(|url| !url.is_empty());
        if smtp.is_none() && !demo {
            tracing::warn!("TERREAU_SMTP_URL is not set: no mail is sent, no receipt goes to the collectivités");
            return Ok(None);
        }
        let mailer = Mailer::new(base_url.to_owned(), &self.mail_from, smtp);
        mailer.map(Some).map_err(|why| format!("TERREAU_SMTP_URL ou TERREAU_MAIL_FROM : {why}"))
    }
}
