//! What collectivités make of the projects that they try.

use super::{
    Api, Problem,
    asked::{Asked, code, limit},
    campaign::instant,
    collectivity::Named,
    cursor::{List, Paged},
};
use axum::{extract::Path, response::Response};
use entity::{id::ProjectId, siren::Siren};
use serde::{Deserialize, Serialize};
use server::grant::usage::{self, Filter, Place, after};
use utoipa::{IntoParams, ToSchema};

/// What one collectivité makes of a project that it tries.
#[derive(Debug, Serialize, ToSchema)]
pub struct Usage {
    pub collectivity: Named,
    /// The decision by which it is funded.
    #[schema(format = Uuid)]
    pub decision: String,
    #[schema(format = Uuid)]
    pub project: String,
    /// `testing`, `adopted` or `stopped`.
    pub state: &'static str,
    /// Its own words.
    pub feedback: String,
    /// When it said so.
    #[schema(format = DateTime)]
    pub at: String,
}

/// What narrows the list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UsageAsked {
    /// The identifier of a project.
    project: Option<String>,
    /// SIREN of a collectivité.
    collectivity: Option<String>,
    /// Where the page begins: what the page before gave.
    cursor: Option<String>,
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<u32>,
}

fn place(position: &str) -> Result<Place, Problem> {
    let read = |position: &str| {
        let mut parts = position.splitn(3, '.');
        let (at, application) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some((at, application, Siren::parse(parts.next()?).ok()?))
    };
    read(position).ok_or_else(List::lost)
}

/// What collectivités say of the projects that they try, the latest first.
#[utoipa::path(get, path = "/campaigns/{slug}/usage", tag = "money",
    params(("slug" = String, Path, description = "The campaign's name in addresses"), UsageAsked),
    responses(
        (status = 200, description = "A page of usages", body = Paged<Usage>),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(api: Api, Path(slug): Path<String>, Asked(asked): Asked<UsageAsked>) -> Result<Response, Problem> {
    let campaign = api.campaign(&slug).await?;
    let limit = limit(asked.limit)?;
    let filter = Filter {
        project: code("project", asked.project.as_deref(), |text| text.parse::<ProjectId>().ok())?,
        collectivity: code("collectivity", asked.collectivity.as_deref(), |text| Siren::parse(text).ok())?,
    };
    let filters = [("project", asked.project.as_deref()), ("collectivity", asked.collectivity.as_deref())];
    let list = List::new(api.url(format!("{}/campaigns/{slug}/usage", super::BASE)), limit, &filters);
    let position = list.position(asked.cursor.as_deref())?.as_deref().map(place).transpose()?;
    let rows = after(&api.ctx, campaign.id, &filter, position, limit + 1).await?;
    let position = |row: &usage::Usage| format!("{}.{}.{}", row.at, row.application, row.siren);
    Ok(list.page(rows, position, |row| Usage {
        at: instant(row.said_at()),
        collectivity: Named::of(&api, row.siren),
        decision: row.application.to_string(),
        project: row.project.to_string(),
        state: row.state.code(),
        feedback: row.feedback,
    }))
}
