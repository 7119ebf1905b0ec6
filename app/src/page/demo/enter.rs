//! Entering as a persona of the demonstration.

use crate::http::{cookie::cookie_header, failure::Failure, fields::Fields, local_path::local_path, visit::Visit};
use axum::{
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use entity::{address::Address, form_field};

/// Enters as a persona; the session that the browser had ends.
pub async fn enter(visit: Visit, fields: Fields) -> Result<Response, Failure> {
    let token = server::demo::sign_in(&visit.ctx, &fields.text(form_field::PERSONA), &visit.browser.name).await?;
    if let Some(before) = &visit.token {
        server::person::sign_out(&visit.ctx, before).await?;
    }
    let cookie = cookie_header(visit.site.is_https(), Some(&token));
    let page = local_path(&fields.text(form_field::RETURN_TO)).unwrap_or_else(|| Address::Home.to_string());
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&page)).into_response())
}
