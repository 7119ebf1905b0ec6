//! The curators' desk: needs found, read, ticked and acted on, the projects made of them, what goes on the ballot.

pub mod acts;
mod filter;
pub mod needs;
mod panel;
mod projects;
pub mod search;
pub mod undo;

use self::{
    acts::{ActBar, Acts, Keys},
    filter::{Filters, NeedFilters},
    needs::{Names, NeedLine, NeedTable},
    panel::{Panel, ReadingPanel, Ways},
    projects::{ProjectLine, ProjectSection},
    search::DeskSearch,
    undo::{ActNames, Undoable, Undoables},
};
use crate::{
    http::{assets, failure::Failure, visit::Visit},
    ui::{
        alert::{Alert, Tone},
        field::{HoldsBoxes, PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
        here::here,
        pagination::Pagination,
        place::place,
        views::views,
    },
};
use axum::extract::Query;
use chrono::NaiveDate;
use entity::{
    address::Address,
    form_field,
    id::{NeedId, PersonId, ProjectId},
    money::Euros,
    page_number::Listed,
    project::ProjectState,
};
use leptos::prelude::*;
use server::{
    campaign::loaded::StoredCampaign,
    curation::{
        batch::{self, BatchLine},
        desk::{self, Desk},
        reading::{Reading, reading},
        work,
    },
    task::FREEZE_DUE,
};
use std::{collections::HashMap, sync::Arc};
use wording::{count, time};

/// What the page shows.
struct DeskPage {
    rule: RuleState,
    projects: Vec<ProjectLine>,
    /// The money of the vote.
    budget: Euros,
    /// The needs shown: a page of those that the filter lets through.
    needs: Listed<NeedLine>,
    /// How many wait in all.
    waiting: u64,
    search: DeskSearch,
    filters: Filters,
    /// The form around the list, and what it offers.
    form: Form,
    acts: Acts,
    undoable: Vec<Undoable>,
    panel: Option<Panel>,
}

/// How far the rule of the vote is.
enum RuleState {
    Frozen,
    /// It has to be frozen soon: before the vote opens, that day.
    Due(NaiveDate),
    Awaited,
}

/// What is read for the page.
struct Known {
    desk: Desk,
    is_frozen: bool,
    curators: Vec<(PersonId, String)>,
    undoable: Vec<BatchLine>,
    reading: Option<Reading>,
}

/// The desk.
pub async fn page(visit: Visit, Query(search): Query<DeskSearch>) -> Result<Page, Failure> {
    let (campaign, ctx) = (visit.campaign()?.clone(), &visit.ctx);
    let known = Known {
        desk: desk::desk(ctx, &campaign, &search.filter(ctx.actor.person)).await?,
        is_frozen: server::frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await?.is_some(),
        curators: work::curators(ctx.read()).await?,
        undoable: batch::can_be_undone(ctx).await?,
        reading: match search.reads() {
            Some(need) => Some(reading(ctx, need).await?),
            None => None,
        },
    };
    let page = DeskPage::of(&visit, &campaign, search, known);
    let frame = Frame::new("Besoins à trier").with_module(assets::LIVE);
    Ok(frame.render(&visit, || view! { <CurationDesk page /> }.into_any()))
}

impl DeskPage {
    fn of(visit: &Visit, campaign: &Arc<StoredCampaign>, search: DeskSearch, known: Known) -> Self {
        let Known { desk, is_frozen, curators, undoable, reading } = known;
        let (now, vote) = (visit.ctx.now(), campaign.spec.calendar.selection);
        let is_open = !is_frozen && now < vote.opening();
        let reference = visit.ctx.platform.reference();
        let titles: HashMap<ProjectId, String> =
            desk.projects.iter().map(|project| (project.id, project.title.clone())).collect();
        let fields = [acts::NEEDS, acts::PROJECT, acts::TO];
        let form = Form::new(visit, Address::CurationBatches).labelled(&fields);
        let total = desk.needs.total;
        let names = Names { curators: &curators, projects: &titles };
        let line = |row: desk::Row| {
            let theme = campaign.spec.theme(&row.theme).map(|theme| theme.label.clone());
            let place = place(&reference, &row.siren);
            NeedLine::of(row, place, theme, &names, &form)
        };
        let needs = desk.needs.map(line);
        let open = |project: &&entity::table::project::Model| project.state != ProjectState::Dropped;
        let acts = Acts {
            projects: desk.projects.iter().filter(open).map(|one| (one.id, one.title.clone())).collect(),
            curators: curators.clone(),
            total,
            is_open,
        };
        let panel = reading.map(|reading| {
            let (ways, project) = (ways(visit, &search, &needs, reading.need.id), reading.seen.project);
            let project = project.and_then(|project| titles.get(&project).cloned());
            Panel::of(visit, campaign, reading, ways).naming(&curators, project)
        });
        let names = ActNames { curators: curators.iter().cloned().collect(), projects: titles };
        Self {
            rule: match is_frozen {
                true => RuleState::Frozen,
                false if vote.opening() - now <= FREEZE_DUE => RuleState::Due(vote.opens),
                false => RuleState::Awaited,
            },
            budget: campaign.spec.selection_budget(),
            waiting: desk.waiting,
            filters: Filters::of(campaign, &reference, &curators),
            undoable: undoable.iter().filter_map(|line| Undoable::of(visit, line, &names)).collect(),
            projects: desk.projects.into_iter().map(|project| ProjectLine::of(visit, project)).collect(),
            needs,
            search,
            form,
            acts,
            panel,
        }
    }
}

/// Where one goes on from a need that is read: among those of the page.
fn ways(visit: &Visit, search: &DeskSearch, needs: &Listed<NeedLine>, read: NeedId) -> Ways {
    let at = needs.rows.iter().position(|need| need.id == read);
    let link = |at: Option<usize>| {
        let need = needs.rows.get(at?)?;
        Some(visit.here(search.reading(needs.page, need.id)))
    };
    Ways {
        before: link(at.and_then(|at| at.checked_sub(1))),
        next: link(at.map_or(Some(0), |at| Some(at + 1))),
        close: visit.here(search.address(Address::Curation, needs.page)),
    }
}

#[component]
fn CurationDesk(page: DeskPage) -> AnyView {
    let of_projects = page.projects.iter().flat_map(|project| [&project.put_on_ballot, &project.abandon]);
    let of_panel = page.panel.iter().flat_map(|panel| [&panel.work, &panel.note]);
    let undo = page.undoable.iter().map(|act| &act.form);
    let forms = of_projects.chain([&page.form]).chain(of_panel).chain(undo);
    let summaries = views(forms.map(|form| view! { <RefusalSummary form /> }.into_any()));
    let page = &page;
    view! {
        {summaries}
        <h1>"Besoins à trier"</h1>
        <RuleNotice rule=&page.rule />
        <Undoables acts=&page.undoable />
        <NeedSection page />
        <ProjectSection projects=&page.projects budget=page.budget is_open=page.acts.is_open />
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

/// The needs, to be read, ticked and acted on.
#[component]
fn NeedSection<'a>(page: &'a DeskPage) -> AnyView {
    let read = page.search.reads();
    let class = if page.panel.is_some() { "t-desk t-desk--reading" } else { "t-desk" };
    view! {
        <h2>{count(page.waiting, "besoin attend une suite", "besoins attendent une suite")}</h2>
        <Elsewhere page />
        <NeedFilters search=&page.search filters=&page.filters />
        <p role="status">{found(page)}</p>
        <Keys />
        <div class=class data-desk="">
            {page.panel.as_ref().map(|panel| view! { <ReadingPanel panel /> })}
            <div class="t-desk__list">
                <PostForm form=&page.form>
                    <HoldsBoxes name=form_field::NEED />
                    <NeedTable needs=&page.needs.rows search=&page.search page=page.needs.page read />
                    <ActBar form=&page.form acts=&page.acts search=&page.search />
                </PostForm>
                <Pagination
                    page=page.needs.page
                    pages=page.needs.pages
                    address=|to| here(page.search.address(Address::Curation, to))
                />
            </div>
        </div>
    }
    .into_any()
}

/// The ways to the other pages of the workshop, and the list as a file.
#[component]
fn Elsewhere<'a>(page: &'a DeskPage) -> AnyView {
    let table = page.search.address(Address::CurationNeedsTable, 1).with("tableur", "fr");
    view! {
        <ul class="t-counts">
            <li>
                <a href=here(Address::CurationProgress)>"Avancement du tri"</a>
            </li>
            <li>
                <a href=Address::StaffFigures.to_string()>"Fonctionnement en chiffres"</a>
            </li>
            <li>
                <a href=here(Address::CurationBatches)>"Actes récents"</a>
            </li>
            <li>
                <a href=here(Address::CurationClusters)>"Besoins qui se ressemblent"</a>
            </li>
            <li>
                <a href=here(Address::CurationPile)>"Carte et thèmes"</a>
            </li>
            <li>
                <a href=Address::CurationServices.to_string()>"Services existants"</a>
            </li>
            <li>
                <a href=here(Address::Committee)>"Comité"</a>
            </li>
            <li>
                <a href=Address::CampaignOffice.to_string()>"Préparer une campagne"</a>
            </li>
            <li>
                <a href=here(table) download="">
                    "Télécharger cette liste (CSV)"
                </a>
            </li>
            <li>
                <a href="#tous-les-projets">"Projets"</a>
            </li>
        </ul>
    }
    .into_any()
}

/// How many needs the filter lets through, and which of them this page shows.
fn found(page: &DeskPage) -> String {
    let (total, pages) = (page.needs.total, page.needs.pages);
    let found = match total {
        0 => "Aucun besoin ne correspond.".to_owned(),
        total if total == page.waiting && !page.search.is_open() => "Tous les besoins sans projet".to_owned(),
        total => count(total, "besoin correspond", "besoins correspondent"),
    };
    if pages > 1 { format!("{found}, page {} sur {pages}.", page.needs.page) } else { found }
}
