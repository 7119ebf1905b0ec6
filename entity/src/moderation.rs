//! Texts that somebody reports, and what curators decide on them.

use crate::{
    id::{GroupId, MessageId, NeedId},
    text::Text,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// What somebody says beside why they report a text, up to 500 characters.
pub type ReportWord = Text<0, 500>;

/// What the author of a hidden text answers.
pub type AuthorAnswer = Text<1, 2000>;

/// How many texts one person reports in ten minutes and in a day.
pub const MOST_REPORTS_IN_A_SHORT_WHILE: u64 = 10;
pub const MOST_REPORTS_IN_A_DAY: u64 = 30;

codes!(/// What a text is, as addresses name it.
TextKind {
    Message = "message",
    Need = "besoin",
    Group = "groupement",
});

codes!(/// Why a text is reported.
ReportCause {
    Insult = "insult",
    Personal = "personal_data",
    Advertising = "advertising",
    OffTopic = "off_topic",
    Illegal = "illegal",
    Other = "other",
});

codes!(/// What curators decided on a report.
ReportOutcome {
    Hidden = "hidden",
    Kept = "kept",
});

/// A text of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextId {
    pub kind: TextKind,
    pub id: Uuid,
}

impl From<MessageId> for TextId {
    fn from(id: MessageId) -> Self {
        Self { kind: TextKind::Message, id: id.0 }
    }
}

impl From<NeedId> for TextId {
    fn from(id: NeedId) -> Self {
        Self { kind: TextKind::Need, id: id.0 }
    }
}

impl From<GroupId> for TextId {
    fn from(id: GroupId) -> Self {
        Self { kind: TextKind::Group, id: id.0 }
    }
}

/// As forms name it: `besoin.` and its identifier.
impl fmt::Display for TextId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.kind.code(), self.id)
    }
}

/// The text is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no text of that name")]
pub struct NotAText;

impl FromStr for TextId {
    type Err = NotAText;
    fn from_str(text: &str) -> Result<Self, NotAText> {
        let (kind, id) = text.split_once('.').ok_or(NotAText)?;
        Ok(Self { kind: TextKind::from_code(kind).ok_or(NotAText)?, id: id.parse().map_err(|_| NotAText)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_named_and_read_again() {
        for &kind in TextKind::ALL {
            let text = TextId { kind, id: Uuid::nil() };
            assert_eq!(text.to_string().parse(), Ok(text));
        }
        for bad in ["", "besoin", "besoin.", "besoin.x", "projet.00000000-0000-0000-0000-000000000000"] {
            assert_eq!(bad.parse::<TextId>(), Err(NotAText), "{bad}");
        }
    }
}
