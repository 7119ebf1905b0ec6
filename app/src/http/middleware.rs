//! What stands around every route, one file a subject: the request's reference, bounds, forms and their refusals, error
//! pages, security headers.

mod csp_report;
mod deadline;
mod error_page;
mod origin;
mod page;
mod refused;
mod run;
mod security;
mod upload;

use self::{deadline::in_time, error_page::error_page};
use super::{
    after, api, campaign,
    client::network,
    failure::Failure,
    methods,
    request::{Network, RequestId},
    resume,
    secret_link::without_secret,
    site::Site,
    table, training, viewing,
};
use crate::ui::frame::{bare_error, bare_page};
use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::{Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use std::{
    net::{IpAddr, SocketAddr},
    panic::AssertUnwindSafe,
    sync::Arc,
};
use tracing::Instrument;

/// The longest address that is read, in bytes.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// Puts the middleware around the routes: around the whole router, because a layer of the router runs once the route is
/// chosen, and a form is shown again at another. `make` puts the site of a training copy together.
pub fn around(site: Arc<Site>, routes: Router, make: fn(Arc<Site>) -> Router) -> Router {
    Router::new().fallback(move |request: Request| {
        let (site, routes) = (Arc::clone(&site), routes.clone());
        async move {
            let request = match training::answer(&site, request, make).await {
                Ok(request) => request,
                Err(mut answered) => {
                    security::set_headers(&site, &mut answered);
                    return answered;
                }
            };
            let [a, b, c, d, e, f] = site.platform.rng.bytes();
            let reference = format!("{:012x}", u64::from_be_bytes([0, 0, a, b, c, d, e, f]));
            let path = without_secret(request.uri().path());
            let span = tracing::info_span!("request", reference, method = %request.method(), path);
            let answer = AssertUnwindSafe(answer(&site, routes, request, reference.clone())).catch_unwind();
            let answer = answer.instrument(span.clone()).await;
            let mut response = answer.unwrap_or_else(|_| {
                span.in_scope(|| tracing::error!("a request panicked"));
                (StatusCode::INTERNAL_SERVER_ERROR, bare_error(&reference)).into_response()
            });
            security::set_headers(&site, &mut response);
            after::set_cookies(site.is_https(), &mut response);
            span.in_scope(|| tracing::debug!(status = response.status().as_u16(), "answered"));
            response
        }
    })
}

/// Answers a request: bounds and origin first, then who may send a body, then the body, then the page.
async fn answer(site: &Arc<Site>, routes: Router, request: Request, reference: String) -> Response {
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(RequestId(reference));
    if parts.uri.path_and_query().is_some_and(|address| address.as_str().len() > LONGEST_ADDRESS) {
        let text = "Cette adresse est trop longue pour être lue. Reprenez depuis l’accueil.";
        return (StatusCode::URI_TOO_LONG, bare_page("Adresse trop longue", text)).into_response();
    }
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let network = network(site.proxies.client(peer.unwrap_or(IpAddr::from([127, 0, 0, 1])), &parts.headers));
    parts.extensions.insert(Network(network));
    if let Err(wait) = site.limits.of_network(network, parts.method == Method::POST) {
        return match api::is_api(&parts.uri) {
            true => api::answer::too_many(site, wait.as_secs() + 1),
            false => too_many(wait.as_secs() + 1),
        };
    }
    if api::is_api(&parts.uri) {
        let answered = parts.clone();
        return in_time(site, &answered, api::answer::answer(site, &routes, parts)).await;
    }
    if let Some(answer) = methods::other_than_read(&parts) {
        return answer;
    }
    if csp_report::is_report(&parts) {
        return csp_report::write_down(body).await;
    }
    if parts.uri.query().is_some_and(|query| query.contains("%00")) {
        return in_time(site, &parts, error_page(site, parts.clone(), Failure::NotFound)).await;
    }
    table::take_ending(&mut parts);
    campaign::take_campaign(&mut parts);
    match parts.method == Method::POST {
        true => answer_form(site, &routes, parts, body).await,
        false => in_time(site, &parts, show(site, &routes, &parts)).await,
    }
}

/// Answers a form: one from another site is not read, and one with files only from who may attach them.
async fn answer_form(site: &Arc<Site>, routes: &Router, parts: Parts, body: Body) -> Response {
    if origin::is_foreign(&parts) {
        site.bodies.discard(body).await;
        return in_time(site, &parts, error_page(site, parts.clone(), Failure::ForeignOrigin)).await;
    }
    if let Err(failure) = in_view(site, &parts).await {
        site.bodies.discard(body).await;
        return in_time(site, &parts, error_page(site, parts.clone(), failure)).await;
    }
    match upload::recipient(&parts) {
        Some((recipient, boundary)) => upload::answer_files(site, routes, parts, body, recipient, boundary).await,
        None => upload::answer_fields(site, routes, parts, body).await,
    }
}

/// Refuses a form of whoever sees the site as another; in the time that an answer may take.
async fn in_view(site: &Arc<Site>, parts: &Parts) -> Result<(), Failure> {
    let asked = viewing::require_no_view(site, parts);
    tokio::time::timeout(site.deadline, asked).await.unwrap_or(Err(Failure::Internal))
}

/// Shows a page, or the form that was kept for it.
async fn show(site: &Arc<Site>, routes: &Router, parts: &Parts) -> Response {
    match resume::token_in(&parts.uri) {
        Some((token, page)) => refused::show_kept(site, routes, parts, token, page).await,
        None => page::show(site, routes, parts).await,
    }
}

/// Said in a few bytes: whoever asks too much shall not cost a page each time.
fn too_many(seconds: u64) -> Response {
    let page = bare_page(
        "Trop de demandes",
        &format!(
            "Trop de demandes viennent de votre réseau. Attendez {seconds} secondes, puis recommencez. Rien n’a été \
             enregistré par cette demande."
        ),
    );
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())], page).into_response()
}
