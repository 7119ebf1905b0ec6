//! How a component is shown.

use crate::ui::inner::Inner;
use leptos::prelude::*;

/// A title long enough to take two lines on any screen.
pub const LONG_TITLE: &str = "Un titre très long, comme il arrive qu’on en écrive quand on veut tout dire d’un service \
    numérique à partager entre une communauté de communes, ses membres et le département";

/// A word that breaks nowhere, as addresses and identifiers are.
pub const LONG_WORD: &str =
    "https://www.exemple-de-collectivite-au-nom-tres-long.fr/une/adresse/qui/ne/se/coupe/nulle/part";

/// Components of one kind under a heading, with the file where they stand.
#[component]
pub fn Example(title: &'static str, file: &'static str, children: Inner) -> AnyView {
    view! {
        <h2>{title}</h2>
        <p class="fr-hint-text">"app/src/ui/" {file}</p>
        {children.view()}
    }
    .into_any()
}
