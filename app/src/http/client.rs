//! Where a request comes from: the address of the client, also behind proxies that are trusted, and nobody else's word
//! for it.

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;
use std::{
    net::{IpAddr, Ipv6Addr, SocketAddrV4},
    sync::Once,
};

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

    /// The client's address: the peer's own, unless the peer is a trusted proxy; then the last address of
    /// `X-Forwarded-For`, or where there is none of `Forwarded` (RFC 7239), that is not one itself. What stands before
    /// it was written by whoever asked, and says nothing. An entry that cannot be read ends the search: the proxy that
    /// wrote after it is all that is known.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        static WARNED: Once = Once::new();
        let mut client = peer.to_canonical();
        for entry in entries(headers).iter().rev() {
            if !self.trusts(client) {
                break;
            }
            let Some(address) = entry.as_deref().and_then(node) else {
                WARNED.call_once(|| {
                    tracing::warn!(proxy = %client, "a trusted proxy forwards an address that cannot be read: visits \
                        count against it");
                });
                break;
            };
            client = address.to_canonical();
        }
        client
    }
}

/// The nodes that proxies wrote, the one nearest to us last; None where one wrote something else.
fn entries(headers: &HeaderMap) -> Vec<Option<String>> {
    let lines = |name: &'static str| -> Vec<&str> {
        let lines = headers.get_all(HeaderName::from_static(name)).iter();
        // A line that is no text says nothing, and ends the search.
        lines.map(|line| line.to_str().unwrap_or_default()).collect()
    };
    let forwarded_for = lines("x-forwarded-for");
    if !forwarded_for.is_empty() {
        return forwarded_for.iter().flat_map(|line| line.split(',')).map(|entry| Some(entry.to_owned())).collect();
    }
    let of_element = |element: &str| {
        let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
        Some(value.trim().trim_matches('"').to_owned())
    };
    lines("forwarded").iter().flat_map(|line| line.split(',')).map(of_element).collect()
}

/// The address of a node: `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:4711`.
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    match text.strip_prefix('[') {
        Some(rest) => {
            let (address, port) = rest.split_once(']')?;
            let ends = port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
            address.parse::<Ipv6Addr>().ok().filter(|_| ends).map(IpAddr::V6)
        }
        None => text.parse::<SocketAddrV4>().ok().map(|address| IpAddr::V4(*address.ip())),
    }
}

/// The network of an address, by which what many ask is counted: an IPv4 address, or the first 64 bits of an IPv6 one,
/// which providers give to one household.
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
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["198.51.100.1, 10.0.0.7:8080"]), "198.51.100.1");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["198.51.100.1:52044"]), "198.51.100.1");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["[2001:db8::1]"]), "2001:db8::1");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["[2001:db8::1]:443"]), "2001:db8::1");
        for unreadable in ["unknown", "198.51.100.1:", "[2001:db8::1", "[2001:db8::1]443", "198.51.100.1, "] {
            assert_eq!(client("10.0.0.0/8", "10.0.0.1", &[unreadable]), "10.0.0.1", "{unreadable}");
        }
        assert_eq!(TrustedProxies::parse("10.0.0.0/8,nowhere").expect_err("refused"), "nowhere");
    }

    #[test]
    fn the_standard_header_is_read_where_the_usual_one_is_not_sent() {
        let trusted = TrustedProxies::parse("10.0.0.0/8").expect("networks");
        let read = |lines: &[&'static str], usual: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("forwarded", line.parse().expect("a header"));
            }
            if let Some(usual) = usual {
                headers.append("x-forwarded-for", usual.parse().expect("a header"));
            }
            trusted.client(IpAddr::from([10, 0, 0, 1]), &headers).to_string()
        };
        assert_eq!(read(&["for=198.51.100.1;proto=https;by=203.0.113.43"], None), "198.51.100.1");
        assert_eq!(read(&["For=\"[2001:db8:cafe::17]:4711\""], None), "2001:db8:cafe::17");
        assert_eq!(read(&["for=1.2.3.4, for=198.51.100.1", "for=\"10.0.0.7:80\""], None), "198.51.100.1");
        assert_eq!(read(&["for=unknown"], None), "10.0.0.1");
        assert_eq!(read(&["for=_hidden, for=198.51.100.1"], None), "198.51.100.1");
        assert_eq!(read(&["proto=https"], None), "10.0.0.1");
        assert_eq!(read(&["for=1.2.3.4"], Some("198.51.100.1")), "198.51.100.1");
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
            let last = line.rsplit(',').next().and_then(node);
            proptest::prop_assert!(behind == peer || last.is_some());
        }
    }
}
