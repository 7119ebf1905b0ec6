//! Secrets that are handed out and kept as hashes: sessions, links of mails, codes.

use crate::rng::Rng;
use sha2::{Digest, Sha256};

/// A token nobody guesses: 256 bits, as 64 hexadecimal digits.
pub(crate) fn draw(rng: &Rng) -> String {
    hex(&rng.bytes::<32>())
}

/// A secret as it is stored: the hexadecimal SHA-256 of what was handed out.
pub(crate) fn hashed(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
