//! Links that mails carry: a secret ends their address.

use entity::address::Address;

/// The addresses that end in a secret.
const LINKS: [fn(String) -> Address; 4] =
    [Address::SignInLink, Address::MembershipLink, Address::Invitation, Address::ConsentLink];

/// What stands before the secret of a link, when the path is one.
pub fn prefix_of(path: &str) -> Option<String> {
    LINKS.into_iter().map(|link| link(String::new()).to_string()).find(|prefix| path.starts_with(prefix))
}

/// A path as it is logged: without the secret of a link.
pub fn without_secret(path: &str) -> String {
    prefix_of(path).unwrap_or_else(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_of_a_link_is_not_logged() {
        assert_eq!(without_secret("/connexion/lien/0123"), "/connexion/lien/");
        assert_eq!(without_secret("/rattachement/0123"), "/rattachement/");
        assert_eq!(without_secret("/invitation/0123"), "/invitation/");
        assert_eq!(without_secret("/compte/rattachement"), "/compte/rattachement");
    }
}
