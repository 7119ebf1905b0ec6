//! The texts of the site that its staff may write anew: help, home, legal pages.

use crate::text::Text;
use std::str::FromStr;

/// A text in Markdown, up to 20,000 characters; an empty one shows nothing.
pub type SiteTextContent = Text<0, 20_000>;

codes!(/// A text of the site. Its code is the name of the file that comes with the executable, without `.md`.
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
});

impl SiteText {
    /// Whether the law asks for it.
    pub fn is_legal(self) -> bool {
        matches!(self, Self::LegalNotices | Self::Privacy | Self::Accessibility)
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
