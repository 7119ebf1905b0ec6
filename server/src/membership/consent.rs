//! Referents whom the State named, while the official address has not consented.

use crate::{Context, Error, frozen_rule};
use entity::{refusal::Refusal, table::membership};
use sea_orm::ConnectionTrait;

/// Refuses ([`Refusal::ConsentNeeded`]) that a referent whom the State named changes who votes, between the freeze of
/// the rule and the close, until the official address has consented. `members`: those of the collectivité, locked.
pub(crate) async fn require_consent(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    members: &[membership::Model],
) -> Result<(), Error> {
    let by_hand = members.iter().any(|row| Some(row.person) == ctx.actor.person && row.by_hand);
    match by_hand && frozen_rule::any_vote_under_way(tx, ctx.now()).await? {
        true => Err(Refusal::ConsentNeeded.into()),
        false => Ok(()),
    }
}
