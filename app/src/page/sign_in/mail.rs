//! Signing in by a link that is sent by mail; every way of signing in.

use crate::{
    http::{
        failure::Failure,
        local_path::local_path,
        resume,
        visit::{Fields, Visit, browser_cookie_header, cookie_header},
    },
    page::{demo, sign_in::proconnect},
    ui::{
        form::{Entry, Form},
        frame::{Frame, Page},
    },
};
use axum::{
    extract::{Path, Query},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use entity::sign_in::LINK_LIFE;
use leptos::prelude::*;
use serde::Deserialize;
use server::sign_in::{self, Browser, Entered, new_browser_secret};

/// Where to go on once signed in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WayOn {
    suite: String,
}

/// Whether a form is kept for whoever signs in to go on there.
fn keeps_a_form(way_on: &str) -> bool {
    way_on.parse().is_ok_and(|uri| resume::token_in(&uri).is_some())
}

/// Every way of signing in that this server offers.
pub async fn page(visit: Visit, Query(way_on): Query<WayOn>) -> Result<Page, Failure> {
    let personas = match visit.ctx.platform.demo {
        true => Some(server::demo::personas(&visit.ctx).await?),
        false => None,
    };
    let by_mail = visit.ctx.platform.office.is_some();
    let button = proconnect::button(&visit, &way_on.suite);
    let form = Form::new(&visit, "/connexion/courriel").personal();
    let way_on = local_path(&way_on.suite).unwrap_or_default();
    let personas = personas.map(|personas| demo::personas(&visit, personas, &way_on));
    let kept = keeps_a_form(&way_on).then(|| {
        view! {
            <div class="fr-alert fr-alert--info" role="status">
                <h2 class="fr-alert__title">"Votre session est terminée"</h2>
                <p>
                    "Rien n’est perdu : ce que vous avez saisi est gardé une heure, et sera de nouveau là dès que vous \
                     vous serez identifié."
                </p>
            </div>
        }
    });
    Ok(Frame::new("Se connecter").render(&visit, move || {
        let none = (!by_mail && personas.is_none() && button.is_none()).then(|| {
            view! {
                <p>
                    "Aucune façon de se connecter n’est réglée sur ce serveur. Tout ce qui est public reste lisible."
                </p>
                <div class="t-actions">
                    <a class="fr-btn" href="/besoins">
                        "Parcourir les besoins"
                    </a>
                </div>
            }
        });
        let mail = by_mail.then(|| {
            let fields = view! {
                {form.hidden("suite", &way_on)}
                {form
                    .entry(
                        Entry::OwnEmail,
                        "email",
                        "Adresse de courriel professionnelle",
                        "Par exemple mairie@figeac.fr. Un lien et un code y sont envoyés ; ils servent une fois, \
                         pendant dix minutes.",
                        "",
                    )}
                <button class="fr-btn">"Recevoir un lien de connexion"</button>
            };
            view! {
                <h2>"Par courriel"</h2>
                {form.summary()}
                {form.around(fields)}
            }
        });
        view! {
            <h1>"Se connecter"</h1>
            {kept}
            {none}
            {personas}
            {button}
            {mail}
        }
        .into_any()
    }))
}

/// Sends the link; the answer is the same whether somebody has this address or not.
pub async fn ask(visit: Visit, fields: Fields) -> Result<Response, Failure> {
    let secret = match visit.browser.secret.as_str() {
        "" => new_browser_secret(&visit.ctx),
        secret => secret.to_owned(),
    };
    let browser = Browser { secret, ..visit.browser.clone() };
    let way_on = local_path(&fields.text("suite")).unwrap_or_else(|| "/compte".to_owned());
    sign_in::ask(&visit.ctx, &fields.text("email"), &browser, &way_on).await?;
    let cookie = browser_cookie_header(visit.site.is_https(), &browser.secret);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/connexion/courriel")).into_response())
}

/// After the mail was sent: where its code can be typed.
pub async fn sent(visit: Visit) -> Result<Page, Failure> {
    let form = Form::new(&visit, "/connexion/code").personal();
    let outbox = visit.ctx.platform.demo.then(|| {
        view! {
            <p class="fr-hint-text">
                "Dans la démonstration, le courriel se lit sur la page " <a href="/demo/courriels">"Courriels"</a> "."
            </p>
        }
    });
    let minutes = LINK_LIFE.num_minutes();
    Ok(Frame::new("Lisez vos courriels").below("/connexion", "Se connecter").render(&visit, move || {
        let fields = view! {
            {form
                .entry(
                    Entry::OneTimeCode,
                    "code",
                    "Code reçu par courriel",
                    "Huit lettres et chiffres, par exemple 7KQ4 M2XP",
                    "",
                )}
            <button class="fr-btn">"Se connecter"</button>
        };
        view! {
            <h1>"Lisez vos courriels"</h1>
            <p>
                {format!(
                    "Si l’adresse est juste, un courriel y arrive d’ici peu. Ouvrez son lien dans ce navigateur, ou \
                     tapez ici son code. L’un et l’autre servent une fois, pendant {minutes} minutes.",
                )}
            </p>
            {outbox}
            {form.summary()}
            {form.around(fields)}
            <p>
                <a href="/connexion">"Rien n’arrive ? Vérifiez l’adresse et demandez un autre courriel."</a>
            </p>
        }
        .into_any()
    }))
}

/// Signs in with a code.
pub async fn by_code(visit: Visit, fields: Fields) -> Result<Response, Failure> {
    let entered = sign_in::by_code(&visit.ctx, &fields.text("code"), &visit.browser).await?;
    go_on(&visit, entered).await
}

/// The page of a link: it changes nothing until a person presses the button, because mail scanners open links.
pub async fn link(visit: Visit, Path(token): Path<String>) -> Result<Response, Failure> {
    let looked = sign_in::look(&visit.ctx, &token, &visit.browser.secret).await;
    let form = Form::new(&visit, format!("/connexion/lien/{token}")).personal();
    let shown = form.summary();
    let content = match looked {
        Ok(look) => {
            let (title, text, button) = match (look.staff, &visit.who) {
                (Some(staff), Some(who)) => (
                    "Votre invitation",
                    format!("Vous acceptez le rôle « {} » en tant que {}.", wording::staff(staff), who.name),
                    "Accepter",
                ),
                (Some(staff), None) => (
                    "Votre invitation",
                    format!("Vous acceptez le rôle « {} » avec l’adresse {}.", wording::staff(staff), look.email),
                    "Accepter et se connecter",
                ),
                (None, _) => {
                    ("Se connecter", format!("Vous vous connectez avec l’adresse {}.", look.email), "Se connecter")
                }
            };
            view! {
                <h1>{title}</h1>
                {shown}
                <p>{text}</p>
                {form.button(button, "")}
            }
            .into_any()
        }
        Err(server::Error::Refused(refusal)) => {
            let sentence = wording::capitalised(&wording::refusal_sentence(&refusal));
            view! {
                <h1>"Ce lien ne sert pas ici"</h1>
                <p>{sentence}</p>
                <div class="t-actions">
                    <a class="fr-btn" href="/connexion">
                        "Demander un autre courriel"
                    </a>
                    <a class="fr-btn fr-btn--secondary" href="/connexion/courriel">
                        "Taper le code"
                    </a>
                </div>
            }
            .into_any()
        }
        Err(error) => return Err(error.into()),
    };
    let page = Frame::new("Lien de connexion").below("/connexion", "Se connecter").render(&visit, move || content);
    Ok(page.into_response())
}

/// Uses a link.
pub async fn by_link(visit: Visit, Path(token): Path<String>) -> Result<Response, Failure> {
    let entered = sign_in::by_link(&visit.ctx, &token, &visit.browser, visit.token.as_deref()).await?;
    go_on(&visit, entered).await
}

/// The browser gets its session, a new one, and goes on.
pub async fn go_on(visit: &Visit, entered: Entered) -> Result<Response, Failure> {
    sign_in::leave_earlier(&visit.ctx, visit.token.as_deref()).await?;
    let way_on = local_path(&entered.way_on).unwrap_or_else(|| "/compte".to_owned());
    let cookie = cookie_header(visit.site.is_https(), Some(&entered.token));
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&way_on)).into_response())
}
