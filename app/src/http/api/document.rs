//! The document that describes the API (OpenAPI 3.1), generated from its handlers.

use super::{
    campaign, collectivity, decision, envelope, group, need, payment, problem, project, result, search, turnout, usage,
};
use crate::http::site::Site;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use std::sync::{Arc, LazyLock};
use utoipa::{OpenApi, openapi::Server};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Terreau",
        description = "What the public pages of the platform say, for programs. Amounts are in cents of a euro, \
                       instants in UTC (RFC 3339), territories by INSEE codes, collectivités by SIREN. Answers bear \
                       an `ETag`; failures are problems (RFC 9457) whose `code` stays. Lists give a cursor for their \
                       next page.",
        license(name = "Licence Ouverte 2.0", url = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
    ),
    paths(
        campaign::list,
        campaign::one,
        need::list,
        need::one,
        need::versions,
        group::list,
        group::one,
        project::list,
        project::one,
        turnout::of_campaign,
        result::of_campaign,
        envelope::list,
        decision::list,
        decision::one,
        payment::list,
        payment::one,
        usage::list,
        search::search,
        collectivity::list,
        collectivity::one,
        collectivity::territories,
    ),
    components(schemas(problem::Problem, problem::Code))
)]
struct Document;

/// The document, without the address of a server.
pub fn document() -> &'static utoipa::openapi::OpenApi {
    static DOCUMENT: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(Document::openapi);
    &DOCUMENT
}

/// The document, for this server.
pub async fn send(State(site): State<Arc<Site>>) -> Response {
    let mut whole = document().clone();
    whole.servers = Some(vec![Server::new(format!("{}{}", site.base_url, super::BASE))]);
    match whole.to_json() {
        Ok(text) => {
            let headers = [
                (header::CONTENT_TYPE, "application/json"),
                (header::CACHE_CONTROL, "public, max-age=3600"),
                (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            ];
            (headers, text).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the API's document was not written");
            crate::http::failure::Failure::Internal.into_response()
        }
    }
}
