//! Small slips in an address, as they come from a mail program, a printed page or a keyboard: which address is meant.

use super::secret_link::prefix_of;
use axum::http::Uri;
use entity::text::searchable;

/// What ends an address by mistake: the sentence or the brackets that it stood in.
const AROUND: &[char] =
    &['/', '.', ',', ';', ':', '!', '?', ')', ']', '}', '>', '»', '”', '’', '"', '\'', '*', '_', '|', '\\'];

/// The addresses that may be meant, the likeliest first; none where there is no slip to see. Their query is kept.
pub fn meant(uri: &Uri) -> Vec<Uri> {
    let Ok(path) = percent_encoding::percent_decode_str(uri.path()).decode_utf8() else { return Vec::new() };
    let tidied = tidied(&path);
    let lower = joined(tidied.split('/').map(plain));
    let plural = plural(&lower);
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut all: Vec<Uri> = Vec::new();
    for path in [tidied, lower, plural] {
        let encoded = percent_encoding::utf8_percent_encode(&path, PATH).to_string();
        let Ok(meant) = format!("{encoded}{query}").parse::<Uri>() else { continue };
        if encoded != uri.path() && !all.contains(&meant) {
            all.push(meant);
        }
    }
    all
}

/// The link of a mail that is meant, where a mail program took what ends the sentence for a part of its secret, or
/// changed its case.
pub fn link_meant(uri: &Uri) -> Option<Uri> {
    let prefix = prefix_of(uri.path())?;
    let path = percent_encoding::percent_decode_str(uri.path()).decode_utf8().ok()?;
    let meant = tidied(&path).to_ascii_lowercase();
    let secret = meant.strip_prefix(prefix)?;
    let whole = secret.len() == 64 && secret.bytes().all(|byte| byte.is_ascii_hexdigit());
    (whole && meant != uri.path()).then(|| meant.parse().ok()).flatten()
}

/// What stands in a path as it is.
const PATH: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Without white space, doubled slashes, and what the sentence around left at the end.
fn tidied(path: &str) -> String {
    let path: String = path.chars().filter(|c| !c.is_whitespace() && !c.is_control() && *c != '\u{200b}').collect();
    let path = path.trim_end_matches(AROUND).trim_end_matches(".html").trim_end_matches("/index");
    joined(path.split('/').map(str::to_owned))
}

/// A path of these parts. An empty one would make another site of what follows it.
fn joined(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    format!("/{}", parts.join("/"))
}

/// A part of a path in small letters without accents, as all of ours are.
fn plain(part: &str) -> String {
    if part.is_ascii() { part.to_ascii_lowercase() } else { searchable(part).replace(' ', "-") }
}

/// With a list's name in the plural: « besoin » for « besoins ».
fn plural(path: &str) -> String {
    let mut parts = path.splitn(3, '/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(""), Some(first), rest) if !first.is_empty() && !first.ends_with('s') => {
            format!("/{first}s{}", rest.map(|rest| format!("/{rest}")).unwrap_or_default())
        }
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_meant(address: &str) -> Vec<String> {
        meant(&address.parse().expect("an address")).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_slip_leads_to_what_was_meant() {
        for (slip, meant) in [
            ("/besoins/", "/besoins"),
            ("/besoins.", "/besoins"),
            ("//besoins", "/besoins"),
            ("/besoins%20", "/besoins"),
            ("/besoins%C2%A0%C2%BB", "/besoins"),
            ("/Besoins?page=2", "/besoins?page=2"),
            ("/r%C3%A9sultats", "/resultats"),
            ("/besoin/1", "/besoins/1"),
            ("/Aide/", "/aide"),
            ("/besoins/),", "/besoins"),
            ("/vote/index.html", "/vote"),
        ] {
            assert!(first_meant(slip).contains(&meant.to_owned()), "{slip}: {:?}", first_meant(slip));
        }
        assert_eq!(first_meant("/besoins"), Vec::<String>::new());
        assert_eq!(first_meant("/"), Vec::<String>::new());
        assert_eq!(first_meant("/%FF"), Vec::<String>::new());
    }

    #[test]
    fn the_secret_of_a_link_ends_where_the_sentence_goes_on() {
        let secret = "0123456789abcdef".repeat(4);
        let link = format!("/connexion/lien/{secret}");
        for slip in [".", "%3E", ")", "/", "%20", "%C2%BB."] {
            let meant = link_meant(&format!("{link}{slip}").parse().expect("an address"));
            assert_eq!(meant.map(|uri| uri.to_string()), Some(link.clone()), "{slip}");
        }
        for right in [link.as_str(), "/connexion/lien/0.", "/besoins/1.", "/invitation/refusee."] {
            assert_eq!(link_meant(&right.parse().expect("an address")), None, "{right}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_meant_is_a_page_of_ours(path in "/[ -~é»]{0,40}") {
            let encoded = percent_encoding::utf8_percent_encode(&path, PATH).to_string();
            for meant in meant(&encoded.parse().expect("an address")) {
                proptest::prop_assert!(crate::http::local_path::local_path(&meant.to_string()).is_some());
            }
        }
    }
}
