//! The campaign so far, in four figures.

/// The campaign so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CampaignFigures {
    pub needs: u64,
    /// Collectivités that posted or supported a need.
    pub collectivities: usize,
    /// Inhabitants of all of them, each counted once.
    pub inhabitants: u64,
    pub eligible_groups: u64,
}
