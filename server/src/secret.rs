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

/// What only who holds the key can make of a text, as 64 hexadecimal digits: HMAC-SHA-256 (RFC 2104).
pub(crate) fn signature(key: &str, text: &str) -> String {
    const BLOCK: usize = 64;
    let digest = Sha256::digest(key);
    let padded =
        |pad: u8| -> Vec<u8> { (0..BLOCK).map(|at| digest.get(at).copied().unwrap_or_default() ^ pad).collect() };
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(text).finalize();
    hex(&Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
