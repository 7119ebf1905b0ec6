//! The addresses of one campaign's vote, in force or earlier: `/campagnes/{slug}` and then the address that the
//! campaign in force has. What a receipt, a link or a witness names there stays when the next campaign opens.

use axum::http::{Uri, request::Parts};
use entity::address::Address;

const PREFIX: &str = "/campagnes/";

/// What can be read of every campaign that was opened.
const PAGES: &[Address] = &[
    Address::FrozenRule,
    Address::Turnout,
    Address::BallotReceipt,
    Address::BallotReceiptFile,
    Address::Log,
    Address::LogCheckpoint,
    Address::Result,
    Address::ResultRule,
    Address::ResultComparison,
    Address::ResultArchive,
];

/// Whether an address is one of [`PAGES`], or a tile of the log.
fn is_of_every_campaign(page: &str) -> bool {
    PAGES.iter().any(|known| known.to_string() == page) || page.starts_with(&format!("{}/tile/", Address::Log))
}

/// The campaign that an address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfCampaign {
    pub slug: String,
}

impl OfCampaign {
    /// What its addresses begin with.
    pub fn base(&self) -> String {
        format!("{PREFIX}{}", self.slug)
    }
}

/// What a campaign's addresses begin with: its lasting address.
pub fn base_of(slug: &str) -> String {
    OfCampaign { slug: slug.to_owned() }.base()
}

/// Takes the campaign out of an address that names one: what is left is run for that campaign.
pub fn take_campaign(parts: &mut Parts) {
    let Some((slug, page)) = parts.uri.path().strip_prefix(PREFIX).and_then(|rest| rest.split_once('/')) else {
        return;
    };
    let page = format!("/{page}");
    if !is_of_every_campaign(&page) {
        return;
    }
    let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let of = OfCampaign { slug: slug.to_owned() };
    if let Ok(uri) = format!("{page}{query}").parse::<Uri>() {
        parts.uri = uri;
        parts.extensions.insert(of);
    }
}

/// The address as it was asked for: with its campaign.
pub fn whole(parts: &Parts, address: &str) -> String {
    let base = parts.extensions.get::<OfCampaign>().map(OfCampaign::base).unwrap_or_default();
    format!("{base}{address}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn taken(address: &str) -> (String, Option<String>) {
        let (mut parts, ()) = Request::get(address).body(()).expect("a request").into_parts();
        take_campaign(&mut parts);
        let base = parts.extensions.get::<OfCampaign>().map(OfCampaign::base);
        (parts.uri.to_string(), base)
    }

    #[test]
    fn only_what_can_be_read_of_every_campaign_has_such_an_address() {
        let base = Some("/campagnes/relance-2021".to_owned());
        assert_eq!(taken("/campagnes/relance-2021/journal?x=1"), ("/journal?x=1".into(), base.clone()));
        assert_eq!(taken("/campagnes/relance-2021/journal/tile/0/000"), ("/journal/tile/0/000".into(), base.clone()));
        assert_eq!(taken("/campagnes/relance-2021/resultats/archive.zip"), ("/resultats/archive.zip".into(), base));
        for other in [
            "/campagnes/relance-2021/vote/deposer",
            "/campagnes/relance-2021/",
            "/campagnes/",
            "/journal",
            "/campagnes/x/compte",
        ] {
            assert_eq!(taken(other), (other.to_owned(), None));
        }
    }
}
