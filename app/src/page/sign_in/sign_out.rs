//! Signing out, here and where the session was opened.

use super::browser::bound;
use crate::{
    http::{cookie::cookie_header, failure::Failure, visit::Visit},
    ui::{
        act::{Actions, ButtonLink, Weight},
        frame::{Frame, Page},
    },
};
use axum::{
    extract::Query,
    http::header,
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use entity::address::Address;
use leptos::prelude::*;
use server::proconnect::{self, Back};

/// Ends the session, here and where it was opened.
pub async fn sign_out(visit: Visit) -> Result<Response, Failure> {
    let (browser, bound) = bound(&visit);
    let elsewhere = match &visit.token {
        Some(token) => proconnect::sign_out(&visit.ctx, token, &browser).await?,
        None => None,
    };
    let ended = (header::SET_COOKIE, cookie_header(visit.site.is_https(), None));
    Ok(match elsewhere {
        Some(address) => (AppendHeaders([ended, (header::SET_COOKIE, bound)]), Redirect::to(&address)).into_response(),
        None => ([ended], home()).into_response(),
    })
}

/// Comes back from signing out at ProConnect. Whoever did not, is led to the home page: no session is touched here.
pub async fn signed_out(visit: Visit, Query(back): Query<Back>) -> Result<Response, Failure> {
    let signed_out = proconnect::has_signed_out(&visit.ctx, back, &visit.browser).await?;
    if !signed_out || visit.who.is_some() {
        return Ok(home().into_response());
    }
    let page: Page = Frame::new("Vous êtes déconnecté").render(&visit, || view! { <SignedOut /> }.into_any());
    Ok(page.into_response())
}

fn home() -> Redirect {
    Redirect::to(&Address::Home.to_string())
}

#[component]
fn SignedOut() -> AnyView {
    view! {
        <h1>"Vous êtes déconnecté"</h1>
        <p>"Votre session est close ici et sur ProConnect."</p>
        <Actions>
            <ButtonLink href=Address::Home>"Retour à l’accueil"</ButtonLink>
            <ButtonLink weight=Weight::Secondary href=Address::SignIn>
                "Se connecter"
            </ButtonLink>
        </Actions>
    }
    .into_any()
}
