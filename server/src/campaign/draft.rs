//! Campaigns that are being written in the browser: begun from nothing, from another campaign or from a file, written
//! place by place, each version kept; then taken over, alone while nobody sees the campaign, by two once it was opened.

use super::{Import, import_within, loaded::StoredCampaign, open_within, require_key, require_vote_open};
use crate::{
    Context, Error,
    audit::{self, EventBatch},
    joint_act::proposal,
};
use chrono::{Duration, Months, NaiveDate};
use entity::{
    campaign::{Campaign, Fault},
    campaign_outline::{self as outline, EditRefusal, Move, Place, Typed, blank_campaign},
    event::Event,
    form_field::{self, FieldName},
    id::{CampaignDraftId, CampaignId},
    joint_act::JointAct,
    legal::UnfinishedText,
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    shown::Shown,
    table::{campaign, campaign_draft, campaign_draft_version},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::Value;
use uuid::Uuid;

/// The longest campaign that is written here, in bytes of JSON.
pub const LONGEST: usize = 2_000_000;

/// The most versions that are listed.
const MOST_LISTED: u64 = 200;

/// A campaign that is being written.
#[derive(Debug, Clone)]
pub struct Draft {
    pub row: campaign_draft::Model,
    pub content: Value,
}

impl Draft {
    fn of(row: campaign_draft::Model) -> Result<Self, Error> {
        Ok(Self { content: serde_json::from_str(&row.content)?, row })
    }

    /// The campaign that was written; or everything that it still lacks.
    pub fn check(&self) -> Result<Campaign, Vec<Fault>> {
        outline::check(&self.content)
    }

    /// What somebody read who changes what stands at a place: a colleague may have written there since.
    pub fn shown(&self, path: &str) -> Shown {
        let there = Place::find(&self.content, path).and_then(|place| place.value.cloned());
        Shown::of([path, &there.unwrap_or_default().to_string()])
    }
}

/// The campaigns that are being written, the latest first. Who: curators and administrators.
pub async fn list(ctx: &Context) -> Result<Vec<Draft>, Error> {
    ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    let open = campaign_draft::Entity::find().filter(campaign_draft::Column::EndedAt.is_null());
    let rows = open.order_by_desc(campaign_draft::Column::ChangedAt).limit(MOST_LISTED).all(ctx.read()).await?;
    rows.into_iter().map(Draft::of).collect()
}

/// A campaign that is being written. Who: as [`list`].
pub async fn find(ctx: &Context, id: CampaignDraftId) -> Result<Draft, Error> {
    ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    let row = campaign_draft::Entity::find_by_id(id).one(ctx.read()).await?.filter(|row| row.ended_at.is_none());
    Draft::of(row.ok_or(Error::NotFound)?)
}

/// A campaign that is looked at before it opens.
#[derive(Debug, Clone)]
pub struct Previewed {
    pub slug: String,
    /// None while it lacks something.
    pub campaign: Option<Campaign>,
    /// Whether it is still being written.
    pub is_draft: bool,
}

/// A campaign that is being written, or one that is there, as it would be seen. Who: as [`list`].
pub async fn previewed(ctx: &Context, id: Uuid) -> Result<Previewed, Error> {
    match find(ctx, CampaignDraftId(id)).await {
        Ok(draft) => Ok(Previewed { campaign: draft.check().ok(), slug: draft.row.slug, is_draft: true }),
        Err(Error::NotFound) => {
            let spec = stored(ctx.read(), CampaignId(id)).await?.spec;
            Ok(Previewed { slug: spec.slug.clone(), campaign: Some(spec), is_draft: false })
        }
        Err(error) => Err(error),
    }
}

/// What a new draft begins with.
#[derive(Debug, Clone)]
pub enum Origin {
    /// Nothing but a name.
    Blank { slug: String, title: String },
    /// Another campaign, under a new name: without its seed, which is each campaign's own, and with other dates.
    Like { campaign: CampaignId, slug: String, title: String, dates: Dates },
    /// A campaign that is there, to be changed.
    Change { campaign: CampaignId },
    /// A campaign file (TOML).
    File(String),
}

/// The dates of a campaign that is made like another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dates {
    /// The same days, as many whole years later as it takes for the census to be ahead.
    Later,
    /// None: they are all typed.
    None,
}

/// Begins to write a campaign.
///
/// Who: as [`list`]. Refused, beside its field: a name that addresses cannot bear or that is taken
/// ([`Refusal::CampaignNameTaken`]), a missing title, a file that is no campaign ([`Refusal::NotACampaignFile`]).
pub async fn begin(ctx: &Context, origin: Origin) -> Result<CampaignDraftId, Error> {
    ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    let tx = ctx.begin().await?;
    let content = match &origin {
        Origin::Blank { slug, title } => {
            named(slug, title)?;
            blank_campaign(slug.trim(), title.trim())
        }
        Origin::Like { campaign, slug, title, dates } => {
            named(slug, title)?;
            let mut content = serde_json::to_value(stored(&tx, *campaign).await?.spec)?;
            date_anew(&mut content, *dates, ctx.now().date_naive());
            content["slug"] = slug.trim().into();
            content["title"] = title.trim().into();
            content
        }
        Origin::Change { campaign } => serde_json::to_value(stored(&tx, *campaign).await?.spec)?,
        Origin::File(text) => serde_json::to_value(read_file(text)?)?,
    };
    let slug = content["slug"].as_str().unwrap_or_default().to_owned();
    if !entity::campaign::is_slug(&slug) {
        return Err(FieldRefusals::one(form_field::CODE, Refusal::NotASlug).into());
    }
    let open = campaign_draft::Entity::find().filter(campaign_draft::Column::EndedAt.is_null());
    let written = open.filter(campaign_draft::Column::Slug.eq(&slug)).count(&tx).await? > 0;
    let there = campaign::Entity::find().filter(campaign::Column::Slug.eq(&slug)).count(&tx).await? > 0;
    if written || there && !matches!(origin, Origin::Change { .. } | Origin::File(_)) {
        return Err(FieldRefusals::one(form_field::CODE, Refusal::CampaignNameTaken).into());
    }
    let row = campaign_draft::Model {
        id: CampaignDraftId(ctx.platform.new_id()),
        slug: slug.clone(),
        content: content.to_string(),
        version: 1,
        created_by: ctx.person()?,
        created_at: ctx.now().into(),
        changed_at: ctx.now().into(),
        ended_at: None,
    };
    let id = row.id;
    campaign_draft::Entity::insert(row.clone().into_active_model()).exec_without_returning(&tx).await?;
    keep(ctx, &tx, &row, "").await?;
    audit::record(&tx, ctx, Event::CampaignDraftBegun { draft: id, slug }).await?;
    ctx.commit(tx).await?;
    Ok(id)
}

fn named(slug: &str, title: &str) -> Result<(), FieldRefusals> {
    let mut refusals = FieldRefusals::default();
    if !entity::campaign::is_slug(slug.trim()) {
        refusals.add(form_field::CODE, Refusal::NotASlug);
    }
    match title.trim().chars().count() {
        0 => refusals.add(form_field::TITLE, Refusal::Missing),
        length if length > outline::LONGEST_LINE => {
            refusals.add(form_field::TITLE, Refusal::TooLong { most: outline::LONGEST_LINE, length });
        }
        _ => {}
    }
    refusals.or(())
}

async fn stored(tx: &impl ConnectionTrait, id: CampaignId) -> Result<StoredCampaign, Error> {
    StoredCampaign::of(campaign::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?)
}

/// Gives a campaign other dates, and takes its seed away.
fn date_anew(content: &mut Value, dates: Dates, today: NaiveDate) {
    if let Some(selection) = content["selection"].as_object_mut() {
        selection.remove("seed");
    }
    let census = content["calendar"]["census"]["opens"].as_str().and_then(|day| day.parse::<NaiveDate>().ok());
    let years = census.and_then(|opens| (1..200).find(|years| later(opens, *years).is_some_and(|day| day > today)));
    let mut periods: Vec<&mut Value> = Vec::new();
    let Some(whole) = content.as_object_mut() else { return };
    for (key, value) in whole {
        match (key.as_str(), value) {
            ("calendar", Value::Object(phases)) => periods.extend(phases.values_mut()),
            ("envelope", Value::Array(envelopes)) => {
                let waves = envelopes.iter_mut().filter_map(|envelope| envelope.get_mut("wave")?.as_array_mut());
                periods.extend(waves.flatten());
            }
            _ => {}
        }
    }
    for period in periods.into_iter().filter_map(Value::as_object_mut) {
        for key in ["opens", "until"] {
            let day = period.get(key).and_then(Value::as_str).and_then(|day| day.parse::<NaiveDate>().ok());
            let moved = day.zip(years).and_then(|(day, years)| later(day, years)).filter(|_| dates == Dates::Later);
            match moved {
                Some(day) => drop(period.insert(key.to_owned(), day.to_string().into())),
                None => drop(period.remove(key)),
            }
        }
    }
}

/// The same day so many years later; 28 February for a 29 that is none.
fn later(day: NaiveDate, years: u32) -> Option<NaiveDate> {
    day.checked_add_months(Months::new(12 * years))
}

fn read_file(text: &str) -> Result<Campaign, FieldRefusals> {
    let refused = |line, why| FieldRefusals::one(form_field::LIST, Refusal::NotACampaignFile { line, why });
    if text.len() > LONGEST {
        let why = wording::operator::campaign::too_long();
        return Err(refused(None, why));
    }
    let campaign = super::file::parse(text).map_err(|fault| refused(fault.line, fault.why))?;
    let content = serde_json::to_value(&campaign).map_err(|error| refused(None, error.to_string()))?;
    match outline::out_of_bounds(&content).into_iter().next() {
        Some((_, refusal)) => Err(FieldRefusals::one(form_field::LIST, refusal)),
        None => Ok(campaign),
    }
}

/// How what is typed comes to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// By the form's button: a version of its own.
    Button,
    /// While it is typed: what one person writes at one place within ten minutes is one version, and no value changes
    /// its kind.
    Typing,
}

/// For how long what one person types at one place is one version.
const SITTING: Duration = Duration::minutes(10);

/// Writes what was typed on the page of a place. Beside each field the form carries a fingerprint of what it was
/// rendered with: what was not touched stays as it stands, whoever wrote it.
///
/// Who: as [`list`]. Refused beside their fields, and then nothing is kept: values that are none of their kind; what a
/// colleague changed meanwhile ([`Refusal::AnswerChanged`], with theirs); what no campaign holds.
pub async fn write(ctx: &Context, id: CampaignDraftId, path: &str, typed: &Typed, by: By) -> Result<(), Error> {
    let edit = |content: &mut Value| {
        let typed = outline::touched(content, path, typed, by == By::Typing)?;
        outline::put(content, path, &typed).map(|()| path.to_owned())
    };
    change(ctx, id, path, None, by, edit).await.map(drop)
}

/// What is done to a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrange {
    /// An entry more, of a kind where entries have kinds.
    Add {
        kind: String,
    },
    /// An entry less, by its place in the list.
    Remove {
        at: usize,
    },
    Move {
        at: usize,
        to: Move,
    },
}

/// Adds, takes out or moves an entry of the list at a place; the place of what was added or moved. As [`write()`].
pub async fn arrange(
    ctx: &Context,
    id: CampaignDraftId,
    path: &str,
    what: &Arrange,
    sent: &str,
) -> Result<String, Error> {
    change(ctx, id, path, Some(sent), By::Button, |content| match what {
        Arrange::Add { kind } => outline::add(content, path, kind),
        Arrange::Remove { at } => outline::remove(content, &format!("{path}.{at}")).map(|()| path.to_owned()),
        Arrange::Move { at, to } => outline::shift(content, &format!("{path}.{at}"), *to).map(|()| path.to_owned()),
    })
    .await
}

/// Changes a draft that is locked; a change that changes nothing makes no version.
async fn change(
    ctx: &Context,
    id: CampaignDraftId,
    path: &str,
    sent: Option<&str>,
    by: By,
    edit: impl FnOnce(&mut Value) -> Result<String, EditRefusal>,
) -> Result<String, Error> {
    ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    let tx = ctx.begin().await?;
    let draft = for_update(&tx, id).await?;
    if let Some(sent) = sent {
        draft.shown(path).require(sent)?;
    }
    let mut content = draft.content.clone();
    let place = edit(&mut content).map_err(|refusal| match refusal {
        EditRefusal::NotThere => Error::NotFound,
        refused => refused.fields().into(),
    })?;
    if content == draft.content {
        return Ok(place);
    }
    require_within_bounds(&draft.content, &content)?;
    let written = content.to_string();
    if written.len() > LONGEST {
        let refusal = Refusal::TooLong { most: LONGEST, length: written.len() };
        return Err(FieldRefusals::one(FieldName::WHOLE, refusal).into());
    }
    match by == By::Typing && goes_on(ctx, &tx, &draft.row, path).await? {
        true => go_on(ctx, &tx, draft.row, written, path).await?,
        false => next_version(ctx, &tx, draft.row, written, path).await?,
    }
    ctx.commit(tx).await?;
    Ok(place)
}

/// Whether what is typed belongs to the version that stands: whoever types wrote it at the same place a moment ago, and
/// nobody is asked to agree on it.
async fn goes_on(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    row: &campaign_draft::Model,
    place: &str,
) -> Result<bool, Error> {
    let last = campaign_draft_version::Entity::find_by_id((row.id, row.version)).one(tx).await?;
    let own = last.is_some_and(|last| {
        Some(last.person) == ctx.actor.person && last.place == place && ctx.now() - last.at.utc() < SITTING
    });
    Ok(own && row.version > 1 && !proposal::is_version_proposed(tx, row.id, row.version).await?)
}

/// Writes over the version that stands.
async fn go_on(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    row: campaign_draft::Model,
    content: String,
    place: &str,
) -> Result<(), Error> {
    let (draft, version) = (row.id, row.version);
    let text = campaign_draft_version::ActiveModel { content: Set(content.clone()), ..Default::default() };
    campaign_draft_version::Entity::update_many()
        .set(text)
        .filter(campaign_draft_version::Column::Draft.eq(draft))
        .filter(campaign_draft_version::Column::Version.eq(version))
        .exec(tx)
        .await?;
    store(tx, campaign_draft::Model { content, changed_at: ctx.now().into(), ..row }).await?;
    let place = place.to_owned();
    audit::record(tx, ctx, Event::CampaignDraftChanged { draft, version, place }).await
}

async fn store(tx: &impl ConnectionTrait, row: campaign_draft::Model) -> Result<(), Error> {
    let changed = campaign_draft::ActiveModel {
        id: Set(row.id),
        content: Set(row.content),
        version: Set(row.version),
        changed_at: Set(row.changed_at),
        ..Default::default()
    };
    changed.update(tx).await?;
    Ok(())
}

/// Refuses, beside the field where it is written, what no campaign holds and did not stand there before.
fn require_within_bounds(before: &Value, after: &Value) -> Result<(), FieldRefusals> {
    let known = outline::out_of_bounds(before);
    let new = outline::out_of_bounds(after).into_iter().filter(|fault| !known.contains(fault));
    let mut refusals = FieldRefusals::default();
    for (path, refusal) in new {
        refusals.add(FieldName::question(&path), refusal);
    }
    refusals.or(())
}

async fn next_version(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    row: campaign_draft::Model,
    content: String,
    place: &str,
) -> Result<(), Error> {
    let row = campaign_draft::Model { content, version: row.version + 1, changed_at: ctx.now().into(), ..row };
    keep(ctx, tx, &row, place).await?;
    let (draft, version) = (row.id, row.version);
    store(tx, row).await?;
    let place = place.to_owned();
    audit::record(tx, ctx, Event::CampaignDraftChanged { draft, version, place }).await
}

async fn keep(ctx: &Context, tx: &impl ConnectionTrait, row: &campaign_draft::Model, place: &str) -> Result<(), Error> {
    let version = campaign_draft_version::Model {
        draft: row.id,
        version: row.version,
        content: row.content.clone(),
        place: place.to_owned(),
        person: ctx.person()?,
        at: ctx.now().into(),
    };
    campaign_draft_version::Entity::insert(version.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

async fn for_update(tx: &impl ConnectionTrait, id: CampaignDraftId) -> Result<Draft, Error> {
    let row = campaign_draft::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    Draft::of(row.filter(|row| row.ended_at.is_none()).ok_or(Error::NotFound)?)
}

/// A version of a draft, as its history tells it.
#[derive(Debug, Clone)]
pub struct Version {
    pub version: i32,
    pub place: String,
    pub by: String,
    pub at: chrono::DateTime<chrono::Utc>,
    /// What it changed of the version before, a line a value.
    pub changes: Vec<String>,
}

/// The versions of a draft, the latest first, at most two hundred. Who: as [`list`].
pub async fn versions(ctx: &Context, id: CampaignDraftId) -> Result<Vec<Version>, Error> {
    ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    let of = campaign_draft_version::Entity::find().filter(campaign_draft_version::Column::Draft.eq(id));
    let rows = of.order_by_desc(campaign_draft_version::Column::Version).limit(MOST_LISTED + 1);
    let rows = rows.all(ctx.read()).await?;
    let names = audit::names_of(ctx.read(), &rows.iter().map(|row| row.person).collect::<Vec<_>>()).await?;
    let contents: Vec<Value> = rows.iter().map(|row| serde_json::from_str(&row.content)).collect::<Result<_, _>>()?;
    let one = |(at, row): (usize, &campaign_draft_version::Model)| {
        let mut changes = Vec::new();
        if let Some(before) = contents.get(at + 1) {
            super::compare("", before, &contents[at], &mut changes);
        }
        Version {
            version: row.version,
            place: row.place.clone(),
            by: names.get(&row.person).cloned().unwrap_or_default(),
            at: row.at.utc(),
            changes,
        }
    };
    Ok(rows.iter().enumerate().take(usize::try_from(MOST_LISTED).unwrap_or(200)).map(one).collect())
}

/// Goes back to what a version said, as a version more. As [`write()`]; `sent` is what stands now.
pub async fn restore(ctx: &Context, id: CampaignDraftId, version: i32, sent: &str) -> Result<(), Error> {
    ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    let tx = ctx.begin().await?;
    let draft = for_update(&tx, id).await?;
    draft.shown("").require(sent)?;
    let content = version_of(&tx, id, version).await?;
    if content != draft.row.content {
        next_version(ctx, &tx, draft.row, content, "").await?;
        ctx.commit(tx).await?;
    }
    Ok(())
}

async fn version_of(tx: &impl ConnectionTrait, id: CampaignDraftId, version: i32) -> Result<String, Error> {
    let row = campaign_draft_version::Entity::find_by_id((id, version)).one(tx).await?.ok_or(Error::NotFound)?;
    Ok(row.content)
}

/// The name of a draft and the campaign that a version of it says; None where it lacks something, or is not there.
pub(super) async fn version_read(
    database: &impl ConnectionTrait,
    id: CampaignDraftId,
    version: i32,
) -> Result<Option<(String, Campaign)>, Error> {
    let Some(row) = campaign_draft::Entity::find_by_id(id).one(database).await? else { return Ok(None) };
    let content: Value = serde_json::from_str(&version_of(database, id, version).await?)?;
    Ok(outline::check(&content).ok().map(|campaign| (row.slug, campaign)))
}

/// Throws a draft away; its versions stay in the database. Who: as [`list`].
pub async fn discard(ctx: &Context, id: CampaignDraftId) -> Result<(), Error> {
    ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    let tx = ctx.begin().await?;
    let draft = for_update(&tx, id).await?;
    end(ctx, &tx, draft.row.id).await?;
    audit::record(&tx, ctx, Event::CampaignDraftDiscarded { draft: id }).await?;
    ctx.commit(tx).await
}

async fn end(ctx: &Context, tx: &impl ConnectionTrait, id: CampaignDraftId) -> Result<(), Error> {
    let ended = campaign_draft::ActiveModel { ended_at: Set(Some(ctx.now().into())), ..Default::default() };
    campaign_draft::Entity::update_many().set(ended).filter(campaign_draft::Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}

/// What a draft would change, against the campaign that is there: a line a value; None for a new campaign.
pub async fn differences(ctx: &Context, draft: &Draft) -> Result<Option<Vec<String>>, Error> {
    let row = campaign::Entity::find().filter(campaign::Column::Slug.eq(&draft.row.slug)).one(ctx.read()).await?;
    let Some(row) = row else { return Ok(None) };
    let mut lines = Vec::new();
    super::compare("", &serde_json::from_str(&row.spec)?, &whole(&draft.content), &mut lines);
    Ok(Some(lines))
}

/// What is written, as a campaign writes it where it is one: values that say what goes without saying are left out.
fn whole(content: &Value) -> Value {
    let campaign = serde_json::from_value::<Campaign>(content.clone()).ok();
    campaign.and_then(|campaign| serde_json::to_value(campaign).ok()).unwrap_or_else(|| content.clone())
}

/// What became of a draft that was taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// The campaign is prepared, or the prepared one was changed.
    Prepared { slug: String },
    /// The campaign was opened before: a second person confirms the change.
    Proposed,
}

/// Takes a draft over into its campaign: a new one is prepared, and seen by curators alone; a prepared one changes at
/// once, one that was opened once a second person has confirmed it. `sent` is what was read of the whole draft.
///
/// Who: as [`list`]. Refused: a draft that lacks something ([`Refusal::CampaignNotReady`]) or changes nothing
/// ([`Refusal::NothingToChange`]); a change of the rule of a vote that is frozen, as [`super::import`].
pub async fn take_over(ctx: &Context, id: CampaignDraftId, sent: &str) -> Result<Taken, Error> {
    ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    let draft = find(ctx, id).await?;
    let spec = draft.check().map_err(|faults| Refusal::CampaignNotReady { faults: faults.len() })?;
    require_vote_open(ctx, &spec).await?;
    let tx = ctx.begin().await?;
    let draft = for_update(&tx, id).await?;
    draft.shown("").require(sent)?;
    let row = campaign::Entity::find().filter(campaign::Column::Slug.eq(&draft.row.slug)).one(&tx).await?;
    let opened = row.filter(|row| row.opened_at.is_some());
    let mut trace = EventBatch::default();
    let taken = match opened {
        Some(row) => {
            require_key(ctx, &spec)?;
            if serde_json::from_str::<Value>(&row.spec)? == serde_json::to_value(&spec)? {
                return Err(Refusal::NothingToChange.into());
            }
            let act = JointAct::CampaignChange {
                campaign: row.id,
                slug: draft.row.slug,
                draft: id,
                version: draft.row.version,
            };
            proposal::propose(ctx, &tx, act, &mut trace).await?;
            Taken::Proposed
        }
        None => {
            import_within(ctx, &tx, &spec, true, &mut trace).await?;
            end(ctx, &tx, id).await?;
            Taken::Prepared { slug: draft.row.slug }
        }
    };
    trace.write(&tx).await?;
    ctx.commit(tx).await?;
    Ok(taken)
}

/// Proposes that a prepared campaign is opened; a second person confirms it.
///
/// Who: as [`list`]. Refused: [`Error::NotFound`] for one that is not prepared; [`Refusal::LegalTextsUnfinished`] where
/// legal pages of the site are `unfinished`; [`Refusal::IbanKeyMissing`] where it asks for bank accounts, and the
/// settings name no key; [`Refusal::ActProposed`] where that waits already.
pub async fn propose_opening(ctx: &Context, id: CampaignId, unfinished: &[UnfinishedText]) -> Result<(), Error> {
    ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    require_finished(unfinished)?;
    let tx = ctx.begin().await?;
    let row = campaign::Entity::find_by_id(id).one(&tx).await?.filter(|row| row.opened_at.is_none());
    let row = row.ok_or(Error::NotFound)?;
    require_key(ctx, &serde_json::from_str(&row.spec)?)?;
    let mut trace = EventBatch::default();
    let act = JointAct::CampaignOpening { campaign: id, slug: row.slug, version: row.version };
    proposal::propose(ctx, &tx, act, &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// Refuses to open over legal pages that are not fit to be read.
pub fn require_finished(unfinished: &[UnfinishedText]) -> Result<(), Refusal> {
    match unfinished.len() {
        0 => Ok(()),
        texts => Err(Refusal::LegalTextsUnfinished { texts }),
    }
}

/// Opens a campaign as two agreed; not where it was opened or changed meanwhile. Whether it was opened.
pub(crate) async fn open_agreed(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    (campaign, version): (CampaignId, i32),
    trace: &mut EventBatch,
) -> Result<bool, Error> {
    let row = campaign::Entity::find_by_id(campaign).one(tx).await?;
    match row.filter(|row| row.opened_at.is_none() && row.version == version) {
        Some(row) => open_within(ctx, tx, &row.slug, trace).await.map(|_| true),
        None => Ok(false),
    }
}

/// Changes a campaign as two agreed; not where the draft was thrown away or taken over otherwise. Whether it changed.
pub(crate) async fn change_agreed(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    (draft, version): (CampaignDraftId, i32),
    trace: &mut EventBatch,
) -> Result<bool, Error> {
    let row = campaign_draft::Entity::find_by_id(draft).lock_exclusive().one(tx).await?;
    let Some(row) = row.filter(|row| row.ended_at.is_none()) else { return Ok(false) };
    let content: Value = serde_json::from_str(&version_of(tx, draft, version).await?)?;
    let spec = outline::check(&content).map_err(|faults| Refusal::CampaignNotReady { faults: faults.len() })?;
    require_vote_open(ctx, &spec).await?;
    let imported = import_within(ctx, tx, &spec, true, trace).await?;
    // What was written since waits for two of its own.
    if row.version == version {
        end(ctx, tx, draft).await?;
    }
    Ok(matches!(imported, Import::Applied(_)))
}
