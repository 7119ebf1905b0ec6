//! Public decisions with the SIRET of who grants and of who gets the money, which the law's form of subsidies asks for.

use super::Grant;
use crate::{Context, Error, campaign::loaded::StoredCampaign, reference::seats};
use entity::{campaign::Authority, siret::Granting, table::seat};
use std::collections::BTreeSet;

/// A public decision with both parties as the register knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subsidy {
    pub grant: Grant,
    /// Who grants; None of an envelope that the campaign no longer has.
    pub granting: Option<Granting>,
    /// Name and SIRET of who grants, where they were imported.
    pub authority: Option<seat::Model>,
    /// The SIRET of who gets the money, where it was imported.
    pub beneficiary: Option<String>,
}

impl Subsidy {
    /// Whether both SIRET are known.
    pub fn is_whole(&self) -> bool {
        self.authority.is_some() && self.beneficiary.is_some()
    }
}

/// These decisions with the seats that are known. One statement, or none.
pub async fn with_seats(ctx: &Context, campaign: &StoredCampaign, grants: Vec<Grant>) -> Result<Vec<Subsidy>, Error> {
    let granting = |grant: &Grant| {
        let envelope = campaign.spec.envelope(&grant.decided.envelope)?;
        Some(match envelope.decided_by {
            Authority::State => Granting::State,
            Authority::Prefect => Granting::Prefect(grant.decided.departement.clone()),
        })
    };
    let of = |grant: &Grant| {
        let authority = granting(grant).map(|granting| granting.to_string());
        authority.into_iter().chain([grant.decided.siren.to_string()])
    };
    let bodies: BTreeSet<String> = grants.iter().flat_map(of).collect();
    let known = seats::find(ctx, bodies.into_iter().collect()).await?;
    let subsidy = |grant: Grant| {
        let granting = granting(&grant);
        let authority = granting.as_ref().and_then(|granting| known.get(&granting.to_string())).cloned();
        let beneficiary = known.get(grant.decided.siren.as_str()).map(|seat| seat.siret.clone());
        Subsidy { grant, granting, authority, beneficiary }
    };
    Ok(grants.into_iter().map(subsidy).collect())
}
