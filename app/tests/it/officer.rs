//! The screens of one officer who decides, and the letter: what was promised over HTTP, without scripts.

use super::{World, read, rights, world};
use axum::http::{StatusCode, header};
use entity::{
    application::ApplicationState,
    application_form::fingerprint,
    id::ApplicationId,
    table::{application, decision_draft},
};
use http_body_util::BodyExt;
use sea_orm::{EntityTrait, PaginatorTrait};

const REASON: &str = "Ce diagnostic est déjà financé par le département.";

/// A field as it stands on a page that was rendered with `before`, with what is typed.
fn typed(fields: &mut Vec<(String, String)>, name: &str, before: &str, text: &str) {
    fields.push((format!("rendered.{name}"), fingerprint(before)));
    fields.push((name.to_owned(), text.to_owned()));
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

/// The hidden fields of the page whose names begin so.
fn hidden(page: &str, start: &str) -> Vec<(String, String)> {
    let of = |input: &str| {
        let name = input.split(" name=\"").nth(1)?.split('"').next()?;
        let value = input.split(" value=\"").nth(1)?.split('"').next()?;
        name.starts_with(start).then(|| (name.to_owned(), value.to_owned()))
    };
    page.split("<input").skip(1).filter_map(|input| of(input.split('>').next()?)).collect()
}

async fn state(world: &World, id: &str) -> ApplicationState {
    let id = ApplicationId(id.parse().expect("an identifier"));
    application::Entity::find_by_id(id).one(world.ctx.read()).await.expect("reads").expect("is there").state
}

async fn drafts(world: &World) -> u64 {
    decision_draft::Entity::find().count(world.ctx.read()).await.expect("counts")
}

/// Who signs the letters of the Lot.
async fn sign(world: &World, officer: &str) {
    let (_, page) = world.get("/instruction/prefecture", Some(officer)).await;
    let rendered = hidden(&page, "rendered").pop().expect("says what it showed").1;
    let form = [
        ("page", "/instruction/prefecture"),
        ("rendered", rendered.as_str()),
        ("authority", "Préfecture du Lot"),
        ("place", "Cahors"),
        ("signatory", "Claire Raulin"),
        ("function", "La préfète du Lot"),
        ("delegation", ""),
    ];
    assert_eq!(world.post("/instruction/prefecture", Some(officer), &form).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_file_is_decided_on_one_screen_and_read_once_more_without_scripts() {
    let world = world(true).await;
    let officer = world.sign_in("prefecture-lot").await;
    let owner = world.siren_of("maire-figeac").await;
    let file = rights::file_of(&world, owner).await;
    let desk = format!("/instruction/{file}");
    let (status, page) = world.get(&desk, Some(&officer)).await;
    assert_eq!(status, StatusCode::OK);
    let [outcome, amount, reason] = ["outcome", "amount", "reason"].map(|field| format!("{field}.{file}"));
    let mut form = vec![("page".to_owned(), desk.clone()), ("dossier".to_owned(), file.clone())];
    form.push(("enveloppe".to_owned(), "ingenierie".to_owned()));
    form.extend(hidden(&page, "shown."));
    typed(&mut form, &outcome, "", "accepted");
    typed(&mut form, &amount, "", "douze");
    typed(&mut form, &reason, "", "Non");
    form.push(("puis".to_owned(), "relire".to_owned()));
    let (status, page) = read(world.post("/instruction/enregistrer", Some(&officer), &borrowed(&form)).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in [&format!("mark.{file}.0"), &format!("mark.{file}.2"), &amount, &reason] {
        assert!(page.contains(&format!("id=\"{field}-erreur\"")), "beside {field}: {page}");
    }
    assert!(page.contains("Rien n’est décidé") && page.contains("value=\"douze\"") && page.contains(">\nNon<"));
    assert_eq!(drafts(&world).await, 1, "what was typed is kept all the same");

    form.retain(|(name, _)| !name.contains(&file) || name.starts_with("shown."));
    typed(&mut form, &outcome, "accepted", "refused");
    typed(&mut form, &amount, "douze", "");
    typed(&mut form, &reason, "Non", REASON);
    let answer = world.post("/instruction/enregistrer", Some(&officer), &borrowed(&form)).await;
    let review = answer.headers()[header::LOCATION].to_str().expect("an address").to_owned();
    assert!(review.starts_with("/instruction/relecture?"), "{review}");
    assert_eq!(state(&world, &file).await, ApplicationState::Complete, "nothing is decided yet");
    let (_, page) = world.get(&review, Some(&officer)).await;
    assert!(page.contains(REASON) && page.contains("Les lettres ne portent pas encore de signataire"), "{page}");
    sign(&world, &officer).await;
    let (_, page) = world.get(&review, Some(&officer)).await;
    assert!(!page.contains("Les lettres ne portent pas encore"));
    let mut confirm = vec![("page".to_owned(), review.clone()), ("dossier".to_owned(), file.clone())];
    confirm.extend(hidden(&page, "shown"));
    let decided = world.post("/instruction/relecture", Some(&officer), &borrowed(&confirm)).await;
    assert_eq!(decided.status(), StatusCode::SEE_OTHER);
    assert_eq!((state(&world, &file).await, drafts(&world).await), (ApplicationState::Rejected, 0));
    let (_, page) = world.get(&desk, Some(&officer)).await;
    assert!(page.contains("Lettre de décision") && !page.contains("Relire et décider"));
}

#[tokio::test]
async fn what_is_typed_is_kept_without_a_button_and_answered_part_by_part() {
    let world = world(true).await;
    let officer = world.sign_in("prefecture-lot").await;
    let owner = world.siren_of("maire-figeac").await;
    let file = rights::file_of(&world, owner).await;
    let [outcome, amount] = ["outcome", "amount"].map(|field| format!("{field}.{file}"));
    let mut form = vec![("dossier".to_owned(), file.clone()), ("enveloppe".to_owned(), "ingenierie".to_owned())];
    typed(&mut form, &outcome, "", "accepted");
    typed(&mut form, &amount, "", "8 000");
    let (status, parts) = read(world.post("/instruction/brouillon", Some(&officer), &borrowed(&form)).await).await;
    assert_eq!(status, StatusCode::OK);
    assert!(parts.contains("id=\"bilan\"") && parts.contains("id=\"enregistre\""), "{parts}");
    assert!(parts.contains(&format!("data-note=\"{amount}\"")), "more than was asked: {parts}");
    let kept = format!("id=\"rendered.{amount}\" name=\"rendered.{amount}\" value=\"{}\"", fingerprint("8 000"));
    assert!(parts.contains(&kept), "{parts}");
    // Another page of theirs still shows nothing there.
    let mut form = vec![("dossier".to_owned(), file.clone()), ("enveloppe".to_owned(), "ingenierie".to_owned())];
    typed(&mut form, &amount, "", "6 000");
    let (_, parts) = read(world.post("/instruction/brouillon", Some(&officer), &borrowed(&form)).await).await;
    assert!(parts.contains("data-keep") && parts.contains("8 000"), "both, with the choice: {parts}");
    let (_, table) = world.get("/instruction/tableau?enveloppe=ingenierie", Some(&officer)).await;
    assert!(table.contains("value=\"8 000\"") && table.contains(&format!("/instruction/{file}")), "{table}");
}

#[tokio::test]
async fn the_letter_and_its_pdf_bear_who_decides_why_and_how_to_appeal_from_their_hour_on() {
    let world = world(true).await;
    let [officer, mayor] = ["prefecture-lot", "maire-figeac"].map(|key| world.sign_in(key));
    let (officer, mayor) = (officer.await, mayor.await);
    let owner = world.siren_of("maire-figeac").await;
    let file = rights::file_of(&world, owner).await;
    sign(&world, &officer).await;
    let mut form = vec![("dossier".to_owned(), file.clone()), ("enveloppe".to_owned(), "ingenierie".to_owned())];
    typed(&mut form, &format!("outcome.{file}"), "", "refused");
    typed(&mut form, &format!("reason.{file}"), "", REASON);
    world.post("/instruction/enregistrer", Some(&officer), &borrowed(&form)).await;
    let (_, page) = world.get("/instruction/relecture?enveloppe=ingenierie", Some(&officer)).await;
    let tomorrow = (world.ctx.now() + chrono::Duration::days(1)).date_naive().to_string();
    let mut confirm = vec![("dossier".to_owned(), file.clone()), ("publish".to_owned(), tomorrow)];
    confirm.extend(hidden(&page, "shown"));
    let decided = world.post("/instruction/relecture", Some(&officer), &borrowed(&confirm)).await;
    assert_eq!(decided.status(), StatusCode::SEE_OTHER);

    let (letter, pdf) = (format!("/candidatures/{file}/lettre"), format!("/candidatures/{file}/lettre.pdf"));
    for hidden in [&letter, &pdf] {
        assert_eq!(world.get(hidden, Some(&mayor)).await.0, StatusCode::NOT_FOUND, "before its hour");
        assert_eq!(world.get(hidden, Some(&officer)).await.0, StatusCode::OK, "who decides knows");
    }
    super::secrecy::go_to(&world, world.ctx.now() + chrono::Duration::days(2)).await;
    let (_, page) = world.get(&letter, Some(&mayor)).await;
    let answer = world.open(&pdf, Some(&mayor)).await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/pdf");
    assert_eq!(answer.headers()[header::CONTENT_DISPOSITION], "attachment; filename=\"decision-2021-ingenierie.pdf\"");
    let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
    let read = lopdf::Document::load_mem(&bytes).expect("a PDF");
    let pages: Vec<u32> = read.get_pages().into_keys().collect();
    let written = read.extract_text(&pages).expect("has text").split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "Préfecture du Lot",
        "Cahors, le ",
        "À Figeac",
        "2021-ingenierie",
        "Vu la loi n° 2020-1721",
        REASON,
        "La préfète du Lot",
        "Claire Raulin",
        "Voies et délais de recours",
        "tribunal administratif",
    ] {
        assert!(page.replace("<!>", "").replace('\u{a0}', " ").contains(said), "the page says {said}: {page}");
        assert!(written.contains(said), "the PDF says {said}: {written}");
    }
}
