//! What curators note of one need: how far they are with it, and whose it is to sort.

use super::seen::{self, SeenNeed};
use crate::{Context, Error, audit::EventBatch, bulk, notice};
use entity::{
    address::Address,
    curation::{NOBODY, Seen, WorkState},
    event::Event,
    form_field,
    id::{NeedId, PersonId},
    permission::{Action, Facts, StaffRole},
    refusal::{FieldRefusals, Refusal},
    table::{need_work, person},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict};
use wording::number_of_needs;

/// Rows written in one statement: SQLite takes 32,766 values in each.
pub(super) const AT_ONCE: usize = 1_000;

/// Who curates: identifiers and names, in the order of names. One statement.
pub async fn curators(database: &impl ConnectionTrait) -> Result<Vec<(PersonId, String)>, Error> {
    let query = person::Entity::find().filter(person::Column::Staff.eq(StaffRole::Curator));
    let query = query.select_only().columns([person::Column::Id, person::Column::Name]);
    Ok(query.order_by_asc(person::Column::Name).order_by_asc(person::Column::Id).into_tuple().all(database).await?)
}

/// Refuses somebody who does not curate, beside the field that names them.
pub(super) async fn require_curator(
    tx: &impl ConnectionTrait,
    person: PersonId,
    field: form_field::FormField,
) -> Result<(), Error> {
    let curates = curators(tx).await?.iter().any(|(id, _)| *id == person);
    if curates { Ok(()) } else { Err(FieldRefusals::one(field, Refusal::NotOnTheList).into()) }
}

/// Writes what is noted of needs, in place of what was.
pub(super) async fn write(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    noted: impl IntoIterator<Item = (NeedId, Seen)>,
) -> Result<(), Error> {
    let row = |(need, seen): (NeedId, Seen)| need_work::Model {
        need,
        state: seen.work,
        assignee: seen.assignee,
        at: ctx.now().into(),
    };
    let rows: Vec<need_work::Model> = noted.into_iter().map(row).collect();
    use need_work::Column::{Assignee, At, Need, State};
    for rows in rows.chunks(AT_ONCE) {
        let replaced = OnConflict::column(Need).update_columns([State, Assignee, At]).to_owned();
        bulk::insert::<need_work::Entity, need_work::ActiveModel>(tx, rows.to_vec(), Some(replaced)).await?;
    }
    Ok(())
}

/// What the form of one need sends; what is None stays as it is.
#[derive(Debug, Clone, Default)]
pub struct WorkForm {
    pub work: Option<String>,
    /// A person's identifier, or [`NOBODY`].
    pub assignee: Option<String>,
}

impl WorkForm {
    fn read(&self, before: Seen) -> Result<Seen, FieldRefusals> {
        let mut refusals = FieldRefusals::default();
        let work = match &self.work {
            None => Some(before.work),
            Some(code) => refusals.take(form_field::WORK, WorkState::from_code(code).ok_or(Refusal::NotOnTheList)),
        };
        let assignee = match self.assignee.as_deref() {
            None => Some(before.assignee),
            Some("" | NOBODY) => Some(None),
            Some(id) => refusals.take(form_field::ASSIGNEE, id.parse().map(Some).map_err(|_| Refusal::NotOnTheList)),
        };
        match (work, assignee) {
            (Some(work), Some(assignee)) => Ok(Seen { work, assignee, ..before }),
            _ => Err(refusals),
        }
    }
}

/// Notes how far one is with a need, and whose it is; tells whoever it is given to.
///
/// Who: a curator. Refused for somebody who does not curate, and when a colleague changed the same since it was read
/// ([`Refusal::ShownChanged`]).
pub async fn set(ctx: &Context, id: NeedId, form: &WorkForm) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let tx = ctx.begin().await?;
    let need = seen::lock(&tx, &[id]).await?.pop().ok_or(Error::NotFound)?;
    ctx.require_shown("", &need.seen.shown())?;
    let after = form.read(need.seen)?;
    if after == need.seen {
        return Ok(());
    }
    if let Some(to) = after.assignee.filter(|_| after.assignee != need.seen.assignee) {
        require_curator(&tx, to, form_field::ASSIGNEE).await?;
        let link = Address::Curation.with("a", "moi");
        notice::notify(&tx, ctx, vec![to], notice::Kind::NeedsAssigned, &number_of_needs(1), link).await?;
    }
    write(&tx, ctx, [(id, after)]).await?;
    let mut trace = EventBatch::default();
    for event in changes(&need, after) {
        trace.add(ctx, event)?;
    }
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// Notes that a need waits for the answer to a question, or no longer does; what curators noted otherwise stays. The
/// trace has the question itself.
pub(crate) async fn note_question(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    need: NeedId,
    waits: bool,
) -> Result<(), Error> {
    let Some(need) = seen::lock(tx, &[need]).await?.pop() else { return Ok(()) };
    let work = match (need.seen.work, waits) {
        (WorkState::New | WorkState::Read, true) => WorkState::Asked,
        (WorkState::Asked, false) => WorkState::Read,
        _ => return Ok(()),
    };
    write(tx, ctx, [(need.id, Seen { work, ..need.seen })]).await
}

/// What the trace says of what changed.
fn changes(need: &SeenNeed, after: Seen) -> Vec<Event> {
    let sorted = (after.work != need.seen.work).then_some(Event::NeedSorted { need: need.id, work: after.work });
    let given = after.assignee != need.seen.assignee;
    let given = given.then_some(Event::NeedAssigned { need: need.id, to: after.assignee });
    sorted.into_iter().chain(given).collect()
}
