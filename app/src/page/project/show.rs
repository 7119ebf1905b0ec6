//! Projects: what is voted on, each readable in a minute.

use crate::{
    http::{failure::Failure, visit::Visit},
    page::need::show::place,
    ui::frame::{Frame, Page, views},
};
use axum::extract::Path;
use entity::{id::ProjectId, permission::Action, project::ProjectState, table};
use leptos::prelude::*;
use wording::{count, euros};

/// Who carries a project, as a name; `group` is the name of the group that does.
pub fn carrier(project: &table::project::Model, group: Option<&str>) -> String {
    match (&project.carrier_service, group) {
        (Some(service), _) => service.clone(),
        (None, Some(group)) => format!("le groupement « {group} »"),
        (None, None) => String::new(),
    }
}

/// The projects of the ballot.
pub async fn list(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let projects = server::project::query::on_ballot_carried(&visit.ctx, &campaign).await?;
    Ok(Frame::new("Projets").render(&visit, move || {
        let envelope = campaign.spec.selection_envelope().map(|envelope| envelope.title.clone()).unwrap_or_default();
        let cards = views(projects.iter().map(|(project, group)| {
            view! {
                <li class="t-card">
                    <h2 class="t-card__title">
                        <a href=format!("/projets/{}", project.id)>{project.title.clone()}</a>
                    </h2>
                    <p class="t-card__meta">
                        <span>
                            <strong>{euros(project.cost.cents())}</strong>
                        </span>
                        <span>"Porté par " {carrier(project, group.as_deref())}</span>
                    </p>
                    <p>{project.summary.clone()}</p>
                </li>
            }
            .into_any()
        }));
        let budget = campaign.spec.selection_budget().cents();
        view! {
            <h1>"Projets soumis au vote"</h1>
            <p>
                {count(projects.len() as u64, "projet", "projets")} " pour une enveloppe de " {euros(budget)} " (« "
                {envelope} " »)."
            </p>
            {projects.is_empty().then(|| view! { <p>"Aucun projet n’est encore soumis au vote."</p> })}
            <ul class="t-list">{cards}</ul>
        }
        .into_any()
    }))
}

/// The page of a project.
pub async fn show(visit: Visit, Path(id): Path<ProjectId>) -> Result<Page, Failure> {
    let detail = server::project::query::detail(&visit.ctx, id).await?;
    let told = server::deployment::of_project(&visit.ctx, id).await?;
    let reference = visit.ctx.platform.reference();
    let curates = visit.ctx.authorise(Action::Curate, &Default::default()).is_ok();
    let frame = Frame::new(detail.project.title.clone()).below("/projets", "Projets");
    Ok(frame.render(&visit, move || {
        let project = &detail.project;
        let needs = views(detail.needs.iter().map(|need| {
            let supports = count(u64::try_from(need.supports).unwrap_or(0), "soutien", "soutiens");
            view! {
                <li>
                    <a href=format!("/besoins/{}", need.id)>{need.title.clone()}</a>
                    ", "
                    {place(&reference, &need.siren)}
                    ", "
                    {supports}
                </li>
            }
            .into_any()
        }));
        let carrier = match &detail.group {
            Some(group) => view! { <a href=format!("/groupements/{}", group.id)>{group.name.clone()}</a> }.into_any(),
            None => carrier(project, None).into_any(),
        };
        let programmes = wording::programme_names(&project.priority).join(", ");
        let source = project.source.as_deref().and_then(|link| entity::link::HttpsLink::parse(link).ok());
        let source = source.map(|link| {
            view! {
                <dt>"Code source"</dt>
                <dd>
                    <a href=link.as_str().to_owned() rel="noopener nofollow">
                        {link.as_str().to_owned()}
                    </a>
                </dd>
            }
        });
        let benefits = (!project.benefits.is_empty()).then(|| {
            view! {
                <dt>"Ce qu’il apporte aux programmes prioritaires"</dt>
                <dd class="t-user-text">{project.benefits.clone()}</dd>
            }
        });
        let became = (!told.is_empty()).then(|| {
            let lines = views(told.iter().map(|one| {
                view! {
                    <li>
                        {place(&reference, &one.siren)} "\u{a0}: " <strong>{wording::deployment(one.state)}</strong>
                        ". " <span class="t-user-text">{one.feedback.clone()}</span>
                    </li>
                }
                .into_any()
            }));
            view! {
                <h2>"Ce que des collectivités en font"</h2>
                <ul>{lines}</ul>
            }
        });
        let state = match project.state {
            ProjectState::OnBallot => ().into_any(),
            ProjectState::Draft => {
                view! { <p class="fr-badge fr-badge--info">"Brouillon : seule l’équipe de curation le voit"</p> }
                    .into_any()
            }
            ProjectState::Dropped => view! { <p class="fr-badge fr-badge--warning">"Abandonné"</p> }.into_any(),
        };
        view! {
            {state}
            <h1>{project.title.clone()}</h1>
            {project
                .demo
                .then(|| {
                    view! {
                        <p>
                            <span class="fr-badge">"Donnée de démonstration"</span>
                        </p>
                    }
                })}
            <p class="fr-text--lead t-user-text">{project.summary.clone()}</p>
            <dl class="t-definition">
                <dt>"Coût"</dt>
                <dd>
                    <strong>{euros(project.cost.cents())}</strong>
                </dd>
                <dt>"Porteur"</dt>
                <dd>{carrier}</dd>
                <dt>"Programmes prioritaires"</dt>
                <dd>{if programmes.is_empty() { "Aucun en particulier".to_owned() } else { programmes }}</dd>
                {benefits}
                {source}
            </dl>
            <h2>"Besoins auxquels il répond"</h2>
            <ul>{needs}</ul>
            {became}
            {curates
                .then(|| {
                    view! {
                        <p>
                            <a class="fr-btn fr-btn--secondary" href=format!("/curation/projet?id={}", project.id)>
                                "Modifier ce projet"
                            </a>
                        </p>
                    }
                })}
        }
        .into_any()
    }))
}
