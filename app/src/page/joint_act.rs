//! Acts that take two people: seconding them, and answering from the official mail of a collectivité.

use crate::{
    http::{
        failure::Failure,
        visit::{Fields, Visit},
    },
    ui::{
        form::Form,
        frame::{Frame, Page, views},
        mailed_link::{answered, unless_ended},
        shown::{SHOWN, shown_field},
    },
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
    joint_act::{self, Answer, Listed, Outcome},
    reference::Reference,
};
use wording::time;

/// What an act does, as a sentence without its end.
fn what(reference: &Reference, listed: &Listed) -> String {
    let name = &listed.name;
    let named = match listed.title.as_str() {
        "" => name.clone(),
        title => format!("{name} ({title})"),
    };
    // Once it is done, it is for those whom it named, and whom they named.
    if !listed.row.state.is_open()
        && let Some(siren) = listed.act.siren()
    {
        let people = listed.by_hand.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
        return format!("Référent de {} : {people}", reference.name(&siren));
    }
    match &listed.act {
        JointAct::FirstReferent { siren, .. } => {
            format!("Premier référent de {} : {named}", reference.name(siren))
        }
        JointAct::EndOfMembership { siren, .. } => {
            format!("N’agirait plus pour {} : {named}", reference.name(siren))
        }
        JointAct::StaffRole { staff: None, .. } => {
            format!("Retirer à {name} son rôle parmi les personnes de l’État{}", now(listed))
        }
        JointAct::StaffRole { staff: Some(staff), departement, .. } => {
            let area = departement.as_ref().map(|code| format!(" ({})", reference.departement_name(code)));
            let area = area.unwrap_or_default();
            format!("Donner à {name} le rôle : {}{area}{}", wording::staff(*staff), now(listed))
        }
        JointAct::StaffInvitation { staff, .. } => {
            format!("Inviter {name} dans le rôle : {}", wording::staff(*staff))
        }
    }
}

/// The role that somebody has now.
fn now(listed: &Listed) -> String {
    listed.role.map(|role| format!(" ; aujourd’hui : {}", wording::staff(role))).unwrap_or_default()
}

/// A text that somebody wrote, under who did; nothing where it is empty.
pub fn quoted(who: &'static str, text: &str) -> AnyView {
    let text = text.to_owned();
    (!text.is_empty())
        .then(|| {
            view! {
                <p>{who}</p>
                <p class="t-user-text">{text}</p>
            }
        })
        .into_any()
}

/// By which addresses the person is known: a name is what somebody says of themselves.
fn known_as(listed: &Listed) -> AnyView {
    let own = "Son nom est celui que cette personne se donne.";
    if listed.row.person.is_none() {
        return ().into_any();
    }
    match listed.known_as.is_empty() {
        true => view! { <p>"Aucune adresse de cette personne n’est connue ici. " {own}</p> }.into_any(),
        false => view! { <p>"Adresses de cette personne : " {listed.known_as.join(", ")} ". " {own}</p> }.into_any(),
    }
}

/// What an act does, who wants it, why, and where it stands; for those who answer, also by which addresses its person
/// is known.
pub fn described(reference: &Reference, listed: &Listed, answers: bool) -> AnyView {
    let row = &listed.row;
    let reason = quoted("Justification de qui le propose :", listed.act.reason());
    let said = quoted("La personne a écrit d’elle-même, sans vérification :", listed.act.said());
    let known_as = answers.then(|| known_as(listed));
    let stands = match (row.state, row.due_at) {
        (JointActState::Announced, Some(due)) => {
            let second = listed.seconded_by.clone().unwrap_or_default();
            format!("Confirmé par {second}. Sans opposition, prend effet le {}.", time::moment(due.utc()))
        }
        (JointActState::Waiting, _) => "Attend une seconde personne.".to_owned(),
        _ => "L’équipe de l’Incubateur l’a fait.".to_owned(),
    };
    view! {
        <p>
            <strong>{what(reference, listed)}</strong>
        </p>
        <p>"Proposé par " {listed.proposed_by.clone()} ", le " {time::moment(row.proposed_at.utc())} ". " {stands}</p>
        {known_as}
        {reason}
        {said}
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
            view! {
                <h2>"Annoncés"</h2>
                <ul class="t-list">{rows(&announced)}</ul>
            }
        });
        view! {
            <h1>"Actes à deux"</h1>
            {form.summary()}
            <p>
                "Personne ne change seul qui vote, qui décide ou qui paie. Un premier référent, la fin du rattachement \
                 d’un référent ou d’un élu qui a le mandat de vote : deux personnes de l’équipe, puis sept jours \
                 pendant lesquels la collectivité peut s’y opposer ; l’accord de son adresse officielle suffit. Un \
                 rôle parmi les personnes de l’État : deux personnes."
            </p>
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
            <input type="hidden" name="act" value=row.id.to_string() />
            <input type="hidden" name="choice" value=choice />
            {shown_field(&joint_act::shown(listed))}
            <button class=class>{label} <span class="fr-sr-only">" : " {what(reference, listed)}</span></button>
        })
    };
    let acts = if row.proposed_by == me {
        button("retirer", "Retirer la proposition", "fr-btn--secondary").into_any()
    } else if row.person == Some(me) {
        view! { <p>"Cet acte vous concerne : une autre personne y répond."</p> }.into_any()
    } else if row.state == JointActState::Waiting {
        view! {
            {button("confirmer", "Confirmer", "")}
            {button("refuser", "Refuser", "fr-btn--secondary")}
        }
        .into_any()
    } else {
        button("refuser", "Ne plus être d’accord", "fr-btn--secondary").into_any()
    };
    view! { <li class="t-card">{described(reference, listed, true)} <div class="t-actions">{acts}</div></li> }
        .into_any()
}

/// The answers of the State's people, as forms name them.
const ANSWERS: [(&str, Answer); 3] =
    [("confirmer", Answer::Second), ("refuser", Answer::Decline), ("retirer", Answer::TakeBack)];

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
    let ended = (
        "Cette demande d’accord n’attend plus de réponse",
        "Elle a déjà reçu une réponse, elle a été retirée, ou le lien est trop ancien.",
    );
    let looked = joint_act::look(&visit.ctx, &token).await;
    let content = unless_ended(looked, ended, |listed| asked(&reference, &listed, &form))?;
    Ok(Frame::new("Accord de la collectivité").render(&visit, move || content).into_response())
}

fn asked(reference: &Reference, listed: &Listed, form: &Form) -> AnyView {
    let open = listed.row.state.is_open();
    let first = matches!(listed.act, JointAct::FirstReferent { .. });
    let button = |choice: &'static str, label: &'static str, class: &'static str| {
        form.around(view! {
            <input type="hidden" name="choice" value=choice />
            {shown_field(&joint_act::shown(listed))}
            <button class=class>{label}</button>
        })
    };
    let consequence = match (open, first) {
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
    };
    view! {
        <h1>"L’accord de votre collectivité est demandé"</h1>
        {form.summary()}
        {described(reference, listed, true)}
        <p>{consequence} " Votre réponse est enregistrée au nom de l’adresse officielle de la collectivité."</p>
        <div class="t-actions">
            {button("oui", "Donner son accord", "fr-btn")} {button("non", "S’y opposer", "fr-btn fr-btn--secondary")}
        </div>
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
    let outcome = joint_act::answer_by_link(&visit.ctx, &token, consents, &fields.text(SHOWN)).await?;
    let page = match outcome {
        Outcome::Consented => "oui",
        Outcome::Objected => "non",
        Outcome::Overtaken => "sans-suite",
    };
    Ok(Redirect::to(&format!("/accord/reponse/{page}")))
}

/// After the official mail has answered.
pub async fn link_answered(visit: Visit, Path(choice): Path<String>) -> Result<Page, Failure> {
    let text = match choice.as_str() {
        "oui" => "L’accord de votre collectivité est enregistré. Les personnes concernées en sont averties.",
        "non" => {
            "L’opposition de votre collectivité est enregistrée : cela n’aura pas lieu. Les personnes concernées en \
             sont averties."
        }
        "sans-suite" => "Cela a été réglé autrement entre-temps : il n’y a plus rien à faire.",
        _ => return Err(Failure::NotFound),
    };
    Ok(answered(&visit, text))
}
