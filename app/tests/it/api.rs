//! What programs were promised of the API: what its document says is there, pages of a list hold each item once, and
//! whatever is asked wrongly has a problem with a code.

use super::{
    World, link,
    money::{a_project, go_to_close, granted},
    world,
};
use app::http::api::{BASE, document::document};
use axum::{
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use entity::{ledger::EntryKind, table::ledger_entry};
use http_body_util::BodyExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use server::campaign::loaded::current_campaign;
use std::collections::BTreeSet;

/// An answer of the API.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// The code of a problem, which says its status too.
    fn code(&self) -> String {
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        problem["code"].as_str().expect("a code").to_owned()
    }
}

async fn ask(world: &World, method: Method, path: &str, headers: &[(header::HeaderName, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(format!("{BASE}{path}"));
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let response = world.send(request.body(Body::empty()).expect("a request")).await;
    let (head, body) = response.into_parts();
    let body = body.collect().await.expect("a body").to_bytes().to_vec();
    Answer { status: head.status, headers: head.headers, body }
}

async fn get(world: &World, path: &str) -> Answer {
    ask(world, Method::GET, path, &[]).await
}

async fn slug(world: &World) -> String {
    current_campaign(world.ctx.read()).await.expect("runs").spec.slug
}

/// Every address of the document, with what stands for its parameters.
pub async fn addresses(world: &World) -> Vec<String> {
    let last = |page: String, start: &str| link(&page, start).rsplit('/').next().unwrap_or_default().to_owned();
    let need = last(world.get("/besoins", None).await.1, "/besoins/");
    let group = last(world.get("/groupements", None).await.1, "/groupements/");
    let project = last(world.get("/projets", None).await.1, "/projets/");
    // Before anything is granted, what stands for nothing.
    let row = entity::table::decision::Entity::find().one(world.ctx.read()).await.expect("reads");
    let decision = row.map_or_else(|| need.clone(), |row| row.application.to_string());
    let paid = ledger_entry::Column::Kind.eq(EntryKind::Payment);
    let row = ledger_entry::Entity::find().filter(paid).one(world.ctx.read()).await.expect("reads");
    let payment = row.map_or_else(|| need.clone(), |row| row.id.to_string());
    let slug = slug(world).await;
    let paths = document().paths.paths.keys().map(|path| {
        let id = match path {
            path if path.starts_with("/groups") => &group,
            path if path.starts_with("/projects") => &project,
            path if path.starts_with("/decisions") => &decision,
            path if path.starts_with("/payments") => &payment,
            _ => &need,
        };
        let filled = path.replace("{slug}", &slug).replace("{siren}", "214601023").replace("{id}", id);
        if path.ends_with("/search") { format!("{filled}?q=appel") } else { filled }
    });
    paths.collect()
}

#[tokio::test]
async fn every_address_of_the_document_answers_a_visitor() {
    let world = world(true).await;
    let project = a_project(&world).await;
    go_to_close(&world).await;
    granted(&world, project, world.ctx.now() - chrono::Duration::hours(1)).await;
    let mut asked = 0;
    for address in addresses(&world).await {
        let answer = get(&world, &address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", String::from_utf8_lossy(&answer.body));
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/json", "{address}");
        assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
        let tag = answer.headers[header::ETAG].to_str().expect("text").to_owned();
        let head = ask(&world, Method::HEAD, &address, &[]).await;
        assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0), "{address}");
        for known in [tag.clone(), format!("\"x\", {tag}"), "*".to_owned()] {
            let again = ask(&world, Method::GET, &address, &[(header::IF_NONE_MATCH, &known)]).await;
            assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{address}");
        }
        asked += 1;
    }
    assert!(asked >= 21, "{asked}");
    let (status, text) = world.get("/api/openapi.json", None).await;
    let described: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((status, described["openapi"].as_str()), (StatusCode::OK, Some("3.1.0")));
    assert_eq!(described["servers"][0]["url"], format!("http://localhost{BASE}"));
    let (status, page) = world.get("/api", None).await;
    assert_eq!(status, StatusCode::OK);
    assert!(document().paths.paths.keys().all(|path| page.contains(&format!("{BASE}{path}"))));
}

/// Every item of a list, page by page, by the address that each gives for the next.
async fn walk(world: &World, address: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut next = Some(address.to_owned());
    while let Some(address) = next {
        let answer = get(world, &address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        items.extend(answer.json()["items"].as_array().expect("items").iter().cloned());
        let link = answer.headers.get(header::LINK).map(|link| link.to_str().expect("text").to_owned());
        assert_eq!(link.is_some(), answer.json()["next"].is_string());
        next = link.map(|link| {
            let whole = link.split(['<', '>']).nth(1).expect("an address");
            whole.strip_prefix(&format!("http://localhost{BASE}")).expect("of the API").to_owned()
        });
    }
    items
}

#[tokio::test]
async fn the_pages_of_a_list_hold_what_the_site_lists_each_once() {
    let world = world(true).await;
    let slug = slug(&world).await;
    let count = |page: &str| -> usize {
        let digits = |rest: &str| rest.chars().take_while(char::is_ascii_digit).collect::<String>();
        let mut heads = page.split("<h2>").skip(1).filter_map(|rest| digits(rest).parse().ok());
        heads.next().expect("the page says how many")
    };
    for (list, filters) in [("needs", ""), ("needs", "theme=signalement&"), ("groups", ""), ("needs", "programme=pvd&")]
    {
        let whole = walk(&world, &format!("/campaigns/{slug}/{list}?{filters}limit=100")).await;
        let parts = walk(&world, &format!("/campaigns/{slug}/{list}?{filters}limit=3")).await;
        assert_eq!(whole, parts, "{list}?{filters}");
        let ids: BTreeSet<&str> = whole.iter().map(|item| item["id"].as_str().expect("an identifier")).collect();
        assert_eq!(ids.len(), whole.len());
        assert!(filters.is_empty() || whole.len() < 20, "narrowed");
        if list == "needs" {
            let page = world.get(&format!("/besoins?{}", filters.trim_end_matches('&')), None).await.1;
            assert_eq!(whole.len(), count(&page), "{filters}");
        }
    }
    let roll = walk(&world, "/collectivities?kind=region").await;
    assert_eq!(
        roll.len(),
        world.ctx.platform.reference().collectivities().filter(|one| one.kind.code() == "region").count()
    );
    let lot = walk(&world, "/collectivities?departement=46&kind=commune&limit=99").await;
    assert!(lot.len() > 300 && lot.iter().any(|one| one["name"] == "Figeac"));
}

#[tokio::test]
async fn what_is_asked_wrongly_has_a_problem_with_a_code() {
    let world = world(true).await;
    let slug = slug(&world).await;
    let needs = format!("/campaigns/{slug}/needs");
    let cursor = get(&world, &format!("{needs}?limit=2")).await.json()["next"].as_str().expect("more").to_owned();
    let other = format!("/campaigns/{slug}/groups");
    let (bad, missing) = (StatusCode::BAD_REQUEST, StatusCode::NOT_FOUND);
    for (path, status, code) in [
        (format!("{needs}?couleur=bleu"), bad, "invalid_query"),
        (format!("{needs}?limit=0"), bad, "invalid_query"),
        (format!("{needs}?limit=101"), bad, "invalid_query"),
        (format!("{needs}?limit=10000"), bad, "invalid_query"),
        (format!("{needs}?limit=-1"), bad, "invalid_query"),
        (format!("{needs}?limit=2&limit=3"), bad, "invalid_query"),
        (format!("{needs}?programme=zzz"), bad, "invalid_query"),
        (format!("{needs}?theme=%00"), bad, "invalid_query"),
        (format!("{needs}?cursor={cursor}0"), bad, "invalid_cursor"),
        (format!("{needs}?theme=signalement&cursor={cursor}"), bad, "invalid_cursor"),
        (format!("{other}?cursor={cursor}"), bad, "invalid_cursor"),
        (format!("{needs}?cursor="), bad, "invalid_cursor"),
        ("/collectivities?kind=planete".to_owned(), bad, "invalid_query"),
        ("/collectivities/123456789".to_owned(), missing, "not_found"),
        ("/needs/x".to_owned(), missing, "not_found"),
        ("/needs/01890000-0000-7000-8000-00000000000f".to_owned(), missing, "not_found"),
        ("/campaigns/inconnue".to_owned(), missing, "not_found"),
        (format!("/campaigns/{slug}/search"), bad, "invalid_query"),
        (format!("/campaigns/{slug}/result"), missing, "vote_open"),
        ("/nulle-part".to_owned(), missing, "not_found"),
        (String::new(), missing, "not_found"),
    ] {
        let answer = get(&world, &path).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{path}");
    }
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        let answer = ask(&world, method, &needs, &[]).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"));
        assert_eq!(answer.headers[header::ALLOW], "GET, HEAD, OPTIONS");
    }
    for refused in ["text/html", "application/xml;q=0.9, image/png", "application/json;q=0"] {
        let answer = ask(&world, Method::GET, &needs, &[(header::ACCEPT, refused)]).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::NOT_ACCEPTABLE, "not_acceptable"),
            "{refused}"
        );
    }
    for taken in ["*/*", "text/html, application/json;q=0.5", "application/*"] {
        assert_eq!(
            ask(&world, Method::GET, &needs, &[(header::ACCEPT, taken)]).await.status,
            StatusCode::OK,
            "{taken}"
        );
    }
    let answer = ask(&world, Method::OPTIONS, &needs, &[]).await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::NO_CONTENT, 0));
    assert_eq!(answer.headers[header::ALLOW], "GET, HEAD, OPTIONS");
    let zipped = ask(&world, Method::GET, &needs, &[(header::ACCEPT_ENCODING, "br, gzip")]).await;
    assert_eq!(zipped.headers[header::CONTENT_ENCODING], "gzip");
    assert!(zipped.body.len() * 2 < get(&world, &needs).await.body.len());
}

#[tokio::test]
async fn whoever_asks_is_a_visitor_and_a_draft_is_not_there() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let id = "01890000-0000-7000-8000-000000000abc";
    let form = [("id", id), ("title", "Un brouillon que personne ne lit"), ("puis", "garder")];
    assert_eq!(world.post("/besoins/brouillon", Some(&mayor), &form).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(world.get(&format!("/besoins/{id}/apercu"), Some(&mayor)).await.0, StatusCode::OK);
    let cookie = format!("terreau={mayor}");
    for path in [format!("/needs/{id}"), format!("/needs/{id}/versions")] {
        let answer = ask(&world, Method::GET, &path, &[(header::COOKIE, &cookie)]).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "not_found"), "{path}");
    }
    let listed = walk(&world, &format!("/campaigns/{}/needs", slug(&world).await)).await;
    assert!(listed.iter().all(|need| need["id"] != id));
}

#[tokio::test]
async fn the_walk_through_of_the_documentation_is_what_the_api_answers() {
    let world = world(true).await;
    let slug = slug(&world).await;
    let lines = include_str!("../../../docs/API.md").lines();
    let lines = lines.filter_map(|line| line.strip_prefix("curl -s http://127.0.0.1:3000/api/v1"));
    let mut asked = 0;
    for path in lines {
        let answer = get(&world, &path.replace("/demonstration", &format!("/{slug}"))).await;
        let (status, code) = match path.ends_with("/result") {
            true => (StatusCode::NOT_FOUND, Some("vote_open")),
            false => (StatusCode::OK, None),
        };
        assert_eq!(answer.status, status, "{path}");
        assert!(code.is_none_or(|code| answer.code() == code));
        asked += 1;
    }
    assert!(asked >= 12, "{asked}");
    assert_eq!(slug, "demonstration", "the name that the lines use");
}

#[tokio::test]
async fn feeds_and_the_calendar_hold_what_is_there() {
    let world = world(true).await;
    for (feed, start, least) in [
        ("/flux/besoins.atom", "http://localhost/besoins/", 20),
        ("/flux/besoins.atom?departement=46", "http://localhost/besoins/", 1),
        ("/flux/besoins.atom?collectivite=214601023", "http://localhost/besoins/", 1),
        ("/flux/groupements.atom", "http://localhost/groupements/", 5),
        ("/flux/projets.atom", "http://localhost/projets/", 5),
    ] {
        let response = world.open(feed, None).await;
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/atom+xml; charset=utf-8", "{feed}");
        let (status, text) = super::read(response).await;
        assert_eq!(status, StatusCode::OK, "{feed}");
        let entries = text.matches("<entry>").count();
        assert!(entries >= least && entries <= 30, "{feed}: {entries}");
        assert_eq!(text.matches(&format!("<id>{start}")).count(), entries, "{feed}");
    }
    let (status, calendar) = world.get("/calendrier.ics", None).await;
    assert_eq!(status, StatusCode::OK);
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.ends_with("END:VCALENDAR\r\n"));
    assert!(calendar.matches("BEGIN:VEVENT").count() >= 6);
    assert!(calendar.lines().all(|line| line.len() <= 75), "folded");
}

#[tokio::test]
async fn every_list_is_a_table_in_four_forms_under_its_filters() {
    let world = world(true).await;
    let whole = world.get("/besoins.csv", None).await.1;
    assert!(whole.starts_with("need,siren,collectivity,"), "{}", &whole[..80]);
    let narrowed = world.get("/besoins.csv?departement=46", None).await.1;
    assert!(narrowed.lines().count() < whole.lines().count() && narrowed.contains("214601023"));
    let found = world.get("/besoins.csv?texte=appels", None).await.1;
    assert!(found.lines().count() > 1 && found.lines().count() < whole.lines().count());
    for list in ["/besoins", "/groupements", "/projets", "/enveloppes"] {
        let rows = csv_rows(&world.get(&format!("{list}.csv"), None).await.1);
        let lines = world.get(&format!("{list}.jsonl"), None).await.1;
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(lines.len(), rows, "{list}");
        assert!(!lines.is_empty(), "{list}");
        let workbook = world.open(&format!("{list}.ods"), None).await;
        let kind = workbook.headers()[header::CONTENT_TYPE].to_str().expect("text").to_owned();
        assert_eq!(
            (workbook.status(), kind.as_str()),
            (StatusCode::OK, "application/vnd.oasis.opendocument.spreadsheet")
        );
        let page = world.get(list, None).await.1;
        for form in [".csv\"", ".csv?tableur=fr\"", ".csv?tableur=ods\"", ".csv?tableur=jsonl\""] {
            assert!(page.contains(&format!("href=\"{list}{form}")), "{list} offers {form}");
        }
    }
    assert_eq!(world.get("/resultats.csv", None).await.0, StatusCode::NOT_FOUND, "before the close");
    go_to_close(&world).await;
    let steps = csv_rows(&world.get("/resultats.csv", None).await.1);
    assert_eq!(steps, csv_rows(&world.get("/projets.csv", None).await.1));
    assert_eq!(world.get("/nulle-part.ods", None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_catalogue_names_files_that_are_there() {
    let world = world(true).await;
    go_to_close(&world).await;
    let response = world.open("/catalogue.jsonld", None).await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/ld+json");
    let catalogue: Value = serde_json::from_str(&super::read(response).await.1).expect("JSON");
    let datasets = catalogue["dcat:dataset"].as_array().expect("datasets");
    assert_eq!(datasets.len(), 7);
    let mandatory = ["dct:title", "dct:description", "dct:license", "dcat:distribution", "dct:accrualPeriodicity"];
    let mut files = 0;
    for dataset in datasets {
        assert!(mandatory.iter().all(|name| !dataset[name].is_null()), "{dataset}");
        for form in dataset["dcat:distribution"].as_array().expect("files") {
            let address = form["dcat:downloadURL"]["@id"].as_str().expect("an address");
            let address = address.strip_prefix("http://localhost").expect("of the site");
            let answer = world.open(address, None).await;
            assert_eq!(answer.status(), StatusCode::OK, "{address}");
            let kind = answer.headers()[header::CONTENT_TYPE].to_str().expect("text");
            assert_eq!(kind.split(';').next(), form["dcat:mediaType"].as_str(), "{address}");
            files += 1;
        }
    }
    assert_eq!(files, 21);
}

/// How many rows a table has, without its heading.
fn csv_rows(text: &str) -> usize {
    csv::Reader::from_reader(text.as_bytes()).into_records().filter(Result::is_ok).count()
}
