//! The Content-Security-Policy: scripts of ours alone, and on the pages that have any.

use axum::http::HeaderValue;

/// Where browsers report what the policy stopped.
pub const CSP_REPORTS: &str = "/csp";

/// The policies of a site's pages; that of pages without scripts, which are most, is made once.
pub struct ContentPolicy {
    /// The origin of the identity provider, to which signing out leads.
    provider: Option<String>,
    without_scripts: HeaderValue,
}

impl ContentPolicy {
    pub fn new(provider: Option<String>) -> Self {
        let without_scripts = policy("'none'", provider.as_deref());
        Self { provider, without_scripts }
    }

    /// That of a page; `nonce` is the one of its scripts, where it has some.
    pub fn of(&self, nonce: Option<&str>) -> HeaderValue {
        match nonce {
            Some(nonce) => policy(&format!("'self' 'wasm-unsafe-eval' 'nonce-{nonce}'"), self.provider.as_deref()),
            None => self.without_scripts.clone(),
        }
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
    // Nonces and origins are plain ASCII, so that the policy is a header.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_scripts_of_a_page_that_has_some_may_run() {
        let policies = ContentPolicy::new(Some("https://agent.example".to_owned()));
        let of = |nonce| policies.of(nonce).to_str().expect("text").to_owned();
        assert!(of(None).contains("; script-src 'none'; "), "{}", of(None));
        assert!(of(Some("a1")).contains("; script-src 'self' 'wasm-unsafe-eval' 'nonce-a1'; "), "{}", of(Some("a1")));
        assert!(of(None).contains("; form-action 'self' https://agent.example; "), "{}", of(None));
    }
}
