//! The requests that wait for the curators: what speaks for each, how long it waits, and confirming several at once.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::Button,
        alert::EmptyState,
        card::{Card, Cards},
        field::{Box, HoldsBoxes, PostForm, TextField},
        form::Form,
        here::here,
        input::Field,
        membership_request::MembershipRequest,
        shown::ShownField,
        views::views,
    },
};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    done::Done,
    form_field,
    id::PersonId,
    permission::{Action, Facts},
    refusal::Refusal,
    siren::Siren,
};
use leptos::prelude::*;
use server::{
    membership::{self, Queued, Why},
    reference::Reference,
};
use std::sync::Arc;
use wording::time;

/// The requests that are confirmed; each box is one.
const CHOSEN: Field = Field::new(form_field::PERSON, "Demandes à confirmer");
const REASON: Field = Field::new(form_field::REASON, "Ce qui justifie de confirmer les demandes cochées")
    .help("Gardé dans la trace, et lu par la seconde personne. Par exemple : mairie appelée le 2 mars")
    .short("Justification");

/// What the section shows.
pub struct Queue {
    reference: Arc<Reference>,
    queued: Vec<Queued>,
    now: DateTime<Utc>,
    form: Form,
}

impl Queue {
    pub fn new(visit: &Visit, queued: Vec<Queued>) -> Self {
        let form = Form::new(visit, Address::CurationMembershipsConfirm).labelled(&[CHOSEN, REASON]).personal();
        Self { reference: visit.ctx.platform.reference(), queued, now: visit.ctx.now(), form }
    }

    pub fn form(&self) -> &Form {
        &self.form
    }
}

#[component]
pub fn RequestQueue<'a>(queue: &'a Queue) -> AnyView {
    let form = &queue.form;
    view! {
        <h2>"Demandes qui attendent l’équipe"</h2>
        <p>
            "Pour des collectivités sans référent, et pour les organismes (CCAS, syndicat, PETR…) qui prennent part \
             avec une collectivité. Une personne confirmée agit aussitôt\u{a0}; là où il n’y a pas de référent, elle \
             est proposée comme premier référent\u{a0}: cela attend une seconde personne de l’équipe sur la page "
            <a href=Address::JointActs.to_string()>"Actes à deux"</a>
            ", ou l’accord de l’adresse officielle. Une demande se refuse sur la page de la collectivité."
        </p>
        {match queue.queued.is_empty() {
            true => {
                view! {
                    <EmptyState>
                        <p>"Aucune demande n’attend l’équipe."</p>
                    </EmptyState>
                }
                    .into_any()
            }
            false => {
                let cards = queue.queued.iter().map(|queued| view! { <Waiting queue queued /> }.into_any());
                view! {
                    <PostForm form>
                        <Cards>{views(cards)}</Cards>
                        <HoldsBoxes name=CHOSEN.name />
                        <TextField form field=REASON rows=2 />
                        <Button>"Confirmer les demandes cochées"</Button>
                    </PostForm>
                }
                    .into_any()
            }
        }}
    }
    .into_any()
}

/// A request: what it says, what speaks for it, and the box that chooses it.
#[component]
fn Waiting<'a>(queue: &'a Queue, queued: &'a Queued) -> AnyView {
    let asking = &queued.asking;
    let request = &asking.request;
    let name = queue.reference.name(&request.siren);
    let one = membership::one(request.siren, request.person);
    let emails = match queued.emails.is_empty() {
        true => "Aucune adresse de courriel n’est connue.".to_owned(),
        false => format!("Adresse de courriel : {}.", queued.emails.join(", ")),
    };
    let ticked = queue.form.all(CHOSEN.name, &[]).contains(&one);
    let choose = match queued.own {
        true => view! { <p>"Cette demande est la vôtre : une autre personne de l’équipe y répond."</p> }.into_any(),
        false => {
            let label = format!("Confirmer {} pour {name}", asking.name);
            view! {
                <Box
                    kind="checkbox"
                    id=format!("demande-{one}")
                    name=CHOSEN.name
                    value=one.clone()
                    checked=ticked
                    label
                />
                <ShownField shown=membership::shown(asking) of=one />
            }
            .into_any()
        }
    };
    view! {
        <Card href=here(Address::People(request.siren)) title=name>
            <MembershipRequest asking />
            <p>"Attend depuis " {time::delay(queue.now - request.asked_at.utc())} ". " {emails}</p>
            <p>{signs(&queued.signs)} " " <strong>{advice(queued)}</strong></p>
            {choose}
        </Card>
    }
    .into_any()
}

/// What links the person to the collectivité.
fn signs(signs: &[Why]) -> &'static str {
    match signs.first() {
        Some(Why::Organisation) => "ProConnect indique que cette collectivité est son organisation.",
        Some(Why::Domain) => "Son adresse a la même fin que l’adresse officielle de la collectivité.",
        Some(Why::Name) => "Son adresse porte le nom de la collectivité, ce que chacun peut choisir.",
        None => "Rien dans son adresse ne la relie à la collectivité.",
    }
}

/// The answer that is proposed.
fn advice(queued: &Queued) -> &'static str {
    match (queued.is_sure(), queued.asking.request.evidence.is_empty()) {
        (true, _) => "Réponse proposée : confirmer.",
        (false, false) => "Réponse proposée : vérifier la justification, puis confirmer.",
        (false, true) => "Réponse proposée : téléphoner à la collectivité avant de répondre.",
    }
}

/// Confirms the requests that were ticked.
pub async fn confirm(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let chosen: Option<Vec<(Siren, PersonId)>> = fields.all(CHOSEN.name).iter().map(|one| parse(one)).collect();
    let chosen = chosen.ok_or(Refusal::NotOnTheList)?;
    membership::confirm_all(&visit.ctx, chosen, &fields.text(REASON.name)).await?;
    Ok(After::new(Done::RequestsConfirmed, Address::CurationMemberships))
}

/// A box, as [`membership::one`] names it.
fn parse(one: &str) -> Option<(Siren, PersonId)> {
    let (siren, person) = one.split_once('.')?;
    Some((Siren::parse(siren).ok()?, person.parse().ok()?))
}
