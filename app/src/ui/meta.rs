//! What a page says of itself to those who do not read it: searches, and messages in which its address is shared.

use super::description::Description;
use crate::{
    http::{picture, site::Site},
    ui::views::views,
};
use entity::address::Address;
use leptos::{html::meta, prelude::*};

/// The name of the site.
pub const SITE: &str = "Terreau";

/// Description, address, title and picture (Open Graph), and the icons. `title` is what is shown of the page in a
/// message; `path` its address, without a query.
#[component]
pub fn Meta<'a>(
    site: &'a Site,
    title: &'a str,
    path: &'a str,
    description: &'a Description,
    picture: &'a Address,
) -> AnyView {
    let (address, picture) = (format!("{}{path}", site.base_url), format!("{}{picture}", site.base_url));
    let [width, height] = [picture::WIDTH, picture::HEIGHT].map(|size| size.to_string());
    let properties = [
        ("og:type", "website"),
        ("og:locale", "fr_FR"),
        ("og:site_name", SITE),
        ("og:title", title),
        ("og:description", description.as_str()),
        ("og:url", &address),
        ("og:image", &picture),
        ("og:image:type", "image/png"),
        ("og:image:width", &width),
        ("og:image:height", &height),
        ("og:image:alt", title),
    ];
    let properties = properties.map(|(name, content)| (name, content.to_owned()));
    // A view knows no attribute `property`.
    let properties = properties
        .into_iter()
        .map(|(property, content)| meta().attr("property", property).attr("content", content).into_any());
    let properties = views(properties);
    view! {
        <meta name="description" content=description.as_str().to_owned() />
        {properties}
        <meta name="twitter:card" content="summary_large_image" />
        <link rel="apple-touch-icon" href=Address::Icon(180).to_string() />
        <link rel="manifest" href=Address::WebManifest.to_string() />
    }
    .into_any()
}
