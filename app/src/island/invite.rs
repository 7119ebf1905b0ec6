//! Looking for a collectivité to invite: hits appear as one types. Without JavaScript, the button searches.

use crate::french::number;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A collectivité found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    pub siren: String,
    pub name: String,
    /// Kind and département, such as « Commune, Lot ».
    pub place: String,
    pub population: u64,
    /// Inhabitants that it would add to the group.
    pub adds: u64,
}

/// The search field and its hits, each with a button that invites.
#[island]
pub fn Invite(group: uuid::Uuid, page: String, text: String, hits: Vec<Hit>) -> impl IntoView {
    let (found, set_found) = signal(hits);
    let (searched, set_searched) = signal(text.clone());
    let latest = StoredValue::new(0_u32);
    let search = move |typed: String| {
        let turn = latest.with_value(|turn| turn + 1);
        latest.set_value(turn);
        set_timeout(
            move || {
                if latest.get_value() == turn {
                    leptos::task::spawn_local(async move {
                        if let Some(hits) =
                            super::fetch(&format!("/api/groupements/{group}/collectivites"), &[("texte", &typed)]).await
                            && latest.get_value() == turn
                        {
                            set_found.set(hits);
                            set_searched.set(typed);
                        }
                    });
                }
            },
            std::time::Duration::from_millis(250),
        );
    };
    let rows = move || {
        let page = page.clone();
        found
            .get()
            .into_iter()
            .map(|hit| {
                let adds = match hit.adds {
                    0 => "n’ajoute aucun habitant : ses communes sont déjà comptées".to_owned(),
                    adds => format!("ajouterait {} habitants", number(adds)),
                };
                view! {
                    <li class="t-hit">
                        <p><strong>{hit.name.clone()}</strong> " " {hit.place} ", " {number(hit.population)} " habitants ; " {adds}</p>
                        <form method="post" action=format!("/groupements/{group}/inviter")>
                            <input type="hidden" name="page" value=page.clone()/>
                            <input type="hidden" name="siren" value=hit.siren/>
                            <button class="fr-btn fr-btn--sm fr-btn--secondary">"Inviter " <span class="fr-sr-only">{hit.name}</span></button>
                        </form>
                    </li>
                }
            })
            .collect_view()
    };
    let nothing =
        move || (found.get().is_empty() && !searched.get().trim().is_empty()).then_some("Aucune collectivité trouvée.");
    view! {
        <form method="get" action=format!("/groupements/{group}") role="search" class="t-search">
            <div class="fr-input-group">
                <label class="fr-label" for="chercher">
                    "Collectivité à inviter"
                    <span class="fr-hint-text" id="chercher-aide">"Nom, code postal ou SIREN"</span>
                </label>
                <input
                    class="fr-input"
                    id="chercher"
                    name="chercher"
                    value=text
                    autocomplete="off"
                    aria-describedby="chercher-aide"
                    on:input=move |event| search(event_target_value(&event))
                />
            </div>
            <button class="fr-btn fr-btn--secondary">"Chercher"</button>
        </form>
        <p role="status">{nothing}</p>
        <ul class="t-list">{rows}</ul>
    }
}
