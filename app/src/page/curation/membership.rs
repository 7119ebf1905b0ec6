//! What curators do about who acts for whom: first referents on evidence, and bodies attached by hand.

use crate::{
    http::{failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::Button,
        card::{Card, Cards},
        field::{PostForm, Radios, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::{Entry, Field},
        membership_request::{MembershipRequest, request_form},
        views::views,
    },
};
use axum::response::Redirect;
use entity::{address::Address, form_field};
use leptos::prelude::*;
use server::{
    membership::{self, Unknown},
    person::Asking,
    reference::Reference,
};
use wording::{count, time};

const EMAIL: Field = Field::new(form_field::EMAIL, "Adresse de courriel de la personne")
    .help("Elle s’est déjà connectée une fois avec cette adresse")
    .short("Adresse de courriel");
const SIREN: Field =
    Field::new(form_field::SIREN, "SIREN de la collectivité").help("Neuf chiffres").short("Collectivité");
const CAPACITY: Field = Field::new(form_field::CAPACITY, "Qualité");
const TITLE: Field = Field::new(form_field::TITLE, "Fonction").help("Par exemple : directeur du CCAS").short("Titre");
const EVIDENCE: Field = Field::new(form_field::EVIDENCE, "Justification")
    .help("Pourquoi cet organisme se rattache à cette collectivité ; gardé dans la trace");

/// What the page shows.
struct MembershipPage {
    /// Requests that nobody else can answer, each with the name of its collectivité.
    waiting: Vec<(String, Asking)>,
    unknown: Vec<UnknownLine>,
    form: Form,
}

/// Somebody who was said not to be known.
struct UnknownLine {
    person: Unknown,
    /// Who said so last.
    by: String,
}

/// Requests that nobody else can answer, and the form to attach somebody.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let waiting = membership::without_referent(&visit.ctx).await?;
    let unknown = membership::unknown(&visit.ctx).await?;
    let reference = visit.ctx.platform.reference();
    let form = Form::new(&visit, Address::CurationMemberships);
    let page = MembershipPage {
        waiting: waiting.into_iter().map(|asking| (reference.name(&asking.request.siren), asking)).collect(),
        unknown: unknown.into_iter().map(|person| UnknownLine::of(&reference, person)).collect(),
        form: form.labelled(&[EMAIL, SIREN, CAPACITY, TITLE, EVIDENCE]).personal(),
    };
    let frame = Frame::new("Rattachements").below(Address::Curation, "Curation");
    Ok(frame.render(&visit, || view! { <Memberships page /> }.into_any()))
}

impl UnknownLine {
    fn of(reference: &Reference, person: Unknown) -> Self {
        let by = person.siren.as_ref().map(|siren| reference.name(siren));
        Self { by: by.unwrap_or_else(|| "une personne invitée par courriel".to_owned()), person }
    }
}

#[component]
fn Memberships(page: MembershipPage) -> AnyView {
    let form = &page.form;
    view! {
        <h1>"Rattachements"</h1>
        <RefusalSummary form />
        <WaitingRequests waiting=page.waiting />
        <UnknownPeople lines=page.unknown />
        <AttachForm form />
    }
    .into_any()
}

#[component]
fn WaitingRequests(waiting: Vec<(String, Asking)>) -> AnyView {
    let none = waiting.is_empty().then(|| view! { <p>"Aucune demande n’attend l’équipe."</p> });
    let cards = views(waiting.iter().map(|(name, asking)| {
        view! {
            <Card href=Address::People(asking.request.siren) title=name.clone()>
                <MembershipRequest asking />
            </Card>
        }
        .into_any()
    }));
    view! {
        <h2>"Demandes pour des collectivités sans référent"</h2>
        <p>
            "Confirmez sur justification, depuis la page de la collectivité : la personne agit aussitôt pour elle, et \
             est proposée comme son premier référent. Cela attend une seconde personne de l’équipe sur la page "
            <a href=Address::JointActs.to_string()>"Actes à deux"</a> ", ou l’accord de l’adresse officielle."
        </p>
        {none}
        <Cards>{cards}</Cards>
    }
    .into_any()
}

/// Who was said not to be known, where, and how often.
#[component]
fn UnknownPeople(lines: Vec<UnknownLine>) -> AnyView {
    if lines.is_empty() {
        return ().into_any();
    }
    let items = views(lines.into_iter().map(|UnknownLine { person, by }| {
        let stopped = person.stopped.then_some(" Cette personne ne peut plus ni demander ni inviter.");
        view! {
            <li>
                <strong>{person.name}</strong>
                " : inconnue de "
                {by}
                ", réponse du "
                {time::moment(person.at.utc())}
                ". "
                {count(person.times as u64, "réponse de ce genre", "réponses de ce genre")}
                "."
                {stopped}
            </li>
        }
        .into_any()
    }));
    view! {
        <h2>"Personnes inconnues de ceux à qui elles ont fait écrire"</h2>
        <p>
            "Elles ne peuvent plus refaire leur demande. Si c’est une erreur, rattachez la personne à la main : la \
             réponse est alors levée."
        </p>
        <ul>{items}</ul>
    }
    .into_any()
}

#[component]
fn AttachForm<'a>(form: &'a Form) -> AnyView {
    view! {
        <h2>"Rattacher à la main"</h2>
        <p>"Pour un CCAS, un syndicat, un organisme d’une métropole : ce qu’aucun numéro SIRET ne dit."</p>
        <PostForm form>
            <TextField form field=EMAIL entry=Entry::Email />
            <TextField form field=SIREN entry=Entry::Digits />
            <Radios form field=CAPACITY options=wording::capacities() />
            <TextField form field=TITLE />
            <TextField form field=EVIDENCE rows=3 />
            <Button>"Rattacher"</Button>
        </PostForm>
    }
    .into_any()
}

/// Attaches somebody by hand.
pub async fn attach(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    membership::attach(&visit.ctx, &fields.text(form_field::EMAIL), &request_form(&fields)).await?;
    Ok(Redirect::to(&Address::CurationMemberships.to_string()))
}
