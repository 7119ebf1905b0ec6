//! What visitors were promised over HTTP, against the whole router on a real database (SQLite; the use cases behind it
//! are tested on both in `server/tests/it`).

mod accounts;
mod api;
mod bank_account;
mod campaigns;
mod confirm;
mod deliberation;
mod earlier_release;
mod edges;
mod executable;
mod files;
mod front_door;
mod keeping;
mod lineage;
mod meta;
mod money;
mod notice;
mod office;
mod officer;
mod own_style;
mod resume;
mod rights;
mod search;
mod secrecy;
mod training;
mod viewing;

use app::http::{assets, routes, site::Site};
use axum::{
    Router,
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use entity::{log::LogKey, permission::Actor};
use http_body_util::BodyExt;
use server::{
    Context, Platform,
    attachment::store,
    clock::SystemClock,
    database::{Database, sqlite_url},
    demo,
    log::Signer,
    reference::{Reference, import},
    rng::Rng,
};
use std::sync::{Arc, Mutex};
use tokio::sync::OnceCell;
use tower::ServiceExt;

struct World {
    router: Router,
    ctx: Context,
    statements: Arc<Mutex<Vec<String>>>,
    _folder: tempfile::TempDir,
}

/// An empty platform, its clock, and the folder of its database.
async fn demo_site() -> (Context, Arc<SystemClock>, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::open(&sqlite_url(folder.path())).await.expect("opens");
    database.migrate().await.expect("migrates");
    let clock = Arc::new(SystemClock::default());
    let signer = Signer::new(LogKey::new(&[7; 32]), "localhost");
    let platform = Platform::new(database, clock.clone(), Rng::from_system(), signer, true)
        .await
        .expect("loads")
        .with_vault(server::vault::Vault::new(&[7; 32]));
    (Context::new(Arc::new(platform), Actor::default(), "test"), clock, folder)
}

/// A SQLite file with the demonstration's content, copied for each test, and its reference data.
struct Template {
    folder: tempfile::TempDir,
    reference: Arc<Reference>,
}

/// Without and with the demonstration's own routes.
static TEMPLATES: [OnceCell<Template>; 2] = [OnceCell::const_new(), OnceCell::const_new()];

async fn template(demo: bool) -> Template {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::open(&sqlite_url(folder.path())).await.expect("opens");
    database.migrate().await.expect("migrates");
    let clock = Arc::new(SystemClock::default());
    let signer = Signer::new(LogKey::new(&[7; 32]), "localhost");
    let platform = Platform::new(database, clock.clone(), Rng::from_system(), signer, demo)
        .await
        .expect("loads")
        .with_vault(server::vault::Vault::new(&[7; 32]));
    let ctx = Context::new(Arc::new(platform), Actor::default(), "test");
    import::import_embedded(&ctx).await.expect("imports");
    ctx.platform.reload_reference().await.expect("loads");
    demo::prepare(&ctx, &clock).await.expect("fills");
    ctx.platform.database.clone().close().await;
    Template { folder, reference: ctx.platform.reference() }
}

/// The site with the demonstration's content; its own routes only where `demo` says so.
async fn world(demo: bool) -> World {
    let template = TEMPLATES[usize::from(demo)].get_or_init(|| template(demo)).await;
    let folder = tempfile::tempdir().expect("a folder");
    let name = "terreau.sqlite";
    std::fs::copy(template.folder.path().join(name), folder.path().join(name)).expect("the template is there");
    let mut database = Database::open(&sqlite_url(folder.path())).await.expect("opens");
    let statements: Arc<Mutex<Vec<String>>> = Arc::default();
    let seen = Arc::clone(&statements);
    database.on_statement(move |sql| seen.lock().expect("not poisoned").push(sql.to_owned()));
    let clock = Arc::new(SystemClock::default());
    let signer = Signer::new(LogKey::new(&[7; 32]), "localhost");
    let (rng, reference) = (Rng::from_system(), Arc::clone(&template.reference));
    let platform = Platform::with_reference(database, clock.clone(), rng, signer, demo, reference).await;
    let platform = platform.expect("starts").with_vault(server::vault::Vault::new(&[7; 32]));
    let platform = platform.with_files(store::folder(&folder.path().join("pieces")).expect("a folder"));
    let platform = platform.with_texts(app::texts::origins(None, demo)).with_help(app::page::about::guide::pages());
    let ctx = Context::new(Arc::new(platform), Actor::default(), "test");
    demo::prepare(&ctx, &clock).await.expect("fills");
    let site = Site::new(Arc::clone(&ctx.platform), clock, "http://localhost".into());
    World { router: routes::site(Arc::new(site)), ctx, statements, _folder: folder }
}

impl World {
    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.expect("always answers")
    }

    async fn get(&self, path: &str, session: Option<&str>) -> (StatusCode, String) {
        read(self.open(path, session).await).await
    }

    async fn post(&self, path: &str, session: Option<&str>, form: &[(&str, &str)]) -> Response<Body> {
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(token) = session {
            request = request.header(header::COOKIE, format!("terreau={token}"));
        }
        let answer = self.send(request.body(Body::from(body)).expect("a request")).await;
        self.follow(answer, session).await
    }

    /// Goes on as a browser does where a form that came to nothing leads to be shown again.
    async fn follow(&self, answer: Response<Body>, session: Option<&str>) -> Response<Body> {
        let on = answer.headers().get(header::LOCATION).and_then(|on| on.to_str().ok());
        match on.filter(|on| answer.status() == StatusCode::SEE_OTHER && on.contains("reprise=")) {
            Some(on) => self.open(on, session).await,
            None => answer,
        }
    }

    /// The same platform, served otherwise.
    fn served(&self, change: impl FnOnce(&mut Site)) -> Router {
        let (platform, clock) = (Arc::clone(&self.ctx.platform), Arc::new(SystemClock::default()));
        let mut site = Site::new(platform, clock, "http://localhost".into());
        change(&mut site);
        routes::site(Arc::new(site))
    }

    /// Opens a page, as somebody (their session).
    async fn open(&self, path: &str, session: Option<&str>) -> Response<Body> {
        let mut request = Request::get(path);
        if let Some(token) = session {
            request = request.header(header::COOKIE, format!("terreau={token}"));
        }
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    async fn sign_in(&self, persona: &str) -> String {
        demo::sign_in(&self.ctx, persona, "test").await.expect("a persona")
    }
}

async fn read(response: Response<Body>) -> (StatusCode, String) {
    let status = response.status();
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    // Marks between erased views, which nobody sees; the executable that is shipped has none.
    (status, String::from_utf8_lossy(&bytes).replace("<!>", ""))
}

/// The first address that begins with `start` and an identifier, on a page.
fn link(page: &str, start: &str) -> String {
    let addresses = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let of_one = |address: &&str| address.strip_prefix(start).is_some_and(|id| id.parse::<uuid::Uuid>().is_ok());
    addresses.clone().find(of_one).expect("a link").to_owned()
}

#[tokio::test]
async fn a_page_takes_six_statements_at_most_home_and_the_paper_some_more() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let need = link(&world.get("/besoins", None).await.1, "/besoins/");
    let group = link(&world.get("/groupements", None).await.1, "/groupements/");
    let project = link(&world.get("/projets", None).await.1, "/projets/");
    let pages = [
        "/",
        "/besoins",
        "/besoins?texte=mairie&region=76",
        "/recherche?texte=mairie",
        &need,
        "/groupements",
        &group,
        "/projets",
        &project,
        "/vote",
        "/resultats",
        "/aide",
    ];
    for session in [None, Some(mayor.as_str())] {
        let mut all = 0;
        for page in pages {
            // What is kept for ten seconds is there at the second visit, which is the usual one.
            world.get(page, session).await;
            world.statements.lock().expect("not poisoned").clear();
            let (status, _) = world.get(page, session).await;
            let statements = world.statements.lock().expect("not poisoned").clone();
            assert_eq!(status, StatusCode::OK, "{page}");
            // Home also asks what awaits whoever reads and what is near, the paper which of one's needs each project
            // answers, and the pages of things whether one follows them; a need has files, may be copied, and stands
            // beside services that are searched: once a second, that asks up to where the trace has come.
            let most = match page {
                "/" => 13,
                "/vote" => 7,
                page if page.starts_with("/besoins/") => 10,
                page if page.starts_with("/groupements/") || page.starts_with("/projets/") => 7,
                _ => 6,
            };
            assert!(statements.len() <= most, "{page} takes {}: {statements:#?}", statements.len());
            all += statements.len();
        }
        assert!(all >= pages.len(), "they are counted at all: {all}");
    }
}

#[tokio::test]
async fn nothing_of_the_demonstration_exists_without_it() {
    let (real, demonstration) = (world(false).await, world(true).await);
    for (world, there) in [(&real, false), (&demonstration, true)] {
        for path in ["/demo/horloge", "/demo/connexion"] {
            let form = [("persona", "maire-figeac"), ("date", "2021-01-01"), ("time", "10:00")];
            let status = world.post(path, None, &form).await.status();
            assert_eq!(status != StatusCode::NOT_FOUND, there, "POST {path}");
        }
        assert_eq!(world.get("/demo/horloge", None).await.0 == StatusCode::OK, there);
        let (status, page) = world.get("/connexion", None).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(page.contains("Aucune façon de se connecter n’est réglée sur ce serveur"), !there);
        assert_eq!(page.contains("Démonstration"), there, "the banner");
    }
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed_beside_its_reason() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let id = "01890000-0000-7000-8000-000000000001";
    let payload = "</textarea><script>alert(1)</script>";
    let form = [
        ("page", "/besoins/nouveau"),
        ("id", id),
        ("title", ""),
        ("problem", payload),
        ("boxes", "programmes"),
        ("programmes", "acv"),
    ];
    let (status, page) = read(world.post("/besoins/brouillon", Some(&mayor), &form).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("<title>Erreur"), "the title says so first");
    assert!(page.contains("href=\"#title\"") && page.contains("id=\"title-erreur\""), "summary and field");
    assert!(page.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)") && !page.contains("<script>alert"));
    assert!(page.contains(&format!("name=\"id\" value=\"{id}\"")), "the same draft");
    let ticked = page.split("value=\"acv\"").nth(1).expect("the box").split('>').next().expect("a tag");
    assert!(ticked.contains("checked"), "{ticked}");
    let foreign = [("page", "https://example.org/"), ("id", id), ("title", "")];
    let (status, page) = read(world.post("/besoins/brouillon", Some(&mayor), &foreign).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Demande refusée"), "forms come back to our own pages only");
}

#[tokio::test]
async fn nothing_is_done_in_the_name_of_another_collectivity_than_the_form_was_rendered_for() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let (_, page) = world.get("/besoins/nouveau", Some(&mayor)).await;
    let rendered_for = page.split("name=\"acting\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let rendered_for = rendered_for.expect("the form says for whom it was rendered").to_owned();
    let id = "01890000-0000-7000-8000-000000000002";
    let title = ("title", "Un titre à garder");
    let form = |acting| [("page", "/besoins/nouveau"), ("acting", acting), ("id", id), title, ("puis", "garder")];
    let (status, page) = read(world.post("/besoins/brouillon", Some(&mayor), &form("224600015")).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("pour une autre collectivité que celle de ce formulaire"), "{page}");
    assert!(page.contains("Un titre à garder"), "what was typed is kept");
    assert!(page.contains(&format!("name=\"acting\" value=\"{rendered_for}\"")), "and may be sent for the right one");
    let draft = format!("/besoins/{id}/apercu");
    assert_eq!(world.get(&draft, Some(&mayor)).await.0, StatusCode::NOT_FOUND, "nothing was stored");
    let status = world.post("/besoins/brouillon", Some(&mayor), &form(&rendered_for)).await.status();
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(world.get(&draft, Some(&mayor)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn forms_from_elsewhere_too_large_or_without_rights_are_refused() {
    let world = world(true).await;
    let (mayor, curator) = (world.sign_in("maire-figeac").await, world.sign_in("agent-figeac").await);
    for (name, value) in [("origin", "https://example.org"), ("sec-fetch-site", "cross-site")] {
        let request = Request::post("/deconnexion")
            .header("host", "localhost")
            .header(name, value)
            .body(Body::empty())
            .expect("a request");
        assert_eq!(world.send(request).await.status(), StatusCode::FORBIDDEN, "{name}");
    }
    let large = "x".repeat(200_000);
    let status = world.post("/besoins/brouillon", Some(&mayor), &[("problem", &large)]).await.status();
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(world.get("/curation", Some(&curator)).await.0, StatusCode::FORBIDDEN);
    assert_eq!(world.get("/curation", None).await.0, StatusCode::FORBIDDEN);
    let (status, page) = world.get("/besoins/01890000-0000-7000-8000-00000000000f", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(page.contains("Page introuvable") && page.contains("référence"));
}

#[tokio::test]
async fn pages_send_a_strict_policy_and_those_that_move_allow_our_scripts_alone() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let group = link(&world.get("/groupements", None).await.1, "/groupements/");
    let policy = async |path: &str, session: Option<&str>| {
        let response = world.open(path, session).await;
        response.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("text").to_owned()
    };
    for still in ["/aide", "/vote", &group] {
        assert!(policy(still, None).await.contains("script-src 'none'"), "nothing moves for a visitor of {still}");
    }
    // Tests may be built without what runs in the browser; then nothing moves for anybody.
    let moving = policy(&group, Some(&mayor)).await;
    let scripts = if assets::LIVE.is_some() { "script-src 'self' 'wasm-unsafe-eval';" } else { "script-src 'none';" };
    assert!(moving.contains(scripts) && !moving.contains("unsafe-inline"), "{moving}");
}

#[tokio::test]
async fn points_are_given_project_by_project_and_a_wrong_sum_keeps_what_was_typed() {
    let world = world(true).await;
    let mut spec = server::campaign::loaded::current_campaign(world.ctx.read()).await.expect("runs").spec;
    spec.selection.ballot.points = Some(entity::campaign::Points { total: 100, most_on_one: Some(60) });
    server::campaign::import(&world.ctx, &spec, true).await.expect("applied");
    let opening = spec.calendar.selection.opening() + chrono::Duration::hours(1);
    secrecy::go_to(&world, opening).await;
    let mayor = world.sign_in("maire-figeac").await;
    let (_, paper) = world.get("/vote", Some(&mayor)).await;
    assert!(paper.contains("Chaque collectivité partage 100 voix entre les projets, 60 au plus sur un même projet."));
    let fields: Vec<&str> = paper.split("name=\"points-").skip(1).filter_map(|field| field.split('"').next()).collect();
    let name = |at: usize| format!("points-{}", fields[at]);
    let (first, second) = (name(0), name(1));
    let send = async |path: &str, one: &str, other: &str| {
        let cast = "01890000-0000-7000-8000-000000000007";
        let shown = ("shown", "0");
        let form = [("page", "/vote"), ("cast", cast), shown, (first.as_str(), one), (second.as_str(), other)];
        read(world.post(path, Some(&mayor), &form).await).await
    };
    for (one, other, sentence) in [
        ("60", "30", "Vous avez donné 90 voix en tout, il y en a 100 à partager."),
        ("61", "39", "Vous avez donné 61 voix à un projet, le maximum est de 60."),
        ("soixante", "40", "Indiquez un nombre entier de voix"),
        ("-1", "40", "Indiquez un nombre entier de voix"),
        ("99999999999999999999", "40", "Indiquez un nombre entier de voix"),
        ("", "", "Choisissez au moins un projet."),
    ] {
        for path in ["/vote/verification", "/vote/deposer"] {
            let (status, page) = send(path, one, other).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{one} and {other}");
            assert!(page.contains(sentence), "{one} and {other}: {sentence}");
            assert!(page.contains(&format!("name=\"{first}\" value=\"{one}\"")), "what was typed is there: {one}");
        }
    }
    let (status, review) = send("/vote/verification", "60", "40").await;
    assert!(status.is_success() && review.contains("60\u{a0}voix") && review.contains("40\u{a0}voix"));
    assert_eq!(send("/vote/deposer", "60", "40").await.0, StatusCode::SEE_OTHER);
    let (_, receipt) = world.get("/vote/recepisse", Some(&mayor)).await;
    assert!(receipt.contains("60\u{a0}voix") && receipt.contains("40\u{a0}voix"));
    let (_, again) = world.get("/vote", Some(&mayor)).await;
    assert!(
        again.contains(&format!("name=\"{first}\" value=\"60\"")),
        "the ballot that was cast is shown to be changed"
    );
}
