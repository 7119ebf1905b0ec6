//! The curators' desk: needs by support and population, the projects made of them, what goes on the ballot.

use super::filter::{Filters, NeedFilters};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Button, Weight},
        alert::{Alert, Tone},
        ask_first::{self, Ask, AskFirst, Why},
        field::{PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
        here::here,
        need_search::NeedSearch,
        pagination::Pagination,
        place::place,
        table::{Cell, Head, Row, Table},
        views::views,
    },
};
use axum::extract::Query;
use chrono::NaiveDate;
use entity::{
    address::Address,
    id::{NeedId, ProjectId},
    money::Euros,
    page_number::Listed,
    project::ProjectState,
};
use leptos::prelude::*;
use server::{campaign::loaded::StoredCampaign, project::query::Desk, task::FREEZE_DUE};
use wording::{count, euros, number, time};

/// What the page shows.
struct DeskPage {
    rule: RuleState,
    /// Whether projects may still change.
    is_open: bool,
    projects: Vec<ProjectLine>,
    /// The cost of the projects on the ballot, and the money of the vote.
    on_ballot: Euros,
    budget: Euros,
    /// The needs shown: a page of those that the filter lets through.
    needs: Listed<NeedLine>,
    /// How many wait in all.
    waiting: u64,
    search: NeedSearch,
    filters: Filters,
}

/// How far the rule of the vote is.
enum RuleState {
    Frozen,
    /// It has to be frozen soon: before the vote opens, that day.
    Due(NaiveDate),
    Awaited,
}

/// A project, with the forms of what may be decided of it.
struct ProjectLine {
    id: ProjectId,
    title: String,
    state: ProjectState,
    cost: Euros,
    put_on_ballot: Form,
    abandon: Form,
}

/// A need that no project holds.
struct NeedLine {
    id: NeedId,
    title: String,
    place: String,
    theme: Option<String>,
    supports: i32,
    inhabitants: u64,
}

/// The desk.
pub async fn page(visit: Visit, Query(search): Query<NeedSearch>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let desk = server::project::query::desk(&visit.ctx, &campaign, &search.filter()).await?;
    let rule = server::frozen_rule::find(&visit.ctx.platform, visit.ctx.read(), campaign.id).await?;
    let page = DeskPage::of(&visit, &campaign, search, desk, rule.is_some());
    Ok(Frame::new("Besoins à trier").render(&visit, || view! { <CurationDesk page /> }.into_any()))
}

impl DeskPage {
    fn of(visit: &Visit, campaign: &StoredCampaign, search: NeedSearch, desk: Desk, is_frozen: bool) -> Self {
        let (now, vote) = (visit.ctx.now(), campaign.spec.calendar.selection);
        let on_ballot = desk.projects.iter().filter(|project| project.state == ProjectState::OnBallot);
        let reference = visit.ctx.platform.reference();
        let needs = desk.needs.map(|need| NeedLine {
            id: need.id,
            place: place(&reference, &need.siren),
            title: need.title,
            theme: campaign.spec.theme(&need.theme).map(|theme| theme.label.clone()),
            supports: need.supports,
            inhabitants: u64::try_from(need.inhabitants).unwrap_or(0),
        });
        Self {
            rule: match is_frozen {
                true => RuleState::Frozen,
                false if vote.opening() - now <= FREEZE_DUE => RuleState::Due(vote.opens),
                false => RuleState::Awaited,
            },
            is_open: !is_frozen && now < vote.opening(),
            on_ballot: on_ballot.map(|project| project.cost).sum(),
            budget: campaign.spec.selection_budget(),
            needs,
            waiting: desk.waiting,
            filters: Filters::of(campaign, &reference),
            search,
            projects: desk.projects.into_iter().map(|project| ProjectLine::of(visit, project)).collect(),
        }
    }
}

impl ProjectLine {
    fn of(visit: &Visit, project: entity::table::project::Model) -> Self {
        Self {
            id: project.id,
            title: project.title,
            state: project.state,
            cost: project.cost,
            put_on_ballot: Form::new(visit, Address::CurationProjectOnBallot(project.id)),
            abandon: Form::new(visit, Address::CurationProjectAbandon(project.id)).labelled(&[ask_first::REASON]),
        }
    }
}

#[component]
fn CurationDesk(page: DeskPage) -> AnyView {
    let forms = page.projects.iter().flat_map(|project| [&project.put_on_ballot, &project.abandon]);
    let summaries = views(forms.map(|form| view! { <RefusalSummary form /> }.into_any()));
    let page = &page;
    view! {
        {summaries}
        <h1>"Besoins à trier"</h1>
        <RuleNotice rule=&page.rule />
        <NeedSection page />
        <ProjectSection page />
    }
    .into_any()
}

/// Whether the rule of the vote is frozen, and the way to its page.
#[component]
fn RuleNotice<'a>(rule: &'a RuleState) -> AnyView {
    let address = here(Address::CurationRule);
    match rule {
        RuleState::Frozen => view! {
            <Alert tone=Tone::Info>
                <p>
                    "La règle du vote est figée : les projets soumis au vote et leurs coûts ne changent plus. "
                    <a href=address>"Voir la règle"</a>
                </p>
            </Alert>
        }
        .into_any(),
        RuleState::Due(opens) => view! {
            <Alert tone=Tone::Warning>
                <p>
                    {format!(
                        "La règle du vote n’est pas figée. Sans elle, le vote n’ouvre pas le {}. ",
                        time::date(*opens),
                    )} <a href=address>"Figer la règle"</a>
                </p>
            </Alert>
        }
        .into_any(),
        RuleState::Awaited => view! {
            <p>
                <a href=address>"Préparer la règle du vote"</a>
            </p>
        }
        .into_any(),
    }
}

/// Every project of the campaign, with what may be decided of it.
#[component]
fn ProjectSection<'a>(page: &'a DeskPage) -> AnyView {
    let rows = page.projects.iter().map(|project| {
        let decisions = page.is_open.then(|| view! { <Decisions project /> });
        Row::new([
            Cell::head(view! { <a href=Address::Project(project.id).to_string()>{project.title.clone()}</a> }),
            Cell::new(state_name(project.state)),
            Cell::number(euros(project.cost.cents())),
            Cell::new(decisions).class("t-inline"),
        ])
    });
    let heads = vec![Head::new("Projet"), Head::new("État"), Head::number("Coût"), Head::new("Décision")];
    view! {
        <h2>"Projets"</h2>
        <p>
            {euros(page.on_ballot.cents())} " de projets soumis au vote, pour une enveloppe de "
            {euros(page.budget.cents())} "."
        </p>
        <Table id="projets" caption="Projets de la campagne" hidden=true dense=true heads rows=rows.collect() />
    }
    .into_any()
}

fn state_name(state: ProjectState) -> &'static str {
    match state {
        ProjectState::Draft => "Brouillon",
        ProjectState::OnBallot => "Soumis au vote",
        ProjectState::Dropped => "Abandonné",
    }
}

/// What is asked before a project is given up.
fn before_abandoning(project: &ProjectLine) -> Ask {
    let what = "Il ne sera pas soumis au vote, et ses besoins sont de nouveau à trier. Leurs collectivités, \
                et celles qui les soutiennent, en sont averties.";
    let why = Why::named(project.id, "Lu par les collectivités dont il reprend les besoins");
    Ask::before("Abandonner", what).of(&project.title).why(why)
}

/// What may be decided of a project, a button each.
#[component]
fn Decisions<'a>(project: &'a ProjectLine) -> AnyView {
    let put_on_ballot = (project.state == ProjectState::Draft).then(|| {
        view! {
            <PostForm form=&project.put_on_ballot>
                <Button weight=Weight::SmallPrimary>"Soumettre au vote"</Button>
            </PostForm>
        }
    });
    let abandon = (project.state != ProjectState::Dropped).then(|| {
        view! { <AskFirst form=&project.abandon ask=before_abandoning(project) /> }
    });
    view! {
        {put_on_ballot}
        {abandon}
    }
    .into_any()
}

/// The needs that no project holds, to be ticked and made into one.
#[component]
fn NeedSection<'a>(page: &'a DeskPage) -> AnyView {
    let rows = page.needs.rows.iter().enumerate().map(|(at, need)| {
        Row::new([
            Cell::head(view! { <NeedChoice at need /> }),
            Cell::new(need.theme.clone()),
            Cell::number(need.supports),
            Cell::number(number(need.inhabitants)),
        ])
    });
    let heads = vec![Head::new("Besoin"), Head::new("Thème"), Head::number("Soutiens"), Head::number("Habitants")];
    let act = page.is_open.then(|| {
        view! {
            <div class="t-desk-act">
                <Button>"Faire un projet des besoins cochés"</Button>
            </div>
        }
    });
    view! {
        <h2>{count(page.waiting, "besoin attend une suite", "besoins attendent une suite")}</h2>
        <p>
            "Les plus soutenus d’abord, puis ceux qui couvrent le plus d’habitants. Cochez ceux auxquels un même \
             projet peut répondre."
        </p>
        <NeedFilters search=&page.search filters=&page.filters />
        <p role="status">{found(page)}</p>
        <form method="get" action=here(Address::CurationProject)>
            <Table id="besoins" caption="Besoins sans projet" hidden=true dense=true heads rows=rows.collect() />
            {act}
        </form>
        <Pagination
            page=page.needs.page
            pages=page.needs.pages
            address=|to| here(page.search.address(Address::Curation, to))
        />
    }
    .into_any()
}

/// How many needs the filter lets through, and which of them this page shows.
fn found(page: &DeskPage) -> String {
    let (total, pages) = (page.needs.total, page.needs.pages);
    let found = match total {
        0 => "Aucun besoin ne correspond.".to_owned(),
        total if total == page.waiting => "Tous les besoins sans projet".to_owned(),
        total => count(total, "besoin correspond", "besoins correspondent"),
    };
    if pages > 1 { format!("{found}, page {} sur {pages}.", page.needs.page) } else { found }
}

/// A need with its box, where it comes from, and the way to its page.
#[component]
fn NeedChoice<'a>(at: usize, need: &'a NeedLine) -> AnyView {
    let (id, address) = (format!("besoin-{at}"), Address::Need(need.id).to_string());
    view! {
        <div>
            <div class="fr-checkbox-group">
                <input type="checkbox" id=id.clone() name="besoin" value=need.id.to_string() />
                <label class="fr-label" for=id>
                    {need.title.clone()}
                </label>
            </div>
            <p class="fr-hint-text">
                <a href=address>"Lire" <span class="fr-sr-only">" « " {need.title.clone()} " »"</span></a>
                " – "
                {need.place.clone()}
            </p>
        </div>
    }
    .into_any()
}
