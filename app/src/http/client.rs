//! Where a request comes from: the address of the client, also behind proxies that are trusted, and nobody else's word for it.

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv6Addr};

/// The proxies whose word is believed.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Reads addresses and networks, `10.0.0.0/8, 192.0.2.7`; the error is the one that cannot be read.
    pub fn parse(text: &str) -> Result<Self, String> {
        let read = |text: &str| {
            text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).map_err(|_| text.to_owned())
        };
        text.split([',', ' ']).filter(|part| !part.is_empty()).map(read).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a peer is one of them.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The client's address: the peer's own, unless the peer is a trusted proxy; then the last address of `X-Forwarded-For` that is
    /// not one itself. What stands before it was written by whoever asked, and says nothing. An entry that cannot be read ends the
    /// search: the proxy that wrote after it is all that is known.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let forwarded = HeaderName::from_static("x-forwarded-for");
        let lines: Vec<&str> = headers.get_all(forwarded).iter().filter_map(|line| line.to_str().ok()).collect();
        for entry in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            if !self.trusts(client) {
                break;
            }
            match entry.trim().parse::<IpAddr>() {
                Ok(address) => client = address.to_canonical(),
                Err(_) => break,
            }
        }
        client
    }
}

/// The network of an address, by which what many ask is counted: an IPv4 address, or the first 64 bits of an IPv6 one, which
/// providers give to one household.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &str, peer: &str, forwarded: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().expect("a header"));
        }
        let trusted = TrustedProxies::parse(trusted).expect("networks");
        trusted.client(peer.parse().expect("an address"), &headers).to_string()
    }

    #[test]
    fn forwarded_headers_are_believed_from_trusted_proxies_only() {
        assert_eq!(client("", "203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client("10.0.0.0/8", "203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["1.2.3.4, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["1.2.3.4", "198.51.100.1, 10.0.0.7"]), "198.51.100.1");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["1.2.3.4, <script>"]), "10.0.0.1");
        assert_eq!(client("10.0.0.0/8", "::ffff:10.0.0.1", &["2001:db8::1"]), "2001:db8::1");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(TrustedProxies::parse("10.0.0.0/8,nowhere").expect_err("refused"), "nowhere");
    }

    #[test]
    fn a_household_of_ipv6_is_one_network() {
        let network = |text: &str| network(text.parse().expect("an address")).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("203.0.113.9"), "203.0.113.9");
        assert_eq!(network("::ffff:203.0.113.9"), "203.0.113.9");
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_forwarded_to_a_server_without_proxies_says_nothing(line in "[ -~]{0,80}") {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", line.parse().expect("a header"));
            let peer = IpAddr::from([203, 0, 113, 9]);
            proptest::prop_assert_eq!(TrustedProxies::default().client(peer, &headers), peer);
            // Behind a proxy it is an address that the proxy wrote, or the proxy.
            let behind = TrustedProxies::parse("203.0.113.9").expect("an address").client(peer, &headers);
            let last = line.rsplit(',').next().and_then(|entry| entry.trim().parse::<IpAddr>().ok());
            proptest::prop_assert!(behind == peer || last.is_some());
        }
    }
}
