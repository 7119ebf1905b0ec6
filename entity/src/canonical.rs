//! Documents and digests as they are published: canonical JSON, SHA-256, hexadecimal.

use serde::Serialize;

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// A digest as 64 lower-case hexadecimal digits.
pub fn hex(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The canonical JSON of a value (RFC 8785). Empty for a value that JSON cannot hold, which none of ours is.
pub fn canonical(value: &impl Serialize) -> String {
    serde_json_canonicalizer::to_string(value).unwrap_or_default()
}
