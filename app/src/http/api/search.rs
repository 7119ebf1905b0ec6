//! The search of the site: one text, in everything that is public.

use super::{
    Api, Problem,
    asked::{Asked, code},
};
use axum::{Json, extract::Path};
use entity::{address::Address, page_number::PageNumber, search_text::SearchText};
use serde::{Deserialize, Serialize};
use server::search::{
    Kind,
    hit::{Hit, Narrowing, Section, of_every_kind, of_kind},
};
use utoipa::{IntoParams, ToSchema};

/// What was found of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundOfKind {
    /// `need`, `group`, `project`, `envelope` or `help`.
    pub kind: String,
    /// How many there are in all.
    pub total: u64,
    /// Whether none holds all that was looked for, so that these are the nearest.
    pub nearest: bool,
    pub hits: Vec<FoundHit>,
}

/// Something that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundHit {
    /// Its identifier or code; null for a page of the help.
    pub id: Option<String>,
    pub title: String,
    /// Its page.
    pub url: String,
}

/// What is looked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchAsked {
    /// Words, a place, a postcode; a hundred characters at most are looked at.
    #[param(value_type = String)]
    q: SearchText,
    /// One kind alone, with a whole page of hits.
    #[serde(default)]
    kind: Option<String>,
}

fn hit(api: &Api, hit: Hit) -> FoundHit {
    let found = |id: Option<String>, title: String, url: String| FoundHit { id, title, url };
    match hit {
        Hit::Need(need) => found(Some(need.id.to_string()), need.title, api.url(Address::Need(need.id))),
        Hit::Group(group) => found(Some(group.id.to_string()), group.name, api.url(Address::Group(group.id))),
        Hit::Project(one) => found(Some(one.id.to_string()), one.title, api.url(Address::Project(one.id))),
        Hit::Envelope(envelope) => {
            let url = api.url(Address::Envelope(envelope.code.clone()));
            found(Some(envelope.code), envelope.title, url)
        }
        Hit::Help(address) => found(None, address.clone(), api.url(address)),
    }
}

/// Looks for a text in the needs, groups, projects, envelopes and help of a campaign: four hits of each kind, or a page
/// of one.
#[utoipa::path(get, path = "/campaigns/{slug}/search", tag = "search",
    params(("slug" = String, Path, description = "The campaign's name in addresses"), SearchAsked),
    responses(
        (status = 200, description = "What was found", body = Vec<FoundOfKind>),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn search(
    api: Api,
    Path(slug): Path<String>,
    Asked(asked): Asked<SearchAsked>,
) -> Result<Json<Vec<FoundOfKind>>, Problem> {
    let campaign = api.campaign(&slug).await?;
    let kind = code("kind", asked.kind.as_deref(), Kind::from_code)?;
    let sections = match (asked.q.is_empty(), kind) {
        (true, _) => Vec::new(),
        (false, Some(kind)) => {
            vec![of_kind(&api.ctx, &campaign, &asked.q, kind, &Narrowing::default(), PageNumber::FIRST).await?]
        }
        (false, None) => of_every_kind(&api.ctx, &campaign, &asked.q).await?,
    };
    let found = |section: Section| FoundOfKind {
        kind: section.kind.code().to_owned(),
        total: section.total,
        nearest: section.nearest,
        hits: section.hits.into_iter().map(|one| hit(&api, one)).collect(),
    };
    Ok(Json(sections.into_iter().map(found).collect()))
}
