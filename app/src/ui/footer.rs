//! What stands at the end of every page.

use super::html_writer::HtmlWriter;
use entity::address::Address;
use std::sync::LazyLock;

/// Terreau, in a sentence.
const ABOUT: &str = "Sur Terreau, les collectivités disent leurs besoins, se regroupent et choisissent ensemble les \
                     services numériques que l’État finance. Le code est libre (licence MIT).";

/// The same on all pages: written once.
static FOOTER: LazyLock<HtmlWriter> = LazyLock::new(|| {
    let links: [(String, &str); 10] = [
        (Address::Help.into(), "Aide et règles de la campagne"),
        (Address::Contact.into(), "Contact"),
        (Address::Campaigns.into(), "Toutes les campagnes"),
        (Address::Services.into(), "Services existants"),
        (Address::Statistics.into(), "Statistiques"),
        (Address::Help.at("donnees").into(), "Données utilisées"),
        (Address::Api.into(), "Données et API"),
        (Address::Accessibility.into(), "Accessibilité"),
        (Address::LegalNotices.into(), "Mentions légales"),
        (Address::Privacy.into(), "Données personnelles"),
    ];
    let mut html = HtmlWriter::default();
    html.markup("<footer role=\"contentinfo\" class=\"fr-footer\"><div class=\"fr-container\">")
        .markup("<div class=\"fr-footer__body\"><div class=\"fr-footer__content\">")
        .markup("<p class=\"fr-footer__content-desc\">")
        .text(ABOUT)
        .markup("</p></div></div><div class=\"fr-footer__bottom\"><ul class=\"fr-footer__bottom-list\">");
    for (address, name) in links {
        html.markup("<li><a href=\"").text(address).markup("\">").text(name).markup("</a></li>");
    }
    html.markup("</ul></div></div></footer>");
    html
});

/// What Terreau is, and the pages that say what it promises.
pub fn footer(html: &mut HtmlWriter) {
    html.written(&FOOTER);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_foot_of_a_page_leads_to_what_the_site_says_of_itself() {
        let mut html = HtmlWriter::default();
        footer(&mut html);
        let html = html.finish();
        assert!(html.starts_with("<footer role=\"contentinfo\" class=\"fr-footer\">"), "{html}");
        for (address, name) in
            [("/aide", "Aide"), ("/accessibilite", "Accessibilité"), ("/mentions-legales", "Mentions")]
        {
            assert!(html.contains(&format!("<li><a href=\"{address}\">{name}")), "{html}");
        }
    }
}
