//! Nothing typed is lost: not by a refusal, a session that ends, a reload, or going back. And a slip in an address
//! finds its page.

use super::{World, read, rights, world};
use axum::{
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use chrono::Duration;
use entity::table::{saved_form, session};
use sea_orm::{EntityTrait, PaginatorTrait, sea_query::Expr};
use server::clock::SystemClock;

const MAYOR: &str = "maire-figeac";

/// Sends a form as a browser does, and goes nowhere on.
async fn send(world: &World, path: &str, session: &str, form: &[(&str, &str)]) -> Response<Body> {
    let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, format!("terreau={session}"));
    world.send(request.body(Body::from(body)).expect("a request")).await
}

fn location(answer: &Response<Body>) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.headers()[header::LOCATION].to_str().expect("an address").to_owned()
}

const DRAFT: [(&str, &str); 4] = [
    ("page", "/besoins/nouveau"),
    ("id", "01a20000-0000-7000-8000-000000000001"),
    ("title", "Un titre\u{202e} qui trompe"),
    ("problem", "Personne ne sait qui ouvre la salle des fêtes."),
];

#[tokio::test]
async fn a_refused_form_has_an_address_that_can_be_reloaded_by_its_person_alone_for_an_hour() {
    let world = world(true).await;
    let mayor = world.sign_in(MAYOR).await;
    let address = location(&send(&world, "/besoins/brouillon", &mayor, &DRAFT).await);
    assert!(address.starts_with("/besoins/nouveau?reprise="), "{address}");
    for _ in 0..2 {
        let (status, page) = world.get(&address, Some(&mayor)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.contains("Personne ne sait qui ouvre la salle des fêtes.")
                && page.contains("inverse le sens de lecture")
        );
    }
    // What is sent again from there comes back to the page itself: addresses do not grow.
    let again = location(
        &send(&world, "/besoins/brouillon", &mayor, &[&[("page", address.as_str())], &DRAFT[1..]].concat()).await,
    );
    assert_eq!(again.matches("reprise=").count(), 1, "{again}");

    let other = world.sign_in("agent-figeac").await;
    let (status, page) = world.get(&address, Some(&other)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("n’est plus gardé") && !page.contains("salle des fêtes."));

    let earlier = (SystemClock::machine_now() - Duration::minutes(61)).timestamp_millis();
    let database = world.ctx.platform.database.begin().await.expect("begins");
    let rows = saved_form::Entity::update_many().col_expr(saved_form::Column::SavedAt, Expr::value(earlier));
    rows.exec(&database).await.expect("ages");
    database.commit().await.expect("commits");
    let (_, page) = world.get(&address, Some(&mayor)).await;
    assert!(page.contains("n’est plus gardé") && !page.contains("salle des fêtes."));
    // The next one that is kept takes the old ones away.
    send(&world, "/besoins/brouillon", &mayor, &DRAFT).await;
    let kept = saved_form::Entity::find().count(world.ctx.platform.database.read()).await.expect("counts");
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn no_more_than_twenty_forms_are_kept_of_one_person() {
    let world = world(true).await;
    let mayor = world.sign_in(MAYOR).await;
    let mut addresses = Vec::new();
    for _ in 0..22 {
        addresses.push(location(&send(&world, "/besoins/brouillon", &mayor, &DRAFT).await));
    }
    let kept = saved_form::Entity::find().count(world.ctx.platform.database.read()).await.expect("counts");
    assert_eq!(kept, server::saved_form::MOST_OF_ONE);
    let (status, _) = world.get(&addresses[21], Some(&mayor)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "the newest is there");
}

#[tokio::test]
async fn what_was_typed_when_the_session_had_ended_is_there_after_signing_in() {
    let world = world(true).await;
    let mayor = world.sign_in(MAYOR).await;
    let form: Vec<_> =
        DRAFT.iter().map(|&(name, text)| (name, if name == "title" { "La salle des fêtes" } else { text })).collect();
    let idle = (SystemClock::machine_now() - Duration::minutes(61)).timestamp_millis();
    let tx = world.ctx.platform.database.begin().await.expect("begins");
    session::Entity::update_many().col_expr(session::Column::SeenAt, Expr::value(idle)).exec(&tx).await.expect("ages");
    tx.commit().await.expect("commits");

    let sign_in = location(&send(&world, "/besoins/brouillon", &mayor, &form).await);
    let (status, page) = world.get(&sign_in, Some(&mayor)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Votre session est terminée") && page.contains("gardé une heure"));
    let return_to = sign_in.strip_prefix("/connexion?suite=").expect("leads on");
    let (_, return_to) = url::form_urlencoded::parse(format!("x={return_to}").as_bytes())
        .next()
        .map(|(n, v)| (n.into_owned(), v.into_owned()))
        .expect("an address");

    // Whoever else signs in there does not see it.
    let other = world.sign_in("agent-figeac").await;
    let (_, page) = world.get(&return_to, Some(&other)).await;
    assert!(page.contains("n’est plus gardé") && !page.contains("La salle des fêtes"));

    let back = world.sign_in(MAYOR).await;
    let (status, page) = world.get(&return_to, Some(&back)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("n’a pas encore été envoyé") && page.contains("value=\"La salle des fêtes\""));
    assert!(!page.contains("<title>Erreur"), "nothing was refused");
    assert!(page.contains("Personne ne sait qui ouvre la salle des fêtes."));
}

#[tokio::test]
async fn every_sign_in_link_leads_back_to_its_page() {
    let world = world(true).await;
    for (method, path) in rights::routes() {
        if method != "GET" || path.contains('{') || path.starts_with("/connexion") || path.starts_with("/deconnexion") {
            continue;
        }
        let (_, page) = world.get(&path, None).await;
        for link in page.split("href=\"/connexion").skip(1).filter_map(|rest| rest.split('"').next()) {
            let encoded: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
            let persona_switch = link.is_empty() && page.contains("Changer de rôle");
            assert!(persona_switch || link == format!("?suite={encoded}"), "{path}: /connexion{link}");
        }
    }
}

#[tokio::test]
async fn no_form_is_answered_by_a_page_that_cannot_be_reloaded() {
    let world = world(true).await;
    for persona in [MAYOR, "curatrice-incubateur", "administrateur"] {
        let session = world.sign_in(persona).await;
        for (method, path) in rights::routes() {
            // These end the session; a download is no page, and what a script asks for is a part of one.
            let ends = path.starts_with("/deconnexion") || path == "/compte/supprimer";
            if method != "POST" || ends || path == "/besoins/proches" || path == "/besoins/{id}/brouillon" {
                continue;
            }
            let path = path.replace("{siren}", "214601023").replace("{code}", "experimentation");
            let path = path.replace("{id}", "01a20000-0000-7000-8000-000000000009").replace("{token}", &"0".repeat(64));
            let answer = send(
                &world,
                &path.replace("{file}", "01a20000-0000-7000-8000-000000000009"),
                &session,
                &[("page", "/aide")],
            )
            .await;
            let html = answer
                .headers()
                .get(header::CONTENT_TYPE)
                .is_some_and(|kind| kind.to_str().is_ok_and(|kind| kind.contains("html")));
            let (status, page) = read(answer).await;
            assert!(!(html && status == StatusCode::OK), "{persona} {path}: {}", &page[..page.len().min(300)]);
            assert_ne!(status, StatusCode::UNPROCESSABLE_ENTITY, "{persona} {path}");
        }
    }
}

#[tokio::test]
async fn small_slips_in_an_address_find_the_page() {
    let world = world(true).await;
    for (method, path) in rights::routes() {
        let pages = method == "GET" && !path.contains('{') && path != "/" && !path.contains('.');
        // What is not there for a visitor, as a receipt, is not there by another address either.
        if !pages
            || path.starts_with("/invitation")
            || path.starts_with("/desinscription")
            || world.open(&path, None).await.status() == StatusCode::NOT_FOUND
        {
            continue;
        }
        for slip in [
            format!("{path}/"),
            format!("{path}."),
            format!("/{path}"),
            path.to_uppercase(),
            format!("{path}%20"),
            format!("{path}),"),
        ] {
            let answer = world.open(&slip, None).await;
            assert_eq!(location(&answer), path, "{slip}");
        }
    }
    let answer = world.open("/Besoin/?page=2", None).await;
    assert_eq!(location(&answer), "/besoins?page=2");
    let campaign = server::campaign::loaded::current_campaign(world.ctx.read()).await.expect("runs").spec.slug;
    let lasting = format!("/campagnes/{campaign}/journal");
    for slip in [format!("{lasting}/"), format!("/campagnes/{campaign}/Journal")] {
        assert_eq!(location(&world.open(&slip, None).await), lasting, "{slip}");
    }
    for nowhere in ["/rien/", "/besoins/rien/rien.", "/%FF/", "/aide/rien"] {
        assert_eq!(world.open(nowhere, None).await.status(), StatusCode::NOT_FOUND, "{nowhere}");
    }
}
