//! Addresses that people give: `https` only, so that a link shown to others cannot run anything.

use crate::{
    refusal::Refusal,
    text::{one_line, require_straight},
};
use serde::{Deserialize, Serialize};

/// An `https://` address with a host and no user name, at most 500 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HttpsLink(String);

impl HttpsLink {
    /// Reads an address; refused with [`Refusal::NotHttps`] when it is anything but a plain `https` one.
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        let typed = one_line(typed);
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(Refusal::Missing);
        }
        require_straight(typed)?;
        let link = url::Url::parse(typed).map_err(|_| Refusal::NotHttps)?;
        let plain = link.scheme() == "https" && link.username().is_empty() && link.password().is_none();
        if !plain || typed.len() > 500 || link.host_str().is_none_or(|host| !host.contains('.')) {
            return Err(Refusal::NotHttps);
        }
        Ok(Self(link.into()))
    }

    /// The address, safe to stand in `href`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_https_addresses_are_links() {
        assert!(HttpsLink::parse(" https://gitlab.example.org/a?b#c ").is_ok());
        let pasted = HttpsLink::parse("\u{feff}https://gitlab.exam\u{ad}ple.org/a\u{200b}b");
        assert_eq!(pasted.expect("a link").as_str(), "https://gitlab.example.org/ab");
        for bad in [
            "javascript:alert(1)",
            "http://example.org",
            "data:text/html,x",
            "https://a:b@example.org",
            "https://localhost",
            "//example.org",
            "exemple",
        ] {
            assert_eq!(HttpsLink::parse(bad), Err(Refusal::NotHttps), "{bad}");
        }
    }
}
