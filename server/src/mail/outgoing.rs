//! What a mail says, as it is stored until it is sent.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    email::Email,
    id::{CampaignId, EnquiryId, GroupId, JointActId, MailingId, PersonId},
    mail_text::MailKind,
    permission::StaffRole,
    siren::Siren,
    statistics::Act,
};
use serde::{Deserialize, Serialize};

/// What a mail says. Its French text stands in `text`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum OutgoingMail {
    /// The receipt of a ballot, which is read from the log when it is sent.
    Receipt { campaign: CampaignId, siren: Siren, version: i32 },
    /// A link and a code to sign in with; `browser` is the hash of the secret of the browser that asked.
    SignIn { token: String, code: String, browser: String },
    /// A link that gives one of the State's roles.
    Invitation { token: String, staff: StaffRole },
    /// Asks whoever reads a collectivité's official mail whether somebody acts for it.
    FirstReferent { token: String, person: PersonId, siren: Siren },
    /// Invites somebody to act for a collectivité; `person` is the referent who does.
    Colleague { token: String, person: PersonId, siren: Siren },
    /// Tells somebody that an invitation to act for a collectivité was taken back.
    InvitationTakenBack { siren: Siren },
    /// Asks whoever reads the official mail of a collectivité for which nobody acts to answer a group's invitation.
    GroupInvitation { group: GroupId, siren: Siren },
    /// Asks whoever reads a collectivité's official mail to consent or object to an act on its people.
    JointAct { token: String, act: JointActId, siren: Siren },
    /// Answers a message to those who run the site; `person` is who wrote it, where they had signed in.
    EnquiryAnswer { enquiry: EnquiryId, person: Option<PersonId> },
    /// What somebody is told of what others did: one notice, or those of a day.
    Notices { person: PersonId, notices: Vec<NoticeLine> },
    /// A mailing to one address, for these collectivités; a `test` goes to whoever writes it.
    Mailing {
        mailing: MailingId,
        to: Email,
        sirens: Vec<Siren>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        test: Option<PersonId>,
    },
    /// The figures of a week, for somebody who subscribed to them.
    WeeklyFigures { person: PersonId, figures: WeeklyFigures },
    /// One of those that held a secret, after it was sent.
    Forgotten { what: String },
}

/// A notice in a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeLine {
    pub kind: String,
    pub about: String,
    pub link: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The figures of a week of a campaign, as they stood when the mail was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyFigures {
    /// The title of the campaign, and its name in addresses.
    pub campaign: String,
    pub slug: String,
    /// The first day of the week.
    pub monday: NaiveDate,
    /// Collectivités that take part by now.
    pub participating: u64,
    /// How often each happened in the week, and up to its end.
    pub acts: Vec<(Act, u64, u64)>,
}

impl OutgoingMail {
    /// The text in which it is written; None for one that is not sent any more.
    pub fn kind(&self) -> Option<MailKind> {
        Some(match self {
            OutgoingMail::Receipt { .. } => MailKind::Receipt,
            OutgoingMail::SignIn { .. } => MailKind::SignIn,
            OutgoingMail::Invitation { .. } => MailKind::Invitation,
            OutgoingMail::FirstReferent { .. } => MailKind::FirstReferent,
            OutgoingMail::Colleague { .. } => MailKind::Colleague,
            OutgoingMail::InvitationTakenBack { .. } => MailKind::InvitationTakenBack,
            OutgoingMail::GroupInvitation { .. } => MailKind::GroupInvitation,
            OutgoingMail::JointAct { .. } => MailKind::JointAct,
            OutgoingMail::EnquiryAnswer { .. } => MailKind::EnquiryAnswer,
            OutgoingMail::Notices { .. } => MailKind::Notices,
            OutgoingMail::Mailing { .. } => MailKind::Mailing,
            OutgoingMail::WeeklyFigures { .. } => MailKind::WeeklyFigures,
            OutgoingMail::Forgotten { .. } => return None,
        })
    }

    /// What is kept of it once it is sent, when it holds a secret that shall not lie about.
    pub(super) fn without_secret(&self) -> Option<OutgoingMail> {
        let forgotten = |what: &str| Some(OutgoingMail::Forgotten { what: what.to_owned() });
        match self {
            OutgoingMail::SignIn { .. } => forgotten("sign_in"),
            OutgoingMail::Invitation { .. } => forgotten("invitation"),
            OutgoingMail::FirstReferent { .. } => forgotten("first_referent"),
            OutgoingMail::Colleague { .. } => forgotten("colleague"),
            OutgoingMail::JointAct { .. } => forgotten("joint_act"),
            OutgoingMail::Receipt { .. }
            | OutgoingMail::InvitationTakenBack { .. }
            | OutgoingMail::GroupInvitation { .. }
            | OutgoingMail::EnquiryAnswer { .. }
            | OutgoingMail::Notices { .. }
            | OutgoingMail::Mailing { .. }
            | OutgoingMail::WeeklyFigures { .. }
            | OutgoingMail::Forgotten { .. } => None,
        }
    }

    /// Signing in does not wait behind anything else; mailings leave beside everything else.
    pub(super) fn lane(&self) -> Lane {
        match self {
            OutgoingMail::SignIn { .. } | OutgoingMail::Invitation { .. } => Lane::SignIn,
            OutgoingMail::Receipt { .. }
            | OutgoingMail::FirstReferent { .. }
            | OutgoingMail::Colleague { .. }
            | OutgoingMail::InvitationTakenBack { .. }
            | OutgoingMail::GroupInvitation { .. }
            | OutgoingMail::JointAct { .. }
            | OutgoingMail::EnquiryAnswer { .. }
            | OutgoingMail::Notices { .. }
            | OutgoingMail::Mailing { test: Some(_), .. }
            | OutgoingMail::WeeklyFigures { .. }
            | OutgoingMail::Forgotten { .. } => Lane::Other,
            OutgoingMail::Mailing { test: None, .. } => Lane::Mailing,
        }
    }

    /// How long it is worth sending.
    pub(super) fn life(&self) -> Option<chrono::Duration> {
        match self {
            OutgoingMail::SignIn { .. } => Some(entity::sign_in::LINK_LIFE),
            OutgoingMail::Invitation { .. } => Some(entity::sign_in::INVITATION_LIFE),
            OutgoingMail::Receipt { .. }
            | OutgoingMail::FirstReferent { .. }
            | OutgoingMail::Colleague { .. }
            | OutgoingMail::InvitationTakenBack { .. }
            | OutgoingMail::GroupInvitation { .. }
            | OutgoingMail::JointAct { .. }
            | OutgoingMail::Mailing { .. }
            | OutgoingMail::EnquiryAnswer { .. }
            | OutgoingMail::Notices { .. } => None,
            // Those of the next week are sent by then.
            OutgoingMail::WeeklyFigures { .. } => Some(chrono::Duration::days(7)),
            OutgoingMail::Forgotten { .. } => Some(chrono::Duration::zero()),
        }
    }
}

/// Which mails go before which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    SignIn = 0,
    Other = 1,
    /// Beside the others, at a pace of its own (`mailing::lane`).
    Mailing = 2,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mail_has_a_text_of_its_own_that_may_be_written_anew() {
        let source = include_str!("outgoing.rs");
        let (_, after) = source.split_once("pub enum OutgoingMail {").expect("the mails");
        let (mails, _) = after.split_once("\n}\n").expect("their end");
        let names = mails.lines().filter_map(|line| line.strip_prefix("    ")?.split_once(" {"));
        let names: Vec<&str> =
            names.map(|(name, _)| name).filter(|name| name.starts_with(char::is_uppercase)).collect();
        // All but those that are forgotten.
        assert_eq!(names.len(), MailKind::ALL.len() + 1, "{names:?}");
        let (_, kinds) = source.split_once("pub fn kind(&self)").expect("their kinds");
        for kind in MailKind::ALL {
            let name = format!("{kind:?}");
            assert!(names.contains(&name.as_str()) && kinds.contains(&format!("=> MailKind::{name},")), "{name}");
        }
    }
}
