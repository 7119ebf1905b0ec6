//! What stands at the end of every page.

use super::views::views;
use entity::address::Address;
use leptos::prelude::*;

/// What Terreau is, and the pages that say what it promises.
#[component]
pub fn Footer() -> AnyView {
    let links = [
        (Address::Help.into(), "Aide et règles de la campagne"),
        (Address::Campaigns.into(), "Toutes les campagnes"),
        (Address::Help.at("donnees").into(), "Données utilisées"),
        (Address::Accessibility.into(), "Accessibilité"),
        (Address::LegalNotices.into(), "Mentions légales"),
        (Address::Privacy.into(), "Données personnelles"),
    ];
    let links = views(links.into_iter().map(|(address, name): (String, _)| {
        view! {
            <li>
                <a href=address>{name}</a>
            </li>
        }
        .into_any()
    }));
    view! {
        <footer class="fr-footer" role="contentinfo">
            <div class="fr-container">
                <div class="fr-footer__body">
                    <div class="fr-footer__content">
                        <p class="fr-footer__content-desc">
                            "Sur Terreau, les collectivités disent leurs besoins, se regroupent et choisissent \
                             ensemble les services "
                            "numériques que l’État finance. Le code est libre (licence MIT)."
                        </p>
                    </div>
                </div>
                <div class="fr-footer__bottom">
                    <ul class="fr-footer__bottom-list">{links}</ul>
                </div>
            </div>
        </footer>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn the_foot_of_a_page_leads_to_what_the_site_says_of_itself() {
        let html = html(|| view! { <Footer /> });
        assert!(html.starts_with("<footer role=\"contentinfo\" class=\"fr-footer\">"), "{html}");
        for (address, name) in
            [("/aide", "Aide"), ("/accessibilite", "Accessibilité"), ("/mentions-legales", "Mentions")]
        {
            assert!(html.contains(&format!("<li><a href=\"{address}\">{name}")), "{html}");
        }
    }
}
