//! The texts of the site that come with the executable: a file of `app/texts` each, taken in when it is built.

use entity::site_text::SiteText;
use server::site_text::Origins;
use std::path::PathBuf;

/// The texts as they come, in place of which those of the operator's folder stand.
pub fn origins(folder: Option<PathBuf>, demo: bool) -> Origins {
    Origins { text: if demo { of_the_demonstration } else { of_the_executable }, folder }
}

/// The demonstration says of itself that it is one.
fn of_the_demonstration(text: SiteText) -> &'static str {
    match text {
        SiteText::LegalNotices => include_str!("../texts/mentions-legales-demonstration.md"),
        other => of_the_executable(other),
    }
}

fn of_the_executable(text: SiteText) -> &'static str {
    match text {
        SiteText::Welcome => include_str!("../texts/accueil.md"),
        SiteText::HelpSteps => include_str!("../texts/aide-etapes.md"),
        SiteText::HelpApplying => include_str!("../texts/aide-candidater.md"),
        SiteText::HelpMembership => include_str!("../texts/aide-rattachement.md"),
        SiteText::HelpNeed => include_str!("../texts/aide-bon-besoin.md"),
        SiteText::HelpGroups => include_str!("../texts/aide-groupements.md"),
        SiteText::HelpMandates => include_str!("../texts/aide-mandats.md"),
        SiteText::NeedExamples => include_str!("../texts/exemples-besoin.md"),
        SiteText::LegalNotices => include_str!("../texts/mentions-legales.md"),
        SiteText::Privacy => include_str!("../texts/donnees-personnelles.md"),
        SiteText::Accessibility => include_str!("../texts/accessibilite.md"),
        // Worded in `wording::mail`.
        SiteText::MailSignIn
        | SiteText::MailInvitation
        | SiteText::MailFirstReferent
        | SiteText::MailColleague
        | SiteText::MailInvitationTakenBack
        | SiteText::MailGroupInvitation
        | SiteText::MailJointAct
        | SiteText::MailEnquiryAnswer
        | SiteText::MailNotices
        | SiteText::MailWeeklyFigures
        | SiteText::MailReceipt
        | SiteText::MailMailing => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::site_text::SiteTextContent;

    #[test]
    fn every_text_is_the_file_of_its_name_and_may_be_written_anew_as_it_is() {
        let pages: Vec<SiteText> = SiteText::ALL.iter().copied().filter(|text| text.mail().is_none()).collect();
        for &text in &pages {
            let file = format!("{}/texts/{text}.md", env!("CARGO_MANIFEST_DIR"));
            let read = std::fs::read_to_string(&file).expect(&file);
            assert_eq!(of_the_executable(text), read, "{text}");
            assert!(SiteTextContent::parse(&read).is_ok(), "{text}");
        }
        let folder = format!("{}/texts", env!("CARGO_MANIFEST_DIR"));
        let files = std::fs::read_dir(folder).expect("a folder").count();
        // The demonstration has notices of its own.
        assert_eq!(files, pages.len() + 1, "no file is left out");
    }
}
