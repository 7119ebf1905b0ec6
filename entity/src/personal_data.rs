//! What in a text may be somebody's own: mail addresses, French telephone numbers, IBANs, social-security numbers. They
//! are pointed out before a text is published; whoever writes decides.

use serde::{Deserialize, Serialize};
use std::ops::Range;

codes!(/// What was found.
PersonalData {
    Email = "email",
    Telephone = "telephone",
    /// An account number (ISO 13616).
    Iban = "iban",
    /// A number of the national register of people (NIR), which is that of social security.
    Nir = "nir",
});

/// One thing that was found, as it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub kind: PersonalData,
    pub text: String,
}

impl Found {
    /// By which a form says that its writer saw this one and publishes it all the same.
    pub fn fingerprint(&self) -> String {
        use sha2::{Digest, Sha256};
        let digest = Sha256::digest(format!("{}:{}", self.kind.code(), self.text));
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The most characters that are looked through, and the most things that are told.
const LOOKED_THROUGH: usize = 10_000;
const MOST_FOUND: usize = 20;

/// Everything of the kind in a text, in its order; of each thing that stands there several times, the first.
pub fn find(text: &str) -> Vec<Found> {
    let letters: Vec<char> = text.chars().take(LOOKED_THROUGH).collect();
    let mut places: Vec<(Range<usize>, PersonalData)> = Vec::new();
    // Account and social-security numbers first: parts of them may look like a telephone number.
    for (kind, find_at) in FINDERS {
        let mut at = 0;
        while at < letters.len() {
            match find_at(&letters, at) {
                Some(end) if !places.iter().any(|(place, _)| place.start < end && at < place.end) => {
                    places.push((at..end, kind));
                    at = end;
                }
                _ => at += 1,
            }
        }
    }
    places.sort_by_key(|(place, _)| place.start);
    let mut found: Vec<Found> = Vec::new();
    for (place, kind) in places {
        let one = Found { kind, text: letters[place].iter().collect() };
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found.truncate(MOST_FOUND);
    found
}

/// Finds one that begins at a place: where it ends.
type FindAt = fn(&[char], usize) -> Option<usize>;

const FINDERS: [(PersonalData, FindAt); 4] = [
    (PersonalData::Email, email_at),
    (PersonalData::Iban, iban_at),
    (PersonalData::Nir, nir_at),
    (PersonalData::Telephone, telephone_at),
];

/// Whether no letter or digit stands right before a place.
fn begins_a_word(letters: &[char], at: usize) -> bool {
    at == 0 || !letters[at - 1].is_alphanumeric()
}

fn ends_a_word(letters: &[char], at: usize) -> bool {
    letters.get(at).is_none_or(|next| !next.is_alphanumeric())
}

fn email_at(letters: &[char], at: usize) -> Option<usize> {
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    if !is_local(*letters.get(at)?) || (at > 0 && is_local(letters[at - 1])) {
        return None;
    }
    // 64 characters before the sign (RFC 5321), 255 after it.
    let local = letters[at..].iter().take(65).take_while(|c| is_local(**c)).count();
    if letters.get(at + local) != Some(&'@') {
        return None;
    }
    let from = at + local + 1;
    let is_domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let mut end = from + letters[from..].iter().take(255).take_while(|c| is_domain(**c)).count();
    // A full stop that ends the sentence.
    while end > from && matches!(letters[end - 1], '.' | '-') {
        end -= 1;
    }
    let domain: String = letters[from..end].iter().collect();
    let (host, top) = domain.rsplit_once('.')?;
    let is_domain = !host.is_empty() && top.chars().count() >= 2 && top.chars().all(char::is_alphabetic);
    is_domain.then_some(end)
}

/// Spaces, points and strokes with which people group digits.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' | '/')
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}')
}

/// The signs from a place on, up to `most`, without single gaps between them; and where each ends.
fn gathered(letters: &[char], at: usize, most: usize, gap: fn(char) -> bool) -> Vec<(char, usize)> {
    let mut signs: Vec<(char, usize)> = Vec::new();
    let mut next = at;
    while signs.len() < most {
        match letters.get(next) {
            Some(c) if c.is_ascii_alphanumeric() => signs.push((c.to_ascii_uppercase(), next + 1)),
            Some(c) if gap(*c) && letters.get(next + 1).is_some_and(char::is_ascii_alphanumeric) && next > at => {}
            _ => break,
        }
        next += 1;
    }
    signs
}

/// The countries of the SEPA and how long their IBANs are (SWIFT, IBAN registry).
const IBAN_LENGTHS: [(&str, usize); 37] = [
    ("AD", 24),
    ("AT", 20),
    ("BE", 16),
    ("BG", 22),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FR", 27),
    ("GB", 22),
    ("GI", 23),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IS", 26),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("VA", 22),
];

fn iban_at(letters: &[char], at: usize) -> Option<usize> {
    if !letters.get(at)?.is_ascii_alphabetic() || !begins_a_word(letters, at) {
        return None;
    }
    let country: String = letters.get(at..at + 2)?.iter().collect::<String>().to_uppercase();
    let (_, length) = IBAN_LENGTHS.iter().find(|(code, _)| *code == country)?;
    let signs = gathered(letters, at, *length, is_space);
    let (_, end) = *signs.get(length - 1)?;
    let signs: Vec<char> = signs.into_iter().map(|(sign, _)| sign).collect();
    let keyed = signs[2].is_ascii_digit() && signs[3].is_ascii_digit();
    (keyed && ends_a_word(letters, end) && iban_is_right(&signs)).then_some(end)
}

/// The check of ISO 7064 (mod 97-10): the first four signs go to the end, letters count from 10 on.
fn iban_is_right(signs: &[char]) -> bool {
    let turned = signs[4..].iter().chain(&signs[..4]);
    let rest = turned.fold(0_u32, |rest, sign| {
        let value = sign.to_digit(36).unwrap_or(0);
        if value < 10 { (rest * 10 + value) % 97 } else { (rest * 100 + value) % 97 }
    });
    rest == 1
}

/// Thirteen signs and their key of two digits: sex, year, month, place of birth, order. Corsica is written 2A and 2B.
fn nir_at(letters: &[char], at: usize) -> Option<usize> {
    if !matches!(letters.get(at)?, '1'..='4' | '7' | '8') || !begins_a_word(letters, at) {
        return None;
    }
    let signs = gathered(letters, at, 15, is_gap);
    let (_, end) = *signs.get(14)?;
    let signs: Vec<char> = signs.into_iter().map(|(sign, _)| sign).collect();
    let corsican = signs[5] == '2' && matches!(signs[6], 'A' | 'B');
    let are_digits = signs.iter().enumerate().all(|(place, sign)| sign.is_ascii_digit() || (place == 6 && corsican));
    let number = |signs: &[char]| signs.iter().fold(0_u64, |number, sign| number * 10 + u64::from(digit(*sign)));
    let month = number(&signs[3..5]);
    // 20 to 42 and 50 to 99 stand where the month is not known (INSEE).
    let is_month = matches!(month, 1..=12 | 20..=42 | 50..=99);
    if !are_digits || !is_month || !ends_a_word(letters, end) {
        return None;
    }
    let taken = match signs[6] {
        'A' => 1_000_000,
        'B' => 2_000_000,
        _ => 0,
    };
    let body = number(&signs[..13]) - taken;
    (number(&signs[13..]) == 97 - body % 97).then_some(end)
}

/// A digit; a letter counts as 0.
fn digit(sign: char) -> u32 {
    sign.to_digit(10).unwrap_or(0)
}

/// Ten digits from 01 to 09, or a prefix of France and its overseas with the rest, as people group them.
fn telephone_at(letters: &[char], at: usize) -> Option<usize> {
    match letters.get(at)? {
        '+' => abroad_at(letters, at, at + 1),
        '0' if letters.get(at + 1) == Some(&'0') && begins_a_word(letters, at) => abroad_at(letters, at, at + 2),
        '0' if begins_a_word(letters, at) && !follows_digits(letters, at) => national_at(letters, at),
        _ => None,
    }
}

/// Whether a group of one to three digits stands before a place, as in an amount, a date or a SIRET.
fn follows_digits(letters: &[char], at: usize) -> bool {
    let Some(gap) = at.checked_sub(1).filter(|gap| is_gap(letters[*gap])) else { return false };
    let before = letters[..gap].iter().rev().take_while(|c| c.is_ascii_digit()).count();
    (1..=3).contains(&before)
}

/// How the ten digits of a national number are grouped.
const NATIONAL: [&[usize]; 6] = [&[10], &[2, 2, 2, 2, 2], &[4, 2, 2, 2], &[4, 3, 3], &[1, 3, 3, 3], &[1, 3, 2, 2, 2]];

fn national_at(letters: &[char], at: usize) -> Option<usize> {
    let groups = groups(letters, at, 10);
    let shape: Vec<usize> = groups.iter().map(|(length, _)| *length).collect();
    let (_, end) = *groups.last()?;
    let goes_on =
        letters.get(end).is_some_and(|c| is_gap(*c)) && letters.get(end + 1).is_some_and(char::is_ascii_digit);
    let second = letters[at + 1..].iter().find(|c| c.is_ascii_digit())?;
    (NATIONAL.contains(&shape.as_slice()) && *second != '0' && ends_a_word(letters, end) && !goes_on).then_some(end)
}

/// Groups of digits from a place on, until so many digits were read: the length of each, and where it ends.
fn groups(letters: &[char], at: usize, most: usize) -> Vec<(usize, usize)> {
    let (mut groups, mut next, mut read) = (Vec::new(), at, 0);
    while read < most {
        let length = letters[next.min(letters.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
        if length == 0 {
            break;
        }
        read += length;
        groups.push((length, next + length));
        match letters.get(next + length) {
            Some(c) if is_gap(*c) && read < most => next += length + 1,
            _ => break,
        }
    }
    groups
}

/// Prefixes, and how many digits follow.
const PREFIXES: [(&str, usize); 9] =
    [("33", 9), ("262", 9), ("590", 9), ("594", 9), ("596", 9), ("508", 6), ("681", 6), ("687", 6), ("689", 8)];

/// After `+` or `00`; the zero that one does not dial from abroad may stand there, also in brackets.
fn abroad_at(letters: &[char], at: usize, from: usize) -> Option<usize> {
    if at > 0 && letters[at - 1].is_alphanumeric() {
        return None;
    }
    let digits: String = letters[from..].iter().take_while(|c| c.is_ascii_digit()).take(3).collect();
    let (prefix, length) = PREFIXES.iter().find(|(prefix, _)| digits.starts_with(prefix))?;
    let mut next = from + prefix.len();
    let mut read = 0;
    while read < *length {
        match letters.get(next)? {
            '(' | ')' if read == 0 => {}
            // The zero before the number.
            '0' if read == 0 && *length == 9 => {}
            c if c.is_ascii_digit() => read += 1,
            c if is_gap(*c) => {}
            _ => return None,
        }
        next += 1;
    }
    ends_a_word(letters, next).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use PersonalData::*;

    fn found(text: &str) -> Vec<(PersonalData, String)> {
        find(text).into_iter().map(|found| (found.kind, found.text)).collect()
    }

    #[test]
    fn what_is_somebody_s_own_is_found_as_it_is_written() {
        for (text, kind, expected) in [
            ("Écrivez à marie.dupont@mairie-figeac.fr.", Email, "marie.dupont@mairie-figeac.fr"),
            ("(m.dupont+cantine@exemple.co.uk)", Email, "m.dupont+cantine@exemple.co.uk"),
            ("Tél. 05 65 50 05 40, le matin", Telephone, "05 65 50 05 40"),
            ("0565500540", Telephone, "0565500540"),
            ("05.65.50.05.40.", Telephone, "05.65.50.05.40"),
            ("06-12-34-56-78", Telephone, "06-12-34-56-78"),
            ("06\u{a0}12\u{202f}34 56 78", Telephone, "06\u{a0}12\u{202f}34 56 78"),
            ("au 0800 123 456", Telephone, "0800 123 456"),
            ("le +33 5 65 50 05 40", Telephone, "+33 5 65 50 05 40"),
            ("+33 (0)6 12 34 56 78", Telephone, "+33 (0)6 12 34 56 78"),
            ("0033612345678", Telephone, "0033612345678"),
            ("+262 692 12 34 56", Telephone, "+262 692 12 34 56"),
            ("IBAN FR14 2004 1010 0505 0001 3M02 606", Iban, "FR14 2004 1010 0505 0001 3M02 606"),
            ("fr1420041010050500013m02606", Iban, "fr1420041010050500013m02606"),
            ("DE89 3704 0044 0532 0130 00", Iban, "DE89 3704 0044 0532 0130 00"),
            ("n° 2 55 08 14 168 025 38", Nir, "2 55 08 14 168 025 38"),
            ("255081416802538", Nir, "255081416802538"),
        ] {
            assert_eq!(found(text), [(kind, expected.to_owned())], "{text}");
        }
    }

    #[test]
    fn corsican_births_have_their_key() {
        // 1 85 05 2A 004 018: 2A counts as 19.
        let body = 1_850_519_004_018_u64;
        let key = 97 - body % 97;
        let text = format!("1 85 05 2A 004 018 {key:02}");
        assert_eq!(found(&text), [(Nir, text.clone())]);
        let body = 1_850_518_004_018_u64;
        let key = 97 - body % 97;
        assert_eq!(found(&format!("185052b004018{key:02}")).len(), 1);
    }

    #[test]
    fn what_only_looks_like_it_is_not() {
        for text in [
            "SIREN 214 601 023",
            "SIRET 214 601 023 00012, ou 21460102300012",
            "Un budget de 1 200 000 €, dont 0,5 M€ en 2021",
            "12 500 000 habitants, 46 100 Figeac, 75 001",
            "Figeac (46100), INSEE 46102",
            "du 01/02/2021 au 05-03-2021 à 10 h 30",
            "le 01 02 2021",
            "2021-04-10 09:30",
            "FR14 2004 1010 0505 0001 3M02 607",
            "255081416802539",
            "L’article L. 2121-29, RFC 5321",
            "@[214601023] et @[Figeac]",
            "deux élus @ la mairie",
            "https://exemple.fr/a@b",
            "1 000 000 000 000 000",
            "+ 33 élèves, +33 %",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn several_are_told_once_each_in_their_order() {
        let text = "a@b.fr, 05 65 50 05 40, a@b.fr, FR14 2004 1010 0505 0001 3M02 606";
        let kinds: Vec<PersonalData> = find(text).into_iter().map(|found| found.kind).collect();
        assert_eq!(kinds, [Email, Telephone, Iban]);
        let many: String = (0..50).map(|n| format!("a{n}@b.fr ")).collect();
        assert_eq!(find(&many).len(), MOST_FOUND);
    }
}
