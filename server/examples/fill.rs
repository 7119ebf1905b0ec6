//! Fills the database of a stopped demonstration with many more needs, for `make bench`: `fill DATA_DIR NEEDS`.
//!
//! Each need is at a real collectivité, drawn by a generator seeded with their number, in words of its own; every other
//! one has supports.

use chrono::Duration;
use entity::{id::NeedId, need::NeedState, siren::Siren, table, territory::Figures};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QuerySelect};
use server::{
    clock::{Clock, SystemClock},
    database::{Database, sqlite_url},
    reference::Reference,
};
use std::{error::Error, path::PathBuf};

const WHO: [&str; 8] = [
    "Les familles",
    "Les agents d’accueil",
    "Les secrétaires de mairie",
    "Les associations",
    "Les aînés",
    "Les commerçants",
    "Les élus",
    "Les services techniques",
];
const WHAT: [&str; 8] = [
    "attendent une réponse sur",
    "ressaisissent trois fois",
    "ne trouvent pas",
    "se déplacent pour",
    "perdent la trace de",
    "ne savent pas qui suit",
    "paient deux fois pour",
    "découvrent trop tard",
];
const ABOUT: [&str; 12] = [
    "les demandes d’urbanisme",
    "les inscriptions scolaires",
    "les arrêtés de voirie",
    "les délibérations",
    "les actes d’état civil",
    "les réservations de salles",
    "les bons de travaux",
    "les aides sociales",
    "les factures d’eau",
    "les signalements",
    "les archives",
    "les marchés publics",
];

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("fill DATA_DIR NEEDS")?);
    let wanted: usize = arguments.next().ok_or("fill DATA_DIR NEEDS")?.parse()?;
    let database = Database::open(&sqlite_url(&folder)).await?;
    let reference = Reference::load(database.read()).await?;
    let bodies = table::collectivity::Entity::find().all(database.read()).await?;
    let model = table::need::Entity::find().one(database.read()).await?.ok_or("start the demonstration once first")?;
    let themes: Vec<String> = table::need::Entity::find()
        .select_only()
        .column(table::need::Column::Theme)
        .into_tuple()
        .all(database.read())
        .await?;
    let mut rng = StdRng::seed_from_u64(wanted as u64);
    let now = SystemClock::default().now();
    let tx = database.begin().await?;
    for batch in 0..wanted.div_ceil(1000) {
        let (mut needs, mut supports) = (Vec::new(), Vec::new());
        for at in batch * 1000..wanted.min((batch + 1) * 1000) {
            let at = i64::try_from(at)?;
            let body = bodies.choose(&mut rng).ok_or("no territories")?;
            let pick = |rng: &mut StdRng, list: &[&str]| list[rng.random_range(0..list.len())].to_owned();
            let about = pick(&mut rng, &ABOUT);
            let title = format!("{} {} {about}, dossier {at}", pick(&mut rng, &WHO), pick(&mut rng, &WHAT));
            let id = NeedId(uuid::Uuid::from_u128(rng.random()));
            let others: Vec<&Siren> = match at % 2 {
                0 => Vec::new(),
                _ => bodies
                    .choose_multiple(&mut rng, 4)
                    .map(|body| &body.siren)
                    .filter(|siren| **siren != body.siren)
                    .collect(),
            };
            let territory = reference.atlas.union(others.iter().copied().chain([&body.siren]));
            let Figures { population, .. } = reference.atlas.figures(&territory);
            let when = (now - Duration::minutes(at)).into();
            supports.extend(others.iter().map(|&siren| table::support::Model {
                need: id,
                siren: *siren,
                sentence: String::new(),
                person: model.author,
                at: when,
                demo: true,
            }));
            needs.push(table::need::Model {
                id,
                siren: body.siren,
                state: NeedState::Published,
                problem: format!(
                    "{title}. Depuis des années, {about} passent par un cahier, un tableur et trois \
                    courriels, et personne ne sait où en est la demande {at}."
                ),
                title,
                theme: themes[rng.random_range(0..themes.len())].clone(),
                departement: body.departement.clone(),
                region: body.region.clone(),
                version: 1,
                created_at: when,
                published_at: Some(when),
                supports: i32::try_from(others.len())?,
                inhabitants: i64::try_from(population)?,
                declined_reason: None,
                merged_into: None,
                face: None,
                demo: true,
                ..model.clone()
            });
        }
        insert(&tx, needs).await?;
        insert(&tx, supports).await?;
    }
    tx.commit().await?;
    database.close().await;
    Ok(())
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
