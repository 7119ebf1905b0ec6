//! The texts that the law asks of whoever runs the site, and what keeps a campaign from opening over them.

codes!(/// A page whose text belongs to whoever runs the site; its code names its file.
LegalPage {
    /// Who publishes and hosts the site.
    Notices = "mentions-legales",
    /// What is known of people, why, for how long.
    Privacy = "donnees-personnelles",
    /// By what the site's accessibility was checked.
    Accessibility = "accessibilite",
});

/// What is wrong with the text of a legal page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LegalFault {
    /// It says nothing: no text, or headings alone.
    Empty,
    /// It still holds this, in place of what the site's own people must say.
    Placeholder(&'static str),
}

/// A legal page that is not fit to be read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfinishedText {
    pub page: LegalPage,
    pub fault: LegalFault,
}

/// What stands in a text for what is still to be written, in lower case.
const PLACEHOLDERS: &[&str] = &[
    "à indiquer par l’exploitant",
    "à indiquer par l'exploitant",
    "[à compléter",
    "[à indiquer",
    "[a completer",
    "[todo",
    "lorem ipsum",
];

/// Those of these legal texts that hold a placeholder or say nothing, in the order in which they were given.
pub fn unfinished_texts<'t>(texts: impl IntoIterator<Item = (LegalPage, &'t str)>) -> Vec<UnfinishedText> {
    let fault = |(page, text)| Some(UnfinishedText { page, fault: fault_of(text)? });
    texts.into_iter().filter_map(fault).collect()
}

fn fault_of(text: &str) -> Option<LegalFault> {
    let says_something = |line: &str| !line.trim_start().starts_with('#') && line.chars().any(char::is_alphabetic);
    if !text.lines().any(says_something) {
        return Some(LegalFault::Empty);
    }
    let lower = text.to_lowercase();
    PLACEHOLDERS.iter().find(|placeholder| lower.contains(**placeholder)).map(|found| LegalFault::Placeholder(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_says_nothing_or_holds_a_placeholder_is_unfinished() {
        let check = |text: &str, expected: Option<LegalFault>| assert_eq!(fault_of(text), expected, "{text:?}");
        check("", Some(LegalFault::Empty));
        check("## État de conformité\n\n---\n", Some(LegalFault::Empty));
        check("Éditeur : [À compléter : nom]", Some(LegalFault::Placeholder("[à compléter")));
        check(
            "Son adresse est à indiquer par l’exploitant.",
            Some(LegalFault::Placeholder("à indiquer par l’exploitant")),
        );
        check("Lorem ipsum dolor", Some(LegalFault::Placeholder("lorem ipsum")));
        check("Un formulaire à compléter, [ici](/aide).", None);
    }

    #[test]
    fn unfinished_texts_are_named_in_their_order() {
        let texts = [
            (LegalPage::Notices, "[à compléter]"),
            (LegalPage::Privacy, "Rien n’est gardé."),
            (LegalPage::Accessibility, "## Conformité"),
        ];
        let found: Vec<LegalPage> = unfinished_texts(texts).into_iter().map(|one| one.page).collect();
        assert_eq!(found, [LegalPage::Notices, LegalPage::Accessibility]);
    }
}
