//! What stands around fields.

use super::example::Example;
use crate::ui::{
    field::{FileForm, RefusalSummary},
    form::Form,
    input::Field,
};
use entity::address::Address;
use leptos::prelude::*;

const FILE: Field = Field::new("file-example", "Pièces à joindre").help("PDF ou image, dix mégaoctets au plus.");
pub(super) const REFUSED_FILE: Field = Field::new("refused-file", "Pièces refusées").short("Pièces");

/// The summary of a refused form, and forms that send files.
#[component]
pub(super) fn Forms<'a>(refused: &'a Form) -> AnyView {
    let files = Form::example(Address::DemoComponents, &[], &[]);
    view! {
        <Example title="Formulaires" file="field.rs, form.rs">
            <p>
                "Le sommaire d’un formulaire refusé mène à chaque champ. Rien de ce qui est envoyé depuis cette page \
                 n’est gardé."
            </p>
            <RefusalSummary form=refused />
            <FileForm form=&files field=FILE />
            <FileForm form=refused field=REFUSED_FILE />
        </Example>
    }
    .into_any()
}
