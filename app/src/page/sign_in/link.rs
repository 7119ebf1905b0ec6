//! The link of a sign-in mail or of an invitation. Its page changes nothing until a person presses the button, because
//! mail scanners open links.

use super::finish::finish_sign_in;
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Actions, Button, ButtonLink, Weight},
        field::{PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
    },
};
use axum::{extract::Path, response::Response};
use entity::address::Address;
use leptos::prelude::*;
use server::sign_in::{self, Look};

/// What the page shows of a link that serves here.
struct LinkPage {
    form: Form,
    title: &'static str,
    text: String,
    button: &'static str,
}

/// The page of a link: what it does, or why it does not serve in this browser.
pub async fn page(visit: Visit, Path(token): Path<String>) -> Result<Page, Failure> {
    let looked = match sign_in::look(&visit.ctx, &token, &visit.browser.secret).await {
        Ok(look) => Ok(LinkPage::of(&visit, token, look)),
        Err(server::Error::Refused(refusal)) => Err(wording::capitalised(&wording::refusal_sentence(&refusal))),
        Err(error) => return Err(error.into()),
    };
    let frame = Frame::new("Lien de connexion").below(Address::SignIn, "Se connecter");
    Ok(frame.render(&visit, || match looked {
        Ok(page) => view! { <LinkUse page /> }.into_any(),
        Err(reason) => view! { <LinkRefused reason /> }.into_any(),
    }))
}

impl LinkPage {
    fn of(visit: &Visit, token: String, look: Look) -> Self {
        let (title, text, button) = match (look.staff, &visit.who) {
            (Some(staff), Some(who)) => (
                "Votre invitation",
                format!("Vous acceptez le rôle « {} » en tant que {}.", wording::staff(staff), who.name),
                "Accepter",
            ),
            (Some(staff), None) => (
                "Votre invitation",
                format!("Vous acceptez le rôle « {} » avec l’adresse {}.", wording::staff(staff), look.email),
                "Accepter et se connecter",
            ),
            (None, _) => {
                ("Se connecter", format!("Vous vous connectez avec l’adresse {}.", look.email), "Se connecter")
            }
        };
        Self { form: Form::new(visit, Address::SignInLink(token)).personal(), title, text, button }
    }
}

#[component]
fn LinkUse(page: LinkPage) -> AnyView {
    let form = &page.form;
    view! {
        <h1>{page.title}</h1>
        <RefusalSummary form />
        <p>{page.text}</p>
        <PostForm form>
            <Button>{page.button}</Button>
        </PostForm>
    }
    .into_any()
}

#[component]
fn LinkRefused(reason: String) -> AnyView {
    view! {
        <h1>"Ce lien ne sert pas ici"</h1>
        <p>{reason}</p>
        <Actions>
            <ButtonLink href=Address::SignIn>"Demander un autre courriel"</ButtonLink>
            <ButtonLink weight=Weight::Secondary href=Address::SignInMail>
                "Taper le code"
            </ButtonLink>
        </Actions>
    }
    .into_any()
}

/// Uses a link.
pub async fn by_link(visit: Visit, Path(token): Path<String>) -> Result<Response, Failure> {
    let entered = sign_in::by_link(&visit.ctx, &token, &visit.browser, visit.token.as_deref()).await?;
    finish_sign_in(&visit, entered).await
}
