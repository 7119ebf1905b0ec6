//! Where a form says that it comes back to: our own pages only.

/// A path of ours (`/besoins?page=2`), or None.
pub fn local_path(text: &str) -> Option<String> {
    let ours = text.starts_with('/')
        && !text.starts_with("//")
        && !text.starts_with("/\\")
        && !text.chars().any(char::is_control);
    // As long as servers take an address to be.
    (ours && text.len() <= 8000).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_come_back_to_our_own_pages_only() {
        for ours in ["/", "/besoins?page=2", "/besoins/1#soutiens", "/besoins?texte=a\\b"] {
            assert_eq!(local_path(ours).as_deref(), Some(ours));
        }
        for foreign in ["", "besoins", "//example.org", "/\\example.org", "https://example.org", "/a\r\nb"] {
            assert_eq!(local_path(foreign), None, "{foreign:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn wherever_a_form_says_to_go_it_is_here(text in "\\PC{0,60}") {
            if let Some(path) = local_path(&text) {
                let site = url::Url::parse("https://terreau.example/compte").expect("an address");
                let there = site.join(&path).expect("joins");
                proptest::prop_assert_eq!(there.host_str(), Some("terreau.example"));
                proptest::prop_assert_eq!(there.scheme(), "https");
            }
        }
    }
}
