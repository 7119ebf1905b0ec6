//! What was published of a vote stays where it is when the next campaign opens.

use super::{World, secrecy, world};
use axum::http::StatusCode;
use http_body_util::BodyExt;
use server::campaign::{self, running::running_campaign};

/// What anybody keeps of a vote: to recount it, to follow its log, to check a receipt.
const KEPT: [&str; 5] =
    ["/vote/regle.json", "/journal/checkpoint", "/journal/tile/0/000.p/1", "/resultats", "/resultats/archive.zip"];

async fn bytes(world: &World, address: &str) -> (StatusCode, Vec<u8>) {
    let answer = world.open(address, None).await;
    let status = answer.status();
    (status, answer.into_body().collect().await.expect("a body").to_bytes().to_vec())
}

#[tokio::test]
async fn a_vote_can_be_recounted_after_the_next_campaign_has_opened() {
    let world = world(true).await;
    let first = running_campaign(world.ctx.read()).await.expect("runs");
    secrecy::go_to(&world, first.spec.calendar.selection.close() + chrono::Duration::hours(1)).await;
    let base = format!("/campagnes/{}", first.spec.slug);
    let mut before = Vec::new();
    for page in KEPT {
        let (status, content) = bytes(&world, page).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        // The lasting address is there from the first day on.
        if page != "/resultats" {
            assert_eq!(bytes(&world, &format!("{base}{page}")).await.1, content, "{page}");
        }
        before.push(content);
    }

    let mut next = first.spec.clone();
    next.slug = "suivante".into();
    campaign::import(&world.ctx, &next, false).await.expect("imports");
    assert_eq!(bytes(&world, "/campagnes/suivante/journal").await.0, StatusCode::NOT_FOUND, "it is prepared");
    campaign::open(&world.ctx, "suivante").await.expect("opens");
    assert_eq!(bytes(&world, "/vote/regle.json").await.0, StatusCode::NOT_FOUND, "the next one has no rule yet");
    for (page, content) in KEPT.iter().zip(before) {
        let (status, now) = bytes(&world, &format!("{base}{page}")).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(*page == "/resultats" || now == content, "{page} is not what it was");
    }
    let (_, page) = world.get(&format!("{base}/journal"), None).await;
    for link in ["/vote/regle.json", "/journal/checkpoint"] {
        assert!(page.contains(&format!("href=\"{base}{link}\"")), "{link} leads to the same campaign");
    }
    assert!(world.get("/resultats", None).await.1.contains(&format!("{base}/resultats")), "and is found from there");

    let form = [("page", base.as_str()), ("recepisse", "rien qui se lise")];
    let checked = world.post(&format!("{base}/journal"), None, &form).await;
    assert_eq!(checked.status(), StatusCode::OK);
    let acts = world.post(&format!("{base}/vote/deposer"), None, &form).await;
    assert_eq!(acts.status(), StatusCode::NOT_FOUND, "nothing is done there");
}
