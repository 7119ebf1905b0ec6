//! A need copied from an earlier campaign: where its texts come from, and copying it into the campaign that runs.

use crate::{
    http::{after::After, failure::Failure, visit::Visit},
    ui::{
        act::{Button, Weight},
        field::{PostForm, RefusalSummary},
        form::Form,
        views::views,
    },
};
use axum::extract::Path;
use entity::{address::Address, done::Done, id::NeedId, table};
use leptos::prelude::*;
use server::need::copy::{Kin, Kinship};

/// This part of the page of a need.
pub struct CopyPart {
    kinship: Kinship,
    /// Shown to its collectivité, of a need of another campaign than the current one.
    offer: Option<Offer>,
}

/// Copying into the current campaign.
struct Offer {
    form: Form,
    /// The title of the current campaign.
    campaign: String,
    /// When its census is, while it is not open.
    closed: Option<String>,
}

impl CopyPart {
    /// Two statements at most.
    pub async fn of(visit: &Visit, need: &table::need::Model) -> Result<Self, Failure> {
        let kinship = server::need::copy::kinship(&visit.ctx, need.id).await?;
        let own = visit.ctx.actor.acting.as_ref().is_some_and(|acting| acting.siren == need.siren);
        let opened = server::campaign::opened(&visit.ctx).await?;
        let current = opened.first().filter(|current| own && current.id != need.campaign);
        let offer = current.map(|current| {
            let census = &current.spec.calendar.census;
            let is_open = census.is_open(visit.ctx.now());
            Offer {
                form: Form::new(visit, Address::NeedCopy(need.id)),
                campaign: current.spec.title.clone(),
                closed: (!is_open).then(|| wording::time::period(census, visit.overseas())),
            }
        });
        Ok(Self { kinship, offer })
    }
}

/// Where the texts of a need come from, and what became of them since; nothing where nothing did.
#[component]
pub fn CopiedFrom<'a>(part: &'a CopyPart) -> AnyView {
    let Kinship { source, copies } = &part.kinship;
    let source = source.as_ref().map(|kin| view! { <KinLine before="Repris du besoin" kin /> });
    let copies = views(copies.iter().map(|kin| view! { <KinLine before="Repris dans le besoin" kin /> }.into_any()));
    view! {
        {source}
        {copies}
    }
    .into_any()
}

#[component]
fn KinLine<'a>(before: &'static str, kin: &'a Kin) -> AnyView {
    let Kin { need, title, campaign } = kin;
    view! {
        <p class="fr-hint-text">
            {before} " « " <a href=Address::Need(*need).to_string()>{title.clone()}</a> " », "
            {format!("campagne {campaign}")}
        </p>
    }
    .into_any()
}

/// The button that copies; why not, while the census is closed.
#[component]
pub fn OfferCopy<'a>(part: &'a CopyPart) -> AnyView {
    let Some(Offer { form, campaign, closed }) = &part.offer else { return ().into_any() };
    if let Some(period) = closed {
        let sentence = format!(
            "Ce besoin pourra être repris dans la campagne {campaign} pendant son recensement, ouvert {period}.",
        );
        return view! { <p class="fr-hint-text">{sentence}</p> }.into_any();
    }
    view! {
        <RefusalSummary form />
        <PostForm form>
            <Button weight=Weight::Secondary>"Reprendre dans la campagne en cours"</Button>
        </PostForm>
        <p class="fr-hint-text">{format!("Un brouillon avec ces textes, dans la campagne {campaign}.")}</p>
    }
    .into_any()
}

/// Begins a draft with the texts of the need, or leads to the one that was begun.
pub async fn copy(visit: Visit, Path(id): Path<NeedId>) -> Result<After, Failure> {
    let draft = server::need::copy::copy(&visit.ctx, id).await?;
    let need = server::need::query::get(&visit.ctx, draft).await?;
    let page = if need.state.is_public() { Address::Need(draft) } else { Address::NeedEdit(draft) };
    Ok(After::new(Done::NeedCopied, page))
}
