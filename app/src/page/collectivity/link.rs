//! What the link mailed to the official address of a collectivité opens: answering a request to act for it.

use crate::{
    http::{failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button, Weight},
        ask_first::{self, Ask, AskFirst, Why},
        field::{HiddenField, PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
        mailed_link::{ANSWERED, LinkAnswered, LinkEnded, unless_ended},
        membership_request::MembershipRequest,
        shown::{SHOWN, ShownField},
    },
};
use axum::{extract::Path, response::Redirect};
use entity::{address::Address, form_field, refusal::Refusal};
use leptos::prelude::*;
use server::{
    membership::{self, LinkAnswer},
    person::Asking,
};

/// How the form names that the request is declined.
const DECLINES: &str = "non";

/// What the page shows while an answer is awaited.
struct RequestLinkPage {
    collectivity: String,
    asking: Asking,
    form: Form,
}

/// The request, and its answers as buttons. Opening the link changes nothing.
pub async fn link(visit: Visit, Path(token): Path<String>) -> Result<Page, Failure> {
    let asking = unless_ended(membership::look(&visit.ctx, &token).await)?;
    let page = asking.map(|asking| RequestLinkPage {
        collectivity: visit.ctx.platform.reference().name(&asking.request.siren),
        asking,
        form: Form::new(&visit, Address::MembershipLink(token)).labelled(&[ask_first::REASON]).personal(),
    });
    Ok(Frame::new("Demande de rattachement").render(&visit, || match &page {
        Some(page) => view! { <RequestAsked page /> }.into_any(),
        None => {
            let title = "Cette demande n’attend plus de réponse";
            let reason = "Elle a déjà reçu une réponse, elle a été retirée, ou le lien est trop ancien.";
            view! { <LinkEnded title reason /> }.into_any()
        }
    }))
}

#[component]
fn RequestAsked<'a>(page: &'a RequestLinkPage) -> AnyView {
    let RequestLinkPage { collectivity, asking, form } = page;
    view! {
        <h1>"Cette personne agit-elle pour " {collectivity.clone()} " ?"</h1>
        <RefusalSummary form />
        <p>"Ce que cette personne dit d’elle-même, et que nous n’avons pas vérifié :"</p>
        <MembershipRequest asking />
        <p>
            "Si vous confirmez, cette personne devient le référent de " {collectivity.clone()}
            " : elle dira qui d’autre agit pour elle, et qui dépose son bulletin de vote. Votre réponse est \
             enregistrée au nom de l’adresse officielle de la collectivité."
        </p>
        <Actions>
            <PostForm form>
                <HiddenField name=form_field::CHOICE value="oui" />
                <ShownField shown=membership::shown(asking) />
                <Button weight=Weight::Primary>"Oui, confirmer"</Button>
            </PostForm>
            <AskFirst form ask=before_declining().sends(form_field::CHOICE, DECLINES) />
            <AskFirst form ask=before_disowning().sends(form_field::CHOICE, "inconnu") />
        </Actions>
    }
    .into_any()
}

/// What is asked before somebody is declined who is known there.
fn before_declining() -> Ask {
    let what = "Cette personne n’agira pas pour votre collectivité, et en est avertie avec votre motif.";
    Ask::before("Non, refuser", what).why(Why::named(DECLINES, "Lu par cette personne"))
}

/// What is asked before it is said that nobody there knows the person.
fn before_disowning() -> Ask {
    Ask::before(
        "Ce n’est pas nous",
        "Vous ne connaissez personne de ce nom. La demande est refusée, cette personne ne peut plus la refaire, et \
         l’équipe de l’Incubateur en est avertie.",
    )
}

/// The answers from the official mail, as forms and addresses name them.
const ANSWERS: [(&str, LinkAnswer); 3] =
    [("oui", LinkAnswer::Confirm), (DECLINES, LinkAnswer::Decline), ("inconnu", LinkAnswer::Unknown)];

/// The answer of a name.
fn answer_of(name: &str) -> Option<LinkAnswer> {
    ANSWERS.iter().find(|(one, _)| *one == name).map(|(_, answer)| *answer)
}

/// Answers from the official mail.
pub async fn answer(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Redirect, Failure> {
    let choice = fields.text(form_field::CHOICE);
    let answer = answer_of(&choice).ok_or(Refusal::NotOnTheList)?;
    membership::answer_by_link(&visit.ctx, &token, answer, &fields.text(SHOWN), &fields.reason(DECLINES)).await?;
    Ok(Redirect::to(&Address::MembershipAnswered(choice).to_string()))
}

/// After the official mail has answered.
pub async fn link_answered(visit: Visit, Path(choice): Path<String>) -> Result<Page, Failure> {
    let outcome = match answer_of(&choice).ok_or(Failure::NotFound)? {
        LinkAnswer::Confirm => "La personne agit maintenant pour votre collectivité.",
        LinkAnswer::Decline => "La demande est refusée.",
        LinkAnswer::Unknown => {
            "La demande est refusée, et cette personne ne peut plus la refaire. L’équipe de l’Incubateur en est \
             avertie."
        }
    };
    Ok(Frame::new(ANSWERED).render(&visit, || view! { <LinkAnswered outcome /> }.into_any()))
}
