//! A need that keeps itself while it is typed, following without scripts, and what is near for everybody.

use super::{read, world};
use axum::http::StatusCode;

const DRAFT: &str = "01890000-0000-7000-8000-00000000d0f7";

#[tokio::test]
async fn a_need_keeps_itself_from_its_title_on_and_never_over_a_colleagues_text() {
    let world = world(true).await;
    let (mayor, agent) = (world.sign_in("maire-figeac").await, world.sign_in("agent-figeac").await);
    let address = format!("/besoins/{DRAFT}/brouillon");
    let problem = ("problem", "Les archives du cadastre sont dans trois greniers.");
    let keep = async |session: &str, title: &str, rendered: &str| {
        let fields = [("id", DRAFT), ("title", title), problem, ("rendered", rendered)];
        read(world.post(&address, Some(session), &fields).await).await
    };
    let (status, said) = keep(&mayor, " ", "").await;
    assert!(status == StatusCode::OK && said.contains("dès qu’il aura un titre"), "{said}");
    let (status, said) = keep(&mayor, "Retrouver un plan", "").await;
    assert!(status == StatusCode::OK && said.contains("Brouillon enregistré à"), "{said}");
    assert!(said.contains(&format!("data-at=\"/besoins/{DRAFT}/modifier\"")), "{said}");
    let rendered = said.split("name=\"rendered\" value=\"").nth(1).expect("a fingerprint");
    let rendered = rendered.split('"').next().expect("its end").to_owned();

    let (status, said) = keep(&agent, "Retrouver un plan du cadastre", &rendered).await;
    assert!(status == StatusCode::OK, "whoever saw it writes on: {said}");
    let (status, _) = keep(&mayor, "Retrouver un plan ancien", &rendered).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "the colleague's text stays");
    let (_, page) = world.get(&format!("/besoins/{DRAFT}/modifier"), Some(&mayor)).await;
    assert!(page.contains("value=\"Retrouver un plan du cadastre\""), "{page}");
    assert!(page.contains("data-draft=") && page.contains("4\u{202f}000\u{a0}caractères au plus"));
    assert!(page.contains("Trois exemples de besoins") && page.contains("data-near="));
    let (status, _) = read(world.post(&address, None, &[("title", "x")]).await).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_need_is_followed_and_let_go_by_plain_forms() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let need = super::link(&world.get("/besoins", None).await.1, "/besoins/");
    assert!(!world.get(&need, None).await.1.contains("/suivre\""), "not for visitors");
    let page = world.get(&need, Some(&mayor)).await.1;
    assert!(page.contains(&format!("action=\"{need}/suivre\"")), "{page}");
    world.post(&format!("{need}/suivre"), Some(&mayor), &[("choice", "suivre")]).await;
    assert!(world.get(&need, Some(&mayor)).await.1.contains(">Ne plus suivre<"));
    assert!(world.get("/compte", Some(&mayor)).await.1.contains(&format!("href=\"{need}\"")));
    world.post(&format!("{need}/suivre"), Some(&mayor), &[("choice", "ne-plus-suivre"), ("puis", "compte")]).await;
    assert!(world.get("/compte", Some(&mayor)).await.1.contains("Rien pour le moment."));
}

#[tokio::test]
async fn what_is_near_is_everybodys_and_its_buttons_are_for_who_acts_there() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let (status, page) = world.get("/pres-de-chez-vous", None).await;
    assert!(status == StatusCode::OK && page.contains("Autour de quelle collectivité"), "{page}");
    let figeac = world.siren_of("maire-figeac").await;
    let (_, public) = world.get(&format!("/pres-de-chez-vous?siren={figeac}"), None).await;
    assert!(public.contains("Près de Figeac") && !public.contains("/soutenir\""), "{public}");
    let (_, own) = world.get("/pres-de-chez-vous", Some(&mayor)).await;
    assert!(own.contains("Près de chez vous") && own.contains("/groupements/nouveau"), "{own}");
    for (address, expected) in [
        (format!("/pres-de-chez-vous?siren={figeac}&voir=besoins&page=2"), StatusCode::OK),
        (format!("/pres-de-chez-vous?siren={figeac}&voir=rien"), StatusCode::NOT_FOUND),
        ("/pres-de-chez-vous?siren=999999998".to_owned(), StatusCode::NOT_FOUND),
        ("/pres-de-chez-vous?siren=abc".to_owned(), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(world.get(&address, None).await.0, expected, "{address}");
    }
}
