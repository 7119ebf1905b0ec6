//! The three things of the site, each with its motif: a need is a seed, a group a root, a project a leaf.

use leptos::prelude::*;

/// One of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Motif {
    Need,
    Group,
    Project,
}

impl Motif {
    /// Every one, in the order in which they grow.
    pub const ALL: [Self; 3] = [Self::Need, Self::Group, Self::Project];

    /// The classes of the style sheet that draw it before a text.
    pub fn class(self) -> &'static str {
        match self {
            Self::Need => "t-motif t-motif--need",
            Self::Group => "t-motif t-motif--group",
            Self::Project => "t-motif t-motif--project",
        }
    }

    /// What it is called.
    pub fn word(self) -> &'static str {
        match self {
            Self::Need => "Besoin",
            Self::Group => "Groupement",
            Self::Project => "Projet",
        }
    }
}

/// What a page is about, above its title.
#[component]
pub fn Kind(motif: Motif) -> AnyView {
    view! { <p class=format!("t-kind {}", motif.class())>{motif.word()}</p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn each_thing_has_a_motif_and_says_its_name() {
        let kinds: Vec<String> = Motif::ALL.into_iter().map(|motif| html(|| view! { <Kind motif /> })).collect();
        assert_eq!(kinds[0], "<p class=\"t-kind t-motif t-motif--need\">Besoin</p>");
        assert_eq!(kinds[1], "<p class=\"t-kind t-motif t-motif--group\">Groupement</p>");
        assert_eq!(kinds[2], "<p class=\"t-kind t-motif t-motif--project\">Projet</p>");
    }
}
