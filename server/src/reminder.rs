//! Reminders: what people are told because an hour has come. Each follows from the clock and from what is there by
//! then, and is told once, whichever server does it and however often the demonstration's clock comes by again.

mod call;
mod correction;
mod figures;
mod followed;
mod need_draft;
mod occasion;
mod question;
mod result;
mod vote;

use crate::{Context, Error, Platform, application, campaign::loaded::opened_campaigns, curation};
use entity::permission::Actor;
use std::sync::Arc;

/// How often it is looked whether something is due.
const EVERY: std::time::Duration = std::time::Duration::from_secs(60);

/// Tells what is due, as long as the server runs.
pub async fn run(platform: Arc<Platform>) {
    let ctx = Context::new(platform, Actor::default(), "reminder");
    loop {
        match send_due(&ctx).await {
            Ok(0) => {}
            Ok(sent) => tracing::info!(sent, "sent what was due"),
            Err(error) => tracing::error!(%error, "what is due could not be sent"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Tells what is due by now, each thing once. Gives how many things were notified.
pub async fn send_due(ctx: &Context) -> Result<usize, Error> {
    // One that fails does not keep the others back.
    let of_applications = application::reminder::send_due_notices(ctx).await;
    let corrections = correction::remind(ctx).await;
    let of_curation = curation::batch::settle_due(ctx).await;
    let mut of_campaigns = Vec::new();
    for campaign in opened_campaigns(ctx.read()).await? {
        of_campaigns.extend([
            vote::remind(ctx, &campaign).await,
            result::notify(ctx, &campaign).await,
            followed::notify(ctx, &campaign).await,
            need_draft::remind(ctx, &campaign).await,
            call::notify(ctx, &campaign).await,
            question::remind(ctx, &campaign).await,
            figures::send(ctx, &campaign).await,
        ]);
    }
    let of_campaigns: usize = of_campaigns.into_iter().sum::<Result<_, _>>()?;
    Ok(of_applications? + corrections? + of_curation? + of_campaigns)
}
