//! Drafts of what a council decides: as PDF, and as a document to adapt.

use super::world;
use axum::http::{StatusCode, header};
use http_body_util::BodyExt;

#[tokio::test]
async fn a_draft_comes_as_a_text_document_that_begins_with_its_type() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let siren = world.siren_of("maire-figeac").await;
    let answer = world.open(&format!("/collectivites/{siren}/personnes/deliberation.odt"), Some(&mayor)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[header::CONTENT_DISPOSITION], "attachment; filename=\"deliberation-mandat.odt\"");
    let kind = answer.headers()[header::CONTENT_TYPE].to_str().expect("a type").to_owned();
    let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
    assert_eq!(&bytes[30..38 + kind.len()], format!("mimetype{kind}").as_bytes());
    // Both forms stand on the page, and both say the same (`odt::tests`).
    let page = world.get(&format!("/collectivites/{siren}/personnes"), Some(&mayor)).await.1;
    assert!(page.contains("/personnes/deliberation.odt") && page.contains("/personnes/deliberation.pdf"));
}
