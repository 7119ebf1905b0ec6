//! What programs ask of the site: where they may look, what is there, whom to tell of a fault, how it stands on the
//! screen of a phone.

use super::{assets, failure::Failure, picture::ICONS, site::Site, visit::Visit};
use crate::ui::meta::SITE;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{Duration, NaiveTime, SecondsFormat};
use entity::address::{Address, CLOSED};
use serde_json::json;
use server::{clock::SystemClock, sitemap};
use std::sync::Arc;

/// How long what changes with acts may be kept by others.
const AN_HOUR: &str = "public, max-age=3600";

/// How long what changes with the executable alone may be kept by others.
const A_DAY: &str = "public, max-age=86400";

/// For how long whoever reads where to tell of faults may rely on it.
const CONTACT_LIFE: Duration = Duration::days(180);

fn file(kind: &'static str, cache: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache)], text).into_response()
}

/// Where programs may look.
pub async fn robots(State(site): State<Arc<Site>>) -> Response {
    let closed: String = CLOSED.iter().map(|address| format!("Disallow: {address}\n")).collect();
    let text = format!("User-agent: *\n{closed}\nSitemap: {}{}\n", site.base_url, Address::Sitemap);
    file("text/plain; charset=utf-8", A_DAY, text)
}

/// The pages that always are.
pub fn pages() -> [Address; 22] {
    [
        Address::Home,
        Address::Needs,
        Address::Groups,
        Address::Projects,
        Address::Ballot,
        Address::Turnout,
        Address::Log,
        Address::Result,
        Address::Envelopes,
        Address::Money,
        Address::Api,
        Address::Statistics,
        Address::Campaigns,
        Address::Help,
        Address::HelpMembership,
        Address::HelpMandates,
        Address::HelpGroups,
        Address::HelpNeed,
        Address::LegalNotices,
        Address::Privacy,
        Address::Accessibility,
        Address::ResultRule,
    ]
}

/// The most campaigns that a sitemap names, the latest ones.
const MOST_CAMPAIGNS: usize = 15;

/// The campaigns that were opened, and what is followed of each: its feeds and its calendar.
async fn campaigns(visit: &Visit) -> Result<Vec<String>, Failure> {
    let feeds =
        [Address::NeedsFeed, Address::GroupsFeed, Address::ProjectsFeed, Address::DecisionsFeed, Address::CalendarFile];
    let opened = server::campaign::opened(&visit.ctx).await?;
    let all = opened.iter().take(MOST_CAMPAIGNS).flat_map(|campaign| {
        let slug = campaign.spec.slug.clone();
        let of = feeds.iter().map(|feed| campaign.address(feed)).collect::<Vec<_>>();
        std::iter::once(Address::Campaign(slug).to_string()).chain(of)
    });
    Ok(all.collect())
}

/// What is there: the pages that always are, campaigns and their feeds, needs, groups and projects; or where its parts
/// stand, when there are more than one sitemap holds.
pub async fn sitemap(visit: Visit) -> Result<Response, Failure> {
    let parts = sitemap::parts(&visit.ctx).await?;
    if parts == 1 {
        return part(visit, Path(0)).await;
    }
    let base = &visit.site.base_url;
    let parts = (0..parts).map(|part| format!("<sitemap><loc>{base}{}</loc></sitemap>", Address::SitemapPart(part)));
    let parts: String = parts.collect();
    Ok(xml(&format!("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{parts}</sitemapindex>")))
}

/// One part of what is there.
pub async fn part(visit: Visit, Path(part): Path<u64>) -> Result<Response, Failure> {
    let addresses = sitemap::part(&visit.ctx, part).await?;
    let base = &visit.site.base_url;
    let mut all: Vec<String> = match part {
        0 => pages().iter().map(ToString::to_string).chain(campaigns(&visit).await?).collect(),
        _ => Vec::new(),
    };
    all.extend(addresses.iter().map(ToString::to_string));
    let urls: String = all.iter().map(|address| format!("<url><loc>{base}{address}</loc></url>")).collect();
    Ok(xml(&format!("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{urls}</urlset>")))
}

fn xml(content: &str) -> Response {
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{content}\n");
    file("application/xml; charset=utf-8", AN_HOUR, text)
}

/// Whom to tell of a fault (RFC 9116); [`Failure::NotFound`] where the operator names nobody.
pub async fn security(State(site): State<Arc<Site>>) -> Result<Response, Failure> {
    let contact = site.security_contact.as_ref().ok_or(Failure::NotFound)?;
    let day = (SystemClock::machine_now() + CONTACT_LIFE).date_naive();
    let until = day.and_time(NaiveTime::MIN).and_utc().to_rfc3339_opts(SecondsFormat::Secs, true);
    let text = format!(
        "Contact: {contact}\nExpires: {until}\nPreferred-Languages: fr, en\nCanonical: {}{}\n",
        site.base_url,
        Address::SecurityContact
    );
    Ok(file("text/plain; charset=utf-8", A_DAY, text))
}

/// How the site stands on the screen of a phone. It opens in the browser, where its address shows.
pub async fn manifest() -> Response {
    let drawn = ICONS.map(|size| {
        json!({ "src": Address::Icon(size).to_string(), "sizes": format!("{size}x{size}"), "type": "image/png" })
    });
    let mark =
        assets::FAVICON.map(|path| json!({ "src": format!("/{path}"), "sizes": "any", "type": "image/svg+xml" }));
    let icons: Vec<_> = mark.into_iter().chain(drawn).collect();
    let manifest = json!({
        "name": SITE,
        "short_name": SITE,
        "lang": "fr",
        "start_url": Address::Home.to_string(),
        "display": "browser",
        "background_color": "#fbfaf6",
        "theme_color": "#17624a",
        "icons": icons,
    });
    file("application/manifest+json", A_DAY, manifest.to_string())
}
