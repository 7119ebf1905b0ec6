//! What somebody who was assigned reads of an application before they say whether they have a link to it.

use super::loaded::members_of;
use crate::{Context, Error};
use entity::{
    assessment::AssessmentState,
    id::ApplicationId,
    siren::Siren,
    table::{application, assessment as assessment_table, person},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// What an assessor who was assigned sees before saying whether there is a link: who applies, and for what.
pub struct Announced {
    pub row: application::Model,
    pub members: Vec<(Siren, String)>,
    pub state: AssessmentState,
    /// The link that is proposed, if any.
    pub proposed: Option<ProposedLink>,
}

/// Why a link of interest is likely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposedLink {
    /// The assessor may act for one of the collectivités.
    ActsFor,
    /// The assessor may act for another of the same département.
    ActsNearby,
    /// The assessor lives in the département of one of them.
    LivesThere,
}

/// What [`Announced`] says. Who: an assessor who was assigned.
pub async fn announced(ctx: &Context, id: ApplicationId) -> Result<Announced, Error> {
    let person_id = ctx.person()?;
    let part = assessment_table::Entity::find_by_id((id, person_id)).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    let row = application::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    let members = members_of(ctx.read(), row.group_id, row.siren).await?;
    let reference = ctx.platform.reference();
    let acts = entity::table::membership::Entity::find()
        .filter(entity::table::membership::Column::Person.eq(person_id))
        .all(ctx.read())
        .await?;
    let departement = |siren: &Siren| reference.find(siren).and_then(|found| found.departement.clone());
    let residence = person::Entity::find_by_id(person_id).one(ctx.read()).await?.and_then(|row| row.residence);
    let theirs: Vec<String> = members.iter().filter_map(&departement).collect();
    let acts_for = acts.iter().any(|row| members.contains(&row.siren));
    let acts_nearby = acts.iter().filter_map(|row| departement(&row.siren)).any(|code| theirs.contains(&code));
    let lives_there = residence.is_some_and(|code| theirs.contains(&code));
    let proposed = match (acts_for, acts_nearby, lives_there) {
        (true, _, _) => Some(ProposedLink::ActsFor),
        (false, true, _) => Some(ProposedLink::ActsNearby),
        (false, false, true) => Some(ProposedLink::LivesThere),
        (false, false, false) => None,
    };
    let members = members.iter().map(|siren| (*siren, reference.name(siren))).collect();
    Ok(Announced { row, members, state: part.state, proposed })
}
