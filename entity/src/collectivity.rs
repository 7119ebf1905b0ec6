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
    /// A body of its own kind that holds a département’s powers: Paris, Métropole de Lyon, Alsace, Corse, Martinique, Guyane, Mayotte.
    SpecialStatus = "special_status",
});

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
