//! Money that was granted in public: the decisions whose hour has come, what was paid on each, what collectivités make
//! of it, and the line of one payment back to the first words of the needs that it answers. The same for everybody.

pub mod life;
pub mod payment;
pub mod subsidy;
pub mod usage;

use crate::{Context, Error};
use chrono::{DateTime, Utc};
use entity::{
    application::ApplicationState,
    decision::Outcome,
    id::{ApplicationId, CampaignId, GroupId, ProjectId},
    ledger::EntryKind,
    money::Euros,
    siren::Siren,
    table::{application, decision, ledger_entry},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, Query, SelectStatement},
};
use std::collections::HashMap;

/// A decision to fund, since its hour of publication.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Decided {
    pub application: ApplicationId,
    pub campaign: CampaignId,
    pub number: Option<String>,
    /// What the money is for, as the applicant calls it.
    pub title: String,
    pub envelope: String,
    pub wave: Option<i32>,
    pub project: Option<ProjectId>,
    pub group_id: Option<GroupId>,
    /// Who applied: the collectivité, or the lead of the group.
    pub siren: Siren,
    pub departement: String,
    /// Day of the agreement, as `2021-09-30`.
    pub agreement_day: Option<String>,
    pub state: ApplicationState,
    /// What was decided.
    pub amount: Euros,
    /// When it was published, in milliseconds.
    pub publish_at: i64,
}

/// A decision with what the ledger says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub decided: Decided,
    /// What is promised, paid or not: less than was decided once a rest is given up.
    pub promised: Euros,
    pub paid: Euros,
    /// How many payments there were, and the instants of the first and of the last.
    pub payments: u64,
    pub first_paid: Option<DateTime<Utc>>,
    pub last_paid: Option<DateTime<Utc>>,
    /// When anything of this last changed.
    pub changed_at: DateTime<Utc>,
}

/// What narrows a list of decisions or payments; None narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub envelope: Option<String>,
    pub departement: Option<String>,
    /// Who applied.
    pub collectivity: Option<Siren>,
    pub project: Option<ProjectId>,
}

/// The place of a decision in the list: an instant in milliseconds, then the application.
pub type Place = (i64, ApplicationId);

impl Decided {
    pub fn published_at(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.publish_at).unwrap_or_default()
    }

    pub fn place(&self) -> Place {
        (self.publish_at, self.application)
    }
}

impl Filter {
    fn condition(&self) -> Condition {
        use application::Column as C;
        Condition::all()
            .add_option(self.envelope.as_ref().map(|code| C::Envelope.eq(code)))
            .add_option(self.departement.as_ref().map(|code| C::Departement.eq(code)))
            .add_option(self.collectivity.as_ref().map(|siren| C::Siren.eq(siren.as_str())))
            .add_option(self.project.map(|project| C::Project.eq(project.0)))
    }
}

/// Applications with a decision that is not published, as a part of a statement: nothing is told of them.
fn hidden(now: DateTime<Utc>) -> SelectStatement {
    Query::select()
        .column(decision::Column::Application)
        .from(decision::Entity)
        .and_where(decision::Column::PublishAt.gt(now.timestamp_millis()))
        .to_owned()
}

/// Of an application: it is funded, and nothing that was decided of it is hidden at this instant.
fn is_public(now: DateTime<Utc>) -> Condition {
    let funded = ApplicationState::ALL.iter().copied().filter(|state| state.is_funded());
    Condition::all()
        .add(application::Column::State.is_in(funded))
        .add(application::Column::Id.not_in_subquery(hidden(now)))
}

/// The decisions to fund that are published at this instant.
fn published(now: DateTime<Utc>) -> Select<decision::Entity> {
    use application::Column as A;
    let joined = decision::Entity::belongs_to(application::Entity).from(decision::Column::Application).to(A::Id);
    decision::Entity::find()
        .select_only()
        .columns([decision::Column::Application, decision::Column::Amount, decision::Column::PublishAt])
        .columns([A::Campaign, A::Number, A::Title, A::Envelope, A::Wave, A::Project, A::GroupId, A::Siren])
        .columns([A::Departement, A::AgreementDay, A::State])
        .join(JoinType::InnerJoin, joined.into())
        .filter(decision::Column::Outcome.eq(Outcome::Accepted))
        .filter(decision::Column::PublishAt.lte(now.timestamp_millis()))
        .filter(is_public(now))
}

/// The public decisions of a campaign under a filter, the latest first, from a place on; so many at most. Two
/// statements.
pub async fn after(
    ctx: &Context,
    campaign: CampaignId,
    filter: &Filter,
    place: Option<Place>,
    most: u64,
) -> Result<Vec<Grant>, Error> {
    let mut query = published(ctx.now()).filter(application::Column::Campaign.eq(campaign)).filter(filter.condition());
    if let Some((at, application)) = place {
        let level = Condition::all()
            .add(decision::Column::PublishAt.eq(at))
            .add(decision::Column::Application.lt(application.0));
        query = query.filter(Condition::any().add(decision::Column::PublishAt.lt(at)).add(level));
    }
    let query = query.order_by_desc(decision::Column::PublishAt).order_by_desc(decision::Column::Application);
    with_money(ctx, query.limit(most).into_model::<Decided>().all(ctx.read()).await?).await
}

/// The public decision on an application; [`Error::NotFound`] where there is none. Two statements.
pub async fn get(ctx: &Context, application: ApplicationId) -> Result<Grant, Error> {
    let query = published(ctx.now()).filter(decision::Column::Application.eq(application.0));
    let found = query.into_model::<Decided>().all(ctx.read()).await?;
    with_money(ctx, found).await?.into_iter().next().ok_or(Error::NotFound)
}

/// What the entries of one kind about one application come to: in cents, how many, the first and the last.
#[derive(FromQueryResult)]
struct Moved {
    application: ApplicationId,
    kind: EntryKind,
    amount: i64,
    number: i64,
    first: i64,
    last: i64,
}

/// What the ledger says of these decisions. One statement, or none.
async fn with_money(ctx: &Context, all: Vec<Decided>) -> Result<Vec<Grant>, Error> {
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let kinds = [EntryKind::Engagement, EntryKind::Release, EntryKind::Payment];
    let query = ledger_entry::Entity::find()
        .select_only()
        .column(ledger_entry::Column::Application)
        .column(ledger_entry::Column::Kind)
        // A sum of large integers is a decimal on PostgreSQL.
        .column_as(Expr::cust("CAST(SUM(amount) AS BIGINT)"), "amount")
        .column_as(Expr::cust("COUNT(*)"), "number")
        .column_as(Expr::cust("MIN(at)"), "first")
        .column_as(Expr::cust("MAX(at)"), "last")
        .filter(ledger_entry::Column::Application.is_in(all.iter().map(|one| one.application.0)))
        .filter(ledger_entry::Column::Kind.is_in(kinds))
        .group_by(ledger_entry::Column::Application)
        .group_by(ledger_entry::Column::Kind);
    let mut moved: HashMap<ApplicationId, Vec<Moved>> = HashMap::new();
    for one in query.into_model::<Moved>().all(ctx.read()).await? {
        moved.entry(one.application).or_default().push(one);
    }
    let none = Vec::new();
    Ok(all.into_iter().map(|decided| Grant::of(moved.get(&decided.application).unwrap_or(&none), decided)).collect())
}

impl Grant {
    fn of(moved: &[Moved], decided: Decided) -> Self {
        let kind = |kind: EntryKind| moved.iter().find(|one| one.kind == kind);
        let sum = |of: EntryKind| Euros::from_cents(kind(of).map_or(0, |one| one.amount)).unwrap_or(Euros::ZERO);
        let instant = |millis: i64| DateTime::from_timestamp_millis(millis).unwrap_or_default();
        let paid = kind(EntryKind::Payment);
        // What was engaged before its hour was not told then.
        let last = moved.iter().map(|one| instant(one.last)).max();
        Self {
            promised: sum(EntryKind::Engagement).less(sum(EntryKind::Release)),
            paid: sum(EntryKind::Payment),
            payments: paid.map_or(0, |one| u64::try_from(one.number).unwrap_or(0)),
            first_paid: paid.map(|one| instant(one.first)),
            last_paid: paid.map(|one| instant(one.last)),
            changed_at: last.unwrap_or_default().max(decided.published_at()),
            decided,
        }
    }
}
