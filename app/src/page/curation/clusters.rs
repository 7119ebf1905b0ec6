//! Needs that look alike, proposed to curators side by side: to have them join, or to leave them apart.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button, Details, UserText, Weight},
        alert::EmptyState,
        card::{CardItem, Cards},
        field::{HiddenField, PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
        here::here,
        need_card::supports,
        pagination::Pagination,
        place::{inhabitants, place},
        views::views,
    },
};
use axum::extract::Query;
use entity::{
    address::Address,
    done::Done,
    form_field,
    id::NeedId,
    merge::MOST_OF_CLUSTER,
    page_number::{Listed, PageNumber},
    permission::{Action, Facts},
    search_text::SearchText,
    table,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    need::merge::cluster::{self, Proposed, proposed},
    reference::Reference,
};
use std::sync::Arc;
use wording::count;

/// Which page of the list is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListPage {
    page: SearchText,
}

/// What the page shows.
struct ClustersPage {
    clusters: Listed<Proposed>,
    ignore: Form,
    reference: Arc<Reference>,
}

/// The needs that look alike, those most alike first.
pub async fn page(visit: Visit, Query(asked): Query<ListPage>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let clusters = proposed(&visit.ctx, &campaign, PageNumber::read(asked.page.as_str())).await?;
    let page = ClustersPage {
        clusters,
        ignore: Form::new(&visit, Address::CurationClusterIgnore),
        reference: visit.ctx.platform.reference(),
    };
    let frame = Frame::new("Rapprochements proposés").below(visit.here(Address::Curation), "Besoins à trier");
    Ok(frame.render(&visit, || view! { <Clusters page /> }.into_any()))
}

#[component]
fn Clusters(page: ClustersPage) -> AnyView {
    let listed = &page.clusters;
    if listed.rows.is_empty() {
        return view! {
            <h1>"Rapprochements proposés"</h1>
            <RefusalSummary form=&page.ignore />
            <EmptyState>
                <p>"Aucun besoin publié ne ressemble assez à un autre pour être proposé avec lui."</p>
            </EmptyState>
        }
        .into_any();
    }
    let before = usize::try_from(listed.page.saturating_sub(1)).unwrap_or(0) * 10;
    let groups = views(listed.rows.iter().enumerate().map(|(at, cluster)| {
        let number = before + at + 1;
        view! { <ClusterPart page=&page number cluster /> }.into_any()
    }));
    view! {
        <h1>"Rapprochements proposés"</h1>
        <RefusalSummary form=&page.ignore />
        <p>
            {count(listed.total, "ensemble de besoins se ressemblent", "ensembles de besoins se ressemblent")}
            " par leurs mots et leurs sujets, les plus proches d’abord. Décochez ceux qui disent autre chose, puis \
             comparez les autres ; rien n’est réuni avant la page suivante."
        </p>
        {groups}
        <Pagination page=listed.page pages=listed.pages address=|to| here(Address::CurationClusters.with("page", to)) />
    }
    .into_any()
}

/// One set of needs, with what may be done of it.
#[component]
fn ClusterPart<'a>(page: &'a ClustersPage, number: usize, cluster: &'a Proposed) -> AnyView {
    let needs = &cluster.needs;
    let cards = views(needs.iter().map(|need| view! { <NeedChoice need reference=&page.reference /> }.into_any()));
    let title = format!("Ensemble {number} : {}", count(needs.len() as u64, "besoin", "besoins"));
    let (id, [heading, compared]) = (format!("ensemble-{number}"), [title.clone(), title.clone()]);
    let ids = views(
        needs.iter().map(|need| view! { <HiddenField name=form_field::NEED value=need.id.to_string() /> }.into_any()),
    );
    view! {
        <section aria-labelledby=id.clone()>
            <h2 id=id.clone()>{heading}</h2>
            <form method="get" action=Address::CurationMerge.to_string()>
                <Cards>{cards}</Cards>
                <Actions>
                    <Button weight=Weight::Secondary>
                        "Comparer et réunir" <span class="fr-sr-only">" : " {compared.clone()}</span>
                    </Button>
                </Actions>
            </form>
            <PostForm form=&page
                .ignore>
                {ids}
                <Button weight=Weight::SmallTertiary>
                    "Laisser séparés" <span class="fr-sr-only">" : " {title.clone()}</span>
                </Button>
            </PostForm>
        </section>
    }
    .into_any()
}

/// A need with its box.
#[component]
fn NeedChoice<'a>(need: &'a table::need::Model, reference: &'a Reference) -> AnyView {
    let id = format!("besoin-{}", need.id);
    view! {
        <CardItem>
            <div class="fr-checkbox-group">
                <input type="checkbox" id=id.clone() name="besoin" value=need.id.to_string() checked=true />
                <label class="fr-label" for=id>
                    {need.title.clone()}
                </label>
            </div>
            <p class="fr-hint-text">
                {place(reference, &need.siren)} ", " {supports(need)} ", " {inhabitants(need.inhabitants)}
            </p>
            <Details summary="Lire le problème">
                <UserText text=need.problem.clone() />
            </Details>
        </CardItem>
    }
    .into_any()
}

/// Leaves needs apart.
pub async fn ignore(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let campaign = visit.campaign()?.clone();
    let named = fields.all(form_field::NEED);
    let ids: Vec<NeedId> = named.iter().take(MOST_OF_CLUSTER + 1).filter_map(|id| id.parse().ok()).collect();
    cluster::ignore(&visit.ctx, &campaign, &ids).await?;
    Ok(After::new(Done::ClusterIgnored, visit.here(Address::CurationClusters)))
}
