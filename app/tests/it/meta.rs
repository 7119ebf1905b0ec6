//! What the site says of itself to searches, messages and programs.

use super::{World, link, read, world};
use app::http::own_style::OwnStyle;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use entity::{address::CLOSED, id::NeedId, need::NeedState, table::need};
use http_body_util::BodyExt;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use tower::ServiceExt;

/// What a tag of a page says.
fn content<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    page.split("<meta").find(|tag| tag.contains(&format!("\"{name}\"")))?.split("content=\"").nth(1)?.split('"').next()
}

/// The public pages: those that always are, and one of each thing.
async fn public_pages(world: &World) -> Vec<String> {
    let mut pages: Vec<String> = app::http::crawl::pages().iter().map(ToString::to_string).collect();
    for (list, below) in [("/besoins", "/besoins/"), ("/groupements", "/groupements/"), ("/projets", "/projets/")] {
        pages.push(link(&world.get(list, None).await.1, below));
    }
    let need = pages.iter().find(|page| page.starts_with("/besoins/")).expect("a need").clone();
    pages.push(format!("{need}/versions"));
    pages.push(format!("/collectivites/{}", world.siren_of("maire-figeac").await));
    pages.extend(["/enveloppes/connecteurs", "/connexion"].map(str::to_owned));
    pages
}

#[tokio::test]
async fn every_public_page_says_what_it_is_where_its_address_is_shared() {
    let world = world(true).await;
    let mut descriptions = Vec::new();
    for page in public_pages(&world).await {
        let (status, text) = world.get(&page, None).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let head = text.split("</head>").next().expect("a head");
        let said = |name: &str| content(head, name).unwrap_or_else(|| panic!("{page} has no {name}")).to_owned();
        let description = said("description");
        assert!(description.chars().count() > 40, "{page}: {description}");
        assert_eq!(said("og:description"), description, "{page}");
        assert!(!said("og:title").is_empty(), "{page}");
        assert_eq!(said("og:url"), format!("http://localhost{page}"));
        let picture = said("og:image");
        let has_its_own = page.contains("/besoins/") && !page.ends_with("/versions") || page.contains("/projets/");
        let expected = if has_its_own { format!("{page}/image.png") } else { "/image.png".to_owned() };
        assert_eq!(picture, format!("http://localhost{expected}"), "{page}");
        assert!(head.contains("rel=\"manifest\"") && head.contains("apple-touch-icon"), "{page}");
        descriptions.push((description, page));
    }
    descriptions.sort_unstable();
    let twice = descriptions.windows(2).find(|pair| pair[0].0 == pair[1].0);
    assert!(twice.is_none(), "two pages say the same: {twice:?}");
}

/// The head and the content of an answer.
async fn fetched(world: &World, path: &str) -> (StatusCode, String, Vec<u8>) {
    let answer = world.send(Request::get(path).body(Body::empty()).expect("a request")).await;
    let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let head = format!("{}; {}", header(header::CONTENT_TYPE), header(header::CACHE_CONTROL));
    let status = answer.status();
    (status, head, answer.into_body().collect().await.expect("a body").to_bytes().to_vec())
}

#[tokio::test]
async fn a_need_and_a_project_have_a_picture_and_what_is_hidden_has_none() {
    let world = world(true).await;
    let need = link(&world.get("/besoins", None).await.1, "/besoins/");
    let project = link(&world.get("/projets", None).await.1, "/projets/");
    for path in ["/image.png", "/icone/180", "/icone/192", "/icone/512"]
        .map(str::to_owned)
        .into_iter()
        .chain([format!("{need}/image.png"), format!("{project}/image.png")])
    {
        let (status, head, png) = fetched(&world, &path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert_eq!(head, "image/png; public, max-age=3600", "{path}");
        assert!(png.starts_with(b"\x89PNG"), "{path}");
    }
    for path in ["/icone/181", "/icone/99999999999", "/besoins/01890000-0000-7000-8000-00000000000f/image.png"] {
        assert!(fetched(&world, path).await.0.is_client_error(), "{path}");
    }
    // A need that is withdrawn has none any more, for its own people neither: pictures are kept by others.
    let id: NeedId = need.trim_start_matches("/besoins/").parse().expect("an identifier");
    let tx = world.ctx.begin().await.expect("begins");
    let withdrawn = need::ActiveModel { state: Set(NeedState::Withdrawn), ..Default::default() };
    need::Entity::update_many().set(withdrawn).filter(need::Column::Id.eq(id)).exec(&tx).await.expect("updates");
    tx.commit().await.expect("commits");
    let mayor = world.sign_in("maire-figeac").await;
    for session in [None, Some(mayor.as_str())] {
        assert_eq!(world.get(&format!("{need}/image.png"), session).await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn programs_are_told_where_to_look_and_whom_to_write_to() {
    let world = world(true).await;
    let (status, head, robots) = fetched(&world, "/robots.txt").await;
    let robots = String::from_utf8(robots).expect("text");
    assert_eq!((status, head.as_str()), (StatusCode::OK, "text/plain; charset=utf-8; public, max-age=86400"));
    assert!(robots.ends_with("\nSitemap: http://localhost/sitemap.xml\n"), "{robots}");
    assert!(CLOSED.iter().all(|closed| robots.contains(&format!("\nDisallow: {closed}\n"))), "{robots}");

    let (status, head, sitemap) = fetched(&world, "/sitemap.xml").await;
    let sitemap = String::from_utf8(sitemap).expect("text");
    assert_eq!((status, head.as_str()), (StatusCode::OK, "application/xml; charset=utf-8; public, max-age=3600"));
    assert!(sitemap.contains("<urlset"), "one part");
    let addresses: Vec<&str> = sitemap.split("<loc>http://localhost").skip(1).collect();
    let addresses: Vec<&str> = addresses.into_iter().filter_map(|rest| rest.split('<').next()).collect();
    for begins in ["/besoins/", "/groupements/", "/projets/", "/aide"] {
        assert!(addresses.iter().any(|address| address.starts_with(begins)), "{begins}");
    }
    for address in &addresses {
        assert_eq!(world.get(address, None).await.0, StatusCode::OK, "{address}");
        assert!(!CLOSED.iter().any(|closed| address.starts_with(closed)), "{address}");
    }
    assert_eq!(fetched(&world, "/sitemap/0").await.0, StatusCode::OK);
    for part in ["1", "99999999999999999999", "-1", "x"] {
        assert!(fetched(&world, &format!("/sitemap/{part}")).await.0.is_client_error(), "{part}");
    }

    let (status, head, manifest) = fetched(&world, "/site.webmanifest").await;
    assert_eq!((status, head.as_str()), (StatusCode::OK, "application/manifest+json; public, max-age=86400"));
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    let icons = manifest["icons"].as_array().expect("icons");
    assert!(icons.len() >= 3 && manifest["start_url"] == "/", "{manifest}");
    for icon in icons {
        assert_eq!(fetched(&world, icon["src"].as_str().expect("an address")).await.0, StatusCode::OK, "{icon}");
    }

    assert_eq!(fetched(&world, "/.well-known/security.txt").await.0, StatusCode::NOT_FOUND, "nobody is named");
    let told = world.served(|site| site.security_contact = Some("mailto:securite@exemple.fr".into()));
    let asked = Request::get("/.well-known/security.txt").body(Body::empty()).expect("a request");
    let (status, text) = read(told.oneshot(asked).await.expect("always answers")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(text.starts_with("Contact: mailto:securite@exemple.fr\nExpires: 20"), "{text}");
    let expires = text.split("Expires: ").nth(1).and_then(|rest| rest.lines().next()).expect("a day");
    let expires: chrono::DateTime<chrono::Utc> = expires.parse().expect("an instant");
    let days = (expires - server::clock::SystemClock::machine_now()).num_days();
    assert!((170..365).contains(&days), "RFC 9116 §2.5.5: less than a year, {days} days");
    assert!(text.contains("\nCanonical: http://localhost/.well-known/security.txt\n"), "{text}");
}

#[tokio::test]
async fn an_operators_own_sheet_is_laid_over_ours_with_its_own_mark() {
    let world = world(true).await;
    let folder = tempfile::tempdir().expect("a folder");
    let css = ":root { --t-accent: #6a2c91 } .t-mark span { display: none } .t-mark::after { content: \"Val-d’Été\" }";
    for (name, content) in [("style.css", css), ("logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")] {
        std::fs::write(folder.path().join(name), content).expect("writes");
    }
    let site = world.served(|site| site.style = Some(OwnStyle::read(folder.path()).expect("reads")));
    let get = |path: String| site.clone().oneshot(Request::get(path).body(Body::empty()).expect("a request"));
    let (_, page) = read(get("/besoins".into()).await.expect("always answers")).await;
    let head = page.split("</head>").next().expect("a head");
    let sheets: Vec<&str> =
        head.split("rel=\"stylesheet\" href=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
    let own = sheets.last().expect("a sheet").to_string();
    assert!(own.starts_with("/style/style-") && own.ends_with(".css"), "{sheets:?}");
    assert!(sheets.iter().rev().skip(1).all(|sheet| sheet.starts_with("/pkg/")), "ours comes first: {sheets:?}");
    let mark = page.split("t-mark--own\"><img src=\"").nth(1).and_then(|rest| rest.split('"').next());
    let mark = mark.expect("its mark").to_owned();
    assert!(head.contains(&format!("rel=\"icon\" type=\"image/svg+xml\" href=\"{mark}\"")), "{head}");
    for (path, kind) in [(own, "text/css; charset=utf-8"), (mark, "image/svg+xml")] {
        let answer = get(path.clone()).await.expect("always answers");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(answer.headers()[header::CONTENT_TYPE], kind);
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert!(policy.contains("style-src 'self'; img-src 'self' data:; font-src 'self'"), "{policy}");
    }
    for path in ["/style/style.css", "/style/..%2fCargo.toml", "/style/"] {
        assert_eq!(get(path.into()).await.expect("always answers").status(), StatusCode::NOT_FOUND, "{path}");
    }
}
