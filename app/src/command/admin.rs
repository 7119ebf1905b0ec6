//! `terreau admin`: the first administrator of a site.

use super::{context::Commanded, settings::SettingArguments};
use clap::Subcommand;
use entity::address::Address;

#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Donne le lien à usage unique d’un premier administrateur.
    Invite {
        /// Son adresse de courriel.
        mail: String,
        /// Adresse publique du site.
        #[arg(long, env = "TERREAU_BASE_URL", default_value = "http://127.0.0.1:3000")]
        base_url: String,
    },
}

/// Runs the command.
pub async fn run(settings: &SettingArguments, what: AdminCommand) -> Result<(), String> {
    let AdminCommand::Invite { mail, base_url } = what;
    let commanded = Commanded::open(settings).await?;
    let invited = server::sign_in::invite_administrator(&commanded.ctx, &mail).await;
    commanded.close().await;
    let token = invited.map_err(|error| match error {
        server::Error::Fields(_) => format!("« {mail} » n’est pas une adresse de courriel"),
        other => other.to_string(),
    })?;
    println!("Lien à ouvrir par {mail}, une fois, dans les vingt-quatre heures :");
    println!("{}{}", base_url.trim_end_matches('/'), Address::SignInLink(token));
    Ok(())
}
