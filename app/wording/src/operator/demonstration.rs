//! What is said of the content of the demonstration.

/// A collectivité by a code that nobody has.
pub fn unknown_collectivity(code: &str) -> String {
    format!("demonstration-content.toml: collectivité {code} inconnue")
}

/// A need by a key that the content does not have.
pub fn unknown_need(key: &str) -> String {
    format!("besoin {key} inconnu")
}

/// A need or group by a key that the content does not have.
pub fn unknown_key(key: &str) -> String {
    format!("demonstration-content.toml: « {key} » inconnu")
}
