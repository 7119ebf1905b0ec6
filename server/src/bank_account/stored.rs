//! Bank accounts as they are kept, and as who looks may see them.

use crate::{Context, Error, bulk::one_of, vault::Vault};
use entity::{
    application::ApplicationState,
    iban::Iban,
    id::ApplicationId,
    refusal::Refusal,
    table::{application, bank_account},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;

/// The account of an application, as who looks may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Account {
    /// Nobody has given it.
    Awaited,
    /// Its last four signs, for its own people.
    Ending(String),
    /// Whole, for those who pay.
    Whole(Iban),
    /// There is one, and it cannot be read here: why.
    Unreadable(Refusal),
}

/// For what an account is sealed: for its application alone.
pub(super) fn of(id: ApplicationId) -> String {
    format!("iban {id}")
}

/// Opens what is kept of one.
fn opened(ctx: &Context, row: &bank_account::Model) -> Result<Iban, Refusal> {
    let vault = ctx.platform.vault.as_ref().ok_or(Refusal::IbanKeyMissing)?;
    let text = vault.open(&of(row.application), &row.sealed).map_err(|_| Refusal::IbanKeyWrong)?;
    Iban::parse(&text).map_err(|_| Refusal::IbanKeyWrong)
}

/// Any account that is kept; None where none is.
pub async fn one(database: &impl ConnectionTrait) -> Result<Option<bank_account::Model>, Error> {
    Ok(bank_account::Entity::find().one(database).await?)
}

/// Whether an account was sealed under this key.
pub fn is_of(vault: &Vault, row: &bank_account::Model) -> bool {
    vault.open(&of(row.application), &row.sealed).is_ok()
}

/// The account of an application, whole (for those who pay) or by its end.
pub(crate) async fn of_application(ctx: &Context, id: ApplicationId, whole: bool) -> Result<Account, Error> {
    let Some(row) = bank_account::Entity::find_by_id(id).one(ctx.read()).await? else { return Ok(Account::Awaited) };
    Ok(match opened(ctx, &row) {
        Ok(iban) if whole => Account::Whole(iban),
        Ok(iban) => Account::Ending(iban.ending().to_owned()),
        Err(why) => Account::Unreadable(why),
    })
}

/// The accounts of these applications, whole, for those who pay them; those without one are not in it. One statement.
pub(crate) async fn of_applications(
    ctx: &Context,
    ids: &[ApplicationId],
) -> Result<HashMap<ApplicationId, Account>, Error> {
    let among = one_of(ctx.read(), bank_account::Column::Application, ids.iter().map(|id| id.0));
    let rows = bank_account::Entity::find().filter(among).all(ctx.read()).await?;
    let account = |row: &bank_account::Model| opened(ctx, row).map_or_else(Account::Unreadable, Account::Whole);
    Ok(rows.iter().map(|row| (row.application, account(row))).collect())
}

/// Erases the account of an application; whether there was one.
pub(crate) async fn erase(tx: &impl ConnectionTrait, id: ApplicationId) -> Result<bool, Error> {
    Ok(bank_account::Entity::delete_by_id(id).exec(tx).await?.rows_affected > 0)
}

/// Erases those of applications to which nothing is paid any more; which these are.
pub(super) async fn erase_those_over(tx: &impl ConnectionTrait) -> Result<Vec<ApplicationId>, Error> {
    let over = ApplicationState::ALL.iter().copied().filter(|state| !state.is_paid_to());
    let kept: Vec<ApplicationId> = bank_account::Entity::find()
        .select_only()
        .column(bank_account::Column::Application)
        .into_tuple()
        .all(tx)
        .await?;
    if kept.is_empty() {
        return Ok(kept);
    }
    let ended: Vec<ApplicationId> = application::Entity::find()
        .select_only()
        .column(application::Column::Id)
        .filter(one_of(tx, application::Column::Id, kept.iter().map(|id| id.0)))
        .filter(application::Column::State.is_in(over))
        .into_tuple()
        .all(tx)
        .await?;
    for id in &ended {
        erase(tx, *id).await?;
    }
    Ok(ended)
}
