//! The first screen: for which collectivité.

use super::{step::Step, who::SIREN};
use crate::ui::{
    act::{Button, ButtonLink, Details, Weight},
    field::{RefusalSummary, SearchField},
    form::Form,
    found::{self, FoundPages, WithoutSiren},
    views::views,
};
use entity::{address::Address, collectivity::Collectivity, search_text::SearchText};
use leptos::prelude::*;
use server::{
    membership::{Proposed, Why},
    reference::{Hit, Reference},
};
use std::sync::Arc;
use wording::count;

/// What the screen shows.
pub(super) struct WhichPage {
    pub reference: Arc<Reference>,
    /// What is looked for, and which page of what was found is asked for.
    pub text: SearchText,
    pub asked_page: usize,
    /// How many requests wait for an answer.
    pub waiting: u64,
    pub offers: Vec<Offer>,
    pub form: Form,
}

/// A collectivité that is offered, and why.
pub(super) struct Offer {
    address: String,
    name: String,
    place: String,
    why: &'static str,
}

impl Offer {
    /// None for one that the directory does not list.
    pub fn of(reference: &Reference, proposed: &Proposed) -> Option<Self> {
        let collectivity = reference.find(&proposed.siren)?;
        let why = match proposed.why {
            Why::Organisation => "votre organisation, selon ProConnect",
            Why::Domain => "son adresse officielle a la même fin que la vôtre",
            Why::Name => "son nom figure dans votre adresse de courriel",
        };
        let place = found::place_of(reference, collectivity);
        Some(Self { address: second_screen(collectivity), name: collectivity.name.clone(), place, why })
    }
}

fn second_screen(collectivity: &Collectivity) -> String {
    Address::MembershipRequest.with(SIREN.name, collectivity.siren).to_string()
}

#[component]
pub(super) fn WhichCollectivity<'a>(page: &'a WhichPage) -> AnyView {
    let WhichPage { reference, text, asked_page, form, .. } = page;
    let has_found_nothing = !text.is_empty() && reference.search(text, 1).total == 0;
    // Whoever searches looks for another one.
    let offers = text.is_empty().then(|| view! { <Offers offers=&page.offers /> });
    let results = (!text.is_empty()).then(|| view! { <Results reference text page=*asked_page /> });
    let waiting = (page.waiting > 0).then(|| {
        let sentence = count(page.waiting, "demande attend déjà une réponse", "demandes attendent déjà une réponse");
        let state = Address::MembershipRequestNext.to_string();
        view! { <p>{sentence} " : " <a href=state>"voir la suite"</a> "."</p> }
    });
    view! {
        <h1>"Pour quelle collectivité agissez-vous ?"</h1>
        <Step number=1 />
        <RefusalSummary form />
        {waiting}
        {offers}
        <form method="get" action=Address::MembershipRequest.to_string() role="search" class="t-search">
            <SearchField
                name="chercher"
                label="Collectivité"
                help="Nom, code postal, code INSEE ou SIREN"
                value=text.to_string()
            />
            <Button weight=Weight::Secondary>"Chercher"</Button>
        </form>
        {results}
        <OtherBodies open=has_found_nothing />
    }
    .into_any()
}

/// How a body takes part that is no collectivité of its own here.
#[component]
fn OtherBodies(open: bool) -> AnyView {
    view! {
        <Details summary="Vous travaillez pour un CCAS, un syndicat, un PETR ou un autre organisme ?" open>
            <p>
                "Ces organismes prennent part avec une collectivité : la commune d’un CCAS, une commune ou une \
                 intercommunalité membre d’un syndicat ou d’un PETR. Cherchez cette collectivité, choisissez-la, \
                 puis écrivez le nom de l’organisme, et dans la justification ce qui le relie à elle."
            </p>
            <p>
                "Votre demande va à l’équipe de l’Incubateur, qui rattache ces organismes, et au référent de la \
                 collectivité : le premier des deux répond."
            </p>
        </Details>
    }
    .into_any()
}

/// What the mail address and the identity service tell.
#[component]
fn Offers<'a>(offers: &'a [Offer]) -> AnyView {
    if offers.is_empty() {
        return ().into_any();
    }
    let items = views(offers.iter().map(|Offer { address, name, place, why }| {
        view! {
            <li>
                <ButtonLink weight=Weight::Small href=address.clone()>
                    {name.clone()}
                </ButtonLink>
                {format!(" {place} : {why}.")}
            </li>
        }
        .into_any()
    }));
    view! {
        <h2>"Est-ce l’une de celles-ci ?"</h2>
        <ul>{items}</ul>
        <h2>"Sinon, cherchez-la"</h2>
    }
    .into_any()
}

/// What the search found, or why nothing was.
#[component]
fn Results<'a>(reference: &'a Reference, text: &'a SearchText, page: usize) -> AnyView {
    let found = reference.search(text, page);
    let (page, pages, text) = (found.page, found.pages, text.as_str());
    let hits = views(found.hits.iter().map(|hit| {
        match hit {
            Hit::Collectivity { collectivity, .. } => view! {
                <li>
                    <a href=second_screen(collectivity)>{collectivity.name.clone()}</a>
                    ", "
                    {found::place(reference, hit)}
                </li>
            }
            .into_any(),
            Hit::WithoutSiren { commune } => view! {
                <li>
                    <WithoutSiren commune />
                </li>
            }
            .into_any(),
        }
    }));
    let address = |page: usize| Address::MembershipRequest.with("chercher", text).with("suite", page).to_string();
    view! {
        <p role="status">{found::sentence(text, found.total, page, pages)}</p>
        <ul>{hits}</ul>
        <FoundPages page pages address />
    }
    .into_any()
}
