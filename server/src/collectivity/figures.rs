//! The campaign so far, in figures.

use std::collections::BTreeMap;

/// The campaign so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CampaignFigures {
    pub needs: u64,
    /// Collectivités that posted or supported a need.
    pub collectivities: usize,
    /// Inhabitants of all of them, each counted once.
    pub inhabitants: u64,
    pub eligible_groups: u64,
    /// Published needs by the code of the département; none of regions.
    pub needs_by_departement: BTreeMap<String, u64>,
}
