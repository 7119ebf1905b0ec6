//! What a receipt proves, from the log's public files alone: the same code answers on the page of the log, in the
//! browser, so that no server has to be believed.

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

/// Proves that a receipt's ballot is in the log as it is published now, and that this log grew from the one of the
/// receipt.
///
/// `rule` is the rule document, `head` the latest signed head and `entries` all that it stands for. Refused:
/// [`Distrust::Unreadable`] for a damaged receipt, [`Distrust::Malformed`] when a public file cannot be read,
/// [`Distrust::OtherRule`] for a receipt of another rule, [`Distrust::Signature`], [`Distrust::NotIncluded`] when the
/// entries are not those of the head or the ballot is not among them, [`Distrust::Forked`] when the log is not a
/// continuation.
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
    use proptest::prelude::*;
    use std::sync::LazyLock;

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
        assert_eq!(refused("…", &rule, &latest, &log.entries), Some(Distrust::Unreadable));
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

    /// A receipt with what proves it, for texts made of it.
    struct Proof {
        text: String,
        receipt: Receipt,
        rule: String,
        head: String,
        entries: Vec<Hash>,
    }

    static PROOF: LazyLock<Proof> = LazyLock::new(|| {
        let log = log();
        let receipt = receipt(&log);
        let head = head(&log.entries, &example::key());
        Proof { text: receipt.to_text(), receipt, rule: log.rule.canonical(), head, entries: log.entries }
    });

    fn proved(text: &str) -> Result<Receipt, Distrust> {
        prove(text, &PROOF.rule, &PROOF.head, &PROOF.entries).map(|proved| proved.receipt)
    }

    /// One thing that a mail program, an editor or a person does to lines of text.
    fn mangled(text: &str, how: u8) -> String {
        let lines = |change: &dyn Fn(&str) -> String| text.lines().map(|line| change(line) + "\n").collect::<String>();
        match how {
            0 => text.replace('\n', "\r\n"),
            1 => format!("\u{feff}{text}"),
            2 => lines(&|line| format!("> {line}")),
            3 => lines(&|line| format!("{line}  ")),
            // Lines that were joined are wrapped between words; only long words of a line of its own are cut.
            4 if text.lines().any(|line| line.contains("extra") && line.contains("index")) => {
                text.replace([' ', '\u{a0}'], "\n")
            }
            4 => lines(&|line| {
                let letters: Vec<char> = line.chars().collect();
                letters.chunks(72).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
            }),
            5 => text.replace(' ', "\u{a0}"),
            6 => text.replace('\n', "\n\n"),
            7 => text.replace("\n\n", "\n"),
            8 => text.replace('—', "--"),
            9 => text.replace('\n', " "),
            11 => text.replace('—', "\u{fffd}"),
            10 => format!("Bonjour,\nvoici le récépissé :\n\n{text}\n-- \nMarie Dupont = mairie de Figeac\n"),
            _ => text.trim().to_owned(),
        }
    }

    /// The text as a page, or as the body of a mail.
    fn carried(text: &str, how: u8) -> String {
        match how {
            0 => {
                let plain =
                    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('—', "&mdash;");
                let lines: Vec<&str> = plain.lines().collect();
                format!("<html><body><div style=\"color: red\"><p>{}</p></div></body></html>", lines.join("<br />"))
            }
            1 => {
                let mut body = String::new();
                let mut column = 0;
                for byte in text.bytes() {
                    let shown = match byte {
                        b'\n' => "\n".to_owned(),
                        b' '..=b'<' | b'>'..=b'~' => char::from(byte).to_string(),
                        byte => format!("={byte:02X}"),
                    };
                    if column + shown.len() > 75 {
                        body.push_str("=\r\n");
                        column = 0;
                    }
                    column = if byte == b'\n' { 0 } else { column + shown.len() };
                    body.push_str(&shown);
                }
                body
            }
            2 => String::from_utf8_lossy(&text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())
                .into_owned(),
            _ => text.to_owned(),
        }
    }

    /// A receipt that was damaged proves what it did, or is refused for what the damage did to it.
    fn proves_nothing_else(damaged: &str) -> Result<(), TestCaseError> {
        match proved(damaged) {
            // A letter's case in what introduces a line.
            Ok(receipt) => prop_assert_eq!(&receipt, &PROOF.receipt),
            Err(Distrust::Unreadable | Distrust::Signature | Distrust::NotIncluded) => {}
            Err(distrust) => return Err(TestCaseError::fail(format!("{distrust:?}"))),
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn a_receipt_that_went_through_mails_and_editors_is_still_proved(
            ways in proptest::collection::vec(0_u8..13, 0..5), carrier in 0_u8..4,
        ) {
            let text = ways.iter().fold(PROOF.text.clone(), |text, how| mangled(&text, *how));
            // What is not ASCII is lost where UTF-16 is read as bytes: here the dash may be, but no space.
            let carrier = if ways.contains(&5) || ways.contains(&11) { carrier % 2 } else { carrier };
            let text = carried(&text, carrier);
            prop_assert_eq!(proved(&text), Ok(PROOF.receipt.clone()), "{}", text);
        }

        #[test]
        fn a_receipt_that_was_damaged_never_proves_anything_else(at: prop::sample::Index, letter in "[A-Za-z0-9+/=]") {
            let letters = PROOF.text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric());
            let letters: Vec<usize> = letters.map(|(at, _)| at).collect();
            let at = letters[at.index(letters.len())];
            let damaged = format!("{}{letter}{}", &PROOF.text[..at], &PROOF.text[at + 1..]);
            proves_nothing_else(&damaged)?;
        }

        #[test]
        fn a_receipt_of_which_a_part_is_missing_never_proves_anything_else(
            from: prop::sample::Index, length in 1_usize..2_000,
        ) {
            let letters: Vec<char> = PROOF.text.chars().collect();
            // Up to the last letter: the line end after it is none of it.
            let from = from.index(letters.len() - 1);
            let to = (from + length).min(letters.len());
            prop_assume!(letters[from..to].iter().any(|c| !c.is_whitespace()));
            let damaged: String = letters[..from].iter().chain(&letters[to..]).collect();
            proves_nothing_else(&damaged)?;
        }
    }
}
