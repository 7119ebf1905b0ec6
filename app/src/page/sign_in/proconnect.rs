//! Signing in through ProConnect, and what it says of one's organisation.

use super::{
    browser::bound,
    finish::{ReturnTo, finish_sign_in},
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::act::ButtonLink,
};
use axum::{
    extract::Query,
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use entity::address::Address;
use leptos::prelude::*;
use server::proconnect::{self, Back};

/// The way to ProConnect, for the sign-in page.
#[component]
pub fn ProConnectLink(href: String) -> AnyView {
    view! {
        <h2>"Avec ProConnect"</h2>
        <p>
            "Le service d’identité de l’État pour les agents publics et les élus. Il transmet votre nom, votre adresse \
             et le numéro SIRET de votre organisation."
        </p>
        <p>
            <ButtonLink href>"S’identifier avec ProConnect"</ButtonLink>
        </p>
    }
    .into_any()
}

/// Sends the browser to ProConnect.
pub async fn begin(visit: Visit, Query(return_to): Query<ReturnTo>) -> Result<Response, Failure> {
    let (browser, cookie) = bound(&visit);
    let address = proconnect::begin(&visit.ctx, &browser, &return_to.page_or(Address::Home)).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&address)).into_response())
}

/// Comes back from ProConnect, signed in or not.
pub async fn complete(visit: Visit, Query(back): Query<Back>) -> Result<Response, Failure> {
    let entered = proconnect::complete(&visit.ctx, back, &visit.browser).await?;
    finish_sign_in(&visit, entered).await
}
