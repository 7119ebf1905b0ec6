//! The texts of the site that its staff may write anew: help, home, legal pages, mails.

use crate::{mail_text::MailKind, text::Text};
use std::str::FromStr;

/// A text in Markdown, up to 20,000 characters; an empty one shows nothing.
pub type SiteTextContent = Text<0, 20_000>;

codes!(/// A text of the site. The code of a page's is the name of the file that comes with the executable, without
/// `.md`; that of a mail's is its kind's ([`MailKind`]).
SiteText {
    /// What home says to whoever has not signed in; empty until somebody writes it.
    Welcome = "accueil",
    HelpSteps = "aide-etapes",
    HelpApplying = "aide-candidater",
    HelpMembership = "aide-rattachement",
    HelpNeed = "aide-bon-besoin",
    HelpGroups = "aide-groupements",
    HelpMandates = "aide-mandats",
    NeedExamples = "exemples-besoin",
    LegalNotices = "mentions-legales",
    Privacy = "donnees-personnelles",
    Accessibility = "accessibilite",
    MailSignIn = "courriel-connexion",
    MailInvitation = "courriel-invitation-equipe",
    MailFirstReferent = "courriel-premier-referent",
    MailColleague = "courriel-invitation-collegue",
    MailInvitationTakenBack = "courriel-invitation-reprise",
    MailGroupInvitation = "courriel-invitation-groupement",
    MailJointAct = "courriel-accord",
    MailEnquiryAnswer = "courriel-reponse",
    MailNotices = "courriel-avis",
    MailWeeklyFigures = "courriel-chiffres",
    MailReceipt = "courriel-recepisse",
    MailMailing = "courriel-envois",
});

impl SiteText {
    /// Whether the law asks for it.
    pub fn is_legal(self) -> bool {
        matches!(self, Self::LegalNotices | Self::Privacy | Self::Accessibility)
    }

    /// The mail that it is the text of; None for a page's.
    pub fn mail(self) -> Option<MailKind> {
        MailKind::from_code(self.code())
    }
}

impl std::fmt::Display for SiteText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// No text of the site has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no text of that name")]
pub struct NotASiteText;

impl FromStr for SiteText {
    type Err = NotASiteText;
    fn from_str(text: &str) -> Result<Self, NotASiteText> {
        Self::from_code(text).ok_or(NotASiteText)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mail_has_its_text() {
        for &kind in MailKind::ALL {
            assert_eq!(SiteText::from_code(kind.code()).and_then(SiteText::mail), Some(kind));
        }
        assert_eq!(SiteText::ALL.iter().filter(|text| text.mail().is_some()).count(), MailKind::ALL.len());
        assert_eq!(SiteText::Welcome.mail(), None);
        // By which `server::site_text` finds them in the database.
        assert!(SiteText::ALL.iter().all(|text| text.code().starts_with("courriel-") == text.mail().is_some()));
    }
}
