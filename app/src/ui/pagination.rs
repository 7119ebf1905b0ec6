//! The way from page to page of a long list.

use super::views::views;
use leptos::prelude::*;

/// Links to the pages of a list: the first, the last, those around the page shown; nothing for a list of one page.
#[component]
pub fn Pagination<F>(
    page: u64,
    pages: u64,
    /// The address of a page of the list.
    address: F,
) -> AnyView
where
    F: Fn(u64) -> String,
{
    if pages < 2 {
        return ().into_any();
    }
    let mut before = 0;
    let numbers = views(offered(page, pages).into_iter().map(|at| {
        let gap = (at > before + 1).then(|| view! { <Step label="…" /> });
        before = at;
        view! {
            {gap}
            <Step
                label=at.to_string()
                href=(at != page).then(|| address(at))
                name=(at != page).then(|| format!("Page {at}"))
                current=at == page
            />
        }
        .into_any()
    }));
    view! {
        <nav class="fr-pagination" aria-label="Pagination">
            <ul class="fr-pagination__list">
                <Neighbour label="Précédente" href=(page > 1).then(|| address(page - 1)) />
                {numbers}
                <Neighbour label="Suivante" href=(page < pages).then(|| address(page + 1)) />
            </ul>
        </nav>
    }
    .into_any()
}

/// The pages that are offered by number, in order.
fn offered(page: u64, pages: u64) -> Vec<u64> {
    let around = page.saturating_sub(2).max(1)..=page.saturating_add(2).min(pages);
    let mut offered: Vec<u64> = [1].into_iter().chain(around).chain([pages]).collect();
    offered.dedup();
    offered
}

/// A page by its number, or the gap between two.
#[component]
fn Step(
    #[prop(into)] label: String,
    #[prop(optional_no_strip)] href: Option<String>,
    #[prop(optional_no_strip)] name: Option<String>,
    #[prop(optional)] current: bool,
) -> AnyView {
    match (href, current) {
        (None, false) => view! {
            <li>
                <span class="fr-pagination__link">{label}</span>
            </li>
        }
        .into_any(),
        (href, current) => view! {
            <li>
                <a class="fr-pagination__link" href=href aria-label=name aria-current=current.then_some("page")>
                    {label}
                </a>
            </li>
        }
        .into_any(),
    }
}

/// The page before or after; there, but not a link, where there is none.
#[component]
fn Neighbour(label: &'static str, href: Option<String>) -> AnyView {
    let disabled = href.is_none().then_some("true");
    view! {
        <li>
            <a class="fr-pagination__link" href=href aria-disabled=disabled>
                {label}
            </a>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_the_last_and_those_around_are_offered_once() {
        assert_eq!(offered(1, 2), [1, 2]);
        assert_eq!(offered(1, 9), [1, 2, 3, 9]);
        assert_eq!(offered(5, 9), [1, 3, 4, 5, 6, 7, 9]);
        assert_eq!(offered(9, 9), [1, 7, 8, 9]);
    }
}
