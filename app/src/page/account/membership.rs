//! The collectivités of an account: those that one acts for, has asked to act for, and may ask for.

use crate::{
    http::visit::Visit,
    ui::{
        act::{Actions, Button, ButtonLink, Details, Weight},
        card::{CardItem, Cards},
        field::{HiddenField, PostForm},
        form::Form,
        here::here,
        input::Field,
        pending_request::{OwnRequests, PendingRequests},
        views::views,
    },
};
use entity::{address::Address, form_field, siren::Siren};
use leptos::prelude::*;
use server::{person::Membership, reference::Reference};
use std::sync::Arc;

const SIREN: Field = Field::new(form_field::SIREN, "Collectivité");
const TITLE: Field = Field::new(form_field::TITLE, "Votre fonction").short("Titre");

/// What the section shows.
pub struct OwnCollectivities {
    pub reference: Arc<Reference>,
    pub memberships: Vec<Membership>,
    /// The one acted for now, and whether one holds its mandate to vote.
    pub acting: Option<(Siren, bool)>,
    pub requests: OwnRequests,
    /// Those that one's mail address tells of, unless already asked for.
    pub proposed: Vec<Siren>,
    pub forms: MembershipForms,
}

/// The forms of the section.
pub struct MembershipForms {
    pub act_for: Form,
    pub retitle: Form,
    pub leave: Form,
}

impl MembershipForms {
    pub fn new(visit: &Visit) -> Self {
        let form = |address: Address| Form::new(visit, address).labelled(&[SIREN, TITLE]).personal();
        Self {
            act_for: form(Address::AccountActFor),
            retitle: form(Address::AccountTitle),
            leave: form(Address::AccountLeave),
        }
    }
}

#[component]
pub fn Collectivities<'a>(section: &'a OwnCollectivities) -> AnyView {
    let memberships =
        section.memberships.iter().map(|membership| view! { <MembershipCard section membership /> }.into_any());
    let none = section.memberships.is_empty();
    let proposals = section.proposed.iter().map(|&siren| {
        let name = section.reference.name(&siren);
        view! { <Proposal siren name /> }.into_any()
    });
    view! {
        <h2>"Collectivités"</h2>
        {none.then(|| view! { <p>"Vous n’agissez pour aucune collectivité."</p> })}
        <Cards>{views(memberships)}</Cards>
        <PendingRequests own=&section.requests />
        {views(proposals)}
        <p>
            <a href=Address::MembershipRequest.to_string()>"Demander à agir pour une collectivité"</a>
        </p>
    }
    .into_any()
}

/// A collectivité that one acts for, and what one may do about that.
#[component]
fn MembershipCard<'a>(section: &'a OwnCollectivities, membership: &'a Membership) -> AnyView {
    let (siren, forms) = (membership.siren, &section.forms);
    let name = section.reference.name(&siren);
    let acting = section.acting.filter(|(acting, _)| *acting == siren);
    let mandate = acting.is_some_and(|(_, mandate)| mandate);
    let choose = acting.is_none().then(|| view! { <ActFor siren form=&forms.act_for /> });
    view! {
        <CardItem>
            <p>
                <a href=here(Address::Collectivity(siren))>{name.clone()}</a>
                ", "
                {membership.title.clone()}
                " ("
                {wording::capacity(membership.capacity).to_lowercase()}
                {membership.referent.then_some(", référent")}
                ")"
                {acting.map(|_| " – vous agissez pour elle")}
                {mandate.then_some(", avec le mandat de vote")}
            </p>
            <Actions>
                {choose} <ButtonLink weight=Weight::Small href=here(Address::People(siren))>
                    "Personnes et mandat"
                </ButtonLink> <ButtonLink weight=Weight::Small href=Address::CollectivityHistory(siren)>
                    "Historique"
                </ButtonLink>
            </Actions>
            <Details summary=format!("Corriger la fonction, ou quitter {name}")>
                <TitleForm membership form=&forms.retitle />
                <LeaveForm siren name form=&forms.leave />
            </Details>
        </CardItem>
    }
    .into_any()
}

#[component]
fn ActFor<'a>(siren: Siren, form: &'a Form) -> AnyView {
    view! {
        <PostForm form>
            <HiddenField name=SIREN.name value=siren.to_string() />
            <Button weight=Weight::Small>"Agir pour cette collectivité"</Button>
        </PostForm>
    }
    .into_any()
}

/// Corrects one's function in a collectivité. The page has such a field for each: the identifier tells them apart, the
/// name under which it is sent does not.
#[component]
fn TitleForm<'a>(membership: &'a Membership, form: &'a Form) -> AnyView {
    let siren = membership.siren;
    let id = format!("{}-{siren}", TITLE.name);
    view! {
        <PostForm form>
            <HiddenField name=SIREN.name value=siren.to_string() />
            <div class="fr-input-group">
                <label class="fr-label" for=id.clone()>
                    {TITLE.label}
                </label>
                <input
                    class="fr-input"
                    id=id
                    name=TITLE.name
                    value=membership.title.clone()
                    autocomplete="organization-title"
                />
            </div>
            <Button weight=Weight::SmallPrimary>"Corriger la fonction"</Button>
        </PostForm>
    }
    .into_any()
}

#[component]
fn LeaveForm<'a>(siren: Siren, name: String, form: &'a Form) -> AnyView {
    view! {
        <PostForm form>
            <HiddenField name=SIREN.name value=siren.to_string() />
            <p class="fr-hint-text">
                "Quitter termine aussi votre mandat de vote et vos sessions. Ce que la \
                 collectivité a publié lui reste."
            </p>
            <Button weight=Weight::Small>"Ne plus agir pour " {name}</Button>
        </PostForm>
    }
    .into_any()
}

/// A collectivité that one may ask to act for.
#[component]
fn Proposal(siren: Siren, name: String) -> AnyView {
    let address = Address::MembershipRequest.with(SIREN.name, siren);
    view! {
        <p>
            <ButtonLink weight=Weight::Secondary href=address>
                "Demander à agir pour "
                {name}
            </ButtonLink>
        </p>
    }
    .into_any()
}
