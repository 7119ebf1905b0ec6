//! Correcting one's message, within a quarter of an hour.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button, ButtonLink, Weight},
        field::RefusalSummary,
        frame::{Frame, Page},
        message_form::{MessageForm, WriteMessage, sent},
    },
};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use entity::{address::Address, discussion::EDITABLE, done::Done, id::MessageId};
use leptos::prelude::*;
use server::discussion::{self, place, write};
use wording::time;

/// What the page shows.
struct EditPage {
    form: MessageForm,
    back: String,
    until: DateTime<Utc>,
}

/// The page.
pub async fn page(visit: Visit, Path(id): Path<MessageId>) -> Result<Page, Failure> {
    let person = visit.ctx.person()?;
    let (shown, room, title) = discussion::query::one(&visit.ctx, id).await?;
    if shown.row.person != person {
        return Err(Failure::NotFound);
    }
    let page = EditPage {
        form: MessageForm::keyed(&visit, Address::MessageEdit(id), "", &shown.row.content),
        back: place(room, id).into(),
        until: shown.row.written_at.utc() + EDITABLE,
    };
    let frame = Frame::new("Corriger un message").below(page.back.clone(), format!("Discussion\u{a0}: {title}"));
    Ok(frame.render(&visit, || view! { <Edit page /> }.into_any()))
}

#[component]
fn Edit(page: EditPage) -> AnyView {
    let part = &page.form;
    let until = time::moment(page.until);
    let said = format!("Possible jusqu’au {until}. Le message portera la mention «\u{202f}modifié\u{202f}».");
    view! {
        <RefusalSummary form=part.form() />
        <h1>"Corriger votre message"</h1>
        <p>{said}</p>
        <WriteMessage part label="Votre message" rows=6>
            <Actions>
                <Button>"Publier la correction"</Button>
                <ButtonLink weight=Weight::Secondary href=page.back.clone()>
                    "Ne rien changer"
                </ButtonLink>
            </Actions>
        </WriteMessage>
    }
    .into_any()
}

/// Keeps the correction.
pub async fn save(visit: Visit, Path(id): Path<MessageId>, fields: Fields) -> Result<After, Failure> {
    let (_, typed) = sent(&fields, "");
    let room = write::edit(&visit.ctx, id, &typed).await?;
    Ok(After::new(Done::DiscussionEdited, place(room, id)))
}
