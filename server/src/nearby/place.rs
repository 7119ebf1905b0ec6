//! Where a collectivité and a need are, and how near that is to another place.

use crate::reference::Reference;
use entity::{
    collectivity::{Kind, Stratum},
    id::NeedId,
    programme::Programme,
    siren::Siren,
};

/// How near, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// In the same intercommunalité.
    Epci,
    /// In an intercommunalité with a member in the same group.
    SharedGroup,
    Departement,
    Region,
    Elsewhere,
}

/// A need, a group or a service, and how near it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near<T> {
    pub nearness: Nearness,
    pub what: T,
}

/// Where a collectivité is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// Its intercommunalité: itself where it is one; None of a département, a region, and a commune of none.
    pub epci: Option<Siren>,
    pub departement: Option<&'a str>,
    pub region: &'a str,
}

impl<'a> Place<'a> {
    /// None of a collectivité that is not known, nor any that took its place.
    pub fn of(reference: &'a Reference, siren: &Siren) -> Option<Self> {
        let found = reference.successor(siren)?;
        let epci = match found.kind {
            Kind::Epci => Some(found.siren),
            Kind::Commune | Kind::Ept => {
                let territory = reference.atlas.territory(&found.siren)?;
                reference.atlas.communes_of(territory).find_map(|commune| commune.epci)
            }
            Kind::Departement | Kind::SpecialStatus | Kind::Region => None,
        };
        Some(Self { epci, departement: found.departement.as_deref(), region: &found.region })
    }
}

/// A need that may be supported, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub id: NeedId,
    pub siren: Siren,
    pub supports: i32,
    pub stratum: Stratum,
    /// As they are stored, `|acv|pvd|`.
    pub(super) programmes: String,
    pub(super) epci: Option<Siren>,
    pub(super) departement: Option<String>,
    pub(super) region: String,
}

impl Wanted {
    /// Whether it concerns a programme.
    pub fn names(&self, programme: Programme) -> bool {
        self.programmes.split('|').any(|code| code == programme.code())
    }

    pub(super) fn place(&self) -> Place<'_> {
        Place { epci: self.epci, departement: self.departement.as_deref(), region: &self.region }
    }
}
