//! The front door: how often one may ask, invite, and have others written to.

use chrono::Duration;

/// In how long acts are counted.
pub const DAY: Duration = Duration::hours(24);

/// How many requests to act for a collectivité of one person wait at once.
pub const MOST_WAITING: u64 = 3;

/// How many requests come from one network in a day.
pub const MOST_REQUESTS_OF_A_NETWORK: u64 = 10;

/// How many mails of requests an official address gets in a day, from one network and in all; one from each who asks,
/// while its link lives.
pub const MOST_CONTACT_MAILS_OF_A_NETWORK: u64 = 2;
pub const MOST_CONTACT_MAILS: u64 = 10;

/// How many people a referent invites in a day, and how many invitations one address gets in a day, whoever sends them.
pub const MOST_INVITATIONS: u64 = 20;
pub const MOST_INVITATIONS_TO_ONE: u64 = 3;

/// How many official addresses a person has written to in a day by inviting collectivités into groups, and how many of
/// those mails one address gets.
pub const MOST_GROUP_MAILS: u64 = 50;
pub const MOST_GROUP_MAILS_TO_ONE: u64 = 3;

/// How many answers "we know nobody of that name" end somebody's asking and inviting altogether.
pub const MOST_DISOWNED: u64 = 3;

codes!(/// What is counted at the door.
Act {
    /// Asked to act for a collectivité.
    Request = "request",
    /// Had the official address of a collectivité written to, to answer a request.
    ContactMail = "contact_mail",
    /// Invited an address to act for a collectivité.
    Invitation = "invitation",
    /// Had the official address of a collectivité written to, to join a group.
    GroupMail = "group_mail",
    /// Wrote a message in a discussion.
    Message = "message",
    /// Reported a text.
    Report = "report",
});

codes!(/// Whom a request or an invitation reached.
Reached {
    /// Those who act for the collectivité, or say who does.
    People = "people",
    /// Its official address, by a mail.
    Mail = "mail",
    /// Its official address, by a mail of before whose link still serves.
    MailBefore = "mail_before",
    /// Nobody: no official address is known.
    NoAddress = "no_address",
    /// Nobody: it was written to often enough today.
    TooMany = "too_many",
    /// Nobody: this server sends no mail.
    NoMail = "no_mail",
});
