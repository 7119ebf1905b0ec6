//! Envelopes and where their money stands.

use super::{Api, Problem};
use axum::{Json, extract::Path};
use entity::address::Address;
use serde::Serialize;
use server::envelope::{EnvelopeView, MoneyFigures, overview};
use utoipa::ToSchema;

/// An envelope, with all that lies in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Envelope {
    pub code: String,
    pub title: String,
    /// What the money is for, in Markdown.
    pub purpose: String,
    /// The envelope inside which it lies.
    pub part_of: Option<String>,
    /// What it was given in all, in cents.
    pub amount_cents: i64,
    pub figures: Figures,
    pub funds: Vec<Fund>,
    /// Its page.
    pub url: String,
}

/// A part of an envelope that holds money.
#[derive(Debug, Serialize, ToSchema)]
pub struct Fund {
    /// `wave:N`, `departement:CODE`, `project:ID`, or nothing for what is not yet given to a part.
    pub scope: String,
    pub figures: Figures,
}

/// Sums over the ledger, in cents.
#[derive(Debug, Serialize, ToSchema)]
pub struct Figures {
    pub allotted_cents: i64,
    /// By applications that are neither rejected nor withdrawn.
    pub asked_cents: i64,
    /// Promised, paid or not.
    pub engaged_cents: i64,
    pub paid_cents: i64,
    pub left_cents: i64,
}

impl From<MoneyFigures> for Figures {
    fn from(MoneyFigures { holdings, asked }: MoneyFigures) -> Self {
        Self {
            allotted_cents: holdings.allotted(),
            asked_cents: asked,
            engaged_cents: holdings.promised(),
            paid_cents: holdings.paid,
            left_cents: holdings.left,
        }
    }
}

impl Envelope {
    fn of(api: &Api, view: &EnvelopeView) -> Self {
        let envelope = &view.envelope;
        let fund =
            |fund: &server::envelope::FundView| Fund { scope: fund.scope.to_string(), figures: fund.figures.into() };
        Self {
            code: envelope.code.clone(),
            title: envelope.title.clone(),
            purpose: envelope.purpose.clone(),
            part_of: envelope.part_of.clone(),
            amount_cents: i64::from(envelope.amount) * 100,
            figures: view.figures.into(),
            funds: view.funds.iter().map(fund).collect(),
            url: api.url(Address::Envelope(envelope.code.clone())),
        }
    }
}

/// The envelopes of a campaign; those inside another come after it. A decision shows in no figure before its hour.
#[utoipa::path(get, path = "/campaigns/{slug}/envelopes", tag = "money",
    params(("slug" = String, Path, description = "The campaign's name in addresses")),
    responses(
        (status = 200, description = "Envelopes", body = Vec<Envelope>),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(api: Api, Path(slug): Path<String>) -> Result<Json<Vec<Envelope>>, Problem> {
    let campaign = api.campaign(&slug).await?;
    let views = overview(&api.ctx, &campaign).await?;
    let all = views.iter().flat_map(|view| std::iter::once(view).chain(&view.inside));
    Ok(Json(all.map(|view| Envelope::of(&api, view)).collect()))
}
