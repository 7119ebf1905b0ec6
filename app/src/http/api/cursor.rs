//! Pages of a list: a cursor says after which item the next page begins, in which list and under which filters.

use super::problem::{Code, Problem};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use entity::canonical::hex;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Paged<T> {
    pub items: Vec<T>,
    /// The cursor of the next page; null on the last one. The header `Link` (`rel="next"`) holds its whole address.
    pub next: Option<String>,
}

/// A list under some filters: what its cursors are of.
pub struct List {
    /// The address of the list with its filters, without cursor and limit.
    address: String,
    limit: u64,
}

impl List {
    /// The list at a whole address, narrowed by these parameters (those that are None narrow nothing).
    pub fn new(address: String, limit: u64, filters: &[(&str, Option<&str>)]) -> Self {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in filters {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        Self { address: format!("{address}?{}", query.finish()), limit }
    }

    fn fingerprint(&self) -> String {
        hex(&Sha256::digest(&self.address).into())[..8].to_owned()
    }

    /// The cursor of what comes after an item, which `position` names.
    fn cursor(&self, position: &str) -> String {
        format!("{}.{}", self.fingerprint(), hex_of(position.as_bytes()))
    }

    /// The position that a cursor holds; [`Code::InvalidCursor`] for one that this list did not give.
    pub fn position(&self, cursor: Option<&str>) -> Result<Option<String>, Problem> {
        let Some(cursor) = cursor else { return Ok(None) };
        let read = cursor.strip_prefix(&self.fingerprint()).and_then(|rest| rest.strip_prefix('.')).and_then(text_of);
        read.map(Some).ok_or_else(Self::lost)
    }

    /// What is said of a position that stands for nothing.
    pub fn lost() -> Problem {
        Problem::new(Code::InvalidCursor, "This list did not give this cursor.")
    }

    /// A page of at most `limit` of these items, of which there is one more where there is a next page; `position`
    /// names an item, so that the next page begins after it.
    pub fn page<R, T: Serialize>(
        &self,
        mut rows: Vec<R>,
        position: impl Fn(&R) -> String,
        item: impl FnMut(R) -> T,
    ) -> Response {
        let most = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        let next = rows.last().filter(|_| more).map(|last| self.cursor(&position(last)));
        let link = next.as_ref().map(|cursor| {
            let mark = if self.address.ends_with('?') { "" } else { "&" };
            format!("<{}{mark}limit={}&cursor={cursor}>; rel=\"next\"", self.address, self.limit)
        });
        let page = Paged { items: rows.into_iter().map(item).collect(), next };
        let mut response = axum::Json(page).into_response();
        if let Some(link) = link.and_then(|link| link.parse().ok()) {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The text of a cursor's end, at most 200 bytes.
fn text_of(hex: &str) -> Option<String> {
    if !hex.len().is_multiple_of(2) || hex.len() > 400 || !hex.is_ascii() {
        return None;
    }
    let byte = |at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(byte).collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_of_one_list_under_its_filters() {
        let list = |theme| List::new("https://a.fr/needs".into(), 50, &[("theme", theme)]);
        let cursor = list(None).cursor("12.é");
        assert_eq!(list(None).position(Some(&cursor)).expect("its own"), Some("12.é".to_owned()));
        assert!(list(None).position(None).expect("none").is_none());
        assert!(list(Some("accueil")).position(Some(&cursor)).is_err(), "under other filters");
        for bad in ["", ".", "abc", "zz.31", &cursor[..cursor.len() - 1], &format!("{cursor}zz"), &"a".repeat(5_000)] {
            assert!(list(None).position(Some(bad)).is_err(), "{bad}");
        }
    }
}
