//! Payments, each with the line that leads back to the first words of the needs that it answers.

use super::{
    Api, Problem,
    asked::Asked,
    campaign::instant,
    collectivity::Named,
    cursor::Paged,
    dated::Dated,
    decision::{Decision, MoneyAsked, Narrowed, place},
    identifier,
};
use axum::{extract::Path, response::Response};
use entity::{address::Address, id::EntryId};
use serde::Serialize;
use server::grant::{
    life::{self, FirstWords, Life},
    payment::{self, Place, after},
};
use utoipa::ToSchema;

/// A payment.
#[derive(Debug, Serialize, ToSchema)]
pub struct Payment {
    /// The identifier of its entry of the ledger.
    #[schema(format = Uuid)]
    pub id: String,
    /// The name of its campaign.
    pub campaign: String,
    /// The decision that it pays on.
    #[schema(format = Uuid)]
    pub decision: String,
    /// What the money is for.
    pub title: String,
    /// To whom it was paid.
    pub beneficiary: Named,
    /// The code of the envelope that pays.
    pub envelope: String,
    /// When it was paid.
    #[schema(format = DateTime)]
    pub at: String,
    pub amount_cents: i64,
    /// The page that follows it back to the first words.
    pub url: String,
}

/// A payment with all that led to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaymentLife {
    #[serde(flatten)]
    pub payment: Payment,
    pub decided: Decision,
    /// The project that is piloted.
    pub project: Option<Titled>,
    /// What the vote said of that project; null before the close of the vote.
    pub vote: Option<Carried>,
    /// The group that applied.
    pub group: Option<Titled>,
    /// The needs that it answers, those that were published first before the others; fifty at most.
    pub needs: Vec<FirstSaid>,
    /// How many needs there are beside those.
    pub more_needs: u64,
}

/// A thing by its title.
#[derive(Debug, Serialize, ToSchema)]
pub struct Titled {
    #[schema(format = Uuid)]
    pub id: String,
    pub title: String,
    /// Its page.
    pub url: String,
}

/// The ballots that carried a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct Carried {
    /// Approvals, or points.
    pub votes: u64,
    /// Collectivités that voted.
    pub voters: u64,
    pub selected: bool,
}

/// A need as it was first said.
#[derive(Debug, Serialize, ToSchema)]
pub struct FirstSaid {
    #[schema(format = Uuid)]
    pub id: String,
    pub collectivity: Named,
    /// Its title now.
    pub title: String,
    #[schema(format = DateTime)]
    pub published_at: Option<String>,
    /// The problem as its first version told it; null while the text is hidden.
    pub first_words: Option<String>,
    /// Its page.
    pub url: String,
}

impl Payment {
    fn of(api: &Api, campaign: &str, row: payment::Payment) -> Self {
        Self {
            at: instant(row.paid_at()),
            id: row.id.to_string(),
            campaign: campaign.to_owned(),
            decision: row.application.to_string(),
            title: row.title,
            beneficiary: Named::of(api, row.siren),
            envelope: row.envelope,
            amount_cents: row.amount.cents(),
            url: api.url(Address::PaymentLife(row.id)),
        }
    }
}

impl FirstSaid {
    fn of(api: &Api, told: FirstWords) -> Self {
        Self {
            id: told.need.to_string(),
            collectivity: Named::of(api, told.siren),
            published_at: told.published_at.map(instant),
            first_words: told.words,
            url: api.url(Address::Need(told.need)),
            title: told.title,
        }
    }
}

/// The payments of a campaign, the latest first.
#[utoipa::path(get, path = "/campaigns/{slug}/payments", tag = "money",
    params(("slug" = String, Path, description = "The campaign's name in addresses"), MoneyAsked),
    responses(
        (status = 200, description = "A page of payments", body = Paged<Payment>),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(api: Api, Path(slug): Path<String>, Asked(asked): Asked<MoneyAsked>) -> Result<Response, Problem> {
    let campaign = api.campaign(&slug).await?;
    let Narrowed { list, filter, position, most } = asked.narrowed(&api, &campaign, "payments")?;
    let position: Option<Place> = position.as_deref().map(place).transpose()?;
    let rows = after(&api.ctx, campaign.id, &filter, position, most).await?;
    Ok(list.page(rows, |row| format!("{}.{}", row.at, row.id), |row| Payment::of(&api, &slug, row)))
}

/// One payment, with the decision, the project, the vote and the needs that led to it.
#[utoipa::path(get, path = "/payments/{id}", tag = "money",
    params(("id" = String, Path, description = "Its identifier", format = Uuid)),
    responses(
        (status = 200, description = "The payment", body = PaymentLife),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn one(api: Api, Path(id): Path<String>) -> Result<Dated<PaymentLife>, Problem> {
    let id: EntryId = identifier(&id)?;
    let Life { payment, grant, campaign, project, verdict, group, needs, more_needs } =
        life::of_payment(&api.ctx, id).await?;
    let slug = &campaign.spec.slug;
    let titled = |id: String, title: String, page: Address| Titled { id, title, url: api.url(page) };
    let changed_at = grant.changed_at;
    Ok(Dated(
        changed_at,
        PaymentLife {
            payment: Payment::of(&api, slug, payment),
            decided: Decision::of(&api, slug, grant),
            project: project.map(|(id, title)| titled(id.to_string(), title, Address::Project(id))),
            vote: verdict.map(|one| Carried { votes: one.votes, voters: one.voters, selected: one.selected }),
            group: group.map(|(id, name)| titled(id.to_string(), name, Address::Group(id))),
            needs: needs.into_iter().map(|told| FirstSaid::of(&api, told)).collect(),
            more_needs,
        },
    ))
}
