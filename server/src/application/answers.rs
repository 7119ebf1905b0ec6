//! Answers and confirmations as they are stored.

use crate::{Context, Error};
use entity::{
    application_form::Answers,
    id::ApplicationId,
    siren::Siren,
    table::{application_answer, application_confirmation},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict};
use std::collections::BTreeSet;

pub(super) async fn put_answer(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    application: ApplicationId,
    field: &str,
    answer: String,
) -> Result<(), Error> {
    use application_answer::Column::{Answer, Application, At, Field, Person};
    let row = application_answer::Model {
        application,
        field: field.to_owned(),
        answer,
        person: ctx.person()?,
        at: ctx.now().into(),
    };
    let again = OnConflict::columns([Application, Field]).update_columns([Answer, Person, At]).to_owned();
    application_answer::Entity::insert(row.into_active_model()).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

pub(super) async fn put_confirmation(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    application: ApplicationId,
    siren: Siren,
) -> Result<bool, Error> {
    use application_confirmation::Column::{Application, Siren as Collectivity};
    let row = application_confirmation::Model { application, siren, person: ctx.person()?, at: ctx.now().into() };
    let once = OnConflict::columns([Application, Collectivity]).do_nothing().to_owned();
    let written = application_confirmation::Entity::insert(row.into_active_model()).on_conflict(once);
    Ok(written.exec_without_returning(tx).await? > 0)
}

pub(crate) async fn answers_of(database: &impl ConnectionTrait, id: ApplicationId) -> Result<Answers, Error> {
    let query = application_answer::Entity::find().filter(application_answer::Column::Application.eq(id));
    Ok(query.all(database).await?.into_iter().map(|row| (row.field, row.answer)).collect())
}

pub(super) async fn confirmed(database: &impl ConnectionTrait, id: ApplicationId) -> Result<BTreeSet<Siren>, Error> {
    let query = application_confirmation::Entity::find().filter(application_confirmation::Column::Application.eq(id));
    Ok(query.all(database).await?.into_iter().map(|row| row.siren).collect())
}
