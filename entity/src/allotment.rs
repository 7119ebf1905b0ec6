//! What a campaign allots, and what the ledger lacks of it.

use crate::{
    campaign::{Campaign, Envelope},
    ledger::{Book, Entry, EntryKind, Fund, Scope},
    money::Euros,
    refusal::Refusal,
};
use std::collections::BTreeMap;

/// What waves were allotted from their envelope so far, in cents: allotments less what was taken back. What a wave
/// carried over to the next one is a decision, and is not in it.
pub type WaveAllotments = BTreeMap<Fund, i64>;

/// What is missing in the ledger to what a campaign allots: entries from the State's budget to each envelope, and on to
/// what has an amount of its own inside another, waves included. Empty when the ledger says what the campaign says.
///
/// Refused, with what is there, when an envelope, a part or a wave would give back what its parts or its applications
/// have.
pub fn missing_allotments(book: &Book, waves: &WaveAllotments, campaign: &Campaign) -> Result<Vec<Entry>, Refusal> {
    let mut entries = Vec::new();
    let mut book = book.clone();
    let mut put = |book: &mut Book, entry: Entry| {
        book.post(&entry)?;
        entries.push(entry);
        Ok(())
    };
    // What comes back from inside goes first, so that it can go further; what is given inside goes last, when it is
    // there.
    for (from, to, amount) in inside(&book, waves, campaign, EntryKind::Return) {
        put(&mut book, Entry::between(EntryKind::Return, &from, &to, amount))?;
    }
    for envelope in campaign.envelopes.iter().filter(|envelope| envelope.part_of.is_none()) {
        let difference = envelope.total().cents() - allotted(&book, campaign, envelope);
        let fund = Fund::unallotted(&envelope.code);
        match Euros::from_cents(difference.abs()) {
            Ok(amount) if difference > 0 => put(&mut book, Entry::allot(&fund, amount))?,
            Ok(amount) if difference < 0 => put(&mut book, Entry::give_back(&fund, amount))?,
            _ => {}
        }
    }
    for (from, to, amount) in inside(&book, waves, campaign, EntryKind::Allotment) {
        put(&mut book, Entry::between(EntryKind::Allotment, &from, &to, amount))?;
    }
    Ok(entries)
}

/// All that an envelope was allotted, with what its parts have.
fn allotted(book: &Book, campaign: &Campaign, envelope: &Envelope) -> i64 {
    let parts = campaign.envelopes.iter().filter(|part| part.part_of.as_deref() == Some(&envelope.code));
    let inside: i64 = parts.map(|part| book.envelope(&part.code).allotted()).sum();
    book.envelope(&envelope.code).allotted() + inside
}

/// What moves between envelopes and what is inside them: given to parts and waves that lack something (allotment), or
/// given back by those that have too much (return). From, to, amount.
fn inside(book: &Book, waves: &WaveAllotments, campaign: &Campaign, kind: EntryKind) -> Vec<(Fund, Fund, Euros)> {
    let mut moves = Vec::new();
    let mut add = |outer: Fund, inner: Fund, lacks: i64| match Euros::from_cents(lacks.abs()) {
        Ok(amount) if lacks > 0 && kind == EntryKind::Allotment => moves.push((outer, inner, amount)),
        Ok(amount) if lacks < 0 && kind == EntryKind::Return => moves.push((inner, outer, amount)),
        _ => {}
    };
    for envelope in &campaign.envelopes {
        let fund = Fund::unallotted(&envelope.code);
        if let Some(parent) = envelope.part_of.as_deref().map(Fund::unallotted) {
            add(parent, fund.clone(), envelope.total().cents() - allotted(book, campaign, envelope));
        }
        for (wave, number) in envelope.waves.iter().zip(1..) {
            let part = Fund::new(&envelope.code, Scope::Wave(number));
            let so_far = waves.get(&part).copied().unwrap_or(0);
            if let Some(amount) = wave.amount {
                add(fund.clone(), part, Euros::from_euros(amount).cents() - so_far);
            }
        }
    }
    moves
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Account;

    #[test]
    fn the_three_envelopes_of_2021_are_allotted_once_and_add_up() {
        let mut campaign = crate::campaign::tests::campaign_2021();
        let whole = campaign.envelopes[0].clone();
        let envelope = |code: &str, amount, part_of: Option<&str>| crate::campaign::Envelope {
            code: code.into(),
            amount,
            part_of: part_of.map(str::to_owned),
            ..whole.clone()
        };
        campaign.envelopes.push(envelope("ingenierie", 34_000_000, None));
        campaign.envelopes.push(envelope("laboratoires", 4_000_000, Some("ingenierie")));
        let mut demat = envelope("dematerialisation", 24_000_000, None);
        let period = campaign.calendar.application;
        demat.waves = vec![
            crate::campaign::Wave { opens: period.opens, until: period.opens, amount: Some(8_000_000) },
            crate::campaign::Wave { opens: period.until, until: period.until, amount: Some(8_000_000) },
        ];
        campaign.envelopes.push(demat);
        let (mut book, mut waves) = (Book::default(), WaveAllotments::new());
        assert_eq!(settled(&mut book, &mut waves, &campaign).len(), 6);
        assert_eq!(book.balance(&Account::source()), -8_800_000_000);
        assert_eq!(book.envelope("ingenierie").left, 3_000_000_000);
        assert_eq!(book.envelope("laboratoires").left, 400_000_000);
        assert_eq!(book.holdings(&Fund::unallotted("dematerialisation")).left, 800_000_000);
        assert_eq!(book.envelope("dematerialisation").left, 2_400_000_000);
        assert_eq!(missing_allotments(&book, &waves, &campaign), Ok(vec![]));
        // A smaller envelope gives back; what it has engaged stays.
        campaign.envelopes[1].amount = 33_000_000;
        let entries = missing_allotments(&book, &waves, &campaign).expect("there is enough");
        assert_eq!(entries, [Entry::give_back(&Fund::unallotted("ingenierie"), Euros::from_euros(1_000_000))]);
        campaign.envelopes[1].amount = 3_000_000;
        let too_much = missing_allotments(&book, &waves, &campaign);
        assert_eq!(too_much, Err(Refusal::NotEnoughLeft { left: 3_000_000_000 }), "its laboratories have the rest");
    }

    /// Writes what is missing, and says what it was.
    fn settled(book: &mut Book, waves: &mut WaveAllotments, campaign: &Campaign) -> Vec<Entry> {
        let entries = missing_allotments(book, waves, campaign).expect("can be allotted");
        for entry in &entries {
            book.post(entry).expect("can be posted");
            for (account, sign) in [(&entry.to, 1), (&entry.from, -1)] {
                if let Scope::Wave(_) = account.scope {
                    let fund = Fund::new(&account.envelope, account.scope.clone());
                    *waves.entry(fund).or_default() += sign * entry.amount.cents();
                }
            }
        }
        entries
    }

    #[test]
    fn a_wave_follows_the_file_whatever_it_carried_over_and_gives_back_no_more_than_it_has() {
        let mut campaign = crate::campaign::tests::campaign_2021();
        let period = campaign.calendar.application;
        let wave = |amount| crate::campaign::Wave { opens: period.opens, until: period.until, amount: Some(amount) };
        campaign.envelopes[0].waves = vec![wave(10_000_000), wave(10_000_000)];
        let code = campaign.envelopes[0].code.clone();
        let (first, second) = (Fund::new(&code, Scope::Wave(1)), Fund::new(&code, Scope::Wave(2)));
        let (mut book, mut waves) = (Book::default(), WaveAllotments::new());
        settled(&mut book, &mut waves, &campaign);
        // The first engages 7 M€ and carries 3 M€ over.
        book.post(&Entry::engage(&first, Euros::from_euros(7_000_000))).expect("engaged");
        let rest = Euros::from_euros(3_000_000);
        book.post(&Entry::between(EntryKind::CarryOver, &first, &second, rest)).expect("carried over");
        assert!(settled(&mut book, &mut waves, &campaign).is_empty(), "a decision is no difference");

        campaign.envelopes[0].waves = vec![wave(12_000_000), wave(6_000_000)];
        let whole = Fund::unallotted(&code);
        let amounts = |euros| Euros::from_euros(euros);
        assert_eq!(
            settled(&mut book, &mut waves, &campaign),
            [
                Entry::between(EntryKind::Return, &second, &whole, amounts(4_000_000)),
                Entry::between(EntryKind::Allotment, &whole, &first, amounts(2_000_000)),
            ]
        );
        assert_eq!((book.holdings(&first).left, book.holdings(&second).left), (200_000_000, 900_000_000));
        assert!(settled(&mut book, &mut waves, &campaign).is_empty(), "once");

        campaign.envelopes[0].waves = vec![wave(5_000_000), wave(6_000_000)];
        let promised = missing_allotments(&book, &waves, &campaign);
        assert_eq!(promised, Err(Refusal::NotEnoughLeft { left: 200_000_000 }));
    }
}
