//! The figures of an applicant, and the condition that they meet.

use crate::{Context, Error};
use entity::{
    campaign::{Call, Envelope},
    eligibility::{Applicant, Judgement},
    siren::Siren,
    table::programme_label,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;

/// The figures of an applicant, in the vintage of the reference data. One statement.
pub(crate) async fn applicant(
    ctx: &Context,
    database: &impl ConnectionTrait,
    members: &[Siren],
) -> Result<Applicant, Error> {
    let reference = ctx.platform.reference();
    let mut kinds = Vec::new();
    let mut insee = Vec::new();
    // Of two that became one, both codes stay, and the one that they are counts once.
    let mut bodies: BTreeSet<Siren> = BTreeSet::new();
    for collectivity in members.iter().filter_map(|siren| reference.successor(siren)) {
        if !bodies.insert(collectivity.siren) {
            continue;
        }
        if !kinds.contains(&collectivity.kind) {
            kinds.push(collectivity.kind);
        }
        insee.extend(collectivity.insee.clone());
    }
    let labels = programme_label::Entity::find().filter(programme_label::Column::Insee.is_in(insee));
    let labels = labels.all(database).await?;
    let programmes: BTreeSet<_> = labels.into_iter().map(|label| label.programme).collect();
    let figures = reference.atlas.figures(&reference.atlas.union(members));
    Ok(Applicant {
        members: u32::try_from(bodies.len()).unwrap_or(u32::MAX),
        kinds,
        programmes: programmes.into_iter().collect(),
        ..Applicant::counted(&reference.atlas, &figures, members)
    })
}

/// Judges an applicant by an envelope; None where everybody may apply.
///
/// The condition of the vote's envelope is one for projects and their groups: whoever wants to try a project that was
/// selected may.
pub fn judge(envelope: &Envelope, applicant: &Applicant) -> Option<Judgement> {
    let condition = envelope.eligibility.as_ref().filter(|_| envelope.call != Some(Call::Pilot));
    condition.map(|condition| condition.judge(applicant))
}

/// Whether these members may apply to an envelope together. One statement, or none where everybody may.
pub(crate) async fn may_apply(ctx: &Context, envelope: &Envelope, members: &[Siren]) -> Result<bool, Error> {
    if envelope.eligibility.is_none() {
        return Ok(true);
    }
    let judgement = judge(envelope, &applicant(ctx, ctx.read(), members).await?);
    Ok(judgement.is_none_or(|judgement| judgement.met))
}
