//! Fields of text.

use super::example::{Example, LONG_TITLE};
use crate::ui::{
    act::{Actions, Button},
    field::{HiddenField, PostForm, SearchField, TextField},
    form::Form,
    input::{Entry, Field},
    views::views,
};
use leptos::prelude::*;

const LINE: Field = Field::of_data("line", "Une ligne").help("Avec une aide sous son étiquette.");
const LINES: Field = Field::of_data("lines", "Plusieurs lignes");
const LONG: Field = Field::of_data("long", LONG_TITLE).help(LONG_TITLE);
pub(super) const REFUSED_LINE: Field =
    Field::of_data("refused-line", "Une ligne refusée").help("Vingt caractères au moins.");
pub(super) const REFUSED_LINES: Field = Field::of_data("refused-lines", "Plusieurs lignes refusées");

/// Every kind of entry, with what it is called here.
const ENTRIES: [(Entry, Field); 12] = [
    (Entry::Words, Field::of_data("words", "Des mots")),
    (Entry::OwnEmail, Field::of_data("own-email", "Votre adresse de courriel")),
    (Entry::Email, Field::of_data("email", "L’adresse de courriel d’une autre personne")),
    (Entry::OneTimeCode, Field::of_data("one-time-code", "Un code reçu par courriel")),
    (Entry::OwnName, Field::of_data("own-name", "Votre nom")),
    (Entry::OwnTitle, Field::of_data("own-title", "Votre fonction")),
    (Entry::Amount, Field::of_data("amount", "Un montant en euros")),
    (Entry::Digits, Field::of_data("digits", "Des chiffres")),
    (Entry::Code, Field::of_data("code", "Un code de département")),
    (Entry::WebAddress, Field::of_data("web-address", "Une adresse de site")),
    (Entry::Hour, Field::of_data("hour", "Une heure")),
    (Entry::Day, Field::of_data("day", "Un jour")),
];

/// Lines of each kind, several lines, and those that were refused.
#[component]
pub(super) fn TextFields<'a>(form: &'a Form, refused: &'a Form) -> AnyView {
    let entry = |(entry, field)| view! { <TextField form field entry /> }.into_any();
    let entries = views(ENTRIES.into_iter().map(entry));
    view! {
        <Example title="Champs de texte" file="field.rs, input.rs, textarea.rs">
            <PostForm form=form>
                <HiddenField name="hidden" value="caché" />
                <TextField form=form field=LINE value="Ce qui y est déjà" />
                <TextField form=form field=LINES rows=4 value="Un texte\nsur deux lignes" />
                <TextField form=form field=LONG value=LONG_TITLE />
                {entries}
                <Actions>
                    <Button>"Envoyer"</Button>
                </Actions>
            </PostForm>
            <h3>"Refusés"</h3>
            <PostForm form=refused>
                <TextField form=refused field=REFUSED_LINE />
                <TextField form=refused field=REFUSED_LINES rows=4 />
            </PostForm>
            <h3>"Recherche"</h3>
            <form class="t-search" role="search">
                <SearchField
                    name="search"
                    label="Chercher une collectivité"
                    help="Son nom, ou son SIREN."
                    value="Figeac"
                />
                <Button>"Chercher"</Button>
            </form>
        </Example>
    }
    .into_any()
}
