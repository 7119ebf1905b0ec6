//! What people look for is found, without scripts too; and no search meets more text than it can bear.

use super::{link, world};
use axum::http::StatusCode;
use std::{fs, path::Path};

/// Fields of an address that are no search: a page of ours to go on to, what the identity provider answers, a batch
/// that is decided on.
const NOT_SEARCHES: &[&str] = &["ReturnTo", "BatchParams", "CameFrom"];

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(fs::read_to_string(path).expect("text"));
        }
    }
}

#[test]
fn every_text_of_an_address_to_look_for_is_bounded_by_its_type() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/page"), &mut files);
    let mut seen = 0;
    for text in &files {
        for derived in
            text.split("#[derive(").skip(1).filter(|one| one.split(")]").next().unwrap().contains("Deserialize"))
        {
            let Some((name, fields)) = derived.split_once("pub struct ").and_then(|(_, rest)| rest.split_once(" {"))
            else {
                continue;
            };
            let fields = fields.split("\n}").next().unwrap_or_default();
            seen += 1;
            let free = fields.contains(": String") || fields.contains("<String>");
            assert!(!free || NOT_SEARCHES.contains(&name), "{name} takes a text of any length: make it a SearchText");
        }
    }
    assert!(seen >= 5, "they are seen at all: {seen}");
}

#[tokio::test]
async fn searches_of_thousands_of_words_are_cut_and_answered() {
    let world = world(true).await;
    let (mayor, curator) = (world.sign_in("maire-figeac").await, world.sign_in("curatrice-incubateur").await);
    let group = link(&world.get("/groupements", None).await.1, "/groupements/");
    let words = "besoin+".repeat(1_000);
    for (address, session) in [
        ("/besoins?texte=".to_owned(), None),
        ("/besoins?theme=".to_owned(), None),
        (format!("{group}/collectivites?texte="), Some(&mayor)),
        (format!("{group}?chercher="), Some(&mayor)),
        ("/compte/rattachement?chercher=".to_owned(), Some(&mayor)),
        ("/compte/historique?objet=".to_owned(), Some(&mayor)),
        ("/instruction?texte=".to_owned(), Some(&curator)),
        ("/instruction?page=9223372036854775807&texte=".to_owned(), Some(&curator)),
    ] {
        let (status, page) = world.get(&format!("{address}{words}"), session.map(String::as_str)).await;
        assert_eq!(status, StatusCode::OK, "{address}");
        assert!(page.matches("besoin besoin").count() <= 40, "{address} shows all that was typed");
    }
}

#[tokio::test]
async fn all_communes_of_a_postcode_are_reached_by_links() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let (status, first) = world.get("/compte/rattachement?chercher=46100", Some(&mayor)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(first.contains("19\u{a0}collectivités trouvées, page 1 sur 2."));
    assert!(first.contains("chercher=46100&amp;suite=2"), "a link to the next page");
    let (_, second) = world.get("/compte/rattachement?chercher=46100&suite=2", Some(&mayor)).await;
    let rows = |page: &str| page.matches("/compte/rattachement?siren=").count();
    assert_eq!((rows(&first), rows(&second)), (10, 9));
    let (_, overseas) = world.get("/compte/rattachement?chercher=Noum%C3%A9a", Some(&mayor)).await;
    assert!(overseas.contains("Nouvelle-Calédonie") && overseas.contains("ne peut pas agir ici"));
}

#[tokio::test]
async fn pasted_characters_that_show_nothing_are_taken_out_of_a_form() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let name = [("page", "/compte"), ("name", "Hé\u{ad}lène\u{200b} Lacas\u{feff}sagne\u{2028}")];
    let answer = world.post("/compte/nom", Some(&mayor), &name).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert!(world.get("/compte", Some(&mayor)).await.1.contains("Hélène Lacassagne"));
    let trick = [("page", "/compte"), ("name", "Hélène \u{202e}engassacaL")];
    let (status, page) = super::read(world.post("/compte/nom", Some(&mayor), &trick).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("juste après «\u{a0}Hélène\u{a0}»"));
}
