//! What is expected of whoever visits, and the one act that it begins with.

use crate::ui::{act::ButtonLink, views::views};
use entity::{address::Address, id::GroupId};
use leptos::prelude::*;
use wording::count;

/// What is expected, a paragraph a line, and where its act begins.
pub struct Expectation {
    pub title: String,
    pub lines: Vec<Line>,
    pub address: Address,
    pub label: &'static str,
}

/// A paragraph of what is expected.
pub enum Line {
    Text(&'static str),
    /// Requests to act for a collectivité wait for the curators.
    Requests(u64),
    /// A group waits for the collectivité's answer.
    Invitation {
        group: GroupId,
        name: String,
    },
}

#[component]
pub fn Expected(expectation: Expectation) -> AnyView {
    let lines = views(expectation.lines.into_iter().map(|line| view! { <ExpectedLine line /> }.into_any()));
    view! {
        <section class="t-expected" aria-labelledby="attendu">
            <h2 id="attendu">{expectation.title}</h2>
            {lines}
            <ButtonLink href=expectation.address>{expectation.label}</ButtonLink>
        </section>
    }
    .into_any()
}

#[component]
fn ExpectedLine(line: Line) -> AnyView {
    match line {
        Line::Text(text) => view! { <p>{text}</p> }.into_any(),
        Line::Requests(waiting) => view! {
            <p>
                <a href=Address::CurationMemberships
                    .to_string()>
                    {count(
                        waiting,
                        "demande de rattachement attend votre réponse",
                        "demandes de rattachement attendent votre réponse",
                    )}
                </a>
            </p>
        }
        .into_any(),
        Line::Invitation { group, name } => view! {
            <p>
                "Invitation à un groupement, votre réponse est attendue : "
                <a href=Address::Group(group).to_string()>{name}</a>
            </p>
        }
        .into_any(),
    }
}
