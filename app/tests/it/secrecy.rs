//! Before the close no page tells anything of what was voted (rule 3 of docs/RULES.md): every route is asked as every
//! role, the ballots are changed in the database, and every route is asked again. What changes with them, tells of
//! them.

use super::{World, world};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use entity::{
    assessment::AssessmentState,
    calendar::in_paris,
    decision::Outcome,
    permission::{Actor, StaffRole},
    siren::Siren,
    table::assessment,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use server::{campaign::loaded::current_campaign, decision, demo};
use std::collections::BTreeMap;

/// An answer, cut into words: its status, headers that are not the moment's, and content.
type Words = Vec<String>;

/// Whether an address is of something that nobody has made yet.
fn of_nothing_yet(path: &str) -> bool {
    let starts = ["/instruction/", "/curation/", "/messages/", "/administration/", "/argent/"];
    starts.iter().any(|start| path.starts_with(start))
}

/// The address of a picture that other sites show.
fn picture(path: &str, need: &str, group: &str, project: &str) -> String {
    let of = match path {
        _ if path.contains("besoin") => need,
        _ if path.contains("groupement") => group,
        _ => project,
    };
    path.replace("{picture}", &format!("{of}.svg"))
}

/// The addresses that can be visited, from the router's own text, with what stands there now in place of parameters.
pub async fn addresses(world: &World) -> Vec<String> {
    let link = |page: String, start: &str| super::link(&page, start).rsplit('/').next().unwrap_or_default().to_owned();
    let need = link(world.get("/besoins", None).await.1, "/besoins/");
    let group = link(world.get("/groupements", None).await.1, "/groupements/");
    let project = link(world.get("/projets", None).await.1, "/projets/");
    let voter = entity::table::ballot::Entity::find().one(world.ctx.read()).await.expect("reads").expect("has voted");
    let campaign = current_campaign(world.ctx.read()).await.expect("runs").spec.slug;
    let routes = include_str!("../../src/http/routes.rs").split(".route(\"").skip(1);
    let visited = routes.filter(|route| route.lines().next().is_some_and(|line| line.contains("get(")));
    let filled = visited.map(|route| {
        let path = route.split('"').next().expect("a quote ends it");
        match path {
            // The fields of the clock hold its hour in another way.
            "/demo/horloge" => "/demo/courriels".to_owned(),
            _ if !path.contains('{') => path.to_owned(),
            "/pkg/{name}" => "/pkg/terreau.js".to_owned(),
            "/style/{name}" => "/style/style.css".to_owned(),
            "/sitemap/{part}" => "/sitemap/0".to_owned(),
            "/icone/{size}" => "/icone/180".to_owned(),
            "/journal/tile/entries/{*path}" => "/journal/tile/entries/000.p/1".to_owned(),
            "/journal/tile/{level}/{*path}" => "/journal/tile/0/000.p/1".to_owned(),
            "/rattachement/reponse/{choice}" => "/rattachement/reponse/non".to_owned(),
            "/accord/reponse/{choice}" => "/accord/reponse/non".to_owned(),
            _ if path.ends_with("/{token}") => path.replace("{token}", "0"),
            _ if path.starts_with("/enveloppes/{code}") => path.replace("{code}", "co-construction"),
            "/campagnes/{slug}" => format!("/campagnes/{campaign}"),
            // There are no applications before the vote: whoever makes one up is told that there is none.
            _ if path.starts_with("/candidatures/{id}") => path.replace("{id}", &need).replace("{file}", &need),
            // The same: no officer, no curator and no committee has one, and nobody has written any.
            _ if of_nothing_yet(path) => {
                path.replace("{id}", &need).replace("{place}", "theme").replace("{text}", "accueil")
            }
            _ if path.ends_with("/{picture}") => picture(path, &need, &group, &project),
            "/signaler/{kind}/{id}" => format!("/signaler/besoin/{need}"),
            _ if path.starts_with("/besoins/{id}") => path.replace("{id}", &need).replace("{file}", &need),
            _ if path.starts_with("/groupements/{id}") => path.replace("{id}", &group),
            _ if path.starts_with("/projets/{id}") => path.replace("{id}", &project),
            _ if path.starts_with("/collectivites/{siren}") => path.replace("{siren}", voter.siren.as_str()),
            _ => panic!("{path}: say here what stands for its parameter"),
        }
    });
    // What is read of every campaign, by its lasting address.
    let lasting = [
        "/recherche?texte=appel",
        "/besoins",
        "/enveloppes",
        "/vote",
        "/curation/regle",
        "/instruction",
        "/journal",
        "/journal/checkpoint",
        "/resultats",
        "/resultats/archive.zip",
        "/vote/recepisse",
    ];
    let all = filled.chain(lasting.map(|page| format!("/campagnes/{campaign}{page}"))).collect::<Vec<_>>();
    let api =
        super::api::addresses(world).await.into_iter().map(|address| format!("{}{address}", app::http::api::BASE));
    all.into_iter().chain(api).collect()
}

async fn ask(world: &World, address: &str, session: Option<&str>) -> Words {
    let mut request = Request::get(address);
    if let Some(token) = session {
        request = request.header(header::COOKIE, format!("terreau={token}"));
    }
    let answer = world.send(request.body(Body::empty()).expect("a request")).await;
    assert_ne!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR, "{address}");
    let mut text = format!("{} ", answer.status());
    for name in [header::LOCATION, header::CONTENT_TYPE, header::CONTENT_DISPOSITION, header::ETAG] {
        text += answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        text.push(' ');
    }
    let is_page = text.contains("text/html");
    let body = super::read(answer).await.1;
    if is_page {
        assert_eq!(twice(&body), Vec::<&str>::new(), "{address} has identifiers that stand twice");
    }
    text += &body;
    without_hours(text.split(|c: char| !c.is_alphanumeric() && c != '-').map(str::to_owned).collect())
}

/// The identifiers that stand more than once on a page: labels and links lead to the first alone.
fn twice(page: &str) -> Vec<&str> {
    let mut seen = std::collections::HashSet::new();
    let all = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next());
    all.filter(|id| !seen.insert(*id)).collect()
}

/// Without the hours that a page tells (« 14 h 05 ») and the instant at which a calendar is written: the clock of the
/// demonstration goes on between two questions.
fn without_hours(mut words: Words) -> Words {
    let number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    for at in 1..words.len().saturating_sub(1) {
        if words[at - 1] == "DTSTAMP" {
            words[at].clear();
        }
        if words[at] == "h" && number(&words[at - 1]) && number(&words[at + 1]) {
            words[at - 1].clear();
            words[at + 1].clear();
        }
    }
    words
}

/// Every address as every role.
pub async fn ask_all(
    world: &World,
    addresses: &[String],
    sessions: &[(String, Option<String>)],
) -> BTreeMap<(String, String), Words> {
    let mut answers = BTreeMap::new();
    for (role, session) in sessions {
        for address in addresses {
            answers.insert((role.clone(), address.clone()), ask(world, address, session.as_deref()).await);
        }
    }
    answers
}

/// Gives every collectivité for which no role acts the same choices; tells how many.
pub async fn change_ballots(world: &World, kept: &[String], choices: &[String]) -> u64 {
    let tx = world.ctx.begin().await.expect("begins");
    // Nobody else may: the guard is for the test to take away.
    tx.execute_unprepared("DROP TRIGGER IF EXISTS ballot_only_replaced").await.expect("disarms");
    let kept = kept.iter().map(|siren| format!("'{siren}'")).collect::<Vec<_>>().join(",");
    let choices = format!("[\"{}\"]", choices.join("\",\""));
    let sql = format!("UPDATE ballot SET choices = '{choices}' WHERE siren NOT IN ({kept})");
    let changed = tx.execute_unprepared(&sql).await.expect("changes").rows_affected();
    world.ctx.commit(tx).await.expect("commits");
    changed
}

pub async fn go_to(world: &World, instant: chrono::DateTime<chrono::Utc>) {
    let there = in_paris(instant);
    let (date, time) = (there.format("%Y-%m-%d").to_string(), there.format("%H:%M").to_string());
    let answer =
        world.post("/demo/horloge", None, &[("page", "/demo/horloge"), ("date", &date), ("time", &time)]).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
}

/// Where answers differ that should tell the same; what differs between `once` and `again`, asked of the same ballots,
/// is rng or time.
pub fn changed(
    once: &BTreeMap<(String, String), Words>,
    again: &BTreeMap<(String, String), Words>,
    after: &BTreeMap<(String, String), Words>,
) -> Vec<String> {
    let mut changed = Vec::new();
    for ((role, address), words) in once {
        let key = (role.clone(), address.clone());
        let (again, after) = (&again[&key], &after[&key]);
        assert_eq!(words.len(), again.len(), "{address} as {role} is not twice the same");
        let same = words.len() == after.len()
            && words.iter().zip(again).zip(after).all(|((one, two), three)| one != two || one == three);
        if !same {
            changed.push(format!("{address} as {role}"));
        }
    }
    changed
}

#[tokio::test]
async fn before_the_close_nothing_that_anybody_can_ask_depends_on_what_was_voted() {
    let world = world(true).await;
    let campaign = current_campaign(world.ctx.read()).await.expect("runs");
    let selection = campaign.spec.calendar.selection;
    go_to(&world, selection.close() - chrono::Duration::hours(20)).await;
    let addresses = addresses(&world).await;
    let mut sessions = vec![("visitor".to_owned(), None)];
    let mut kept = Vec::new();
    for persona in demo::personas(&world.ctx).await.expect("reads") {
        kept.extend(persona.membership.map(|membership| membership.siren.to_string()));
        sessions.push((persona.key.clone(), Some(world.sign_in(&persona.key).await)));
    }
    let projects: Vec<String> = server::frozen_rule::find(&world.ctx.platform, world.ctx.read(), campaign.id)
        .await
        .expect("reads")
        .expect("frozen")
        .rule
        .project_ids()
        .iter()
        .map(ToString::to_string)
        .collect();

    let once = ask_all(&world, &addresses, &sessions).await;
    let again = ask_all(&world, &addresses, &sessions).await;
    assert!(change_ballots(&world, &kept, &projects[..1]).await > 50, "there are ballots to tell of");
    let after = ask_all(&world, &addresses, &sessions).await;
    assert_eq!(changed(&once, &again, &after), [""; 0]);

    // After the close the same test finds what tells of the ballots: it looks where they are. One project is selected,
    // then several.
    go_to(&world, selection.close() + chrono::Duration::hours(2)).await;
    let visitor = &sessions[..1];
    let pages = ["/resultats/comparaison".to_owned()];
    change_ballots(&world, &kept, &projects[..1]).await;
    let once = ask_all(&world, &pages, visitor).await;
    let again = ask_all(&world, &pages, visitor).await;
    change_ballots(&world, &kept, &projects).await;
    let after = ask_all(&world, &pages, visitor).await;
    assert_eq!(changed(&once, &again, &after).len(), pages.len());
}

/// Decides on the application of Figeac, as the officer of its prefecture, to be told in ten days.
async fn decide(world: &World, id: &str, outcome: Outcome) {
    let person = world.person_of("prefecture-lot").await;
    let actor = Actor {
        person: Some(person),
        staff: Some(StaffRole::Prefecture),
        departement: Some("46".into()),
        ..Actor::default()
    };
    let officer = server::Context::new(std::sync::Arc::clone(&world.ctx.platform), actor, "test");
    let choice = decision::Choice {
        application: id.parse().expect("an identifier"),
        outcome: Some(outcome),
        amount: if outcome == Outcome::Accepted { "5000".into() } else { String::new() },
        reason: "Un motif qui ne se lit pas encore".into(),
    };
    let later = world.ctx.now() + chrono::Duration::days(10);
    decision::decide(&officer, &[choice], Some(later)).await.expect("decides");
}

/// The addresses that can be visited, of an application of the envelope that a prefecture decides on.
async fn addresses_of(world: &World, id: &str, owner: Siren) -> Vec<String> {
    addresses(world)
        .await
        .into_iter()
        .map(|address| match address.strip_prefix("/candidatures/").and_then(|rest| rest.split_once('/')) {
            Some((_, rest)) => format!("/candidatures/{id}/{rest}"),
            None if address.starts_with("/candidatures/") => format!("/candidatures/{id}"),
            None if address.strip_prefix("/instruction/").is_some_and(|rest| rest.parse::<uuid::Uuid>().is_ok()) => {
                format!("/instruction/{id}")
            }
            None => address.replace("co-construction", "ingenierie"),
        })
        .chain([format!("/collectivites/{owner}"), format!("/collectivites/{owner}/historique")])
        .collect()
}

#[tokio::test]
async fn before_its_hour_nothing_that_anybody_else_can_ask_depends_on_a_decision() {
    let world = world(true).await;
    let campaign = current_campaign(world.ctx.read()).await.expect("runs");
    go_to(&world, campaign.spec.calendar.application.opening() + chrono::Duration::days(2)).await;
    let owner = world.siren_of("maire-figeac").await;
    let id = super::rights::file_of(&world, owner).await;
    let envelope = campaign.spec.envelope("ingenierie").expect("in the file");
    let marks = serde_json::to_string(&vec![3; envelope.criteria.len()]).expect("writes");
    let given =
        assessment::ActiveModel { state: Set(AssessmentState::Submitted), marks: Set(marks), ..Default::default() };
    let tx = world.ctx.begin().await.expect("begins");
    assessment::Entity::update_many().set(given).exec(&tx).await.expect("marks");
    tx.commit().await.expect("commits");
    let curator = world.sign_in("curatrice-incubateur").await;
    let entry = world.ctx.platform.new_id().to_string();
    let money = [("envelope", "ingenierie"), ("departement", "46"), ("amount", "100 000"), ("entry", entry.as_str())];
    let delegated = world.post("/enveloppes/deleguer", Some(&curator), &money).await;
    assert_eq!(delegated.status(), StatusCode::SEE_OTHER);
    let addresses = addresses_of(&world, &id, owner).await;
    let mut sessions = vec![("visitor".to_owned(), None)];
    for persona in demo::personas(&world.ctx).await.expect("reads") {
        // Those who decide know what they decided; curators see every envelope's decisions.
        if !matches!(persona.staff, Some(StaffRole::Prefecture | StaffRole::Curator)) {
            sessions.push((persona.key.clone(), Some(world.sign_in(&persona.key).await)));
        }
    }
    let once = ask_all(&world, &addresses, &sessions).await;
    let again = ask_all(&world, &addresses, &sessions).await;
    // Undecided, on the waiting list and accepted look alike.
    for outcome in [Outcome::Waiting, Outcome::Accepted] {
        decide(&world, &id, outcome).await;
        let decided = ask_all(&world, &addresses, &sessions).await;
        // Administrators see in the trace that somebody decided, and not what.
        let (trace, elsewhere): (Vec<_>, Vec<_>) =
            changed(&once, &again, &decided).into_iter().partition(|one| one.starts_with("/administration/trace"));
        assert_eq!(elsewhere, [""; 0], "{outcome:?}");
        assert_eq!(trace.len(), 2, "{trace:?}");
        let file = &decided[&("administrateur".to_owned(), "/administration/trace.csv".to_owned())];
        let code = outcome.code().split('_').next().expect("a word");
        let tells = |word: &String| word == code || word == "500000" || word == "7000" || word == "700000";
        assert!(!file.iter().any(tells) && file.iter().any(|word| word == "decided"), "{outcome:?}");
    }

    // At its hour the same pages tell it: the test looks where it would be.
    go_to(&world, world.ctx.now() + chrono::Duration::days(11)).await;
    let mayor: Vec<_> = sessions.iter().filter(|(role, _)| role == "maire-figeac").cloned().collect();
    let page = [format!("/candidatures/{id}")];
    let words = ask_all(&world, &page, &mayor).await;
    assert!(words.values().all(|words| words.iter().any(|word| word == "motif")));
}
