//! Acts that take two people: seconding them, and answering from the official mail of a collectivité.

use super::{
    form::Form,
    layout::{Frame, Page, views},
    shown::{SHOWN, shown_field},
    time, wording,
};
use crate::http::{
    failure::Failure,
    visit::{Fields, Visit},
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use entity::{
    id::PersonId,
    joint_act::{JointAct, JointActState},
    permission::{Action, Facts},
};
use leptos::prelude::*;
use server::{
    joint_act::{self, Answer, Listed},
    reference::Reference,
};

/// What an act does, as a sentence without its end.
fn what(reference: &Reference, listed: &Listed) -> String {
    let name = &listed.name;
    let named = match listed.title.as_str() {
        "" => name.clone(),
        title => format!("{name}, {title}"),
    };
    match &listed.act {
        JointAct::FirstReferent { siren, .. } => {
            format!("Faire de {named} le premier référent de {}", reference.name(siren))
        }
        JointAct::EndOfMembership { siren, .. } => {
            format!("Mettre fin au rattachement de {named} à {}", reference.name(siren))
        }
        JointAct::StaffRole { staff: None, .. } => format!("Retirer à {name} son rôle parmi les personnes de l’État"),
        JointAct::StaffRole { staff: Some(staff), departement, .. } => {
            let area = departement.as_ref().map(|code| format!(" ({})", reference.departement_name(code)));
            format!("Donner à {name} le rôle : {}{}", wording::staff(*staff), area.unwrap_or_default())
        }
        JointAct::StaffInvitation { staff, .. } => {
            format!("Inviter {name} dans le rôle : {}", wording::staff(*staff))
        }
    }
}

/// What an act does, who wants it, why, and where it stands.
pub fn described(reference: &Reference, listed: &Listed) -> AnyView {
    let row = &listed.row;
    let reason = listed.act.reason();
    let reason =
        (!reason.is_empty()).then(|| view! { <p>"Justification :"</p> <p class="t-user-text">{reason.to_owned()}</p> });
    let stands = match (row.state, row.due_at) {
        (JointActState::Announced, Some(due)) => {
            let second = listed.seconded_by.clone().unwrap_or_default();
            format!("Confirmé par {second}. Sans opposition, prend effet le {}.", time::moment(due.utc()))
        }
        (JointActState::Waiting, _) => "Attend une seconde personne.".to_owned(),
        _ => "L’équipe de l’Incubateur l’a fait.".to_owned(),
    };
    view! {
        <p><strong>{what(reference, listed)}</strong></p>
        <p>"Proposé par " {listed.proposed_by.clone()} ", le " {time::moment(row.proposed_at.utc())} ". " {stands}</p>
        {reason}
    }
    .into_any()
}

/// The acts that wait for a second person, or for the end of the days to object.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let acts = joint_act::list(&visit.ctx).await?;
    let me = visit.ctx.person()?;
    let reference = visit.ctx.platform.reference();
    let form = Form::new(&visit, "/actes-a-deux").personal();
    Ok(Frame::new("Actes à deux").render(&visit, move || {
        let (waiting, announced): (Vec<_>, Vec<_>) =
            acts.iter().partition(|one| one.row.state == JointActState::Waiting);
        let rows = |acts: &[&Listed]| views(acts.iter().map(|one| act(&reference, one, me, &form)));
        let none = waiting.is_empty().then(|| view! { <p>"Aucun acte n’attend de seconde personne."</p> });
        let later = (!announced.is_empty()).then(|| {
            view! { <h2>"Annoncés"</h2> <ul class="t-list">{rows(&announced)}</ul> }
        });
        view! {
            <h1>"Actes à deux"</h1>
            {form.summary()}
            <p>"Personne ne change seul qui vote, qui décide ou qui paie. Un premier référent, la fin du rattachement d’un référent ou d’un élu qui a le mandat de vote : deux personnes de l’équipe, puis sept jours pendant lesquels la collectivité peut s’y opposer ; l’accord de son adresse officielle suffit. Un rôle parmi les personnes de l’État : deux personnes."</p>
            <h2>"En attente d’une seconde personne"</h2>
            {none}
            <ul class="t-list">{rows(&waiting)}</ul>
            {later}
        }
        .into_any()
    }))
}

fn act(reference: &Reference, listed: &Listed, me: PersonId, form: &Form) -> AnyView {
    let row = &listed.row;
    let button = |choice: &'static str, label: &'static str, class: &str| {
        let class = format!("fr-btn fr-btn--sm {class}");
        form.around(view! {
            <input type="hidden" name="act" value=row.id.to_string()/>
            <input type="hidden" name="choice" value=choice/>
            {shown_field(&joint_act::shown(listed))}
            <button class=class>{label} <span class="fr-sr-only">" : " {what(reference, listed)}</span></button>
        })
    };
    let acts = if row.proposed_by == me {
        button("reprendre", "Reprendre la proposition", "fr-btn--secondary").into_any()
    } else if row.person == Some(me) {
        view! { <p>"Cet acte vous concerne : une autre personne y répond."</p> }.into_any()
    } else if row.state == JointActState::Waiting {
        view! { {button("confirmer", "Confirmer", "")} {button("refuser", "Refuser", "fr-btn--secondary")} }.into_any()
    } else {
        ().into_any()
    };
    view! { <li class="t-need-card">{described(reference, listed)} <div class="t-actions">{acts}</div></li> }.into_any()
}

/// The answers of the State's people, as forms name them.
const ANSWERS: [(&str, Answer); 3] =
    [("confirmer", Answer::Second), ("refuser", Answer::Decline), ("reprendre", Answer::TakeBack)];

/// Seconds an act, declines it, or takes one's own back.
pub async fn answer(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    visit.ctx.authorise(Action::Second, &Facts::default())?;
    let choice = fields.text("choice");
    let answer = ANSWERS.iter().find(|(name, _)| *name == choice).map(|(_, answer)| *answer);
    let answer = answer.ok_or(entity::refusal::Refusal::NotOnTheList)?;
    joint_act::answer(&visit.ctx, fields.parse("act")?, answer, &fields.text(SHOWN)).await?;
    Ok(Redirect::to("/actes-a-deux"))
}

/// What the link of the official mail opens: the act, and two buttons. Opening it changes nothing.
pub async fn link(visit: Visit, Path(token): Path<String>) -> Result<Response, Failure> {
    let form = Form::new(&visit, format!("/accord/{token}")).personal();
    let reference = visit.ctx.platform.reference();
    let content = match joint_act::look(&visit.ctx, &token).await {
        Ok(listed) => asked(&reference, &listed, &form),
        Err(server::Error::Refused(_)) => view! {
            <h1>"Cette demande d’accord n’attend plus de réponse"</h1>
            <p>"Elle a déjà reçu une réponse, elle a été reprise, ou le lien est trop ancien."</p>
        }
        .into_any(),
        Err(error) => return Err(error.into()),
    };
    Ok(Frame::new("Accord de la collectivité").render(&visit, move || content).into_response())
}

fn asked(reference: &Reference, listed: &Listed, form: &Form) -> AnyView {
    let open = listed.row.state.is_open();
    let first = matches!(listed.act, JointAct::FirstReferent { .. });
    let button = |choice: &'static str, label: &'static str, class: &'static str| {
        form.around(view! {
            <input type="hidden" name="choice" value=choice/>
            {shown_field(&joint_act::shown(listed))}
            <button class=class>{label}</button>
        })
    };
    let consequence = match (open, first) {
        (true, true) => {
            "Un référent dit qui d’autre agit pour la collectivité, et qui dépose son bulletin de vote. Avec votre accord, cette personne l’est aussitôt. Si vous vous y opposez, elle n’agit plus pour votre collectivité."
        }
        (true, false) => "Avec votre accord, cela prend effet aussitôt. Si vous vous y opposez, cela n’aura pas lieu.",
        (false, _) => {
            "Tant que vous n’avez pas donné votre accord, cette personne ne change rien à qui vote entre le gel de la règle et la clôture."
        }
    };
    let object = open.then(|| button("non", "S’y opposer", "fr-btn fr-btn--secondary"));
    view! {
        <h1>"L’accord de votre collectivité est demandé"</h1>
        {form.summary()}
        {described(reference, listed)}
        <p>{consequence} " Votre réponse est enregistrée au nom de l’adresse officielle de la collectivité."</p>
        <div class="t-actions">{button("oui", "Donner son accord", "fr-btn")} {object}</div>
    }
    .into_any()
}

/// Answers from the official mail.
pub async fn answer_by_link(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Redirect, Failure> {
    let choice = fields.text("choice");
    let consents = match choice.as_str() {
        "oui" => true,
        "non" => false,
        _ => return Err(entity::refusal::Refusal::NotOnTheList.into()),
    };
    joint_act::answer_by_link(&visit.ctx, &token, consents, &fields.text(SHOWN)).await?;
    Ok(Redirect::to(&format!("/accord/reponse/{choice}")))
}

/// After the official mail has answered.
pub async fn link_answered(visit: Visit, Path(choice): Path<String>) -> Result<Page, Failure> {
    let text = match choice.as_str() {
        "oui" => "L’accord de votre collectivité est enregistré. Les personnes concernées en sont averties.",
        "non" => {
            "L’opposition de votre collectivité est enregistrée : cela n’aura pas lieu. Les personnes concernées en sont averties."
        }
        _ => return Err(Failure::NotFound),
    };
    Ok(super::membership::answered(&visit, text))
}
