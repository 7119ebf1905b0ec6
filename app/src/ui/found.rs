//! What a search of collectivités found, page by page: shared by the pages that search.

use crate::ui::views::views;
use entity::{collectivity::Collectivity, search_text::SearchText, territory::Commune};
use leptos::prelude::*;
use server::reference::{Hit, Reference, search::overseas};
use wording::count;

/// Where a collectivité is and what it is, such as « Commune, Lot », with the former name under which it was found.
pub fn place(reference: &Reference, hit: &Hit) -> String {
    match hit {
        Hit::Collectivity { collectivity, formerly, .. } => {
            let formerly = formerly.map(|name| format!(", dont {name}")).unwrap_or_default();
            format!("{}{formerly}", place_of(reference, collectivity))
        }
        Hit::WithoutSiren { commune } => format!("Commune, {}", overseas(&commune.departement)),
    }
}

/// What a collectivité is and where, such as « Commune, Lot ».
pub fn place_of(reference: &Reference, collectivity: &Collectivity) -> String {
    let area = match collectivity.departement.as_deref() {
        Some(code) => reference.departement_name(code),
        None => reference.region_name(&collectivity.region),
    };
    format!("{}, {area}", wording::kind(collectivity.kind))
}

/// Why nobody can act for a commune overseas that has no SIREN.
#[component]
pub fn WithoutSiren<'a>(commune: &'a Commune) -> AnyView {
    let place = overseas(&commune.departement);
    view! {
        <p>
            <strong>{commune.name.clone()}</strong>
            {format!(
                " (commune, {place}) ne peut pas agir ici : les collectivités y agissent sous leur numéro SIREN, et la \
                 liste officielle n’en donne pas à cette commune.",
            )}
        </p>
    }
    .into_any()
}

/// How many were found, and which of them this page shows.
pub fn sentence(text: &str, total: usize, page: usize, pages: usize) -> String {
    let total = u64::try_from(total).unwrap_or(u64::MAX);
    match (text.is_empty(), total, pages) {
        (true, ..) => String::new(),
        (_, 0, _) => "Aucune collectivité trouvée.".to_owned(),
        (.., 0 | 1) => format!("{}.", count(total, "collectivité trouvée", "collectivités trouvées")),
        _ => format!("{}, page {page} sur {pages}.", count(total, "collectivité trouvée", "collectivités trouvées")),
    }
}

/// Links to the page of results before and the one after; nothing where all stand on one page.
#[component]
pub fn FoundPages<F>(
    page: usize,
    pages: usize,
    /// The address of a page of results.
    address: F,
) -> AnyView
where
    F: Fn(usize) -> String,
{
    if pages < 2 {
        return ().into_any();
    }
    let before = (page > 1).then(|| (address(page - 1), "Page précédente"));
    let after = (page < pages).then(|| (address(page + 1), "Page suivante"));
    let links = views([before, after].into_iter().flatten().map(|(address, label)| {
        view! {
            <li>
                <a class="fr-pagination__link" href=address>
                    {label}
                </a>
            </li>
        }
        .into_any()
    }));
    view! {
        <nav class="fr-pagination" aria-label="Pages de résultats">
            <ul class="fr-pagination__list">{links}</ul>
        </nav>
    }
    .into_any()
}

/// The page that an address asks for; the first when it is no number.
pub fn asked_page(text: &SearchText) -> usize {
    text.as_str().parse().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_says_how_many_it_found_and_which_page_this_is() {
        assert_eq!(sentence("", 12, 1, 1), "");
        assert_eq!(sentence("figeac", 0, 1, 0), "Aucune collectivité trouvée.");
        assert_eq!(sentence("figeac", 1, 1, 1), "1\u{a0}collectivité trouvée.");
        assert_eq!(sentence("figeac", 45, 2, 3), "45\u{a0}collectivités trouvées, page 2 sur 3.");
    }
}
