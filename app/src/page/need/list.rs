//! The list of needs, with its filters.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Actions, Button, ButtonLink},
        alert::{Empty, EmptyState},
        field::{FilterField, SearchField},
        frame::{Frame, Page, download, feed},
        here::here,
        motif::Motif,
        need_card::NeedCards,
        need_search::NeedSearch,
        pagination::Pagination,
    },
};
use axum::extract::Query;
use entity::address::Address;
use leptos::prelude::*;
use server::{campaign::loaded::StoredCampaign, collectivity::CampaignFigures, need::query, reference::Reference};
use std::sync::Arc;
use wording::count;

/// What the page shows.
struct NeedsPage {
    needs: query::Page,
    search: NeedSearch,
    may_post: bool,
    /// Among them how many needs each département has.
    figures: Arc<CampaignFigures>,
    campaign: Arc<StoredCampaign>,
    reference: Arc<Reference>,
}

impl NeedsPage {
    /// Whether the list may be narrowed to a département: one that has needs, or that it is narrowed to.
    fn is_offered(&self, departement: &str) -> bool {
        self.figures.needs_by_departement.contains_key(departement) || self.search.departement.as_str() == departement
    }
}

/// The list of needs.
pub async fn page(visit: Visit, Query(search): Query<NeedSearch>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let page = NeedsPage {
        needs: query::list(&visit.ctx, &campaign, &search.filter()).await?,
        figures: server::collectivity::figures(&visit.ctx, &campaign).await?,
        may_post: visit.ctx.actor.acting.is_some() && campaign.spec.calendar.census.is_open(visit.ctx.now()),
        reference: visit.ctx.platform.reference(),
        campaign,
        search,
    };
    Ok(Frame::new("Besoins")
        .described(
            "Les besoins numériques publiés par les collectivités\u{a0}: à chercher par thème et par territoire, à \
         soutenir, à porter à plusieurs.",
        )
        .render(&visit, || view! { <NeedList page /> }.into_any()))
}

#[component]
fn NeedList(page: NeedsPage) -> AnyView {
    let (needs, search) = (&page.needs, &page.search);
    let post = page.may_post.then(|| {
        view! {
            <p>
                <ButtonLink href=here(Address::NeedNew)>"Publier un besoin"</ButtonLink>
            </p>
        }
    });
    let found = match needs.total {
        0 => "Aucun besoin ne correspond".to_owned(),
        _ if needs.nearest => "Aucun besoin ne contient tous ces mots : voici les plus proches".to_owned(),
        total => count(total, "besoin", "besoins"),
    };
    let none = (needs.total == 0).then(|| {
        view! {
            <EmptyState why=Empty::NotFound>
                <p>"Essayez d’autres mots, ou retirez un filtre."</p>
            </EmptyState>
        }
    });
    let feed_address = here(Address::NeedsFeed.with("departement", &search.departement));
    let table = here(search.address(Address::NeedsTable, 1));
    let downloads = (needs.total > 0).then(|| download(&table, "Télécharger ces besoins"));
    view! {
        <h1 class=Motif::Need.class()>"Besoins des collectivités"</h1>
        {post}
        <Filters page=&page />
        <h2>{found}</h2>
        {none}
        <NeedCards reference=&page.reference campaign=&page.campaign.spec needs=&needs.needs />
        {downloads}
        {feed(feed_address)}
        <Pagination page=needs.page pages=needs.pages address=|to| search.address(Address::Needs, to).to_string() />
    }
    .into_any()
}

#[component]
fn Filters<'a>(page: &'a NeedsPage) -> AnyView {
    let search = &page.search;
    view! {
        <form method="get" action=here(Address::Needs) role="search" aria-label="Filtrer les besoins" class="t-filters">
            <SearchField name="texte" label="Mots recherchés" value=search.texte.as_str() />
            <details class="t-filters__more" open=search.is_narrowed()>
                <summary>"Filtrer par thème, lieu ou programme, et trier"</summary>
                <Choices page />
            </details>
            <Actions>
                <Button>"Filtrer"</Button>
                <a class="fr-link" href=here(Address::Needs)>
                    "Tout afficher"
                </a>
            </Actions>
        </form>
    }
    .into_any()
}

/// What narrows the list beside words, and its order.
#[component]
fn Choices<'a>(page: &'a NeedsPage) -> AnyView {
    let (search, reference) = (&page.search, &page.reference);
    let themes = page.campaign.spec.themes.iter().map(|theme| (theme.code.clone(), theme.label.clone())).collect();
    let regions = reference.regions().iter().map(|area| (area.code.clone(), area.name.clone())).collect();
    let departements = reference.departements().iter().filter(|area| page.is_offered(&area.code));
    let departements = departements.map(|area| (area.code.clone(), format!("{} ({})", area.name, area.code))).collect();
    let mut sorts = vec![
        ("recents".to_owned(), "Les plus récents".to_owned()),
        ("soutiens".to_owned(), "Les plus soutenus".to_owned()),
        ("habitants".to_owned(), "Le plus d’habitants".to_owned()),
    ];
    let default = if search.texte.is_empty() { "Les plus récents" } else { "Les plus proches de vos mots" };
    if search.texte.is_empty() {
        sorts.remove(0);
    }
    let NeedSearch { theme, region, departement, programme, tri, .. } = search;
    let programmes = wording::programme_options();
    view! {
        <div>
            <FilterField name="theme" label="Thème" empty="Tous" options=themes chosen=theme.as_str() />
            <FilterField name="region" label="Région" empty="Toutes" options=regions chosen=region.as_str() />
            <FilterField
                name="departement"
                label="Département"
                empty="Tous"
                options=departements
                chosen=departement.as_str()
            />
            <FilterField name="programme" label="Programme" empty="Tous" options=programmes chosen=programme.as_str() />
            <FilterField name="tri" label="Trier par" empty=default options=sorts chosen=tri.as_str() />
        </div>
    }
    .into_any()
}
