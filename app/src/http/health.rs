//! What a supervisor or a balancer asks: whether the server lives, and whether it can serve.

use super::site::Site;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use server::database::Database;
use std::sync::Arc;

/// Whether the server and its database answer, within a second.
pub async fn alive(State(site): State<Arc<Site>>) -> Response {
    said(&database(&site.platform.database).await)
}

/// Whether visitors may be sent here: the database answers, the territories are there, and what is committed is kept.
pub async fn ready(State(site): State<Arc<Site>>) -> Response {
    let mut wrong = database(&site.platform.database).await;
    if site.platform.reference().count() == 0 {
        wrong.push("les territoires ne sont pas importés");
    }
    if !site.platform.is_durable() {
        wrong.push("la base peut perdre ce qu’elle a confirmé : aucun bulletin n’est pris");
    }
    said(&wrong)
}

async fn database(database: &Database) -> Vec<&'static str> {
    if database.answers().await { Vec::new() } else { vec!["la base ne répond pas"] }
}

/// "ok", or what is wrong, a line each.
fn said(wrong: &[&str]) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    match wrong {
        [] => (headers, "ok").into_response(),
        _ => (StatusCode::SERVICE_UNAVAILABLE, headers, wrong.join("\n")).into_response(),
    }
}
