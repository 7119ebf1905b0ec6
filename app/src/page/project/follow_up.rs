//! What became of a project that the vote selected: applying to try it, the collectivités that do, and its money.

use crate::{
    http::visit::Visit,
    ui::{
        act::{Actions, ButtonLink},
        alert::Tone,
        badge::Badge,
        figures::{Definitions, entry},
        front_door::ActsForNobody,
        here::here,
        place::place,
        sign_in::sign_in_link,
        tile_map::TileMap,
        views::views,
    },
};
use entity::{
    address::Address,
    campaign::{Call, Campaign, Envelope},
    id::ProjectId,
    lineage::{Grants, LineageFacts},
    table,
};
use leptos::prelude::*;
use server::reference::Reference;
use wording::{count, euros, time};

/// What is known of a selected project.
pub struct FollowUp {
    project: ProjectId,
    applying: Applying,
    /// The days of the calls, in words.
    calls: Vec<String>,
    pilots: Grants,
    deployments: Vec<table::deployment::Model>,
    /// The collectivité acted for chose the project in the vote.
    chosen: bool,
}

/// What whoever visits may do about an application to try the project.
enum Applying {
    /// No intake is open.
    Closed,
    /// Where they apply, with the project chosen, and until when.
    Open {
        address: String,
        until: String,
    },
    /// Where they sign in first.
    SignIn(String),
    ForNobody,
    /// Signed in, in a role that does not apply.
    NoApplicant,
}

impl FollowUp {
    /// None of a project that is not selected.
    pub fn of(
        visit: &Visit,
        campaign: &Campaign,
        known: &LineageFacts,
        deployments: Vec<table::deployment::Model>,
        chosen: bool,
    ) -> Option<Self> {
        let project = known.project.as_ref().filter(|_| known.is_selected())?;
        let call = campaign.envelopes.iter().find(|envelope| envelope.call == Some(Call::Pilot));
        let intakes = call.map(|envelope| envelope.intakes(&campaign.calendar)).unwrap_or_default();
        let name = |intake| wording::capitalised(&time::intake(intake, visit.overseas()));
        Some(Self {
            project: project.id,
            applying: call.map_or(Applying::Closed, |envelope| Applying::of(visit, campaign, envelope, project.id)),
            calls: intakes.iter().map(name).collect(),
            pilots: known.pilots.clone(),
            deployments,
            chosen,
        })
    }
}

impl Applying {
    fn of(visit: &Visit, campaign: &Campaign, envelope: &Envelope, project: ProjectId) -> Self {
        let Some(intake) = envelope.open_intake(&campaign.calendar, visit.ctx.now()) else { return Self::Closed };
        match (&visit.ctx.actor.acting, visit.acts_for_nobody(), visit.who.is_some()) {
            (Some(_), _, _) => Self::Open {
                address: visit.here(Address::Envelope(envelope.code.clone()).with("projet", project).at("candidater")),
                until: time::deadline(intake.period.close(), visit.overseas()),
            },
            (None, true, _) => Self::ForNobody,
            (None, false, true) => Self::NoApplicant,
            (None, false, false) => Self::SignIn(sign_in_link(visit)),
        }
    }
}

/// Applying, beside what the project comes to; when, while no call is open.
#[component]
pub fn Candidate<'a>(follow_up: &'a FollowUp) -> AnyView {
    let chosen = follow_up.chosen.then(|| {
        view! {
            <p>
                <Badge tone=Tone::Info label="Votre collectivité a approuvé ce projet" />
            </p>
        }
    });
    let act = match &follow_up.applying {
        Applying::Closed if !follow_up.calls.is_empty() => {
            let calls = follow_up.calls.join("\u{a0}; ");
            view! { <p class="fr-hint-text">{format!("Candidatures pour l’expérimenter\u{a0}: {calls}.")}</p> }
                .into_any()
        }
        Applying::Closed | Applying::NoApplicant => ().into_any(),
        Applying::Open { address, until } => view! {
            <Actions>
                <ButtonLink href=address.clone()>"Candidater"</ButtonLink>
            </Actions>
            <p class="fr-hint-text">{format!("Pour l’expérimenter, jusqu’au {until}.")}</p>
        }
        .into_any(),
        Applying::SignIn(address) => view! {
            <p>
                "Votre collectivité veut l’expérimenter\u{a0}? " <a href=address.clone()>"Connectez-vous"</a>
                " pour candidater."
            </p>
        }
        .into_any(),
        Applying::ForNobody => view! { <ActsForNobody to="candidater en son nom" /> }.into_any(),
    };
    view! {
        {chosen}
        {act}
    }
    .into_any()
}

/// The calls, the collectivités that try the project, and its money.
#[component]
pub fn Followed<'a>(follow_up: &'a FollowUp, reference: &'a Reference) -> AnyView {
    let calls = (!follow_up.calls.is_empty()).then(|| entry("Candidatures", follow_up.calls.join(" ; ")));
    let Grants { since, promised, paid, .. } = &follow_up.pilots;
    let money = since.map(|since| {
        let told = match paid.cents() {
            0 => "rien n’est encore versé".to_owned(),
            paid => format!("{} déjà versés", euros(paid)),
        };
        let (promised, since) = (euros(promised.cents()), time::day(since));
        let said = format!("{promised} accordés, {told}. Première décision publiée le {since}.");
        let ledger = here(Address::Envelopes.at("grand-livre"));
        let payments = (paid.cents() > 0).then(|| {
            let payments = here(Address::Money.with("projet", follow_up.project));
            view! {
                " · "
                <a href=payments>"Suivre chaque versement"</a>
            }
        });
        let said = view! {
            {said}
            " "
            <a href=ledger>"Voir le grand livre"</a>
            {payments}
        };
        entry("Argent", said)
    });
    view! {
        <h2 id="suivi">"Suivi du projet"</h2>
        <Definitions entries=calls.into_iter().chain(money).collect() />
        <Adopters follow_up reference />
    }
    .into_any()
}

/// The collectivités that try the project, with what they tell of it, and where they are.
#[component]
fn Adopters<'a>(follow_up: &'a FollowUp, reference: &'a Reference) -> AnyView {
    let adopters = &follow_up.pilots.collectivities;
    if adopters.is_empty() {
        return view! { <p>"Aucune collectivité ne l’expérimente encore."</p> }.into_any();
    }
    let lines = views(adopters.iter().map(|siren| {
        let told = follow_up.deployments.iter().find(|told| told.siren == *siren).map(|told| {
            view! {
                "\u{a0}: "
                <strong>{wording::deployment(told.state)}</strong>
                ". "
                <span class="t-user-text">{told.feedback.clone()}</span>
            }
        });
        view! {
            <li>
                <a href=here(Address::Collectivity(*siren))>{place(reference, siren)}</a>
                {told}
            </li>
        }
        .into_any()
    }));
    let territory = reference.atlas.union(adopters);
    let number = count(adopters.len() as u64, "collectivité l’expérimente", "collectivités l’expérimentent");
    view! {
        <h3 id="adoption">{number}</h3>
        <ul>{lines}</ul>
        <TileMap reference territory=&territory />
    }
    .into_any()
}
