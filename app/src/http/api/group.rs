//! Mutualisation groups: lists, one with its members and what each envelope says of it.

use super::{
    Api, Problem,
    asked::{Asked, limit},
    campaign::instant,
    collectivity::Named,
    cursor::{List, Paged},
    identifier,
};
use axum::{Json, extract::Path, response::Response};
use entity::{address::Address, id::GroupId, table};
use serde::{Deserialize, Serialize};
use server::group::{
    query::{after, detail},
    verdict::verdicts,
};
use utoipa::{IntoParams, ToSchema};

/// A mutualisation group.
#[derive(Debug, Serialize, ToSchema)]
pub struct Group {
    #[schema(format = Uuid)]
    pub id: String,
    /// The name of its campaign.
    pub campaign: String,
    pub name: String,
    pub purpose: String,
    /// The need on which it was opened.
    #[schema(format = Uuid)]
    pub need: Option<String>,
    pub lead: Named,
    /// `forming`, or `filed` once its members and figures are frozen.
    pub state: &'static str,
    #[schema(format = DateTime)]
    pub opened_at: String,
    #[schema(format = DateTime)]
    pub submitted_at: Option<String>,
    /// Inhabitants of the union of its members' territories, each counted once.
    pub inhabitants: i64,
    pub communes: i32,
    /// Whether it meets the condition of the vote's envelope.
    pub eligible: bool,
    /// Its page.
    pub url: String,
}

/// A group with its members.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupDetail {
    #[serde(flatten)]
    pub group: Group,
    pub members: Vec<Member>,
    pub verdicts: Vec<Verdict>,
}

/// A collectivité in a group.
#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    pub collectivity: Named,
    /// `lead`, `member`, `invited`, `requested`, `declined`, `left` or `taken_back`.
    pub state: &'static str,
    /// Inhabitants of its own territory.
    pub inhabitants: u64,
    /// Inhabitants that the group would lose or gain by it.
    pub adds: u64,
}

/// What an envelope says of a group.
#[derive(Debug, Serialize, ToSchema)]
pub struct Verdict {
    /// The code of the envelope.
    pub envelope: String,
    /// Whether the group meets its condition.
    pub eligible: bool,
}

/// What is asked of the list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GroupsAsked {
    /// Where the page begins: what the page before gave.
    cursor: Option<String>,
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<u32>,
}

impl Group {
    pub fn of(api: &Api, campaign: &str, row: table::group::Model) -> Self {
        Self {
            id: row.id.to_string(),
            campaign: campaign.to_owned(),
            need: row.need.map(|need| need.to_string()),
            lead: Named::of(api, row.lead),
            state: row.state.code(),
            opened_at: instant(row.opened_at.utc()),
            submitted_at: row.submitted_at.map(|at| instant(at.utc())),
            inhabitants: row.population,
            communes: row.communes,
            eligible: row.eligible,
            url: api.url(Address::Group(row.id)),
            name: row.name,
            purpose: row.purpose,
        }
    }
}

/// Groups of a campaign that were not given up, in the order in which they were opened.
#[utoipa::path(get, path = "/campaigns/{slug}/groups", tag = "groups",
    params(("slug" = String, Path, description = "The campaign's name in addresses"), GroupsAsked),
    responses(
        (status = 200, description = "A page of groups", body = Paged<Group>),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(api: Api, Path(slug): Path<String>, Asked(asked): Asked<GroupsAsked>) -> Result<Response, Problem> {
    let campaign = api.campaign(&slug).await?;
    let limit = limit(asked.limit)?;
    let list = List::new(api.url(format!("{}/campaigns/{slug}/groups", super::BASE)), limit, &[]);
    let position = list.position(asked.cursor.as_deref())?;
    let position = position.map(|text| text.parse::<GroupId>().map_err(|_| List::lost())).transpose()?;
    let rows = after(&api.ctx, &campaign, position, limit + 1).await?;
    Ok(list.page(rows, |row| row.id.to_string(), |row| Group::of(&api, &campaign.spec.slug, row)))
}

/// One group, with its members and what each envelope says of it.
#[utoipa::path(get, path = "/groups/{id}", tag = "groups",
    params(("id" = String, Path, description = "Its identifier", format = Uuid)),
    responses(
        (status = 200, description = "The group", body = GroupDetail),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn one(api: Api, Path(id): Path<String>) -> Result<Json<GroupDetail>, Problem> {
    let id: GroupId = identifier(&id)?;
    let object = server::campaign::Object::Group(id);
    let campaign = server::campaign::of_object(api.ctx.read(), object).await?.ok_or(server::Error::NotFound)?;
    let campaign = server::campaign::find(&api.ctx, campaign).await?;
    let found = detail(&api.ctx, &campaign, id).await?;
    let said = verdicts(&api.ctx, &campaign, &found).await?;
    let members = found.members.into_iter().map(|member| Member {
        collectivity: Named::of(&api, member.siren),
        state: member.state.code(),
        inhabitants: member.population,
        adds: member.adds,
    });
    Ok(Json(GroupDetail {
        members: members.collect(),
        verdicts: said.iter().map(|one| Verdict { envelope: one.code.clone(), eligible: one.is_eligible() }).collect(),
        group: Group::of(&api, &campaign.spec.slug, found.group),
    }))
}
