//! The page of a project, readable in a minute.

use super::{
    committee::CommitteeDecisions,
    costing::Costing,
    follow_up::{Candidate, FollowUp, Followed},
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{ButtonLink, Weight},
        alert::Tone,
        badge::{Badge, DemoBadge},
        carrier::carrier,
        embed_code::EmbedCode,
        figures::{Definitions, entry},
        follow::{FollowButton, FollowPart},
        frame::{Frame, Page},
        lineage::{LineStep, Lineage, line_of},
        motif::{Kind, Motif},
        need_card::supports,
        place::Place,
        rail::WithRail,
        views::views,
    },
};
use axum::extract::Path;
use entity::{
    address::{Address, Svg},
    id::ProjectId,
    lineage::Subject,
    link::HttpsLink,
    permission::Action,
    project::ProjectState,
    table,
};
use leptos::prelude::*;
use server::{
    project::{parts::ProjectParts, query::Detail},
    reference::Reference,
};
use std::sync::Arc;
use wording::euros;

/// What the page shows.
struct ProjectPage {
    detail: Detail,
    /// What its cost is made of, and what the committee published.
    parts: Arc<ProjectParts>,
    /// What became of it.
    line: Vec<LineStep>,
    /// Of a project that the vote selected.
    follow_up: Option<FollowUp>,
    follow: Option<FollowPart>,
    curates: bool,
    reference: Arc<Reference>,
    /// What the site's addresses begin with.
    base: String,
}

/// The page of a project.
pub async fn page(visit: Visit, Path(id): Path<ProjectId>) -> Result<Page, Failure> {
    let detail = server::project::query::detail(&visit.ctx, id).await?;
    let parts = server::project::query::parts(&visit.ctx, id).await?;
    let subject = Subject::Project(id);
    let known = server::lineage::lineage(&visit.ctx, subject).await?;
    let campaign = visit.campaign()?.clone();
    let follow_up = match known.as_deref().filter(|known| known.is_selected()) {
        Some(known) => {
            let deployments = server::deployment::of_project(&visit.ctx, id).await?;
            let chosen = server::ballot::chosen(&visit.ctx, &campaign).await?.contains(&id);
            FollowUp::of(&visit, &campaign.spec, known, deployments, chosen)
        }
        None => None,
    };
    let page = ProjectPage {
        line: line_of(&visit, subject, known.as_deref()),
        follow: FollowPart::of(&visit, subject, detail.project.state.is_public()).await?,
        follow_up,
        parts,
        detail,
        curates: visit.ctx.authorise(Action::Curate, &Default::default()).is_ok(),
        reference: visit.ctx.platform.reference(),
        base: visit.site.base_url.clone(),
    };
    let frame = Frame::new(page.detail.project.title.clone()).below(visit.here(Address::Projects), "Projets");
    let frame = frame.described(&page.detail.project.summary).pictured(Address::ProjectPicture(id));
    let frame = if page.detail.project.state.is_public() { frame.embedded() } else { frame };
    Ok(frame.render(&visit, || view! { <Project page /> }.into_any()))
}

#[component]
fn Project(page: ProjectPage) -> AnyView {
    let page = &page;
    let (project, reference) = (&page.detail.project, &page.reference);
    let (id, title) = (project.id, project.title.as_str());
    let embed = project.state.is_public().then(|| {
        view! { <EmbedCode base=&page.base page=Address::Project(id) card=Address::ProjectResultCard(Svg(id)) title /> }
    });
    let demo = project.demo.then(|| {
        view! {
            <p>
                <DemoBadge />
            </p>
        }
    });
    view! {
        <Kind motif=Motif::Project />
        <h1>{project.title.clone()}</h1>
        {demo}
        <WithRail rail=view! { <InShort page /> }.into_any()>
            <p class="t-user-text">{project.summary.clone()}</p>
            <Facts project />
            <Costing project lines=&page.parts.lines />
            <CommitteeDecisions decisions=&page.parts.decisions />
            <Lineage steps=&page.line />
            {page.follow_up.as_ref().map(|follow_up| view! { <Followed follow_up reference /> })}
            <Needs needs=&page.detail.needs reference />
            {embed}
        </WithRail>
    }
    .into_any()
}

/// What its state means; nothing of a project on the ballot that the vote has not selected.
#[component]
fn StateNotice(state: ProjectState, selected: bool) -> AnyView {
    let (tone, label) = match state {
        ProjectState::OnBallot if selected => (Tone::Success, "Retenu par le vote"),
        ProjectState::OnBallot => return ().into_any(),
        ProjectState::Draft => (Tone::Info, "Brouillon : seule l’équipe de curation le voit"),
        ProjectState::Dropped => (Tone::Warning, "Abandonné"),
    };
    view! {
        <p>
            <Badge tone label />
        </p>
    }
    .into_any()
}

/// Its state, what it costs, who carries it, and changing it for those who may.
#[component]
fn InShort<'a>(page: &'a ProjectPage) -> AnyView {
    let project = &page.detail.project;
    let carried_by = match &page.detail.group {
        Some(group) => view! { <a href=Address::Group(group.id).to_string()>{group.name.clone()}</a> }.into_any(),
        None => carrier(project, None).into_any(),
    };
    let priority = &page.parts.priority;
    let why = Some(wording::priority_reason(priority)).filter(|why| !why.is_empty());
    let why = why.map(|why| view! { <span class="fr-hint-text">{why}</span> });
    let programmes = view! {
        {wording::priority_programmes(priority)}
        {why}
    };
    let entries = vec![
        entry("Coût", view! { <strong class="t-cost">{euros(project.cost.cents())}</strong> }),
        entry("Porteur", carried_by),
        entry("Programmes prioritaires", programmes),
    ];
    let change = page.curates.then(|| {
        let address = Address::CurationProject.with("id", project.id);
        view! {
            <p>
                <ButtonLink weight=Weight::Secondary href=address>
                    "Modifier ce projet"
                </ButtonLink>
            </p>
        }
    });
    view! {
        <StateNotice state=project.state selected=page.follow_up.is_some() />
        <Definitions entries />
        {page.follow_up.as_ref().map(|follow_up| view! { <Candidate follow_up /> })}
        {change}
        <FollowButton part=&page.follow />
    }
    .into_any()
}

/// What else is known of it; nothing where nothing is.
#[component]
fn Facts<'a>(project: &'a table::project::Model) -> AnyView {
    let benefits = (!project.benefits.is_empty()).then(|| {
        let text = view! { <span class="t-user-text">{project.benefits.clone()}</span> };
        entry("Ce qu’il apporte aux programmes prioritaires", text)
    });
    let source = project.source.as_deref().and_then(|link| HttpsLink::parse(link).ok());
    let source = source.map(|link| {
        let address = link.as_str().to_owned();
        let link = view! {
            <a href=address rel="noopener nofollow">
                {link.as_str().to_owned()}
            </a>
        };
        entry("Code source", link)
    });
    if benefits.is_none() && source.is_none() {
        return ().into_any();
    }
    view! { <Definitions entries=benefits.into_iter().chain(source).collect() /> }.into_any()
}

#[component]
fn Needs<'a>(needs: &'a [table::need::Model], reference: &'a Reference) -> AnyView {
    let needs = views(needs.iter().map(|need| {
        view! {
            <li>
                <a href=Address::Need(need.id).to_string()>{need.title.clone()}</a>
                <span class="fr-hint-text">
                    <Place reference siren=&need.siren />
                    ", "
                    {supports(need)}
                </span>
            </li>
        }
        .into_any()
    }));
    view! {
        <h2>"Besoins auxquels il répond"</h2>
        <ul class="t-supports">{needs}</ul>
    }
    .into_any()
}
