//! Fields of choices.

use super::example::{Example, LONG_TITLE};
use crate::ui::{
    act::{Actions, Button},
    field::{Checkboxes, FilterField, PostForm, Radios, SelectField},
    form::Form,
    input::Field,
};
use leptos::prelude::*;

const CHOICE: Field = Field::of_data("choice", "Un choix dans une liste").help("La première ligne ne choisit rien.");
const CHOSEN: Field = Field::of_data("chosen", "Un choix déjà fait");
const RADIO: Field = Field::of_data("radio", "Un seul parmi quelques-uns");
const BOXES: Field = Field::of_data("boxes-example", "Plusieurs parmi quelques-uns").help("Autant que vous voulez.");
pub(super) const REFUSED_CHOICE: Field = Field::of_data("refused-choice", "Un choix refusé");
pub(super) const REFUSED_RADIO: Field = Field::of_data("refused-radio", "Un seul, refusé");
pub(super) const REFUSED_BOXES: Field = Field::of_data("refused-boxes", "Plusieurs, refusés");

/// What there is to choose from.
pub(super) fn options() -> Vec<(String, String)> {
    let options = [("commune", "Une commune"), ("epci", "Une intercommunalité"), ("long", LONG_TITLE)];
    options.map(|(value, label)| (value.to_owned(), label.to_owned())).into()
}

/// Lists, radios and boxes, and those that were refused.
#[component]
pub(super) fn ChoiceFields<'a>(form: &'a Form, refused: &'a Form) -> AnyView {
    view! {
        <Example title="Champs à choix" file="field.rs">
            <PostForm form=form>
                <SelectField form=form field=CHOICE options=options() />
                <SelectField form=form field=CHOSEN options=options() value="epci" />
                <Radios form=form field=RADIO options=options() value="commune" />
                <Checkboxes form=form field=BOXES options=options() ticked=vec!["epci".to_owned()] />
            </PostForm>
            <h3>"Refusés"</h3>
            <PostForm form=refused>
                <SelectField form=refused field=REFUSED_CHOICE options=options() />
                <Radios form=refused field=REFUSED_RADIO options=options() />
                <Checkboxes form=refused field=REFUSED_BOXES options=options() />
            </PostForm>
            <h3>"Filtres"</h3>
            <form class="t-filters">
                <FilterField name="filter" label="Type" empty="Tous les types" options=options() chosen="" />
                <FilterField
                    name="filtered"
                    label="Type choisi"
                    empty="Tous les types"
                    options=options()
                    chosen="epci"
                />
                <Actions>
                    <Button>"Filtrer"</Button>
                </Actions>
            </form>
        </Example>
    }
    .into_any()
}
