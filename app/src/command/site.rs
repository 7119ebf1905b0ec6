//! What commands ask of a site over HTTP.

use std::time::Duration;

/// The most that an answer may hold: the archive of a national vote is a tenth of it.
const MOST: u64 = 200 * 1024 * 1024;

/// The public files of a site.
pub struct Site {
    base: String,
    agent: ureq::Agent,
}

impl Site {
    /// The site at an address that begins with `http://` or `https://`.
    pub fn at(address: &str) -> Result<Self, String> {
        if !is_address(address) {
            return Err(format!("« {address} » n’est pas l’adresse d’un site (https://…)"));
        }
        let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(120))).build();
        Ok(Self { base: address.trim_end_matches('/').to_owned(), agent: config.into() })
    }

    /// What stands at a path of the site.
    pub fn get(&self, path: &str) -> Result<Vec<u8>, String> {
        let address = format!("{}{path}", self.base);
        let refused = |error: ureq::Error| match error {
            ureq::Error::StatusCode(404) => format!("{address} n’existe pas (encore)"),
            error => format!("{address} ne répond pas : {error}"),
        };
        let mut answer = self.agent.get(&address).call().map_err(refused)?;
        answer.body_mut().with_config().limit(MOST).read_to_vec().map_err(refused)
    }

    /// As [`Self::get`], for a text.
    pub fn text(&self, path: &str) -> Result<String, String> {
        String::from_utf8(self.get(path)?).map_err(|_| format!("{}{path} n’est pas un texte", self.base))
    }
}

/// Whether a text is an address and not the name of a file.
pub fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}
