//! One message to those who run the site: what it says, from where it came, and its answer.

use super::list::tone;
use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button, UserText, Weight},
        ask_first::{Ask, AskFirst},
        badge::Badge,
        field::{PostForm, RefusalSummary, TextField},
        figures::{Definitions, entry},
        form::Form,
        frame::{Frame, Page},
        input::Field,
        views::views,
    },
};
use axum::extract::{Path, Query};
use chrono::{DateTime, Utc};
use entity::{
    address::Address, done::Done, enquiry::AnswerText, form_field, id::EnquiryId, search_text::SearchText,
    table::canned_answer,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::enquiry::{
    answer, canned,
    queue::{self, Enquiry},
};
use wording::{enquiry_state, enquiry_topic, time};

const ANSWER: Field = Field::new(form_field::ANSWER, "Votre réponse")
    .help("Elle part par courriel, après «\u{202f}Bonjour\u{202f}», avec le message d’origine à la fin.")
    .short("Réponse")
    .at_most(AnswerText::MOST);

/// Which kept answer this one begins with.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    modele: SearchText,
}

/// What the page shows.
struct MessagePage {
    message: Enquiry,
    now: DateTime<Utc>,
    take: Form,
    answer: Form,
    close: Form,
    canned: Vec<canned_answer::Model>,
    /// What the answer begins with.
    begins: String,
    /// Whether answers can be sent.
    sends: bool,
}

/// The page.
pub async fn page(visit: Visit, Path(id): Path<EnquiryId>, Query(asked): Query<Asked>) -> Result<Page, Failure> {
    let message = queue::find(&visit.ctx, id).await?;
    let canned = canned::list(&visit.ctx).await?;
    let chosen = canned.iter().find(|one| one.id.to_string() == asked.modele.as_str());
    let page = MessagePage {
        begins: chosen.map(|one| one.content.clone()).unwrap_or_default(),
        message,
        now: visit.ctx.now(),
        take: Form::new(&visit, Address::EnquiryTake(id)).personal(),
        answer: Form::new(&visit, Address::EnquiryAnswer(id)).labelled(&[ANSWER]).personal(),
        close: Form::new(&visit, Address::EnquiryClose(id)).personal(),
        canned,
        sends: visit.ctx.platform.mailer.is_some(),
    };
    let frame = Frame::new("Message").below(Address::Enquiries, "Messages");
    Ok(frame.render(&visit, || view! { <Message page=&page /> }.into_any()))
}

#[component]
fn Message<'a>(page: &'a MessagePage) -> AnyView {
    let message = &page.message;
    let forms = [&page.take, &page.answer, &page.close];
    let answered = message.answer.as_ref().map(|answer| {
        view! {
            <h2>"Réponse"</h2>
            <p class="fr-hint-text">{format!("{}, le {}", answer.by, time::moment(answer.at))}</p>
            <UserText text=answer.content.clone() />
        }
    });
    let acts = message.state.waits().then(|| view! { <Acts page /> });
    view! {
        {views(forms.into_iter().map(|form| view! { <RefusalSummary form /> }.into_any()))}
        <h1>{enquiry_topic(message.topic)}</h1>
        <p>
            <Badge tone=tone(message.state) label=enquiry_state(message.state) />
        </p>
        <Definitions entries=known(message, page.now) />
        <h2>"Message"</h2>
        <UserText text=message.content.clone() />
        {answered}
        {acts}
    }
    .into_any()
}

/// Who wrote, when, from where, and who has it.
fn known(message: &Enquiry, now: DateTime<Utc>) -> Vec<(String, AnyView)> {
    let signed = if message.is_signed_in { "personne connectée" } else { "sans connexion" };
    let age = match message.state.waits() {
        true => format!(", il y a {}", time::delay(now - message.at)),
        false => String::new(),
    };
    let from = (!message.page.is_empty()).then(|| {
        let (href, name) = (message.page.clone(), message.page.clone());
        ("Page d’origine".to_owned(), view! { <a href=href>{name}</a> }.into_any())
    });
    let taken = message.taken_by.clone().map(|by| entry("Pris en charge par", by));
    let mut known = vec![
        entry("De", format!("{} ({signed})", message.name)),
        entry("Adresse", message.email.clone()),
        entry("Reçu", format!("{}{age}", time::moment(message.at))),
    ];
    known.extend(from);
    known.extend(taken);
    known
}

/// What one may do with a message that waits.
#[component]
fn Acts<'a>(page: &'a MessagePage) -> AnyView {
    let id = page.message.id;
    let (answer, close) = (&page.answer, &page.close);
    let take = (!page.message.is_mine).then(|| {
        view! {
            <PostForm form=&page.take>
                <Button weight=Weight::Secondary>"Je m’en charge"</Button>
            </PostForm>
        }
    });
    let models = (!page.canned.is_empty()).then(|| {
        let links = views(page.canned.iter().map(|one| {
            let href = Address::Enquiry(id).with("modele", one.id).at("reponse").to_string();
            view! {
                <li>
                    <a href=href>{one.title.clone()}</a>
                </li>
            }
            .into_any()
        }));
        view! {
            <p>"Commencer par une réponse type\u{a0}:"</p>
            <ul>{links}</ul>
        }
    });
    let form = match page.sends {
        true => view! {
            {models}
            <PostForm form=answer>
                <TextField form=answer field=ANSWER rows=10 value=page.begins.clone() />
                <Actions>
                    <Button>"Envoyer la réponse"</Button>
                </Actions>
            </PostForm>
        }
        .into_any(),
        false => view! { <p>"Ce serveur n’envoie aucun courriel\u{a0}: écrivez à cette adresse."</p> }.into_any(),
    };
    let ask = Ask::before("Classer sans réponse", "Le message quitte la file. Personne n’en est averti.");
    view! {
        {take}
        <h2 id="reponse">"Répondre"</h2>
        {form}
        <AskFirst form=close ask />
    }
    .into_any()
}

/// Takes it.
pub async fn take(visit: Visit, Path(id): Path<EnquiryId>) -> Result<After, Failure> {
    answer::take(&visit.ctx, id).await?;
    Ok(After::new(Done::EnquiryTaken, Address::Enquiry(id)))
}

/// Answers it.
pub async fn answer(visit: Visit, Path(id): Path<EnquiryId>, fields: Fields) -> Result<After, Failure> {
    answer::answer(&visit.ctx, id, &fields.text(form_field::ANSWER)).await?;
    Ok(After::new(Done::EnquiryAnswered, Address::Enquiries))
}

/// Puts it away.
pub async fn close(visit: Visit, Path(id): Path<EnquiryId>) -> Result<After, Failure> {
    answer::close(&visit.ctx, id).await?;
    Ok(After::new(Done::EnquiryClosed, Address::Enquiries))
}
