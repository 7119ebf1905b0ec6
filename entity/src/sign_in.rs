//! Signing in: how long a mail's link lives, how its code is typed, and why a sign-in through an identity provider
//! comes to nothing.

use crate::{siren::Siren, siret::Siret};
use chrono::Duration;
use serde::{Deserialize, Serialize};

/// How long the link and the code of a mail live.
pub const LINK_LIFE: Duration = Duration::minutes(10);

/// How long an invitation of an administrator lives: it is sent to somebody who may be away.
pub const INVITATION_LIFE: Duration = Duration::hours(24);

/// How long a sign-in may take at the identity provider.
pub const ATTEMPT_LIFE: Duration = Duration::minutes(10);

/// How many wrong codes end a link.
pub const MOST_ATTEMPTS: i32 = 5;

/// In how long how many mails go to one address: asked for by one network, and by all together. A stranger who asks for
/// somebody else's links uses up their own network's, not the town hall's.
pub const SENDS_PERIOD: Duration = Duration::minutes(15);
pub const MOST_SENDS: u64 = 5;
pub const MOST_SENDS_TO_ONE: u64 = 20;

/// How many a browser asks for that signed in with this address before: what others asked for does not count.
pub const MOST_SENDS_OF_A_KNOWN_BROWSER: u64 = 20;

/// How long a browser is known after it signed in with an address; the longest that browsers keep a cookie.
pub const BROWSER_LIFE: Duration = Duration::days(400);

/// How many browsers are known of one address; the one that was not seen for longest is forgotten first.
pub const MOST_KNOWN_BROWSERS: u64 = 10;

/// How many go out for one network in the same time: a town hall of sixty people behind one address signs in on a
/// Monday morning.
pub const MOST_SENDS_OF_A_NETWORK: u64 = 60;

/// Letters and digits that nobody takes for one another (no 0 O 1 I): thirty-two, so that a byte draws each alike.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// The code of a mail: eight letters and digits, drawn from as many bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// The code that these bytes draw; 40 bits of them.
    pub fn draw(bytes: [u8; 8]) -> Self {
        Self(bytes.iter().map(|&byte| char::from(ALPHABET[usize::from(byte % 32)])).collect())
    }

    /// What was typed: small letters, spaces and hyphens do not matter; O and 0, I and 1 are in no code.
    pub fn parse(typed: &str) -> Option<Self> {
        let code: String =
            typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).take(9).collect();
        let right = code.len() == 8 && code.bytes().all(|byte| ALPHABET.contains(&byte));
        right.then_some(Self(code))
    }

    /// The eight characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is written in a mail: two times four.
    pub fn spaced(&self) -> String {
        format!("{} {}", &self.0[..4], &self.0[4..])
    }
}

codes!(/// How somebody proved who they are.
Method {
    /// Chose a persona of the demonstration.
    Persona = "persona",
    /// Opened a link, or typed a code, that was sent to their mail address.
    Mail = "mail",
    /// Through the State's identity service.
    ProConnect = "proconnect",
});

codes!(/// Why a sign-in through the identity provider came to nothing.
Fault {
    /// The answer belongs to no request of this browser: missing, wrong, used already, or asked for elsewhere.
    State = "state",
    /// It was asked for too long ago.
    Ended = "ended",
    /// The person gave up at the provider.
    Cancelled = "cancelled",
    /// The provider answered with an error of its own.
    ProviderError = "provider_error",
    /// The provider refused the code: used already, or too old.
    Code = "code",
    /// The provider does not answer, or not as one should.
    Unreachable = "unreachable",
    /// What the provider says of the person cannot be believed.
    Answer = "answer",
    /// The person signed in more weakly than was asked.
    Acr = "acr",
    /// The State's people need a second factor.
    SecondFactor = "second_factor",
});

/// How sure the provider is of who somebody is, from the weakest to the strongest (ProConnect, "niveaux
/// d'authentification").
const LEVELS: [&str; 4] = ["eidas1", "eidas1-mfa", "eidas2", "eidas3"];

/// The levels that are at least as strong as one of them; the level alone when it is none that is known.
pub fn at_least(level: &str) -> Vec<&str> {
    match LEVELS.iter().position(|known| *known == level) {
        Some(at) => LEVELS[at..].to_vec(),
        None => vec![level],
    }
}

/// Whether a level comes with a second factor.
pub fn has_second_factor(level: &str) -> bool {
    LEVELS[1..].contains(&level)
}

/// What the provider said of somebody's organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "organisation", rename_all = "snake_case")]
pub enum Organisation {
    /// No SIRET came.
    Missing,
    /// What came is no SIRET.
    Malformed,
    /// A SIRET.
    Known { siret: String },
}

impl Organisation {
    /// What came in place of a SIRET.
    pub fn of(text: &str) -> Self {
        if text.trim().is_empty() {
            return Self::Missing;
        }
        match Siret::parse(text) {
            Ok(_) => Self::Known { siret: text.chars().filter(char::is_ascii_digit).collect() },
            Err(_) => Self::Malformed,
        }
    }

    /// The body that it belongs to, when it is known.
    pub fn siren(&self) -> Option<Siren> {
        match self {
            Self::Missing | Self::Malformed => None,
            Self::Known { siret } => Siret::parse(siret).ok().map(|siret| siret.siren()),
        }
    }

    /// The organisation that somebody came from, to be told that it changed: of another body than the one they come
    /// from now. `before` is what was remembered already, and stays so until they take note of it or come back from
    /// there; `last` is what was said at the sign-in before this one. What is not known, is not another one.
    pub fn remembered(before: Option<Self>, last: Option<Self>, now: &Self) -> Option<Self> {
        let from = before.or(last).filter(|from| from.siren().is_some())?;
        (from.siren() != now.siren()).then_some(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = Code::draw([0, 1, 2, 31, 32, 255, 7, 8]);
        assert_eq!(code.as_str(), "234Z2Z9A");
        assert_eq!(code.spaced(), "234Z 2Z9A");
        for typed in ["234Z2Z9A", " 234z 2z9a ", "234Z-2Z9A"] {
            assert_eq!(Code::parse(typed), Some(code.clone()), "{typed}");
        }
        for wrong in ["", "234Z2Z9", "234Z2Z9AA", "234Z2Z90", "234Z2Z9É"] {
            assert_eq!(Code::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn whoever_comes_from_another_body_is_told_until_they_take_note() {
        let (figeac, die) = (Organisation::of("214 601 023 00010"), Organisation::of("21260113200013"));
        let (missing, malformed) = (Organisation::of(" "), Organisation::of("21460102300011"));
        assert_eq!(figeac, Organisation::Known { siret: "21460102300010".into() });
        assert_eq!((&missing, &malformed), (&Organisation::Missing, &Organisation::Malformed));
        // Remembered so far, said last, said now, remembered from now on.
        let cases = [
            (None, &figeac, &figeac, None),
            (None, &figeac, &die, Some(&figeac)),
            (Some(&figeac), &die, &die, Some(&figeac)),
            (Some(&figeac), &die, &figeac, None),
            (None, &missing, &figeac, None),
            (None, &malformed, &missing, None),
            // Nothing came once in between.
            (None, &figeac, &missing, Some(&figeac)),
            (Some(&figeac), &missing, &die, Some(&figeac)),
            (Some(&figeac), &missing, &figeac, None),
        ];
        for (before, last, now, expected) in cases {
            let remembered = Organisation::remembered(before.cloned(), Some(last.clone()), now);
            assert_eq!(remembered.as_ref(), expected, "{before:?} {last:?} {now:?}");
        }
    }

    #[test]
    fn a_stronger_level_does_for_a_weaker_one_and_never_the_other_way() {
        assert_eq!(at_least("eidas1-mfa"), ["eidas1-mfa", "eidas2", "eidas3"]);
        assert_eq!(at_least("of-somebody-else"), ["of-somebody-else"]);
        assert!(!has_second_factor("eidas1") && has_second_factor("eidas1-mfa") && !has_second_factor(""));
    }
}
