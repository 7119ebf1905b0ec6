//! What the desk is narrowed to, its order, and what is read beside it, all as it stands in the address.

use crate::ui::need_search::NeedSearch;
use axum::{extract::Query, http::Uri};
use entity::{
    address::{Address, Link},
    curation::{NOBODY, Standing},
    id::{NeedId, PersonId},
    search_text::SearchText,
};
use serde::Deserialize;
use server::curation::desk::{Assignee, DeskFilter, Stand};

/// Whose needs they are, where they are those of whoever looks.
pub const MINE: &str = "moi";

/// Every need, wherever it stands.
pub const ALL: &str = "tous";

/// Needs that others joined.
pub const JOINED: &str = "reunis";

/// What the desk is narrowed to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DeskSearch {
    #[serde(flatten)]
    pub need: NeedSearch,
    pub etat: SearchText,
    pub a: SearchText,
    pub soutiens: SearchText,
    /// The need that is read beside the list.
    pub lire: SearchText,
}

impl DeskSearch {
    /// The filters of an address that a form carries.
    pub fn of(address: &str) -> Self {
        let read = |uri: Uri| Query::<Self>::try_from_uri(&uri).ok();
        address.parse().ok().and_then(read).map_or_else(Self::default, |Query(search)| search)
    }

    /// As the query of the desk takes it.
    pub fn filter(&self, me: Option<PersonId>) -> DeskFilter {
        DeskFilter {
            need: self.need.filter(),
            stand: match self.etat.as_str() {
                "" => Stand::Waiting,
                ALL => Stand::All,
                JOINED => Stand::Joined,
                code => Standing::from_code(code).map_or(Stand::Waiting, Stand::At),
            },
            assignee: match self.a.as_str() {
                "" => Assignee::Anybody,
                NOBODY => Assignee::Nobody,
                MINE => me.map_or(Assignee::Anybody, Assignee::One),
                id => id.parse().map_or(Assignee::Anybody, Assignee::One),
            },
            supports: self.soutiens.as_str().parse().unwrap_or(0),
        }
    }

    /// The need that is read.
    pub fn reads(&self) -> Option<NeedId> {
        self.lire.as_str().parse().ok()
    }

    /// Whether more than words, theme and place narrows the list.
    pub fn is_open(&self) -> bool {
        self.need.is_narrowed() || [&self.etat, &self.a, &self.soutiens].iter().any(|text| !text.is_empty())
    }

    /// The address of a page of a list under these filters, with nothing read.
    pub fn address(&self, list: Address, page: u64) -> Link {
        let address = self.need.address(list, page);
        address.with("etat", self.etat.as_str()).with("a", self.a.as_str()).with("soutiens", self.soutiens.as_str())
    }

    /// The address of this page with a need read beside it.
    pub fn reading(&self, page: u64, need: NeedId) -> Link {
        self.address(Address::Curation, page).with("lire", need).at("lecture")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use server::need::filter::Sort;

    #[test]
    fn an_address_keeps_every_filter_and_says_them_again() {
        let address = "/curation?texte=quai+nord&theme=sante&tri=recents&page=2&etat=lu&a=moi&soutiens=3";
        let search = DeskSearch::of(address);
        assert_eq!(search.address(Address::Curation, 2).to_string(), address);
        let me = PersonId(uuid::Uuid::nil());
        let filter = search.filter(Some(me));
        assert_eq!(filter.stand, Stand::At(Standing::Read));
        assert_eq!(filter.assignee, Assignee::One(me));
        assert_eq!((filter.supports, filter.need.sort, filter.need.page.get()), (3, Sort::Latest, 2));
        let plain = DeskSearch::of("/curation?etat=&a=quiconque&soutiens=beaucoup");
        let filter = plain.filter(Some(me));
        assert_eq!((filter.stand, filter.assignee, filter.supports), (Stand::Waiting, Assignee::Anybody, 0));
    }
}
