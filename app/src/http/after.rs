//! What follows an act: the browser is led to a page, which says once what was done and what comes next.
//!
//! It travels in a cookie of the page's own path, which the page takes away as it shows it: the address stays one that
//! can be passed on, and nothing is kept by the server.

use super::cookie::cookie;
use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use entity::done::Done;

const COOKIE: &str = "terreau-fait";

/// Where the browser goes after an act, and what is said there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    to: String,
    said: Said,
}

/// What a page says of the act that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub done: Done,
    /// Where the next step begins.
    pub next: Option<String>,
}

impl After {
    /// To a page of ours.
    pub fn new(done: Done, to: impl Into<String>) -> Self {
        Self { to: to.into(), said: Said { done, next: None } }
    }

    /// With the way to the next step, which `wording::done` names.
    pub fn then(mut self, next: impl Into<String>) -> Self {
        self.said.next = Some(next.into());
        self
    }
}

impl IntoResponse for After {
    fn into_response(self) -> Response {
        let mut response = Redirect::to(&self.to).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Of a response: that its page has shown what was said at this path.
#[derive(Debug, Clone)]
pub struct Shown(pub String);

/// What is said at a path to whoever sends these headers.
pub fn said_at(headers: &HeaderMap, path: &str) -> Option<Said> {
    let value = cookie(headers, COOKIE)?;
    let mut parts = value.splitn(3, '|');
    let done = Done::from_code(parts.next()?)?;
    // A cookie of a page above comes along, too.
    if parts.next()? != path {
        return None;
    }
    let next = parts.next().and_then(super::local_path::local_path);
    Some(Said { done, next })
}

/// Gives the browser what the page it is led to will say, or takes away what its page has said.
pub fn set_cookies(https: bool, response: &mut Response) {
    let header = match (response.extensions().get::<After>(), response.extensions().get::<Shown>()) {
        (Some(after), _) => keep(after, https),
        (None, Some(Shown(path))) => set(path, "", 0, https),
        (None, None) => return,
    };
    if let Ok(header) = HeaderValue::from_str(&header) {
        response.headers_mut().append(header::SET_COOKIE, header);
    }
}

fn keep(after: &After, https: bool) -> String {
    let path = after.to.split(['?', '#']).next().unwrap_or("/");
    let next = after.said.next.as_deref().unwrap_or_default();
    set(path, &format!("{}|{path}|{next}", after.said.done.code()), 60, https)
}

fn set(path: &str, value: &str, seconds: u32, https: bool) -> String {
    let secure = if https { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a browser sends back of a response.
    fn sent_back(response: &Response) -> HeaderMap {
        let set = response.headers()[header::SET_COOKIE].to_str().expect("text");
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, set.split(';').next().expect("a pair").parse().expect("a header"));
        headers
    }

    #[test]
    fn a_page_says_what_led_to_it_and_no_other_page_does() {
        let mut response =
            After::new(Done::NeedPublished, "/besoins/1#soutiens").then("/besoins/1#groupements").into_response();
        assert_eq!(response.headers()[header::LOCATION], "/besoins/1#soutiens");
        set_cookies(false, &mut response);
        let cookie = response.headers()[header::SET_COOKIE].to_str().expect("text");
        assert!(cookie.contains("; Path=/besoins/1; HttpOnly; SameSite=Lax; Max-Age=60"), "{cookie}");
        let headers = sent_back(&response);
        let said = said_at(&headers, "/besoins/1").expect("said");
        assert_eq!((said.done, said.next.as_deref()), (Done::NeedPublished, Some("/besoins/1#groupements")));
        assert_eq!(said_at(&headers, "/besoins/1/versions"), None);
    }

    #[test]
    fn what_was_shown_is_taken_away() {
        let mut response = "".into_response();
        response.extensions_mut().insert(Shown("/besoins/1".to_owned()));
        set_cookies(true, &mut response);
        let cookie = response.headers()[header::SET_COOKIE].to_str().expect("text");
        assert_eq!(cookie, "terreau-fait=; Path=/besoins/1; HttpOnly; SameSite=Lax; Max-Age=0; Secure");
        let mut other = "".into_response();
        set_cookies(true, &mut other);
        assert!(!other.headers().contains_key(header::SET_COOKIE));
    }

    #[test]
    fn what_a_browser_makes_up_leads_nowhere_else() {
        let mut headers = HeaderMap::new();
        for (value, wanted) in [
            ("need_published|/|https://example.org", Some(None)),
            ("need_published|/|//example.org", Some(None)),
            ("need_published|/|", Some(None)),
            ("<b>|/|/", None),
            ("need_published", None),
        ] {
            headers.insert(header::COOKIE, format!("{COOKIE}={value}").parse().expect("a header"));
            assert_eq!(said_at(&headers, "/").map(|said| said.next), wanted, "{value}");
        }
    }
}
