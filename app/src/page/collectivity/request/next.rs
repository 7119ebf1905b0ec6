//! The third screen: who confirms, and when one will hear.

use super::step::Step;
use crate::ui::here::here;
use crate::ui::{
    act::{Actions, ButtonLink, Weight},
    alert::EmptyState,
    front_door::WAY_ON,
    pending_request::{OwnRequests, PendingRequests},
};
use entity::address::Address;
use leptos::prelude::*;

#[component]
pub(super) fn Next<'a>(own: &'a OwnRequests) -> AnyView {
    if own.is_empty() {
        return view! { <NothingWaits /> }.into_any();
    }
    view! {
        <h1>"Votre demande est enregistrée"</h1>
        <Step number=3 />
        <PendingRequests own />
        <p>
            "L’accueil montre où elle en est jusqu’à la réponse. En attendant, vous pouvez lire les besoins, les \
             groupements et les projets de toutes les collectivités."
        </p>
        <Actions>
            <ButtonLink href=Address::Home>"Aller à l’accueil"</ButtonLink>
            <ButtonLink weight=Weight::Secondary href=here(Address::Needs)>
                "Lire les besoins"
            </ButtonLink>
        </Actions>
    }
    .into_any()
}

#[component]
fn NothingWaits() -> AnyView {
    view! {
        <h1>"Vos demandes"</h1>
        <EmptyState>
            <p>"Aucune de vos demandes n’attend de réponse."</p>
            <Actions>
                <ButtonLink href=Address::MembershipRequest>{WAY_ON}</ButtonLink>
                <ButtonLink weight=Weight::Secondary href=Address::Account>
                    "Votre compte"
                </ButtonLink>
            </Actions>
        </EmptyState>
    }
    .into_any()
}
