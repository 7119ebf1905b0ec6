//! Answers that know when what they say last changed (`Last-Modified`, RFC 9110, 8.8.2).

use axum::{
    Json,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Serialize;

/// The one form in which such dates are written.
const HTTP_DATE: &str = "%a, %d %b %Y %H:%M:%S GMT";

/// An answer, and when what it says last changed.
pub struct Dated<T>(pub DateTime<Utc>, pub T);

impl<T: Serialize> IntoResponse for Dated<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.1).into_response();
        if let Ok(date) = HeaderValue::from_str(&self.0.format(HTTP_DATE).to_string()) {
            response.headers_mut().insert(header::LAST_MODIFIED, date);
        }
        response
    }
}

/// Whether the client holds what an answer of these headers says: asked by `If-Modified-Since` alone, which counts for
/// nothing beside `If-None-Match`. A date that cannot be read asks for nothing.
pub fn is_as_old(asked: &HeaderMap, answer: &HeaderMap) -> bool {
    if asked.contains_key(header::IF_NONE_MATCH) {
        return false;
    }
    let read = |headers: &HeaderMap, name| {
        let text = headers.get(name)?.to_str().ok()?.trim().to_owned();
        NaiveDateTime::parse_from_str(&text, HTTP_DATE).ok()
    };
    let since = read(asked, header::IF_MODIFIED_SINCE);
    read(answer, header::LAST_MODIFIED).zip(since).is_some_and(|(last, since)| last <= since)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_sent_again_unless_it_is_as_old_as_what_the_client_holds() {
        let headers = |pairs: &[(header::HeaderName, &'static str)]| -> HeaderMap {
            pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
        };
        let at = "2021-07-01T10:00:00.700Z".parse().expect("an instant");
        let answer = Dated(at, ()).into_response();
        let answer = answer.headers();
        assert_eq!(answer[header::LAST_MODIFIED], "Thu, 01 Jul 2021 10:00:00 GMT");
        let asked = |value| headers(&[(header::IF_MODIFIED_SINCE, value)]);
        assert!(is_as_old(&asked("Thu, 01 Jul 2021 10:00:00 GMT"), answer));
        assert!(is_as_old(&asked("Fri, 02 Jul 2021 10:00:00 GMT"), answer));
        for asks_again in ["Thu, 01 Jul 2021 09:59:59 GMT", "", "yesterday", "2021-07-02"] {
            assert!(!is_as_old(&asked(asks_again), answer), "{asks_again}");
        }
        let both =
            headers(&[(header::IF_MODIFIED_SINCE, "Fri, 02 Jul 2021 10:00:00 GMT"), (header::IF_NONE_MATCH, "\"x\"")]);
        assert!(!is_as_old(&both, answer));
        assert!(!is_as_old(&asked("Fri, 02 Jul 2021 10:00:00 GMT"), &HeaderMap::new()));
    }
}
