//! How near one collectivité is to another: the same intercommunalité, one with which there is a group in common, the
//! same département, the same region.

use super::place::{Nearness, Place};
use crate::{Context, Error, bulk::one_of, reference::Reference};
use entity::{group::MemberState, siren::Siren, table::group_member};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use std::collections::HashSet;

/// The most collectivités with a group in common that are looked at.
const MOST_PARTNERS: u64 = 1_000;

/// A collectivité, and whom it has near.
#[derive(Debug, Clone)]
pub struct Circle {
    pub siren: Siren,
    epci: Option<Siren>,
    /// Intercommunalités with a member in the same group as one of its own.
    partners: HashSet<Siren>,
    departement: Option<String>,
    region: String,
}

impl Circle {
    /// [`Error::NotFound`] of a SIREN that is not known. One statement.
    pub(super) async fn of(ctx: &Context, siren: Siren) -> Result<Self, Error> {
        let reference = ctx.platform.reference();
        let place = Place::of(&reference, &siren).ok_or(Error::NotFound)?;
        let own = place.epci.map_or_else(Vec::new, |epci| members_of(&reference, &epci));
        let own: Vec<Siren> = own.into_iter().chain([siren]).collect();
        let partners = partners(ctx, &own).await?;
        let partners = partners.iter().filter_map(|siren| Place::of(&reference, siren)?.epci);
        let partners = partners.filter(|epci| Some(*epci) != place.epci).collect();
        let (departement, region) = (place.departement.map(str::to_owned), place.region.to_owned());
        Ok(Self { siren, epci: place.epci, partners, departement, region })
    }

    /// How near a place is.
    pub(super) fn nearness(&self, place: &Place<'_>) -> Nearness {
        match place.epci {
            Some(epci) if Some(epci) == self.epci => Nearness::Epci,
            Some(epci) if self.partners.contains(&epci) => Nearness::SharedGroup,
            _ if self.departement.is_some() && place.departement == self.departement.as_deref() => {
                Nearness::Departement
            }
            _ if place.region == self.region => Nearness::Region,
            _ => Nearness::Elsewhere,
        }
    }
}

/// An intercommunalité and its communes.
fn members_of(reference: &Reference, epci: &Siren) -> Vec<Siren> {
    let communes = reference.atlas.territory(epci).into_iter().flat_map(|all| reference.atlas.communes_of(all));
    let communes = communes.filter_map(|commune| Some(reference.find_by_insee(&commune.insee)?.siren));
    communes.chain([*epci]).collect()
}

/// Those that stand in a group with one of these. One statement.
async fn partners(ctx: &Context, own: &[Siren]) -> Result<Vec<Siren>, Error> {
    let standing = [MemberState::Lead, MemberState::Member];
    let groups = group_member::Entity::find()
        .filter(one_of(ctx.read(), group_member::Column::Siren, own.iter().map(Siren::as_str)))
        .filter(group_member::Column::State.is_in(standing))
        .select_only()
        .column(group_member::Column::GroupId)
        .into_query();
    let others = group_member::Entity::find()
        .filter(group_member::Column::GroupId.in_subquery(groups))
        .filter(group_member::Column::State.is_in(standing))
        .select_only()
        .column(group_member::Column::Siren)
        .distinct()
        .limit(MOST_PARTNERS);
    Ok(others.into_tuple().all(ctx.read()).await?)
}
