//! Messages that people write to those who run the site, and what is answered.

use crate::text::Text;
use chrono::Duration;

/// What somebody writes, 10 to 4,000 characters.
pub type EnquiryText = Text<10, 4000>;

/// What is answered by mail, up to 8,000 characters.
pub type AnswerText = Text<1, 8000>;

/// What an answer kept for later is called.
pub type CannedTitle = Text<2, 100>;

/// The most answers that are kept for later.
pub const MOST_CANNED: u64 = 50;

/// How many messages come from one person or one address in ten minutes and in a day, and from one network in a day.
pub const MOST_IN_A_SHORT_WHILE: u64 = 3;
pub const MOST_IN_A_DAY: u64 = 10;
pub const MOST_OF_A_NETWORK: u64 = 30;

/// How long a message is kept once it was answered or closed, and at most, whatever became of it.
pub const KEPT_AFTER: Duration = Duration::days(365);
pub const KEPT_AT_MOST: Duration = Duration::days(730);

/// The longest address of a page of ours that is kept with a message, in bytes.
pub const LONGEST_PAGE: usize = 500;

codes!(/// What a message is about, as its writer says.
EnquiryTopic {
    Account = "account",
    Need = "need",
    Application = "application",
    Vote = "vote",
    Fault = "fault",
    Accessibility = "accessibility",
    Privacy = "privacy",
    Other = "other",
});

codes!(/// What became of a message.
EnquiryState {
    /// Nobody has taken it.
    New = "new",
    /// Somebody prepares an answer.
    Taken = "taken",
    /// It was answered by mail.
    Answered = "answered",
    /// It was put away without an answer.
    Closed = "closed",
});

impl EnquiryState {
    /// Whether it still waits for an answer.
    pub fn waits(self) -> bool {
        matches!(self, Self::New | Self::Taken)
    }
}
