//! What the link of an invitation opens.

use crate::{
    http::{after::After, failure::Failure, visit::Visit},
    ui::{
        act::{Actions, Button, ButtonLink, Weight},
        field::{PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
        mailed_link::{ANSWERED, LinkAnswered, LinkEnded, unless_ended},
        sign_in::sign_in_link,
    },
};
use axum::{extract::Path, response::Redirect};
use entity::{address::Address, done::Done, table::membership_invitation};
use leptos::prelude::*;
use server::membership;

/// What the page shows while an answer is awaited.
struct InvitationPage {
    collectivity: String,
    invitation: membership_invitation::Model,
    /// The name of whoever is signed in, or the way to sign in.
    who: Result<String, String>,
    accept: Form,
    decline: Form,
}

/// The invitation; accepting is for whoever is signed in.
pub async fn invitation(visit: Visit, Path(token): Path<String>) -> Result<Page, Failure> {
    let invitation = unless_ended(membership::look_at_invitation(&visit.ctx, &token).await)?;
    let page = invitation.map(|invitation| InvitationPage {
        collectivity: visit.ctx.platform.reference().name(&invitation.siren),
        invitation,
        who: visit.who.as_ref().map(|who| who.name.clone()).ok_or_else(|| sign_in_link(&visit)),
        accept: Form::new(&visit, Address::Invitation(token.clone())).personal(),
        decline: Form::new(&visit, Address::InvitationDecline(token)).personal(),
    });
    Ok(Frame::new("Invitation").render(&visit, || match &page {
        Some(page) => view! { <Invitation page /> }.into_any(),
        None => {
            let title = "Cette invitation ne sert plus";
            let reason = "Elle a déjà servi, ou elle est trop ancienne. Demandez-en une autre au référent de la \
                          collectivité.";
            view! { <LinkEnded title reason /> }.into_any()
        }
    }))
}

#[component]
fn Invitation<'a>(page: &'a InvitationPage) -> AnyView {
    let InvitationPage { collectivity, invitation, decline, .. } = page;
    view! {
        <h1>"Agir pour " {collectivity.clone()}</h1>
        <RefusalSummary form=&page.accept />
        <p>
            "Le référent de la collectivité vous y invite, comme "
            {wording::capacity(invitation.capacity).to_lowercase()} " : " {invitation.title.clone()} "."
        </p>
        <Accept page />
        <PostForm form=decline>
            <Button weight=Weight::Secondary>"Ce n’est pas pour moi"</Button>
        </PostForm>
        <p class="fr-hint-text">
            "« Ce n’est pas pour moi » : l’invitation s’arrête là, et la personne qui l’a envoyée ne peut plus \
             vous inviter."
        </p>
    }
    .into_any()
}

#[component]
fn Accept<'a>(page: &'a InvitationPage) -> AnyView {
    match &page.who {
        Ok(name) => view! {
            <p>"Vous acceptez en tant que " <strong>{name.clone()}</strong> "."</p>
            <PostForm form=&page.accept>
                <Button>"Accepter"</Button>
            </PostForm>
        }
        .into_any(),
        Err(sign_in) => view! {
            <p>"Connectez-vous d’abord : vous reviendrez ensuite ici."</p>
            <Actions>
                <ButtonLink href=sign_in.clone()>"Se connecter"</ButtonLink>
            </Actions>
        }
        .into_any(),
    }
}

/// Accepts an invitation.
pub async fn accept(visit: Visit, Path(token): Path<String>) -> Result<After, Failure> {
    membership::accept_invitation(&visit.ctx, &token).await?;
    Ok(After::new(Done::MembershipAccepted, Address::Account).then(Address::Home))
}

/// Declines an invitation, for whoever holds its link.
pub async fn decline(visit: Visit, Path(token): Path<String>) -> Result<Redirect, Failure> {
    membership::decline_invitation(&visit.ctx, &token).await?;
    Ok(Redirect::to(&Address::InvitationDeclined.to_string()))
}

/// After an invitation was declined.
pub async fn declined(visit: Visit) -> Page {
    let outcome = "L’invitation ne sert plus, et la personne qui l’a envoyée ne peut plus vous inviter.";
    Frame::new(ANSWERED).render(&visit, || view! { <LinkAnswered outcome /> }.into_any())
}
