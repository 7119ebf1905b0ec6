//! What the link of a mailing opens: asking for no more of them, without signing in.

use crate::{
    http::{failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::Button,
        field::{PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page, bare_page},
        mailed_link::{LinkAnswered, LinkEnded, unless_ended},
    },
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use entity::{address::Address, email::Email, form_field};
use leptos::prelude::*;
use server::mailing::refusal;

const TITLE: &str = "Ne plus recevoir les envois";

/// Asks. Opening the link changes nothing: mail programs open links by themselves.
pub async fn page(visit: Visit, Path(token): Path<String>) -> Result<Page, Failure> {
    let form = Form::new(&visit, Address::Unsubscribe(token.clone())).personal();
    let found = unless_ended(refusal::look(&visit.ctx, &token).await)?;
    Ok(Frame::new(TITLE).render(&visit, || match &found {
        Some(email) => view! { <Asked form=&form email /> }.into_any(),
        None => {
            let title = "Ce lien ne se lit pas";
            let reason = "Reprenez-le entier dans le courriel que vous avez reçu.";
            view! { <LinkEnded title reason /> }.into_any()
        }
    }))
}

#[component]
fn Asked<'a>(form: &'a Form, email: &'a Email) -> AnyView {
    view! {
        <RefusalSummary form />
        <h1>{TITLE}</h1>
        <p>
            "L’adresse " <strong>{email.to_string()}</strong>
            " ne recevra plus les envois de l’équipe de l’Incubateur. Les courriels que vous demandez vous-même \
             (connexion, récépissé de vote, avis) continuent d’arriver."
        </p>
        <PostForm form>
            <Button>"Ne plus recevoir les envois"</Button>
        </PostForm>
    }
    .into_any()
}

/// Unsubscribes. A mail program that does it by itself (RFC 8058) is answered without a redirection, which it would not
/// follow; our own form sends the page that it stands on.
pub async fn send(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response, Failure> {
    refusal::unsubscribe(&visit.ctx, &token).await?;
    Ok(match fields.text(form_field::PAGE).is_empty() {
        true => bare_page(TITLE, "C’est fait.").into_response(),
        false => Redirect::to(&Address::Unsubscribed.to_string()).into_response(),
    })
}

/// After it was done.
pub async fn done(visit: Visit) -> Result<Page, Failure> {
    let outcome = "Cette adresse ne recevra plus les envois de l’équipe de l’Incubateur.";
    Ok(Frame::new(TITLE).render(&visit, || view! { <LinkAnswered outcome /> }.into_any()))
}
