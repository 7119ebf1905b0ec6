//! What stands around every route: the request's reference, forms and their refusals, error pages, security headers.
//!
//! A form that is refused is shown again, on the page that it was sent from, with what was typed and the reasons. That page is
//! named by the form's own hidden field `page`; it is run as a GET with the [`Refused`] form in its extensions.

use super::{
    Site,
    client::network,
    failure::Failure,
    visit::{Fields, Network, Reference, Refused, Upload, Visit},
};
use crate::page::{error, layout};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{ConnectInfo, FromRequestParts, Request},
    http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use entity::{sign_in::SENDS_PERIOD, text::tidy};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};
use tower::ServiceExt;
use tracing::Instrument;

/// The most that a form may hold, in bytes.
const FORM_LIMIT: usize = 128 * 1024;

/// The most that a form with a file may hold: the largest file, and the fields around it.
const UPLOAD_LIMIT: usize = entity::attachment::MOST_BYTES as usize + FORM_LIMIT;

/// The boundary of a form with a file, when that is what is sent to an address that takes files.
fn upload_boundary(parts: &Parts) -> Option<String> {
    let takes = parts.uri.path().starts_with("/candidatures/") && parts.uri.path().ends_with("/fichiers");
    let kind = parts.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    takes.then(|| multer::parse_boundary(kind).ok()).flatten()
}

/// The most that is read of a form with a file in order to throw it away, in bytes: a browser shows an answer only when all of its form
/// was taken.
const THROWN_AWAY: u64 = 2 * 1024 * 1024 * 1024;

/// What was read of a form with a file.
struct Read {
    content: Bytes,
    /// More came than such a form may hold; what is beyond was thrown away.
    cut: bool,
}

/// Reads a form with a file, keeping no more than it may hold; None when it does not end.
async fn read_body(mut body: Body) -> Option<Read> {
    let (mut kept, mut thrown) = (Vec::new(), 0_u64);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.ok()?.into_data() else { continue };
        let fits = data.len().min(UPLOAD_LIMIT - kept.len());
        kept.extend_from_slice(&data[..fits]);
        thrown += (data.len() - fits) as u64;
        if thrown > THROWN_AWAY {
            return None;
        }
    }
    Some(Read { content: kept.into(), cut: thrown > 0 })
}

/// The fields of a form with a file, and the file; None when what was sent is no such form, or was cut on its way. Of a file that is too
/// large, so much is given that it is seen to be.
async fn read_upload(read: Read, boundary: String) -> Option<(Fields, Option<Upload>)> {
    let stream = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(read.content.clone())]);
    let mut form = multer::Multipart::new(stream, boundary);
    let (mut fields, mut upload) = (Fields::default(), None);
    while let Some(part) = form.next_field().await.ok()? {
        let name = part.name().unwrap_or_default().to_owned();
        let Some(file) = part.file_name().map(str::to_owned) else {
            fields.0.push((name, tidy(&part.text().await.ok()?)));
            continue;
        };
        let content = match part.bytes().await {
            Ok(content) => content,
            // It is the last part of our forms: the fields that say where to show the refusal came before.
            Err(_) if read.cut => read.content.clone(),
            Err(_) => return None,
        };
        upload = Some(Upload { name: file, content: content.to_vec() });
        if read.cut {
            break;
        }
    }
    (!read.cut || upload.is_some()).then_some((fields, upload))
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
            let mut response = answer(&site, routes, request, reference).instrument(span.clone()).await;
            secure(&site, &mut response);
            span.in_scope(|| tracing::debug!(status = response.status().as_u16(), "answered"));
            response
        }
    })
}

/// A path as it is logged: without the secret of a link.
fn shown(path: &str) -> &str {
    const LINKS: [&str; 3] = ["/connexion/lien/", "/rattachement/", "/invitation/"];
    LINKS.into_iter().find(|link| path.starts_with(link)).unwrap_or(path)
}

async fn answer(site: &Arc<Site>, routes: Router, request: Request, reference: String) -> Response {
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(Reference(reference));
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
        return error_page(site, parts, Failure::NotFound).await;
    }
    let mut fields = Fields::default();
    let mut content = Bytes::new();
    if parts.method == Method::POST {
        if is_foreign(&parts) {
            return error_page(site, parts, Failure::ForeignOrigin).await;
        }
        fields = match upload_boundary(&parts) {
            Some(boundary) => {
                let read = match read_body(body).await {
                    Some(read) => read_upload(read, boundary).await,
                    None => None,
                };
                // A form that was cut on its way leaves nothing.
                let Some((fields, upload)) = read else { return StatusCode::BAD_REQUEST.into_response() };
                if let Some(upload) = upload {
                    parts.extensions.insert(upload);
                }
                fields
            }
            None => {
                content = match Limited::new(body, FORM_LIMIT).collect().await {
                    Ok(whole) => whole.to_bytes(),
                    Err(error) if error.is::<LengthLimitError>() => {
                        return error_page(site, parts, Failure::TooLarge).await;
                    }
                    Err(_) => return StatusCode::BAD_REQUEST.into_response(),
                };
                let typed = url::form_urlencoded::parse(&content);
                Fields(typed.map(|(name, text)| (name.into_owned(), tidy(&text))).collect())
            }
        };
        parts.extensions.insert(fields.clone());
    }
    let response = run(&routes, &parts, content).await;
    // An address with a malformed identifier, or a form's address opened as a page, is none of ours either.
    let nowhere =
        matches!(response.status(), StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED);
    let failure = response.extensions().get::<Failure>().cloned().or(nowhere.then_some(Failure::NotFound));
    let Some(failure) = failure else { return response };
    let page = local_path(&fields.text("page"));
    match (failure, page) {
        (Failure::Refused(refusals), Some(page)) => {
            let mut again = parts.clone();
            again.extensions.remove::<Upload>();
            let status = Failure::Refused(refusals.clone()).status();
            let action = again.uri.path().to_owned();
            again.method = Method::GET;
            let Ok(uri) = page.parse() else {
                return error_page(site, parts, Failure::Refused(refusals)).await;
            };
            again.uri = uri;
            again.extensions.insert(Refused { action, fields, refusals: refusals.clone() });
            let mut shown = run(&routes, &again, Bytes::new()).await;
            match shown.extensions().get::<Failure>() {
                // The page of the form is gone, as of a draft that somebody else filed: why it was refused is told all the same.
                Some(Failure::NotFound | Failure::Forbidden) => {
                    error_page(site, parts, Failure::Refused(refusals)).await
                }
                Some(failure) => error_page(site, again, failure.clone()).await,
                None => {
                    *shown.status_mut() = status;
                    if status == StatusCode::TOO_MANY_REQUESTS {
                        shown.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(SENDS_PERIOD.num_seconds()));
                    }
                    shown
                }
            }
        }
        (failure, _) => error_page(site, parts, failure).await,
    }
}

/// Where browsers report what the Content-Security-Policy stopped.
const CSP_REPORTS: &str = "/csp";

/// Writes down what a browser reports: which directive, on which page, what was stopped; nothing else of what it sends.
async fn csp_report(body: Body) -> Response {
    let Ok(body) = Limited::new(body, 16 * 1024).collect().await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
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
            "Trop de demandes viennent de votre réseau. Attendez {seconds} secondes, puis recommencez. Rien n’a été enregistré par cette demande."
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
    parts.method = Method::GET;
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

/// The nonce of a page's scripts, which its Content-Security-Policy names.
#[derive(Debug, Clone)]
pub struct ScriptNonce(pub String);

fn secure(site: &Site, response: &mut Response) {
    let script = match response.extensions().get::<ScriptNonce>() {
        Some(nonce) => format!("'self' 'wasm-unsafe-eval' 'nonce-{}'", nonce.0),
        None => "'none'".to_owned(),
    };
    // Signing out is a form, and leads on to the provider's own page.
    let provider = site.provider_origin.as_ref().map(|origin| format!(" {origin}")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src {script}; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
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
