//! Addresses of the campaign that a page is of, for components that know no visit.

use crate::http::campaign::in_campaign;
use leptos::prelude::*;
use std::fmt::Display;

/// What the addresses of the campaign begin with; the frame of the page provides it.
#[derive(Debug, Clone)]
pub struct CampaignBase(pub String);

/// The address of a page of the campaign that is shown, where each campaign has its own.
pub fn here(address: impl Display) -> String {
    debug_assert!(Owner::current().is_some(), "asked where nothing is rendered: a handler asks its visit");
    let address = address.to_string();
    match use_context::<CampaignBase>() {
        Some(CampaignBase(base)) => in_campaign(&base, address),
        None => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::address::Address;

    #[test]
    fn links_lead_to_the_campaign_of_the_page() {
        Owner::new().with(|| {
            assert_eq!(here(Address::Needs), "/besoins");
            provide_context(CampaignBase("/campagnes/x".into()));
            assert_eq!(here(Address::Needs.with("page", 2)), "/campagnes/x/besoins?page=2");
            assert_eq!(here(Address::Account), "/compte");
        });
    }
}
