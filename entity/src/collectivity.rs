//! A collectivité: a public body that acts on the platform.

use crate::siren::Siren;
use serde::{Deserialize, Serialize};

codes!(/// What a collectivité is.
Kind {
    /// A commune.
    Commune = "commune",
    /// An intercommunal body with its own taxes: communauté de communes, d’agglomération, urbaine, métropole.
    Epci = "epci",
    /// One of the établissements publics territoriaux of the Métropole du Grand Paris.
    Ept = "ept",
    /// A département.
    Departement = "departement",
    /// A region.
    Region = "region",
    /// A body of its own kind that holds a département’s powers: Paris, Métropole de Lyon, Alsace, Corse, Martinique,
    /// Guyane, Mayotte.
    SpecialStatus = "special_status",
});

codes!(/// A part of the collectivités whose figures are shown together: communes by size, then the other kinds. 3,500
/// inhabitants is where the Code général des collectivités territoriales changes many of a commune's duties; 20,000 the
/// most that Petites villes de demain admits.
Stratum {
    SmallCommune = "commune_under_3500",
    MediumCommune = "commune_under_20000",
    LargeCommune = "commune_from_20000",
    Intercommunal = "intercommunal",
    Departement = "departement",
    Region = "region",
});

impl Stratum {
    /// The stratum of a body of this kind, with so many inhabitants.
    pub fn of(kind: Kind, inhabitants: u64) -> Self {
        match kind {
            Kind::Commune if inhabitants < 3_500 => Stratum::SmallCommune,
            Kind::Commune if inhabitants < 20_000 => Stratum::MediumCommune,
            Kind::Commune => Stratum::LargeCommune,
            Kind::Epci | Kind::Ept => Stratum::Intercommunal,
            Kind::Departement | Kind::SpecialStatus => Stratum::Departement,
            Kind::Region => Stratum::Region,
        }
    }
}

codes!(/// In which capacity a person acts for a collectivité.
Capacity {
    /// An elected official.
    Elu = "elu",
    /// An employee.
    Agent = "agent",
});

/// What pages and rules need to know of a collectivité.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collectivity {
    pub siren: Siren,
    pub kind: Kind,
    pub name: String,
    /// INSEE code of the commune, when it is one (Paris included).
    pub insee: Option<String>,
    /// The département of its seat; None for a region.
    pub departement: Option<String>,
    /// INSEE code of the region of its seat.
    pub region: String,
    /// Postcodes, for the search; empty for bodies other than communes.
    pub postcodes: String,
}
