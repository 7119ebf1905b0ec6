//! What was found, a card each.

use super::asked::SearchPage;
use crate::ui::{
    badge::Badge,
    card::{Cards, Meta},
    card_title::CardTitle,
    found,
    group_card::GroupBadge,
    guide::Guide,
    here::here,
    marked::{Marked, around},
    need_card::{badge, supports},
    place::{self, inhabitants},
    views::views,
};
use entity::{address::Address, table};
use leptos::prelude::*;
use server::{
    markdown,
    reference::{self, Reference},
    search::{
        Marks,
        hit::{Hit, Section},
    },
};
use wording::euros;

/// How many characters of a text are shown around the words.
const AROUND: usize = 200;

/// A collectivité that was found.
#[component]
pub fn Place<'a>(reference: &'a Reference, hit: &'a reference::Hit<'a>) -> AnyView {
    let name = match hit.siren() {
        Some(siren) => {
            view! { <a href=Address::Collectivity(siren).to_string()>{hit.name().to_owned()}</a> }.into_any()
        }
        None => hit.name().to_owned().into_any(),
    };
    let meta = vec![found::place(reference, hit).into_any()];
    view! {
        <li class="t-card">
            <CardTitle>{name}</CardTitle>
            <Meta parts=meta />
        </li>
    }
    .into_any()
}

/// The hits of a kind.
#[component]
pub fn Hits<'a>(page: &'a SearchPage, section: &'a Section) -> AnyView {
    let cards = section.hits.iter().map(|hit| {
        let card = HitCard::of(page, hit, &section.marks);
        let marks = &section.marks;
        let excerpt = (!card.excerpt.is_empty()).then(|| {
            view! {
                <p class="t-card__excerpt">
                    <Marked text=&card.excerpt marks />
                </p>
            }
        });
        view! {
            <li class="t-card">
                <CardTitle>
                    <a href=card.href>
                        <Marked text=&card.title marks />
                    </a>
                </CardTitle>
                {excerpt}
                <Meta parts=card.meta />
            </li>
        }
        .into_any()
    });
    view! { <Cards>{views(cards)}</Cards> }.into_any()
}

/// What the card of a hit says.
struct HitCard {
    href: String,
    title: String,
    excerpt: String,
    meta: Vec<AnyView>,
}

impl HitCard {
    fn of(page: &SearchPage, hit: &Hit, marks: &Marks) -> Self {
        match hit {
            Hit::Need(need) => Self::of_need(&page.reference, need, marks),
            Hit::Group(group) => Self {
                href: Address::Group(group.id).to_string(),
                title: group.name.clone(),
                excerpt: around(&group.purpose, marks, AROUND),
                meta: vec![
                    place::place(&page.reference, &group.lead).into_any(),
                    inhabitants(group.population).into_any(),
                    view! { <GroupBadge state=group.state eligible=group.eligible closed=false /> }.into_any(),
                ],
            },
            Hit::Project(project) => Self {
                href: Address::Project(project.id).to_string(),
                title: project.title.clone(),
                excerpt: around(&project.summary, marks, AROUND),
                meta: vec![format!("Coût\u{a0}: {}", euros(project.cost.cents())).into_any()],
            },
            Hit::Envelope(envelope) => Self {
                href: here(Address::Envelope(envelope.code.clone())),
                title: envelope.title.clone(),
                excerpt: around(&markdown::line(&envelope.purpose), marks, AROUND),
                meta: Vec::new(),
            },
            Hit::Help(address) => {
                let guide = Guide::ALL.into_iter().find(|guide| guide.address().to_string() == *address);
                Self {
                    href: address.clone(),
                    title: guide.map_or("Aide et règles de la campagne", Guide::title).to_owned(),
                    excerpt: String::new(),
                    meta: Vec::new(),
                }
            }
        }
    }

    fn of_need(reference: &Reference, need: &table::need::Model, marks: &Marks) -> Self {
        let text = [&*need.problem, &*need.affected, &*need.existing].join(" ");
        let state = badge(need.state).map(|(tone, label)| view! { <Badge tone label /> }.into_any());
        let meta = [place::place(reference, &need.siren), supports(need)].map(IntoAny::into_any);
        Self {
            href: Address::Need(need.id).to_string(),
            title: need.title.clone(),
            excerpt: around(&text, marks, AROUND),
            meta: meta.into_iter().chain(state).collect(),
        }
    }
}
