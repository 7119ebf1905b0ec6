//! The list of groups.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::ButtonLink,
        frame::{Frame, Page, download, feed},
        group_card::GroupCards,
        here::here,
        motif::Motif,
        pagination::Pagination,
    },
};
use axum::extract::Query;
use entity::{
    address::Address,
    page_number::{Listed, PageNumber},
    search_text::SearchText,
    table,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    group::query::{self, PAGE},
    reference::Reference,
};
use std::sync::Arc;
use wording::count;

/// Which page of the list is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct InList {
    page: SearchText,
}

/// The list of groups.
pub async fn page(visit: Visit, Query(asked): Query<InList>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let groups = query::list(&visit.ctx, &campaign, PageNumber::read(asked.page.as_str()), PAGE).await?;
    let reference = visit.ctx.platform.reference();
    let closed = server::group::require_open(&campaign, visit.ctx.now()).is_err();
    let may_open = !closed && visit.ctx.actor.acting.is_some();
    Ok(Frame::new("Groupements")
        .described(
            "Les collectivités qui se groupent, autour d’un besoin ou sans, avec leur chef de file et les habitants \
             qu’elles réunissent.",
        )
        .render(&visit, || view! { <GroupList groups reference closed may_open /> }.into_any()))
}

#[component]
fn GroupList(groups: Listed<table::group::Model>, reference: Arc<Reference>, closed: bool, may_open: bool) -> AnyView {
    let open = may_open.then(|| {
        view! {
            <p>
                <ButtonLink href=here(Address::GroupNew)>"Ouvrir un groupement"</ButtonLink>
            </p>
        }
    });
    let table = here(Address::GroupsTable);
    let downloads = (groups.total > 0).then(|| download(&table, "Télécharger les groupements"));
    view! {
        <h1 class=Motif::Group.class()>"Groupements de mutualisation"</h1>
        <p>
            "Des collectivités se regroupent autour d’un besoin, ou d’une envie commune. Un groupement est éligible \
             quand il remplit la condition d’une enveloppe. Il s’ouvre depuis la page d’un besoin, ou ici sans besoin."
        </p>
        {open}
        <h2>{count(groups.total, "groupement", "groupements")}</h2>
        <GroupCards reference=&reference groups=&groups.rows closed />
        {downloads}
        {feed(here(Address::GroupsFeed))}
        <Pagination page=groups.page pages=groups.pages address=|to| here(Address::Groups.with("page", to)) />
    }
    .into_any()
}
