//! Needs: lists, one with its supports, its versions.

use super::{
    Api, Problem,
    asked::{Asked, code, limit},
    campaign::instant,
    collectivity::Named,
    cursor::{List, Paged},
    dated::Dated,
    identifier,
};
use axum::{
    Json,
    extract::Path,
    response::{IntoResponse, Response},
};
use entity::{address::Address, id::NeedId, page_number::PageNumber, programme::Programme, table};
use serde::{Deserialize, Serialize};
use server::need::{
    decoded,
    filter::Filter,
    query::{After, Detail, after, detail, get},
};
use utoipa::{IntoParams, ToSchema};

/// A need, in its current version.
#[derive(Debug, Serialize, ToSchema)]
pub struct Need {
    #[schema(format = Uuid)]
    pub id: String,
    /// The name of its campaign.
    pub campaign: String,
    /// Whose it is.
    pub collectivity: Named,
    /// `published`, or `declined` when it was not taken further.
    pub state: &'static str,
    pub title: String,
    pub problem: String,
    /// Who suffers from it.
    pub affected: String,
    /// What exists already.
    pub existing: String,
    /// The code of one of the campaign's themes.
    pub theme: String,
    /// `low`, `medium` or `high`.
    pub urgency: String,
    /// Codes of programmes, such as `pvd`.
    pub programmes: Vec<String>,
    /// INSEE code of the département of the collectivité; null for a région.
    pub departement: Option<String>,
    /// INSEE code of its région.
    pub region: String,
    /// Grows with each change of its text.
    pub version: i32,
    /// When it was first published.
    #[schema(format = DateTime)]
    pub published_at: Option<String>,
    /// Collectivités that have it too, each once, its own not counted.
    pub supports: i32,
    /// Inhabitants of all of them, each counted once.
    pub inhabitants: i64,
    /// Why it was not taken further.
    pub declined_reason: Option<String>,
    /// The need under which it is shown since it joined it.
    #[schema(format = Uuid)]
    pub joined: Option<String>,
    /// Its page.
    pub url: String,
}

/// A need with what hangs on it.
#[derive(Debug, Serialize, ToSchema)]
pub struct NeedDetail {
    #[serde(flatten)]
    pub need: Need,
    /// Who has it too, the first ones first.
    pub supporters: Vec<Supporter>,
    /// Needs that joined it.
    pub joined_by: Vec<String>,
    /// Groups on it.
    pub groups: Vec<String>,
    /// The project that it went into.
    #[schema(format = Uuid)]
    pub project: Option<String>,
}

/// A collectivité that stands behind a need.
#[derive(Debug, Serialize, ToSchema)]
pub struct Supporter {
    pub collectivity: Named,
    /// What it says; may be empty.
    pub sentence: String,
    #[schema(format = DateTime)]
    pub at: String,
    /// The need that it supports, or that is its own and joined this one.
    #[schema(format = Uuid)]
    pub by: String,
}

/// A version of a need's text.
#[derive(Debug, Serialize, ToSchema)]
pub struct Version {
    pub version: i32,
    #[schema(format = DateTime)]
    pub at: String,
    /// The text as it stood: `title`, `problem`, `affected`, `existing`, `theme`, `urgency`, `programmes`.
    #[schema(value_type = Object)]
    pub content: serde_json::Value,
}

/// What narrows a list of needs.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NeedsAsked {
    /// The code of a theme.
    theme: Option<String>,
    /// INSEE code of a région.
    region: Option<String>,
    /// INSEE code of a département.
    departement: Option<String>,
    /// The code of a programme.
    programme: Option<String>,
    /// Where the page begins: what the page before gave.
    cursor: Option<String>,
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<u32>,
}

impl Need {
    pub fn of(api: &Api, campaign: &str, row: table::need::Model) -> Self {
        Self {
            id: row.id.to_string(),
            campaign: campaign.to_owned(),
            collectivity: Named::of(api, row.siren),
            state: row.state.code(),
            theme: row.theme,
            urgency: row.urgency,
            programmes: decoded(&row.programmes),
            departement: row.departement,
            region: row.region,
            version: row.version,
            published_at: row.published_at.map(|at| instant(at.utc())),
            supports: row.supports,
            inhabitants: row.inhabitants,
            declined_reason: row.declined_reason,
            joined: row.face.map(|face| face.to_string()),
            url: api.url(Address::Need(row.id)),
            title: row.title,
            problem: row.problem,
            affected: row.affected,
            existing: row.existing,
        }
    }
}

/// Public needs of a campaign that joined no other, the latest first.
#[utoipa::path(get, path = "/campaigns/{slug}/needs", tag = "needs",
    params(("slug" = String, Path, description = "The campaign's name in addresses"), NeedsAsked),
    responses(
        (status = 200, description = "A page of needs", body = Paged<Need>),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(api: Api, Path(slug): Path<String>, Asked(asked): Asked<NeedsAsked>) -> Result<Response, Problem> {
    let campaign = api.campaign(&slug).await?;
    let limit = limit(asked.limit)?;
    let filters = [
        ("theme", asked.theme.as_deref()),
        ("region", asked.region.as_deref()),
        ("departement", asked.departement.as_deref()),
        ("programme", asked.programme.as_deref()),
    ];
    let list = List::new(api.url(format!("{}/campaigns/{slug}/needs", super::BASE)), limit, &filters);
    let position = list.position(asked.cursor.as_deref())?;
    let position = position.map(|text| text.parse::<After>().map_err(|_| List::lost())).transpose()?;
    let filter = Filter {
        programme: code("programme", asked.programme.as_deref(), Programme::from_code)?,
        theme: asked.theme.unwrap_or_default(),
        region: asked.region.unwrap_or_default(),
        departement: asked.departement.unwrap_or_default(),
        ..Filter::default()
    };
    let rows = after(&api.ctx, &campaign, &filter, position, limit + 1).await?;
    Ok(list.page(rows, |row| After::of(row).to_string(), |row| Need::of(&api, &campaign.spec.slug, row)))
}

/// One need, with who has it too and what became of it.
#[utoipa::path(get, path = "/needs/{id}", tag = "needs",
    params(("id" = String, Path, description = "Its identifier", format = Uuid)),
    responses(
        (status = 200, description = "The need", body = NeedDetail),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn one(api: Api, Path(id): Path<String>) -> Result<Json<NeedDetail>, Problem> {
    let id: NeedId = identifier(&id)?;
    let Detail { need, joined, supports, groups, project, .. } = detail(&api.ctx, id).await?;
    let campaign = server::campaign::find(&api.ctx, need.campaign).await?;
    let supporters = supports.into_iter().map(|support| Supporter {
        collectivity: Named::of(&api, support.siren),
        sentence: support.sentence,
        at: instant(support.at),
        by: support.by.to_string(),
    });
    Ok(Json(NeedDetail {
        supporters: supporters.collect(),
        joined_by: joined.iter().map(|one| one.id.to_string()).collect(),
        groups: groups.iter().map(|group| group.id.to_string()).collect(),
        project: project.map(|project| project.id.to_string()),
        need: Need::of(&api, &campaign.spec.slug, need),
    }))
}

/// The last ten versions of a need's text, the newest first.
#[utoipa::path(get, path = "/needs/{id}/versions", tag = "needs",
    params(("id" = String, Path, description = "Its identifier", format = Uuid)),
    responses(
        (status = 200, description = "Versions", body = Vec<Version>),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn versions(api: Api, Path(id): Path<String>) -> Result<Response, Problem> {
    let need = get(&api.ctx, identifier(&id)?).await?;
    let listed = server::need::query::versions(&api.ctx, &need, PageNumber::FIRST).await?;
    let version = |row: table::need_version::Model| -> Result<Version, server::Error> {
        let content = serde_json::from_str(&row.content)?;
        Ok(Version { version: row.version, at: instant(row.at.utc()), content })
    };
    let latest = listed.rows.first().map(|row| row.at.utc());
    let rows = listed.rows.into_iter().take(server::need::query::VERSIONS_ON_A_PAGE);
    let versions: Vec<Version> = rows.map(version).collect::<Result<_, _>>()?;
    Ok(match latest {
        Some(at) => Dated(at, versions).into_response(),
        None => Json(versions).into_response(),
    })
}
