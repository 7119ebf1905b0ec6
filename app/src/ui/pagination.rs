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
    use crate::ui::rendered::html;

    #[test]
    fn the_first_the_last_and_those_around_are_offered_once() {
        assert_eq!(offered(1, 2), [1, 2]);
        assert_eq!(offered(1, 9), [1, 2, 3, 9]);
        assert_eq!(offered(5, 9), [1, 3, 4, 5, 6, 7, 9]);
        assert_eq!(offered(9, 9), [1, 7, 8, 9]);
    }

    fn pages(page: u64, pages: u64) -> String {
        html(|| view! { <Pagination page pages address=|page| format!("/besoins?page={page}") /> })
    }

    #[test]
    fn a_list_of_one_page_has_no_links() {
        assert_eq!(pages(1, 1), "");
        assert_eq!(pages(1, 0), "");
    }

    #[test]
    fn the_page_shown_is_current_and_leads_nowhere() {
        let first = pages(1, 2);
        assert!(first.contains("<a aria-current=\"page\" class=\"fr-pagination__link\">1</a>"), "{first}");
        assert!(first.contains("<a aria-disabled=\"true\" class=\"fr-pagination__link\">Précédente</a>"), "{first}");
        let next = "<a href=\"/besoins?page=2\" class=\"fr-pagination__link\">Suivante</a>";
        assert!(first.contains(next), "{first}");
        let last = pages(2, 2);
        assert!(last.contains("<a aria-disabled=\"true\" class=\"fr-pagination__link\">Suivante</a>"), "{last}");
    }

    #[test]
    fn what_is_left_out_is_a_gap() {
        let middle = pages(7, 12);
        assert_eq!(middle.matches("<span class=\"fr-pagination__link\">…</span>").count(), 2, "{middle}");
        let page = "<a href=\"/besoins?page=5\" aria-label=\"Page 5\" class=\"fr-pagination__link\">5</a>";
        assert!(middle.contains(page), "{middle}");
    }
}
