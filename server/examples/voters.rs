//! Gives a stopped demonstration many voters, for `make bench`: `voters DATABASE_URL COUNT`.
//!
//! Each is the élu of a real commune, holds its mandate and is signed in; the tokens are printed, one a line.

use chrono::Duration;
use entity::{
    collectivity::{Capacity, Kind},
    event::MailPreference,
    id::PersonId,
    sign_in::Method,
    siren::Siren,
    table::{campaign, collectivity, mandate, membership, person, session},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use server::{
    clock::{Clock, SystemClock},
    database::Database,
    person::whole_mandate,
};
use sha2::{Digest, Sha256};
use std::{collections::HashSet, error::Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, url, count] = &arguments[..] else { return Err("voters DATABASE_URL COUNT".into()) };
    let database = Database::open(url).await?;
    let campaign = campaign::Entity::find().one(database.read()).await?.ok_or("start the demonstration once first")?;
    let query = collectivity::Entity::find().filter(collectivity::Column::Kind.eq(Kind::Commune));
    // The last ones: the people of the demonstration are elsewhere.
    let communes =
        query.order_by_desc(collectivity::Column::Siren).limit(count.parse::<u64>()?).all(database.read()).await?;
    let held: HashSet<Siren> =
        mandate::Entity::find().all(database.read()).await?.into_iter().map(|mandate| mandate.siren).collect();
    let communes: Vec<_> = communes.into_iter().filter(|commune| !held.contains(&commune.siren)).collect();
    let now = SystemClock::default().now();
    let mut rng = StdRng::seed_from_u64(2026);
    let tx = database.begin().await?;
    for batch in communes.chunks(500) {
        let (mut people, mut memberships, mut mandates, mut sessions) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for commune in batch {
            let id = PersonId(uuid::Uuid::from_u128(rng.random()));
            let token = format!("{:032x}{:032x}", rng.random::<u128>(), rng.random::<u128>());
            println!("{token}");
            let person = person::Model {
                id,
                name: format!("Élu de {}", commune.name),
                staff: None,
                created_at: now.into(),
                demo_key: None,
                demo_blurb: None,
                departement: None,
                residence: None,
                mail_preference: MailPreference::None,
                deleted_at: None,
                visited_at: None,
            };
            people.push(person.into_active_model());
            let membership = membership::Model {
                person: id,
                siren: commune.siren,
                capacity: Capacity::Elu,
                title: "Maire".into(),
                since: now.into(),
                referent: true,
                by_hand: false,
            };
            memberships.push(membership.into_active_model());
            let mandate = whole_mandate(campaign.id, commune.siren, id, now.into());
            mandates.push(mandate.into_active_model());
            let session = session::Model {
                token_hash: Sha256::digest(&token).iter().map(|byte| format!("{byte:02x}")).collect(),
                person: id,
                acting_for: None,
                created_at: now.into(),
                expires_at: (now + Duration::days(1)).into(),
                // A session that nobody uses for an hour ends: the load may begin later.
                seen_at: (now + Duration::hours(23)).into(),
                method: Method::Persona,
                browser: String::new(),
                second_factor: false,
                id_token: None,
                previous_visit: None,
                view_role: None,
                view_siren: None,
                view_departement: None,
                view_until: None,
            };
            sessions.push(session.into_active_model());
        }
        person::Entity::insert_many(people).exec_without_returning(&tx).await?;
        membership::Entity::insert_many(memberships).exec_without_returning(&tx).await?;
        mandate::Entity::insert_many(mandates).exec_without_returning(&tx).await?;
        session::Entity::insert_many(sessions).exec_without_returning(&tx).await?;
    }
    tx.commit().await?;
    database.close().await;
    Ok(())
}
