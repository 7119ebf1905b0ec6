//! The public log of a vote: an append-only Merkle tree (RFC 9162 §2.1) of commitments to ballots, its signed heads,
//! and what proves that a ballot is in it. Text formats are those of C2SP: signed-note, tlog-checkpoint, tlog-proof.
//!
//! The same code runs in the server, in `terreau verify` and, where a page wants it, in a browser.

pub use crate::canonical::{Hash, hex};
use crate::{ballot::Choice, canonical::canonical, mailed::words, siren::Siren, tile};
use base64::{Engine, prelude::BASE64_STANDARD};
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash, mem_backed_tree::MemoryBackedTree};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The random number that hides a ballot in its commitment until it is published.
pub type Nonce = [u8; 32];

/// What the log holds of a ballot: SHA-256 of a label, the nonce and the ballot's canonical text. It tells nothing of
/// the ballot to those who do not have the nonce.
pub fn commitment(nonce: &Nonce, ballot: &str) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(b"terreau-ballot/1\n");
    hasher.update(nonce);
    hasher.update(ballot.as_bytes());
    hasher.finalize().into()
}

/// The entries of a log and the hashes above them.
#[derive(Debug, Clone, Default)]
pub struct Tree(MemoryBackedTree<Sha256, Hash>);

impl Tree {
    /// A tree of these entries.
    pub fn of(entries: impl IntoIterator<Item = Hash>) -> Self {
        let mut tree = Self::default();
        entries.into_iter().for_each(|entry| tree.push(entry));
        tree
    }

    /// Appends an entry.
    pub fn push(&mut self, entry: Hash) {
        self.0.push(entry);
    }

    /// How many entries there are.
    pub fn size(&self) -> u64 {
        self.0.len()
    }

    /// A tile: the roots of `width` neighbouring trees of 256^`level` entries each, `number` full tiles after the first
    /// (C2SP tlog-tiles); at level 0 the hashes of entries. None where the tree does not reach so far: nothing is
    /// computed for it.
    pub fn tile(&self, level: u32, number: u64, width: u64) -> Option<Vec<Hash>> {
        let span = tile::WIDTH.checked_pow(level)?;
        let first = number.checked_mul(tile::WIDTH)?.checked_mul(span)?;
        let end = first.checked_add(width.checked_mul(span)?).filter(|end| *end <= self.size())?;
        let entries = self.0.items().get(usize::try_from(first).ok()?..usize::try_from(end).ok()?)?;
        let of_each = entries.chunks(usize::try_from(span).ok()?);
        Some(of_each.map(|below| Tree::of(below.iter().copied()).root()).collect())
    }

    /// The root of the whole tree.
    pub fn root(&self) -> Hash {
        let mut root = [0; 32];
        root.copy_from_slice(self.0.root().as_bytes());
        root
    }

    /// What proves that the entry at `index` is in the tree; None beyond its size.
    pub fn prove(&self, index: u64) -> Option<Vec<Hash>> {
        let index = usize::try_from(index).ok().filter(|_| index < self.size())?;
        Some(hashes(self.0.prove_inclusion(index).as_bytes()))
    }

    /// What proves that the tree begins with the `size` entries that it once had; None for a size that it never had.
    pub fn prove_growth(&self, size: u64) -> Option<Vec<Hash>> {
        let added = self.size().checked_sub(size)?;
        if size == 0 || added == 0 {
            return Some(Vec::new());
        }
        Some(hashes(self.0.prove_consistency(usize::try_from(added).ok()?).as_bytes()))
    }
}

fn hashes(bytes: &[u8]) -> Vec<Hash> {
    bytes
        .chunks_exact(32)
        .map(|chunk| {
            let mut hash = [0; 32];
            hash.copy_from_slice(chunk);
            hash
        })
        .collect()
}

/// Why a head, a proof or a receipt is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    #[error("le texte n’a pas la forme attendue")]
    Malformed,
    #[error("la signature n’est pas celle du journal")]
    Signature,
    #[error("le bulletin n’est pas dans le journal signé")]
    NotIncluded,
    #[error("le journal ne prolonge pas celui qui avait été vu : deux histoires ont été montrées")]
    Forked,
    #[error("le récépissé parle d’une autre règle")]
    OtherRule,
    #[error("le récépissé est illisible")]
    Unreadable,
}

impl Distrust {
    /// What is told of a receipt: a title, and a sentence that says what to do where its text may have been damaged on
    /// its way.
    pub fn verdict(self) -> (&'static str, String) {
        const AGAIN: &str = "reprenez le fichier « .tlog-proof » d’origine, tel qu’il a été téléchargé ou joint au \
            courriel, et déposez-le ici.";
        match self {
            Distrust::Unreadable => (
                "Ce récépissé est illisible",
                format!(
                    "Son texte est incomplet ou abîmé\u{a0}: cela ne dit rien de votre bulletin. Pour vérifier, {AGAIN}"
                ),
            ),
            Distrust::Signature | Distrust::NotIncluded => (
                "Ce récépissé n’est pas prouvé",
                format!("Ce qui ne va pas\u{a0}: {self}. Si son texte a pu être modifié en chemin, {AGAIN}"),
            ),
            Distrust::Malformed | Distrust::Forked | Distrust::OtherRule => {
                ("Ce récépissé n’est pas prouvé", format!("Ce qui ne va pas\u{a0}: {self}."))
            }
        }
    }
}

/// The key with which a server signs the heads of its log.
pub struct LogKey(pub(crate) SigningKey);

impl LogKey {
    /// The key of a 32-byte secret.
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// What checks its signatures, for the log of this name.
    pub fn public(&self, origin: &str) -> LogName {
        LogName { origin: origin.to_owned(), key: self.0.verifying_key() }
    }
}

/// A log's name and public key; as text, the verifier key of a signed note: `origin+id+key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogName {
    pub origin: String,
    key: VerifyingKey,
}

/// The algorithm's number in a signed note: Ed25519.
const ED25519: u8 = 1;

impl LogName {
    /// Reads `origin+id+key`.
    pub fn parse(text: &str) -> Result<Self, Distrust> {
        // A name holds no plus; the key, in base64, may.
        let mut parts = text.splitn(3, '+');
        let (Some(origin), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(Distrust::Malformed);
        };
        let bytes = BASE64_STANDARD.decode(key).map_err(|_| Distrust::Malformed)?;
        let [ED25519, key @ ..] = bytes.as_slice() else { return Err(Distrust::Malformed) };
        let key = <[u8; 32]>::try_from(key).map_err(|_| Distrust::Malformed)?;
        let key = VerifyingKey::from_bytes(&key).map_err(|_| Distrust::Malformed)?;
        let name = Self { origin: origin.to_owned(), key };
        if name.id().iter().map(|byte| format!("{byte:02x}")).collect::<String>() != id {
            return Err(Distrust::Malformed);
        }
        Ok(name)
    }

    /// The four bytes by which a signature says whose it is.
    fn id(&self) -> [u8; 4] {
        let mut hasher = Sha256::new();
        hasher.update(self.origin.as_bytes());
        hasher.update([b'\n', ED25519]);
        hasher.update(self.key.as_bytes());
        let digest: Hash = hasher.finalize().into();
        [digest[0], digest[1], digest[2], digest[3]]
    }
}

impl std::fmt::Display for LogName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let id: String = self.id().iter().map(|byte| format!("{byte:02x}")).collect();
        let mut key = vec![ED25519];
        key.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{id}+{}", self.origin, BASE64_STANDARD.encode(key))
    }
}

/// The head of a log: its name, how many entries it has, and the root over them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    pub origin: String,
    pub size: u64,
    pub root: Hash,
}

impl Checkpoint {
    /// The head of a tree.
    pub fn of(origin: &str, tree: &Tree) -> Self {
        Self { origin: origin.to_owned(), size: tree.size(), root: tree.root() }
    }

    /// The text that is signed.
    pub(crate) fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64_STANDARD.encode(self.root))
    }

    /// The signed note. The same head always gives the same note (Ed25519 is deterministic).
    pub fn sign(&self, key: &LogKey) -> String {
        let body = self.body();
        let mut signature = key.public(&self.origin).id().to_vec();
        signature.extend_from_slice(&key.0.sign(body.as_bytes()).to_bytes());
        format!("{body}\n— {} {}\n", self.origin, BASE64_STANDARD.encode(signature))
    }

    /// Reads a signed note, which must bear the signature of this log. Signatures of others (witnesses) are passed
    /// over.
    pub fn verify(note: &str, log: &LogName) -> Result<Self, Distrust> {
        let (body, signatures) = note.split_once("\n\n").ok_or(Distrust::Malformed)?;
        let body = format!("{body}\n");
        let mut lines = body.lines();
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(Distrust::Malformed);
        };
        let root = BASE64_STANDARD.decode(root).ok().and_then(|root| Hash::try_from(root).ok());
        let checkpoint = Self {
            origin: origin.to_owned(),
            size: size.parse().map_err(|_| Distrust::Malformed)?,
            root: root.ok_or(Distrust::Malformed)?,
        };
        // A size or root written in another way would be another text with the same meaning.
        if checkpoint.body() != body {
            return Err(Distrust::Malformed);
        }
        let of_log =
            signatures.lines().filter_map(|line| line.strip_prefix("— ")?.strip_prefix(&log.origin)?.strip_prefix(' '));
        let signed = of_log.filter_map(|signature| BASE64_STANDARD.decode(signature).ok()).any(|bytes| {
            let Some(signature) = bytes.strip_prefix(log.id().as_slice()) else { return false };
            let Ok(signature) = Signature::from_slice(signature) else { return false };
            log.key.verify_strict(body.as_bytes(), &signature).is_ok()
        });
        if !signed || checkpoint.origin != log.origin {
            return Err(Distrust::Signature);
        }
        Ok(checkpoint)
    }

    fn root_hash(&self) -> RootHash<Sha256> {
        RootHash::new(self.root.into(), self.size)
    }

    /// Whether an entry is at this place of the log.
    pub fn includes(&self, entry: &Hash, index: u64, proof: &[Hash]) -> Result<(), Distrust> {
        let proof = InclusionProof::<Sha256>::try_from_bytes(proof.concat()).map_err(|_| Distrust::Malformed)?;
        if index >= self.size {
            return Err(Distrust::NotIncluded);
        }
        self.root_hash().verify_inclusion(entry, index, &proof).map_err(|_| Distrust::NotIncluded)
    }

    /// Whether this head is of the same log as an earlier one, with nothing changed and entries only added.
    pub fn extends(&self, earlier: &Checkpoint, proof: &[Hash]) -> Result<(), Distrust> {
        if self.origin != earlier.origin || self.size < earlier.size {
            return Err(Distrust::Forked);
        }
        if earlier.size == 0 || self.size == earlier.size {
            return if earlier.size == 0 || self.root == earlier.root { Ok(()) } else { Err(Distrust::Forked) };
        }
        let proof = ConsistencyProof::<Sha256>::try_from_bytes(proof.concat()).map_err(|_| Distrust::Malformed)?;
        self.root_hash().verify_consistency(&earlier.root_hash(), &proof).map_err(|_| Distrust::Forked)
    }
}

/// Whose ballot it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Voter {
    /// A collectivité, under its name.
    Named {
        siren: Siren,
        /// The instant that counts, the server's, in UTC with milliseconds.
        cast_at: String,
    },
    /// A collectivité that is not named: 32 hexadecimal digits drawn at its first ballot, the same for those that
    /// replace it. No instant is written, which could tell who it was.
    Unnamed(String),
}

impl Voter {
    /// What tells voters apart, and orders them: a SIREN, or the drawn digits.
    pub fn key(&self) -> &str {
        match self {
            Voter::Named { siren, .. } => siren.as_str(),
            Voter::Unnamed(drawn) => drawn,
        }
    }

    /// The voter that 16 drawn bytes make.
    pub fn unnamed(drawn: &[u8; 16]) -> Self {
        Voter::Unnamed(drawn.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// What a ballot says, as it is logged and published. Its canonical text is what the commitment holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct LoggedBallot {
    pub voter: Voter,
    /// The projects chosen, in the order of the rule document.
    pub choices: Vec<Choice>,
    /// The hash of the rule document under which it was cast.
    pub rule: String,
    /// 1 for the first ballot of the collectivité, one more for each that replaces it.
    pub version: i32,
}

/// A logged ballot as JSON: with `cast_at` and `siren`, or with `voter`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cast_at: Option<String>,
    choices: Vec<Choice>,
    rule: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    siren: Option<Siren>,
    version: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    voter: Option<String>,
}

impl From<LoggedBallot> for Written {
    fn from(LoggedBallot { voter, choices, rule, version }: LoggedBallot) -> Self {
        let (cast_at, siren, voter) = match voter {
            Voter::Named { siren, cast_at } => (Some(cast_at), Some(siren), None),
            Voter::Unnamed(drawn) => (None, None, Some(drawn)),
        };
        Self { cast_at, choices, rule, siren, version, voter }
    }
}

impl TryFrom<Written> for LoggedBallot {
    type Error = Distrust;

    fn try_from(Written { cast_at, choices, rule, siren, version, voter }: Written) -> Result<Self, Distrust> {
        let drawn =
            |voter: &str| voter.len() == 32 && voter.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let voter = match (siren, cast_at, voter) {
            (Some(siren), Some(cast_at), None) => Voter::Named { siren, cast_at },
            (None, None, Some(voter)) if drawn(&voter) => Voter::Unnamed(voter),
            _ => return Err(Distrust::Malformed),
        };
        Ok(Self { voter, choices, rule, version })
    }
}

impl LoggedBallot {
    /// The canonical text (RFC 8785: fields in order, no space; the values hold neither fractions nor large numbers).
    pub fn canonical(&self) -> String {
        canonical(self)
    }
}

/// What a voter takes home: the ballot, its nonce, and what proves that it is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub ballot: LoggedBallot,
    pub nonce: Nonce,
    pub index: u64,
    pub proof: Vec<Hash>,
    /// The signed head of the log.
    pub checkpoint: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Opening {
    ballot: LoggedBallot,
    nonce: String,
}

const PROOF_HEADER: &str = "c2sp.org/tlog-proof@v1";

/// How many characters a hash has in base64.
const HASH: usize = 44;

fn hash(text: &str) -> Option<Hash> {
    BASE64_STANDARD.decode(text).ok().and_then(|bytes| Hash::try_from(bytes).ok())
}

/// Whether these words, put together, are a hash.
fn is_hash(words: &[String]) -> bool {
    words.iter().map(String::len).sum::<usize>() == HASH && hash(&words.concat()).is_some()
}

/// Whether a word is the dash of a signature, or what an encoding or an editor made of it (`--`, `?`, `â€”`).
fn is_dash(word: &str) -> bool {
    !word.chars().any(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')) && word.chars().count() <= 5
}

/// The signature that begins with these words, as it stood, and the words after it.
fn signature(words: &[String]) -> Option<(String, &[String])> {
    let [dash, name, rest @ ..] = words else { return None };
    let end = rest.iter().position(|word| word.ends_with('='))?;
    let signature = rest[..=end].concat();
    let whole = is_dash(dash) && BASE64_STANDARD.decode(&signature).is_ok();
    whole.then(|| (format!("— {name} {signature}\n"), &rest[end + 1..]))
}

impl Receipt {
    /// The text of a tlog-proof, whose `extra` line holds the ballot and its nonce.
    pub fn to_text(&self) -> String {
        let opening = Opening { ballot: self.ballot.clone(), nonce: BASE64_STANDARD.encode(self.nonce) };
        let extra = BASE64_STANDARD.encode(canonical(&opening));
        let proof: String = self.proof.iter().map(|hash| BASE64_STANDARD.encode(hash) + "\n").collect();
        format!("{PROOF_HEADER}\nextra {extra}\nindex {}\n{proof}\n{}", self.index, self.checkpoint)
    }

    /// Reads the text, also one that went through a mail program, a text editor or a page ([`words`]); nothing is
    /// believed yet, see [`Receipt::verify`]. What is damaged is [`Distrust::Unreadable`].
    ///
    /// Words are all that is looked at. What is long may be wrapped: it goes on until its end is known.
    pub fn parse(text: &str) -> Result<Self, Distrust> {
        let words = words(text);
        Self::of_words(&words).ok_or(Distrust::Unreadable)
    }

    fn of_words(words: &[String]) -> Option<Self> {
        let at = words.iter().position(|word| word.eq_ignore_ascii_case(PROOF_HEADER))?;
        let words = &words[at + 1..];
        let extra = words.iter().position(|word| word.eq_ignore_ascii_case("extra"))?;
        let index = words.iter().position(|word| word.eq_ignore_ascii_case("index"))?;
        let opening = BASE64_STANDARD.decode(words.get(extra + 1..index)?.concat()).ok()?;
        let opening: Opening = serde_json::from_slice(&opening).ok()?;
        let after = words.get(index + 2..)?;
        // The head ends before its first signature, which names the log again after a dash, whatever became of the
        // dash.
        let dash = after.iter().position(|word| is_dash(word))?;
        let origin = after.get(dash + 1)?;
        let head =
            (0..dash).rev().find(|&at| after[at] == *origin && after[at + 1..dash].get(1..).is_some_and(is_hash))?;
        let proof = after[..head].concat();
        let mut checkpoint = format!("{origin}\n{}\n{}\n\n", after[head + 1], after[head + 2..dash].concat());
        let mut signatures = 0;
        let mut rest = &after[dash..];
        while let Some((line, left)) = signature(rest) {
            checkpoint.push_str(&line);
            signatures += 1;
            rest = left;
        }
        (signatures > 0).then_some(())?;
        Some(Self {
            ballot: opening.ballot,
            nonce: hash(&opening.nonce)?,
            index: words.get(index + 1)?.parse().ok()?,
            proof: proof
                .as_bytes()
                .chunks(HASH)
                .map(|one| hash(std::str::from_utf8(one).ok()?))
                .collect::<Option<_>>()?,
            checkpoint,
        })
    }

    /// Proves that the ballot is in the log that this key signs, under the rule of this hash; gives the head that says
    /// so.
    pub fn verify(&self, log: &LogName, rule: &str) -> Result<Checkpoint, Distrust> {
        let checkpoint = Checkpoint::verify(&self.checkpoint, log).map_err(|distrust| match distrust {
            Distrust::Malformed => Distrust::Unreadable,
            other => other,
        })?;
        checkpoint.includes(&commitment(&self.nonce, &self.ballot.canonical()), self.index, &self.proof)?;
        if self.ballot.rule != rule {
            return Err(Distrust::OtherRule);
        }
        Ok(checkpoint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(n: u64) -> Hash {
        Sha256::digest(n.to_be_bytes()).into()
    }

    /// RFC 9162 §2.1.1, as it is written.
    fn root(entries: &[Hash]) -> Hash {
        match entries {
            [] => Sha256::digest([]).into(),
            [one] => Sha256::digest([&[0_u8][..], one].concat()).into(),
            _ => {
                let split = 1 << (entries.len() - 1).ilog2();
                let (left, right) = entries.split_at(split);
                Sha256::digest([&[1_u8][..], &root(left), &root(right)].concat()).into()
            }
        }
    }

    fn signed(tree: &Tree, key: &LogKey) -> String {
        Checkpoint::of("terreau.test/journal", tree).sign(key)
    }

    fn receipt() -> (Receipt, LogName, Tree) {
        let ballot = LoggedBallot {
            voter: Voter::Named {
                siren: Siren::parse("214601023").expect("Figeac"),
                cast_at: "2021-04-03T10:00:00.123Z".into(),
            },
            choices: vec![],
            rule: "r".into(),
            version: 1,
        };
        let nonce = [7; 32];
        let tree =
            Tree::of((0..5).map(entry).chain([commitment(&nonce, &ballot.canonical())]).chain((6..9).map(entry)));
        let key = LogKey::new(&[1; 32]);
        let checkpoint = signed(&tree, &key);
        let proof = tree.prove(5).expect("it is there");
        (Receipt { ballot, nonce, index: 5, proof, checkpoint }, key.public("terreau.test/journal"), tree)
    }

    #[test]
    fn a_name_is_read_back_whatever_its_key_looks_like() {
        for secret in 0..100 {
            let name = LogKey::new(&[secret; 32]).public("terreau.test/journal");
            assert_eq!(LogName::parse(&name.to_string()), Ok(name));
        }
        assert_eq!(LogName::parse("a+b"), Err(Distrust::Malformed));
    }

    #[test]
    fn a_receipt_is_proved_and_every_change_of_it_is_seen() {
        let (receipt, log, _) = receipt();
        let text = receipt.to_text();
        assert_eq!(Receipt::parse(&text), Ok(receipt.clone()));
        assert_eq!(receipt.verify(&log, "r").map(|head| head.size), Ok(9));
        assert_eq!(receipt.verify(&log, "another"), Err(Distrust::OtherRule));
        let other = LogKey::new(&[2; 32]).public("terreau.test/journal");
        assert_eq!(receipt.verify(&other, "r"), Err(Distrust::Signature));
        let changed = |change: fn(&mut Receipt)| {
            let mut changed = receipt.clone();
            change(&mut changed);
            changed.verify(&log, "r")
        };
        assert_eq!(changed(|receipt| receipt.ballot.version = 2), Err(Distrust::NotIncluded));
        assert_eq!(changed(|receipt| receipt.nonce[0] = 0), Err(Distrust::NotIncluded));
        assert_eq!(changed(|receipt| receipt.index = 4), Err(Distrust::NotIncluded));
        assert_eq!(changed(|receipt| receipt.index = 9), Err(Distrust::NotIncluded));
        assert_eq!(changed(|receipt| receipt.proof[0][0] ^= 1), Err(Distrust::NotIncluded));
        assert_eq!(
            changed(|receipt| {
                receipt.proof.pop();
            }),
            Err(Distrust::NotIncluded)
        );
        assert_eq!(
            changed(|receipt| receipt.checkpoint = receipt.checkpoint.replace("\n9\n", "\n8\n")),
            Err(Distrust::Signature)
        );
        for cut in (0..text.len()).filter(|&at| text.is_char_boundary(at)) {
            assert!(
                Receipt::parse(&text[..cut]).and_then(|receipt| receipt.verify(&log, "r")).is_err()
                    || text[cut..].trim().is_empty()
            );
        }
    }

    proptest! {
        #[test]
        fn the_root_is_that_of_the_rfc_and_every_entry_is_proved(size in 0_u64..70) {
            let entries: Vec<Hash> = (0..size).map(entry).collect();
            let tree = Tree::of(entries.iter().copied());
            prop_assert_eq!(tree.root(), root(&entries));
            let head = Checkpoint::of("log", &tree);
            for (index, entry) in (0..).zip(&entries) {
                let proof = tree.prove(index).expect("it is there");
                prop_assert_eq!(head.includes(entry, index, &proof), Ok(()));
                prop_assert!(head.includes(&super::tests::entry(size), index, &proof).is_err());
            }
            prop_assert_eq!(tree.prove(size), None);
        }

        #[test]
        fn a_log_that_grew_is_accepted_and_two_histories_are_not(
            first in 0_u64..40, more in 0_u64..40, at in 0_u64..40,
        ) {
            let before = Checkpoint::of("log", &Tree::of((0..first).map(entry)));
            let grown = Tree::of((0..first + more).map(entry));
            let after = Checkpoint::of("log", &grown);
            let proof = grown.prove_growth(first).expect("it had this size");
            prop_assert_eq!(after.extends(&before, &proof), Ok(()));
            if at < first {
                // One entry of the past is another one.
                let fork = Tree::of((0..first + more).map(|n| if n == at { entry(1_000) } else { entry(n) }));
                let proof = fork.prove_growth(first).expect("it had this size");
                prop_assert!(Checkpoint::of("log", &fork).extends(&before, &proof).is_err());
            }
            if more > 0 {
                prop_assert!(before.extends(&after, &proof).is_err(), "a log never shrinks");
            }
        }
    }
}
