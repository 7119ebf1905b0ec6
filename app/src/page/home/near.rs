//! What one may support or join near the collectivité that one acts for.

use crate::{
    http::visit::Visit,
    ui::{
        locator::Locator,
        nearby::{NearLine, NearLines, NearRefusals},
    },
};
use entity::address::Address;
use leptos::prelude::*;
use server::nearby::Nearby;

/// What the section shows.
pub struct NearHome {
    /// The code and the name of the département.
    departement: (String, String),
    lines: Vec<NearLine>,
    /// All that is near.
    all: String,
}

impl NearHome {
    pub fn of(visit: &Visit, nearby: Nearby) -> Self {
        let reference = visit.ctx.platform.reference();
        let needs = nearby.needs.into_iter().map(|need| NearLine::need(visit, &reference, need, true));
        let groups = nearby.groups.into_iter().map(|group| NearLine::group(visit, &reference, group, true));
        let lines = needs.chain(groups).collect();
        let name = reference.departement_name(&nearby.departement).to_owned();
        Self { departement: (nearby.departement, name), lines, all: visit.here(Address::NearYou) }
    }
}

#[component]
pub fn NearPart(near: NearHome) -> AnyView {
    let (code, name) = near.departement;
    view! {
        <section aria-labelledby="pres-de-chez-vous">
            <h2 id="pres-de-chez-vous">"Près de chez vous"</h2>
            <p class="t-where fr-hint-text">
                <Locator departement=&code />
                {format!("Votre intercommunalité, puis votre département\u{a0}: {name}")}
            </p>
            <NearRefusals lines=&near.lines />
            <NearLines lines=&near.lines />
            <p>
                <a class="fr-link" href=near.all>
                    "Tout ce qui est près de chez vous"
                </a>
            </p>
        </section>
    }
    .into_any()
}
