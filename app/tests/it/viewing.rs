//! Seeing the site as somebody else would: no act passes, whichever address it is for, and nothing secret is shown.

use super::{World, read, rights, secrecy, world};
use axum::http::StatusCode;
use entity::table::{audit_event, ballot, mail, session};
use sea_orm::{EntityTrait, PaginatorTrait};
use server::campaign::loaded::current_campaign;

const ADDRESS: &str = "/administration/voir-comme";
const SENTENCE: &str = "Vous ne faites que regarder";

async fn view(world: &World, token: &str, role: &str, siren: &str) {
    let form = [("staff", role), ("siren", siren), ("departement", "46")];
    let begun = world.post(ADDRESS, Some(token), &form).await;
    assert_eq!(begun.status(), StatusCode::SEE_OTHER, "{role}");
}

/// What every act would change.
async fn state(world: &World) -> [u64; 3] {
    let database = world.ctx.read();
    [
        audit_event::Entity::find().count(database).await.expect("counts"),
        mail::Entity::find().count(database).await.expect("counts"),
        session::Entity::find().count(database).await.expect("counts"),
    ]
}

#[tokio::test]
async fn under_a_view_no_form_of_any_route_passes() {
    let world = world(true).await;
    let token = world.sign_in("administrateur").await;
    let mayor = world.sign_in("maire-figeac").await;
    let need = super::link(&world.get("/besoins", None).await.1, "/besoins/");
    let need = need.rsplit('/').next().expect("an identifier").to_owned();
    let file = rights::file_of(&world, world.siren_of("maire-figeac").await).await;
    let fill = |path: &str| {
        let id = if path.starts_with("/candidatures") || path.starts_with("/instruction") { &file } else { &need };
        let path = path.replace("{id}", id).replace("{siren}", "214601023").replace("{kind}", "besoin");
        let path = path.replace("{file}", &need).replace("{place}", "theme").replace("{text}", "accueil");
        path.replace("{token}", "0").replace("{code}", "connecteurs")
    };
    for role in ["visitor", "elu", "referent", "curator", "assessor", "prefecture", "observer"] {
        view(&world, &token, role, "214601023").await;
        let before = state(&world).await;
        for (_, path) in rights::routes().into_iter().filter(|(method, _)| method == "POST") {
            if path == format!("{ADDRESS}/fin") || path == "/bac-a-sable/quitter" {
                continue;
            }
            let address = fill(&path);
            let form =
                [("page", address.as_str()), ("title", "Un titre"), ("siren", "214601023"), ("person", need.as_str())];
            let (status, page) = read(world.post(&address, Some(&token), &form).await).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "POST {path} as {role}");
            assert!(page.contains(SENTENCE), "POST {path} as {role}: its own sentence");
        }
        assert_eq!(state(&world).await, before, "{role}");
        let ended = world.post(&format!("{ADDRESS}/fin"), Some(&token), &[]).await;
        assert_eq!(ended.status(), StatusCode::SEE_OTHER);
    }
    let (status, page) = world.get("/administration", Some(&token)).await;
    assert!(status == StatusCode::OK && !page.contains("t-view-banner"), "themselves again");
    assert_eq!(world.get("/", Some(&mayor)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn under_a_view_every_page_says_so_and_what_is_secret_stays_so() {
    let world = world(true).await;
    let campaign = current_campaign(world.ctx.read()).await.expect("runs");
    secrecy::go_to(&world, campaign.spec.calendar.selection.close() - chrono::Duration::hours(20)).await;
    let token = world.sign_in("administrateur").await;
    let addresses = secrecy::addresses(&world).await;
    for role in ["elu", "curator"] {
        view(&world, &token, role, "214601023").await;
        for address in &addresses {
            let response = world.open(address, Some(&token)).await;
            let (status, page) = read(response).await;
            assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{address} as {role}");
            if page.contains("<main id") {
                assert!(page.contains("t-view-banner") && page.contains("Quitter cette vue"), "{address} as {role}");
            }
            let secret = ["/compte", "/connexion", "/vote/recepisse", "/demo/courriels", "/avis", "/invitation/"];
            if secret.iter().any(|start| address.starts_with(start)) {
                assert_eq!(status, StatusCode::FORBIDDEN, "{address} as {role}");
                assert!(page.contains(SENTENCE), "{address} as {role}");
            }
        }
        world.post(&format!("{ADDRESS}/fin"), Some(&token), &[]).await;
    }
}

#[tokio::test]
async fn whoever_sees_the_site_as_an_elu_learns_nothing_of_their_ballot() {
    let world = world(true).await;
    let campaign = current_campaign(world.ctx.read()).await.expect("runs");
    secrecy::go_to(&world, campaign.spec.calendar.selection.close() - chrono::Duration::hours(20)).await;
    let addresses = secrecy::addresses(&world).await;
    let voter = ballot::Entity::find().one(world.ctx.read()).await.expect("reads").expect("has voted").siren;
    let token = world.sign_in("administrateur").await;
    view(&world, &token, "elu", voter.as_str()).await;
    let rule = server::frozen_rule::find(&world.ctx.platform, world.ctx.read(), campaign.id).await.expect("reads");
    let projects: Vec<String> = rule.expect("frozen").rule.project_ids().iter().map(ToString::to_string).collect();
    let sessions = [("elu".to_owned(), Some(token.clone()))];
    let once = secrecy::ask_all(&world, &addresses, &sessions).await;
    let again = secrecy::ask_all(&world, &addresses, &sessions).await;
    secrecy::change_ballots(&world, &["0".to_owned()], &projects[..1]).await;
    let after = secrecy::ask_all(&world, &addresses, &sessions).await;
    assert_eq!(secrecy::changed(&once, &again, &after), [""; 0]);
}
