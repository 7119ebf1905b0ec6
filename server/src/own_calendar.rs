//! One's own deadlines, for one's calendar: a secret address that reads them without a session, and nothing else.

use crate::{
    Context, Error, audit,
    person::Membership,
    secret::{draw, hashed},
    task::{self, Task},
};
use chrono::{DateTime, Utc};
use entity::{
    event::Event,
    id::PersonId,
    permission::{Acting, Action, Actor, Facts},
    table::{calendar_link, membership, person},
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::OnConflict};
use std::sync::Arc;

/// How long the secret of an address is.
pub const TOKEN: usize = 64;

/// When one's address was made; None where there is none.
pub async fn made_at(ctx: &Context) -> Result<Option<DateTime<Utc>>, Error> {
    let found = calendar_link::Entity::find_by_id(ctx.person()?).one(ctx.read()).await?;
    Ok(found.map(|row| row.made_at.utc()))
}

/// Makes one's secret address, and gives the token that ends it: the only time that it is known. One that was there
/// before leads nowhere from then on.
pub async fn make(ctx: &Context) -> Result<String, Error> {
    ctx.authorise(Action::HaveAccount, &Facts::default())?;
    let person = ctx.person()?;
    let token = draw(&ctx.platform.rng);
    let tx = ctx.begin().await?;
    let row = calendar_link::Model { person, token_hash: hashed(&token), made_at: ctx.now().into() };
    use calendar_link::Column::{MadeAt, Person, TokenHash};
    let again = OnConflict::column(Person).update_columns([TokenHash, MadeAt]).to_owned();
    calendar_link::Entity::insert(row.into_active_model()).on_conflict(again).exec_without_returning(&tx).await?;
    audit::record(&tx, ctx, Event::CalendarLinkMade).await?;
    ctx.commit(tx).await?;
    Ok(token)
}

/// Has one's address lead nowhere any more. Asking twice is asking once.
pub async fn revoke(ctx: &Context) -> Result<(), Error> {
    ctx.authorise(Action::HaveAccount, &Facts::default())?;
    let tx = ctx.begin().await?;
    let gone = calendar_link::Entity::delete_by_id(ctx.person()?).exec(&tx).await?;
    if gone.rows_affected == 0 {
        return Ok(());
    }
    audit::record(&tx, ctx, Event::CalendarLinkRevoked).await?;
    ctx.commit(tx).await
}

/// What has a date for whoever made an address, as their tasks stand at this request; [`Error::NotFound`] for an
/// address that leads nowhere. `ctx` is a visitor's.
pub async fn deadlines(ctx: &Context, token: &str) -> Result<Vec<Task>, Error> {
    if token.len() != TOKEN {
        return Err(Error::NotFound);
    }
    let found = calendar_link::Entity::find().filter(calendar_link::Column::TokenHash.eq(hashed(token)));
    let person = found.one(ctx.read()).await?.ok_or(Error::NotFound)?.person;
    let (own, memberships) = as_person(ctx, person).await?;
    let mut tasks = task::list(&own, &memberships).await?;
    tasks.retain(|task| task.until.is_some_and(|until| until > ctx.now()));
    tasks.sort_by_key(|task| task.until);
    Ok(tasks)
}

/// What the person would read, acting for the first of their collectivités, without a mandate: nothing is done by it.
async fn as_person(ctx: &Context, id: PersonId) -> Result<(Context, Vec<Membership>), Error> {
    let row = person::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    let rows = membership::Entity::find().filter(membership::Column::Person.eq(id));
    let rows = rows.order_by_asc(membership::Column::Siren).all(ctx.read()).await?;
    let memberships = rows.into_iter().map(|row| Membership {
        siren: row.siren,
        capacity: row.capacity,
        title: row.title,
        referent: row.referent,
    });
    let memberships: Vec<Membership> = memberships.collect();
    let actor = Actor {
        person: Some(id),
        staff: row.staff,
        departement: row.departement,
        acting: memberships.first().map(|one| Acting {
            siren: one.siren,
            capacity: one.capacity,
            mandate: false,
            referent: one.referent,
        }),
        memberships: memberships.iter().map(|one| one.siren).collect(),
        viewing: None,
    };
    Ok((Context::new(Arc::clone(&ctx.platform), actor, ctx.request.clone()), memberships))
}
