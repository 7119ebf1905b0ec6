//! Signing in by mail: a link and a code are sent, the code is typed here.

use super::{
    browser::bound,
    finish::{ReturnTo, finish_sign_in},
};
use crate::{
    http::{failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::Button,
        field::{PostForm, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::{Entry, Field},
    },
};
use axum::{
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use entity::{address::Address, form_field, sign_in::LINK_LIFE};
use leptos::prelude::*;
use server::sign_in;

pub const EMAIL: Field = Field::new(form_field::EMAIL, "Adresse de courriel professionnelle")
    .help(
        "Par exemple mairie@figeac.fr. Un lien et un code y sont envoyés ; ils servent une fois, pendant dix minutes.",
    )
    .short("Adresse de courriel");
const CODE: Field = Field::new(form_field::CODE, "Code reçu par courriel")
    .help("Huit lettres et chiffres, par exemple 7KQ4 M2XP")
    .short("Code");

/// What the page shows.
struct SentPage {
    form: Form,
    /// How long the link and the code serve.
    minutes: i64,
    is_demo: bool,
}

/// Sends the link; the answer is the same whether somebody has this address or not.
pub async fn ask(visit: Visit, fields: Fields) -> Result<Response, Failure> {
    let (browser, cookie) = bound(&visit);
    let page = ReturnTo::of(&fields).page_or(Address::Account);
    sign_in::ask(&visit.ctx, &fields.text(form_field::EMAIL), &browser, &page).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&Address::SignInMail.to_string())).into_response())
}

/// After the mail was sent: where its code can be typed.
pub async fn sent(visit: Visit) -> Result<Page, Failure> {
    let page = SentPage {
        form: Form::new(&visit, Address::SignInCode).labelled(&[CODE]).personal(),
        minutes: LINK_LIFE.num_minutes(),
        is_demo: visit.ctx.platform.demo,
    };
    let frame = Frame::new("Lisez vos courriels").below(Address::SignIn, "Se connecter");
    Ok(frame.render(&visit, || view! { <Sent page /> }.into_any()))
}

#[component]
fn Sent(page: SentPage) -> AnyView {
    let form = &page.form;
    let sign_in = Address::SignIn.to_string();
    view! {
        <h1>"Lisez vos courriels"</h1>
        <p>
            {format!(
                "Si l’adresse est juste, un courriel y arrive d’ici peu. Ouvrez son lien dans ce navigateur, ou tapez \
                 ici son code. L’un et l’autre servent une fois, pendant {} minutes.",
                page.minutes,
            )}
        </p>
        {page.is_demo.then(|| view! { <OutboxHint /> })}
        <RefusalSummary form />
        <PostForm form>
            <TextField form field=CODE entry=Entry::OneTimeCode />
            <Button>"Se connecter"</Button>
        </PostForm>
        <p>
            <a href=sign_in>"Rien n’arrive ? Vérifiez l’adresse et demandez un autre courriel."</a>
        </p>
    }
    .into_any()
}

/// Where the mails of the demonstration are read.
#[component]
fn OutboxHint() -> AnyView {
    view! {
        <p class="fr-hint-text">
            "Dans la démonstration, le courriel se lit sur la page "
            <a href=Address::DemoOutbox.to_string()>"Courriels"</a> "."
        </p>
    }
    .into_any()
}

/// Signs in with a code.
pub async fn by_code(visit: Visit, fields: Fields) -> Result<Response, Failure> {
    let entered = sign_in::by_code(&visit.ctx, &fields.text(form_field::CODE), &visit.browser).await?;
    finish_sign_in(&visit, entered).await
}
