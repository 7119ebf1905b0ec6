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
        personal_data::PublishAnyway,
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
};
use leptos::prelude::*;
use server::{
    need::query::{Detail, Supporter},
    reference::Reference,
};
use std::collections::HashMap;
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
    listed: Listed<Supporter>,
    /// The titles of those that joined the need.
    titles: HashMap<NeedId, String>,
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
    /// It counts already, by this need that joined: its own, or one that it supports.
    Counts {
        by: NeedId,
        is_author: bool,
    },
    /// Whoever is not signed in may do it then, at this address.
    SignIn(String),
    /// Whoever is signed in acts for nobody yet.
    ForNobody,
}

impl SupportsPart {
    pub fn of(visit: &Visit, detail: &Detail, asked: PageNumber, census_is_open: bool) -> Self {
        let id = detail.need.id;
        Self {
            need: id,
            listed: Listed::of(detail.supports.clone(), asked, PAGE),
            titles: detail.joined.iter().map(|joined| (joined.id, joined.title.clone())).collect(),
            offer: offer(visit, detail, census_is_open),
            give: Form::new(visit, Address::NeedSupport(id)).labelled(&[SENTENCE]),
            withdraw: Form::new(visit, Address::NeedSupportWithdraw(id)).labelled(&[ask_first::REASON]),
        }
    }
}

/// What is offered beside the supports: only of a published need, and within the census.
fn offer(visit: &Visit, detail: &Detail, census_is_open: bool) -> Offer {
    let acting = visit.ctx.actor.acting.as_ref().map(|acting| acting.siren);
    let counted = acting.and_then(|siren| detail.supports.iter().find(|support| support.siren == siren));
    if detail.need.face.is_some() {
        // It takes no support any more; one that it has may still be taken back.
        let is_given =
            census_is_open && counted.is_some_and(|support| support.by == detail.need.id && !support.is_author);
        return if is_given { Offer::Withdraw } else { Offer::Nothing };
    }
    match (&acting, detail.need.state) {
        (Some(siren), NeedState::Published) if *siren == detail.need.siren => Offer::Nothing,
        (Some(_), NeedState::Published) if !census_is_open => Offer::Closed,
        (Some(_), NeedState::Published) => match counted {
            Some(support) if support.by == detail.need.id => Offer::Withdraw,
            Some(support) => Offer::Counts { by: support.by, is_author: support.is_author },
            None => Offer::Give,
        },
        (None, NeedState::Published) if visit.acts_for_nobody() && census_is_open => Offer::ForNobody,
        (None, NeedState::Published) if visit.who.is_none() && census_is_open => Offer::SignIn(sign_in_link(visit)),
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
    let rows = views(listed.rows.iter().map(|support| {
        let joined = part.titles.get(&support.by).map(String::as_str).unwrap_or_default();
        view! { <Support support joined reference /> }.into_any()
    }));
    let address = |to: u64| Address::Need(id).with("soutiens", to).at("soutiens").to_string();
    view! {
        <h2 id="soutiens">{title}</h2>
        <ul class="t-supports">{rows}</ul>
        <Pagination page=listed.page pages=listed.pages address />
    }
    .into_any()
}

#[component]
fn Support<'a>(
    support: &'a Supporter,
    /// The title of the need that joined, by which it stands behind this one; empty where it supports this one itself.
    joined: &'a str,
    reference: &'a Reference,
) -> AnyView {
    let sentence =
        (!support.sentence.is_empty()).then(|| view! { <UserText text=format!("« {} »", support.sentence) /> });
    let by = (!joined.is_empty()).then(|| {
        let how = if support.is_author { "son besoin, qui a rejoint celui-ci : " } else { "par son soutien à " };
        view! {
            <span class="fr-hint-text">
                {how} <a href=Address::Need(support.by).to_string()>"« " {joined.to_owned()} " »"</a>
            </span>
        }
    });
    view! {
        <li>
            <a href=here(Address::Collectivity(support.siren))>{place(reference, &support.siren)}</a>
            <span class="fr-hint-text">{time::day(support.at)}</span>
            {by}
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
        Offer::Counts { by, is_author } => {
            let how = match is_author {
                true => "Votre collectivité y compte déjà, par son propre besoin qui a rejoint celui-ci : ",
                false => "Votre collectivité y compte déjà, par son soutien à un besoin qui a rejoint celui-ci : ",
            };
            let title = part.titles.get(by).cloned().unwrap_or_default();
            view! { <p>{how} <a href=Address::Need(*by).to_string()>"« " {title} " »"</a> "."</p> }.into_any()
        }
        Offer::Give => view! {
            <PostForm form=give>
                <TextField form=give field=SENTENCE rows=2 />
                <PublishAnyway form=give field=SENTENCE.name anyway=form_field::ANYWAY />
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
