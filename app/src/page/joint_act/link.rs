//! What the link mailed to the official address of a collectivité opens: consenting to an act on its people.

use crate::{
    http::{failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button, Weight},
        ask_first::{self, Ask, AskFirst, Why},
        field::{HiddenField, PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
        joint_act::JointActText,
        mailed_link::{ANSWERED, LinkAnswered, LinkEnded, unless_ended},
        shown::{SHOWN, ShownField},
    },
};
use axum::{extract::Path, response::Redirect};
use entity::{address::Address, form_field, joint_act::JointAct, refusal::Refusal};
use leptos::prelude::*;
use server::{
    joint_act::{self, Listed, Outcome},
    reference::Reference,
};
use std::sync::Arc;

/// How the form names an objection.
const OBJECTS: &str = "non";

/// What the page shows while an answer is awaited.
struct ConsentPage {
    reference: Arc<Reference>,
    listed: Listed,
    form: Form,
}

/// The act, and two buttons. Opening the link changes nothing.
pub async fn link(visit: Visit, Path(token): Path<String>) -> Result<Page, Failure> {
    let form = Form::new(&visit, Address::ConsentLink(token.clone())).labelled(&[ask_first::REASON]).personal();
    let reference = visit.ctx.platform.reference();
    let asked = unless_ended(joint_act::look(&visit.ctx, &token).await)?;
    let page = asked.map(|listed| ConsentPage { reference, listed, form });
    Ok(Frame::new("Accord de la collectivité").render(&visit, || match &page {
        Some(page) => view! { <ConsentAsked page /> }.into_any(),
        None => {
            let title = "Cette demande d’accord n’attend plus de réponse";
            let reason = "Elle a déjà reçu une réponse, elle a été retirée, ou le lien est trop ancien.";
            view! { <LinkEnded title reason /> }.into_any()
        }
    }))
}

#[component]
fn ConsentAsked<'a>(page: &'a ConsentPage) -> AnyView {
    let ConsentPage { reference, listed, form } = page;
    view! {
        <h1>"L’accord de votre collectivité est demandé"</h1>
        <RefusalSummary form />
        <JointActText reference listed answers=true />
        <p>
            {consequence(listed)}
            " Votre réponse est enregistrée au nom de l’adresse officielle de la collectivité."
        </p>
        <Actions>
            <PostForm form>
                <HiddenField name=form_field::CHOICE value="oui" />
                <ShownField shown=joint_act::shown(listed) />
                <Button weight=Weight::Primary>"Donner son accord"</Button>
            </PostForm>
            <AskFirst form ask=before_objecting(listed).sends(form_field::CHOICE, OBJECTS)>
                <ShownField shown=joint_act::shown(listed) />
            </AskFirst>
        </Actions>
    }
    .into_any()
}

/// What follows from either answer.
fn consequence(listed: &Listed) -> &'static str {
    let first = matches!(listed.act, JointAct::FirstReferent { .. });
    match (listed.row.state.is_open(), first) {
        (true, true) => {
            "Un référent dit qui d’autre agit pour la collectivité, et qui dépose son bulletin de vote. Avec votre \
             accord, cette personne l’est aussitôt. Si vous vous y opposez, elle n’agit plus pour votre collectivité."
        }
        (true, false) => "Avec votre accord, cela prend effet aussitôt. Si vous vous y opposez, cela n’aura pas lieu.",
        (false, _) => {
            "Tant que vous n’avez pas donné votre accord, cette personne ne peut pas changer qui vote, du moment où la \
             règle du vote est arrêtée jusqu’à sa clôture. Si vous vous y opposez, elle n’agit plus pour votre \
             collectivité, et l’équipe de l’Incubateur en est avertie."
        }
    }
}

/// What is asked before the official address objects.
fn before_objecting(listed: &Listed) -> Ask {
    let first = matches!(listed.act, JointAct::FirstReferent { .. });
    let what = match listed.row.state.is_open() && !first {
        true => "Cela n’aura pas lieu. Les personnes concernées et l’équipe de l’Incubateur en sont averties.",
        false => {
            "La personne n’agira plus pour votre collectivité. Elle en est avertie, et l’équipe de l’Incubateur aussi."
        }
    };
    Ask::before("S’y opposer", what).why(Why::named(OBJECTS, "Lu par les personnes averties"))
}

/// Answers from the official mail.
pub async fn answer(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Redirect, Failure> {
    let choice = fields.text(form_field::CHOICE);
    let consents = match choice.as_str() {
        "oui" => true,
        OBJECTS => false,
        _ => return Err(Refusal::NotOnTheList.into()),
    };
    let (shown, reason) = (fields.text(SHOWN), fields.reason(OBJECTS));
    let outcome = joint_act::answer_by_link(&visit.ctx, &token, consents, &shown, &reason).await?;
    let answered = match outcome {
        Outcome::Consented => "oui",
        Outcome::Objected => "non",
        Outcome::Overtaken => "sans-suite",
    };
    Ok(Redirect::to(&Address::ConsentAnswered(answered.to_owned()).to_string()))
}

/// After the official mail has answered.
pub async fn link_answered(visit: Visit, Path(choice): Path<String>) -> Result<Page, Failure> {
    let outcome = match choice.as_str() {
        "oui" => "L’accord de votre collectivité est enregistré. Les personnes concernées en sont averties.",
        "non" => {
            "L’opposition de votre collectivité est enregistrée : cela n’aura pas lieu. Les personnes concernées en \
             sont averties."
        }
        "sans-suite" => "Cela a été réglé autrement entre-temps : il n’y a plus rien à faire.",
        _ => return Err(Failure::NotFound),
    };
    Ok(Frame::new(ANSWERED).render(&visit, || view! { <LinkAnswered outcome /> }.into_any()))
}
