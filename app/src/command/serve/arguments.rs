//! The settings of `terreau serve`, and what each is read as.

use crate::command::{
    files::FileArguments, mail::MailArguments, opening::KeepingArguments, proconnect::ProConnectArguments,
    settings::number,
};
use app::http::{client::TrustedProxies, limits::Limits, own_style::OwnStyle};
use clap::Args;
use entity::email::Email;
use server::retention::Retention;
use std::path::PathBuf;

/// How to serve the site.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Adresse et port d’écoute.
    #[arg(long, env = "TERREAU_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: String,
    /// Adresse publique du site, telle que les visiteurs la tapent. En https, les cookies deviennent « Secure ».
    #[arg(long, env = "TERREAU_BASE_URL")]
    pub base_url: Option<String>,
    /// Dossier d’une feuille de style propre à l’exploitant (style.css), posée sur celle du site, avec ses polices
    /// (woff2), ses images (svg, png) et son logo (logo.svg).
    #[arg(long, env = "TERREAU_STYLE_DIR")]
    style_dir: Option<PathBuf>,
    #[command(flatten)]
    pub mail: MailArguments,
    #[command(flatten)]
    pub files: Box<FileArguments>,
    #[command(flatten)]
    pub keeping: KeepingArguments,
    #[command(flatten)]
    pub proconnect: Box<ProConnectArguments>,
    /// Mandataires (proxys) de confiance, dont l’en-tête X-Forwarded-For est cru : « 10.0.0.0/8, 192.0.2.7 ». Aucun
    /// par défaut.
    #[arg(long, env = "TERREAU_TRUSTED_PROXIES", default_value = "")]
    trusted_proxies: String,
    /// Visites par minute et par réseau, au-delà desquelles le site demande d’attendre ; dix fois moins d’envois de
    /// formulaires. 0 : aucune limite.
    #[arg(long, env = "TERREAU_RATE_LIMIT", default_value = "6000")]
    rate_limit: String,
    /// Dossier de textes qui remplacent ceux du site : mentions-legales.md, donnees-personnelles.md,
    /// accessibilite.md, aide-etapes.md…
    #[arg(long, env = "TERREAU_TEXTS_DIR")]
    pub texts_dir: Option<PathBuf>,
    /// Où signaler une faille de sécurité : une adresse de courriel, ou « https://… ». Sans elle, le site n’a pas de
    /// security.txt.
    #[arg(long, env = "TERREAU_SECURITY_CONTACT")]
    security_contact: Option<String>,
    /// Adresse de courriel de l’équipe, montrée sur la page Contact à côté du formulaire.
    #[arg(long, env = "TERREAU_CONTACT")]
    contact: Option<String>,
    /// Jours pendant lesquels les courriels écrits sont gardés.
    #[arg(long, env = "TERREAU_KEEP_MAILS_DAYS", default_value = "90")]
    keep_mails_days: String,
    /// Jours pendant lesquels les avis sont gardés.
    #[arg(long, env = "TERREAU_KEEP_NOTICES_DAYS", default_value = "400")]
    keep_notices_days: String,
    /// Démonstration : personnages sans mot de passe, horloge à déplacer, données fictives.
    #[arg(long, env = "TERREAU_DEMO")]
    pub demo: bool,
}

impl ServeArguments {
    /// The proxies whose word is believed.
    pub fn proxies(&self) -> Result<TrustedProxies, String> {
        TrustedProxies::parse(&self.trusted_proxies).map_err(|wrong| {
            format!("TERREAU_TRUSTED_PROXIES contient « {wrong} », qui n’est ni une adresse ni un réseau (10.0.0.0/8)")
        })
    }

    /// Where faults of security are told, as `security.txt` writes it.
    pub fn security_contact(&self) -> Result<Option<String>, String> {
        let Some(typed) = self.security_contact.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) else {
            return Ok(None);
        };
        if typed.starts_with("https://") && typed.len() <= 500 && typed.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Some(typed.to_owned()));
        }
        let email = Email::parse(typed).map_err(|_| {
            format!(
                "TERREAU_SECURITY_CONTACT vaut «\u{202f}{typed}\u{202f}»\u{202f}; indiquez une adresse de \
                     courriel, ou «\u{202f}https://…\u{202f}»"
            )
        })?;
        Ok(Some(format!("mailto:{email}")))
    }

    /// The mail address of those who run the site.
    pub fn contact(&self) -> Result<Option<String>, String> {
        let typed = self.contact.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
        let email = |typed: &str| {
            Email::parse(typed).map(|email| email.to_string()).map_err(|_| {
                format!(
                    "TERREAU_CONTACT vaut «\u{202f}{typed}\u{202f}», qui n’est pas une adresse de courriel\u{202f}; \
                     indiquez-en une, comme contact@exemple.fr"
                )
            })
        };
        typed.map(email).transpose()
    }

    /// How much one network may ask for.
    pub fn limits(&self) -> Result<Limits, String> {
        Ok(Limits::new(number("TERREAU_RATE_LIMIT", &self.rate_limit)?))
    }

    /// What is kept for how long.
    pub fn retention(&self) -> Result<Retention, String> {
        Ok(Retention {
            mails: number("TERREAU_KEEP_MAILS_DAYS", &self.keep_mails_days)?,
            notices: number("TERREAU_KEEP_NOTICES_DAYS", &self.keep_notices_days)?,
            ..Retention::default()
        })
    }

    /// The operator's own style, read once.
    pub fn style(&self) -> Result<Option<OwnStyle>, String> {
        let read = |folder: &PathBuf| {
            OwnStyle::read(folder)
                .map_err(|why| format!("TERREAU_STYLE_DIR vaut «\u{202f}{}\u{202f}»\u{a0}: {why}", folder.display()))
        };
        self.style_dir.as_ref().map(read).transpose()
    }
}
