//! Calls that open: whoever may apply is notified.

use super::occasion::Occasion;
use crate::{
    Context, Error,
    application::{applicant::may_apply, loaded::members_of, selected_projects},
    bulk::one_of,
    campaign::loaded::StoredCampaign,
    membership::acting::people_of,
    notice::{self, Kind},
};
use entity::{
    address::Address,
    campaign::{Call, Envelope, Intake},
    group::GroupState,
    siren::Siren,
    table::group,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Tells those who act for a collectivité that an envelope has opened to which it may apply, alone or with a group that
/// it leads. Gives how many notices were written.
pub(super) async fn notify(ctx: &Context, campaign: &StoredCampaign) -> Result<usize, Error> {
    let mut sent = 0;
    for envelope in campaign.spec.envelopes.iter().filter(|envelope| envelope.call.is_some()) {
        if let Some(intake) = envelope.open_intake(&campaign.spec.calendar, ctx.now()) {
            sent += notify_intake(ctx, campaign, envelope, intake).await?;
        }
    }
    Ok(sent)
}

async fn notify_intake(
    ctx: &Context,
    campaign: &StoredCampaign,
    envelope: &Envelope,
    intake: Intake,
) -> Result<usize, Error> {
    let name = format!("call {} {} {}", campaign.id, envelope.code, intake.wave.unwrap_or(0));
    let Some(occasion) = Occasion::due(name, intake.period.opening(), ctx.now()) else { return Ok(0) };
    let mut sirens = occasion.collectivities(ctx).await?;
    // Where nothing was selected there is nothing to pilot.
    let pilots = envelope.call == Some(Call::Pilot) && !sirens.is_empty();
    let nothing = pilots && selected_projects(ctx, campaign.id).await?.is_empty();
    let mut sent = 0;
    while !sirens.is_empty() {
        // Judged before the transaction begins: it asks the database for each.
        let eligible = match nothing {
            true => Vec::new(),
            false => eligible(ctx, campaign, envelope, &sirens).await?,
        };
        let tx = ctx.begin().await?;
        let mut claimed = occasion.claim(ctx, &tx, sirens).await?;
        claimed.retain(|siren| eligible.contains(siren));
        let people = people_of(&tx, claimed).await?;
        // Whoever acts for several collectivités is told once.
        let link = campaign.address(&Address::Envelope(envelope.code.clone()));
        let (title, until) = (&envelope.title, Some(intake.period.close()));
        let people = notice::not_notified(&tx, people, Kind::CallOpens, title, &link, occasion.moment).await?;
        let rows = notice::rows_until(ctx, people, Kind::CallOpens, title, link, until);
        sent += rows.len();
        notice::write(&tx, rows).await?;
        ctx.commit(tx).await?;
        sirens = occasion.collectivities(ctx).await?;
    }
    Ok(sent)
}

/// Those of these collectivités that may apply, alone or as the lead of a group.
async fn eligible(
    ctx: &Context,
    campaign: &StoredCampaign,
    envelope: &Envelope,
    sirens: &[Siren],
) -> Result<Vec<Siren>, Error> {
    let mut applicants: Vec<(Siren, Vec<Siren>)> = Vec::new();
    if envelope.applicant.takes(false) {
        applicants.extend(sirens.iter().map(|siren| (*siren, vec![*siren])));
    }
    if envelope.applicant.takes(true) {
        let groups = group::Entity::find()
            .filter(group::Column::Campaign.eq(campaign.id))
            .filter(group::Column::State.ne(GroupState::Dissolved))
            .filter(one_of(ctx.read(), group::Column::Lead, sirens.iter().map(Siren::as_str)));
        for row in groups.all(ctx.read()).await? {
            applicants.push((row.lead, members_of(ctx.read(), Some(row.id), row.lead).await?));
        }
    }
    let mut eligible = Vec::new();
    for (siren, members) in applicants {
        if may_apply(ctx, envelope, &members).await? && !eligible.contains(&siren) {
            eligible.push(siren);
        }
    }
    Ok(eligible)
}
