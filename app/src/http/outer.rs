//! What stands around every route: the request's reference, forms and their refusals, error pages, security headers.
//!
//! A form that is refused is kept ([`resume`]) and shown again, on the page that it was sent from, with what was typed
//! and the reasons. That page is named by the form's own hidden field `page`; it is run with the [`Refused`] form in
//! its extensions.

use crate::{
    http::{
        Site,
        body::Unread,
        client::network,
        earlier::{self, OfCampaign},
        failure::Failure,
        resume::{self, Resumed},
        slips,
        visit::{Fields, Network, Reference, Refused, Uploads, Visit},
    },
    page::error,
    ui::{
        frame::{self as layout, ScriptNonce},
        sign_in::sign_in_address,
    },
};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{ConnectInfo, FromRequestParts, Request},
    http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use entity::{
    id::{ApplicationId, PersonId},
    refusal::FieldRefusals,
    sign_in::SENDS_PERIOD,
    text::tidy,
};
use futures_util::FutureExt;
use http_body_util::{BodyExt, Limited};
use std::{
    net::{IpAddr, SocketAddr},
    panic::AssertUnwindSafe,
    sync::Arc,
    time::Duration,
};
use tower::ServiceExt;
use tracing::Instrument;

/// The longest address that is read, in bytes.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// How long an answer to a form with files may take, which a storage elsewhere may have to keep.
const STORE_DEADLINE: Duration = Duration::from_secs(90);

/// The boundary of a form with files, and the application that they are for, when that is what is sent.
fn upload_to(parts: &Parts) -> Option<(ApplicationId, String)> {
    let id = parts.uri.path().strip_prefix("/candidatures/")?.strip_suffix("/fichiers")?.parse().ok()?;
    let kind = parts.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some((id, multer::parse_boundary(kind).ok()?))
}

/// Puts the outer layer around the routes.
pub fn around(site: Arc<Site>, routes: Router) -> Router {
    Router::new().fallback(move |request: Request| {
        let (site, routes) = (Arc::clone(&site), routes.clone());
        async move {
            let reference: String =
                site.platform.chance.bytes::<6>().iter().map(|byte| format!("{byte:02x}")).collect();
            let span =
                tracing::info_span!("request", reference, method = %request.method(), path = shown(request.uri().path()));
            let answer = AssertUnwindSafe(answer(&site, routes, request, reference.clone())).catch_unwind();
            let answer = answer.instrument(span.clone()).await;
            let mut response = answer.unwrap_or_else(|_| {
                span.in_scope(|| tracing::error!("a request panicked"));
                (StatusCode::INTERNAL_SERVER_ERROR, layout::bare_error(&reference)).into_response()
            });
            secure(&site, &mut response);
            span.in_scope(|| tracing::debug!(status = response.status().as_u16(), "answered"));
            response
        }
    })
}

/// What comes before the secret of a link in a mail.
pub const LINKS: [&str; 3] = ["/connexion/lien/", "/rattachement/", "/invitation/"];

/// A path as it is logged: without the secret of a link.
fn shown(path: &str) -> &str {
    LINKS.into_iter().find(|link| path.starts_with(link)).unwrap_or(path)
}

/// Answers a request: bounds and origin first, then who may send a body, then the body, then the page.
async fn answer(site: &Arc<Site>, routes: Router, request: Request, reference: String) -> Response {
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(Reference(reference));
    if parts.uri.path_and_query().is_some_and(|address| address.as_str().len() > LONGEST_ADDRESS) {
        let text = "Cette adresse est trop longue pour être lue. Reprenez depuis l’accueil.";
        return (StatusCode::URI_TOO_LONG, layout::bare_page("Adresse trop longue", text)).into_response();
    }
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let network = network(site.proxies.client(peer.unwrap_or(IpAddr::from([127, 0, 0, 1])), &parts.headers));
    parts.extensions.insert(Network(network));
    if let Err(wait) = site.limits.of_network(network, parts.method == Method::POST) {
        return too_many(wait.as_secs() + 1);
    }
    if parts.uri.path() == CSP_REPORTS && parts.method == Method::POST {
        return csp_report(body).await;
    }
    if parts.uri.query().is_some_and(|query| query.contains("%00")) {
        return in_time(site, &parts, error_page(site, parts.clone(), Failure::NotFound)).await;
    }
    earlier::take_campaign(&mut parts);
    if parts.method != Method::POST {
        return in_time(site, &parts, show(site, &routes, &parts, Bytes::new())).await;
    }
    if is_foreign(&parts) {
        site.bodies.discard(body).await;
        return in_time(site, &parts, error_page(site, parts.clone(), Failure::ForeignOrigin)).await;
    }
    match upload_to(&parts) {
        Some((id, boundary)) => answer_upload(site, &routes, parts, body, id, boundary).await,
        None => match site.bodies.form(&parts.headers, body).await {
            Ok(content) => {
                let typed = url::form_urlencoded::parse(&content);
                let typed = typed.map(|(name, text)| (name.into_owned(), tidy(&text))).collect();
                parts.extensions.insert(Fields(typed));
                in_time(site, &parts, show(site, &routes, &parts, content)).await
            }
            Err(unread) => not_read(site, parts, unread).await,
        },
    }
}

/// Answers a form with files: who may not attach any is told before a byte of them is read.
async fn answer_upload(
    site: &Arc<Site>,
    routes: &Router,
    mut parts: Parts,
    body: Body,
    id: ApplicationId,
    boundary: String,
) -> Response {
    let person = match may_attach(site, parts.clone(), id).await {
        Ok(person) => person,
        Err(failure) => {
            site.bodies.discard(body).await;
            return in_time(site, &parts, error_page(site, parts.clone(), failure)).await;
        }
    };
    let place = match site.bodies.place(person).await {
        Ok(place) => place,
        Err(unread) => return not_read(site, parts, unread).await,
    };
    match site.bodies.upload(&parts.headers, body, boundary).await {
        Ok((fields, uploads)) => {
            parts.extensions.insert(fields);
            parts.extensions.insert(Uploads(uploads));
            let answer = within(STORE_DEADLINE, &parts, show(site, routes, &parts, Bytes::new())).await;
            drop(place);
            answer
        }
        Err(unread) => not_read(site, parts, unread).await,
    }
}

/// Who sends files to an application, when they may.
async fn may_attach(site: &Arc<Site>, mut parts: Parts, id: ApplicationId) -> Result<PersonId, Failure> {
    let asked = async {
        let visit = <Visit as FromRequestParts<Arc<Site>>>::from_request_parts(&mut parts, site).await?;
        server::attachment::require_may_add(&visit.ctx, id).await?;
        Ok(visit.ctx.person()?)
    };
    tokio::time::timeout(site.deadline, asked).await.unwrap_or(Err(Failure::Internal))
}

/// What is answered in time, or that it was not.
async fn in_time(site: &Site, parts: &Parts, answer: impl Future<Output = Response>) -> Response {
    within(site.deadline, parts, answer).await
}

async fn within(deadline: Duration, parts: &Parts, answer: impl Future<Output = Response>) -> Response {
    match tokio::time::timeout(deadline, answer).await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!("a request took too long and was given up");
            unavailable(parts)
        }
    }
}

/// Said without the database, which may be what does not answer.
fn unavailable(parts: &Parts) -> Response {
    let reference = parts.extensions.get::<Reference>().map(|reference| reference.0.clone()).unwrap_or_default();
    let headers = [(header::RETRY_AFTER, "30")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, layout::bare_error(&reference)).into_response()
}

/// Answers a form whose content was not read.
async fn not_read(site: &Arc<Site>, parts: Parts, unread: Unread) -> Response {
    match unread {
        Unread::TooLarge => in_time(site, &parts, error_page(site, parts.clone(), Failure::TooLarge)).await,
        Unread::Busy => unavailable(&parts),
        Unread::Slow => StatusCode::REQUEST_TIMEOUT.into_response(),
        // A form that was cut on its way leaves nothing.
        Unread::Cut => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// Runs a request; where it came to nothing, its form comes back, or the reason is told.
async fn show(site: &Arc<Site>, routes: &Router, parts: &Parts, content: Bytes) -> Response {
    match parts.method == Method::POST {
        true => answer_form(site, routes, parts, content).await,
        false => match resume::token_in(&parts.uri) {
            Some((token, page)) => show_resumed(site, routes, parts, token, page).await,
            None => show_page(site, routes, parts).await,
        },
    }
}

/// Why a response is no page of ours. An address with a malformed identifier, or a form's address opened as a page, is
/// none either.
fn failure_of(response: &Response) -> Option<Failure> {
    let nowhere =
        matches!(response.status(), StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED);
    response.extensions().get::<Failure>().cloned().or(nowhere.then_some(Failure::NotFound))
}

/// Shows a page; a small slip in its address leads to the one that is meant.
async fn show_page(site: &Arc<Site>, routes: &Router, parts: &Parts) -> Response {
    if let Some(link) = slips::link_meant(&parts.uri) {
        return Redirect::to(&link.to_string()).into_response();
    }
    let response = run(routes, parts, Bytes::new()).await;
    let Some(failure) = failure_of(&response) else { return response };
    if failure == Failure::NotFound {
        for meant in slips::meant(&parts.uri) {
            let mut other = parts.clone();
            other.uri = meant.clone();
            earlier::take_campaign(&mut other);
            if failure_of(&run(routes, &other, Bytes::new()).await) != Some(Failure::NotFound) {
                return Redirect::to(&earlier::whole(parts, &meant.to_string())).into_response();
            }
        }
    }
    error_page(site, parts.clone(), failure).await
}

/// Answers a form that was sent: with what its handler says, or by keeping it and leading to where it is shown again.
async fn answer_form(site: &Arc<Site>, routes: &Router, parts: &Parts, content: Bytes) -> Response {
    let response = run(routes, parts, content).await;
    let (path, page) = (parts.uri.path(), resume::page(parts));
    let failure = failure_of(&response);
    let kept = match (&failure, page) {
        (None, page) if response.status() == StatusCode::OK && resume::page_of(path).is_some() => {
            let page = page.unwrap_or_else(|| earlier::whole(parts, path));
            let token = resume::keep(site, parts, page, FieldRefusals::default());
            token.await.map(|token| resume::address(&earlier::whole(parts, path), &token))
        }
        (Some(Failure::Refused(refusals)), Some(page)) => {
            resume::keep(site, parts, page.clone(), refusals.clone()).await.map(|token| resume::address(&page, &token))
        }
        (Some(Failure::SignInNeeded), Some(page)) => {
            let token = resume::keep(site, parts, page.clone(), FieldRefusals::default()).await;
            token.map(|token| sign_in_address(&resume::address(&page, &token)))
        }
        (None, _) => return response,
        (Some(failure), _) => Err(failure.clone()),
    };
    match kept {
        Ok(address) => Redirect::to(&address).into_response(),
        Err(failure) => error_page(site, parts.clone(), failure).await,
    }
}

/// Shows the page of a kept form, with what was typed.
async fn show_resumed(site: &Arc<Site>, routes: &Router, parts: &Parts, token: String, page: String) -> Response {
    let found = match resume::find(site, parts, &token).await {
        Ok(found) => found,
        Err(failure) => return error_page(site, parts.clone(), failure).await,
    };
    let path = parts.uri.path();
    let mut again = parts.clone();
    let Ok(uri) = page.parse() else { return error_page(site, again, Failure::NotFound).await };
    again.uri = uri;
    match (found, resume::page_of(path)) {
        (Some(form), Some(_)) => {
            let (page, refused) = (form.page.clone(), resume::refused(form));
            again.method = Method::POST;
            again.extensions.insert(refused.fields.clone());
            again.extensions.insert(Resumed::Answer(token));
            let response = run(routes, &again, Bytes::new()).await;
            match failure_of(&response) {
                None => response,
                Some(Failure::Refused(refusals)) => {
                    again.uri = page.parse().unwrap_or(again.uri);
                    earlier::take_campaign(&mut again);
                    show_again(site, routes, &again, Refused { refusals, ..refused }).await
                }
                Some(failure) => error_page(site, parts.clone(), failure).await,
            }
        }
        (Some(form), None) => {
            again.extensions.insert(Resumed::Kept);
            let shown = show_again(site, routes, &again, resume::refused(form)).await;
            match failure_of(&shown) {
                // The way on leads back to what is kept.
                Some(failure) => error_page(site, parts.clone(), failure).await,
                None => shown,
            }
        }
        (None, Some(page)) if page != path => {
            Redirect::to(&resume::address(&earlier::whole(parts, page), &token)).into_response()
        }
        (None, _) => {
            again.extensions.insert(Resumed::Gone);
            show_page(site, routes, &again).await
        }
    }
}

/// Shows the page of a form again, with what was typed and the reasons.
async fn show_again(site: &Arc<Site>, routes: &Router, parts: &Parts, refused: Refused) -> Response {
    let mut again = parts.clone();
    again.extensions.remove::<Fields>();
    again.method = Method::GET;
    let refusals = refused.refusals.clone();
    again.extensions.insert(refused);
    let mut shown = run(routes, &again, Bytes::new()).await;
    if refusals.0.is_empty() {
        return shown;
    }
    let status = Failure::Refused(refusals.clone()).status();
    match failure_of(&shown) {
        // The page of the form is gone, as of a draft that somebody else filed: why it was refused is told all the
        // same.
        Some(Failure::NotFound | Failure::Forbidden) => {
            error_page(site, parts.clone(), Failure::Refused(refusals)).await
        }
        Some(failure) => error_page(site, again.clone(), failure).await,
        None => {
            *shown.status_mut() = status;
            if status == StatusCode::TOO_MANY_REQUESTS {
                shown.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(SENDS_PERIOD.num_seconds()));
            }
            shown
        }
    }
}

/// Where browsers report what the Content-Security-Policy stopped.
const CSP_REPORTS: &str = "/csp";

/// How long such a report may take to come.
const CSP_TIME: Duration = Duration::from_secs(10);

/// Writes down what a browser reports: which directive, on which page, what was stopped; nothing else of what it sends.
async fn csp_report(body: Body) -> Response {
    let body = tokio::time::timeout(CSP_TIME, Limited::new(body, 16 * 1024).collect()).await;
    let Ok(Ok(body)) = body else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let report: serde_json::Value = serde_json::from_slice(&body.to_bytes()).unwrap_or_default();
    // Of an address its path alone, without the secret of a link.
    let text = |name: &str| {
        let text = report["csp-report"][name].as_str().unwrap_or_default();
        let text = url::Url::parse(text).map_or_else(|_| text.to_owned(), |url| shown(url.path()).to_owned());
        text.chars().filter(|c| !c.is_control()).take(200).collect::<String>()
    };
    tracing::warn!(
        directive = text("effective-directive"),
        page = text("document-uri"),
        blocked = text("blocked-uri"),
        "csp report"
    );
    StatusCode::NO_CONTENT.into_response()
}

/// Said in a few bytes: whoever asks too much shall not cost a page each time.
fn too_many(seconds: u64) -> Response {
    let page = layout::bare_page(
        "Trop de demandes",
        &format!(
            "Trop de demandes viennent de votre réseau. Attendez {seconds} secondes, puis recommencez. Rien n’a été \
             enregistré par cette demande."
        ),
    );
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())], page).into_response()
}

async fn run(routes: &Router, parts: &Parts, content: Bytes) -> Response {
    let request = Request::from_parts(parts.clone(), Body::from(content));
    match routes.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

async fn error_page(site: &Arc<Site>, mut parts: Parts, failure: Failure) -> Response {
    let reference = parts.extensions.get::<Reference>().map(|reference| reference.0.clone()).unwrap_or_default();
    parts.extensions.remove::<Refused>();
    if parts.method == Method::POST {
        // The page leads back to where the form stands, and not to where it was sent.
        parts.extensions.remove::<OfCampaign>();
        parts.uri = resume::page(&parts).and_then(|page| page.parse().ok()).unwrap_or_default();
        parts.method = Method::GET;
    }
    match <Visit as FromRequestParts<Arc<Site>>>::from_request_parts(&mut parts, site).await {
        Ok(visit) => {
            let mut response = (failure.status(), error::page(&visit, &failure, &reference)).into_response();
            if let Failure::TooMany(seconds) = failure {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            response
        }
        // The database does not answer: the page must do without it.
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, layout::bare_error(&reference)).into_response(),
    }
}

/// A path of ours (`/besoins?page=2`), or None: forms come back to our own pages only.
pub fn local_path(text: &str) -> Option<String> {
    let ours = text.starts_with('/')
        && !text.starts_with("//")
        && !text.starts_with("/\\")
        && !text.chars().any(char::is_control);
    // As long as servers take an address to be.
    (ours && text.len() <= 8000).then(|| text.to_owned())
}

/// Whether a browser says that a form was sent from another site (Sec-Fetch-Site, or an Origin of another host).
fn is_foreign(parts: &Parts) -> bool {
    let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, authority)| authority != host),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

fn secure(site: &Site, response: &mut Response) {
    let script = match response.extensions().get::<ScriptNonce>() {
        Some(nonce) => format!("'self' 'wasm-unsafe-eval' 'nonce-{}'", nonce.0),
        None => "'none'".to_owned(),
    };
    // Signing out is a form, and leads on to the provider's own page.
    let provider = site.provider_origin.as_ref().map(|origin| format!(" {origin}")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src {script}; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src \
         'self'; \
         form-action 'self'{provider}; base-uri 'none'; frame-ancestors 'none'; report-uri {CSP_REPORTS}"
    );
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_SECURITY_POLICY, &policy);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if site.is_https() {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_of_a_link_is_not_logged() {
        assert_eq!(shown("/connexion/lien/0123"), "/connexion/lien/");
        assert_eq!(shown("/rattachement/0123"), "/rattachement/");
        assert_eq!(shown("/invitation/0123"), "/invitation/");
        assert_eq!(shown("/compte/rattachement"), "/compte/rattachement");
    }

    #[test]
    fn forms_come_back_to_our_own_pages_only() {
        for ours in ["/", "/besoins?page=2", "/besoins/1#soutiens", "/besoins?texte=a\\b"] {
            assert_eq!(local_path(ours).as_deref(), Some(ours));
        }
        for foreign in ["", "besoins", "//example.org", "/\\example.org", "https://example.org", "/a\r\nb"] {
            assert_eq!(local_path(foreign), None, "{foreign:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn wherever_a_form_says_to_go_it_is_here(text in "\\PC{0,60}") {
            if let Some(path) = local_path(&text) {
                let site = url::Url::parse("https://terreau.example/compte").expect("an address");
                let there = site.join(&path).expect("joins");
                proptest::prop_assert_eq!(there.host_str(), Some("terreau.example"));
                proptest::prop_assert_eq!(there.scheme(), "https");
            }
        }
    }
}
