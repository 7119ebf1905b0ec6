//! The messages to those who run the site: what waits, and what was answered.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        alert::{EmptyState, Tone},
        badge::Badge,
        card::{Card, Cards, excerpt},
        frame::{Frame, Page},
        pagination::Pagination,
        views::views,
    },
};
use axum::extract::Query;
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    enquiry::EnquiryState,
    page_number::{Listed, PageNumber},
    search_text::SearchText,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::enquiry::queue::{self, Enquiry, Which};
use wording::{count, enquiry_state, enquiry_topic, time};

/// How many characters of a message a list shows.
const BEGINNING: usize = 200;

/// How an address asks for what was answered.
const SETTLED: &str = "traites";

/// Which messages are asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    etat: SearchText,
    page: SearchText,
}

/// What the page shows.
struct ListPage {
    which: Which,
    messages: Listed<Enquiry>,
    now: DateTime<Utc>,
}

/// The page.
pub async fn page(visit: Visit, Query(asked): Query<Asked>) -> Result<Page, Failure> {
    let which = if asked.etat.as_str() == SETTLED { Which::Settled } else { Which::Waiting };
    let messages = queue::list(&visit.ctx, which, PageNumber::read(asked.page.as_str())).await?;
    let page = ListPage { which, messages, now: visit.ctx.now() };
    Ok(Frame::new("Messages").render(&visit, || view! { <List page=&page /> }.into_any()))
}

fn address_of(which: Which, page: u64) -> String {
    let address = match which {
        Which::Waiting => Address::Enquiries.with("etat", ""),
        Which::Settled => Address::Enquiries.with("etat", SETTLED),
    };
    if page > 1 { address.with("page", page).to_string() } else { address.to_string() }
}

#[component]
fn List<'a>(page: &'a ListPage) -> AnyView {
    let ListPage { which, messages, now } = page;
    let which = *which;
    let (title, other, to) = match which {
        Which::Waiting => ("Messages à l’équipe", "Messages traités", Which::Settled),
        Which::Settled => ("Messages traités", "Messages qui attendent", Which::Waiting),
    };
    let cards = views(messages.rows.iter().map(|message| view! { <Line message now=*now /> }.into_any()));
    let said = match (messages.total, which) {
        (0, Which::Waiting) => view! {
            <EmptyState>
                <p>"Aucun message n’attend de réponse."</p>
            </EmptyState>
        }
        .into_any(),
        (0, Which::Settled) => view! { <p>"Aucun message n’a encore été traité."</p> }.into_any(),
        (total, Which::Waiting) => view! { <p>{count(total, "message attend", "messages attendent")}</p> }.into_any(),
        (total, Which::Settled) => view! { <p>{count(total, "message traité", "messages traités")}</p> }.into_any(),
    };
    view! {
        <h1>{title}</h1>
        <p>
            <a href=address_of(to, 1)>{other}</a>
            " – "
            <a href=Address::CannedAnswers.to_string()>"Réponses types"</a>
        </p>
        {said}
        <Cards>{cards}</Cards>
        <Pagination page=messages.page pages=messages.pages address=move |to| address_of(which, to) />
    }
    .into_any()
}

/// The tone of a state.
pub fn tone(state: EnquiryState) -> Option<Tone> {
    match state {
        EnquiryState::New => Some(Tone::Warning),
        EnquiryState::Taken => Some(Tone::Info),
        EnquiryState::Answered => Some(Tone::Success),
        EnquiryState::Closed => None,
    }
}

#[component]
fn Line<'a>(message: &'a Enquiry, now: DateTime<Utc>) -> AnyView {
    let waits = message.state.waits().then(|| format!("attend depuis {}", time::delay(now - message.at)).into_any());
    let taken = message.taken_by.clone().map(IntoAny::into_any);
    let badge = view! { <Badge tone=tone(message.state) label=enquiry_state(message.state) /> }.into_any();
    let meta = [Some(badge), Some(message.name.clone().into_any()), waits, taken].into_iter().flatten().collect();
    view! {
        <Card
            href=Address::Enquiry(message.id).to_string()
            title=enquiry_topic(message.topic)
            excerpt=excerpt(&message.content, BEGINNING)
            meta
            level=2
        />
    }
    .into_any()
}
