//! What is near a collectivité, a line each: how near it is, and the one act that is offered.

use super::{
    act::{Button, Weight},
    field::{PostForm, RefusalSummary},
    form::Form,
    here::here,
    motif::Motif,
    need_card::supports,
    place::{inhabitants, place},
    views::views,
};
use crate::http::visit::Visit;
use entity::{address::Address, table};
use leptos::prelude::*;
use server::{
    nearby::{Adopted, Near, Nearness},
    reference::Reference,
};
use wording::count;

/// A need, a group or a service that is near.
pub struct NearLine {
    motif: Motif,
    title: String,
    address: String,
    about: String,
    /// None for who acts for another collectivité or for none, and while it is not open.
    act: Option<(Form, &'static str)>,
}

impl NearLine {
    /// A need to support; `offers` where the collectivité acted for may.
    pub fn need(visit: &Visit, reference: &Reference, near: Near<table::need::Model>, offers: bool) -> Self {
        let need = near.what;
        let act = || (Form::new(visit, Address::NeedSupport(need.id)), "Nous avons aussi ce besoin");
        Self {
            motif: Motif::Need,
            about: told(near.nearness, format!("{}, {}", place(reference, &need.siren), supports(&need))),
            act: offers.then(act),
            address: Address::Need(need.id).to_string(),
            title: need.title,
        }
    }

    /// A group to join; `offers` where the collectivité acted for may ask.
    pub fn group(visit: &Visit, reference: &Reference, near: Near<table::group::Model>, offers: bool) -> Self {
        let group = near.what;
        let lead = format!("mené par {}, {}", place(reference, &group.lead), inhabitants(group.population));
        let eligible = if group.eligible { "déjà éligible" } else { "cherche encore des membres" };
        let act = || (Form::new(visit, Address::GroupAsk(group.id)), "Demander à rejoindre");
        Self {
            motif: Motif::Group,
            about: told(near.nearness, format!("{lead}, {eligible}")),
            act: offers.then(act),
            address: Address::Group(group.id).to_string(),
            title: group.name,
        }
    }

    /// A service that others try or adopted; what to do about it stands on its page.
    pub fn service(reference: &Reference, near: Near<Adopted>) -> Self {
        let Adopted { project, title, siren, state, collectivities } = near.what;
        let state = state.map_or("l’expérimente", wording::deployment_of);
        let others = match collectivities.saturating_sub(1) {
            0 => String::new(),
            others => format!(", avec {}", count(others, "autre collectivité", "autres collectivités")),
        };
        Self {
            motif: Motif::Project,
            about: told(near.nearness, format!("{} {state}{others}", place(reference, &siren))),
            act: None,
            address: Address::Project(project).at("adoption").to_string(),
            title,
        }
    }

    fn form(&self) -> Option<&Form> {
        self.act.as_ref().map(|(form, _)| form)
    }
}

/// What is told of a line, with how near it is.
fn told(nearness: Nearness, about: String) -> String {
    match nearness {
        Nearness::Epci => format!("{about} – même intercommunalité"),
        Nearness::SharedGroup => format!("{about} – un groupement en commun"),
        Nearness::Departement => format!("{about} – même département"),
        Nearness::Region => format!("{about} – même région"),
        Nearness::Elsewhere => about,
    }
}

/// What was refused of the forms of these lines.
#[component]
pub fn NearRefusals<'a>(lines: &'a [NearLine]) -> AnyView {
    views(lines.iter().filter_map(NearLine::form).map(|form| view! { <RefusalSummary form /> }.into_any()))
}

/// The lines, each with its act.
#[component]
pub fn NearLines<'a>(lines: &'a [NearLine]) -> AnyView {
    let lines = views(lines.iter().map(|line| view! { <Line line /> }.into_any()));
    view! { <ul class="t-nearby">{lines}</ul> }.into_any()
}

#[component]
fn Line<'a>(line: &'a NearLine) -> AnyView {
    let NearLine { motif, title, address, about, act } = line;
    let act = act.as_ref().map(|(form, label)| {
        view! {
            <PostForm form>
                <Button weight=Weight::Small>
                    {*label} <span class="fr-sr-only">{format!("\u{a0}: {title}")}</span>
                </Button>
            </PostForm>
        }
    });
    view! {
        <li>
            <div>
                <a class=motif.class() href=here(address)>
                    {title.clone()}
                </a>
                <p class="fr-hint-text">{about.clone()}</p>
            </div>
            {act}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn a_line_says_how_near_it_is_and_offers_its_act_by_name() {
        let line = NearLine {
            motif: Motif::Group,
            title: "Archives communes".into(),
            address: "/groupements/x".into(),
            about: told(Nearness::SharedGroup, "mené par Cahors (46)".into()),
            act: Some((Form::example("/groupements/x/demander", &[], &[]), "Demander à rejoindre")),
        };
        let all = [line];
        let lines = html(|| view! { <NearLines lines=&all /> });
        assert!(lines.starts_with("<ul class=\"t-nearby\"><li>"), "{lines}");
        assert!(lines.contains("mené par Cahors (46) – un groupement en commun"), "{lines}");
        assert!(lines.contains("Demander à rejoindre"), "{lines}");
        assert!(lines.contains("\u{a0}: Archives communes</span>"), "{lines}");
        assert_eq!(told(Nearness::Elsewhere, "ici".into()), "ici");
    }
}
