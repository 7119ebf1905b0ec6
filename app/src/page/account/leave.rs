//! Taking one's data away.

use crate::{
    http::{cookie::cookie_header, failure::Failure, visit::Visit},
    ui::{
        act::{Actions, Button},
        field::{PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
    },
};
use axum::{
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use entity::address::Address;
use leptos::prelude::*;
use server::account;

/// What is kept and what goes, before one takes one's data away.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    visit.ctx.person()?;
    let form = Form::new(&visit, Address::AccountDelete).personal();
    let frame = Frame::new("Supprimer votre compte").below(Address::Account, "Votre compte");
    Ok(frame.render(&visit, || view! { <BeforeLeaving form=&form /> }.into_any()))
}

#[component]
fn BeforeLeaving<'a>(form: &'a Form) -> AnyView {
    view! {
        <h1>"Supprimer votre compte"</h1>
        <RefusalSummary form />
        <p>
            "Sont supprimés sans retour : votre nom, votre adresse, vos rattachements et mandats, vos sessions, \
             vos avis et les courriels qui vous ont été écrits."
        </p>
        <p>
            "Sont conservés : ce que votre collectivité a publié, ses bulletins de vote, et l’historique des \
             actes, que la loi demande de garder. L’historique ne porte plus votre nom, mais un numéro."
        </p>
        <Actions>
            <PostForm form>
                <Button>"Supprimer mon compte"</Button>
            </PostForm>
            <a href=Address::Account.to_string()>"Revenir au compte"</a>
        </Actions>
    }
    .into_any()
}

/// Takes one's data away.
pub async fn delete(visit: Visit) -> Result<Response, Failure> {
    account::delete(&visit.ctx).await?;
    let ended = [(header::SET_COOKIE, cookie_header(visit.site.is_https(), None))];
    Ok((ended, Redirect::to(&Address::Home.to_string())).into_response())
}
