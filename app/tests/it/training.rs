//! Training copies over HTTP: staff enter and leave them, and nobody else; what is done inside is nowhere outside.

use super::{World, read, rights, world};
use axum::{
    Router,
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use entity::table::{audit_event, need};
use sea_orm::{EntityTrait, PaginatorTrait};
use server::{campaign::loaded::current_campaign, training::Trainings};
use std::sync::Arc;
use tower::ServiceExt;

/// A need that nobody says elsewhere.
const TITLE: &str = "Zéphyrin cherche un bac à sable";
const BANNER: &str = "rien de ce que vous faites ici ne compte";

/// A browser: what it was given as cookies, of the site's root alone.
struct Browser<'a> {
    router: &'a Router,
    cookies: Vec<(String, String)>,
}

impl<'a> Browser<'a> {
    fn of(router: &'a Router, session: Option<&str>) -> Self {
        let cookies = session.map(|token| ("terreau".to_owned(), token.to_owned()));
        Self { router, cookies: cookies.into_iter().collect() }
    }

    async fn send(&mut self, request: Request<Body>) -> Response<Body> {
        let mut request = request;
        let sent: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.headers_mut().insert(header::COOKIE, sent.join("; ").parse().expect("a header"));
        let response = self.router.clone().oneshot(request).await.expect("always answers");
        for set in response.headers().get_all(header::SET_COOKIE) {
            let set = set.to_str().expect("text");
            let (name, rest) = set.split_once('=').expect("a pair");
            self.cookies.retain(|(known, _)| known != name);
            let value = rest.split(';').next().unwrap_or_default();
            if !value.is_empty() && set.contains("Path=/;") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        response
    }

    async fn get(&mut self, path: &str) -> (StatusCode, String) {
        read(self.send(Request::get(path).body(Body::empty()).expect("a request")).await).await
    }

    async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Response<Body> {
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).expect("a request")).await
    }

    fn has(&self, name: &str) -> bool {
        self.cookies.iter().any(|(known, _)| known == name)
    }
}

fn to(response: &Response<Body>) -> &str {
    response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default()
}

/// The site with training copies, and the folder in which they are.
fn with_trainings(world: &World) -> (Router, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let trainings = Trainings::new(folder.path().to_owned());
    (world.served(|site| site.trainings = Some(Arc::new(trainings))), folder)
}

async fn made(world: &World, browser: &mut Browser<'_>) -> String {
    let campaign = current_campaign(world.ctx.read()).await.expect("runs").id.to_string();
    let made = browser.post("/administration/bacs-a-sable", &[("entry", &campaign)]).await;
    assert_eq!(made.status(), StatusCode::SEE_OTHER);
    let (_, office) = browser.get("/administration/campagnes").await;
    let enter = office.split("action=\"/administration/bacs-a-sable/").nth(1).expect("its card");
    enter.split('/').next().expect("an identifier").to_owned()
}

/// What every act would change.
async fn state(world: &World) -> [u64; 2] {
    let events = audit_event::Entity::find().count(world.ctx.read()).await.expect("counts");
    [events, need::Entity::find().count(world.ctx.read()).await.expect("counts")]
}

/// Nobody finds anything of a copy outside of it, whoever they are and wherever they look.
async fn nobody_outside_finds(router: &Router, [mayor, curator]: [&str; 2], draft: &str) {
    let all = rights::routes().into_iter().filter(|(method, path)| method == "GET" && !path.contains('{'));
    let own = [format!("/besoins/{draft}"), "/recherche?texte=Z%C3%A9phyrin".to_owned()];
    let lists =
        ["/", "/campagnes", "/besoins", "/statistiques", "/administration/trace", "/curation"].map(str::to_owned);
    let staffs: Vec<String> = own.iter().chain(&lists).cloned().collect();
    let all: Vec<String> = all.map(|(_, path)| path).chain(own.clone()).collect();
    for (session, addresses) in [(None, &all), (Some(mayor), &staffs), (Some(curator), &staffs)] {
        for address in addresses {
            let (status, page) = Browser::of(router, session).get(address).await;
            assert!(!page.contains("Zéphyrin cherche"), "{address}");
            // The search marks the words that it found: a hit is known by its link.
            assert!(!address.starts_with("/recherche") || !page.contains(&own[0]), "{address}");
            assert!(*address != own[0] || status == StatusCode::NOT_FOUND, "{address}");
        }
    }
}

/// A form of the copy that is still open in another tab does nothing on the site.
async fn a_stale_form_does_nothing(staff: &mut Browser<'_>, router: &Router, curator: &str, id: &str) {
    let (_, inside) = staff.get("/besoins/nouveau").await;
    let mark = inside.split("name=\"training\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    assert_eq!(mark, Some(id));
    let mut site = Browser::of(router, Some(curator));
    let stale = [("page", "/administration/campagnes"), ("training", id), ("title", "Autre"), ("code", "autre")];
    let refused = site.post("/administration/campagnes", &stale).await;
    assert!(to(&refused).contains("reprise="), "{}", to(&refused));
    let (_, why) = site.get(to(&refused)).await;
    assert!(why.contains("bac à sable que vous avez quitté"), "{why}");
}

#[tokio::test]
async fn what_is_done_in_a_copy_is_on_no_page_of_the_site() {
    // As a real site, which has no personas.
    let world = world(false).await;
    let (router, _folder) = with_trainings(&world);
    let (mayor, curator) = (world.sign_in("maire-figeac").await, world.sign_in("curatrice-incubateur").await);
    let mut staff = Browser::of(&router, Some(&curator));
    let id = made(&world, &mut staff).await;
    let before = state(&world).await;

    let entered = staff.post(&format!("/administration/bacs-a-sable/{id}/entrer"), &[]).await;
    assert_eq!((entered.status(), to(&entered)), (StatusCode::SEE_OTHER, "/connexion"));
    for page in ["/", "/besoins", "/vote", "/aide", "/rien-ici"] {
        let (_, page) = staff.get(page).await;
        assert!(page.contains(BANNER) && !page.contains("Démonstration."), "{page}");
    }
    let (_, office) = staff.get("/administration/campagnes").await;
    assert!(!office.contains("/administration/bacs-a-sable"), "the session of the site does not come along");

    let played = staff.post("/demo/connexion", &[("persona", "maire-figeac")]).await;
    assert_eq!(played.status(), StatusCode::SEE_OTHER);
    assert!(staff.has("terreau-exercice") && staff.cookies.contains(&("terreau".to_owned(), curator.clone())));
    let draft = "01890000-0000-7000-8000-0000000000b5";
    let theme = current_campaign(world.ctx.read()).await.expect("runs").spec.themes[0].code.clone();
    let form = [
        ("page", "/besoins/nouveau"),
        ("id", draft),
        ("title", TITLE),
        ("problem", "Le sable manque, et personne ne sait où en trouver."),
        ("affected", "Tout le monde."),
        ("theme", theme.as_str()),
        ("urgency", "high"),
        ("boxes", "programmes"),
    ];
    let kept = staff.post("/besoins/brouillon", &form).await;
    assert_eq!(kept.status(), StatusCode::SEE_OTHER);
    let published = staff.post(&format!("/besoins/{draft}/publier"), &[("page", "/besoins/nouveau")]).await;
    assert_eq!(to(&published).split('#').next(), Some(format!("/besoins/{draft}").as_str()));
    assert!(staff.get("/besoins").await.1.contains(TITLE), "it is there inside");
    assert!(staff.get("/recherche?texte=Z%C3%A9phyrin").await.1.contains(&format!("/besoins/{draft}")));
    let head = staff.get("/journal").await.1;
    assert!(head.contains(BANNER));

    nobody_outside_finds(&router, [&mayor, &curator], draft).await;
    assert_eq!(state(&world).await, before, "nothing of it is in the site's database");

    a_stale_form_does_nothing(&mut staff, &router, &curator, &id).await;
    assert_eq!(state(&world).await, before);

    // It is left, and the site is there again.
    let left = staff.post("/bac-a-sable/quitter", &[]).await;
    assert_eq!((left.status(), to(&left)), (StatusCode::SEE_OTHER, "/administration/campagnes"));
    assert!(!staff.has("terreau-bac") && !staff.has("terreau-exercice"));
    assert!(!staff.get("/besoins").await.1.contains(BANNER));
}

#[tokio::test]
async fn only_staff_are_in_a_copy_and_what_was_meant_for_one_never_reaches_the_site() {
    let world = world(true).await;
    let (router, folder) = with_trainings(&world);
    let curator = world.sign_in("curatrice-incubateur").await;
    let mut staff = Browser::of(&router, Some(&curator));
    let id = made(&world, &mut staff).await;
    let enter = format!("/administration/bacs-a-sable/{id}/entrer");
    let mayor = world.sign_in("maire-figeac").await;
    for (session, status) in [(None, StatusCode::FORBIDDEN), (Some(&*mayor), StatusCode::FORBIDDEN)] {
        let mut other = Browser::of(&router, session);
        assert_eq!(other.post(&enter, &[]).await.status(), status);
        assert!(!other.has("terreau-bac"));
    }
    let draft = [("page", "/besoins/nouveau"), ("id", "01890000-0000-7000-8000-0000000000b6"), ("title", TITLE)];
    let before = state(&world).await;
    // Whoever makes the cookie up, or lost their role or session since, is led back, and nothing is done.
    for (session, bac) in [(None, &*id), (Some(&*mayor), &*id), (Some(&*curator), "rien"), (Some("0"), &*id)] {
        for post in [false, true] {
            let mut other = Browser::of(&router, session);
            other.cookies.push(("terreau-bac".to_owned(), bac.to_owned()));
            let response = match post {
                true => other.post("/besoins/brouillon", &draft).await,
                false => other.send(Request::get("/besoins").body(Body::empty()).expect("a request")).await,
            };
            assert_eq!((response.status(), to(&response)), (StatusCode::SEE_OTHER, "/"), "{session:?} {bac}");
            assert!(!other.has("terreau-bac"));
        }
    }
    assert_eq!(state(&world).await, before);

    // Erased by a colleague: a form that is still open does nothing, here or there.
    assert_eq!(staff.post(&enter, &[]).await.status(), StatusCode::SEE_OTHER);
    assert!(staff.get("/").await.1.contains(BANNER));
    let administrator = world.sign_in("administrateur").await;
    let mut other = Browser::of(&router, Some(&administrator));
    let erase = format!("/administration/bacs-a-sable/{id}/effacer");
    let (_, office) = other.get("/administration/campagnes").await;
    assert!(office.contains(&erase));
    let before = state(&world).await;
    for _ in 0..2 {
        assert_eq!(other.post(&erase, &[]).await.status(), StatusCode::SEE_OTHER, "twice is once");
    }
    assert_eq!(state(&world).await, [before[0] + 1, before[1]]);
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    let lost = staff.post("/besoins/brouillon", &draft).await;
    assert_eq!((lost.status(), to(&lost)), (StatusCode::SEE_OTHER, "/"));
    let (_, home) = staff.get("/").await;
    assert!(!home.contains(BANNER));
    assert_eq!(state(&world).await, [before[0] + 1, before[1]]);
}
