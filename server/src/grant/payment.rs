//! Payments of money that was granted in public, as the ledger has them.

use super::{Filter, is_public};
use crate::{Context, Error};
use chrono::{DateTime, Utc};
use entity::{
    id::{ApplicationId, CampaignId, EntryId, GroupId, ProjectId},
    ledger::EntryKind,
    money::Euros,
    page_number::{Listed, PageNumber, pages},
    siren::Siren,
    table::{application, ledger_entry},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
    Select, sea_query::Expr,
};

/// A payment, with what it pays for.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Payment {
    /// Its entry of the ledger.
    pub id: EntryId,
    pub campaign: CampaignId,
    pub amount: Euros,
    /// When it was paid, in milliseconds.
    pub at: i64,
    pub application: ApplicationId,
    pub number: Option<String>,
    pub title: String,
    pub envelope: String,
    pub wave: Option<i32>,
    pub project: Option<ProjectId>,
    pub group_id: Option<GroupId>,
    /// To whom.
    pub siren: Siren,
}

/// The place of a payment in the list: an instant in milliseconds, then the entry.
pub type Place = (i64, EntryId);

impl Payment {
    pub fn paid_at(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.at).unwrap_or_default()
    }

    pub fn place(&self) -> Place {
        (self.at, self.id)
    }
}

/// Of an entry: the application that it is about.
fn joined() -> RelationDef {
    let application = ledger_entry::Entity::belongs_to(application::Entity);
    application.from(ledger_entry::Column::Application).to(application::Column::Id).into()
}

fn public(now: DateTime<Utc>) -> Select<ledger_entry::Entity> {
    use application::Column as A;
    use ledger_entry::Column as L;
    ledger_entry::Entity::find()
        .select_only()
        .columns([L::Id, L::Campaign, L::Amount, L::At, L::Application])
        .columns([A::Number, A::Title, A::Envelope, A::Wave, A::Project, A::GroupId, A::Siren])
        .join(JoinType::InnerJoin, joined())
        .filter(L::Kind.eq(EntryKind::Payment))
        .filter(is_public(now))
}

/// The payments of a campaign under a filter, the latest first, from a place on; so many at most. One statement.
pub async fn after(
    ctx: &Context,
    campaign: CampaignId,
    filter: &Filter,
    place: Option<Place>,
    most: u64,
) -> Result<Vec<Payment>, Error> {
    use ledger_entry::Column as L;
    let mut query = public(ctx.now()).filter(L::Campaign.eq(campaign)).filter(filter.condition());
    if let Some((at, id)) = place {
        let level = Condition::all().add(L::At.eq(at)).add(L::Id.lt(id.0));
        query = query.filter(Condition::any().add(L::At.lt(at)).add(level));
    }
    let query = query.order_by_desc(L::At).order_by_desc(L::Id).limit(most);
    Ok(query.into_model::<Payment>().all(ctx.read()).await?)
}

/// One payment; [`Error::NotFound`] for an entry that is none, or of what is not public. One statement.
pub async fn get(ctx: &Context, id: EntryId) -> Result<Payment, Error> {
    let query = public(ctx.now()).filter(ledger_entry::Column::Id.eq(id.0));
    query.into_model::<Payment>().one(ctx.read()).await?.ok_or(Error::NotFound)
}

/// A page of the payments of a campaign under a filter, the latest first, and what all of them come to, in cents. Two
/// statements.
pub async fn list(
    ctx: &Context,
    campaign: CampaignId,
    filter: &Filter,
    asked: PageNumber,
    size: u64,
) -> Result<(Listed<Payment>, i64), Error> {
    use ledger_entry::Column as L;
    let counted = ledger_entry::Entity::find()
        .select_only()
        .column_as(Expr::cust("COUNT(*)"), "number")
        // A sum of large integers is a decimal on PostgreSQL.
        .column_as(Expr::cust("CAST(COALESCE(SUM(amount), 0) AS BIGINT)"), "sum")
        .join(JoinType::InnerJoin, joined())
        .filter(L::Kind.eq(EntryKind::Payment))
        .filter(is_public(ctx.now()))
        .filter(L::Campaign.eq(campaign))
        .filter(filter.condition());
    let (number, sum): (i64, i64) = counted.into_tuple().one(ctx.read()).await?.unwrap_or_default();
    let total = u64::try_from(number).unwrap_or(0);
    let page = asked.within(total, size);
    let query = public(ctx.now()).filter(L::Campaign.eq(campaign)).filter(filter.condition());
    let query = query.order_by_desc(L::At).order_by_desc(L::Id).offset(page.offset(size)).limit(size);
    let rows = query.into_model::<Payment>().all(ctx.read()).await?;
    Ok((Listed { rows, total, page: page.get(), pages: pages(total, size) }, sum))
}
