//! The account that is paid: who reads it, on which page, and where it does not stand.

use super::{World, confirm::asked_instalment, read, rights, world};
use axum::http::StatusCode;
use entity::{
    application::ApplicationState,
    id::ApplicationId,
    money::Euros,
    table::{application, instalment, saved_form},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

const DIGITS: &str = "3000600001123456789";
const IN_GROUPS: &str = "FR76 3000 6000 0112 3456 7890 189";

/// An application of Figeac that is accepted and waits for a payment.
async fn accepted(world: &World) -> String {
    let file = rights::file_of(world, world.siren_of("maire-figeac").await).await;
    let id = ApplicationId(file.parse().expect("an identifier"));
    let asked = asked_instalment(world, id).await;
    let row = application::ActiveModel {
        state: Set(ApplicationState::AgreementSigned),
        granted: Set(Euros::from_euros(7_000)),
        ..Default::default()
    };
    let tx = world.ctx.begin().await.expect("begins");
    let of = application::Entity::update_many().set(row).filter(application::Column::Id.eq(id));
    of.exec(&tx).await.expect("set");
    instalment::Entity::insert(asked.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
    tx.commit().await.expect("commits");
    file
}

#[tokio::test]
async fn a_refused_iban_is_kept_nowhere_and_a_right_one_is_read_whole_by_who_pays_alone() {
    let world = world(true).await;
    let file = accepted(&world).await;
    let (mayor, officer) = (world.sign_in("maire-figeac").await, world.sign_in("prefecture-lot").await);
    let (page, action) = (format!("/candidatures/{file}"), format!("/candidatures/{file}/iban"));
    let wrong = [("page", page.as_str()), ("iban", "FR7630006000011234567890188")];
    let (status, shown) = read(world.post(&action, Some(&mayor), &wrong).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shown.contains("id=\"iban-erreur\"") && !shown.contains(DIGITS), "it is typed anew");
    let kept = saved_form::Entity::find().all(world.ctx.read()).await.expect("reads");
    assert!(!kept.is_empty() && kept.iter().all(|form| !form.content.contains(DIGITS)));

    let right = [("page", page.as_str()), ("iban", IN_GROUPS)];
    assert_eq!(world.post(&action, Some(&mayor), &right).await.status(), StatusCode::SEE_OTHER);
    let own = world.get(&page, Some(&mayor)).await.1;
    assert!(own.contains("se termine par 0189") && !own.contains("3000 6000"), "{own}");
    assert!(world.get(&page, Some(&officer)).await.1.contains(IN_GROUPS));
    let table = "/instruction/versements.csv";
    assert!(world.get(table, Some(&officer)).await.1.contains(DIGITS));

    // Nobody else reads a digit of it, on any page that they can visit.
    for who in ["maire-figeac", "agent-figeac", "curatrice-incubateur", "administrateur", "observatrice-association"] {
        let session = match who {
            "maire-figeac" => mayor.clone(),
            who => world.sign_in(who).await,
        };
        for address in [
            page.as_str(),
            table,
            "/instruction.csv",
            "/instruction",
            "/instruction/versements",
            "/avis",
            "/administration/trace",
            "/candidatures",
            "/compte",
        ] {
            let told = world.get(address, Some(&session)).await.1;
            assert!(!told.contains(DIGITS) && !told.contains("3000 6000 0112"), "{address} as {who}");
        }
    }
    let administrator = world.sign_in("administrateur").await;
    let view = [("staff", "prefecture"), ("siren", "214601023"), ("departement", "46")];
    let begun = world.post("/administration/voir-comme", Some(&administrator), &view).await;
    assert_eq!(begun.status(), StatusCode::SEE_OTHER);
    for address in [page.as_str(), table] {
        let told = world.get(address, Some(&administrator)).await.1;
        assert!(!told.contains(DIGITS) && !told.contains("3000 6000 0112"), "{address} under a view");
    }
}
