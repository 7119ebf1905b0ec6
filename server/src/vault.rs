//! What must not be read in a database, sealed under a key of the settings: ChaCha20-Poly1305 (RFC 8439), by `ring`.

use crate::rng::Rng;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// A key that seals and opens. Nothing prints it.
pub struct Vault(LessSafeKey);

/// What is sealed was sealed under another key, for another thing, or was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed under another key, or for another thing")]
pub struct NotOpened;

impl Vault {
    /// Of a key of 32 bytes; None where there is no such key.
    pub fn new(key: &[u8; 32]) -> Option<Self> {
        UnboundKey::new(&CHACHA20_POLY1305, key).ok().map(|key| Self(LessSafeKey::new(key)))
    }

    /// Seals a text for one thing alone (`of`): a nonce drawn for it and what ChaCha20-Poly1305 makes, as hexadecimal
    /// digits. 96 random bits are enough for some thousand million texts under one key.
    pub(crate) fn seal(&self, rng: &Rng, of: &str, text: &str) -> Result<String, NotOpened> {
        let nonce: [u8; NONCE_LEN] = rng.bytes();
        let mut bytes = text.as_bytes().to_vec();
        let aad = Aad::from(of.as_bytes());
        self.0.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut bytes).map_err(|_| NotOpened)?;
        Ok(nonce.iter().chain(&bytes).map(|byte| format!("{byte:02x}")).collect())
    }

    /// The text that was sealed for this thing.
    pub(crate) fn open(&self, of: &str, sealed: &str) -> Result<String, NotOpened> {
        let mut bytes = bytes_of(sealed).ok_or(NotOpened)?;
        let nonce: [u8; NONCE_LEN] = bytes.get(..NONCE_LEN).and_then(|nonce| nonce.try_into().ok()).ok_or(NotOpened)?;
        let aad = Aad::from(of.as_bytes());
        let nonce = Nonce::assume_unique_for_key(nonce);
        let text = self.0.open_within(nonce, aad, &mut bytes, NONCE_LEN..).map_err(|_| NotOpened)?;
        String::from_utf8(text.to_vec()).map_err(|_| NotOpened)
    }
}

fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| Some((digit(*pair.first()?)? << 4) | digit(*pair.get(1)?)?);
    digits.as_bytes().chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_under_its_key_for_its_thing_alone_and_whole() {
        let rng = Rng::seeded(7);
        let vault = Vault::new(&[1; 32]).expect("a key");
        let sealed = vault.seal(&rng, "one", "FR7630006000011234567890189").expect("sealed");
        assert_eq!(vault.open("one", &sealed).as_deref(), Ok("FR7630006000011234567890189"));
        assert!(!sealed.contains("3000600001"));
        assert_ne!(vault.seal(&rng, "one", "FR7630006000011234567890189"), Ok(sealed.clone()), "never twice the same");
        assert_eq!(vault.open("other", &sealed), Err(NotOpened), "another row's");
        assert_eq!(Vault::new(&[2; 32]).expect("a key").open("one", &sealed), Err(NotOpened), "another key");
        let changed = |at: usize| {
            format!("{}{}{}", &sealed[..at], if &sealed[at..=at] == "0" { "1" } else { "0" }, &sealed[at + 1..])
        };
        for at in [0, 24, sealed.len() - 1] {
            assert_eq!(vault.open("one", &changed(at)), Err(NotOpened), "{at}");
        }
        for wrong in ["", "0", "zz", &sealed[..30], "é"] {
            assert_eq!(vault.open("one", wrong), Err(NotOpened), "{wrong}");
        }
    }
}
