//! What one may support or join near the collectivité that one acts for.

use crate::{
    http::visit::Visit,
    ui::{
        act::{Button, Weight},
        field::{PostForm, RefusalSummary},
        form::Form,
        here::here,
        locator::Locator,
        motif::Motif,
        need_card::supports,
        place::{inhabitants, place},
        views::views,
    },
};
use entity::address::Address;
use leptos::prelude::*;
use server::nearby::Nearby;

/// What the section shows.
pub struct Near {
    /// The code and the name of the département.
    departement: (String, String),
    lines: Vec<NearLine>,
}

/// A need or a group, and the one act that is offered.
struct NearLine {
    motif: Motif,
    title: String,
    page: Address,
    about: String,
    form: Form,
    act: &'static str,
}

impl Near {
    pub fn of(visit: &Visit, nearby: Nearby) -> Self {
        let reference = visit.ctx.platform.reference();
        let needs = nearby.needs.into_iter().map(|need| NearLine {
            motif: Motif::Need,
            about: format!("{}, {}", place(&reference, &need.siren), supports(&need)),
            title: need.title,
            page: Address::Need(need.id),
            form: Form::new(visit, Address::NeedSupport(need.id)),
            act: "Nous avons aussi ce besoin",
        });
        let groups = nearby.groups.into_iter().map(|group| NearLine {
            motif: Motif::Group,
            about: format!("mené par {}, {}", place(&reference, &group.lead), inhabitants(group.population)),
            title: group.name,
            page: Address::Group(group.id),
            form: Form::new(visit, Address::GroupAsk(group.id)),
            act: "Demander à rejoindre",
        });
        let lines = needs.chain(groups).collect();
        let name = reference.departement_name(&nearby.departement).to_owned();
        Self { departement: (nearby.departement, name), lines }
    }
}

#[component]
pub fn NearPart(near: Near) -> AnyView {
    let (code, name) = near.departement;
    let summaries = views(near.lines.iter().map(|line| view! { <RefusalSummary form=&line.form /> }.into_any()));
    let lines = views(near.lines.iter().map(|line| view! { <NearItem line /> }.into_any()));
    let all = Address::Needs.with("departement", &code);
    view! {
        <section class="t-near" aria-labelledby="pres-de-chez-vous">
            <h2 id="pres-de-chez-vous">"Près de chez vous"</h2>
            <p class="t-where fr-hint-text">
                <Locator departement=&code />
                {format!("Dans votre département\u{a0}: {name}")}
            </p>
            {summaries}
            <ul>{lines}</ul>
            <p>
                <a class="fr-link" href=here(all)>
                    "Tous les besoins du département"
                </a>
            </p>
        </section>
    }
    .into_any()
}

#[component]
fn NearItem<'a>(line: &'a NearLine) -> AnyView {
    let NearLine { motif, title, page, about, form, act } = line;
    view! {
        <li>
            <div>
                <a class=motif.class() href=page.to_string()>
                    {title.clone()}
                </a>
                <p class="fr-hint-text">{about.clone()}</p>
            </div>
            <PostForm form>
                <Button weight=Weight::Small>
                    {*act} <span class="fr-sr-only">{format!("\u{a0}: {title}")}</span>
                </Button>
            </PostForm>
        </li>
    }
    .into_any()
}
