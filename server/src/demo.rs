//! The demonstration (`--demo`): personas to sign in as, a campaign around today with needs and groups, and a clock to
//! move.
//!
//! Everything it writes is marked (`demo`), and nothing here can be reached on a server started without `--demo`.

mod content;

use crate::{
    Context, Error, Platform, audit,
    campaign::loaded::{StoredCampaign, opened_campaigns},
    campaign::{self, file},
    clock::SystemClock,
    frozen_rule, person,
    reference::import::insert_all,
    reminder,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use entity::{
    calendar::{Calendar, in_paris},
    event::Event,
    id::{BallotId, PersonId},
    log::LoggedBallot,
    permission::{Actor, StaffRole},
    refusal::Refusal,
    sign_in::Method,
    siren::Siren,
    table::{
        ballot, campaign as campaign_table, demo_clock, frozen_rule as frozen_rule_table, log_leaf, membership,
        person as person_table,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::OnConflict};
use std::{collections::HashMap, sync::Arc};

/// The day of the demonstration's campaign file that stands for today.
const TODAY: &str = "2021-03-01";
const CAMPAIGN: &str = include_str!("../campaigns/demonstration.toml");

/// Puts the demonstration into an empty database, and the clock back to where it was left. Idempotent: what a start
/// that was cut short left undone, the next one finishes.
pub async fn prepare(ctx: &Context, clock: &SystemClock) -> Result<(), Error> {
    if campaign_table::Entity::find().one(ctx.read()).await?.is_none() {
        let mut spec =
            file::read(CAMPAIGN).map_err(|faults| Error::Stored(format!("demonstration.toml: {faults:?}")))?;
        let today: NaiveDate = TODAY.parse().map_err(|_| Error::Stored("the day that stands for today".into()))?;
        spec = spec.shifted((in_paris(ctx.now()).date_naive() - today).num_days());
        campaign::import(ctx, &spec, false).await?;
    }
    if matches!(own_campaign(ctx).await, Err(Error::NotFound)) {
        for known in campaign::all(ctx).await? {
            campaign::open(ctx, &known.campaign.spec.slug).await?;
        }
    }
    // Its people, needs, groups and projects come in one transaction, after the campaign's.
    let personas = person_table::Entity::find().filter(person_table::Column::DemoKey.is_not_null());
    if personas.one(ctx.read()).await?.is_none() {
        content::write(ctx).await?;
    }
    if let Some(stored) = demo_clock::Entity::find_by_id(1).one(ctx.read()).await? {
        clock.set_offset_millis(stored.offset_millis);
    }
    content::replay_ballots(ctx).await
}

/// Fills a training copy, whose database holds its campaign and nothing else: the demonstration's people and, where the
/// campaign has themes, needs, groups and projects under them.
pub(crate) async fn fill_training(ctx: &Context) -> Result<(), Error> {
    content::write(ctx).await?;
    content::replay_ballots(ctx).await
}

/// The demonstration's own campaign, whichever others were opened on its server: its clock and its people are of this
/// one.
pub async fn own_campaign(ctx: &Context) -> Result<StoredCampaign, Error> {
    let opened = opened_campaigns(ctx.read()).await?;
    // The one opened first.
    opened.into_iter().next_back().ok_or(Error::NotFound)
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
pub async fn sign_in(ctx: &Context, key: &str, browser: &str) -> Result<String, Error> {
    let query = person_table::Entity::find().filter(person_table::Column::DemoKey.eq(key));
    let person: PersonId = query.one(ctx.read()).await?.ok_or(Error::NotFound)?.id;
    let opening =
        person::Opening { method: Method::Persona, browser: browser.to_owned(), second_factor: true, id_token: None };
    let tx = ctx.begin().await?;
    let token = person::open_session(&tx, ctx, person, opening, Default::default()).await?;
    ctx.commit(tx).await?;
    Ok(token)
}

/// Whether the clock may be moved there: from a week before a campaign's census to a month after its applications.
fn is_within(calendar: &Calendar, to: DateTime<Utc>) -> bool {
    calendar.census.opening() - Duration::days(7) <= to && to <= calendar.application.close() + Duration::days(31)
}

/// Moves the demonstration's clock to an instant of an opened campaign; the others' ballots follow.
pub async fn move_clock(ctx: &Context, clock: &SystemClock, to: DateTime<Utc>) -> Result<(), Error> {
    let opened = opened_campaigns(ctx.read()).await?;
    if !opened.iter().any(|campaign| is_within(&campaign.spec.calendar, to)) {
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
    audit::record(&tx, ctx, Event::DemoClockMoved { to }).await?;
    ctx.commit(tx).await?;
    clock.set_offset_millis(offset);
    content::replay_ballots(ctx).await?;
    // What would have been told by now is told now, not at the next look.
    reminder::send_due(ctx).await?;
    Ok(())
}

/// Takes away what, by the clock moved back, has not happened yet: ballots, and before the opening the frozen rule.
/// What a collectivité had voted by then is its ballot again.
async fn forget_what_is_later(ctx: &Context, campaign: &StoredCampaign) -> Result<(), Error> {
    let now = ctx.now().timestamp_millis();
    let tx = ctx.begin().await?;
    let of_campaign = log_leaf::Entity::find().filter(log_leaf::Column::Campaign.eq(campaign.id));
    let leaves = of_campaign.order_by_asc(log_leaf::Column::Position).all(&tx).await?;
    if leaves.iter().any(|leaf| leaf.cast_at.0 > now) {
        log_leaf::Entity::delete_many().filter(log_leaf::Column::Campaign.eq(campaign.id)).exec(&tx).await?;
        ballot::Entity::delete_many().filter(ballot::Column::Campaign.eq(campaign.id)).exec(&tx).await?;
        let kept = leaves.into_iter().filter(|leaf| leaf.cast_at.0 <= now);
        let kept: Vec<log_leaf::Model> =
            kept.zip(0..).map(|(leaf, position)| log_leaf::Model { position, ..leaf }).collect();
        let mut latest: HashMap<Siren, ballot::Model> = HashMap::new();
        for leaf in &kept {
            let logged: LoggedBallot = serde_json::from_str(&leaf.ballot)?;
            let row = ballot::Model {
                id: BallotId(ctx.platform.new_id()),
                campaign: campaign.id,
                siren: leaf.siren,
                person: leaf.person,
                choices: serde_json::to_string(&logged.choices)?,
                cast_at: leaf.cast_at,
                version: leaf.version,
            };
            latest.insert(leaf.siren, row);
        }
        insert_all::<ballot::Entity, ballot::ActiveModel>(&tx, latest.into_values().collect()).await?;
        insert_all::<log_leaf::Entity, log_leaf::ActiveModel>(&tx, kept).await?;
    }
    if ctx.now() < campaign.spec.calendar.selection.opening() {
        // Only what the demonstration froze by itself: a curator's freeze is an act, which stays.
        frozen_rule_table::Entity::delete_many()
            .filter(frozen_rule_table::Column::Campaign.eq(campaign.id))
            .filter(frozen_rule_table::Column::FrozenBy.is_null())
            .exec(&tx)
            .await?;
    }
    ctx.commit(tx).await?;
    ctx.platform.trees.forget().await;
    Ok(())
}

/// Freezes the rule when the clock has come to the vote, or beyond, and no curator did: a demonstration shall not be
/// stuck.
async fn freeze_for_the_vote(ctx: &Context, campaign: &StoredCampaign) -> Result<(), Error> {
    let opened = ctx.now() >= campaign.spec.calendar.selection.opening();
    if !opened || frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await?.is_some() {
        return Ok(());
    }
    let mut nobody = Context::new(Arc::clone(&ctx.platform), Actor::default(), "demo");
    nobody.campaign = Some(campaign.id);
    let tx = ctx.begin().await?;
    match frozen_rule::write(&nobody, &tx).await {
        Ok(_) => ctx.commit(tx).await,
        // No project, no envelope that is voted on, or frozen meanwhile: there is no vote to open.
        Err(Error::Refused(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
