//! Of which campaign a request is. `/campagnes/{slug}` and then the address of a page names one; so does the hidden
//! field of a form, and so does an object with an identifier, whose campaign never changes. Any other address leads to
//! the current campaign. What a receipt, a link or a witness names stays when the next campaign opens.

use super::fields::Fields;
use axum::http::{Uri, request::Parts};
use entity::{
    address::{CAMPAIGNS, is_of_campaign},
    calendar::CampaignState,
    form_field,
};
use server::{
    Context,
    campaign::{self, Object, loaded::StoredCampaign},
};
use std::{fmt::Display, str::FromStr, sync::Arc};

/// The campaign that an address names.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    slug: String,
}

/// What the addresses of a campaign begin with: its lasting address.
pub fn base_of(slug: &str) -> String {
    format!("{CAMPAIGNS}{slug}")
}

/// What the tiles of a campaign's log and its bundles of entries begin with.
pub fn tiles_below(log: &str) -> String {
    format!("{log}/tile/")
}

/// Takes the campaign out of an address that names one: what is left is run for that campaign.
pub fn take_campaign(parts: &mut Parts) {
    let Some((slug, page)) = parts.uri.path().strip_prefix(CAMPAIGNS).and_then(|rest| rest.split_once('/')) else {
        return;
    };
    let page = format!("/{page}");
    if !is_of_campaign(&page) {
        return;
    }
    let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let named = Named { slug: slug.to_owned() };
    if let Ok(uri) = format!("{page}{query}").parse::<Uri>() {
        parts.uri = uri;
        parts.extensions.insert(named);
    }
}

/// Forgets the campaign that the address named.
pub fn forget_campaign(parts: &mut Parts) {
    parts.extensions.remove::<Named>();
}

/// The address as it was asked for: with its campaign.
pub fn whole(parts: &Parts, address: &str) -> String {
    format!("{}{address}", base(parts))
}

/// What the address begins with where it names a campaign; empty otherwise.
fn base(parts: &Parts) -> String {
    parts.extensions.get::<Named>().map(|named| base_of(&named.slug)).unwrap_or_default()
}

/// The name of the campaign that the address or the form gives; empty where neither does.
pub fn slug_in(parts: &Parts) -> String {
    match parts.extensions.get::<Named>() {
        Some(named) => named.slug.clone(),
        None => Fields::of(parts).text(form_field::CAMPAIGN),
    }
}

/// The object with an identifier whose page or act a path is.
pub fn object_in(path: &str) -> Option<Object> {
    let (noun, rest) = path.strip_prefix('/')?.split_once('/')?;
    let id = rest.split('/').next()?;
    fn read<I: FromStr>(id: &str, object: fn(I) -> Object) -> Option<Object> {
        id.parse().ok().map(object)
    }
    match noun {
        "besoins" => read(id, Object::Need),
        "groupements" => read(id, Object::Group),
        "projets" => read(id, Object::Project),
        "argent" => read(id, Object::Payment),
        "candidatures" | "instruction" => read(id, Object::Application),
        _ => None,
    }
}

/// The campaign of a request, and what the addresses of its pages begin with.
#[derive(Clone, Default)]
pub struct PageCampaign {
    /// None before one was opened, and for a name that none has.
    pub campaign: Option<Arc<StoredCampaign>>,
    /// Empty for the current campaign, unless the address names it.
    base: String,
    /// Whether it is another one than the current one.
    pub is_other: bool,
    /// Whether the address, the form or the object names it.
    pub is_named: bool,
    /// The others that are announced or running, and the current one.
    pub others: Vec<Arc<StoredCampaign>>,
}

impl PageCampaign {
    /// The campaign that the request names, or the current one. No statement while the campaigns are kept in memory,
    /// or one, for an object where several campaigns were opened.
    pub async fn of(ctx: &Context, parts: &Parts) -> Result<Self, server::Error> {
        let opened = campaign::opened(ctx).await?;
        let (current, slug) = (opened.first(), slug_in(parts));
        let object = match opened.len() {
            0 | 1 => None,
            _ => object_in(parts.uri.path()),
        };
        let of_object = match object {
            Some(object) => campaign::of_object(ctx.read(), object).await?,
            None => None,
        };
        let is_named = of_object.is_some() || !slug.is_empty();
        let campaign = match of_object {
            Some(id) => Some(campaign::find(ctx, id).await?),
            None if slug.is_empty() => current.cloned(),
            None => opened.iter().find(|one| one.spec.slug == slug).cloned(),
        };
        let shown = campaign.as_ref().map(|one| one.id);
        let is_other = shown != current.map(|one| one.id);
        let base = match (base(parts), &campaign) {
            (named, _) if !named.is_empty() => named,
            (_, Some(other)) if is_other => base_of(&other.spec.slug),
            _ => String::new(),
        };
        let goes_on = |at: usize, one: &StoredCampaign| at == 0 || one.spec.state(ctx.now()) != CampaignState::Closed;
        let others = opened.iter().enumerate().filter(|(at, one)| Some(one.id) != shown && goes_on(*at, one));
        let others = others.map(|(_, one)| Arc::clone(one)).collect();
        Ok(Self { campaign, base, is_other, is_named, others })
    }

    /// The address of a page: that of this campaign, where each campaign has its own.
    pub fn here(&self, address: impl Display) -> String {
        in_campaign(&self.base, address.to_string())
    }

    /// Whether the current campaign, where this is another one, has this name.
    pub fn is_current(&self, slug: &str) -> bool {
        self.others.first().is_some_and(|current| current.spec.slug == slug)
    }

    /// What the addresses of its pages begin with.
    pub fn base(&self) -> &str {
        &self.base
    }
}

/// The address of a page as one campaign has it: below the base of that campaign, where each has its own.
pub fn in_campaign(base: &str, address: String) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    match !base.is_empty() && is_of_campaign(path) {
        true => format!("{base}{address}"),
        false => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;
    use entity::{address::Address, id::NeedId};

    fn taken(address: &str) -> (String, String) {
        let (mut parts, ()) = Request::get(address).body(()).expect("a request").into_parts();
        take_campaign(&mut parts);
        (parts.uri.to_string(), base(&parts))
    }

    #[test]
    fn only_what_each_campaign_has_of_its_own_has_such_an_address() {
        let base = || "/campagnes/relance-2021".to_owned();
        for (address, page) in [
            ("/campagnes/relance-2021/journal?x=1", "/journal?x=1"),
            ("/campagnes/relance-2021/journal/tile/0/000", "/journal/tile/0/000"),
            ("/campagnes/relance-2021/resultats/archive.zip", "/resultats/archive.zip"),
            ("/campagnes/relance-2021/besoins?page=2", "/besoins?page=2"),
            ("/campagnes/relance-2021/enveloppes/pilotes", "/enveloppes/pilotes"),
            ("/campagnes/relance-2021/vote/deposer", "/vote/deposer"),
        ] {
            assert_eq!(taken(address), (page.to_owned(), base()));
        }
        for other in [
            "/campagnes/relance-2021/",
            "/campagnes/relance-2021",
            "/campagnes/",
            "/journal",
            "/campagnes/x/compte",
            "/campagnes/x/besoins/00000000-0000-0000-0000-000000000000",
        ] {
            assert_eq!(taken(other), (other.to_owned(), String::new()));
        }
    }

    #[test]
    fn an_object_is_known_by_its_path_and_its_acts_are_too() {
        let id = "00000000-0000-0000-0000-000000000007";
        let need = Object::Need(id.parse::<NeedId>().expect("an identifier"));
        assert_eq!(object_in(&format!("/besoins/{id}")), Some(need));
        assert_eq!(object_in(&format!("/besoins/{id}/soutenir")), Some(need));
        for other in ["/besoins", "/besoins/nouveau", "/besoins/", "/", "/projets/x/image.png"] {
            assert_eq!(object_in(other), None, "{other}");
        }
    }

    #[test]
    fn a_page_that_no_campaign_has_of_its_own_keeps_its_address() {
        let base = base_of("x");
        assert_eq!(in_campaign(&base, Address::Needs.to_string()), "/campagnes/x/besoins");
        assert_eq!(in_campaign(&base, Address::Account.to_string()), "/compte");
        assert_eq!(
            in_campaign("/campagnes/x", "/besoins?page=2#liste".to_owned()),
            "/campagnes/x/besoins?page=2#liste"
        );
        assert_eq!(in_campaign("", "/besoins".to_owned()), "/besoins");
    }
}
