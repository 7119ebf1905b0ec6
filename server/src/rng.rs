//! Randomness that is handed in: the machine's in production, a seeded one where a run must be repeatable.

use rand::{RngCore, SeedableRng, rngs::StdRng};
use std::sync::Mutex;

/// A source of random bytes.
pub struct Rng(Mutex<StdRng>);

impl Rng {
    /// Seeded by the operating system.
    pub fn from_system() -> Self {
        Self(Mutex::new(StdRng::from_os_rng()))
    }

    /// The same bytes for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }
}
