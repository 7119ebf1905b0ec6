//! The way to the sign-in page and back.

use crate::http::visit::Visit;
use entity::address::Address;

/// The address of the sign-in page, from which one goes on to a page of ours.
pub fn sign_in_address(page: &str) -> String {
    Address::SignIn.with("suite", page).to_string()
}

/// The address of the sign-in page, from which one comes back here.
pub fn sign_in_link(visit: &Visit) -> String {
    let signs = [Address::SignIn, Address::SignOut].iter().any(|page| visit.uri.starts_with(&page.to_string()));
    if signs { Address::SignIn.to_string() } else { sign_in_address(&visit.uri) }
}
