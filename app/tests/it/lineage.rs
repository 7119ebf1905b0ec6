//! What became of a need, where people look: the line of life, applying to try what was selected, what envelopes say of
//! a group, and where money comes from.

use super::{World, link, read, rights::file_of, secrecy::go_to, world};
use axum::http::StatusCode;
use chrono::Duration;
use entity::{
    calendar::Calendar,
    collectivity::Capacity,
    id::ProjectId,
    permission::{Acting, Actor},
};
use server::{Context, campaign::loaded::current_campaign};
use std::sync::Arc;

async fn calendar(world: &World) -> Calendar {
    current_campaign(world.ctx.read()).await.expect("runs").spec.calendar
}

/// The line of a page: what stands in its list.
fn line(page: &str) -> &str {
    let line = page.split("<section class=\"t-lineage\"").nth(1).or(page.split("class=\"t-lineage\"").nth(1));
    line.expect("a line of life").split("</section>").next().expect("it ends")
}

#[tokio::test]
async fn a_need_a_group_and_a_project_tell_one_life_at_each_moment() {
    let world = world(true).await;
    let calendar = calendar(&world).await;
    let project = link(&world.get("/projets", None).await.1, "/projets/");
    let page = world.get(&project, None).await.1;
    let need = link(&page, "/besoins/");
    let group = link(&world.get("/groupements", None).await.1, "/groupements/");
    let vote = calendar.selection;
    for (instant, states) in [
        (calendar.census.opening() + Duration::days(50), ["En cours", "À venir"]),
        (vote.opening() + Duration::days(2), ["Soumis au vote des collectivités", "Résultat du vote"]),
        (vote.close() + Duration::hours(2), ["Vote des collectivités", "etenu"]),
    ] {
        go_to(&world, instant).await;
        for address in [&need, &project] {
            let (status, page) = world.get(address, None).await;
            assert_eq!(status, StatusCode::OK, "{address}");
            for state in states {
                assert!(line(&page).contains(state), "{address} at {instant} says no {state}: {}", line(&page));
            }
        }
        let (_, page) = world.get(&group, None).await;
        assert!(line(&page).contains("Besoin publié par"), "{}", line(&page));
    }
    // All that is told of a project is found in a bounded number of statements, and kept.
    go_to(&world, vote.close() + Duration::hours(3)).await;
    for most in [24, 6] {
        world.statements.lock().expect("not poisoned").clear();
        world.get(&project, None).await;
        let statements = world.statements.lock().expect("not poisoned").clone();
        assert!(statements.len() <= most, "{} of {most}: {statements:#?}", statements.len());
    }
    let page = world.get(&need, None).await.1;
    assert!(line(&page).contains(&format!("href=\"{project}\"")), "each step leads where there is more to read");
    assert!(line(&page).contains("href=\"/resultats\""));
}

/// Casts the ballot of Figeac for a project, and tells which: one that the vote will select.
async fn vote(world: &World) -> ProjectId {
    let siren = world.siren_of("maire-figeac").await;
    let acting = Acting { siren, capacity: Capacity::Elu, mandate: true, referent: false };
    let actor = Actor { person: Some(world.person_of("maire-figeac").await), acting: Some(acting), ..Actor::default() };
    let mayor = Context::new(Arc::clone(&world.ctx.platform), actor, "test");
    let campaign = current_campaign(world.ctx.read()).await.expect("runs");
    let projects = server::project::query::on_ballot(world.ctx.read(), &campaign).await.expect("reads");
    // The least expensive one: it is bought by those who chose it.
    let least = projects.iter().min_by_key(|project| project.cost).expect("projects").id;
    server::ballot::cast(&mayor, &[least]).await.expect("cast");
    least
}

#[tokio::test]
async fn one_applies_from_the_project_and_the_result_while_that_is_open_and_who_may() {
    let world = world(true).await;
    let calendar = calendar(&world).await;
    go_to(&world, calendar.selection.opening() + Duration::days(20)).await;
    let least = vote(&world).await;
    go_to(&world, calendar.selection.close() + Duration::hours(2)).await;
    let (mayor, other) = (world.sign_in("maire-figeac").await, world.sign_in("maire-felletin").await);
    let observer = world.sign_in("observatrice-association").await;
    let project = format!("/projets/{least}");
    let apply = format!("/enveloppes/co-construction?projet={least}#candidater");
    let mark = "Votre collectivité a approuvé ce projet";
    for page in ["/resultats", &project] {
        let (_, own) = world.get(page, Some(&mayor)).await;
        assert!(own.contains(mark) && !own.contains(&apply), "{page}: chosen, and not open yet");
        for session in [None, Some(other.as_str()), Some(observer.as_str())] {
            assert!(!world.get(page, session).await.1.contains(mark), "{page} tells nobody else");
        }
    }
    go_to(&world, calendar.application.opening() + Duration::days(2)).await;
    for page in ["/resultats", &project] {
        for (session, offered) in [(Some(&mayor), true), (Some(&other), true), (Some(&observer), false), (None, false)]
        {
            let (_, page_read) = world.get(page, session.map(String::as_str)).await;
            assert_eq!(page_read.contains(&apply), offered, "{page} as {session:?}");
        }
    }
    assert!(world.get(&project, None).await.1.contains("pour candidater"), "a visitor is led to sign in");
    let (status, page) = world.get(&apply.replace("#candidater", ""), Some(&mayor)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(page.matches("name=\"project\"").count(), 1, "the project is chosen");
    assert!(page.contains(mark) && page.contains("Voir tous les projets retenus"));
    let nothing = world.get("/enveloppes/co-construction?projet=rien", Some(&mayor)).await.1;
    assert!(nothing.matches("name=\"project\"").count() > 1, "what is no project chooses none");
    go_to(&world, calendar.application.close() + Duration::days(2)).await;
    for page in ["/resultats", &project] {
        assert!(!world.get(page, Some(&mayor)).await.1.contains(&apply), "{page} offers nothing that is closed");
    }
}

#[tokio::test]
async fn only_groups_that_are_submitted_and_eligible_are_offered_and_the_others_are_told_why() {
    let world = world(true).await;
    let calendar = calendar(&world).await;
    go_to(&world, calendar.application.opening() + Duration::days(2)).await;
    let agent = world.sign_in("agente-nantes").await;
    let address = "/enveloppes/dematerialisation";
    let (_, page) = world.get(address, Some(&agent)).await;
    assert!(page.contains("Inviter le Département de la Loire-Atlantique suffit."), "a threshold is an act");
    assert!(page.contains("?chercher=D%C3%A9partement+de+la+Loire-Atlantique#inviter"), "which is one click away");
    assert!(!page.contains("Candidater au nom du groupement"));
    let group = page.split("href=\"/groupements/").nth(1).and_then(|rest| rest.split(['?', '"', '#']).next());
    let group = format!("/groupements/{}", group.expect("the way to invite"));
    let (_, found) =
        world.get(&format!("{group}?chercher=D%C3%A9partement+de+la+Loire-Atlantique"), Some(&agent)).await;
    assert!(
        found.contains("Inviter <span class=\"fr-sr-only\">Département de la Loire-Atlantique"),
        "already searched"
    );
    for text in ["Éligible", "Pas encore éligible", "Inviter le Département de la Loire-Atlantique suffit."] {
        assert!(found.contains(text), "the page of the group says {text}");
    }
    assert!(!found.contains("L’une de ces conditions") && !found.contains("Toutes ces conditions"), "never a tree");

    // The pilot's form names the group that is not submitted, and does not offer it.
    let pilot = world.get("/enveloppes/co-construction", Some(&agent)).await.1;
    assert!(pilot.contains("n’est pas encore déposé") && !pilot.contains("au nom du groupement"), "{pilot}");
    let shown = found.split("name=\"shown\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let form = [("shown", shown.expect("what is confirmed"))];
    let (status, _) = read(world.post(&format!("{group}/deposer"), Some(&agent), &form).await).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let pilot = world.get("/enveloppes/co-construction", Some(&agent)).await.1;
    assert!(pilot.contains("au nom du groupement") && !pilot.contains("n’est pas encore déposé"));
}

#[tokio::test]
async fn the_public_table_never_says_nothing_is_left_where_one_may_ask() {
    let world = world(true).await;
    let calendar = calendar(&world).await;
    go_to(&world, calendar.application.opening() + Duration::days(2)).await;
    let owner = world.siren_of("maire-figeac").await;
    file_of(&world, owner).await;
    let (_, page) = world.get("/enveloppes", None).await;
    assert!(!page.contains("data-label=\"Disponible\">0\u{a0}€"), "{page}");
    assert!(page.contains("jusqu’à 1\u{202f}500\u{202f}000\u{a0}€"), "what the waves leave pays for the connectors");
    for text in ["Demander à l’équipe du programme.", "pas encore délégué", "Demander à la préfecture\u{a0}: Lot."]
    {
        assert!(page.contains(text), "{text}");
    }
    for (code, source) in [
        ("connecteurs", "De ce que les vagues laissent dans"),
        ("ingenierie", "De ce que le programme délègue au préfet"),
    ] {
        let (_, page) = world.get(&format!("/enveloppes/{code}"), None).await;
        assert!(page.contains("D’où vient l’argent") && page.contains(source), "{code}");
    }
}
