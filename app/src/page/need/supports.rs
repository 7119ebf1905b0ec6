//! Who supports a need, and supporting it.

use super::act;
use crate::{
    http::visit::Visit,
    ui::{
        act::{Button, UserText},
        ask_first::{self, Ask, AskFirst, Why},
        field::{PostForm, TextField},
        form::Form,
        front_door::ActsForNobody,
        here::here,
        input::Field,
        pagination::Pagination,
        place::place,
        sign_in::sign_in_link,
        views::views,
    },
};
use entity::{
    address::Address,
    form_field,
    id::NeedId,
    need::NeedState,
    page_number::{Listed, PageNumber},
    siren::Siren,
    table,
};
use leptos::prelude::*;
use server::{need::query::Detail, reference::Reference};
use wording::{count, time};

const SENTENCE: Field = Field::new(form_field::SENTENCE, "Votre phrase (facultatif)")
    .help("Ce que ce besoin change chez vous, en une phrase")
    .short("Votre phrase")
    .at_most(entity::support::Sentence::MOST);

/// Supports on one page.
const PAGE: u64 = 100;

/// This part of the page of a need.
pub struct SupportsPart {
    need: NeedId,
    listed: Listed<table::support::Model>,
    offer: Offer,
    pub give: Form,
    pub withdraw: Form,
}

/// What whoever reads may do about a support.
enum Offer {
    Nothing,
    /// Out of the census, supports do not change.
    Closed,
    Withdraw,
    Give,
    /// Whoever is not signed in may do it then, at this address.
    SignIn(String),
    /// Whoever is signed in acts for nobody yet.
    ForNobody,
}

impl SupportsPart {
    /// `census` tells whether the census is open.
    pub fn of(visit: &Visit, detail: &Detail, asked: PageNumber, census: bool) -> Self {
        let id = detail.need.id;
        Self {
            need: id,
            listed: Listed::of(detail.supports.clone(), asked, PAGE),
            offer: offer(visit, detail, census),
            give: Form::new(visit, Address::NeedSupport(id)).labelled(&[SENTENCE]),
            withdraw: Form::new(visit, Address::NeedSupportWithdraw(id)).labelled(&[ask_first::REASON]),
        }
    }
}

/// What is offered beside the supports: only of a published need, and within the census.
fn offer(visit: &Visit, detail: &Detail, census: bool) -> Offer {
    let acting = visit.ctx.actor.acting.as_ref().map(|acting| acting.siren);
    let supported = |siren: &Siren| detail.supports.iter().any(|support| support.siren == *siren);
    match (&acting, detail.need.state) {
        (Some(siren), NeedState::Published) if *siren == detail.need.siren => Offer::Nothing,
        (Some(_), NeedState::Published) if !census => Offer::Closed,
        (Some(siren), NeedState::Published) if supported(siren) => Offer::Withdraw,
        (Some(_), NeedState::Published) => Offer::Give,
        (None, NeedState::Published) if visit.acts_for_nobody() && census => Offer::ForNobody,
        (None, NeedState::Published) if visit.who.is_none() && census => Offer::SignIn(sign_in_link(visit)),
        (None, NeedState::Published) | (_, NeedState::Draft | NeedState::Withdrawn | NeedState::Declined) => {
            Offer::Nothing
        }
    }
}

/// Those that support the need, page by page.
#[component]
pub fn Supports<'a>(part: &'a SupportsPart, reference: &'a Reference) -> AnyView {
    let (id, listed) = (part.need, &part.listed);
    let title = match listed.total {
        0 => "Aucune autre collectivité ne soutient encore ce besoin".to_owned(),
        some => count(some, "collectivité a aussi ce besoin", "collectivités ont aussi ce besoin"),
    };
    let rows = views(listed.rows.iter().map(|support| view! { <Support support reference /> }.into_any()));
    let address = |to: u64| Address::Need(id).with("soutiens", to).at("soutiens").to_string();
    view! {
        <h2 id="soutiens">{title}</h2>
        <ul class="t-supports">{rows}</ul>
        <Pagination page=listed.page pages=listed.pages address />
    }
    .into_any()
}

#[component]
fn Support<'a>(support: &'a table::support::Model, reference: &'a Reference) -> AnyView {
    let sentence =
        (!support.sentence.is_empty()).then(|| view! { <UserText text=format!("« {} »", support.sentence) /> });
    view! {
        <li>
            <a href=here(Address::Collectivity(support.siren))>{place(reference, &support.siren)}</a>
            <span class="fr-hint-text">{time::day(support.at.utc())}</span>
            {sentence}
        </li>
    }
    .into_any()
}

/// What is asked before a support is withdrawn.
fn before_withdrawal() -> Ask {
    let what = "Ce besoin perd un soutien, et vos habitants n’y sont plus comptés. La collectivité qui l’a publié est \
                avertie, avec votre motif.";
    let why = Why::named(act::WITHDRAW_SUPPORT, "Lu par la collectivité qui a publié ce besoin");
    Ask::before("Retirer notre soutien", what).why(why)
}

/// What whoever reads may do about a support.
#[component]
pub fn OfferSupport<'a>(part: &'a SupportsPart) -> AnyView {
    let (give, withdraw) = (&part.give, &part.withdraw);
    match &part.offer {
        Offer::Nothing => ().into_any(),
        Offer::Closed => {
            view! { <p class="fr-hint-text">"Le recensement n’est pas ouvert : les soutiens ne changent pas."</p> }
                .into_any()
        }
        Offer::Withdraw => view! {
            <p>"Votre collectivité soutient ce besoin."</p>
            <AskFirst form=withdraw ask=before_withdrawal() />
        }
        .into_any(),
        Offer::Give => view! {
            <PostForm form=give>
                <TextField form=give field=SENTENCE rows=2 />
                <Button>"Nous avons aussi ce besoin"</Button>
            </PostForm>
        }
        .into_any(),
        Offer::ForNobody => view! { <ActsForNobody to="dire qu’elle a aussi ce besoin" /> }.into_any(),
        Offer::SignIn(address) => view! {
            <p>
                <a href=address.clone()>"Connectez-vous"</a>
                " pour dire que votre collectivité a aussi ce besoin."
            </p>
        }
        .into_any(),
    }
}
