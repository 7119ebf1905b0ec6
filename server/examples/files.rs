//! Gives a stopped demonstration many submitted applications, for `make bench`: `files DATABASE_URL COUNT`.
//!
//! Each orders a connector for a real commune; a part of them was accepted, and some of those ask to be paid. The token
//! of a session of the demonstration's curator is printed.

use chrono::Duration;
use entity::{
    application::ApplicationState,
    collectivity::Kind,
    id::{ApplicationId, InstalmentId},
    money::Euros,
    permission::StaffRole,
    sign_in::Method,
    table::{application, campaign, collectivity, instalment, person, session},
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use server::{
    clock::{Clock, SystemClock},
    database::Database,
};
use sha2::{Digest, Sha256};
use std::error::Error;

/// The states in turn: most wait for something.
const STATES: [ApplicationState; 6] = [
    ApplicationState::Submitted,
    ApplicationState::Submitted,
    ApplicationState::Complete,
    ApplicationState::CorrectionAsked,
    ApplicationState::Rejected,
    ApplicationState::AgreementSigned,
];

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, url, count] = &arguments[..] else { return Err("files DATABASE_URL COUNT".into()) };
    let count: u64 = count.parse()?;
    let database = Database::open(url).await?;
    let campaign = campaign::Entity::find().one(database.read()).await?.ok_or("start the demonstration once first")?;
    let curator = person::Entity::find().filter(person::Column::Staff.eq(StaffRole::Curator));
    let curator = curator.one(database.read()).await?.ok_or("no curator")?.id;
    let query = collectivity::Entity::find().filter(collectivity::Column::Kind.eq(Kind::Commune));
    let communes = query.order_by_desc(collectivity::Column::Siren).limit(count).all(database.read()).await?;
    let now = SystemClock::default().now();
    let tx = database.begin().await?;
    for (at, commune) in communes.iter().enumerate() {
        let (state, id) = (STATES[at % STATES.len()], ApplicationId(uuid::Uuid::from_u128(at as u128 + 1)));
        let submitted_at = now - Duration::minutes(i64::try_from(communes.len() - at)?);
        let granted = if state.is_funded() { Euros::from_euros(5_000) } else { Euros::ZERO };
        let row = application::Model {
            id,
            campaign: campaign.id,
            envelope: "connecteurs".into(),
            wave: None,
            project: None,
            group_id: None,
            siren: commune.siren,
            departement: commune.departement.clone().unwrap_or_default(),
            state,
            title: format!("Raccorder l’état civil de {}", commune.name),
            opened_by: curator,
            opened_at: submitted_at.into(),
            number: Some(format!("2027-{:05}", at + 1)),
            submitted_at: Some(submitted_at.into()),
            rule_version: Some(campaign.version),
            asked: Euros::from_euros(5_000),
            granted,
            submission: None,
            correction_until: (state == ApplicationState::CorrectionAsked).then(|| (now + Duration::days(10)).into()),
            correction_note: String::new(),
            exception_until: None,
            reminded: 0,
            agreement_day: state.is_funded().then(|| "2027-05-01".to_owned()),
            subject: format!("connecteurs//{}/", commune.siren),
        };
        application::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
        if state.is_funded() && at % 18 == 5 {
            let row = instalment::Model {
                id: InstalmentId(id.0),
                application: id,
                amount: Euros::from_euros(2_500),
                sentence: "Première moitié".into(),
                asked_by: curator,
                asked_at: now.into(),
                paid_by: None,
                paid_at: None,
                refused_by: None,
                refused_at: None,
                reason: String::new(),
            };
            instalment::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
        }
    }
    let token = "bench".repeat(12);
    let row = session::Model {
        token_hash: Sha256::digest(&token).iter().map(|byte| format!("{byte:02x}")).collect(),
        person: curator,
        acting_for: None,
        created_at: now.into(),
        expires_at: (now + Duration::days(1)).into(),
        // A session that nobody uses for an hour ends: the load may begin later.
        seen_at: (now + Duration::hours(23)).into(),
        method: Method::Persona,
        browser: String::new(),
        second_factor: true,
        id_token: None,
        previous_visit: None,
        view_role: None,
        view_siren: None,
        view_departement: None,
        view_until: None,
    };
    session::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    tx.commit().await?;
    database.close().await;
    println!("{token}");
    Ok(())
}
