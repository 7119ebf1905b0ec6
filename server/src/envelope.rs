//! Where the money of the envelopes stands: every figure a sum over the ledger, or over what is asked.

use crate::{
    Context, Error,
    application::{
        desk,
        line::{Line, lines},
    },
    campaign::loaded::StoredCampaign,
    decision::disclosure,
    ledger,
};
use entity::{
    application::ApplicationState,
    campaign::Envelope,
    decision::Outcome,
    id::ProjectId,
    ledger::{Entry, EntryKind, Fund, Holdings, Scope},
    money::Euros,
    permission::StaffRole,
    table::{application, decision, project},
};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};

/// The figures of one line, in cents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MoneyFigures {
    pub holdings: Holdings,
    /// What is requested by applications that are neither rejected nor withdrawn.
    pub asked: i64,
}

impl std::ops::Add for MoneyFigures {
    type Output = MoneyFigures;
    fn add(self, other: MoneyFigures) -> MoneyFigures {
        MoneyFigures { holdings: self.holdings + other.holdings, asked: self.asked + other.asked }
    }
}

/// A fund of an envelope, with its own figures.
#[derive(Debug, Clone)]
pub struct FundView {
    pub scope: Scope,
    /// Of a project: its title.
    pub title: String,
    pub figures: MoneyFigures,
}

/// An envelope with all that lies in it.
#[derive(Debug, Clone)]
pub struct EnvelopeView {
    pub envelope: Envelope,
    /// Its funds and the envelopes inside it taken together.
    pub figures: MoneyFigures,
    /// Funds that ever held money, or for which something is asked.
    pub funds: Vec<FundView>,
    /// The envelopes inside it.
    pub inside: Vec<EnvelopeView>,
}

/// All envelopes of a campaign; those inside another stand under it. Five statements at most.
pub async fn overview(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<EnvelopeView>, Error> {
    let mut book = ledger::book(ctx.read(), campaign.id).await?;
    let mut asked: Vec<(Fund, i64)> = Vec::new();
    // Asked of the envelope that one applies to, also where another pays. An application of an envelope that the
    // campaign no longer has is in none.
    let mut ask =
        |envelope: &str, fund: &Fund, cents: i64| asked.push((Fund::new(envelope, fund.scope.clone()), cents));
    for application in desk::asked(ctx, campaign).await? {
        if let Ok(fund) =
            campaign.fund(&application.envelope, application.wave, &application.departement, application.project)
        {
            ask(&application.envelope, &fund, application.asked);
        }
    }
    // Before its hour a decision shows in no figure, but to those who take decisions.
    let mut undone = Vec::new();
    if !matches!(ctx.actor.staff, Some(StaffRole::Curator | StaffRole::Prefecture)) {
        for (application, decision) in unpublished(ctx, campaign).await? {
            let Ok(fund) =
                campaign.fund(&application.envelope, application.wave, &application.departement, application.project)
            else {
                continue;
            };
            match decision.outcome {
                Outcome::Accepted if application.state == ApplicationState::Accepted => {
                    book.post(&Entry::release(&fund, decision.amount))?;
                    undone.push(fund);
                }
                Outcome::Rejected if application.state == ApplicationState::Rejected => {
                    ask(&application.envelope, &fund, application.asked)
                }
                Outcome::Accepted | Outcome::Waiting | Outcome::Rejected => {}
            }
        }
        undone = first_decisions(ctx, undone).await?;
        for fund in &undone {
            let allotted = Euros::from_cents(book.holdings(fund).left).unwrap_or(Euros::ZERO);
            book.post(&Entry::between(EntryKind::Allotment, fund, &Fund::unallotted(&fund.envelope), allotted))?;
        }
    }
    let projects: Vec<_> = campaign
        .spec
        .envelopes
        .iter()
        .flat_map(|envelope| book.funds(&envelope.code))
        .chain(asked.iter().map(|(fund, _)| fund.clone()))
        .filter_map(|fund| match fund.scope {
            Scope::Project(project) => Some(project.0),
            Scope::Unallotted | Scope::Wave(_) | Scope::Departement(_) => None,
        })
        .collect();
    let titles = match projects.is_empty() {
        true => Vec::new(),
        false => project::Entity::find().filter(project::Column::Id.is_in(projects)).all(ctx.read()).await?,
    };
    let view = |envelope: &Envelope| {
        let mut funds = book.funds(&envelope.code);
        funds.extend(asked.iter().map(|(fund, _)| fund.clone()).filter(|fund| fund.envelope == envelope.code));
        funds.sort();
        funds.dedup();
        funds.retain(|fund| !undone.contains(fund) || asked.iter().any(|(one, _)| one == fund));
        let funds: Vec<FundView> = funds
            .into_iter()
            .map(|fund| FundView {
                title: titles
                    .iter()
                    .find(|row| fund.scope == Scope::Project(row.id))
                    .map(|row| row.title.clone())
                    .unwrap_or_default(),
                figures: MoneyFigures {
                    holdings: book.holdings(&fund),
                    asked: asked.iter().filter(|(one, _)| *one == fund).map(|(_, cents)| cents).sum(),
                },
                scope: fund.scope,
            })
            .collect();
        let figures = funds.iter().fold(MoneyFigures::default(), |sum, fund| sum + fund.figures);
        EnvelopeView { envelope: envelope.clone(), figures, funds, inside: Vec::new() }
    };
    let whole = campaign.spec.envelopes.iter().filter(|envelope| envelope.part_of.is_none());
    let views = whole.map(|envelope| {
        let mut around = view(envelope);
        let inside = campaign.spec.envelopes.iter().filter(|one| one.part_of.as_deref() == Some(&envelope.code));
        around.inside = inside.map(view).collect();
        around.figures = around.inside.iter().fold(around.figures, |sum, one| sum + one.figures);
        around
    });
    Ok(views.collect())
}

/// Decisions that are taken and not published, the latest on each application, with their applications. Three
/// statements at most.
async fn unpublished(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<(Line, decision::Model)>, Error> {
    let hidden = disclosure::of_campaign(ctx.read(), campaign.id, ctx.now()).await?;
    if hidden.is_empty() {
        return Ok(Vec::new());
    }
    let applications = application::Entity::find().filter(application::Column::Id.is_in(hidden.keys().map(|id| id.0)));
    let applications = lines(applications).into_model::<Line>().all(ctx.read()).await?;
    let latest = |application: Line| Some((hidden.get(&application.id)?.latest()?.clone(), application));
    Ok(applications.into_iter().filter_map(latest).map(|(decision, application)| (application, decision)).collect())
}

/// Of the funds from which hidden decisions took money, those of projects on whose pilots no decision is published:
/// their allotment, which the first decision makes, would tell of it. One statement, or none.
async fn first_decisions(ctx: &Context, mut funds: Vec<Fund>) -> Result<Vec<Fund>, Error> {
    funds.sort();
    funds.dedup();
    let project = |fund: &Fund| match fund.scope {
        Scope::Project(project) => Some(project),
        Scope::Unallotted | Scope::Wave(_) | Scope::Departement(_) => None,
    };
    let projects: Vec<ProjectId> = funds.iter().filter_map(project).collect();
    if projects.is_empty() {
        return Ok(Vec::new());
    }
    let joined = decision::Entity::belongs_to(application::Entity)
        .from(decision::Column::Application)
        .to(application::Column::Id);
    let published = decision::Entity::find()
        .select_only()
        .column(application::Column::Project)
        .join(JoinType::InnerJoin, joined.into())
        .filter(application::Column::Project.is_in(projects.iter().map(|project| project.0)))
        .filter(decision::Column::Outcome.eq(Outcome::Accepted))
        .filter(decision::Column::PublishAt.lte(ctx.now().timestamp_millis()));
    let published: Vec<ProjectId> = published.into_tuple().all(ctx.read()).await?;
    funds.retain(|fund| project(fund).is_some_and(|project| !published.contains(&project)));
    Ok(funds)
}

/// The sum of several envelopes.
pub fn sum(views: &[EnvelopeView]) -> MoneyFigures {
    views.iter().fold(MoneyFigures::default(), |sum, view| sum + view.figures)
}
