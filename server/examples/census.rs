//! Fills the database of a stopped demonstration with a census of the size of 2021's: `census DATA_DIR [TIMES]`, 476
//! needs and 531 supports, or TIMES (1 to 10) as many.
//!
//! The texts are those of `examples/census/problems.toml`: problems written by hand, each in four wordings. A problem
//! is told by several collectivités, more often the commoner it is, so that most needs have near-copies that share few
//! words. Once, each wording stands at one or two places; ten times, the same wordings stand at some fifteen places
//! each: the figures are those of a large census, the texts are not.
//!
//! What is as in a real one: communes, intercommunalités and some départements of all of France; most supports on few
//! needs, and none on most; two thirds of the needs published on the last day, most of those in its last hours. That
//! day is the last of the census, or the day before now where the census is still going on. The same arguments on the
//! same demonstration write the same census, but for the identifiers of campaign and author.

use chrono::{DateTime, Duration, NaiveTime, Utc};
use entity::{
    calendar::{from_paris, in_paris},
    campaign::Campaign,
    collectivity::Kind,
    id::NeedId,
    need::{NeedContent, NeedForm, NeedState, Urgency},
    siren::Siren,
    table,
};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom, seq::SliceRandom};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde::Deserialize;
use server::{
    clock::SystemClock,
    database::{Database, sqlite_url},
    reference::Reference,
};
use std::{collections::BTreeMap, error::Error, path::PathBuf};

const PROBLEMS: &str = include_str!("census/problems.toml");
const USAGE: &str = "census DATA_DIR [1 to 10]";

/// Needs and supports of the census of 2021.
const NEEDS: usize = 476;
const SUPPORTS: usize = 531;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Problems {
    problem: Vec<Problem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Problem {
    #[expect(dead_code, reason = "names the problem in the file")]
    code: String,
    theme: String,
    wording: Vec<Wording>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wording {
    title: String,
    problem: String,
    affected: String,
    existing: String,
}

/// Who says it, by kind, in hundredths: as who posted in 2021.
const WHO: [(Kind, u32); 3] = [(Kind::Commune, 62), (Kind::Epci, 30), (Kind::Departement, 8)];

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or(USAGE)?);
    let times: usize = arguments.next().map_or(Ok(1), |text| text.parse())?;
    if !(1..=10).contains(&times) {
        return Err(USAGE.into());
    }
    let problems: Problems = toml::from_str(PROBLEMS)?;
    let database = Database::open(&sqlite_url(&folder)).await?;
    let reference = Reference::load(database.read()).await?;
    let model = table::need::Entity::find().one(database.read()).await?.ok_or("start the demonstration once first")?;
    let campaign = table::campaign::Entity::find_by_id(model.campaign).one(database.read()).await?;
    let campaign: Campaign = serde_json::from_str(&campaign.ok_or("no campaign")?.spec)?;
    let mut bodies: BTreeMap<&str, Vec<table::collectivity::Model>> = BTreeMap::new();
    for body in table::collectivity::Entity::find().all(database.read()).await? {
        bodies.entry(body.kind.code()).or_default().push(body);
    }
    for kind in bodies.values_mut() {
        kind.sort_by_key(|body| body.siren);
    }
    let moved = table::demo_clock::Entity::find().one(database.read()).await?.map_or(0, |row| row.offset_millis);
    let census = Census { reference, campaign, bodies, model, problems: problems.problem, moved };
    let (needs, versions, supports) = census.write(times)?;
    let counts = (needs.len(), supports.len());
    let tx = database.begin().await?;
    insert(&tx, needs).await?;
    insert(&tx, versions).await?;
    insert(&tx, supports).await?;
    tx.commit().await?;
    database.close().await;
    println!("{} needs, {} supports", counts.0, counts.1);
    Ok(())
}

/// What a census is made of.
struct Census {
    reference: Reference,
    campaign: Campaign,
    /// By kind, in the order of their SIREN.
    bodies: BTreeMap<&'static str, Vec<table::collectivity::Model>>,
    /// A need of the demonstration, whose campaign and author all others have.
    model: table::need::Model,
    problems: Vec<Problem>,
    /// By how much the demonstration's clock is moved, in milliseconds.
    moved: i64,
}

type Rows = (Vec<table::need::Model>, Vec<table::need_version::Model>, Vec<table::support::Model>);

impl Census {
    fn write(&self, times: usize) -> Result<Rows, Box<dyn Error>> {
        let mut rng = StdRng::seed_from_u64(2021 * 100 + times as u64);
        let last_day = self.last_day();
        let supporters = supporters(&mut rng, NEEDS * times, SUPPORTS * times);
        let (mut needs, mut versions, mut supports) = (Vec::new(), Vec::new(), Vec::new());
        for (at, wording) in self.wordings(&mut rng, NEEDS * times).into_iter().enumerate() {
            let body = self.body(&mut rng).ok_or("no territories")?;
            let form = self.form(&mut rng, wording);
            let content = NeedContent::parse(&form, &self.campaign)
                .map_err(|refusals| format!("{}: {refusals:?}", form.title))?;
            let id = NeedId(uuid::Builder::from_random_bytes(rng.random()).into_uuid());
            let published = published(&mut rng, last_day);
            let others = self.others(&mut rng, body, supporters[at]);
            let territory = self.reference.atlas.union(others.iter().chain([&body.siren]));
            let inhabitants = self.reference.atlas.figures(&territory).population;
            versions.push(table::need_version::Model {
                need: id,
                version: 1,
                content: serde_json::to_string(&content)?,
                person: self.model.author,
                at: published.into(),
            });
            supports.extend(others.iter().map(|&siren| table::support::Model {
                need: id,
                siren,
                sentence: String::new(),
                person: self.model.author,
                at: (published + Duration::minutes(rng.random_range(1..600))).into(),
                demo: true,
            }));
            needs.push(table::need::Model {
                id,
                siren: body.siren,
                state: NeedState::Published,
                title: form.title,
                problem: form.problem,
                affected: form.affected,
                existing: form.existing,
                theme: form.theme,
                urgency: form.urgency,
                programmes: String::new(),
                departement: body.departement.clone(),
                region: body.region.clone(),
                version: 1,
                created_at: (published - Duration::hours(1)).into(),
                published_at: Some(published.into()),
                supports: i32::try_from(others.len())?,
                inhabitants: i64::try_from(inhabitants)?,
                declined_reason: None,
                demo: true,
                ..self.model.clone()
            });
        }
        Ok((needs, versions, supports))
    }

    /// So many wordings, each problem as often as it is common, and each of its wordings as often as the others.
    fn wordings(&self, rng: &mut StdRng, needs: usize) -> Vec<(&Problem, usize)> {
        let mut order: Vec<&Problem> = self.problems.iter().collect();
        order.shuffle(rng);
        let weight = |rank: usize| 1.0 / (rank as f64 + 8.0);
        let whole: f64 = (0..order.len()).map(weight).sum();
        let mut chosen: Vec<(&Problem, usize)> = Vec::new();
        for (rank, problem) in order.iter().enumerate() {
            let share = (weight(rank) / whole * needs as f64).round().max(1.0) as usize;
            chosen.extend((0..share).map(|at| (*problem, at % problem.wording.len())));
        }
        // What rounding leaves is told by the commonest.
        while let Some(problem) = order.get(chosen.len() % order.len()).filter(|_| chosen.len() < needs) {
            let at = rng.random_range(0..problem.wording.len());
            chosen.push((problem, at));
        }
        chosen.shuffle(rng);
        chosen.truncate(needs);
        chosen
    }

    fn form(&self, rng: &mut StdRng, (problem, at): (&Problem, usize)) -> NeedForm {
        let wording = &problem.wording[at];
        let urgency = [Urgency::Low, Urgency::Medium, Urgency::Medium, Urgency::High];
        NeedForm {
            title: wording.title.clone(),
            problem: wording.problem.clone(),
            affected: wording.affected.clone(),
            existing: wording.existing.clone(),
            theme: problem.theme.clone(),
            urgency: urgency[rng.random_range(0..urgency.len())].code().to_owned(),
            programmes: Vec::new(),
        }
    }

    fn body(&self, rng: &mut StdRng) -> Option<&table::collectivity::Model> {
        let drawn = rng.random_range(0..100);
        let mut sum = 0;
        let kind = WHO.iter().find(|(_, share)| {
            sum += share;
            drawn < sum
        });
        self.bodies.get(kind?.0.code())?.choose(rng)
    }

    /// So many others than a body: half of them of its région, where one hears of its need.
    fn others(&self, rng: &mut StdRng, body: &table::collectivity::Model, wanted: usize) -> Vec<Siren> {
        let mut others: Vec<Siren> = Vec::new();
        for _ in 0..wanted * 200 {
            if others.len() == wanted {
                break;
            }
            let Some(other) = self.body(rng) else { break };
            let is_near = other.region == body.region;
            let is_wanted = is_near || rng.random_bool(0.08);
            if is_wanted && other.siren != body.siren && !others.contains(&other.siren) {
                others.push(other.siren);
            }
        }
        others
    }

    /// The day on which most needs come: the last of the census, or yesterday while it is going on.
    fn last_day(&self) -> DateTime<Utc> {
        let now = SystemClock::machine_now() + Duration::milliseconds(self.moved);
        let close = self.campaign.calendar.census.close();
        let end = if now < close { now - Duration::days(1) } else { close - Duration::hours(1) };
        from_paris(in_paris(end).date_naive(), NaiveTime::MIN).unwrap_or(end)
    }
}

/// When a need is published: two thirds on the last day, towards its end; the others over the seven weeks before.
fn published(rng: &mut StdRng, last_day: DateTime<Utc>) -> DateTime<Utc> {
    if rng.random_bool(2.0 / 3.0) {
        let (one, other) = (rng.random_range(8 * 60..24 * 60), rng.random_range(8 * 60..24 * 60));
        return last_day + Duration::minutes(std::cmp::max(one, other));
    }
    last_day - Duration::days(rng.random_range(1..50)) + Duration::minutes(rng.random_range(8 * 60..19 * 60))
}

/// How many support each need: drawn by a law in which the few first get most.
fn supporters(rng: &mut StdRng, needs: usize, supports: usize) -> Vec<usize> {
    let mut ranks: Vec<usize> = (0..needs).collect();
    ranks.shuffle(rng);
    let mut counts = vec![0; needs];
    for _ in 0..supports {
        // A power of a number below one is near nothing more often than not: a tenth of the supports on one need.
        let drawn: f64 = rng.random::<f64>().powf(2.5);
        let rank = ((drawn * needs as f64) as usize).min(needs - 1);
        counts[ranks[rank]] += 1;
    }
    counts
}

async fn insert<M, A>(tx: &sea_orm::DatabaseTransaction, rows: Vec<M>) -> Result<(), sea_orm::DbErr>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + Send,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    loop {
        let batch: Vec<A> = rows.by_ref().take(500).collect();
        if batch.is_empty() {
            return Ok(());
        }
        A::Entity::insert_many(batch).exec_without_returning(tx).await?;
    }
}
