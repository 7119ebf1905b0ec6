//! The campaign office, as browsers meet it: files that are no campaign, legal pages that are not ready, and campaigns
//! looked at before they open.

use super::{World, read, world};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use server::campaign::loaded::current_campaign;

/// A campaign file as a browser sends it.
async fn upload(world: &World, session: &str, file: Vec<u8>) -> (StatusCode, String) {
    const BOUNDARY: &str = "----terreau";
    let page = "/administration/campagnes";
    let mut body = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"page\"\r\n\r\n{page}\r\n--{BOUNDARY}\r\n\
         content-disposition: form-data; name=\"file\"; filename=\"campagne.toml\"\r\n\r\n"
    )
    .into_bytes();
    body.extend(file);
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
    let request = Request::post("/administration/campagnes/fichier")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .header(header::COOKIE, format!("terreau={session}"));
    let answer = world.send(request.body(Body::from(body)).expect("a request")).await;
    read(world.follow(answer, Some(session)).await).await
}

#[tokio::test]
async fn a_file_that_no_campaign_is_is_refused_beside_its_field() {
    let world = world(true).await;
    let curator = world.sign_in("curatrice-incubateur").await;
    let mut many = current_campaign(world.ctx.read()).await.expect("runs").spec;
    many.slug = "sans-fin".into();
    let mut small = many.envelopes[0].clone();
    (small.waves, small.criteria, small.items) = Default::default();
    many.envelopes = vec![small; 1_000];
    let many = server::campaign::file::write(&many).expect("writes");
    for (file, sentence) in [
        (vec![b'#'; 50_000_000], "Ce fichier est trop lourd, le maximum est de 2 Mo."),
        (many.into_bytes(), "compte 1 000 entrées ; 200 au plus."),
        (vec![0xff; 10], "ce n’est pas du texte en UTF-8"),
    ] {
        let (status, page) = upload(&world, &curator, file).await;
        let plain = page.replace(['\u{202f}', '\u{a0}'], " ");
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{sentence}");
        assert!(plain.contains(sentence), "{sentence}");
    }
}

#[tokio::test]
async fn legal_pages_that_are_not_ready_are_told_where_a_campaign_opens_and_the_demonstration_has_its_own() {
    for demo in [false, true] {
        let world = world(demo).await;
        let curator = world.sign_in("curatrice-incubateur").await;
        let (status, page) = world.get("/administration/campagnes", Some(&curator)).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(page.contains("Aucune campagne n’ouvre tant que"), !demo);
        // The foot of each page has one, too.
        assert_eq!(page.matches("<a href=\"/mentions-legales\">Mentions légales</a>").count(), 1 + usize::from(!demo));
        let (_, notices) = world.get("/mentions-legales", None).await;
        assert_eq!(notices.contains("est une démonstration"), demo);
    }
}

#[tokio::test]
async fn a_campaign_is_seen_as_others_will_see_it_with_its_forms() {
    let world = world(true).await;
    let curator = world.sign_in("curatrice-incubateur").await;
    let campaign = current_campaign(world.ctx.read()).await.expect("runs");
    let preview = format!("/administration/campagnes/{}/apercu", campaign.id);
    let figeac = world.ctx.platform.reference().find_by_insee("46102").expect("a commune").siren;
    for (query, sees) in [
        ("".to_owned(), "Publier un besoin"),
        (format!("?siren={figeac}"), "Vue par\u{a0}: Figeac"),
        ("?comme=prefecture".to_owned(), "Les dossiers de votre département vous arrivent"),
    ] {
        let (status, page) = world.get(&format!("{preview}{query}"), Some(&curator)).await;
        assert_eq!(status, StatusCode::OK, "{query}");
        assert!(page.contains(sees), "{query}: {sees}");
    }
    for wrong in ["?siren=123", "?siren=000000000", "/inconnue"] {
        let (status, _) = world.get(&format!("{preview}{wrong}"), Some(&curator)).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{wrong}");
    }
    for envelope in campaign.spec.envelopes.iter().filter(|one| one.call.is_some()) {
        let (status, page) = world.get(&format!("{preview}/{}", envelope.code), Some(&curator)).await;
        assert_eq!(status, StatusCode::OK, "{}", envelope.code);
        for field in campaign.spec.form_of(envelope).expect("a form").fields() {
            assert!(page.contains(&format!("\"{}\"", field.code)), "{}: {}", envelope.code, field.code);
        }
        let main = page.split("<main").nth(1).and_then(|main| main.split("</main>").next()).expect("a page");
        assert!(!main.contains("<form"), "nothing there sends");
    }
    let mayor = world.sign_in("maire-figeac").await;
    assert_eq!(world.get(&preview, Some(&mayor)).await.0, StatusCode::FORBIDDEN);
}
