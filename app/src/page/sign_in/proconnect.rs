//! Signing in through ProConnect and out of it, and what it says of one's organisation.

use crate::{
    http::{
        failure::Failure,
        local_path::local_path,
        visit::{Visit, browser_cookie_header, cookie_header},
    },
    page::sign_in::mail::go_on,
    ui::{
        form::Form,
        frame::{Frame, Page},
    },
};
use axum::{
    extract::Query,
    http::header,
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use entity::{sign_in::Organisation, siren::Siren};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    proconnect::{self, Back, Known},
    sign_in::{Browser, new_browser_secret},
};
use url::form_urlencoded::byte_serialize;

/// Where to go on after signing in.
#[derive(Debug, Default, Deserialize)]
pub struct WayOn {
    #[serde(default)]
    suite: String,
}

/// The way to ProConnect, for the sign-in page, and on to a page of ours or else to the account; None where it is not
/// configured.
pub fn button(visit: &Visit, way_on: &str) -> Option<AnyView> {
    visit.ctx.platform.proconnect.as_ref()?;
    let way_on = local_path(way_on).unwrap_or_else(|| "/compte".to_owned());
    let address = format!("/connexion/proconnect?suite={}", byte_serialize(way_on.as_bytes()).collect::<String>());
    let view = view! {
        <h2>"Avec ProConnect"</h2>
        <p>
            "Le service d’identité de l’État pour les agents publics et les élus. Il transmet votre nom, votre adresse \
             et le numéro SIRET de votre organisation."
        </p>
        <p>
            <a class="fr-btn" href=address>
                "S’identifier avec ProConnect"
            </a>
        </p>
    };
    Some(view.into_any())
}

/// This browser, with a secret of its own from now on; the cookie lasts longer than what is begun now.
fn bound(visit: &Visit) -> (Browser, String) {
    let mut browser = visit.browser.clone();
    if browser.secret.is_empty() {
        browser.secret = new_browser_secret(&visit.ctx);
    }
    let cookie = browser_cookie_header(visit.site.is_https(), &browser.secret);
    (browser, cookie)
}

/// Sends the browser to ProConnect.
pub async fn begin(visit: Visit, Query(way_on): Query<WayOn>) -> Result<Response, Failure> {
    let (browser, cookie) = bound(&visit);
    let way_on = local_path(&way_on.suite).unwrap_or_else(|| "/".to_owned());
    let address = proconnect::begin(&visit.ctx, &browser, &way_on).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&address)).into_response())
}

/// Comes back from ProConnect, signed in or not.
pub async fn complete(visit: Visit, Query(back): Query<Back>) -> Result<Response, Failure> {
    let entered = proconnect::complete(&visit.ctx, back, &visit.browser).await?;
    go_on(&visit, entered).await
}

/// Ends the session, here and where it was opened.
pub async fn sign_out(visit: Visit) -> Result<Response, Failure> {
    let (browser, bound) = bound(&visit);
    let way_on = match &visit.token {
        Some(token) => proconnect::sign_out(&visit.ctx, token, &browser).await?,
        None => None,
    };
    let ended = (header::SET_COOKIE, cookie_header(visit.site.is_https(), None));
    Ok(match way_on {
        Some(address) => (AppendHeaders([ended, (header::SET_COOKIE, bound)]), Redirect::to(&address)).into_response(),
        None => ([ended], Redirect::to("/")).into_response(),
    })
}

/// Comes back from signing out at ProConnect. Whoever did not, is led to the home page: no session is touched here.
pub async fn signed_out(visit: Visit, Query(back): Query<Back>) -> Result<Response, Failure> {
    let signed_out = proconnect::has_signed_out(&visit.ctx, back, &visit.browser).await?;
    if !signed_out || visit.who.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    let page: Page = Frame::new("Vous êtes déconnecté").render(&visit, || {
        view! {
            <h1>"Vous êtes déconnecté"</h1>
            <p>"Votre session est close ici et sur ProConnect."</p>
            <div class="t-actions">
                <a class="fr-btn" href="/">
                    "Retour à l’accueil"
                </a>
                <a class="fr-btn fr-btn--secondary" href="/connexion">
                    "Se connecter"
                </a>
            </div>
        }
        .into_any()
    });
    Ok(page.into_response())
}

/// Takes note that one's organisation changed.
pub async fn acknowledge(visit: Visit) -> Result<Redirect, Failure> {
    proconnect::acknowledge(&visit.ctx).await?;
    Ok(Redirect::to("/compte"))
}

/// What ProConnect says of the person and of their organisation, for the account page, which proposes to act for it
/// unless that is
/// `settled`: they do already, or have asked.
pub fn organisation(visit: &Visit, known: Known, settled: &[Siren]) -> AnyView {
    let reference = visit.ctx.platform.reference();
    let text = |text: &'static str| view! { <p>{text}</p> }.into_any();
    let organisation = match (&known.organisation, known.organisation.siren()) {
        (Organisation::Missing, _) => text(
            "ProConnect n’a pas transmis de numéro SIRET : la collectivité pour laquelle vous agissez est à indiquer \
             vous-même.",
        ),
        (Organisation::Malformed, _) | (_, None) => text(
            "Le numéro SIRET transmis par ProConnect n’est pas valable : la collectivité pour laquelle vous agissez \
             est à indiquer vous-même.",
        ),
        (_, Some(siren)) => match reference.find(&siren) {
            None => text("L’organisation transmise par ProConnect n’est pas une collectivité connue ici."),
            Some(collectivity) => {
                let (address, name) = (format!("/compte/rattachement?siren={siren}"), collectivity.name.clone());
                let ask = (!settled.contains(&siren)).then(|| {
                    view! {
                        <p>
                            <a class="fr-btn fr-btn--secondary" href=address>
                                {format!("Demander à agir pour {name}")}
                            </a>
                        </p>
                    }
                });
                view! {
                    <p>"Votre organisation, selon ProConnect : " {name.clone()} "."</p>
                    {ask}
                }
                .into_any()
            }
        },
    };
    let form = Form::new(visit, "/compte/organisation").personal();
    let changed = known.changed.then(|| {
        view! {
            <div class="fr-alert fr-alert--info">
                <h3 class="fr-alert__title">"Votre organisation a changé"</h3>
                <p>
                    "ProConnect vous rattache à une autre organisation qu’auparavant. Vos droits ici restent les \
                     mêmes : quittez les collectivités pour lesquelles vous n’agissez plus."
                </p>
                {form.button("J’en ai pris note", "fr-btn--sm fr-btn--secondary")}
            </div>
        }
    });
    let email = (!known.email.is_empty()).then(|| format!(", avec l’adresse {}", known.email));
    view! {
        <h2>"ProConnect"</h2>
        <p>"Vous vous identifiez avec ProConnect" {email} "."</p>
        {changed}
        {organisation}
    }
    .into_any()
}
