//! `terreau audit`: the trace of what was done, checked.

use super::{opening, settings::SettingArguments};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Vérifie que rien ne manque à la trace, et que rien n’y a changé.
    Verify {
        /// Une tête notée plus tôt, « NUMÉRO:EMPREINTE », qui doit encore y être.
        #[arg(long)]
        head: Option<String>,
    },
}

/// Runs the command.
pub async fn run(settings: &SettingArguments, what: AuditCommand) -> Result<(), String> {
    let AuditCommand::Verify { head } = what;
    let noted = head.as_deref().map(noted_head).transpose()?;
    let database = opening::open_to_read(settings).await?;
    let noted = noted.as_ref().map(|(position, hash)| (*position, hash.as_str()));
    let verified = server::audit::follow(database.read(), noted).await.map_err(|error| error.to_string());
    database.close().await;
    let verified = verified?;
    if let Some(fault) = verified.broken {
        return Err(format!("la trace n’est pas entière : {fault}"));
    }
    println!("La trace est entière : {} actes enchaînés, {} antérieurs à la chaîne.", verified.events, verified.before);
    println!("Tête à noter hors du serveur : {}:{}", verified.events, verified.head);
    Ok(())
}

/// `12:ab…`, as the trace's page and `audit verify` print it.
fn noted_head(text: &str) -> Result<(i64, String), String> {
    let read = text.split_once(':').and_then(|(position, hash)| Some((position.parse().ok()?, hash.to_owned())));
    read.ok_or_else(|| format!("« {text} » n’est pas une tête de la trace ; indiquez NUMÉRO:EMPREINTE"))
}
