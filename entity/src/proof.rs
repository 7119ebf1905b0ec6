//! What a receipt proves, from the log's public files alone: the same code answers on the page of the log, in the browser, so that
//! no server has to be believed.

use crate::{
    frozen_rule::FrozenRule,
    log::{Checkpoint, Distrust, Hash, Receipt, Tree},
};

/// A receipt that is proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    pub receipt: Receipt,
    pub rule: FrozenRule,
    /// The hash of the rule document, to be compared with what one read before the vote.
    pub rule_hash: String,
    /// How many entries the log had when the receipt was given, and has now.
    pub then: u64,
    pub now: u64,
}

/// Proves that a receipt's ballot is in the log as it is published now, and that this log grew from the one of the receipt.
///
/// `rule` is the rule document, `head` the latest signed head and `entries` all that it stands for. Refused:
/// [`Distrust::Malformed`] when something cannot be read, [`Distrust::OtherRule`] for a receipt of another rule,
/// [`Distrust::Signature`], [`Distrust::NotIncluded`] when the entries are not those of the head or the ballot is not among them,
/// [`Distrust::Forked`] when the log is not a continuation.
pub fn prove(receipt: &str, rule: &str, head: &str, entries: &[Hash]) -> Result<Proved, Distrust> {
    let receipt = Receipt::parse(receipt)?;
    let rule_hash = FrozenRule::hash(rule);
    let rule = FrozenRule::parse(rule).ok_or(Distrust::Malformed)?;
    let log = rule.log().ok_or(Distrust::Malformed)?;
    let then = receipt.verify(&log, &rule_hash)?;
    let now = Checkpoint::verify(head, &log)?;
    let tree = Tree::of(entries.iter().copied());
    if tree.size() != now.size || tree.root() != now.root {
        return Err(Distrust::NotIncluded);
    }
    now.extends(&then, &tree.prove_growth(then.size).ok_or(Distrust::Forked)?)?;
    Ok(Proved { receipt, rule, rule_hash, then: then.size, now: now.size })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        archive::{Published, tests as example},
        log::{LogKey, commitment},
    };

    struct Log {
        rule: FrozenRule,
        entries: Vec<Hash>,
        ballots: Vec<Published>,
    }

    fn log() -> Log {
        let rule = example::rule();
        let ballots = example::ballots(&rule);
        let entries = ballots.iter().filter_map(Published::entry).collect();
        Log { rule, entries, ballots }
    }

    fn head(entries: &[Hash], key: &LogKey) -> String {
        Checkpoint::of(example::ORIGIN, &Tree::of(entries.iter().copied())).sign(key)
    }

    /// The receipt that the third ballot was given when it was the last one.
    fn receipt(log: &Log) -> Receipt {
        let then = &log.entries[..3];
        Receipt {
            ballot: log.ballots[2].ballot.clone(),
            nonce: example::nonce(2, 1),
            index: 2,
            proof: Tree::of(then.iter().copied()).prove(2).expect("it is there"),
            checkpoint: head(then, &example::key()),
        }
    }

    #[test]
    fn a_receipt_is_proved_in_a_log_that_grew_and_in_no_other() {
        let log = log();
        let (rule, receipt) = (log.rule.canonical(), receipt(&log));
        let latest = head(&log.entries, &example::key());
        let proved = prove(&receipt.to_text(), &rule, &latest, &log.entries).expect("proved");
        assert_eq!((proved.then, proved.now, &proved.rule_hash), (3, 5, &FrozenRule::hash(&rule)));
        assert_eq!(log.entries[2], commitment(&receipt.nonce, &receipt.ballot.canonical()));

        let refused =
            |receipt: &str, rule: &str, head: &str, entries: &[Hash]| prove(receipt, rule, head, entries).err();
        let text = receipt.to_text();
        assert_eq!(refused("…", &rule, &latest, &log.entries), Some(Distrust::Malformed));
        assert_eq!(refused(&text, "{}", &latest, &log.entries), Some(Distrust::Malformed));
        assert_eq!(refused(&text, &rule, &latest, &log.entries[..4]), Some(Distrust::NotIncluded));
        let mut other = log.rule.clone();
        other.title.push('!');
        assert_eq!(refused(&text, &other.canonical(), &latest, &log.entries), Some(Distrust::OtherRule));
        let stranger = LogKey::new(&[6; 32]);
        assert_eq!(refused(&text, &rule, &head(&log.entries, &stranger), &log.entries), Some(Distrust::Signature));
        // The server signs another past, or takes entries back.
        let mut forked = log.entries.clone();
        forked[0] = [9; 32];
        assert_eq!(refused(&text, &rule, &head(&forked, &example::key()), &forked), Some(Distrust::Forked));
        let shorter = &log.entries[..2];
        assert_eq!(refused(&text, &rule, &head(shorter, &example::key()), shorter), Some(Distrust::Forked));
        // The ballot of the receipt is changed.
        let mut changed = receipt.clone();
        changed.ballot.version = 2;
        assert_eq!(refused(&changed.to_text(), &rule, &latest, &log.entries), Some(Distrust::NotIncluded));
    }
}
