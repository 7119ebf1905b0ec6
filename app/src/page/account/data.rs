//! What is known of a person: their copy of it, and what they did.

use crate::{
    http::{failure::Failure, visit::Visit},
    page::administration::trace,
    ui::{
        act::{Actions, Button, ButtonLink, Weight},
        field::PostForm,
        form::Form,
        frame::{Frame, Page},
    },
};
use axum::{
    extract::Query,
    http::header,
    response::{IntoResponse, Response},
};
use entity::address::Address;
use leptos::prelude::*;
use server::{account, audit::Whose};

/// The ways to what is known of one, and out.
#[component]
pub fn OwnData<'a>(
    /// Downloads the copy.
    copy: &'a Form,
) -> AnyView {
    view! {
        <h2>"Vos données"</h2>
        <p>
            "Vous pouvez lire " <a href=Address::AccountHistory.to_string()>"l’historique de vos actes"</a>
            ", télécharger une copie de ce qui est connu de vous, ou reprendre vos données."
        </p>
        <Actions>
            <PostForm form=copy>
                <Button weight=Weight::Small>"Télécharger mes données"</Button>
            </PostForm>
            <ButtonLink weight=Weight::Small href=Address::AccountDelete>
                "Supprimer mon compte"
            </ButtonLink>
        </Actions>
    }
    .into_any()
}

/// A copy of what is known of the person, to keep.
pub async fn copy(visit: Visit) -> Result<Response, Failure> {
    let copy = account::copy(&visit.ctx).await?;
    let text = serde_json::to_string_pretty(&copy).map_err(server::Error::from)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"mes-donnees-terreau.json\""),
    ];
    Ok((headers, text).into_response())
}

/// What one did oneself.
pub async fn history(visit: Visit, Query(search): Query<trace::QueryParams>) -> Result<Page, Failure> {
    let title = "Historique de vos actes";
    let frame = Frame::new(title).below(Address::Account, "Votre compte");
    trace::page(visit, frame, title, Whose::Mine, &search).await
}
