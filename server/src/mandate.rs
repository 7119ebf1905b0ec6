//! Mandates to vote: given by the collectivité's referent to one of its élus, replaceable, traced.

use crate::{
    Context, Error,
    audit::{self, EventBatch},
    bulk::one_of,
    campaign::loaded::{StoredCampaign, campaign_of},
    membership::{
        acting::{of_collectivity, shown_member as member_shown},
        consent::require_consent,
    },
    notice,
    person::Colleague,
};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    event::Event,
    id::{CampaignId, PersonId},
    mandate::{Mandate, MandateForm, Rank},
    permission::{Action, Facts},
    reason::TypedReason,
    shown::Shown,
    siren::Siren,
    table::{mandate, membership},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};

/// What whoever gives or withdraws a mandate reads of those who have one now.
pub fn shown(colleagues: &[Colleague]) -> Shown {
    let line = |one: &Colleague| {
        let row = one.mandate.as_ref()?;
        let day = |day: &Option<String>| day.clone().unwrap_or_default();
        let (from, until) = (day(&row.from_day), day(&row.until_day));
        Some(format!("{} {} {} {from} {until} {}", row.rank.code(), one.person, one.name, row.note))
    };
    let mut lines: Vec<String> = colleagues.iter().filter_map(line).collect();
    lines.sort_unstable();
    Shown::of(lines)
}

/// What whoever gives a mandate reads of the person who gets it.
pub fn shown_member(one: &Colleague) -> Shown {
    member_shown(one.person, &one.name, &one.title, one.capacity, one.referent)
}

/// The people of a collectivité with their names and mandates, as [`shown`] takes them.
async fn named(
    tx: &impl ConnectionTrait,
    members: Vec<membership::Model>,
    mandates: &[mandate::Model],
) -> Result<Vec<Colleague>, Error> {
    let people: Vec<PersonId> = members.iter().map(|row| row.person).collect();
    let names = audit::names_of(tx, &people).await?;
    let colleague = |row: membership::Model| Colleague {
        person: row.person,
        name: names.get(&row.person).cloned().unwrap_or_default(),
        capacity: row.capacity,
        title: row.title,
        referent: row.referent,
        mandate: mandates.iter().find(|mandate| mandate.person == row.person).cloned(),
    };
    Ok(members.into_iter().map(colleague).collect())
}

/// Gives the collectivité's mandate in the campaign in which is acted, or the deputy's; whoever had it is replaced, and
/// both are told.
///
/// Who: a referent of the collectivité. Refused as [`Mandate::parse`]; between the freeze and the close, to a referent
/// whom the State named ([`Refusal::ConsentNeeded`](entity::refusal::Refusal::ConsentNeeded)).
pub async fn give(ctx: &Context, siren: &Siren, form: &MandateForm) -> Result<(), Error> {
    ctx.authorise(Action::GiveMandate, &Facts::of(siren, true))?;
    let tx = ctx.begin().await?;
    let campaign = ctx.campaign(&tx).await?;
    // Locked first: who acts for the collectivité does not change under the mandate, and two are not given at once.
    let members = of_collectivity(&tx, siren).await?;
    require_consent(ctx, &tx, &members).await?;
    let people: Vec<_> = members.iter().map(|row| (row.person, row.capacity)).collect();
    let given = Mandate::parse(form, &people)?;
    let before = mandates(&tx, &campaign, siren).await?;
    let colleagues = named(&tx, members, &before).await?;
    ctx.require_shown("", &shown(&colleagues))?;
    if let Some(one) = colleagues.iter().find(|one| one.person == given.person) {
        ctx.require_shown(&given.person.to_string(), &shown_member(one))?;
    }
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
    let replaced = ended.iter().map(|row| row.person).filter(|&person| person != given.person).collect();
    let link = campaign.address(&Address::People(*siren));
    notice::notify(&tx, ctx, replaced, notice::Kind::MandateWithdrawn, &name, link.clone()).await?;
    notice::notify(&tx, ctx, vec![given.person], notice::Kind::MandateGiven, &name, link).await?;
    let event = Event::MandateGiven { person: given.person, siren: *siren, rank: given.rank };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// Takes the mandate, or the deputy's, back. Taking back what nobody has does nothing.
///
/// Who: a referent of the collectivité. Refused: without a reason, where somebody else has it.
pub async fn withdraw(ctx: &Context, siren: &Siren, rank: Rank, reason: &TypedReason) -> Result<(), Error> {
    ctx.authorise(Action::GiveMandate, &Facts::of(siren, true))?;
    let tx = ctx.begin().await?;
    let campaign = ctx.campaign(&tx).await?;
    let members = of_collectivity(&tx, siren).await?;
    require_consent(ctx, &tx, &members).await?;
    let before = mandates(&tx, &campaign, siren).await?;
    ctx.require_shown("", &shown(&named(&tx, members, &before).await?))?;
    if let Some(row) = before.iter().find(|row| row.rank == rank) {
        let own = ctx.actor.person == Some(row.person);
        let reason = if own { None } else { Some(reason.require()?) };
        let mut trace = EventBatch::default();
        remove(ctx, &tx, row, reason, &mut trace).await?;
        trace.write(&tx).await?;
    }
    ctx.commit(tx).await
}

async fn remove(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    row: &mandate::Model,
    reason: Option<String>,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    mandate::Entity::delete_by_id((row.campaign, row.siren, row.rank)).exec(tx).await?;
    let name = ctx.platform.reference().name(&row.siren);
    // Whoever leaves could not open the collectivité's own page.
    let message = notice::Message { kind: notice::Kind::MandateWithdrawn, about: &name, reason: reason.as_deref() };
    notice::notify_with_reason(tx, ctx, vec![row.person], message, Address::Account).await?;
    let event = Event::MandateWithdrawn { person: row.person, siren: row.siren, rank: row.rank, reason };
    trace.add(ctx, event)
}

/// The mandates of a collectivité, locked: a ballot that is being cast waits, or is waited for.
async fn mandates(
    tx: &impl ConnectionTrait,
    campaign: &StoredCampaign,
    siren: &Siren,
) -> Result<Vec<mandate::Model>, Error> {
    let query = mandate::Entity::find().filter(mandate::Column::Campaign.eq(campaign.id));
    Ok(query.filter(mandate::Column::Siren.eq(siren.as_str())).lock_exclusive().all(tx).await?)
}

/// The mandates of these collectivités that hold now: whoever casts their ballots.
pub(crate) async fn in_force(
    database: &impl ConnectionTrait,
    campaign: &StoredCampaign,
    sirens: &[Siren],
    now: DateTime<Utc>,
) -> Result<Vec<mandate::Model>, Error> {
    let among = one_of(database, mandate::Column::Siren, sirens.iter().map(Siren::as_str));
    let query = mandate::Entity::find().filter(mandate::Column::Campaign.eq(campaign.id)).filter(among);
    Ok(query.all(database).await?.into_iter().filter(|row| row.term().holds(now)).collect())
}

/// Whether somebody holds the mandate of a collectivité in a vote that is not over, or is the deputy.
pub(crate) async fn has_mandate(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    siren: &Siren,
    person: PersonId,
) -> Result<bool, Error> {
    let held: Vec<CampaignId> = held_by(tx, siren, person).await?.into_iter().map(|row| row.campaign).collect();
    for id in held {
        if ctx.now() < campaign_of(tx, id).await?.spec.calendar.selection.close() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The mandates that somebody has from a collectivité, in whichever campaign, locked.
async fn held_by(tx: &impl ConnectionTrait, siren: &Siren, person: PersonId) -> Result<Vec<mandate::Model>, Error> {
    let query = mandate::Entity::find().filter(mandate::Column::Siren.eq(siren.as_str()));
    Ok(query.filter(mandate::Column::Person.eq(person)).lock_exclusive().all(tx).await?)
}

/// Takes back every mandate that somebody who leaves has from a collectivité.
pub(crate) async fn withdraw_all(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    siren: &Siren,
    person: PersonId,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    for row in held_by(tx, siren, person).await? {
        remove(ctx, tx, &row, None, trace).await?;
    }
    Ok(())
}
