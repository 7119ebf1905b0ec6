//! A form that is refused is kept ([`resume`]) and shown again, on the page that it was sent from, with what was typed
//! and the reasons. That page is named by the form's own hidden field `page`; it is run with the [`Refused`] form
//! in its extensions.

use super::{
    error_page::error_page,
    page,
    run::{failure_of, run},
};
use crate::{
    http::{
        campaign,
        failure::Failure,
        fields::{Fields, Refused, Resumed},
        resume,
        site::Site,
    },
    ui::sign_in::sign_in_address,
};
use axum::{
    Router,
    body::Bytes,
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use entity::{refusal::FieldRefusals, sign_in::SENDS_PERIOD};
use server::saved_form::SavedForm;
use std::sync::Arc;

/// Answers a form that was sent: with what its handler says, or by keeping it and leading to where it is shown again.
pub async fn answer_form(site: &Arc<Site>, routes: &Router, parts: &Parts, content: Bytes) -> Response {
    let response = run(routes, parts, content).await;
    let (path, page) = (parts.uri.path(), resume::page(parts));
    let failure = failure_of(&response);
    let kept = match (&failure, page) {
        (None, page) if response.status() == StatusCode::OK && resume::page_of(path).is_some() => {
            let page = page.unwrap_or_else(|| campaign::whole(parts, path));
            let token = resume::keep(site, parts, page, FieldRefusals::default());
            token.await.map(|token| resume::address(&campaign::whole(parts, path), &token))
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
pub async fn show_kept(site: &Arc<Site>, routes: &Router, parts: &Parts, token: String, page: String) -> Response {
    let found = match resume::find(site, parts, &token).await {
        Ok(found) => found,
        Err(failure) => return error_page(site, parts.clone(), failure).await,
    };
    let path = parts.uri.path();
    let mut again = parts.clone();
    let Ok(uri) = page.parse() else { return error_page(site, again, Failure::NotFound).await };
    again.uri = uri;
    match (found, resume::page_of(path)) {
        (Some(form), Some(_)) => ask_again(site, routes, parts, again, form, token).await,
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
            Redirect::to(&resume::address(&campaign::whole(parts, &page), &token)).into_response()
        }
        (None, _) => {
            again.extensions.insert(Resumed::Gone);
            page::show(site, routes, &again).await
        }
    }
}

/// Sends a form that only asks once more, for who opens the address of its answer.
async fn ask_again(
    site: &Arc<Site>,
    routes: &Router,
    parts: &Parts,
    mut again: Parts,
    form: SavedForm,
    token: String,
) -> Response {
    let (page, refused) = (form.page.clone(), resume::refused(form));
    again.method = Method::POST;
    again.extensions.insert(refused.fields.clone());
    again.extensions.insert(Resumed::Answer(token));
    let response = run(routes, &again, Bytes::new()).await;
    match failure_of(&response) {
        None => response,
        Some(Failure::Refused(refusals)) => {
            again.uri = page.parse().unwrap_or(again.uri);
            campaign::take_campaign(&mut again);
            show_again(site, routes, &again, Refused { refusals, ..refused }).await
        }
        Some(failure) => error_page(site, parts.clone(), failure).await,
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
    if refusals.is_empty() {
        return shown;
    }
    let status = Failure::Refused(refusals.clone()).status();
    match failure_of(&shown) {
        // The page of the form is gone, as of a draft that somebody else submitted: why it was refused is told all the
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
