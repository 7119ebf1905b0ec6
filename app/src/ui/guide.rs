//! What is explained on a page of its own, and linked from the fields that ask for it.

use entity::{address::Address, site_text::SiteText};
use leptos::prelude::*;

/// What the first page of the help is called, and the texts that stand on it.
pub const HELP_TITLE: &str = "Aide et règles de la campagne";
pub const HELP_TEXTS: [SiteText; 2] = [SiteText::HelpSteps, SiteText::HelpApplying];

/// One of the pages of help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guide {
    Membership,
    Mandates,
    Groups,
    Need,
}

impl Guide {
    /// Every one, in the order in which a collectivité comes to it.
    pub const ALL: [Self; 4] = [Self::Membership, Self::Need, Self::Groups, Self::Mandates];

    pub fn address(self) -> Address {
        match self {
            Self::Membership => Address::HelpMembership,
            Self::Mandates => Address::HelpMandates,
            Self::Groups => Address::HelpGroups,
            Self::Need => Address::HelpNeed,
        }
    }

    /// What it says.
    pub fn text(self) -> SiteText {
        match self {
            Self::Membership => SiteText::HelpMembership,
            Self::Mandates => SiteText::HelpMandates,
            Self::Groups => SiteText::HelpGroups,
            Self::Need => SiteText::HelpNeed,
        }
    }

    /// The title of its page, which links bear too.
    pub fn title(self) -> &'static str {
        match self {
            Self::Membership => "Se rattacher à sa collectivité",
            Self::Mandates => "Donner le mandat de vote",
            Self::Groups => "Former un groupement",
            Self::Need => "Écrire un bon besoin",
        }
    }
}

/// The way to a page of help, beside the field that it explains.
#[component]
pub fn GuideLink(guide: Guide) -> AnyView {
    view! { <p class="fr-hint-text">"Aide : " <a href=guide.address().to_string()>{guide.title()}</a></p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn each_guide_is_linked_by_its_title() {
        for guide in Guide::ALL {
            let link = html(|| view! { <GuideLink guide /> });
            assert!(link.contains(&format!("<a href=\"{}\">{}</a>", guide.address(), guide.title())), "{link}");
        }
    }
}
