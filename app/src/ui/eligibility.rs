//! Eligibility: each condition, whether it is met, what is missing, and who could bring it.

use entity::{
    address::Address,
    eligibility::{Condition, Judgement},
    id::GroupId,
};
use leptos::prelude::*;
use server::application::call::Considered;
use wording::{count, number};
use {
    super::{alert::Tone, badge::Badge},
    crate::ui::views::views,
};

/// A condition as an element of a list, with the figure that decides it; or several conditions, as a list inside it.
#[component]
pub fn Judged<'a>(judgement: &'a Judgement) -> AnyView {
    if !judgement.parts.is_empty() {
        let heading = match judgement.condition {
            Condition::Any(_) => "L’une de ces conditions :",
            _ => "Toutes ces conditions :",
        };
        let parts = views(judgement.parts.iter().map(|part| view! { <Judged judgement=part /> }.into_any()));
        return view! { <li class="t-judged">{heading} <ul>{parts}</ul></li> }.into_any();
    }
    let (tone, word) = match judgement.met {
        true => (Tone::Success, "rempli"),
        false => (Tone::Warning, "non rempli"),
    };
    view! {
        <li class="t-judged">
            <Badge tone small=true label=word />
            " "
            {wording::capitalised(&wording::condition(&judgement.condition))}
            {figure(judgement)}
        </li>
    }
    .into_any()
}

/// What was found, and how far it is from the condition.
fn figure(judgement: &Judgement) -> String {
    match (&judgement.condition, judgement.found, judgement.missing) {
        (Condition::Members(_), Some(found), 0) => format!(" ({})", number(found)),
        (Condition::Members(_), Some(found), missing) => {
            format!(" ({} : il manque {})", number(found), count(missing, "collectivité", "collectivités"))
        }
        (Condition::InhabitantsAtMost(_), Some(found), over) if over > 0 => {
            format!(" ({} : {} de trop)", count(found, "habitant", "habitants"), number(over))
        }
        (_, Some(found), 0) => format!(" ({})", count(found, "habitant", "habitants")),
        (_, Some(found), missing) => {
            format!(" ({} : il manque {})", number(found), count(missing, "habitant", "habitants"))
        }
        (_, None, _) => String::new(),
    }
}

/// What an applicant is judged on, and who nearby could complete the group.
#[component]
pub fn Eligibility<'a>(considered: &'a Considered, group: Option<GroupId>) -> AnyView {
    let judgement = considered.judgement.as_ref().map(|judgement| {
        view! {
            <ul>
                <Judged judgement />
            </ul>
        }
    });
    let nearby = (!considered.nearby.is_empty()).then(|| {
        let invite = group.map(|group| {
            view! {
                <p>
                    <a href=Address::Group(group).to_string()>"Inviter une collectivité dans le groupement"</a>
                </p>
            }
        });
        view! {
            <p>"Près de vous, pourraient compléter le groupement :"</p>
            <Nearby considered />
            {invite}
        }
    });
    view! {
        {judgement}
        {nearby}
    }
    .into_any()
}

/// Collectivités that could join, each with the inhabitants that it would add.
#[component]
fn Nearby<'a>(considered: &'a Considered) -> AnyView {
    let lines = views(considered.nearby.iter().map(|(siren, name, adds)| {
        let adds = match adds {
            0 => "ses habitants sont déjà comptés".to_owned(),
            adds => format!("apporterait {}", count(*adds, "habitant", "habitants")),
        };
        view! {
            <li>
                <a href=Address::Collectivity(*siren).to_string()>{name.clone()}</a>
                " – "
                {adds}
            </li>
        }
        .into_any()
    }));
    view! { <ul>{lines}</ul> }.into_any()
}
