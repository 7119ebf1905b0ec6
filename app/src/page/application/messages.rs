//! Messages between those who apply and those who handle or assess.

use crate::{
    http::visit::Visit,
    ui::{
        act::{Actions, Button, UserText, Weight},
        card::{CardItem, Cards, Meta},
        field::{PostForm, TextField},
        form::Form,
        input::Field,
        views::views,
    },
};
use entity::{address::Address, form_field, id::ApplicationId, table::application_message};
use leptos::prelude::*;
use server::application::query::{Detail, Viewer};
use wording::time;

const MESSAGE: Field = Field::new(form_field::MESSAGE, "Votre message")
    .short("Message")
    .at_most(server::application::message::Message::MOST);

/// The form of a message.
pub fn form(visit: &Visit, id: ApplicationId) -> Form {
    Form::new(visit, Address::ApplicationMessage(id)).labelled(&[MESSAGE])
}

/// The messages, and one's own; nothing for whoever reads only, nor while it is the draft of those who apply.
#[component]
pub fn Messages<'a>(form: &'a Form, detail: &'a Detail) -> AnyView {
    if detail.viewer == Viewer::Reader || (detail.row.number.is_none() && detail.messages.is_empty()) {
        return ().into_any();
    }
    let cards = views(detail.messages.iter().map(|(message, name)| view! { <Message message name /> }.into_any()));
    view! {
        <h2 id="messages">"Messages"</h2>
        <p class="fr-hint-text">
            "Lus par les collectivités candidates et par les personnes qui instruisent ou évaluent ce dossier, et par \
             personne d’autre."
        </p>
        <Cards>{cards}</Cards>
        <PostForm form>
            <TextField form field=MESSAGE rows=3 />
            <Actions>
                <Button weight=Weight::Secondary>"Envoyer"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

#[component]
fn Message<'a>(message: &'a application_message::Model, name: &'a str) -> AnyView {
    let side = if message.from_applicant { "candidat" } else { "instruction" };
    let parts = vec![
        view! { <strong>{name.to_owned()}</strong> }.into_any(),
        side.into_any(),
        time::moment(message.at.utc()).into_any(),
    ];
    view! {
        <CardItem>
            <Meta parts />
            <UserText text=message.message.clone() />
        </CardItem>
    }
    .into_any()
}
