//! Seeing the site as somebody else would: an administrator, for half an hour, without doing anything.
//!
//! The view is of the session alone. [`crate::person::actor_of`] gives the actor of such a session;
//! [`Context::begin`] refuses every transaction under it.

use crate::{
    Context, Error,
    audit::{self, EventBatch},
    clock::SystemClock,
    discussion::mention,
    secret::hashed,
};
use entity::{
    event::Event,
    form_field,
    id::PersonId,
    permission::{Action, Actor, Facts},
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    table::session,
    viewing::{VIEW_LIFE, ViewRole},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::sync::Arc;

/// As whom an administrator wants to see the site, as typed.
#[derive(Debug, Clone, Default)]
pub struct ViewForm {
    pub role: String,
    /// The name or the SIREN of a collectivité.
    pub collectivity: String,
    /// The code of a département.
    pub departement: String,
}

/// Begins to see the site as somebody else would, in this session.
///
/// Who: administrators. Refused, beside its field: no role; for a role that acts for a collectivité, a name that nobody
/// has or several have; for a prefecture, no département.
pub async fn begin(ctx: &Context, token: &str, form: &ViewForm) -> Result<(), Error> {
    ctx.authorise(Action::ViewAs, &Facts::default())?;
    let (role, siren, departement) = read(ctx, form)?;
    let until = SystemClock::machine_now() + VIEW_LIFE;
    let tx = ctx.begin().await?;
    let view = session::ActiveModel {
        view_role: Set(Some(role)),
        view_siren: Set(siren),
        view_departement: Set(departement.clone()),
        view_until: Set(Some(until.into())),
        ..Default::default()
    };
    let mine = session::Entity::update_many().set(view).filter(session::Column::TokenHash.eq(hashed(token)));
    let mine = mine.filter(session::Column::Person.eq(ctx.person()?)).filter(session::Column::ViewRole.is_null());
    if mine.exec(&tx).await?.rows_affected == 0 {
        return Err(Error::Forbidden);
    }
    audit::record(&tx, ctx, Event::ViewBegun { role, siren, departement, until }).await?;
    ctx.commit(tx).await
}

fn read(ctx: &Context, form: &ViewForm) -> Result<(ViewRole, Option<Siren>, Option<String>), FieldRefusals> {
    let reference = ctx.platform.reference();
    let mut refusals = FieldRefusals::default();
    let role = ViewRole::from_code(&form.role).ok_or(Refusal::Missing);
    let Some(role) = refusals.take(form_field::STAFF, role) else { return Err(refusals) };
    let siren = role.acts().then(|| match form.collectivity.trim() {
        "" => Err(Refusal::Missing),
        named => mention::find(&reference, named),
    });
    let siren = siren.map(|siren| refusals.take(form_field::SIREN, siren));
    let code = form.departement.trim();
    let departement = (role == ViewRole::Prefecture).then(|| {
        let known = reference.departements().iter().any(|area| area.code == code);
        known.then(|| code.to_owned()).ok_or(Refusal::DepartementNeeded)
    });
    let departement = departement.map(|code| refusals.take(form_field::DEPARTEMENT, code));
    if !refusals.is_empty() {
        return Err(refusals);
    }
    Ok((role, siren.flatten(), departement.flatten()))
}

/// Ends the view of a session, because whoever looks leaves it or because its time is over. Where there is none,
/// nothing is done.
pub async fn end(ctx: &Context, token: &str) -> Result<(), Error> {
    // Nothing is done under a view, but this: in the name of who looks.
    let tx = ctx.platform.database.begin().await?;
    let row = session::Entity::find_by_id(hashed(token)).lock_exclusive().one(&tx).await?;
    let Some((row, role)) = row.and_then(|row| row.view_role.map(|role| (row, role))) else { return Ok(()) };
    let mut trace = EventBatch::default();
    leave(&tx, ctx, (row.token_hash, row.person, role), &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// Ends the views whose time is over; each is traced as that of who looked.
pub(crate) async fn end_those_over(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    let over = session::Entity::find().filter(session::Column::ViewRole.is_not_null());
    let over = over.filter(session::Column::ViewUntil.lt(SystemClock::machine_now().timestamp_millis()));
    for row in over.lock_exclusive().all(tx).await? {
        if let Some(role) = row.view_role {
            leave(tx, ctx, (row.token_hash, row.person, role), trace).await?;
        }
    }
    Ok(())
}

async fn leave(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    (token_hash, person, role): (String, PersonId, ViewRole),
    trace: &mut EventBatch,
) -> Result<(), Error> {
    let none = session::ActiveModel {
        view_role: Set(None),
        view_siren: Set(None),
        view_departement: Set(None),
        view_until: Set(None),
        ..Default::default()
    };
    session::Entity::update_many().set(none).filter(session::Column::TokenHash.eq(token_hash)).exec(tx).await?;
    let who = Actor { person: Some(person), ..Actor::default() };
    let theirs = Context::new(Arc::clone(&ctx.platform), who, ctx.request.clone());
    trace.add(&theirs, Event::ViewEnded { role })
}

/// Whether the session of a token sees the site as somebody else would, now. One statement.
pub async fn is_on(ctx: &Context, token: &str) -> Result<bool, Error> {
    let until: Option<Option<i64>> = session::Entity::find_by_id(hashed(token))
        .select_only()
        .column(session::Column::ViewUntil)
        .into_tuple()
        .one(ctx.read())
        .await?;
    Ok(until.flatten().is_some_and(|until| until > SystemClock::machine_now().timestamp_millis()))
}
