//! Links that mails carry: a secret ends their address.

use entity::address::Address;
use std::sync::LazyLock;

/// What stands before the secret in the addresses that end in one.
static PREFIXES: LazyLock<[String; 6]> = LazyLock::new(|| {
    [
        Address::SignInLink,
        Address::MembershipLink,
        Address::Invitation,
        Address::ConsentLink,
        Address::Unsubscribe,
        Address::OwnCalendar,
    ]
    .map(|link| link(String::new()).to_string())
});

/// What stands before the secret of a link, when the path is one.
pub fn prefix_of(path: &str) -> Option<&'static str> {
    PREFIXES.iter().map(String::as_str).find(|prefix| path.starts_with(prefix))
}

/// A path as it is logged: without the secret of a link.
pub fn without_secret(path: &str) -> &str {
    prefix_of(path).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_of_a_link_is_not_logged() {
        assert_eq!(without_secret("/connexion/lien/0123"), "/connexion/lien/");
        assert_eq!(without_secret("/rattachement/0123"), "/rattachement/");
        assert_eq!(without_secret("/invitation/0123"), "/invitation/");
        assert_eq!(without_secret("/calendrier/0123"), "/calendrier/");
        assert_eq!(without_secret("/calendrier.ics"), "/calendrier.ics");
        assert_eq!(without_secret("/compte/rattachement"), "/compte/rattachement");
    }
}
