//! Files that come and go, as browsers and other programs send and take them.

use super::{World, read, world};
use axum::{
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use entity::{
    application::ApplicationState,
    id::ApplicationId,
    table::{application, membership},
};
use http_body_util::BodyExt;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::io::{Cursor, Read};

/// A draft of Figeac's whose form takes files.
async fn drafted(world: &World) -> ApplicationId {
    let person = world.person_of("maire-figeac").await;
    let acting = membership::Entity::find().filter(membership::Column::Person.eq(person));
    let siren = acting.one(world.ctx.read()).await.expect("reads").expect("acts for Figeac").siren;
    let campaign = server::campaign::loaded::current_campaign(world.ctx.read()).await.expect("runs");
    let id = ApplicationId(world.ctx.platform.new_id());
    let row = application::Model {
        id,
        campaign: campaign.id,
        envelope: "dematerialisation".into(),
        wave: Some(1),
        project: None,
        group_id: None,
        siren,
        departement: "46".into(),
        state: ApplicationState::Draft,
        title: "Un portail".into(),
        opened_by: person,
        opened_at: world.ctx.now().into(),
        number: None,
        submitted_at: None,
        rule_version: None,
        asked: entity::money::Euros::ZERO,
        granted: entity::money::Euros::ZERO,
        submission: None,
        correction_until: None,
        correction_note: String::new(),
        exception_until: None,
        reminded: 0,
        agreement_day: None,
        subject: "dematerialisation".into(),
    };
    let tx = world.ctx.begin().await.expect("begins");
    application::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
    tx.commit().await.expect("commits");
    id
}

/// Sends files as a browser does, from the page on which a draft is written.
async fn attach(world: &World, session: &str, id: ApplicationId, files: &[(&str, &[u8])]) -> Response<Body> {
    const BOUNDARY: &str = "----terreau";
    let mut body = Vec::new();
    let page = format!("/candidatures/{id}/modifier");
    for (name, value) in [("page", page.as_str()), ("field", "annexes")] {
        let part = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for (name, content) in files {
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\
             content-type: application/octet-stream\r\n\r\n",
            name.replace('"', "%22")
        );
        body.extend([head.as_bytes(), content, b"\r\n"].concat());
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    let request = Request::post(format!("/candidatures/{id}/fichiers"))
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .header(header::COOKIE, format!("terreau={session}"));
    world.send(request.body(Body::from(body)).expect("a request")).await
}

#[tokio::test]
async fn several_files_are_sent_at_once_told_one_by_one_and_taken_back_as_one_zip() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let id = drafted(&world).await;
    let page = format!("/candidatures/{id}/modifier");
    let (status, form) = world.get(&page, Some(&mayor)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(form.contains(r#"type="file" multiple"#), "the field takes several");

    // What a browser sends where none was chosen.
    let (status, told) = read(world.follow(attach(&world, &mayor, id, &[("", b"")]).await, Some(&mayor)).await).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && told.contains("oignez un fichier"), "{status}");

    let scanned: &[u8] = b"\x1b%-12345X@PJL ENTER LANGUAGE = PDF\r\n%PDF-1.3 d\xe9lib";
    let sent: &[(&str, &[u8])] =
        &[("Quel plan ? 1 : début.pdf", scanned), ("macro.exe", b"MZ"), ("photo.jfif", b"\xff\xd8\xff\xe0")];
    let (status, told) = read(world.follow(attach(&world, &mayor, id, sent).await, Some(&mayor)).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in [
        "Une partie des fichiers n’est pas jointe",
        "« macro.exe »",
        "(.odt, .docx)",
        "Les 2 autres fichiers sont joints.",
    ] {
        let plain = told.replace(['\u{202f}', '\u{a0}'], " ");
        assert!(plain.contains(sentence), "{sentence}");
    }
    let (_, form) = world.get(&page, Some(&mayor)).await;
    let names = ["Quel plan ? 1 : début.pdf", "photo.jfif"];
    assert!(names.iter().all(|name| form.contains(name)) && !form.contains("macro.exe"), "kept, and nothing else");

    let address = format!("/candidatures/{id}/fichiers.zip");
    assert!(world.get(&format!("/candidatures/{id}"), Some(&mayor)).await.1.contains(&address));
    let request = Request::get(&address).header(header::COOKIE, format!("terreau={mayor}"));
    let answer = world.send(request.body(Body::empty()).expect("a request")).await;
    let header = |name| answer.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(header(header::CONTENT_TYPE), "application/zip");
    assert_eq!(header(header::CONTENT_DISPOSITION), "attachment; filename=\"pieces.zip\"");
    let length: usize = header(header::CONTENT_LENGTH).parse().expect("a number");
    let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
    assert_eq!(bytes.len(), length);
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a ZIP");
    let mut content = Vec::new();
    zip.by_index(0).expect("an entry").read_to_end(&mut content).expect("reads");
    assert_eq!((zip.len(), content.as_slice()), (2, scanned));
    let stranger = world.sign_in("agent-departement-lot").await;
    assert_eq!(world.get(&address, Some(&stranger)).await.0, StatusCode::NOT_FOUND);
}

/// The addresses of tables, from the router's own text.
fn tables() -> Vec<&'static str> {
    let routes = include_str!("../../src/http/routes.rs");
    let paths = routes.split(".route(\"").skip(1).filter_map(|route| route.split('"').next());
    paths.filter(|path| path.ends_with(".csv")).collect()
}

#[tokio::test]
async fn every_table_is_written_for_programs_and_for_french_spreadsheets() {
    let world = world(true).await;
    let (administrator, curator) = (world.sign_in("administrateur").await, world.sign_in("curatrice-incubateur").await);
    assert!(tables().len() >= 2);
    for path in tables() {
        // The count is there once the vote is closed (`api.rs` reads it then), applications and payments after it.
        // So are payments and subsidies, whose columns have the names of a standard (`money.rs`).
        let money = ["/instruction", "/argent", "/subventions"];
        if path == "/resultats.csv" || money.iter().any(|start| path.starts_with(start)) {
            continue;
        }
        let reader = if path.starts_with("/curation") { &curator } else { &administrator };
        let (status, program) = world.get(path, Some(reader)).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let (_, french) = world.get(&format!("{path}?tableur=fr"), Some(reader)).await;
        let read = |text: &str, separator: u8| -> Vec<csv::StringRecord> {
            assert!(text.ends_with("\r\n"), "{path}");
            let mut reader =
                csv::ReaderBuilder::new().delimiter(separator).has_headers(false).from_reader(text.as_bytes());
            reader.records().map(|row| row.expect("as many cells as headings")).collect()
        };
        let (rows, lines) = (read(&program, b','), read(french.strip_prefix('\u{feff}').expect("its mark"), b';'));
        assert!(rows.len() == lines.len() && rows.len() > 1, "{path}");
        let codes =
            |row: &csv::StringRecord| row.iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
        assert!(codes(&rows[0]) && !codes(&lines[0]), "{path}: {:?}", lines[0]);
    }
    let (_, figures) = world.get("/enveloppes.csv", None).await;
    let (_, french) = world.get("/enveloppes.csv?tableur=fr", None).await;
    assert!(figures.contains(",30000000.00,") && french.contains(";30000000,00;"), "{figures}{french}");
    assert!(!figures.starts_with('\u{feff}'));
    let (_, page) = world.get("/enveloppes", None).await;
    assert!(page.contains("href=\"/enveloppes.csv?tableur=fr\""), "what the button offers");
}

#[test]
fn no_other_place_writes_tables() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut waiting: Vec<_> =
        ["app/src", "server/src", "entity/src", "app/wording/src"].iter().map(|folder| root.join(folder)).collect();
    let mut elsewhere = Vec::new();
    while let Some(place) = waiting.pop() {
        if place.is_dir() {
            waiting.extend(std::fs::read_dir(&place).expect("reads").map(|entry| entry.expect("an entry").path()));
            continue;
        }
        let text = std::fs::read_to_string(&place).unwrap_or_default();
        // What a module only tests with is no export.
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let writes = ["csv::Writer", "WriterBuilder", "text/csv"].iter().any(|mark| text.contains(mark));
        // The catalogue names the type.
        let ours = ["app/src/http/table.rs", "app/src/http/catalogue.rs"].iter().any(|own| place.ends_with(own));
        if writes && !ours {
            elsewhere.push(place);
        }
    }
    assert!(elsewhere.is_empty(), "tables are written by app/src/http/table.rs alone: {elsewhere:?}");
}
