//! The settings, as the executable hands them in; read from the environment or flags in `app/src/main.rs`.

use std::path::PathBuf;

/// Which marks the pages wear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// The State's marks (Marianne, typeface): for `.gouv.fr` only, by the terms of the design system.
    State,
    /// No mark of the State.
    Neutral,
}

/// What a server is started with.
#[derive(Debug, Clone)]
pub struct Settings {
    pub listen: String,
    pub data_dir: PathBuf,
    /// `sqlite:PATH` or `postgres://…`; None for the SQLite file of the data folder.
    pub database_url: Option<String>,
    /// The address under which people reach the site.
    pub base_url: String,
    pub theme: Theme,
    pub demo: bool,
}
