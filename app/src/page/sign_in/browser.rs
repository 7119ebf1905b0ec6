//! What binds a sign-in to the browser that began it.

use crate::http::{cookie::browser_cookie_header, visit::Visit};
use server::sign_in::{Browser, new_browser_secret};

/// This browser, with a secret of its own from now on, and the header that gives it; the cookie lasts longer than what
/// is begun now.
pub fn bound(visit: &Visit) -> (Browser, String) {
    let mut browser = visit.browser.clone();
    if browser.secret.is_empty() {
        browser.secret = new_browser_secret(&visit.ctx);
    }
    let cookie = browser_cookie_header(visit.site.is_https(), &browser.secret);
    (browser, cookie)
}
