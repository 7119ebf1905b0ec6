//! What stands around fields.

use super::example::Example;
use crate::ui::{
    changed_meanwhile::ChangedMeanwhile,
    field::{FileForm, RefusalSummary},
    form::Form,
    input::Field,
    markdown::{Markdown, Markup},
    shown::DeleteDraft,
};
use entity::{address::Address, refusal::Refusal, shown::Shown};
use leptos::prelude::*;

const FILE: Field = Field::of_data("file-example", "Pièces à joindre").help("PDF ou image, dix mégaoctets au plus.");
pub(super) const REFUSED_FILE: Field = Field::of_data("refused-file", "Pièces refusées").short("Pièces");

/// The summary of a refused form, and forms that send files.
#[component]
pub(super) fn Forms<'a>(refused: &'a Form) -> AnyView {
    let files = Form::example(Address::DemoComponents, &[], &[]);
    let changed = Form::example(Address::DemoComponents, &[], &[("", Refusal::ChangedMeanwhile)]);
    let shown = Shown::of(["exemple"]);
    let (files, changed, shown) = (&files, &changed, &shown);
    let text = Markup::of("Un texte en *Markdown*, avec une liste :\n\n- un ;\n- deux.");
    view! {
        <Example title="Formulaires" file="field.rs, form.rs">
            <p>
                "Le sommaire d’un formulaire refusé mène à chaque champ. Rien de ce qui est envoyé depuis cette page \
                 n’est gardé."
            </p>
            <RefusalSummary form=refused />
            <FileForm form=files field=FILE />
            <FileForm form=refused field=REFUSED_FILE />
        </Example>
        <Example title="Brouillons et textes" file="shown.rs, changed_meanwhile.rs, markdown.rs">
            <DeleteDraft form=files shown />
            <ChangedMeanwhile form=changed>
                <p class="fr-callout__text">"Ce qu’une autre personne a enregistré entre-temps."</p>
            </ChangedMeanwhile>
            <Markdown text=&text />
        </Example>
    }
    .into_any()
}
