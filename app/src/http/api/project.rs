//! Projects of the ballot: their costs, needs and carriers.

use super::{Api, Problem, identifier};
use axum::{Json, extract::Path};
use entity::{address::Address, id::ProjectId, table};
use serde::Serialize;
use server::{
    need::decoded,
    project::query::{detail, on_ballot, parts},
};
use utoipa::ToSchema;

/// A project.
#[derive(Debug, Serialize, ToSchema)]
pub struct Project {
    #[schema(format = Uuid)]
    pub id: String,
    /// The name of its campaign.
    pub campaign: String,
    /// `on_ballot` for one that is voted on.
    pub state: &'static str,
    pub title: String,
    pub summary: String,
    /// What it brings.
    pub benefits: String,
    /// What is voted on, in cents.
    pub cost_cents: i64,
    /// What its cost supposes.
    pub assumptions: String,
    /// The group that carries it.
    #[schema(format = Uuid)]
    pub carrier_group: Option<String>,
    /// The service of the State that carries it.
    pub carrier_service: Option<String>,
    /// Codes of the programmes that it serves.
    pub priority_programmes: Vec<String>,
    /// Where its code or its dossier stands.
    pub source: Option<String>,
    /// Its page.
    pub url: String,
}

/// A project with its needs and the lines of its cost.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectDetail {
    #[serde(flatten)]
    pub project: Project,
    /// The needs that it answers, the most supported first.
    pub needs: Vec<String>,
    pub cost_lines: Vec<CostLine>,
}

/// A line of a cost, between two amounts.
#[derive(Debug, Serialize, ToSchema)]
pub struct CostLine {
    /// `build`, `run` or what else the line is for.
    pub kind: &'static str,
    pub label: String,
    /// Of one of `quantity`, in cents.
    pub low_cents: i64,
    pub high_cents: i64,
    pub quantity: i64,
}

impl Project {
    pub fn of(api: &Api, campaign: &str, row: table::project::Model) -> Self {
        Self {
            id: row.id.to_string(),
            campaign: campaign.to_owned(),
            state: row.state.code(),
            cost_cents: row.cost.cents(),
            carrier_group: row.carrier_group.map(|group| group.to_string()),
            carrier_service: row.carrier_service,
            priority_programmes: decoded(&row.priority),
            source: row.source,
            url: api.url(Address::Project(row.id)),
            title: row.title,
            summary: row.summary,
            benefits: row.benefits,
            assumptions: row.assumptions,
        }
    }
}

/// The projects of a campaign's ballot, in the order of their titles.
#[utoipa::path(get, path = "/campaigns/{slug}/projects", tag = "projects",
    params(("slug" = String, Path, description = "The campaign's name in addresses")),
    responses(
        (status = 200, description = "Projects", body = Vec<Project>),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(api: Api, Path(slug): Path<String>) -> Result<Json<Vec<Project>>, Problem> {
    let campaign = api.campaign(&slug).await?;
    let rows = on_ballot(api.ctx.read(), &campaign).await?;
    Ok(Json(rows.into_iter().map(|row| Project::of(&api, &campaign.spec.slug, row)).collect()))
}

/// One project, with its needs and the lines of its cost.
#[utoipa::path(get, path = "/projects/{id}", tag = "projects",
    params(("id" = String, Path, description = "Its identifier", format = Uuid)),
    responses(
        (status = 200, description = "The project", body = ProjectDetail),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn one(api: Api, Path(id): Path<String>) -> Result<Json<ProjectDetail>, Problem> {
    let id: ProjectId = identifier(&id)?;
    let found = detail(&api.ctx, id).await?;
    let campaign = server::campaign::find(&api.ctx, found.project.campaign).await?;
    let known = parts(&api.ctx, id).await?;
    let line = |line: &table::cost_line::Model| CostLine {
        kind: line.kind.code(),
        label: line.label.clone(),
        low_cents: line.low.cents(),
        high_cents: line.high.cents(),
        quantity: line.quantity,
    };
    Ok(Json(ProjectDetail {
        needs: found.needs.iter().map(|need| need.id.to_string()).collect(),
        cost_lines: known.lines.iter().map(line).collect(),
        project: Project::of(&api, &campaign.spec.slug, found.project),
    }))
}
