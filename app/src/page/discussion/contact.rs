//! Who answers for the lead of a group, as its members read it.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{ButtonLink, Weight},
        here::here,
        views::views,
    },
};
use entity::{address::Address, id::GroupId, siren::Siren};
use leptos::prelude::*;
use server::group::contact::{LeadPerson, of_lead};

/// The lead of a group, and its people.
pub struct LeadContact {
    group: GroupId,
    siren: Siren,
    lead: String,
    people: Vec<LeadPerson>,
    /// Whether the reader acts for it.
    is_own: bool,
}

impl LeadContact {
    pub async fn of(visit: &Visit, id: GroupId) -> Result<Self, Failure> {
        let (siren, people) = of_lead(&visit.ctx, id).await?;
        let is_own = visit.ctx.actor.acting.as_ref().is_some_and(|acting| acting.siren == siren);
        Ok(Self { group: id, siren, lead: visit.ctx.platform.reference().name(&siren), people, is_own })
    }
}

/// The contact, and the letter of intent.
#[component]
pub fn Contact<'a>(contact: &'a LeadContact) -> AnyView {
    let people = views(contact.people.iter().map(|person| view! { <Person person /> }.into_any()));
    let own = contact.is_own.then(|| {
        view! {
            <p class="fr-hint-text">
                "Vous menez ce groupement\u{a0}: ses membres, et eux seuls avec l’équipe de l’Incubateur, voient ces \
                 noms et ces adresses."
            </p>
        }
    });
    view! {
        <h2>"Contact du chef de file"</h2>
        <p>
            <a href=here(Address::Collectivity(contact.siren))>{contact.lead.clone()}</a>
        </p>
        <ul>{people}</ul>
        {own}
        <p>
            <ButtonLink weight=Weight::Secondary href=Address::GroupIntent(contact.group)>
                "Lettre d’intention à imprimer"
            </ButtonLink>
        </p>
    }
    .into_any()
}

#[component]
fn Person<'a>(person: &'a LeadPerson) -> AnyView {
    let email = person.email.clone().map(|email| {
        view! {
            " – "
            <a href=format!("mailto:{email}")>{email.clone()}</a>
        }
    });
    let title = (!person.title.is_empty()).then(|| format!(", {}", person.title));
    view! { <li>{person.name.clone()} {title} {email}</li> }.into_any()
}
