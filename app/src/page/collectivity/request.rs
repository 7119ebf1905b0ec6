//! Asking to act for a collectivité, in three screens: for which one ([`mod@which`]), who one is there ([`mod@who`]),
//! and what happens next ([`mod@next`]).

mod next;
mod step;
mod which;
mod who;

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        form::Form,
        found,
        frame::{Frame, Page},
        membership_request::request_form,
        pending_request::OwnRequests,
    },
};
use axum::extract::Query;
use entity::{
    address::Address, collectivity::Collectivity, done::Done, form_field, search_text::SearchText, siren::Siren,
};
use leptos::prelude::*;
use next::Next;
use serde::Deserialize;
use server::membership;
use which::{Offer, WhichCollectivity, WhichPage};
use who::{WhoPage, WhoYouAre};

/// What every screen is called in the title and the trail.
const TITLE: &str = "Agir pour une collectivité";

/// Which collectivité is asked for, or looked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Looked {
    siren: SearchText,
    chercher: SearchText,
    /// Which page of what was found.
    suite: SearchText,
}

/// The first screen, or the second once a collectivité is chosen.
pub async fn page(visit: Visit, Query(looked): Query<Looked>) -> Result<Page, Failure> {
    visit.ctx.person()?;
    let reference = visit.ctx.platform.reference();
    let chosen = Siren::parse(looked.siren.as_str()).ok().and_then(|siren| reference.find(&siren).cloned());
    match chosen {
        Some(collectivity) => ask_as(visit, collectivity).await,
        None => choose(visit, looked).await,
    }
}

fn frame() -> Frame {
    Frame::new(TITLE).below(Address::Account, "Votre compte")
}

/// The first screen.
async fn choose(visit: Visit, looked: Looked) -> Result<Page, Failure> {
    let reference = visit.ctx.platform.reference();
    let requests = membership::mine(&visit.ctx).await?;
    let identity = server::proconnect::known(&visit.ctx).await?;
    let proposed = membership::proposed(&visit.ctx, &requests, identity.as_ref()).await?;
    let page = WhichPage {
        asked_page: found::asked_page(&looked.suite),
        text: looked.chercher,
        waiting: requests.len() as u64,
        offers: proposed.iter().filter_map(|one| Offer::of(&reference, one)).collect(),
        form: Form::new(&visit, Address::MembershipRequest).labelled(&who::FIELDS).personal(),
        reference,
    };
    Ok(frame().render(&visit, || view! { <WhichCollectivity page=&page /> }.into_any()))
}

/// The second screen: to ask, or to correct what was asked.
async fn ask_as(visit: Visit, collectivity: Collectivity) -> Result<Page, Failure> {
    let siren = collectivity.siren;
    let asked = membership::mine(&visit.ctx).await?.into_iter().find(|one| one.siren == siren);
    let action = match asked.is_some() {
        true => Address::MembershipRequestCorrect,
        false => Address::MembershipRequest,
    };
    let page = WhoPage {
        acts_already: visit.ctx.actor.memberships.contains(&siren),
        answers: membership::who_answers(&visit.ctx, siren).await?,
        form: Form::new(&visit, action).labelled(&who::FIELDS).personal(),
        collectivity,
        asked,
    };
    Ok(frame().render(&visit, || view! { <WhoYouAre page=&page /> }.into_any()))
}

/// The third screen: what happens next.
pub async fn next(visit: Visit) -> Result<Page, Failure> {
    let own = OwnRequests::new(&visit, membership::mine(&visit.ctx).await?);
    Ok(frame().render(&visit, || view! { <Next own=&own /> }.into_any()))
}

/// Asks.
pub async fn ask(visit: Visit, fields: Fields) -> Result<After, Failure> {
    membership::ask(&visit.ctx, &request_form(&fields), &visit.browser.network).await?;
    Ok(After::new(Done::RequestSent, Address::MembershipRequestNext))
}

/// Corrects what was asked.
pub async fn correct(visit: Visit, fields: Fields) -> Result<After, Failure> {
    membership::correct_request(&visit.ctx, &request_form(&fields)).await?;
    Ok(After::new(Done::RequestCorrected, Address::MembershipRequestNext))
}

/// Takes the request back.
pub async fn cancel(visit: Visit, fields: Fields) -> Result<After, Failure> {
    membership::cancel_request(&visit.ctx, &fields.parse(form_field::SIREN)?).await?;
    Ok(After::new(Done::RequestWithdrawn, Address::MembershipRequestNext))
}
