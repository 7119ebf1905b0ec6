//! Campaigns: what they are, when their phases are open.

use super::{Api, Problem};
use axum::{Json, extract::Path};
use chrono::{DateTime, SecondsFormat, Utc};
use entity::{
    address::Address,
    calendar::{CampaignState, Phase},
};
use serde::Serialize;
use server::campaign::loaded::StoredCampaign;
use utoipa::ToSchema;

/// A campaign.
#[derive(Debug, Serialize, ToSchema)]
pub struct Campaign {
    /// Names it in addresses; never changes.
    pub slug: String,
    pub title: String,
    /// In Markdown.
    pub summary: String,
    /// `announced`, `running` or `closed`, by its calendar.
    pub state: &'static str,
    pub phases: Vec<PhasePeriod>,
    /// The themes under which needs are filed.
    pub themes: Vec<Theme>,
    /// What the vote decides on, in cents.
    pub vote_budget_cents: i64,
    /// The rule of the vote, as the campaign file has it.
    #[schema(value_type = Object)]
    pub vote_rule: serde_json::Value,
    /// Its page.
    pub url: String,
}

/// When a phase is open.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhasePeriod {
    /// `census`, `selection` (the vote) or `application`.
    pub phase: &'static str,
    /// The first instant at which it is open (RFC 3339, UTC).
    #[schema(format = DateTime)]
    pub opens_at: String,
    /// The first instant at which it is closed again.
    #[schema(format = DateTime)]
    pub closes_at: String,
}

/// A theme.
#[derive(Debug, Serialize, ToSchema)]
pub struct Theme {
    pub code: String,
    pub label: String,
}

/// An instant as answers write it.
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl Campaign {
    fn of(api: &Api, campaign: &StoredCampaign) -> Result<Self, Problem> {
        let spec = &campaign.spec;
        let phase = |&phase: &Phase| {
            let period = spec.calendar.period(phase);
            PhasePeriod { phase: phase.code(), opens_at: instant(period.opening()), closes_at: instant(period.close()) }
        };
        let state = match spec.state(api.ctx.now()) {
            CampaignState::Announced => "announced",
            CampaignState::Running => "running",
            CampaignState::Closed => "closed",
        };
        let themes = spec.themes.iter();
        Ok(Self {
            slug: spec.slug.clone(),
            title: spec.title.clone(),
            summary: spec.summary.clone(),
            state,
            phases: Phase::ALL.iter().map(phase).collect(),
            themes: themes.map(|theme| Theme { code: theme.code.clone(), label: theme.label.clone() }).collect(),
            vote_budget_cents: spec.selection_budget().cents(),
            vote_rule: serde_json::to_value(spec.selection.rule).map_err(server::Error::from)?,
            url: api.url(campaign.address(&Address::Needs)),
        })
    }
}

/// Every campaign that was opened, the current one first.
#[utoipa::path(get, path = "/campaigns", tag = "campaigns", responses(
    (status = 200, description = "Campaigns", body = Vec<Campaign>),
    (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(api: Api) -> Result<Json<Vec<Campaign>>, Problem> {
    let opened = server::campaign::opened(&api.ctx).await?;
    opened.iter().map(|campaign| Campaign::of(&api, campaign)).collect::<Result<_, _>>().map(Json)
}

/// One campaign.
#[utoipa::path(get, path = "/campaigns/{slug}", tag = "campaigns",
    params(("slug" = String, Path, description = "The campaign's name in addresses")),
    responses(
        (status = 200, description = "The campaign", body = Campaign),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn one(api: Api, Path(slug): Path<String>) -> Result<Json<Campaign>, Problem> {
    let campaign = api.campaign(&slug).await?;
    Campaign::of(&api, &campaign).map(Json)
}
