//! A message of a discussion: who wrote it, what it says, and what whoever reads may do with it.

use super::{
    act::{Actions, Button, Weight},
    alert::Tone,
    ask_first::{Ask, AskFirst},
    badge::Badge,
    card::Meta,
    field::PostForm,
    form::Form,
    here::here,
    hidden_text::{AnswerForm, HiddenText},
    inner::Inner,
    place::place,
    prose::Prose,
    report::ReportLink,
};
use crate::http::visit::Visit;
use entity::{
    address::Address,
    discussion::{Audience, QuestionState, require_editable},
    id::MessageId,
    permission::Action,
};
use leptos::prelude::*;
use server::{discussion::query::Shown, reference::Reference};
use wording::time;

/// A message, and what whoever reads may do with it.
pub struct MessageItem {
    shown: Shown,
    /// Names of people are shown to whoever is signed in.
    names: bool,
    edit: bool,
    report: bool,
    pub take_back: Option<Form>,
    /// A curator waits for the answer no longer.
    pub close: Option<Form>,
    pub answer: Option<AnswerForm>,
}

impl MessageItem {
    /// `is_open` tells whether the discussion is.
    pub fn of(visit: &Visit, shown: Shown, is_open: bool) -> Self {
        let row = &shown.row;
        let own = visit.ctx.actor.person == Some(row.person);
        let stands = row.taken_back_at.is_none() && row.hidden_at.is_none();
        let curates = visit.ctx.authorise(Action::Curate, &Default::default()).is_ok();
        let waits = row.question == Some(QuestionState::Open);
        let of_now = row.siren == visit.ctx.actor.acting.as_ref().map(|acting| acting.siren);
        let editable = require_editable(row.written_at.utc(), visit.ctx.now()).is_ok();
        Self {
            names: visit.who.is_some(),
            edit: own && stands && is_open && editable && of_now,
            report: visit.who.is_some() && !own && stands,
            take_back: (own && stands).then(|| Form::new(visit, Address::MessageTakeBack(row.id))),
            close: (curates && waits).then(|| Form::new(visit, Address::QuestionClose(row.id))),
            answer: (own && row.hidden_at.is_some()).then(|| AnswerForm::new(visit, row.id.into())),
            shown,
        }
    }

    /// Which message it is.
    pub fn id(&self) -> MessageId {
        self.shown.row.id
    }

    /// Whether one may answer it.
    pub fn stands(&self) -> bool {
        self.shown.row.taken_back_at.is_none() && self.shown.row.hidden_at.is_none()
    }

    /// Forms whose refusals stand on top of the page.
    pub fn forms(&self) -> impl Iterator<Item = &Form> {
        let answer = self.answer.as_ref().map(|answer| &answer.form);
        [self.take_back.as_ref(), self.close.as_ref(), answer].into_iter().flatten()
    }
}

/// A message, as an element of a list; `children` stand below it.
#[component]
pub fn Message<'a>(
    item: &'a MessageItem,
    reference: &'a Reference,
    /// Without what whoever reads may do with it.
    #[prop(optional)]
    brief: bool,
    #[prop(optional)] children: Option<Inner>,
) -> AnyView {
    let id = server::discussion::anchor(item.shown.row.id);
    let waits = item.shown.row.question == Some(QuestionState::Open);
    let class = if waits { "t-card t-message t-message--waits" } else { "t-card t-message" };
    let acts = (!brief).then(|| view! { <Acts item reference /> });
    view! {
        <li class=class id=id>
            <Author item reference />
            <Text item reference />
            {acts}
            {children.map(Inner::view)}
        </li>
    }
    .into_any()
}

/// Who wrote it, in which capacity, for which collectivité, when; and what it is.
#[component]
fn Author<'a>(item: &'a MessageItem, reference: &'a Reference) -> AnyView {
    let row = &item.shown.row;
    let name = item.names.then(|| view! { <strong>{item.shown.name.clone()}</strong> }.into_any());
    let capacity = row.capacity.map(|capacity| match (item.names, row.title.as_str()) {
        (true, title) if !title.is_empty() => title.to_owned(),
        _ => wording::capacity(capacity).to_owned(),
    });
    let whose = match &row.siren {
        Some(siren) => view! { <a href=here(Address::Collectivity(*siren))>{place(reference, siren)}</a> }.into_any(),
        None => "Équipe de l’Incubateur".into_any(),
    };
    let at = time::moment(row.written_at.utc()).into_any();
    let edited = row.edited_at.map(|at| format!("modifié le {}", time::moment(at.utc())).into_any());
    let question = row.question.map(|state| match state {
        QuestionState::Open => view! { <Badge tone=Tone::Warning small=true label="Attend la réponse" /> }.into_any(),
        QuestionState::Answered => view! { <Badge tone=Tone::Success small=true label="Répondue" /> }.into_any(),
        QuestionState::Closed => view! { <Badge small=true label="Question close" /> }.into_any(),
    });
    let private = (row.audience == Audience::Author && row.thread.is_none())
        .then(|| view! { <Badge tone=Tone::Info small=true label="Visible de l’auteur du besoin seul" /> }.into_any());
    let parts = [name, capacity.map(IntoAny::into_any), Some(whose), Some(at), edited, question, private];
    view! { <Meta parts=parts.into_iter().flatten().collect() /> }.into_any()
}

/// What it says, or what stands in its place.
#[component]
fn Text<'a>(item: &'a MessageItem, reference: &'a Reference) -> AnyView {
    let row = &item.shown.row;
    match (row.taken_back_at, row.hidden_at) {
        (Some(at), _) => {
            let said = format!("Message retiré par son auteur le {}.", time::moment(at.utc()));
            view! { <p class="t-placeholder">{said}</p> }.into_any()
        }
        (None, Some(_)) => {
            view! { <HiddenText hidden=item.shown.hidden.as_ref() answer=item.answer.as_ref() /> }.into_any()
        }
        (None, None) => view! { <Prose text=&row.content reference /> }.into_any(),
    }
}

/// Correcting, taking back, reporting.
#[component]
fn Acts<'a>(item: &'a MessageItem, reference: &'a Reference) -> AnyView {
    let row = &item.shown.row;
    let whose = row.siren.map_or_else(|| "l’équipe de l’Incubateur".to_owned(), |siren| place(reference, &siren));
    let of = format!("message de {whose}, {}", time::moment(row.written_at.utc()));
    let edit = item.edit.then(|| {
        view! {
            <a class="t-quiet" href=Address::MessageEdit(row.id).to_string()>
                "Modifier"
                <span class="fr-sr-only">{format!("\u{a0}: {of}")}</span>
            </a>
        }
    });
    let take_back = item.take_back.as_ref().map(|form| {
        let what = "Son texte est effacé, et sa place dit que vous l’avez retiré. Les réponses restent.";
        view! { <AskFirst form ask=Ask::before("Retirer", what).of(of.clone()) /> }
    });
    let close = item.close.as_ref().map(|form| {
        view! {
            <PostForm form>
                <Button weight=Weight::SmallTertiary>"Clore la question sans réponse"</Button>
            </PostForm>
        }
    });
    let report = item.report.then(|| view! { <ReportLink text=row.id.into() of=of.clone() /> });
    if edit.is_none() && take_back.is_none() && close.is_none() && report.is_none() {
        return ().into_any();
    }
    view! { <Actions>{edit} {take_back} {close} {report}</Actions> }.into_any()
}
