//! The Content-Security-Policy: scripts of ours alone, and on the pages that have any.

use axum::http::HeaderValue;

/// Where browsers report what the policy stopped.
pub const CSP_REPORTS: &str = "/csp";

/// The policies of a site's pages, made once.
pub struct ContentPolicy {
    without_scripts: HeaderValue,
    with_scripts: HeaderValue,
}

impl ContentPolicy {
    /// The policies of a site whose identity provider, to which signing out leads, has this origin.
    pub fn new(provider: Option<&str>) -> Self {
        Self {
            without_scripts: policy("'none'", provider),
            with_scripts: policy("'self' 'wasm-unsafe-eval'", provider),
        }
    }

    /// That of a page.
    pub fn of(&self, has_script: bool) -> HeaderValue {
        if has_script { self.with_scripts.clone() } else { self.without_scripts.clone() }
    }
}

fn policy(script: &str, provider: Option<&str>) -> HeaderValue {
    // Signing out is a form, and leads on to the provider's own page.
    let provider = provider.map(|origin| format!(" {origin}")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src {script}; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src \
         'self'; manifest-src 'self'; form-action 'self'{provider}; base-uri 'none'; frame-ancestors 'none'; \
         report-uri {CSP_REPORTS}"
    );
    // Origins are plain ASCII, so that the policy is a header.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_scripts_of_a_page_that_has_some_may_run() {
        let policies = ContentPolicy::new(Some("https://agent.example"));
        let of = |has_script| policies.of(has_script).to_str().expect("text").to_owned();
        assert!(of(false).contains("; script-src 'none'; "), "{}", of(false));
        assert!(of(true).contains("; script-src 'self' 'wasm-unsafe-eval'; "), "{}", of(true));
        assert!(of(false).contains("; form-action 'self' https://agent.example; "), "{}", of(false));
    }
}
