//! What one pastes into another site so that it shows a card of ours.

use super::act::Details;
use entity::address::Address;
use leptos::prelude::*;

/// The line of HTML: an image, and the way to the page.
#[component]
pub fn EmbedCode<'a>(
    /// What the site's addresses begin with.
    base: &'a str,
    page: Address,
    card: Address,
    title: &'a str,
) -> AnyView {
    let title = title.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let code = format!("<a href=\"{base}{page}\"><img src=\"{base}{card}\" alt=\"{title}\"></a>");
    let shown = card.to_string();
    view! {
        <Details summary="Afficher sur votre site" open=false>
            <p>"Copiez cette ligne dans une page de votre site\u{a0}: l’image suit ce qui se passe ici."</p>
            <p class="t-user-text">
                <code>{code}</code>
            </p>
            <p>
                <a href=shown>"Voir l’image"</a>
            </p>
        </Details>
    }
    .into_any()
}
