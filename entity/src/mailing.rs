//! Mailings: one text to many collectivités. What a text may hold, whom it is for, and what becomes of it.

use crate::{
    collectivity::{Kind, Stratum},
    programme::Programme,
    refusal::Refusal,
};
use serde::{Deserialize, Serialize};

/// The longest subject and text, in characters.
pub const LONGEST_SUBJECT: usize = 150;
pub const LONGEST_BODY: usize = 10_000;

/// The largest list or file of addresses that came back, in bytes.
pub const LARGEST_BOUNCES: usize = 100_000;

codes!(/// What becomes of a mailing.
MailingState {
    /// Is being written.
    Draft = "draft",
    /// Its mails are written, and leave one after the other.
    Sending = "sending",
    /// No further mail leaves until it is taken up again.
    Stopped = "stopped",
    /// Every mail was sent or given up.
    Done = "done",
    /// Was thrown away before it was sent.
    Discarded = "discarded",
});

impl MailingState {
    /// Writing in it.
    pub fn write(self) -> Result<Self, Refusal> {
        self.step(Self::Draft, Self::Draft)
    }

    /// Throwing it away.
    pub fn discard(self) -> Result<Self, Refusal> {
        self.step(Self::Draft, Self::Discarded)
    }

    /// Beginning to send it.
    pub fn send(self) -> Result<Self, Refusal> {
        self.step(Self::Draft, Self::Sending)
    }

    /// Stopping it.
    pub fn stop(self) -> Result<Self, Refusal> {
        self.step(Self::Sending, Self::Stopped)
    }

    /// Going on with it.
    pub fn resume(self) -> Result<Self, Refusal> {
        self.step(Self::Stopped, Self::Sending)
    }

    fn step(self, from: Self, to: Self) -> Result<Self, Refusal> {
        if self == from { Ok(to) } else { Err(Refusal::WrongState) }
    }
}

codes!(/// To which addresses a mailing goes.
Addressees {
    /// The official address of each collectivité, as public directories give it.
    Official = "official",
    /// The people who act for each collectivité, by the addresses they proved.
    People = "people",
});

codes!(/// What a collectivité did not do.
Lacking {
    /// Nobody acts for it.
    Account = "account",
    /// It has the draft of a need, and published none.
    Publication = "publication",
    /// It has not voted.
    Ballot = "ballot",
    /// It could apply to the envelope alone, and has not submitted an application of its own to it.
    Application = "application",
});

codes!(/// Why no mailing goes to an address.
RefusalCause {
    /// A mail came back for good.
    Bounced = "bounced",
    /// Whoever reads it asked for no more.
    Unsubscribed = "unsubscribed",
});

/// Whom a mailing is for. What is empty chooses everybody; a collectivité is chosen that is in each list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    pub to: Addressees,
    pub kinds: Vec<Kind>,
    pub strata: Vec<Stratum>,
    /// INSEE codes.
    pub regions: Vec<String>,
    pub departements: Vec<String>,
    /// Communes with one of these labels.
    pub programmes: Vec<Programme>,
    pub lacking: Option<Lacking>,
    /// The envelope that [`Lacking::Application`] speaks of.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub envelope: String,
}

impl Default for Audience {
    fn default() -> Self {
        Self {
            to: Addressees::Official,
            kinds: Vec::new(),
            strata: Vec::new(),
            regions: Vec::new(),
            departements: Vec::new(),
            programmes: Vec::new(),
            lacking: None,
            envelope: String::new(),
        }
    }
}

/// What the audience asks of one collectivité.
#[derive(Debug, Clone, Copy)]
pub struct Chosen<'a> {
    pub kind: Kind,
    pub stratum: Stratum,
    pub region: &'a str,
    pub departement: Option<&'a str>,
    pub programmes: &'a [Programme],
}

impl Audience {
    /// Whether a collectivité is chosen, whatever it did.
    pub fn holds(&self, one: Chosen<'_>) -> bool {
        fn among<T: PartialEq>(list: &[T], one: &T) -> bool {
            list.is_empty() || list.contains(one)
        }
        let in_departement = |code: &String| one.departement == Some(code.as_str());
        among(&self.kinds, &one.kind)
            && among(&self.strata, &one.stratum)
            && (self.regions.is_empty() || self.regions.iter().any(|code| code == one.region))
            && (self.departements.is_empty() || self.departements.iter().any(in_departement))
            && (self.programmes.is_empty() || self.programmes.iter().any(|label| one.programmes.contains(label)))
    }
}

/// How far a mailing is: what became of its mails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The mail server took them.
    pub sent: u64,
    /// Wait to be tried, or tried again.
    pub waiting: u64,
    /// Given up: the mail server does not take them, or they are not to be sent any more.
    pub given_up: u64,
    /// Handed to the mail server, which did not answer: perhaps they arrived, and they are not sent again.
    pub unanswered: u64,
}

impl Progress {
    /// How many there are.
    pub fn all(&self) -> u64 {
        self.sent + self.waiting + self.given_up + self.unanswered
    }
}

codes!(/// What a text says of each recipient, between braces.
MailField {
    /// The collectivité, or several that have one address.
    Collectivity = "collectivité",
    /// The day that the mailing names.
    Deadline = "échéance",
    Campaign = "campagne",
});

/// A part of a text with fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    Words(&'a str),
    Field(MailField),
}

/// The parts of a text. Refused ([`Refusal::UnknownMailField`]) where what stands between braces is no field, or an
/// opening brace has no end.
pub fn pieces(text: &str) -> Result<Vec<Piece<'_>>, Refusal> {
    let (mut rest, mut pieces) = (text, Vec::new());
    while let Some((words, after)) = rest.split_once('{') {
        let named = after.split_once('}');
        let field = named.and_then(|(name, after)| Some((MailField::from_code(name.trim())?, after)));
        let Some((field, after)) = field else {
            let name = named.map_or(after, |(name, _)| name);
            return Err(Refusal::UnknownMailField { name: name.chars().take(40).collect() });
        };
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        pieces.push(Piece::Field(field));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    Ok(pieces)
}

/// Whether a text names a field.
pub fn names(text: &str, field: MailField) -> bool {
    pieces(text).is_ok_and(|pieces| pieces.contains(&Piece::Field(field)))
}

/// The text with its fields filled; one that does not read is left as it is.
pub fn filled(text: &str, value: impl Fn(MailField) -> String) -> String {
    let Ok(pieces) = pieces(text) else { return text.to_owned() };
    let part = |piece: Piece<'_>| match piece {
        Piece::Words(words) => words.to_owned(),
        Piece::Field(field) => value(field),
    };
    pieces.into_iter().map(part).collect()
}

/// Whether what a mail server answers (RFC 3463) says that an address takes no mail for good: it does not exist, its
/// domain does not, or it moved. Not that a box is full, nor that a mail is thought unwelcome.
pub fn is_gone(status: &str) -> bool {
    let code = |word: &str| ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"].contains(&word);
    status.split(|c: char| !(c.is_ascii_digit() || c == '.')).any(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailing_is_written_then_sent_stopped_and_taken_up_again() {
        use MailingState::*;
        type Move = (fn(MailingState) -> Result<MailingState, Refusal>, MailingState, MailingState);
        let moves: [Move; 5] = [
            (MailingState::write, Draft, Draft),
            (MailingState::discard, Draft, Discarded),
            (MailingState::send, Draft, Sending),
            (MailingState::stop, Sending, Stopped),
            (MailingState::resume, Stopped, Sending),
        ];
        for (transition, from, to) in moves {
            for &state in MailingState::ALL {
                let expected = if state == from { Ok(to) } else { Err(Refusal::WrongState) };
                assert_eq!(transition(state), expected, "{state:?}");
            }
        }
    }

    #[test]
    fn fields_are_filled_and_an_unknown_one_is_refused_by_its_name() {
        let value = |field| match field {
            MailField::Collectivity => "Figeac".to_owned(),
            MailField::Deadline => "31 mars".to_owned(),
            MailField::Campaign => "2021".to_owned(),
        };
        assert_eq!(filled("Pour {collectivité}, avant le { échéance }.", value), "Pour Figeac, avant le 31 mars.");
        assert_eq!(pieces("Rien}").map(|pieces| pieces.len()), Ok(1));
        for (text, name) in [("{nom}", "nom"), ("{", ""), ("Pour {collectivité", "collectivité"), ("{{x}}", "{x")] {
            assert_eq!(pieces(text), Err(Refusal::UnknownMailField { name: name.into() }), "{text}");
        }
        assert!(names("{échéance}", MailField::Deadline) && !names("échéance", MailField::Deadline));
    }

    #[test]
    fn what_is_empty_chooses_everybody_and_each_list_narrows() {
        let figeac = Chosen {
            kind: Kind::Commune,
            stratum: Stratum::MediumCommune,
            region: "76",
            departement: Some("46"),
            programmes: &[Programme::PetitesVillesDeDemain],
        };
        let all = Audience::default();
        assert!(all.holds(figeac));
        let narrowed: [(Audience, bool); 7] = [
            (Audience { kinds: vec![Kind::Commune, Kind::Epci], ..all.clone() }, true),
            (Audience { kinds: vec![Kind::Epci], ..all.clone() }, false),
            (Audience { strata: vec![Stratum::SmallCommune], ..all.clone() }, false),
            (Audience { regions: vec!["76".into()], departements: vec!["46".into()], ..all.clone() }, true),
            (Audience { regions: vec!["76".into()], departements: vec!["12".into()], ..all.clone() }, false),
            (Audience { programmes: vec![Programme::PetitesVillesDeDemain], ..all.clone() }, true),
            (Audience { programmes: vec![Programme::VillagesAvenir], ..all }, false),
        ];
        for (audience, holds) in narrowed {
            assert_eq!(audience.holds(figeac), holds, "{audience:?}");
        }
    }

    #[test]
    fn only_what_is_for_good_takes_an_address_away() {
        for (status, gone) in [
            ("550 5.1.1 <a@b.fr>: Recipient address rejected", true),
            ("5.1.10", true),
            ("550 5.7.1 spam", false),
            ("452 4.2.2 mailbox full", false),
            ("552 5.2.2 over quota", false),
            ("5.1.11", false),
            ("", false),
        ] {
            assert_eq!(is_gone(status), gone, "{status}");
        }
    }
}
