//! What collectivités and curators write to one another: under a need, and inside a group.

pub mod part;

use self::part::{Part, parts};
use crate::{
    calendar::Calendar,
    id::{GroupId, NeedId},
    personal_data,
    refusal::Refusal,
    siren::Siren,
    text::Text,
};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// The most characters of a message, and the most times that it names a collectivité.
pub const LONGEST: usize = 2_000;
pub const MOST_MENTIONS: usize = 10;

/// The most answers to one message.
pub const MOST_REPLIES: u64 = 100;

/// For how long its author may change a message.
pub const EDITABLE: Duration = Duration::minutes(15);

/// How many messages one person writes in ten minutes and in a day.
pub const SHORT_WHILE: Duration = Duration::minutes(10);
pub const MOST_IN_A_SHORT_WHILE: u64 = 10;
pub const MOST_IN_A_DAY: u64 = 60;

/// After how long a question that was not answered is recalled.
pub const QUESTION_RECALLED: Duration = Duration::days(7);

/// The text of a message.
pub type MessageText = Text<1, LONGEST>;

/// Where one writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Room {
    /// Under a need: read by everybody.
    Need(NeedId),
    /// Inside a group: read by its members and by curators.
    Group(GroupId),
}

codes!(/// Who reads a message, of those who read where it stands.
Audience {
    All = "all",
    /// The collectivité of the need, and curators.
    Author = "author",
});

codes!(/// What became of a curator's question.
QuestionState {
    /// The need waits for the answer of its collectivité.
    Open = "open",
    Answered = "answered",
    /// Closed by a curator without an answer.
    Closed = "closed",
});

codes!(/// Until when a campaign lets people write: from the opening of its census to the close of this phase.
#[derive(Default)]
DiscussionUntil {
    Census = "census",
    Selection = "selection",
    #[default]
    Application = "application",
    /// Its discussions stay open.
    Always = "always",
});

impl DiscussionUntil {
    /// Whether a campaign file need not say it.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// When discussions close; None where they stay open.
    pub fn closes(self, calendar: &Calendar) -> Option<DateTime<Utc>> {
        match self {
            DiscussionUntil::Census => Some(calendar.census.close()),
            DiscussionUntil::Selection => Some(calendar.selection.close()),
            DiscussionUntil::Application => Some(calendar.application.close()),
            DiscussionUntil::Always => None,
        }
    }

    /// Refuses ([`Refusal::DiscussionClosed`]) to write before the census opens, and once discussions are closed.
    pub fn require_open(self, calendar: &Calendar, now: DateTime<Utc>) -> Result<(), Refusal> {
        let is_open = calendar.census.opening() <= now && self.closes(calendar).is_none_or(|closes| now < closes);
        if is_open { Ok(()) } else { Err(Refusal::DiscussionClosed) }
    }
}

/// Refuses ([`Refusal::NoLongerEditable`]) to change a message that was written a quarter of an hour ago.
pub fn require_editable(written_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Refusal> {
    if now < written_at + EDITABLE { Ok(()) } else { Err(Refusal::NoLongerEditable) }
}

/// A message that may be published: its text, in which each collectivité is named by its SIREN, and which these are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub text: String,
    /// Each once, in the order of the text.
    pub mentions: Vec<Siren>,
}

impl Message {
    /// Reads what was typed. `find` says which collectivité a name, or a SIREN, is of. `accepted` holds the
    /// fingerprints of the personal data that its writer was shown and publishes all the same.
    ///
    /// Everything that is wrong is told at once: too long, too many mentions, names of nobody, and personal data
    /// ([`Refusal::PersonalData`]).
    pub fn parse(
        typed: &str,
        accepted: &[String],
        mut find: impl FnMut(&str) -> Result<Siren, Refusal>,
    ) -> Result<Self, Vec<Refusal>> {
        let (text, mut refusals) = match MessageText::parse(typed) {
            Ok(text) => (text.into_string(), Vec::new()),
            // What is nothing, or turns the reading, is not looked into.
            Err(refusal @ Refusal::TooLong { .. }) => (typed.chars().take(LONGEST * 10).collect(), vec![refusal]),
            Err(refusal) => return Err(vec![refusal]),
        };
        let named = parts(&text).into_iter().filter(|part| matches!(part, Part::Mention(_))).count();
        if named > MOST_MENTIONS {
            refusals.push(Refusal::TooManyMentions { most: MOST_MENTIONS, named });
        }
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let (mut written, mut mentions) = (String::with_capacity(text.len()), Vec::new());
        for part in parts(&text) {
            match part {
                Part::Words(words) | Part::Link { shown: words, .. } => written.push_str(words),
                Part::Mention(name) => match find(name) {
                    Ok(siren) => {
                        written.push_str(&part::mention(siren));
                        if !mentions.contains(&siren) {
                            mentions.push(siren);
                        }
                    }
                    Err(refusal) => refusals.push(refusal),
                },
            }
        }
        let mut found = personal_data::find(&text);
        found.retain(|one| !accepted.contains(&one.fingerprint()));
        if !found.is_empty() {
            refusals.push(Refusal::PersonalData { found });
        }
        if refusals.is_empty() { Ok(Self { text: written, mentions }) } else { Err(refusals) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::personal_data::{Found, PersonalData};

    const FIGEAC: &str = "214601023";

    fn find(name: &str) -> Result<Siren, Refusal> {
        match name {
            "Figeac" | FIGEAC => Ok(Siren::parse(FIGEAC).expect("a SIREN")),
            other => Err(Refusal::MentionUnknown { name: other.to_owned() }),
        }
    }

    fn read(typed: &str) -> Result<Message, Vec<Refusal>> {
        Message::parse(typed, &[], find)
    }

    #[test]
    fn a_message_names_collectivities_by_their_siren() {
        let message = read("  Bonjour @[Figeac], et @[214601023]\u{a0}!\r\n\r\nMerci. ").expect("a message");
        assert_eq!(message.text, "Bonjour @[214601023], et @[214601023]\u{a0}!\n\nMerci.");
        assert_eq!(message.mentions, [Siren::parse(FIGEAC).expect("a SIREN")]);
        assert_eq!(read(&message.text), Ok(message), "read again as itself");
    }

    #[test]
    fn too_long_nothing_at_all_and_too_many_mentions_each_have_their_own_refusal() {
        assert_eq!(read(&"a".repeat(1_000_000)), Err(vec![Refusal::TooLong { most: LONGEST, length: 1_000_000 }]));
        assert!(read(&"a".repeat(LONGEST)).is_ok());
        assert_eq!(read("\u{200b}\u{feff}\u{2060}\u{ad}"), Err(vec![Refusal::Missing]));
        let refused = Refusal::TooManyMentions { most: MOST_MENTIONS, named: 300 };
        assert_eq!(read(&"@[a]".repeat(300)), Err(vec![refused.clone()]));
        let long = "@[Figeac] ".repeat(300);
        let too_long = Refusal::TooLong { most: LONGEST, length: 2_999 };
        assert_eq!(read(&long), Err(vec![too_long, refused]), "both are told");
        let turned = read("Versez \u{202e}ici @[a]");
        assert!(matches!(turned.expect_err("refused").as_slice(), [Refusal::HiddenCharacters { .. }]));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let refusals = read("@[Nulle-Part] @[Figeac] 05 65 50 05 40").expect_err("refused");
        assert_eq!(refusals[0], Refusal::MentionUnknown { name: "Nulle-Part".into() });
        let number = Found { kind: PersonalData::Telephone, text: "05 65 50 05 40".into() };
        assert_eq!(refusals[1], Refusal::PersonalData { found: vec![number] });
    }

    #[test]
    fn personal_data_is_published_once_its_writer_saw_it() {
        let typed = "Appelez le 05 65 50 05 40 ou a@b.fr.";
        let Err(refusals) = read(typed) else { panic!("pointed out") };
        let [Refusal::PersonalData { found }] = refusals.as_slice() else { panic!("{refusals:?}") };
        let seen: Vec<String> = found.iter().map(Found::fingerprint).collect();
        assert!(Message::parse(typed, &seen, find).is_ok());
        assert!(Message::parse("a@b.fr", &seen, find).is_ok(), "one of them was taken out");
        let other = Message::parse("05 65 50 05 41", &seen, find).expect_err("another was not seen");
        assert!(matches!(other.as_slice(), [Refusal::PersonalData { found }] if found.len() == 1));
    }

    #[test]
    fn discussions_are_open_from_the_census_to_the_close_that_the_campaign_names() {
        let calendar = crate::campaign::tests::campaign_2021().calendar;
        let open = |until: DiscussionUntil, now: DateTime<Utc>| until.require_open(&calendar, now).is_ok();
        let moment = Duration::milliseconds(1);
        for (until, close) in [
            (DiscussionUntil::Census, calendar.census.close()),
            (DiscussionUntil::Selection, calendar.selection.close()),
            (DiscussionUntil::Application, calendar.application.close()),
        ] {
            assert!(!open(until, calendar.census.opening() - moment) && open(until, calendar.census.opening()));
            assert!(open(until, close - moment) && !open(until, close), "{until:?}");
        }
        assert!(open(DiscussionUntil::Always, calendar.application.close() + Duration::days(900)));
    }

    #[test]
    fn a_message_is_changed_for_a_quarter_of_an_hour() {
        let written: DateTime<Utc> = "2021-03-01T10:00:00Z".parse().expect("an instant");
        let almost = written + EDITABLE - Duration::milliseconds(1);
        assert_eq!(require_editable(written, almost), Ok(()));
        assert_eq!(require_editable(written, written + EDITABLE), Err(Refusal::NoLongerEditable));
    }
}
