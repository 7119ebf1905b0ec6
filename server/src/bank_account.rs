//! The bank account to which an application is paid: given by its lead, kept sealed, read whole by those who pay.

pub mod stored;

use self::stored::erase_those_over;
use crate::{
    Context, Error,
    application::loaded::{Loaded, handlers},
    audit::{self, EventBatch},
    campaign::loaded::campaign_of,
    decision::{disclosure::Hidden, stored::of_application},
    notice,
};
use entity::{
    address::Address,
    event::Event,
    form_field,
    iban::Iban,
    id::ApplicationId,
    permission::Action,
    refusal::{FieldRefusals, Refusal},
    table::bank_account,
};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, sea_query::OnConflict};

/// Says to which account an application is paid, in place of what was said before. Its own people and those who handle
/// it are told that it was, and not which.
///
/// Who: the lead. Refused: [`Error::NotFound`] where the campaign asks for none; before the application is accepted
/// and once nothing is paid to it any more; what is no IBAN; where the settings name no key.
pub async fn give(ctx: &Context, id: ApplicationId, typed: &str) -> Result<(), Error> {
    let given_by = ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::for_update(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::SubmitApplication)?;
    if !campaign_of(&tx, loaded.row.campaign).await?.spec.iban {
        return Err(Error::NotFound);
    }
    // Until the decision is published nothing tells of it, nor does this.
    let hidden = Hidden::among(&of_application(&tx, id).await?, ctx.now());
    if !hidden.state(loaded.row.state).is_paid_to() {
        return Err(Refusal::WrongState.into());
    }
    let iban = Iban::parse(typed).map_err(|why| FieldRefusals::one(form_field::IBAN, why))?;
    let vault = ctx.platform.vault.as_ref().ok_or(Refusal::IbanKeyMissing)?;
    let sealed = vault.seal(&ctx.platform.rng, &stored::of(id), iban.as_str());
    let sealed = sealed.map_err(|error| Error::Stored(error.to_string()))?;
    let row = bank_account::Model { application: id, sealed, given_by, given_at: ctx.now().into() };
    use bank_account::Column::{Application, GivenAt, GivenBy, Sealed};
    let again = OnConflict::column(Application).update_columns([Sealed, GivenBy, GivenAt]).to_owned();
    bank_account::Entity::insert(row.into_active_model()).on_conflict(again).exec_without_returning(&tx).await?;
    let people = [loaded.people(&tx).await?, handlers(&tx, &loaded).await?].concat();
    let (kind, link) = (notice::Kind::BankAccountGiven, Address::Application(id));
    notice::notify(&tx, ctx, people, kind, &loaded.row.title, link).await?;
    audit::record(&tx, ctx, Event::BankAccountGiven { application: id }).await?;
    ctx.commit(tx).await
}

/// Erases the accounts to which nothing is paid any more: the application is closed, or was taken back.
pub(crate) async fn sweep(tx: &impl ConnectionTrait, ctx: &Context, trace: &mut EventBatch) -> Result<(), Error> {
    for application in erase_those_over(tx).await? {
        trace.add(ctx, Event::BankAccountErased { application })?;
    }
    Ok(())
}
