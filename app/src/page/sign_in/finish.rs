//! The end of every way of signing in: the browser gets its session and returns to the page that it came from.

use crate::http::{cookie::cookie_header, failure::Failure, fields::Fields, local_path::local_path, visit::Visit};
use axum::{
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use entity::address::Address;
use serde::Deserialize;
use server::sign_in::{self, Entered};

/// The field that names the page to return to.
pub const RETURN_TO: &str = "suite";

/// The page to return to once signed in, as an address or a form names it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReturnTo {
    suite: String,
}

impl ReturnTo {
    /// As a form names it.
    pub fn of(fields: &Fields) -> Self {
        Self { suite: fields.text(RETURN_TO) }
    }

    /// The page, if it is one of ours: nobody is sent to another site.
    pub fn page(&self) -> Option<String> {
        local_path(&self.suite)
    }

    /// The page, or another one of ours.
    pub fn page_or(&self, otherwise: Address) -> String {
        self.page().unwrap_or_else(|| otherwise.to_string())
    }
}

/// The browser gets its session, a new one, and returns.
pub async fn finish_sign_in(visit: &Visit, entered: Entered) -> Result<Response, Failure> {
    sign_in::leave_earlier(&visit.ctx, visit.token.as_deref()).await?;
    let page = ReturnTo { suite: entered.return_to }.page_or(Address::Account);
    let cookie = cookie_header(visit.site.is_https(), Some(&entered.token));
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&page)).into_response())
}
