//! Mandates to vote: given by the collectivité's referent to one of its élus, replaceable, traced.

use crate::{
    Context, Error,
    audit::{self, Gathered},
    context::{RunningCampaign, running_campaign},
    membership::of_collectivity,
    notice,
};
use entity::{
    event::Event,
    id::PersonId,
    mandate::{Mandate, MandateForm, Rank},
    permission::{Action, Facts},
    siren::Siren,
    table::mandate,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};

/// Gives the collectivité's mandate in the running campaign, or the deputy's; whoever had it is replaced, and both are told.
///
/// Who: a referent of the collectivité. Refused as [`Mandate::parse`].
pub async fn give(ctx: &Context, siren: &Siren, form: &MandateForm) -> Result<(), Error> {
    ctx.authorise(Action::GiveMandate, &Facts::of(siren, true))?;
    let tx = ctx.begin().await?;
    let campaign = running_campaign(&tx).await?;
    // Locked first: who acts for the collectivité does not change under the mandate, and two are not given at once.
    let members = of_collectivity(&tx, siren).await?;
    let people: Vec<_> = members.iter().map(|row| (row.person, row.capacity)).collect();
    let given = Mandate::parse(form, &people)?;
    let before = mandates(&tx, &campaign, siren).await?;
    // The place that is filled, and the other one when this person leaves it.
    let ended: Vec<&mandate::Model> =
        before.iter().filter(|row| row.rank == given.rank || row.person == given.person).collect();
    for row in &ended {
        mandate::Entity::delete_by_id((campaign.id, *siren, row.rank)).exec(&tx).await?;
    }
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let row = mandate::Model {
        campaign: campaign.id,
        siren: *siren,
        rank: given.rank,
        person: given.person,
        since: ctx.now().into(),
        from_day: day(given.term.from),
        until_day: day(given.term.until),
        note: given.note.into_string(),
    };
    mandate::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    let name = ctx.platform.reference().name(siren);
    let page = format!("/collectivites/{siren}/personnes");
    let replaced = ended.iter().map(|row| row.person).filter(|&person| person != given.person).collect();
    notice::tell(&tx, ctx, replaced, notice::Kind::MandateWithdrawn, &name, &page).await?;
    notice::tell(&tx, ctx, vec![given.person], notice::Kind::MandateGiven, &name, &page).await?;
    let event = Event::MandateGiven { person: given.person, siren: *siren, rank: given.rank };
    audit::record(&tx, ctx, event, Some(siren.to_string())).await?;
    ctx.commit(tx).await
}

/// Takes the mandate, or the deputy's, back. Taking back what nobody has does nothing.
///
/// Who: a referent of the collectivité.
pub async fn withdraw(ctx: &Context, siren: &Siren, rank: Rank) -> Result<(), Error> {
    ctx.authorise(Action::GiveMandate, &Facts::of(siren, true))?;
    let tx = ctx.begin().await?;
    let campaign = running_campaign(&tx).await?;
    of_collectivity(&tx, siren).await?;
    let before = mandates(&tx, &campaign, siren).await?;
    if let Some(row) = before.iter().find(|row| row.rank == rank) {
        let mut trace = Gathered::default();
        remove(ctx, &tx, row, &mut trace).await?;
        trace.write(&tx).await?;
    }
    ctx.commit(tx).await
}

async fn remove(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    row: &mandate::Model,
    trace: &mut Gathered,
) -> Result<(), Error> {
    mandate::Entity::delete_by_id((row.campaign, row.siren, row.rank)).exec(tx).await?;
    let name = ctx.platform.reference().name(&row.siren);
    // Whoever leaves could not open the collectivité's own page.
    notice::tell(tx, ctx, vec![row.person], notice::Kind::MandateWithdrawn, &name, "/compte").await?;
    let event = Event::MandateWithdrawn { person: row.person, siren: row.siren, rank: row.rank };
    trace.add(ctx, event, Some(row.siren.to_string()))
}

/// The mandates of a collectivité, locked: a ballot that is being cast waits, or is waited for.
async fn mandates(
    tx: &impl ConnectionTrait,
    campaign: &RunningCampaign,
    siren: &Siren,
) -> Result<Vec<mandate::Model>, Error> {
    let query = mandate::Entity::find().filter(mandate::Column::Campaign.eq(campaign.id));
    Ok(query.filter(mandate::Column::Siren.eq(siren.as_str())).lock_exclusive().all(tx).await?)
}

/// Takes back every mandate that somebody who leaves has from a collectivité.
pub(crate) async fn withdraw_all(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    campaign: Option<&RunningCampaign>,
    siren: &Siren,
    person: PersonId,
    trace: &mut Gathered,
) -> Result<(), Error> {
    let Some(campaign) = campaign else { return Ok(()) };
    for row in mandates(tx, campaign, siren).await?.iter().filter(|row| row.person == person) {
        remove(ctx, tx, row, trace).await?;
    }
    Ok(())
}
