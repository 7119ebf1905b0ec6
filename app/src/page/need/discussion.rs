//! What the page of a need shows of its discussion: the latest messages, and the form of one more.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Actions, Button, ButtonLink, Details, Weight},
        alert::Tone,
        badge::Badge,
        card::Cards,
        form::Form,
        message::{Message, MessageItem},
        message_form::{MessageForm, WriteMessage},
        views::views,
    },
};
use entity::{address::Address, discussion::Room, id::NeedId, table};
use leptos::prelude::*;
use server::{discussion::query::latest, reference::Reference};

/// This part of the page of a need.
pub struct DiscussionPart {
    need: NeedId,
    messages: Vec<MessageItem>,
    more: bool,
    is_waiting: bool,
    write: Option<MessageForm>,
}

impl DiscussionPart {
    pub async fn of(visit: &Visit, need: &table::need::Model) -> Result<Self, Failure> {
        let latest = latest(&visit.ctx, visit.campaign()?, need).await?;
        let (id, writes) = (need.id, latest.may_write && latest.is_open);
        let item = |shown| MessageItem::of(visit, shown, latest.is_open);
        Ok(Self {
            need: id,
            more: latest.more,
            is_waiting: latest.is_waiting,
            write: writes.then(|| MessageForm::new(visit, Room::Need(id), None)),
            messages: latest.messages.into_iter().map(item).collect(),
        })
    }

    /// The form whose refusals stand on top of the page.
    pub fn form(&self) -> Option<&Form> {
        self.write.as_ref().map(MessageForm::form)
    }
}

/// That the need waits for an answer of its collectivité.
#[component]
pub fn Waiting<'a>(part: &'a DiscussionPart) -> AnyView {
    match part.is_waiting {
        true => view! {
            <p>
                <Badge tone=Tone::Warning label="Attend la réponse" />
                " "
                <a href=Address::NeedDiscussion(part.need).to_string()>"Lire la question"</a>
            </p>
        }
        .into_any(),
        false => ().into_any(),
    }
}

/// The latest messages, newest first, the way to all of them, and the form of one more.
#[component]
pub fn Discussion<'a>(part: &'a DiscussionPart, reference: &'a Reference) -> AnyView {
    let messages = part.messages.iter().map(|item| view! { <Message item reference brief=true /> }.into_any());
    let all = if part.more { "Voir toute la discussion" } else { "Ouvrir la discussion" };
    let none = part.messages.is_empty().then(|| view! { <p>"Personne n’a encore écrit ici."</p> });
    let write = part.write.as_ref().map(|part| {
        view! {
            <Details summary="Écrire un message" open=part.is_refused()>
                <p class="fr-hint-text">
                    "Tout le monde lit ce que vous écrivez ici. Votre nom et votre fonction sont montrés aux personnes \
                     connectées."
                </p>
                <WriteMessage part label="Votre message" rows=3>
                    <Button>"Publier le message"</Button>
                </WriteMessage>
            </Details>
        }
    });
    view! {
        <h2 id="discussion">"Discussion"</h2>
        {none}
        <Cards>{views(messages)}</Cards>
        {write}
        <Actions>
            <ButtonLink weight=Weight::Secondary href=Address::NeedDiscussion(part.need)>
                {all}
            </ButtonLink>
        </Actions>
    }
    .into_any()
}
