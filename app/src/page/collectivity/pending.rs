//! Who asks to act for a collectivité, who was invited to, and inviting somebody.

use super::person_button::{PERSON, PersonEnd, READ_BY};
use crate::{
    http::visit::Visit,
    ui::{
        act::{Actions, Button, Weight},
        ask_first::{Ask, AskFirst, Why},
        card::{CardItem, Cards},
        field::{HiddenField, PostForm, Radios, TextField},
        form::Form,
        input::{Entry, Field},
        membership_request::MembershipRequest,
        shown::ShownField,
        views::views,
    },
};
use entity::{address::Address, form_field, siren::Siren};
use leptos::prelude::*;
use server::{
    membership::{self, Invited},
    person::Asking,
};
use wording::time;

/// Each request has its own: its name ends in the identifier of the person.
const REASON: Field = Field::new(form_field::REASON, "Ce que vous avez vérifié vous-même")
    .help("Lu par la seconde personne, et par celles de la collectivité ; gardé dans la trace")
    .short("Motif");
const EMAIL: Field = Field::new(form_field::EMAIL, "Adresse de courriel")
    .help("Un lien y est envoyé ; il sert une fois, pendant quatorze jours");
const CAPACITY: Field = Field::new(form_field::CAPACITY, "Qualité");
const TITLE: Field =
    Field::new(form_field::TITLE, "Fonction").help("Par exemple : adjointe au numérique").short("Titre");

/// The forms of these sections.
pub struct PendingForms {
    pub answer: Form,
    pub invite: Form,
    pub take_back: Form,
}

impl PendingForms {
    pub fn new(visit: &Visit, siren: Siren) -> Self {
        let form = |address: Address| Form::new(visit, address);
        Self {
            answer: form(Address::PeopleAnswer(siren)).labelled(&[PERSON, REASON]),
            invite: form(Address::PeopleInvite(siren)).labelled(&[EMAIL, CAPACITY, TITLE]),
            take_back: form(Address::PeopleTakeBack(siren)),
        }
    }
}

/// The requests that wait for an answer.
#[component]
pub fn Requests<'a>(
    asking: &'a [Asking],
    /// Whether whoever visits answers them.
    answers: bool,
    /// Whether they do as a referent: a curator says on what evidence.
    is_referent: bool,
    form: &'a Form,
) -> AnyView {
    let none = asking.is_empty().then(|| view! { <p>"Aucune demande en attente."</p> });
    let cards = views(asking.iter().map(|asking| {
        let answer = answers.then(|| view! { <AnswerRequest asking is_referent form /> });
        view! {
            <CardItem>
                <MembershipRequest asking />
                {answer}
            </CardItem>
        }
        .into_any()
    }));
    view! {
        <h2>"Demandes"</h2>
        {none}
        <Cards>{cards}</Cards>
    }
    .into_any()
}

/// What is asked before a request is declined.
fn before_declining(asking: &Asking) -> Ask {
    let (person, name) = (asking.request.person, &asking.name);
    let what = format!("{name} n’agira pas pour la collectivité, et en est averti avec votre motif.");
    let why = Why::of_field(membership::declined_field(person), READ_BY);
    Ask::before("Refuser", what).of(name).why(why)
}

#[component]
fn AnswerRequest<'a>(asking: &'a Asking, is_referent: bool, form: &'a Form) -> AnyView {
    let (person, name) = (asking.request.person, &asking.name);
    let shown = membership::shown(asking);
    let reason_name = format!("{}.{person}", REASON.name);
    let reason = (!is_referent).then(|| view! { <TextField form field=REASON.named(&reason_name) /> });
    view! {
        <Actions>
            <PostForm form>
                <HiddenField name=PERSON.name value=person.to_string() />
                <HiddenField name=form_field::CHOICE value="oui" />
                <ShownField shown=&shown />
                {reason}
                <Button weight=Weight::Small>"Confirmer" <span class="fr-sr-only">" : " {name.clone()}</span></Button>
            </PostForm>
            <PersonEnd form person choice="non" ask=before_declining(asking) />
        </Actions>
    }
    .into_any()
}

/// Those who were invited by mail and have not answered.
#[component]
pub fn Invitations<'a>(
    invited: &'a [Invited],
    /// Whether whoever visits may take them back.
    takes_back: bool,
    form: &'a Form,
) -> AnyView {
    if invited.is_empty() {
        return ().into_any();
    }
    let cards = views(invited.iter().map(|invited| view! { <InvitationCard invited takes_back form /> }.into_any()));
    view! {
        <h2>"Invitations en attente"</h2>
        <Cards>{cards}</Cards>
    }
    .into_any()
}

/// What is asked before an invitation is taken back. Whoever was invited has no account in which to read why.
fn before_taking_back(email: &str) -> Ask {
    let what = format!("Le lien envoyé à {email} ne servira plus ; un courriel le dit à cette personne.");
    Ask::before("Reprendre l’invitation", what).of(email)
}

#[component]
fn InvitationCard<'a>(invited: &'a Invited, takes_back: bool, form: &'a Form) -> AnyView {
    let row = &invited.row;
    let by = invited.by.as_ref().map(|name| format!(", par {name}")).unwrap_or_default();
    let take_back = takes_back.then(|| {
        view! { <AskFirst form ask=before_taking_back(&row.email).sends(form_field::INVITATION, &row.token_hash) /> }
    });
    view! {
        <CardItem>
            <p>
                <strong>{row.email.clone()}</strong>
                ", "
                {row.title.clone()}
                " ("
                {wording::capacity(row.capacity).to_lowercase()}
                ")"
            </p>
            <p>
                "Invitation envoyée le " {time::moment(row.invited_at.utc())} {by}
                ", sans réponse. Elle sert jusqu’au " {time::moment(row.expires_at.utc())} "."
            </p>
            {take_back}
        </CardItem>
    }
    .into_any()
}

/// Invites somebody by mail.
#[component]
pub fn InviteForm<'a>(form: &'a Form) -> AnyView {
    view! {
        <PostForm form>
            <h3>"Inviter une personne"</h3>
            <TextField form field=EMAIL entry=Entry::Email />
            <Radios form field=CAPACITY options=wording::capacities() />
            <TextField form field=TITLE />
            <Button weight=Weight::Secondary>"Envoyer l’invitation"</Button>
        </PostForm>
    }
    .into_any()
}
