//! The personas of the demonstration, whose roles anybody may try.

use crate::http::visit::Visit;
use entity::{address::Address, collectivity::Capacity, form_field};
use leptos::prelude::*;
use server::demo::Persona;
use {
    super::{
        act::{Button, Weight},
        field::HiddenField,
    },
    crate::ui::views::views,
};

/// The personas by what they are, each with the button that enters as them and returns to a page of ours; to the home
/// page where none is named.
#[component]
pub fn Personas<'a>(visit: &'a Visit, personas: &'a [Persona], return_to: &'a str) -> AnyView {
    let of_capacity = |wanted: Capacity| -> Vec<&Persona> {
        let holds = |persona: &&Persona| persona.membership.as_ref().is_some_and(|held| held.capacity == wanted);
        personas.iter().filter(holds).collect()
    };
    let of_state: Vec<&Persona> = personas.iter().filter(|persona| persona.staff.is_some()).collect();
    view! {
        <p>
            "On entre ici dans un rôle sans mot de passe. Les personnes sont fictives. On peut \
             aussi se connecter comme une vraie personne : les autres façons sont en bas de la page."
        </p>
        <PersonaList visit title="Élus" personas=of_capacity(Capacity::Elu) return_to />
        <PersonaList visit title="Agents" personas=of_capacity(Capacity::Agent) return_to />
        <PersonaList visit title="État" personas=of_state return_to />
    }
    .into_any()
}

#[component]
fn PersonaList<'a>(visit: &'a Visit, title: &'static str, personas: Vec<&'a Persona>, return_to: &'a str) -> AnyView {
    let items = views(personas.into_iter().map(|persona| view! { <PersonaItem visit persona return_to /> }.into_any()));
    view! {
        <h2>{title}</h2>
        <ul class="t-personas">{items}</ul>
    }
    .into_any()
}

/// A persona. Its form is none of [`super::form::Form`]: whoever enters has no session to keep what was typed in.
#[component]
fn PersonaItem<'a>(visit: &'a Visit, persona: &'a Persona, return_to: &'a str) -> AnyView {
    let role = match (&persona.membership, persona.staff) {
        (Some(held), _) => format!("{}, {}", held.title, visit.ctx.platform.reference().name(&held.siren)),
        (None, Some(staff)) => wording::staff(staff).to_owned(),
        (None, None) => String::new(),
    };
    let is_current = visit.who.as_ref().is_some_and(|who| who.name == persona.name);
    let return_field =
        (!return_to.is_empty()).then(|| view! { <HiddenField name=form_field::RETURN_TO value=return_to /> });
    view! {
        <li class="t-persona">
            <h3 class="t-persona__name">{persona.name.clone()}</h3>
            <p class="t-persona__role">{role}</p>
            <p>{persona.blurb.clone()}</p>
            <form method="post" action=Address::DemoSignIn.to_string()>
                <HiddenField name=form_field::PERSONA value=persona.key.clone() />
                {return_field}
                <Button weight=Weight::SmallPrimary>
                    "Entrer " <span class="fr-sr-only">"en tant que " {persona.name.clone()}</span>
                </Button>
                {is_current.then_some(" (rôle actuel)")}
            </form>
        </li>
    }
    .into_any()
}
