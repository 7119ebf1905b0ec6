//! The texts of the site as they come, and as they are kept in memory.

use entity::site_text::SiteText;
use std::{collections::HashMap, path::PathBuf, sync::Arc};
use wording::mail::origin_of;

/// The texts as they come.
#[derive(Debug, Clone)]
pub struct Origins {
    /// What the executable has.
    pub text: fn(SiteText) -> &'static str,
    /// A folder of the operator's own: a file `mentions-legales.md` in it stands in place of the executable's.
    pub folder: Option<PathBuf>,
}

impl Default for Origins {
    fn default() -> Self {
        Self { text: |_| "", folder: None }
    }
}

/// The longest text of an operator's own folder that is read, in bytes.
const LONGEST_FILE: u64 = 200_000;

impl Origins {
    /// A text as it comes: of the operator's folder where it has one, or of the executable; a mail's always of the
    /// executable.
    pub(crate) async fn of(&self, text: SiteText) -> String {
        if let Some(kind) = text.mail() {
            return origin_of(kind);
        }
        if let Some(folder) = &self.folder {
            let file = folder.join(format!("{text}.md"));
            let size = tokio::fs::metadata(&file).await.map_or(u64::MAX, |about| about.len());
            if size <= LONGEST_FILE
                && let Ok(theirs) = tokio::fs::read_to_string(file).await
            {
                return theirs;
            }
        }
        (self.text)(text).to_owned()
    }
}

/// The latest version of each text that somebody wrote, with its number; no content where it was given back to its
/// origin.
pub(crate) type Latest = Arc<HashMap<SiteText, (i32, Option<Arc<str>>)>>;
