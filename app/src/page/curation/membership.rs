//! What curators do about who acts for whom: first referents on evidence, bodies attached by hand, imported lists.

use super::{
    import::{Import, ImportSections, QueryParams},
    queue::{Queue, RequestQueue},
};
use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::Button,
        field::{PostForm, Radios, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::{Entry, Field},
        membership_request::request_form,
        views::views,
    },
};
use axum::extract::Query;
use entity::{address::Address, done::Done, form_field};
use leptos::prelude::*;
use server::{
    membership::{self, Unknown},
    reference::Reference,
};
use wording::{count, time};

const EMAIL: Field = Field::new(form_field::EMAIL, "Adresse de courriel de la personne")
    .help("Elle s’est déjà connectée une fois avec cette adresse")
    .short("Adresse de courriel");
const SIREN: Field =
    Field::new(form_field::SIREN, "SIREN de la collectivité").help("Neuf chiffres").short("Collectivité");
const CAPACITY: Field = Field::new(form_field::CAPACITY, "Qualité");
const TITLE: Field = Field::new(form_field::TITLE, "Fonction").help("Par exemple : directeur du CCAS").short("Titre");
const EVIDENCE: Field = Field::new(form_field::EVIDENCE, "Justification")
    .help("Pourquoi cet organisme se rattache à cette collectivité ; gardé dans la trace");

/// What the page shows.
struct MembershipPage {
    queue: Queue,
    import: Import,
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
pub async fn page(visit: Visit, Query(params): Query<QueryParams>) -> Result<Page, Failure> {
    let queue = membership::queue(&visit.ctx).await?;
    let awaited = membership::awaited(&visit.ctx).await?;
    let unknown = membership::unknown(&visit.ctx).await?;
    let reference = visit.ctx.platform.reference();
    let form = Form::new(&visit, Address::CurationMemberships);
    let page = MembershipPage {
        queue: Queue::new(&visit, queue),
        import: Import::new(&visit, awaited, &params),
        unknown: unknown.into_iter().map(|person| UnknownLine::of(&reference, person)).collect(),
        form: form.labelled(&[EMAIL, SIREN, CAPACITY, TITLE, EVIDENCE]).personal(),
    };
    let frame = Frame::new("Rattachements").below(visit.here(Address::Curation), "Besoins à trier");
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
    let refused = [page.queue.form(), form, page.import.form()].into_iter().find(|form| form.is_refused());
    view! {
        <h1>"Rattachements"</h1>
        {refused.map(|form| view! { <RefusalSummary form /> })}
        {page.import.said()}
        <RequestQueue queue=&page.queue />
        <UnknownPeople lines=page.unknown />
        <AttachForm form />
        <ImportSections import=&page.import />
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
                " : inconnue de "
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
            "Elles ne peuvent plus refaire leur demande. Si c’est une erreur, rattachez la personne à la main : la \
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
        <p>"Pour un CCAS, un syndicat, un organisme d’une métropole : ce qu’aucun numéro SIRET ne dit."</p>
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
pub async fn attach(visit: Visit, fields: Fields) -> Result<After, Failure> {
    membership::attach(&visit.ctx, &fields.text(form_field::EMAIL), &request_form(&fields)).await?;
    Ok(After::new(Done::PersonAttached, Address::CurationMemberships))
}
