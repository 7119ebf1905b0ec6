//! What is done with the needs ticked on the desk: a bar under the list, which stays in sight.

use super::search::DeskSearch;
use crate::ui::{
    act::{Button, Weight},
    field::{HiddenField, SelectField},
    figures::Definitions,
    form::Form,
    here::here,
    input::Field,
};
use entity::{
    address::Address,
    curation::NOBODY,
    form_field,
    id::{PersonId, ProjectId},
};
use leptos::prelude::*;
use wording::number;

pub const NEEDS: Field = Field::new(form_field::NEED, "Besoins");
pub const PROJECT: Field = Field::new(form_field::PROJECT, "Projet");
pub const TO: Field = Field::new(form_field::TO, "Confier à").short("Personne");

/// What the buttons of the bar say, under [`form_field::DESK_ACT`].
pub mod code {
    /// An act of a batch stands under its own code; these lead to a page first.
    pub const CHOOSE: &str = "choisir";
    pub const CHOOSE_ALL: &str = "tout";
    pub const NEW_PROJECT: &str = "nouveau-projet";
    pub const MERGE: &str = "rejoindre";
    /// Says of needs that they are read.
    pub const READ: &str = "lu";
}

/// What the bar offers.
pub struct Acts {
    /// Projects that may still take needs.
    pub projects: Vec<(ProjectId, String)>,
    pub curators: Vec<(PersonId, String)>,
    /// Needs that the filter lets through, on all pages.
    pub total: u64,
    /// Whether projects may still change.
    pub is_open: bool,
}

impl Acts {
    fn project_options(&self) -> Vec<(String, String)> {
        self.projects.iter().map(|(id, title)| (id.to_string(), title.clone())).collect()
    }
}

/// The curators, and nobody, as a list offers them.
pub fn curator_options(curators: &[(PersonId, String)]) -> Vec<(String, String)> {
    let nobody = (NOBODY.to_owned(), "Personne".to_owned());
    curators.iter().map(|(id, name)| (id.to_string(), name.clone())).chain([nobody]).collect()
}

/// The bar.
#[component]
pub fn ActBar<'a>(form: &'a Form, acts: &'a Acts, search: &'a DeskSearch) -> AnyView {
    let (projects, curators) = (acts.project_options(), curator_options(&acts.curators));
    let into_project = (acts.is_open && !projects.is_empty()).then(|| {
        view! {
            <div class="t-desk-act__group">
                <SelectField form field=PROJECT options=projects />
                <Act code="project" label="Mettre dans ce projet" />
            </div>
        }
    });
    let new_project = acts.is_open.then(|| {
        view! { <Act code=code::NEW_PROJECT label="Faire un projet des besoins cochés" /> }
    });
    let merge = acts.is_open.then(|| view! { <Act code=code::MERGE label="Rapprocher les besoins cochés…" /> });
    let all = format!("Agir sur tout le résultat ({})", number(acts.total));
    view! {
        <HiddenField name="filtre" value=here(search.address(Address::Curation, 1)) />
        <div class="t-desk-act" data-acts="">
            <p class="t-desk-act__said" role="status" data-said=""></p>
            {into_project}
            <div class="t-desk-act__group">
                <SelectField form field=TO options=curators />
                <Act code="assign" label="Confier" />
            </div>
            <div class="t-desk-act__buttons">
                <Act code=code::READ label="Marquer comme lus" />
                {new_project}
                {merge}
                <Act code=code::CHOOSE label="Autres actes…" />
                <Button weight=Weight::SmallTertiary name=form_field::DESK_ACT value=code::CHOOSE_ALL>
                    {all}
                </Button>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Act(code: &'static str, label: &'static str) -> AnyView {
    view! {
        <Button weight=Weight::Small name=form_field::DESK_ACT value=code>
            {label}
        </Button>
    }
    .into_any()
}

/// The keys that work on the desk; the list is there without scripts too, and says that they need one.
#[component]
pub fn Keys() -> AnyView {
    let keys = [
        ("j, k", "aller au besoin suivant, précédent"),
        ("x", "cocher ou décocher le besoin"),
        ("o, Entrée", "lire le besoin à côté de la liste"),
        ("l", "marquer comme lu celui qui est à côté, et lire le suivant"),
        ("p", "choisir le projet où mettre les besoins cochés"),
        ("a", "choisir à qui confier les besoins cochés"),
        ("u", "aller au bouton qui annule le dernier acte"),
        ("?", "ouvrir ou fermer cette liste"),
    ];
    let entries = keys.into_iter().map(|(key, what)| (key.to_owned(), what.into_any())).collect();
    view! {
        <details class="t-keys" data-keys="">
            <summary>"Raccourcis du clavier (?)"</summary>
            <p class="fr-hint-text">
                "Sans case cochée, p et a cochent le besoin où vous êtes. Dans une liste, Entrée confirme le choix. \
                 Les touches n’agissent pas pendant que vous écrivez."
            </p>
            <Definitions entries />
        </details>
    }
    .into_any()
}
