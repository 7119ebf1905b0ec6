//! An act that takes two people, as those concerned and whoever answers it read it.

use super::quoted::Quoted;
use entity::{
    address::Address,
    joint_act::{JointAct, JointActState},
};
use leptos::prelude::*;
use server::{joint_act::Listed, reference::Reference};
use wording::time;

/// What an act does, who wants it, why, and where it stands; for those who answer, also by which addresses its person
/// is known.
#[component]
pub fn JointActText<'a>(reference: &'a Reference, listed: &'a Listed, #[prop(optional)] answers: bool) -> AnyView {
    let at = time::moment(listed.row.proposed_at.utc());
    let mailing = match &listed.act {
        JointAct::MailingSending { mailing, .. } if answers => Some(view! {
            <p>
                <a href=Address::Mailing(*mailing).to_string()>"Lire l’envoi"</a>
            </p>
        }),
        _ => None,
    };
    view! {
        <p>
            <strong>{joint_act_sentence(reference, listed)}</strong>
        </p>
        <p>"Proposé par " {listed.proposed_by.clone()} ", le " {at} ". " {stage(listed)}</p>
        {mailing}
        {answers.then(|| view! { <KnownAs listed /> })}
        <Quoted who="Justification de qui le propose :" text=listed.act.reason() />
        <Quoted who="La personne a écrit d’elle-même, sans vérification :" text=listed.act.said() />
    }
    .into_any()
}

/// Where an act stands.
fn stage(listed: &Listed) -> String {
    match (listed.row.state, listed.row.due_at) {
        (JointActState::Announced, Some(due)) => {
            let second = listed.seconded_by.clone().unwrap_or_default();
            format!("Confirmé par {second}. Sans opposition, prend effet le {}.", time::moment(due.utc()))
        }
        (JointActState::Waiting, _) => "Attend une seconde personne.".to_owned(),
        _ => "L’équipe de l’Incubateur l’a fait.".to_owned(),
    }
}

/// By which addresses the person is known: a name is what somebody says of themselves.
#[component]
fn KnownAs<'a>(listed: &'a Listed) -> AnyView {
    let own = "Son nom est celui que cette personne se donne.";
    if listed.row.person.is_none() {
        return ().into_any();
    }
    match listed.known_as.is_empty() {
        true => view! { <p>"Aucune adresse de cette personne n’est connue ici. " {own}</p> }.into_any(),
        false => view! { <p>"Adresses de cette personne : " {listed.known_as.join(", ")} ". " {own}</p> }.into_any(),
    }
}

/// What an act does, as a sentence without its end.
pub fn joint_act_sentence(reference: &Reference, listed: &Listed) -> String {
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
        return format!("Référent de {} : {people}", reference.name(&siren));
    }
    match &listed.act {
        JointAct::FirstReferent { siren, .. } => {
            format!("Premier référent de {} : {named}", reference.name(siren))
        }
        JointAct::EndOfMembership { siren, .. } => {
            format!("N’agirait plus pour {} : {named}", reference.name(siren))
        }
        JointAct::StaffRole { staff: None, .. } => {
            format!("Retirer à {name} son rôle parmi les personnes de l’État{}", role_now(listed))
        }
        JointAct::StaffRole { staff: Some(staff), departement, .. } => {
            let area = departement.as_ref().map(|code| format!(" ({})", reference.departement_name(code)));
            let area = area.unwrap_or_default();
            format!("Donner à {name} le rôle : {}{area}{}", wording::staff(*staff), role_now(listed))
        }
        JointAct::StaffInvitation { staff, .. } => {
            format!("Inviter {name} dans le rôle : {}", wording::staff(*staff))
        }
        JointAct::CampaignOpening { version, .. } => {
            format!("Ouvrir la campagne «\u{202f}{name}\u{202f}», telle qu’elle est préparée (version {version})")
        }
        JointAct::CampaignChange { version, .. } => {
            format!("Modifier la campagne «\u{202f}{name}\u{202f}» comme écrit (version {version} de la préparation)")
        }
        JointAct::MailingSending { version, recipients, .. } => {
            let mails = wording::count(*recipients, "courriel", "courriels");
            format!("Envoyer «\u{202f}{name}\u{202f}», {mails}, comme écrit (version {version})")
        }
    }
}

/// The role that somebody has now.
fn role_now(listed: &Listed) -> String {
    listed.role.map(|role| format!(" ; aujourd’hui : {}", wording::staff(role))).unwrap_or_default()
}
