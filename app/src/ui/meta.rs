//! What a page says of itself to those who do not read it: searches, and messages in which its address is shared.

use super::{description::Description, html_writer::HtmlWriter};
use crate::http::{picture, site::Site};
use entity::address::Address;
use std::fmt::Display;

/// The name of the site.
pub const SITE: &str = "Terreau";

/// What is shown of a page where its address is shared.
pub struct Shared<'a> {
    pub title: &'a str,
    /// Its address, without a query.
    pub path: &'a str,
    pub description: &'a Description,
    pub picture: &'a Address,
    /// Whether other sites find a card of it (oEmbed).
    pub embedded: bool,
}

/// Description, address, title and picture (Open Graph), and the icons.
pub fn meta(html: &mut HtmlWriter, site: &Site, shared: &Shared<'_>) {
    let Shared { title, path, description, picture, embedded } = shared;
    let (description, base) = (description.as_str(), &site.base_url);
    html.markup("<meta name=\"description\" content=\"").text(description).markup("\">");
    property(html, "og:type", "website");
    property(html, "og:locale", "fr_FR");
    property(html, "og:site_name", SITE);
    property(html, "og:title", title);
    property(html, "og:description", description);
    property(html, "og:url", format_args!("{base}{path}"));
    property(html, "og:image", format_args!("{base}{picture}"));
    property(html, "og:image:type", "image/png");
    property(html, "og:image:width", picture::WIDTH);
    property(html, "og:image:height", picture::HEIGHT);
    property(html, "og:image:alt", title);
    if *embedded {
        let card = Address::Embed.with("url", format!("{base}{path}"));
        html.markup("<link rel=\"alternate\" type=\"application/json+oembed\" href=\"");
        html.text(format_args!("{base}{card}")).markup("\">");
    }
    html.markup("<meta name=\"twitter:card\" content=\"summary_large_image\">")
        .markup("<link rel=\"apple-touch-icon\" href=\"")
        .text(Address::Icon(180))
        .markup("\"><link rel=\"manifest\" href=\"")
        .text(Address::WebManifest)
        .markup("\">");
}

fn property(html: &mut HtmlWriter, name: &'static str, content: impl Display) {
    html.markup("<meta property=\"").markup(name).markup("\" content=\"").text(content).markup("\">");
}
