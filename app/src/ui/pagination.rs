//! The way from page to page of a long list.

use leptos::prelude::*;

/// Links to the pages of a list: the first, the last, those around the page shown; nothing for a list of one page.
pub fn pagination(page: u64, pages: u64, address: impl Fn(u64) -> String) -> AnyView {
    if pages < 2 {
        return ().into_any();
    }
    let around = page.saturating_sub(2).max(1)..=page.saturating_add(2).min(pages);
    let mut shown: Vec<u64> = [1].into_iter().chain(around).chain([pages]).collect();
    shown.dedup();
    let mut entries = Vec::new();
    let mut before = 0;
    for at in shown {
        if at > before + 1 {
            entries.push(
                view! {
                    <li>
                        <span class="fr-pagination__link">"…"</span>
                    </li>
                }
                .into_any(),
            );
        }
        before = at;
        entries.push(match at == page {
            true => view! {
                <li>
                    <a class="fr-pagination__link" aria-current="page">
                        {at}
                    </a>
                </li>
            }
            .into_any(),
            false => {
                let label = format!("Page {at}");
                view! {
                    <li>
                        <a class="fr-pagination__link" href=address(at) aria-label=label>
                            {at}
                        </a>
                    </li>
                }
                .into_any()
            }
        });
    }
    let step = |to: u64, label: &'static str, possible: bool| match possible {
        true => view! {
            <li>
                <a class="fr-pagination__link" href=address(to)>
                    {label}
                </a>
            </li>
        }
        .into_any(),
        false => view! {
            <li>
                <a class="fr-pagination__link" aria-disabled="true">
                    {label}
                </a>
            </li>
        }
        .into_any(),
    };
    view! {
        <nav class="fr-pagination" aria-label="Pagination">
            <ul class="fr-pagination__list">
                {step(page.saturating_sub(1), "Précédente", page > 1)} {entries.collect_view()}
                {step(page + 1, "Suivante", page < pages)}
            </ul>
        </nav>
    }
    .into_any()
}
