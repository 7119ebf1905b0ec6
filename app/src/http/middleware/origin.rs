//! From which site a form was sent.

use axum::http::request::Parts;

/// Whether a browser says that a form was sent from another site (Sec-Fetch-Site, or an Origin of another host).
pub fn is_foreign(parts: &Parts) -> bool {
    let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, authority)| authority != host),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    #[test]
    fn a_form_of_another_site_is_known_by_what_its_browser_says() {
        for (headers, foreign) in [
            (&[("sec-fetch-site", "same-origin")][..], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("sec-fetch-site", "same-site")], true),
            (&[("sec-fetch-site", "cross-site"), ("origin", "https://terreau.fr"), ("host", "terreau.fr")], true),
            (&[("origin", "https://terreau.fr"), ("host", "terreau.fr")], false),
            (&[("origin", "https://terreau.fr:8443"), ("host", "terreau.fr")], true),
            (&[("origin", "null"), ("host", "terreau.fr")], true),
            (&[("origin", "https://terreau.fr")], true),
            (&[("host", "terreau.fr")], false),
        ] {
            let mut request = Request::post("/");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let (parts, ()) = request.body(()).expect("a request").into_parts();
            assert_eq!(is_foreign(&parts), foreign, "{headers:?}");
        }
    }
}
