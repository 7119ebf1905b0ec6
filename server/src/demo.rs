//! The demonstration (`--demo`): personas to sign in as, a campaign around today with needs and groups, and a clock to move.
//!
//! Everything it writes is marked (`demo`), and nothing here can be reached on a server started without `--demo`.

mod content;

use crate::{
    Context, Error, Platform, audit,
    campaign::{self, file},
    clock::SystemClock,
    context::{RunningCampaign, running_campaign},
    person,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use entity::{
    calendar::{Calendar, in_paris},
    event::Event,
    id::PersonId,
    permission::StaffRole,
    refusal::Refusal,
    table::{ballot, campaign as campaign_table, demo_clock, membership, person as person_table},
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::OnConflict};

/// The day of the demonstration's campaign file that stands for today.
const TODAY: &str = "2021-03-01";
const CAMPAIGN: &str = include_str!("../../campaigns/demonstration.toml");

/// Puts the demonstration into an empty database, and the clock back to where it was left. Idempotent.
pub async fn prepare(ctx: &Context, clock: &SystemClock) -> Result<(), Error> {
    if campaign_table::Entity::find().one(ctx.read()).await?.is_none() {
        let mut spec =
            file::read(CAMPAIGN).map_err(|faults| Error::Stored(format!("demonstration.toml: {faults:?}")))?;
        let today: NaiveDate = TODAY.parse().map_err(|_| Error::Stored("the day that stands for today".into()))?;
        spec.calendar = spec.calendar.shifted((in_paris(ctx.now()).date_naive() - today).num_days());
        campaign::import(ctx, &spec, false).await?;
        content::write(ctx).await?;
    }
    if let Some(stored) = demo_clock::Entity::find_by_id(1).one(ctx.read()).await? {
        clock.set_offset_millis(stored.offset_millis);
    }
    content::replay_ballots(ctx).await
}

/// Whether the database holds a demonstration; None when it holds no campaign.
pub async fn is_demonstration(platform: &Platform) -> Result<Option<bool>, Error> {
    let row = campaign_table::Entity::find()
        .order_by_asc(campaign_table::Column::ImportedAt)
        .one(platform.database.read())
        .await?;
    Ok(row.map(|row| row.demo))
}

/// A persona of the sign-in page.
#[derive(Debug, Clone)]
pub struct Persona {
    pub key: String,
    pub name: String,
    pub staff: Option<StaffRole>,
    /// What this persona lets one try.
    pub blurb: String,
    pub membership: Option<membership::Model>,
}

/// The personas, in the order of the content.
pub async fn personas(ctx: &Context) -> Result<Vec<Persona>, Error> {
    let people =
        person_table::Entity::find().filter(person_table::Column::DemoKey.is_not_null()).all(ctx.read()).await?;
    let memberships = membership::Entity::find()
        .filter(membership::Column::Person.is_in(people.iter().map(|person| person.id.0)))
        .all(ctx.read())
        .await?;
    let persona = |person: person_table::Model| Persona {
        membership: memberships.iter().find(|membership| membership.person == person.id).cloned(),
        key: person.demo_key.unwrap_or_default(),
        name: person.name,
        staff: person.staff,
        blurb: person.demo_blurb.unwrap_or_default(),
    };
    let mut personas: Vec<Persona> = people.into_iter().map(persona).collect();
    let order = content::persona_keys()?;
    personas.sort_by_key(|persona| order.iter().position(|key| *key == persona.key));
    Ok(personas)
}

/// Signs in as a persona; gives the token for the browser.
pub async fn sign_in(ctx: &Context, key: &str) -> Result<String, Error> {
    let query = person_table::Entity::find().filter(person_table::Column::DemoKey.eq(key));
    let person: PersonId = query.one(ctx.read()).await?.ok_or(Error::NotFound)?.id;
    person::open_session(ctx, person).await
}

/// The span in which the clock may be moved: from a week before the census to a month after the applications.
pub fn clock_span(calendar: &Calendar) -> (DateTime<Utc>, DateTime<Utc>) {
    (calendar.census.opening() - Duration::days(7), calendar.application.close() + Duration::days(31))
}

/// Moves the demonstration's clock to an instant of the campaign; the others' ballots follow.
pub async fn move_clock(ctx: &Context, clock: &SystemClock, to: DateTime<Utc>) -> Result<(), Error> {
    let campaign: RunningCampaign = running_campaign(ctx.read()).await?;
    let (first, last) = clock_span(&campaign.spec.calendar);
    if to < first || to > last {
        return Err(Refusal::OutsideTheCampaign.into());
    }
    let offset = (to - SystemClock::machine_now()).num_milliseconds();
    let tx = ctx.begin().await?;
    demo_clock::Entity::insert(demo_clock::Model { id: 1, offset_millis: offset }.into_active_model())
        .on_conflict(
            OnConflict::column(demo_clock::Column::Id).update_column(demo_clock::Column::OffsetMillis).to_owned(),
        )
        .exec_without_returning(&tx)
        .await?;
    audit::record(&tx, ctx, Event::DemoClockMoved { to }, None).await?;
    ctx.commit(tx).await?;
    clock.set_offset_millis(offset);
    content::replay_ballots(ctx).await
}

/// Takes away the ballots that, by the clock moved back, have not been cast yet.
async fn forget_later_ballots(ctx: &Context, campaign: &RunningCampaign) -> Result<(), Error> {
    let tx = ctx.begin().await?;
    ballot::Entity::delete_many()
        .filter(ballot::Column::Campaign.eq(campaign.id))
        .filter(ballot::Column::CastAt.gt(ctx.now().timestamp_millis()))
        .exec(&tx)
        .await?;
    ctx.commit(tx).await?;
    Ok(())
}
