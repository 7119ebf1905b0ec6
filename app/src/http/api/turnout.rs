//! How many collectivités have voted. Before the close nothing else of the vote is told.

use super::{Api, Problem};
use crate::page::vote::turnout::{Turnout, TurnoutPage};
use axum::{Json, extract::Path};
use serde::Serialize;
use utoipa::ToSchema;

/// How many collectivités voted, of those that may.
#[derive(Debug, Serialize, ToSchema)]
pub struct TurnoutFigures {
    pub all: Line,
    pub by_stratum: Vec<Line>,
    pub by_region: Vec<Line>,
    /// Whether the figures stop at yesterday's midnight, Paris time: ballots will be published without names.
    pub until_yesterday: bool,
}

/// The figures of some collectivités.
#[derive(Debug, Serialize, ToSchema)]
pub struct Line {
    /// Of which ones, as pages say it; empty for all.
    pub label: String,
    pub voted: u64,
    pub called: u64,
}

fn line((label, Turnout { voted, called }): (String, Turnout)) -> Line {
    Line { label, voted, called }
}

/// The turnout of a campaign's vote.
#[utoipa::path(get, path = "/campaigns/{slug}/turnout", tag = "vote",
    params(("slug" = String, Path, description = "The campaign's name in addresses")),
    responses(
        (status = 200, description = "The turnout", body = TurnoutFigures),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn of_campaign(api: Api, Path(slug): Path<String>) -> Result<Json<TurnoutFigures>, Problem> {
    let campaign = api.campaign(&slug).await?;
    let found = TurnoutPage::find(&api.ctx, &campaign).await?;
    Ok(Json(TurnoutFigures {
        all: line((String::new(), found.all)),
        by_stratum: found.by_stratum.into_iter().map(line).collect(),
        by_region: found.by_region.into_iter().map(line).collect(),
        until_yesterday: found.is_of_yesterday,
    }))
}
