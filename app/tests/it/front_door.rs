//! Somebody signs in and acts for nobody: home, header and refused pages say so and lead to one place.

use super::{World, read, world};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use entity::table::membership;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

const WAY_ON: &str = "href=\"/compte/rattachement\"";
const OF_A_ROLE: &str = "Votre rôle ne permet pas cette action";

/// The mayor of Figeac, who acts for nobody any more.
async fn newcomer(world: &World) -> String {
    let session = world.sign_in("maire-figeac").await;
    let person = world.person_of("maire-figeac").await;
    let tx = world.ctx.platform.database.begin().await.expect("begins");
    let theirs = membership::Entity::delete_many().filter(membership::Column::Person.eq(person));
    theirs.exec(&tx).await.expect("deletes");
    tx.commit().await.expect("commits");
    session
}

#[tokio::test]
async fn who_acts_for_nobody_is_told_so_everywhere_and_led_to_one_place() {
    let world = world(true).await;
    let need = super::link(&world.get("/besoins", None).await.1, "/besoins/");
    let session = newcomer(&world).await;
    let somebody = Some(session.as_str());
    for page in ["/", "/vote", "/enveloppes/ingenierie", &need, "/besoins", "/aide"] {
        let (status, text) = world.get(page, somebody).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(text.contains(WAY_ON), "{page} leads nowhere");
        assert!(text.contains("Lacassagne-Roux – </span>aucune collectivité"), "{page}: the header");
        assert!(!text.contains(" – </a>") && !text.contains("connectez-vous"), "{page}");
    }
    let (_, home) = world.get("/", somebody).await;
    assert!(home.contains("Vous n’agissez encore pour aucune collectivité"));
    for page in ["/besoins/nouveau", "/candidatures", "/curation", "/administration", "/instruction"] {
        let (status, text) = world.get(page, somebody).await;
        assert!([StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&status), "{page}: {status}");
        assert!(!text.contains(OF_A_ROLE), "{page}");
        assert!(text.contains("trois écrans"), "{page}");
        assert!(text.contains(WAY_ON), "{page}");
    }
    // Whoever acts for somebody, or has a role of the State, is told of their role.
    for (persona, page) in [("agent-figeac", "/curation"), ("observatrice-association", "/curation")] {
        let session = world.sign_in(persona).await;
        let (_, text) = world.get(page, Some(&session)).await;
        assert!(text.contains(OF_A_ROLE) && !text.contains("trois écrans"), "{persona}");
    }
    let observer = world.sign_in("observatrice-association").await;
    let (_, text) = world.get("/curation", Some(&observer)).await;
    assert!(!text.contains("pour cette collectivité. Rien"), "an observer acts for none");
}

#[tokio::test]
async fn three_screens_lead_from_the_search_to_the_state_of_the_request() {
    let world = world(true).await;
    let session = newcomer(&world).await;
    let somebody = Some(session.as_str());
    let (_, which) = world.get("/compte/rattachement?chercher=Die", somebody).await;
    assert!(which.contains("Étape 1 sur 3") && which.contains("/compte/rattachement?siren="));
    let die = world.siren_of("adjointe-die").await.to_string();
    let page = format!("/compte/rattachement?siren={die}");
    let (_, who) = world.get(&page, somebody).await;
    assert!(who.contains("Étape 2 sur 3") && who.contains("action=\"/compte/rattachement\""));
    let (siren, page) = (("siren", die.as_str()), page.as_str());
    let missing = [siren, ("capacity", "elu"), ("title", ""), ("page", page)];
    let answer = world.post("/compte/rattachement", somebody, &missing).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let form = [siren, ("capacity", "elu"), ("title", "Conseillère"), ("page", page)];
    let answer = world.post("/compte/rattachement", somebody, &form).await;
    assert_eq!(answer.headers()["location"], "/compte/rattachement/suite");
    for address in ["/compte/rattachement/suite", "/", "/compte"] {
        let (_, text) = world.get(address, somebody).await;
        assert!(text.contains("Vous avez demandé à agir pour") && text.contains("Conseillère"), "{address}");
        assert!(text.contains("action=\"/compte/rattachement/retirer\"") && text.contains(page), "{address}");
    }
    // The second screen corrects what waits, and is filled with it.
    let (_, correct) = world.get(page, somebody).await;
    assert!(correct.contains("action=\"/compte/rattachement/corriger\"") && correct.contains("value=\"Conseillère\""));
    let form = [siren, ("capacity", "agent"), ("title", "Secrétaire générale"), ("page", page)];
    let answer = world.post("/compte/rattachement/corriger", somebody, &form).await;
    assert_eq!(answer.headers()["location"], "/compte/rattachement/suite");
    assert!(world.get("/", somebody).await.1.contains("Secrétaire générale"));
    world.post("/compte/rattachement/retirer", somebody, &[siren, ("page", "/")]).await;
    let (_, home) = world.get("/", somebody).await;
    assert!(!home.contains("Vous avez demandé") && home.contains("aucune collectivité"));
    let (_, next) = world.get("/compte/rattachement/suite", somebody).await;
    assert!(next.contains("Aucune de vos demandes n’attend de réponse."));
}

#[tokio::test]
async fn curators_see_on_home_and_in_the_menu_how_many_requests_wait_and_confirm_them_together() {
    let world = world(true).await;
    let session = newcomer(&world).await;
    let curator = world.sign_in("curatrice-incubateur").await;
    let curator = Some(curator.as_str());
    let (_, before) = world.get("/", curator).await;
    assert!(before.contains(">Rattachements</a>") && !before.contains("de rattachement attend"));
    // A commune that nobody acts for.
    let gourdon = world.ctx.platform.reference().find_by_insee("46127").expect("a commune").siren.to_string();
    let page = format!("/compte/rattachement?siren={gourdon}");
    let form = [("siren", gourdon.as_str()), ("capacity", "elu"), ("title", "Maire"), ("page", &page)];
    world.post("/compte/rattachement", Some(&session), &form).await;
    let (_, home) = world.get("/", curator).await;
    assert!(home.contains("demande de rattachement attend") && home.contains("Rattachements (1)"));
    let (_, notices) = world.get("/avis", curator).await;
    assert!(notices.contains("que personne d’autre ne peut confirmer"));
    let (_, queue) = world.get("/curation/rattachements", curator).await;
    assert!(queue.contains("Attend depuis") && queue.contains("Réponse proposée"));
    let value = |name: &str| {
        let rest = queue.split(&format!("name=\"{name}")).nth(1).expect("the field");
        rest.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value").to_owned()
    };
    let (chosen, shown) = (value("person\""), value("shown."));
    let field = format!("shown.{chosen}");
    let address = "/curation/rattachements/confirmer";
    let page = ("page", "/curation/rattachements");
    let unread = [("person", chosen.as_str()), ("reason", "Mairie appelée"), page];
    assert_eq!(world.post(address, curator, &unread).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let confirm = [("person", chosen.as_str()), (field.as_str(), shown.as_str()), ("reason", "Mairie appelée"), page];
    assert_eq!(world.post(address, curator, &confirm).await.status(), StatusCode::SEE_OTHER);
    let (_, queue) = world.get("/curation/rattachements", curator).await;
    assert!(queue.contains("Aucune demande n’attend") && queue.contains(">Rattachements</a>"));
    assert!(world.get("/actes-a-deux", curator).await.1.contains("Retirer la proposition"));
}

/// A list as a browser sends it from the page of the queue.
async fn upload(world: &World, session: Option<&str>, list: &str) -> (StatusCode, String) {
    const BOUNDARY: &str = "----terreau";
    let mut body = String::new();
    for (name, value) in [("page", "/curation/rattachements"), ("source", "Liste de la préfecture")] {
        body += &format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    let file = "content-disposition: form-data; name=\"file\"; filename=\"liste.csv\"";
    body += &format!("--{BOUNDARY}\r\n{file}\r\n\r\n{list}\r\n--{BOUNDARY}--\r\n");
    let mut request = Request::post("/curation/rattachements/importer")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
    if let Some(session) = session {
        request = request.header(header::COOKIE, format!("terreau={session}"));
    }
    let answer = world.send(request.body(Body::from(body)).expect("a request")).await;
    let on = answer.headers().get(header::LOCATION).and_then(|on| on.to_str().ok()).map(str::to_owned);
    match on {
        Some(on) => world.get(&on, session).await,
        None => read(answer).await,
    }
}

#[tokio::test]
async fn a_curator_sends_a_list_that_is_refused_by_line_or_taken_and_takes_somebody_out_of_it() {
    let world = world(true).await;
    let curator = world.sign_in("curatrice-incubateur").await;
    let curator = Some(curator.as_str());
    let gourdon = world.ctx.platform.reference().find_by_insee("46127").expect("a commune").siren.to_string();
    let header = "siren;courriel;nom;qualité;fonction;référent\r\n";
    let right = format!("{gourdon};maire@gourdon.example;Claude Delpech;élue;Maire;oui\r\n");
    let mayor = world.sign_in("maire-figeac").await;
    for stranger in [None, Some(mayor.as_str())] {
        assert_eq!(upload(&world, stranger, &format!("{header}{right}")).await.0, StatusCode::FORBIDDEN);
    }
    let (status, page) = upload(&world, curator, &format!("{header}{right}{gourdon};x;Y Z;élu;Maire;non\r\n")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("ligne 3") && page.contains("n’est pas une adresse de courriel"), "{page}");
    assert!(page.contains("Liste de la préfecture") && !page.contains("maire@gourdon.example"), "what was typed stays");
    let (status, page) = upload(&world, curator, &format!("{header}{right}")).await;
    assert!(
        status == StatusCode::OK
            && page.contains("La liste est importée")
            && page.contains("1\u{a0}personne est attendue")
    );
    assert!(page.contains("maire@gourdon.example") && page.contains("premier référent"));
    let (_, page) = upload(&world, curator, &format!("{header}{right}")).await;
    assert!(page.contains("rien n’a changé"), "the same list again");
    let form = [("email", "maire@gourdon.example"), ("siren", &gourdon), ("page", "/curation/rattachements")];
    let removed = world.post("/curation/rattachements/importes/retirer", curator, &form).await;
    assert_eq!(removed.status(), StatusCode::SEE_OTHER);
    assert!(!world.get("/curation/rattachements", curator).await.1.contains("maire@gourdon.example"));
}
