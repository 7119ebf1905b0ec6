//! Signing in: how long a mail's link lives, how its code is typed, and why a sign-in through an identity provider comes to nothing.

use chrono::Duration;
use serde::{Deserialize, Serialize};

/// How long the link and the code of a mail live.
pub const LINK_LIFE: Duration = Duration::minutes(10);

/// How long an invitation of an administrator lives: it is sent to somebody who may be away.
pub const INVITATION_LIFE: Duration = Duration::hours(24);

/// How many wrong codes end a link.
pub const MOST_ATTEMPTS: i32 = 5;

/// In how long how many mails go to one address.
pub const SENDS_PERIOD: Duration = Duration::minutes(15);
pub const MOST_SENDS: u64 = 5;

/// How many go out for one network in the same time: a town hall of sixty people behind one address signs in on a Monday morning.
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

/// How sure the provider is of who somebody is, from the weakest to the strongest (ProConnect, "niveaux d'authentification").
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
    fn a_stronger_level_does_for_a_weaker_one_and_never_the_other_way() {
        assert_eq!(at_least("eidas1-mfa"), ["eidas1-mfa", "eidas2", "eidas3"]);
        assert_eq!(at_least("of-somebody-else"), ["of-somebody-else"]);
        assert!(!has_second_factor("eidas1") && has_second_factor("eidas1-mfa") && !has_second_factor(""));
    }
}
