//! `terreau campaign`: the campaigns that were imported, and opening one.

use super::{context::Commanded, settings::SettingArguments};
use clap::Subcommand;
use server::{
    Context,
    campaign::{self, Opening},
};

#[derive(Debug, Subcommand)]
pub enum CampaignCommand {
    /// Les campagnes importées : annoncées, en cours, terminées, préparées.
    List,
    /// Ouvre une campagne préparée : les adresses du site mènent à elle ; celles d’avant continuent sous la leur.
    Open { slug: String },
}

/// Runs the command.
pub async fn run(settings: &SettingArguments, what: &CampaignCommand) -> Result<(), String> {
    let commanded = Commanded::open(settings).await?;
    let done = match what {
        CampaignCommand::List => list(&commanded.ctx).await,
        CampaignCommand::Open { slug } => open(&commanded.ctx, slug).await,
    };
    commanded.close().await;
    done
}

async fn list(ctx: &Context) -> Result<(), String> {
    let all = campaign::all(ctx).await.map_err(|error| error.to_string())?;
    for (at, imported) in all.iter().enumerate() {
        let state = match imported.opened_at {
            None => "préparée",
            Some(_) => wording::campaign_state(imported.campaign.spec.state(ctx.now())),
        };
        let current = if at == 0 && imported.opened_at.is_some() { ", courante" } else { "" };
        println!("{}\t{state}{current}", imported.campaign.spec.slug);
    }
    Ok(())
}

async fn open(ctx: &Context, slug: &str) -> Result<(), String> {
    match campaign::open(ctx, slug).await {
        Ok(Opening::Opened) => {
            println!("La campagne « {slug} » est ouverte.");
            Ok(())
        }
        Ok(Opening::OpenedBefore) => {
            println!("La campagne « {slug} » était déjà ouverte : rien n’a changé.");
            Ok(())
        }
        Err(server::Error::NotFound) => {
            Err(format!("aucune campagne importée ne s’appelle « {slug} » : voyez « terreau campaign list »"))
        }
        Err(server::Error::Refused(refusal)) => Err(wording::refusal_sentence(&refusal)),
        Err(error) => Err(error.to_string()),
    }
}
