//! `terreau migrate`: brings the schema of the database up to date.

use super::{
    opening::{self, Opened},
    settings::SettingArguments,
};

/// Migrates the database, and gives a role of PostgreSQL the rights of a server.
pub async fn run(settings: &SettingArguments, grant_to: Option<&str>) -> Result<(), String> {
    let Opened { database, alone, .. } = opening::open(settings, false).await?;
    drop(alone);
    let granted = match grant_to {
        Some(role) => database.grant_to(role).await,
        None => Ok(()),
    };
    database.close().await;
    granted?;
    println!("Le schéma est à jour.");
    Ok(())
}
