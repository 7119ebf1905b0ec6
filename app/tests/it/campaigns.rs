//! What was published of a vote stays where it is when the next campaign opens, and everything of a campaign keeps its
//! address.

use super::{World, link, secrecy, world};
use axum::http::{StatusCode, header};
use http_body_util::BodyExt;
use server::campaign::{self, loaded::current_campaign};

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
    let first = current_campaign(world.ctx.read()).await.expect("runs");
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
    let page = format!("{base}/vote");
    let form = [("page", page.as_str()), ("cast", "01890000-0000-7000-8000-000000000001")];
    let acts = world.post(&format!("{base}/vote/deposer"), None, &form).await;
    assert_eq!(acts.status(), StatusCode::SEE_OTHER);
    let location = acts.headers()[header::LOCATION].to_str().expect("text").to_owned();
    assert!(location.starts_with("/connexion"), "nobody casts without signing in: {location}");
}

/// Opens next year's campaign: the same, a year later.
async fn open_next(world: &World) -> String {
    let first = current_campaign(world.ctx.read()).await.expect("runs");
    let mut next = first.spec.shifted(365);
    (next.slug, next.title) = ("suivante".into(), "La campagne suivante".into());
    campaign::import(&world.ctx, &next, false).await.expect("imports");
    campaign::open(&world.ctx, "suivante").await.expect("opens");
    first.spec.slug
}

#[tokio::test]
async fn everything_of_a_campaign_keeps_its_address_when_the_next_one_opens() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let lists = ["/besoins", "/groupements", "/projets"];
    let mut things = Vec::new();
    for list in lists {
        things.push(link(&world.get(list, None).await.1, &format!("{list}/")));
    }
    let base = format!("/campagnes/{}", open_next(&world).await);
    for (list, thing) in lists.iter().zip(&things) {
        let (status, page) = world.get(&format!("{base}{list}"), None).await;
        assert_eq!(status, StatusCode::OK, "{list}");
        assert!(page.contains(&format!("href=\"{thing}\"")), "{thing} stays in its campaign");
        let (_, of_next) = world.get(list, None).await;
        assert!(!of_next.contains(&format!("href=\"{thing}\"")), "{thing} is not in the next one");
        // The thing has one address, and leads to the lists of its campaign.
        let (status, page) = world.get(thing, Some(&mayor)).await;
        assert_eq!(status, StatusCode::OK, "{thing}");
        for link in [list, &"/resultats", &"/enveloppes"] {
            assert!(page.contains(&format!("href=\"{base}{link}\"")), "{thing} does not lead to {link}");
        }
        assert!(page.contains("t-other-campaign"), "it says of which campaign it is");
        assert!(!page.contains(&format!("href=\"{list}\"")), "{thing} leads to a list of the current campaign");
    }
    for page in ["/vote", "/resultats", "/enveloppes", "/enveloppes/ingenierie", "/journal"] {
        let (status, _) = world.get(&format!("{base}{page}"), Some(&mayor)).await;
        assert_eq!(status, StatusCode::OK, "{page}");
    }
    let (_, all) = world.get("/campagnes", None).await;
    assert!(all.contains(&format!("href=\"{base}\"")) && all.contains("href=\"/campagnes/suivante\""), "{all}");
}

#[tokio::test]
async fn an_act_is_done_in_the_campaign_of_its_object_or_of_its_form() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let need = link(&world.get("/besoins", None).await.1, "/besoins/");
    let slug = open_next(&world).await;
    let title = |title: &'static str| [("id", "0190a1b2-0000-7000-8000-000000000001"), ("title", title)];

    // A form that the first campaign's page rendered writes there, whatever became current meanwhile.
    let mut form = title("Écrit dans la première").to_vec();
    form.extend([("puis", "garder"), ("page", "/besoins/nouveau"), ("campaign", slug.as_str())]);
    let kept = world.post("/besoins/brouillon", Some(&mayor), &form).await;
    let location = kept.headers()[header::LOCATION].to_str().expect("text").to_owned();
    let (_, page) = world.get(&location, Some(&mayor)).await;
    assert!(page.contains("Écrit dans la première") && page.contains("t-other-campaign"), "{location}: {page}");
    assert!(page.contains(&format!("name=\"campaign\" value=\"{slug}\"")), "its form says so again");

    let unknown = [("campaign", "inconnue"), ("page", "/besoins/nouveau")];
    assert_eq!(world.post("/besoins/brouillon", Some(&mayor), &unknown).await.status(), StatusCode::NOT_FOUND);
    // What an object's page offers leads back to it.
    let (_, page) = world.get(&need, Some(&mayor)).await;
    assert!(page.contains(&format!("name=\"campaign\" value=\"{slug}\"")), "{need}");
}

#[tokio::test]
async fn a_prepared_campaign_is_seen_by_curators_alone() {
    let world = world(true).await;
    let curator = world.sign_in("curatrice-incubateur").await;
    let mayor = world.sign_in("maire-figeac").await;
    let first = current_campaign(world.ctx.read()).await.expect("runs");
    let mut next = first.spec.shifted(365);
    (next.slug, next.title) = ("suivante".into(), "La campagne suivante".into());
    campaign::import(&world.ctx, &next, false).await.expect("imports");
    for (session, status) in
        [(None, StatusCode::NOT_FOUND), (Some(&mayor), StatusCode::NOT_FOUND), (Some(&curator), StatusCode::OK)]
    {
        let session = session.map(String::as_str);
        assert_eq!(world.get("/campagnes/suivante", session).await.0, status);
        let (_, list) = world.get("/campagnes", session).await;
        assert_eq!(list.contains("La campagne suivante"), status == StatusCode::OK);
        // What it has of its own is there once it is opened.
        assert_eq!(world.get("/campagnes/suivante/besoins", session).await.0, StatusCode::NOT_FOUND);
    }
}
