//! Decisions to fund, since their hour of publication.

use super::{
    Api, Problem,
    asked::{Asked, code, limit},
    campaign::instant,
    collectivity::Named,
    cursor::{List, Paged},
    dated::Dated,
    identifier,
};
use axum::{extract::Path, response::Response};
use entity::{
    id::{ApplicationId, ProjectId},
    siren::Siren,
};
use serde::{Deserialize, Serialize};
use server::{
    campaign::loaded::StoredCampaign,
    grant::{Filter, Grant, Place, after, get},
};
use utoipa::{IntoParams, ToSchema};

/// A decision to fund.
#[derive(Debug, Serialize, ToSchema)]
pub struct Decision {
    /// The identifier of the application that was decided on.
    #[schema(format = Uuid)]
    pub id: String,
    /// The name of its campaign.
    pub campaign: String,
    /// The number under which it was submitted.
    pub number: Option<String>,
    /// What the money is for, as the applicant calls it.
    pub title: String,
    /// Who gets the money: the collectivité, or the lead of the group.
    pub beneficiary: Named,
    /// The code of the envelope that pays.
    pub envelope: String,
    /// The wave in which it was submitted, from 1 on; null where there are none.
    pub wave: Option<i32>,
    /// The project that is piloted.
    #[schema(format = Uuid)]
    pub project: Option<String>,
    /// The group that applied.
    #[schema(format = Uuid)]
    pub group: Option<String>,
    /// INSEE code of the beneficiary's département; null for a région.
    pub departement: Option<String>,
    /// When it was published.
    #[schema(format = DateTime)]
    pub published_at: String,
    /// The day on which the agreement was signed.
    #[schema(format = Date)]
    pub agreement_day: Option<String>,
    /// What was decided, in cents.
    pub amount_cents: i64,
    /// What is promised, paid or not: less than was decided once a rest is given up. In cents.
    pub promised_cents: i64,
    pub paid_cents: i64,
    /// How many payments there were.
    pub payments: u64,
}

/// What narrows a list of decisions or payments.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MoneyAsked {
    /// The code of an envelope.
    envelope: Option<String>,
    /// INSEE code of the beneficiary's département.
    departement: Option<String>,
    /// SIREN of the beneficiary.
    collectivity: Option<String>,
    /// The identifier of the project that is piloted.
    project: Option<String>,
    /// Where the page begins: what the page before gave.
    cursor: Option<String>,
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<u32>,
}

/// A list of a campaign's money under its filters, and where the page begins.
pub struct Narrowed {
    pub list: List,
    pub filter: Filter,
    pub position: Option<String>,
    /// One item more than stands on a page.
    pub most: u64,
}

impl MoneyAsked {
    /// The list at the end of a campaign's address.
    pub fn narrowed(&self, api: &Api, campaign: &StoredCampaign, noun: &str) -> Result<Narrowed, Problem> {
        let spec = &campaign.spec;
        let areas = api.ctx.platform.reference();
        let known = |departement: &str| {
            areas.departements().iter().any(|area| area.code == departement).then(|| departement.to_owned())
        };
        let filter = Filter {
            envelope: code("envelope", self.envelope.as_deref(), |code| Some(spec.envelope(code)?.code.clone()))?,
            departement: code("departement", self.departement.as_deref(), known)?,
            collectivity: code("collectivity", self.collectivity.as_deref(), |text| Siren::parse(text).ok())?,
            project: code("project", self.project.as_deref(), |text| text.parse::<ProjectId>().ok())?,
        };
        let limit = limit(self.limit)?;
        let list = List::new(
            api.url(format!("{}/campaigns/{}/{noun}", super::BASE, spec.slug)),
            limit,
            &[
                ("envelope", self.envelope.as_deref()),
                ("departement", self.departement.as_deref()),
                ("collectivity", self.collectivity.as_deref()),
                ("project", self.project.as_deref()),
            ],
        );
        let position = list.position(self.cursor.as_deref())?;
        Ok(Narrowed { list, filter, position, most: limit + 1 })
    }
}

impl Decision {
    pub fn of(api: &Api, campaign: &str, grant: Grant) -> Self {
        let Grant { decided, promised, paid, payments, .. } = grant;
        Self {
            published_at: instant(decided.published_at()),
            id: decided.application.to_string(),
            campaign: campaign.to_owned(),
            number: decided.number,
            title: decided.title,
            beneficiary: Named::of(api, decided.siren),
            envelope: decided.envelope,
            wave: decided.wave,
            project: decided.project.map(|project| project.to_string()),
            group: decided.group_id.map(|group| group.to_string()),
            departement: Some(decided.departement).filter(|code| !code.is_empty()),
            agreement_day: decided.agreement_day,
            amount_cents: decided.amount.cents(),
            promised_cents: promised.cents(),
            paid_cents: paid.cents(),
            payments,
        }
    }
}

/// An instant and an identifier, as a position holds them.
pub fn place<I: std::str::FromStr>(position: &str) -> Result<(i64, I), Problem> {
    let read = |position: &str| {
        let (at, id) = position.split_once('.')?;
        Some((at.parse().ok()?, id.parse().ok()?))
    };
    read(position).ok_or_else(List::lost)
}

/// The decisions to fund of a campaign, the latest published first. What was rejected is told to its applicant alone.
#[utoipa::path(get, path = "/campaigns/{slug}/decisions", tag = "money",
    params(("slug" = String, Path, description = "The campaign's name in addresses"), MoneyAsked),
    responses(
        (status = 200, description = "A page of decisions", body = Paged<Decision>),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(api: Api, Path(slug): Path<String>, Asked(asked): Asked<MoneyAsked>) -> Result<Response, Problem> {
    let campaign = api.campaign(&slug).await?;
    let Narrowed { list, filter, position, most } = asked.narrowed(&api, &campaign, "decisions")?;
    let position: Option<Place> = position.as_deref().map(place).transpose()?;
    let grants = after(&api.ctx, campaign.id, &filter, position, most).await?;
    let position = |grant: &Grant| format!("{}.{}", grant.decided.publish_at, grant.decided.application);
    Ok(list.page(grants, position, |grant| Decision::of(&api, &slug, grant)))
}

/// One decision.
#[utoipa::path(get, path = "/decisions/{id}", tag = "money",
    params(("id" = String, Path, description = "Its identifier", format = Uuid)),
    responses(
        (status = 200, description = "The decision", body = Decision),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn one(api: Api, Path(id): Path<String>) -> Result<Dated<Decision>, Problem> {
    let id: ApplicationId = identifier(&id)?;
    let grant = get(&api.ctx, id).await?;
    let campaign = server::campaign::find(&api.ctx, grant.decided.campaign).await?;
    Ok(Dated(grant.changed_at, Decision::of(&api, &campaign.spec.slug, grant)))
}
