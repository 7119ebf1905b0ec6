//! A discussion: under a need, or inside a group.

use super::contact::{Contact, LeadContact};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Button, Details, Weight},
        alert::{Empty, EmptyState},
        card::Cards,
        field::{Radios, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
        front_door::ActsForNobody,
        input::Field,
        message::{Message, MessageItem},
        message_form::{MessageForm, WriteMessage},
        pagination::Pagination,
        sign_in::sign_in_link,
        views::views,
    },
};
use axum::extract::{Path, Query};
use entity::{
    address::{Address, Link},
    discussion::{Audience, Room},
    form_field,
    id::{GroupId, MessageId, NeedId},
    page_number::{Listed, PageNumber},
    permission::Action,
    search_text::SearchText,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    discussion::{self, query::Discussion},
    reference::Reference,
};
use std::sync::Arc;
use wording::{count, time};

const AUDIENCE: Field = Field::new(form_field::AUDIENCE, "Qui lit cette question et sa réponse").short("Lecteurs");

/// The key of the form with which a curator asks.
pub const QUESTION: &str = "question";

/// Which page of the discussion is asked for, or which message.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: SearchText,
    message: SearchText,
}

/// A message with the answers to it, and the form of one more.
struct ThreadPart {
    head: MessageItem,
    replies: Vec<MessageItem>,
    reply: Option<MessageForm>,
}

/// What whoever reads may do.
enum Offer {
    Write(Box<MessageForm>),
    /// Only those who act for a collectivité write; whoever is not signed in does so at this address.
    SignIn(String),
    ForNobody,
    /// The calendar is not open, in words.
    Closed(String),
    Nothing,
}

/// What the page shows.
struct DiscussionPage {
    room: Room,
    title: String,
    threads: Listed<ThreadPart>,
    offer: Offer,
    /// For a curator, under a need.
    ask: Option<MessageForm>,
    /// Of a group.
    contact: Option<LeadContact>,
    reference: Arc<Reference>,
}

/// The page of the discussion under a need.
pub async fn of_need(visit: Visit, Path(id): Path<NeedId>, Query(asked): Query<Asked>) -> Result<Page, Failure> {
    let page = page(&visit, Room::Need(id), &asked).await?;
    let frame = Frame::new("Discussion")
        .described(&format!("Questions et réponses sur le besoin «\u{202f}{}\u{202f}».", page.title))
        .below(visit.here(Address::Needs), "Besoins")
        .below(Address::Need(id), page.title.clone());
    Ok(frame.render(&visit, || view! { <DiscussionView page /> }.into_any()))
}

/// The page of the room of a group, for its members and curators.
pub async fn of_group(visit: Visit, Path(id): Path<GroupId>, Query(asked): Query<Asked>) -> Result<Page, Failure> {
    let mut page = page(&visit, Room::Group(id), &asked).await?;
    page.contact = Some(LeadContact::of(&visit, id).await?);
    let frame = Frame::new("Échanges du groupement")
        .below(visit.here(Address::Groups), "Groupements")
        .below(Address::Group(id), page.title.clone());
    Ok(frame.render(&visit, || view! { <DiscussionView page /> }.into_any()))
}

async fn page(visit: &Visit, room: Room, asked: &Asked) -> Result<DiscussionPage, Failure> {
    let campaign = visit.campaign()?.clone();
    let at: Option<MessageId> = asked.message.as_str().parse().ok();
    let number = PageNumber::read(asked.page.as_str());
    let shown = discussion::query::of_room(&visit.ctx, &campaign, room, number, at).await?;
    let (offer, writes) = (offer(visit, &shown), shown.may_write && shown.is_open);
    let is_open = shown.is_open;
    let curates = visit.ctx.authorise(Action::Curate, &Default::default()).is_ok();
    let ask = match room {
        Room::Need(need) if curates && writes => Some(question_form(visit, need)),
        Room::Need(_) | Room::Group(_) => None,
    };
    let threads = shown.threads.map(|thread| {
        let head = MessageItem::of(visit, thread.head, is_open);
        let reply = (writes && head.stands()).then(|| MessageForm::new(visit, room, Some(head.id())));
        let replies = thread.replies.into_iter().map(|reply| MessageItem::of(visit, reply, is_open)).collect();
        ThreadPart { head, replies, reply }
    });
    let reference = visit.ctx.platform.reference();
    Ok(DiscussionPage { room, title: shown.title, threads, offer, ask, contact: None, reference })
}

/// The form with which a curator asks the collectivité of a need.
pub fn question_form(visit: &Visit, need: NeedId) -> MessageForm {
    MessageForm::keyed(visit, Address::NeedQuestion(need), QUESTION, "")
}

fn offer(visit: &Visit, shown: &Discussion) -> Offer {
    match (shown.is_open, shown.may_write) {
        (false, _) => Offer::Closed(closed(shown)),
        (true, true) => Offer::Write(Box::new(MessageForm::new(visit, shown.room, None))),
        (true, false) if visit.acts_for_nobody() => Offer::ForNobody,
        (true, false) if visit.who.is_none() => Offer::SignIn(sign_in_link(visit)),
        (true, false) => Offer::Nothing,
    }
}

/// Why nobody writes now.
fn closed(shown: &Discussion) -> String {
    match shown.closes {
        Some(closes) => format!(
            "La discussion n’est pas ouverte à ce moment de la campagne\u{a0}: elle l’est du début du recensement au \
             {}. Ce qui y est écrit reste lisible.",
            time::deadline(closes, None)
        ),
        None => "La discussion s’ouvre avec le recensement des besoins.".to_owned(),
    }
}

#[component]
fn DiscussionView(page: DiscussionPage) -> AnyView {
    let page = &page;
    let title = match page.room {
        Room::Need(_) => "Discussion",
        Room::Group(_) => "Échanges du groupement",
    };
    let about = match page.room {
        Room::Need(id) => {
            view! { <p>"Besoin\u{a0}: " <a href=Address::Need(id).to_string()>{page.title.clone()}</a></p> }
        }
        Room::Group(id) => {
            view! { <p>"Groupement\u{a0}: " <a href=Address::Group(id).to_string()>{page.title.clone()}</a></p> }
        }
    };
    let threads = &page.threads;
    let heading = match threads.total {
        0 => "Aucun message".to_owned(),
        some => count(some, "fil de discussion", "fils de discussion"),
    };
    let rows =
        views(threads.rows.iter().map(|thread| view! { <Thread thread reference=&page.reference /> }.into_any()));
    let address = |to: u64| Link::to_string(&discussion::page(page.room).with("page", to));
    view! {
        {summaries(page)}
        <h1>{title}</h1>
        {about}
        {page.contact.as_ref().map(|contact| view! { <Contact contact /> })}
        <Write page />
        <Ask form=page.ask.as_ref() />
        <h2>{heading}</h2>
        {(threads.total == 0)
            .then(|| {
                view! {
                    <EmptyState why=Empty::NothingYet>
                        <p>"Posez la première question, ou dites ce que vous savez."</p>
                    </EmptyState>
                }
            })}
        <Cards>{rows}</Cards>
        <Pagination page=threads.page pages=threads.pages address />
    }
    .into_any()
}

/// What was refused, of every form of the page: of those under one address, the first speaks for all.
fn summaries(page: &DiscussionPage) -> AnyView {
    let write = match &page.offer {
        Offer::Write(form) => Some(form.form()),
        Offer::SignIn(_) | Offer::ForNobody | Offer::Closed(_) | Offer::Nothing => None,
    };
    let of_threads = page.threads.rows.iter().flat_map(|thread| thread.replies.iter().chain([&thread.head]));
    let answers = of_threads.clone().filter_map(|item| item.answer.as_ref()).map(|answer| &answer.form).take(1);
    let others = of_threads.flat_map(|item| [item.take_back.as_ref(), item.close.as_ref()]).flatten();
    let forms: Vec<&Form> =
        write.into_iter().chain(page.ask.as_ref().map(MessageForm::form)).chain(answers).chain(others).collect();
    views(forms.into_iter().map(|form| view! { <RefusalSummary form /> }.into_any()))
}

/// A message, the answers to it, and the form of one more.
#[component]
fn Thread<'a>(thread: &'a ThreadPart, reference: &'a Reference) -> AnyView {
    let replies = (!thread.replies.is_empty()).then(|| {
        let replies = thread.replies.iter().map(|item| view! { <Message item reference /> }.into_any());
        view! { <ul class="t-list t-replies">{views(replies)}</ul> }
    });
    let reply = thread.reply.as_ref().map(|part| {
        view! {
            <Details summary="Répondre" open=part.is_refused()>
                <WriteMessage part label="Votre réponse" rows=3>
                    <Button weight=Weight::Secondary>"Publier la réponse"</Button>
                </WriteMessage>
            </Details>
        }
    });
    let item = &thread.head;
    view! {
        <Message item reference>
            {replies}
            {reply}
        </Message>
    }
    .into_any()
}

/// Writing a message, or why one may not.
#[component]
fn Write<'a>(page: &'a DiscussionPage) -> AnyView {
    let read_by = match page.room {
        Room::Need(_) => {
            "Tout le monde lit ce que vous écrivez ici. Votre nom et votre fonction sont montrés aux personnes \
             connectées."
        }
        Room::Group(_) => "Lu par les membres du groupement et par l’équipe de l’Incubateur, et par personne d’autre.",
    };
    match &page.offer {
        Offer::Write(part) => view! {
            <h2 id="ecrire">"Écrire un message"</h2>
            <p class="fr-hint-text">{read_by}</p>
            <WriteMessage part label="Votre message">
                <Button>"Publier le message"</Button>
            </WriteMessage>
        }
        .into_any(),
        Offer::Closed(why) => view! { <p class="fr-hint-text">{why.clone()}</p> }.into_any(),
        Offer::ForNobody => view! { <ActsForNobody to="prendre part à la discussion" /> }.into_any(),
        Offer::SignIn(address) => view! {
            <p>
                <a href=address.clone()>"Connectez-vous"</a>
                " pour prendre part à la discussion."
            </p>
        }
        .into_any(),
        Offer::Nothing => ().into_any(),
    }
}

/// For a curator: a question to the collectivité of the need, which then waits for the answer.
#[component]
pub fn Ask<'a>(form: Option<&'a MessageForm>) -> AnyView {
    let Some(part) = form else { return ().into_any() };
    let options = vec![
        (Audience::All.code().to_owned(), "Tout le monde".to_owned()),
        (Audience::Author.code().to_owned(), "La collectivité du besoin et l’équipe de l’Incubateur".to_owned()),
    ];
    view! {
        <Details summary="Poser une question à l’auteur" open=part.is_refused()>
            <p>
                "Le besoin porte la mention «\u{202f}attend la réponse\u{202f}» jusqu’à ce que sa collectivité \
                 réponde, ou que l’équipe close la question."
            </p>
            <WriteMessage part label="Votre question" rows=3>
                <Radios form=part.form() field=AUDIENCE options value=Audience::All.code() />
                <Button>"Envoyer la question"</Button>
            </WriteMessage>
        </Details>
    }
    .into_any()
}
