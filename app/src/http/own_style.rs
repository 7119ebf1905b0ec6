//! An operator's own style, laid over ours: a sheet (`style.css`), and the fonts, images and other sheets that it
//! names. Read once, at the start; served under names that hold a hash of the content.

use axum::body::Bytes;
use entity::address::Address;
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fs, io::Read, path::Path};
use wording::operator::style as words;

/// The most files, and the most bytes of each.
const MOST_FILES: usize = 60;
const LARGEST: u64 = 1_000_000;

const SHEET: &str = "style.css";
const LOGO: &str = "logo.svg";

/// What is served: the endings of its names, and its type.
const KINDS: [(&str, &str); 4] =
    [("css", "text/css; charset=utf-8"), ("woff2", "font/woff2"), ("svg", "image/svg+xml"), ("png", "image/png")];

/// The files of a style, by the name under which each is served.
#[derive(Debug, Clone)]
pub struct OwnStyle {
    served: BTreeMap<String, (&'static str, Bytes)>,
    sheet: String,
    logo: Option<String>,
}

impl OwnStyle {
    /// Reads the files of a folder; why not, in French. Refused: more or larger ones than are served, of other kinds,
    /// in folders of their own; a folder without `style.css`; a sheet that names what is not there, or stands
    /// elsewhere.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let mut files = contents(folder)?;
        let sheet = files.remove(SHEET).ok_or(words::NO_SHEET)?;
        let mut reading = Reading::default();
        let (sheets, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(name, _)| name.ends_with(".css"));
        for (name, bytes) in others {
            reading.serve(&name, bytes);
        }
        // Sheets name fonts and images; style.css names those, too.
        let resolved: Result<Vec<_>, String> =
            sheets.into_iter().map(|(name, bytes)| Ok((reading.resolved(&name, bytes)?, name))).collect();
        for (css, name) in resolved? {
            reading.serve(&name, css.into_bytes());
        }
        let css = reading.resolved(SHEET, sheet)?;
        let sheet = reading.serve(SHEET, css.into_bytes());
        let logo = reading.named.get(LOGO).cloned();
        Ok(Self { served: reading.served, sheet, logo })
    }

    /// Where the sheet is.
    pub fn sheet(&self) -> Address {
        Address::OwnStyle(self.sheet.clone())
    }

    /// A file that is served under this name: its type and content.
    pub fn file(&self, name: &str) -> Option<(&'static str, Bytes)> {
        self.served.get(name).cloned()
    }

    /// Where the operator's mark is, if they have one.
    pub fn logo(&self) -> Option<Address> {
        self.logo.clone().map(Address::OwnStyle)
    }
}

/// What a folder holds, by name.
fn contents(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let failed = |error: std::io::Error| words::unreadable(&error.to_string());
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // What editors and systems leave beside the files.
        if name.starts_with('.') {
            continue;
        }
        if files.len() == MOST_FILES {
            return Err(words::too_many(MOST_FILES));
        }
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if !name.bytes().all(is_plain) || name.len() > 100 {
            return Err(words::not_a_name(&name));
        }
        if kind_of(&name).is_none() || !entry.path().is_file() {
            return Err(words::not_served(&name));
        }
        let mut bytes = Vec::new();
        fs::File::open(entry.path()).map_err(failed)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > LARGEST {
            return Err(words::too_large(&name, LARGEST));
        }
        files.insert(name, bytes);
    }
    Ok(files)
}

fn kind_of(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    KINDS.iter().find(|(known, _)| *known == ending).map(|(_, kind)| *kind)
}

/// The files that were read so far.
#[derive(Default)]
struct Reading {
    served: BTreeMap<String, (&'static str, Bytes)>,
    /// Under which name each file of the folder is served.
    named: BTreeMap<String, String>,
}

impl Reading {
    /// Serves a file; the name under which.
    fn serve(&mut self, name: &str, bytes: Vec<u8>) -> String {
        let hash: String = Sha256::digest(&bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let hashed = format!("{stem}-{hash}.{ending}");
        self.named.insert(name.to_owned(), hashed.clone());
        self.served.insert(hashed.clone(), (kind_of(name).unwrap_or_default(), bytes.into()));
        hashed
    }

    /// A sheet whose files are named as they are served.
    fn resolved(&self, sheet: &str, bytes: Vec<u8>) -> Result<String, String> {
        let css = String::from_utf8(bytes).map_err(|_| words::not_a_text(sheet))?;
        let css = without_comments(css.trim_start_matches('\u{feff}'));
        let mut out = String::new();
        let mut rest = css.as_str();
        while let Some((before, marker, after)) = next_name(rest) {
            out.push_str(before);
            let (named, after) = match marker {
                Marker::Url => {
                    let (inside, after) = after.split_once(')').unwrap_or((after, ""));
                    (inside.trim().trim_matches(['"', '\'']), after)
                }
                Marker::Import(quote) => after.split_once(quote).unwrap_or((after, "")),
            };
            out.push_str(&format!("url(\"{}\")", self.target(sheet, named.trim())?));
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }

    /// What stands in place of an address in a sheet.
    fn target(&self, sheet: &str, named: &str) -> Result<String, String> {
        if named.starts_with("data:") || named.starts_with('#') || (named.starts_with('/') && !named.starts_with("//"))
        {
            return Ok(named.replace('"', "%22"));
        }
        if named.contains("//") {
            return Err(words::elsewhere(sheet, named));
        }
        let (file, fragment) =
            named.split_once('#').map_or((named, String::new()), |(file, at)| (file, format!("#{at}")));
        let file = file.split('?').next().unwrap_or_default();
        let served = self.named.get(file.strip_prefix("./").unwrap_or(file));
        let served = served.ok_or_else(|| words::not_there(sheet, named))?;
        Ok(format!("{}{fragment}", Address::OwnStyle(served.clone())))
    }
}

/// How a sheet names a file.
enum Marker {
    /// `url(…)`.
    Url,
    /// `@import "…"`, between these.
    Import(char),
}

/// The next file that a sheet names: what stands before, how, and what follows.
fn next_name(css: &str) -> Option<(&str, Marker, &str)> {
    let lower = css.to_ascii_lowercase();
    let url = lower.find("url(").map(|at| (at, at + "url(".len(), Marker::Url));
    let import = lower.match_indices("@import").find_map(|(at, word)| {
        let after = css.get(at + word.len()..)?;
        let quote = after.trim_start().chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let opened = at + word.len() + after.find(quote)?;
        Some((opened, opened + 1, Marker::Import(quote)))
    });
    let first = match (url, import) {
        (Some(url), Some(import)) => {
            if url.0 < import.0 {
                url
            } else {
                import
            }
        }
        (url, import) => url.or(import)?,
    };
    let (from, to, marker) = first;
    Some((css.get(..from)?, marker, css.get(to..)?))
}

fn without_comments(css: &str) -> String {
    let mut out = String::new();
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}
