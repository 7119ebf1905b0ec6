//! A collectivité confirms its part.

use super::{answers::put_confirmation, loaded::Loaded};
use crate::{Context, Error, audit, membership::acting::people_of, notice};
use entity::{address::Address, event::Event, id::ApplicationId, permission::Action, refusal::Refusal};

/// Confirms the part of the collectivité acted for. Confirming twice is confirming once.
pub async fn confirm(ctx: &Context, id: ApplicationId) -> Result<(), Error> {
    let siren = ctx.acting_for()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::for_update(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::WriteApplication)?;
    if !loaded.row.state.is_written() {
        return Err(Refusal::AlreadySubmitted.into());
    }
    if put_confirmation(&tx, ctx, id, siren).await? {
        let people = people_of(&tx, vec![loaded.row.siren]).await?;
        let title = &loaded.row.title;
        notice::notify(&tx, ctx, people, notice::Kind::ApplicationConfirmed, title, Address::Application(id)).await?;
        let event = Event::ApplicationConfirmed { application: id, siren };
        audit::record(&tx, ctx, event).await?;
    }
    ctx.commit(tx).await
}
