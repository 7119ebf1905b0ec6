//! A witness: somebody other than the server who keeps the last head of its log and signs the next only if it grew from
//! that one. What a witness signed, a server cannot take back: a second history, shown to others, does not go through
//! the same witness.
//!
//! Signatures are those of C2SP tlog-cosignature, version 1.

use crate::log::{Checkpoint, Distrust, Hash, LogKey, LogName, Tree};
use base64::{Engine, prelude::BASE64_STANDARD};
use ed25519_dalek::{Signature, Signer, VerifyingKey};
use sha2::{Digest, Sha256};

/// The algorithm's number in a signed note: Ed25519 cosignature.
const COSIGNATURE: u8 = 4;

/// Whether the head that a log shows now may be signed: it bears the log's signature, `entries` are what it stands for,
/// and it grew from the head seen before, if any.
///
/// Refused: [`Distrust::Forked`] when it does not hold what was seen, [`Distrust::NotIncluded`] when the entries are
/// not those of the head, and what [`Checkpoint::verify`] refuses.
pub fn accept(log: &LogName, seen: Option<&str>, shown: &str, entries: &[Hash]) -> Result<Checkpoint, Distrust> {
    let head = Checkpoint::verify(shown, log)?;
    let seen = seen.map(|seen| Checkpoint::verify(seen, log)).transpose()?;
    if seen.as_ref().is_some_and(|seen| head.size < seen.size) {
        return Err(Distrust::Forked);
    }
    let tree = Tree::of(entries.iter().copied());
    if tree.size() != head.size || tree.root() != head.root {
        return Err(Distrust::NotIncluded);
    }
    if let Some(seen) = seen {
        head.extends(&seen, &tree.prove_growth(seen.size).ok_or(Distrust::Forked)?)?;
    }
    Ok(head)
}

/// The note of a head with the signature of a witness of this name after the log's; `seconds` since 1970.
pub fn cosign(note: &str, head: &Checkpoint, witness: &str, key: &LogKey, seconds: u64) -> String {
    let public = key.0.verifying_key();
    let mut signature = key_id(witness, &public).to_vec();
    signature.extend_from_slice(&seconds.to_be_bytes());
    signature.extend_from_slice(&key.0.sign(message(head, seconds).as_bytes()).to_bytes());
    format!("{}\n— {witness} {}\n", note.trim_end_matches('\n'), BASE64_STANDARD.encode(signature))
}

/// When the witness that `name` names (`name+id+key`, as [`verifier`] writes it) signed the head of this note.
pub fn signed_at(note: &str, head: &Checkpoint, name: &str) -> Result<u64, Distrust> {
    let mut parts = name.splitn(3, '+');
    let (Some(witness), Some(_), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(Distrust::Malformed);
    };
    let bytes = BASE64_STANDARD.decode(key).map_err(|_| Distrust::Malformed)?;
    let [COSIGNATURE, public @ ..] = bytes.as_slice() else { return Err(Distrust::Malformed) };
    let public = <[u8; 32]>::try_from(public).map_err(|_| Distrust::Malformed)?;
    let public = VerifyingKey::from_bytes(&public).map_err(|_| Distrust::Malformed)?;
    let (_, signatures) = note.split_once("\n\n").ok_or(Distrust::Malformed)?;
    let lines = signatures.lines().filter_map(|line| line.strip_prefix("— ")?.strip_prefix(witness)?.strip_prefix(' '));
    let signed = lines.filter_map(|line| BASE64_STANDARD.decode(line).ok()).find_map(|bytes| {
        let (seconds, signature) = bytes.strip_prefix(key_id(witness, &public).as_slice())?.split_first_chunk::<8>()?;
        let seconds = u64::from_be_bytes(*seconds);
        let signature = Signature::from_slice(signature).ok()?;
        public.verify_strict(message(head, seconds).as_bytes(), &signature).ok().map(|()| seconds)
    });
    signed.ok_or(Distrust::Signature)
}

/// The name and public key of a witness, as text: `name+id+key`.
pub fn verifier(witness: &str, key: &LogKey) -> String {
    let public = key.0.verifying_key();
    let id: String = key_id(witness, &public).iter().map(|byte| format!("{byte:02x}")).collect();
    let bytes = [&[COSIGNATURE][..], public.as_bytes()].concat();
    format!("{witness}+{id}+{}", BASE64_STANDARD.encode(bytes))
}

fn message(head: &Checkpoint, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{}", head.body())
}

/// The four bytes by which a signature says whose it is.
fn key_id(witness: &str, key: &VerifyingKey) -> [u8; 4] {
    let digest: Hash = Sha256::new()
        .chain_update(witness)
        .chain_update([b'\n', COSIGNATURE])
        .chain_update(key.as_bytes())
        .finalize()
        .into();
    [digest[0], digest[1], digest[2], digest[3]]
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "terreau.test/journal";

    fn entries(range: std::ops::Range<u64>) -> Vec<Hash> {
        range.map(|n| Sha256::digest(n.to_be_bytes()).into()).collect()
    }

    fn head(entries: &[Hash], key: &LogKey) -> String {
        Checkpoint::of(ORIGIN, &Tree::of(entries.iter().copied())).sign(key)
    }

    #[test]
    fn a_log_that_grew_is_signed_and_a_hundred_second_histories_are_caught() {
        let key = LogKey::new(&[1; 32]);
        let log = key.public(ORIGIN);
        let before = entries(0..100);
        let seen = head(&before, &key);
        let after = entries(0..137);
        assert_eq!(accept(&log, None, &seen, &before).map(|head| head.size), Ok(100));
        assert_eq!(accept(&log, Some(&seen), &seen, &before).map(|head| head.size), Ok(100));
        assert_eq!(accept(&log, Some(&seen), &head(&after, &key), &after).map(|head| head.size), Ok(137));
        for fork in 0..100 {
            // The server signs, with its own key, a log in which one entry of the past is another one; of every later
            // size.
            let mut other = entries(0..100 + fork as u64);
            other[fork] = [7; 32];
            assert_eq!(accept(&log, Some(&seen), &head(&other, &key), &other), Err(Distrust::Forked), "fork {fork}");
            let shorter = entries(0..fork as u64);
            assert_eq!(accept(&log, Some(&seen), &head(&shorter, &key), &shorter), Err(Distrust::Forked));
        }
        assert_eq!(accept(&log, Some(&seen), &head(&after, &key), &entries(0..136)), Err(Distrust::NotIncluded));
        let stranger = LogKey::new(&[2; 32]);
        assert_eq!(accept(&log, Some(&seen), &head(&after, &stranger), &after), Err(Distrust::Signature));
    }

    #[test]
    fn what_a_witness_signed_is_read_back_and_leaves_the_logs_signature_good() {
        let (key, witness) = (LogKey::new(&[1; 32]), LogKey::new(&[9; 32]));
        let log = key.public(ORIGIN);
        let note = head(&entries(0..5), &key);
        let seen = accept(&log, None, &note, &entries(0..5)).expect("grew from nothing");
        let signed = cosign(&note, &seen, "temoin.test", &witness, 1_617_271_200);
        assert_eq!(Checkpoint::verify(&signed, &log), Ok(seen.clone()));
        let name = verifier("temoin.test", &witness);
        assert_eq!(signed_at(&signed, &seen, &name), Ok(1_617_271_200));
        assert_eq!(signed_at(&note, &seen, &name), Err(Distrust::Signature));
        let other = verifier("temoin.test", &LogKey::new(&[8; 32]));
        assert_eq!(signed_at(&signed, &seen, &other), Err(Distrust::Signature));
        let later = Checkpoint { size: 6, ..seen };
        assert_eq!(signed_at(&signed, &later, &name), Err(Distrust::Signature));
    }
}
