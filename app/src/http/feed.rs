//! What is new, for readers of feeds (Atom, RFC 4287), and the days of a campaign, for calendars (iCalendar, RFC 5545).

use super::{failure::Failure, visit::Visit};
use crate::ui::meta::SITE;
use axum::{
    extract::Query,
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, SecondsFormat, Utc};
use entity::{
    address::{Address, Link},
    calendar::{Phase, in_paris},
    search_text::SearchText,
};
use server::{
    grant,
    group::query::latest,
    need::{filter::Filter, query::after},
    project::query::on_ballot,
};
use std::fmt::Write;
use wording::euros;

/// Entries of a feed.
const ENTRIES: u64 = 30;

/// What may be kept by others, and for how long.
const A_QUARTER: &str = "public, max-age=900";

/// What narrows the feed of needs: a code of a département, or a SIREN.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Narrowed {
    departement: SearchText,
    collectivite: SearchText,
}

/// Something new.
struct Entry {
    page: Link,
    title: String,
    text: String,
    author: String,
    at: DateTime<Utc>,
}

/// Text inside an element or an attribute of XML; characters that XML cannot hold are left out.
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A feed: `page` is what it follows.
fn atom(visit: &Visit, title: &str, page: &str, entries: &[Entry]) -> Response {
    let base = &visit.site.base_url;
    let own = format!("{base}{}", visit.uri);
    let updated = entries.iter().map(|entry| entry.at).max().unwrap_or(DateTime::UNIX_EPOCH);
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"fr\">\
         <title>{}</title><id>{own}</id><link rel=\"self\" href=\"{own}\"/><link href=\"{}\"/><updated>{}</updated>",
        xml(&format!("{SITE}\u{a0}: {title}")),
        xml(&format!("{base}{page}")),
        written(updated),
        own = xml(&own),
    );
    for Entry { page, title, text, author, at } in entries {
        let link = xml(&format!("{base}{page}"));
        let (title, author, text, at) = (xml(title), xml(author), xml(text), written(*at));
        let _ = write!(
            feed,
            "<entry><title>{title}</title><id>{link}</id><link href=\"{link}\"/><updated>{at}</updated>\
             <author><name>{author}</name></author><summary>{text}</summary></entry>"
        );
    }
    feed.push_str("</feed>\n");
    let headers = [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8"), (header::CACHE_CONTROL, A_QUARTER)];
    (headers, feed).into_response()
}

/// The latest needs of a campaign: all of them, or those of a département or of a collectivité.
pub async fn needs(visit: Visit, Query(narrowed): Query<Narrowed>) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let reference = visit.ctx.platform.reference();
    let departement = narrowed.departement.to_string();
    let (title, rows) = match entity::siren::Siren::parse(narrowed.collectivite.as_str()) {
        Ok(siren) => {
            let mut rows = server::need::query::of_collectivity(&visit.ctx, &campaign, &siren).await?;
            rows.retain(|row| row.state.is_public());
            rows.truncate(ENTRIES as usize);
            (format!("besoins, {}", reference.name(&siren)), rows)
        }
        Err(_) => {
            let title = match departement.is_empty() {
                true => "besoins".to_owned(),
                false => format!("besoins, {}", reference.departement_name(&departement)),
            };
            let filter = Filter { departement, ..Filter::default() };
            (title, after(&visit.ctx, &campaign, &filter, None, ENTRIES).await?)
        }
    };
    let entries = rows.into_iter().map(|row| Entry {
        page: Address::Need(row.id).into(),
        author: reference.name(&row.siren),
        at: row.published_at.unwrap_or(row.created_at).utc(),
        title: row.title,
        text: row.problem,
    });
    let entries: Vec<Entry> = entries.collect();
    Ok(atom(&visit, &title, &visit.here(Address::Needs), &entries))
}

/// The groups of a campaign that were opened last.
pub async fn groups(visit: Visit) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let reference = visit.ctx.platform.reference();
    let rows = latest(&visit.ctx, &campaign, ENTRIES).await?;
    let entries = rows.into_iter().map(|row| Entry {
        page: Address::Group(row.id).into(),
        author: reference.name(&row.lead),
        at: row.opened_at.utc(),
        title: row.name,
        text: row.purpose,
    });
    let entries: Vec<Entry> = entries.collect();
    Ok(atom(&visit, "groupements", &visit.here(Address::Groups), &entries))
}

/// The projects of a campaign's ballot, the latest first.
pub async fn projects(visit: Visit) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let mut rows = on_ballot(visit.ctx.read(), &campaign).await?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.created_at, row.id)));
    let entries = rows.into_iter().map(|row| Entry {
        page: Address::Project(row.id).into(),
        author: SITE.to_owned(),
        at: row.created_at.utc(),
        title: row.title,
        text: row.summary,
    });
    let entries: Vec<Entry> = entries.collect();
    Ok(atom(&visit, "projets", &visit.here(Address::Projects), &entries))
}

/// The decisions to fund that were published last: all of them, or those of a département or of a collectivité. What
/// is paid is read on the page of payments, under the same filters.
pub async fn decisions(visit: Visit, Query(narrowed): Query<Narrowed>) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let reference = visit.ctx.platform.reference();
    let filter = grant::Filter {
        departement: Some(narrowed.departement.to_string()).filter(|code| !code.is_empty()),
        collectivity: entity::siren::Siren::parse(narrowed.collectivite.as_str()).ok(),
        ..grant::Filter::default()
    };
    let grants = grant::after(&visit.ctx, campaign.id, &filter, None, ENTRIES).await?;
    let entries = grants.into_iter().map(|grant| {
        let decided = grant.decided;
        let envelope = campaign.spec.envelope(&decided.envelope).map(|envelope| envelope.title.as_str());
        Entry {
            // The payments of that collectivité; each decision has an address of its own.
            page: Address::Money.with("collectivite", decided.siren).at(&decided.application.to_string()),
            author: reference.name(&decided.siren),
            at: decided.published_at(),
            text: format!("{} accordés, {}", euros(decided.amount.cents()), envelope.unwrap_or(&decided.envelope)),
            title: decided.title,
        }
    });
    let entries: Vec<Entry> = entries.collect();
    Ok(atom(&visit, "décisions", &visit.here(Address::Money), &entries))
}

/// A text of iCalendar (RFC 5545, 3.3.11).
fn text(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace(['\r', '\n'], "\\n")
}

/// A line of iCalendar, folded at 75 bytes (RFC 5545, 3.1).
fn folded(line: &str, out: &mut String) {
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > 74 {
            out.push_str("\r\n ");
            length = 1;
        }
        length += c.len_utf8();
        out.push(c);
    }
    out.push_str("\r\n");
}

/// A day of a calendar.
pub struct Day {
    pub uid: String,
    pub title: String,
    /// The first instant at which it is over, or begins.
    pub at: DateTime<Utc>,
    /// The whole address of its page.
    pub page: String,
}

/// The days of a campaign: when each phase and each intake opens and closes.
pub async fn calendar(visit: Visit) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let (spec, slug) = (&campaign.spec, &campaign.spec.slug);
    let mut days = Vec::new();
    let mut day = |key: String, title: String, at: DateTime<Utc>, page: &Address| {
        let page = format!("{}{}", visit.site.base_url, campaign.address(page));
        days.push(Day { uid: format!("{slug}-{key}@{}", host(&visit.site.base_url)), title, at, page });
    };
    for &phase in Phase::ALL {
        let period = spec.calendar.period(phase);
        let name = wording::capitalised(wording::phase(phase));
        let page = match phase {
            Phase::Census => Address::Needs,
            Phase::Selection => Address::Ballot,
            Phase::Application => Address::Envelopes,
        };
        day(format!("{}-ouverture", phase.code()), format!("{name}\u{a0}: ouverture"), period.opening(), &page);
        day(format!("{}-cloture", phase.code()), format!("{name}\u{a0}: clôture"), period.close(), &page);
    }
    for envelope in spec.envelopes.iter().filter(|envelope| envelope.call.is_some() && !envelope.waves.is_empty()) {
        for (at, intake) in envelope.intakes(&spec.calendar).iter().enumerate() {
            let key = format!("{}-vague-{}", envelope.code, at + 1);
            let name = format!("{}, vague {}", envelope.title, at + 1);
            let page = Address::Envelope(envelope.code.clone());
            day(format!("{key}-ouverture"), format!("{name}\u{a0}: ouverture"), intake.period.opening(), &page);
            day(format!("{key}-cloture"), format!("{name}\u{a0}: clôture"), intake.period.close(), &page);
        }
    }
    days.sort_by_key(|day| day.at);
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, A_QUARTER.to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{slug}.ics\"")),
    ];
    let days: Vec<Day> =
        days.into_iter().map(|day| Day { title: format!("{} ({})", day.title, spec.title), ..day }).collect();
    Ok((headers, calendar_file(&spec.title, visit.ctx.now(), &days)).into_response())
}

/// The name of a site's host.
pub fn host(base: &str) -> &str {
    base.split("://").nth(1).unwrap_or(base).split(['/', ':']).next().unwrap_or_default()
}

/// The calendar: each day at its hour in Paris, with a quarter of an hour, so that it shows.
pub fn calendar_file(title: &str, now: DateTime<Utc>, days: &[Day]) -> String {
    let stamp = |at: DateTime<Utc>| at.format("%Y%m%dT%H%M%SZ").to_string();
    let mut out = String::new();
    let head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Terreau//Calendrier//FR", "CALSCALE:GREGORIAN"];
    head.iter().for_each(|line| folded(line, &mut out));
    folded(&format!("X-WR-CALNAME:{}", text(title)), &mut out);
    for Day { uid, title: what, at, page } in days {
        let in_paris = in_paris(*at).format("%d/%m/%Y, %H:%M");
        folded("BEGIN:VEVENT", &mut out);
        folded(&format!("UID:{}", text(uid)), &mut out);
        folded(&format!("DTSTAMP:{}", stamp(now)), &mut out);
        folded(&format!("DTSTART:{}", stamp(*at)), &mut out);
        folded("DURATION:PT15M", &mut out);
        folded(&format!("SUMMARY:{}", text(what)), &mut out);
        folded(&format!("DESCRIPTION:{}", text(&format!("Le {in_paris} à Paris."))), &mut out);
        folded(&format!("URL:{page}"), &mut out);
        folded("END:VEVENT", &mut out);
    }
    folded("END:VCALENDAR", &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_between_characters_and_reads_again_as_it_was() {
        let line = format!("SUMMARY:{}", "Clôture, à minuit; ".repeat(12));
        let mut out = String::new();
        folded(&line, &mut out);
        assert!(out.ends_with("\r\n") && out.split("\r\n").all(|part| part.len() <= 75), "{out}");
        assert_eq!(out.replace("\r\n ", "").trim_end_matches("\r\n"), line);
        assert_eq!(text("a,b;c\\d\ne"), "a\\,b\\;c\\\\d\\ne");
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(xml("<a href=\"x\">&\u{0}\u{b}\u{ffff}é</a>"), "&lt;a href=&quot;x&quot;&gt;&amp;é&lt;/a&gt;");
    }
}
