//! What its collectivité, or a curator, may do with a need.

use super::act;
use crate::{
    http::visit::Visit,
    ui::{
        act::{Actions, Button, ButtonLink, Details, Weight},
        ask_first::{self, Ask, AskFirst, Why},
        field::{PostForm, TextField},
        form::Form,
        here::here,
        input::Field,
        shown::DeleteDraft,
    },
};
use entity::{address::Address, form_field, id::NeedId, need::NeedState, permission::Action, shown::Shown};
use leptos::prelude::*;
use server::need::query::Detail;

const REASON: Field = Field::new(form_field::REASON, "Motif")
    .help("Public : il s’affiche sur la page du besoin, et ses auteurs et soutiens en sont avertis.")
    .at_most(server::project::Reason::MOST);

/// This part of the page of a need.
pub struct ManagePart {
    need: NeedId,
    offer: Offer,
    pub withdraw: Form,
    pub delete: Form,
    pub decline: Form,
}

/// What whoever reads may do.
enum Offer {
    Nothing,
    /// Its collectivité writes the draft while the census is open, and deletes it at any time.
    Draft {
        may_write: bool,
        shown: Shown,
    },
    /// Its collectivité changes it or takes it back, which concerns others where it is supported or groups are on it.
    Published {
        concerns_others: bool,
        /// It joined another: its text does not change as long as it has.
        joined: bool,
    },
    /// A curator makes a project of it or declines it.
    Curate,
}

impl ManagePart {
    pub fn of(visit: &Visit, detail: &Detail, census_is_open: bool) -> Self {
        let id = detail.need.id;
        Self {
            need: id,
            offer: offer(visit, detail, census_is_open),
            withdraw: Form::new(visit, Address::NeedWithdraw(id)).labelled(&[ask_first::REASON]),
            delete: Form::new(visit, Address::NeedDelete(id)),
            decline: Form::new(visit, Address::CurationNeedDecline(id)).labelled(&[REASON]),
        }
    }
}

/// A curator of the need's own collectivité curates once the census is over.
fn offer(visit: &Visit, detail: &Detail, census_is_open: bool) -> Offer {
    let need = &detail.need;
    let own = visit.ctx.actor.acting.as_ref().is_some_and(|acting| acting.siren == need.siren);
    let curates = || visit.ctx.authorise(Action::Curate, &Default::default()).is_ok();
    match need.state {
        NeedState::Draft if own => Offer::Draft { may_write: census_is_open, shown: server::need::shown_draft(need) },
        NeedState::Published if own && census_is_open => {
            Offer::Published { concerns_others: concerns_others(detail), joined: need.face.is_some() }
        }
        NeedState::Published if need.face.is_none() && detail.project.is_none() && curates() => Offer::Curate,
        NeedState::Draft | NeedState::Published | NeedState::Withdrawn | NeedState::Declined => Offer::Nothing,
    }
}

/// Whether others than its collectivité may stand behind it: with a support, or in a group on it.
fn concerns_others(detail: &Detail) -> bool {
    !detail.supports.is_empty() || !detail.groups.is_empty()
}

/// What is asked before a need is withdrawn.
fn before_withdrawal(concerns_others: bool) -> Ask {
    let ask = Ask::before(
        "Retirer ce besoin",
        match concerns_others {
            true => {
                "Lui et son texte ne seront plus visibles que de votre collectivité. Celles qui le soutiennent, ou \
                 qui se groupent sur lui, en seront averties avec votre motif."
            }
            false => "Lui et son texte ne seront plus visibles que de votre collectivité.",
        },
    );
    ask.why(concerns_others.then(|| Why::named(act::WITHDRAW, "Lu par les collectivités qui le soutiennent")))
}

/// The acts on the need itself.
#[component]
pub fn Manage<'a>(part: &'a ManagePart) -> AnyView {
    let (id, withdraw) = (part.need, &part.withdraw);
    match &part.offer {
        Offer::Nothing => ().into_any(),
        Offer::Draft { may_write, shown } => view! {
            <Actions>
                {may_write
                    .then(|| {
                        view! { <ButtonLink href=Address::NeedEdit(id)>"Reprendre le brouillon"</ButtonLink> }
                    })}
            </Actions>
            <DeleteDraft form=&part.delete shown />
        }
        .into_any(),
        Offer::Published { concerns_others, joined } => view! {
            <Actions>
                {(!joined)
                    .then(|| {
                        view! {
                            <ButtonLink weight=Weight::Secondary href=Address::NeedEdit(id)>
                                "Modifier"
                            </ButtonLink>
                        }
                    })} <AskFirst form=withdraw ask=before_withdrawal(*concerns_others) />
            </Actions>
        }
        .into_any(),
        Offer::Curate => view! { <Curate part /> }.into_any(),
    }
}

#[component]
fn Curate<'a>(part: &'a ManagePart) -> AnyView {
    let decline = &part.decline;
    view! {
        <section aria-labelledby="curer">
            <h2 id="curer">"Trier ce besoin"</h2>
            <Actions>
                <ButtonLink href=here(
                    Address::CurationProject.with("besoin", part.need),
                )>"En faire un projet"</ButtonLink>
                <ButtonLink weight=Weight::Secondary href=here(Address::CurationMerge.with("besoin", part.need))>
                    "Le réunir à d’autres"
                </ButtonLink>
            </Actions>
            <Details summary="Ne pas retenir ce besoin" open=decline.is_refused()>
                <PostForm form=decline>
                    <TextField form=decline field=REASON rows=4 />
                    <Button weight=Weight::Secondary>"Ne pas retenir"</Button>
                </PostForm>
            </Details>
        </section>
    }
    .into_any()
}
