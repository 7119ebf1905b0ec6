//! The sign-in page: every way of signing in that this server offers.

use super::{
    finish::{RETURN_TO, ReturnTo},
    mail::EMAIL,
    proconnect::ProConnectLink,
};
use crate::{
    http::{failure::Failure, resume, visit::Visit},
    ui::{
        act::{Actions, Button, ButtonLink},
        alert::{Alert, Tone},
        field::{HiddenField, PostForm, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::Entry,
        personas::Personas,
    },
};
use axum::extract::Query;
use entity::address::Address;
use leptos::prelude::*;
use server::demo::Persona;

/// What the page shows. Each way of signing in is there where the server has it.
struct SignInPage {
    personas: Option<Vec<Persona>>,
    /// Where ProConnect is reached.
    proconnect: Option<String>,
    mail: Option<Form>,
    /// The page to return to; empty for none in particular.
    return_to: String,
    /// Whether a form is kept for whoever signs in to go on there.
    keeps_a_form: bool,
}

/// The sign-in page.
pub async fn page(visit: Visit, Query(return_to): Query<ReturnTo>) -> Result<Page, Failure> {
    let platform = &visit.ctx.platform;
    let personas = match platform.demo {
        true => Some(server::demo::personas(&visit.ctx).await?),
        false => None,
    };
    let proconnect = Address::ProConnect.with(RETURN_TO, return_to.page_or(Address::Account)).to_string();
    let mail = Form::new(&visit, Address::SignInMail).labelled(&[EMAIL]).personal();
    let return_to = return_to.page().unwrap_or_default();
    let page = SignInPage {
        personas,
        proconnect: platform.proconnect.is_some().then_some(proconnect),
        mail: platform.mailer.is_some().then_some(mail),
        keeps_a_form: return_to.parse().is_ok_and(|uri| resume::token_in(&uri).is_some()),
        return_to,
    };
    Ok(Frame::new("Se connecter")
        .described("Se connecter à Terreau pour sa collectivité, par un lien reçu par courriel ou avec ProConnect.")
        .render(&visit, || view! { <SignIn visit=&visit page /> }.into_any()))
}

#[component]
fn SignIn<'a>(visit: &'a Visit, page: SignInPage) -> AnyView {
    let is_none = page.personas.is_none() && page.proconnect.is_none() && page.mail.is_none();
    let return_to = &page.return_to;
    let personas = page.personas.as_ref().map(|personas| view! { <Personas visit personas return_to /> });
    let mail = page.mail.as_ref().map(|form| view! { <MailForm form return_to /> });
    view! {
        <h1>"Se connecter"</h1>
        {page.keeps_a_form.then(|| view! { <SessionEnded /> })}
        {is_none.then(|| view! { <NoWay /> })}
        {personas}
        {page.proconnect.map(|href| view! { <ProConnectLink href /> })}
        {mail}
    }
    .into_any()
}

/// Where one comes from a form that was sent after the session had ended.
#[component]
fn SessionEnded() -> AnyView {
    view! {
        <Alert tone=Tone::Info title="Votre session est terminée" role="status">
            <p>
                "Rien n’est perdu : ce que vous avez saisi est gardé une heure, et sera de nouveau là dès que vous \
                 vous serez identifié."
            </p>
        </Alert>
    }
    .into_any()
}

#[component]
fn NoWay() -> AnyView {
    view! {
        <p>"Aucune façon de se connecter n’est réglée sur ce serveur. Tout ce qui est public reste lisible."</p>
        <Actions>
            <ButtonLink href=Address::Needs>"Parcourir les besoins"</ButtonLink>
        </Actions>
    }
    .into_any()
}

#[component]
fn MailForm<'a>(form: &'a Form, return_to: &'a str) -> AnyView {
    view! {
        <h2>"Par courriel"</h2>
        <RefusalSummary form />
        <PostForm form>
            <HiddenField name=RETURN_TO value=form.text(RETURN_TO, return_to) />
            <TextField form field=EMAIL entry=Entry::OwnEmail />
            <Button>"Recevoir un lien de connexion"</Button>
        </PostForm>
    }
    .into_any()
}
