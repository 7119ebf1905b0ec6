//! One's own request to act for a collectivité while it waits: who answers it, and the ways to correct it or take it
//! back.

use super::{
    act::{Actions, ButtonLink, Weight},
    ask_first::{Ask, AskFirst},
    card::{CardItem, Cards},
    field::HiddenField,
    form::Form,
    views::views,
};
use crate::http::visit::Visit;
use entity::{address::Address, form_field, table::membership_request};
use leptos::prelude::*;
use server::reference::Reference;
use std::sync::Arc;
use wording::time;

/// One's own requests that wait.
pub struct OwnRequests {
    reference: Arc<Reference>,
    requests: Vec<membership_request::Model>,
    cancel: Form,
}

impl OwnRequests {
    pub fn new(visit: &Visit, requests: Vec<membership_request::Model>) -> Self {
        let cancel = Form::new(visit, Address::MembershipRequestCancel).personal();
        Self { reference: visit.ctx.platform.reference(), requests, cancel }
    }

    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }
}

/// Each request that waits, on a page of its own or on another.
#[component]
pub fn PendingRequests<'a>(own: &'a OwnRequests) -> AnyView {
    let requests = views(own.requests.iter().map(|request| view! { <PendingRequest own request /> }.into_any()));
    view! { <Cards>{requests}</Cards> }.into_any()
}

/// What is asked before one's own request is taken back.
fn before_cancelling(name: String) -> Ask {
    Ask::before("Retirer la demande", "Personne n’y répondra plus ; vous pourrez en faire une autre.").of(name)
}

#[component]
fn PendingRequest<'a>(own: &'a OwnRequests, request: &'a membership_request::Model) -> AnyView {
    let name = own.reference.name(&request.siren);
    let (which, of_which) = (name.clone(), name.clone());
    let of_body = wording::for_body(&request.body);
    let correct = Address::MembershipRequest.with(form_field::SIREN.as_str(), request.siren);
    view! {
        <CardItem>
            <p>
                "Vous avez demandé à agir pour " <strong>{name}</strong> ", le "
                {time::moment(request.asked_at.utc())} ", comme " {request.title.clone()} " ("
                {wording::capacity(request.capacity).to_lowercase()} ")" {of_body} "."
            </p>
            <p>{wording::request_reached(request.reached)} " " {wording::WHEN_ANSWERED}</p>
            <Actions>
                <ButtonLink weight=Weight::Small href=correct>
                    "Corriger la demande"
                    <span class="fr-sr-only">" pour " {which}</span>
                </ButtonLink>
                <AskFirst form=&own.cancel ask=before_cancelling(of_which)>
                    <HiddenField name=form_field::SIREN value=request.siren.to_string() />
                </AskFirst>
            </Actions>
        </CardItem>
    }
    .into_any()
}
