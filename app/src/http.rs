//! The HTTP around the pages: routes, who visits, forms and their refusals, files, security headers.

pub mod assets;
pub mod failure;
pub mod outer;
pub mod routes;
pub mod visit;

use leptos::config::LeptosOptions;
use server::{Platform, clock::SystemClock, settings::Theme};
use std::sync::Arc;

/// What every request needs, for as long as the server runs.
pub struct Site {
    pub platform: Arc<Platform>,
    /// The clock that the demonstration moves; the platform's clock is the same one.
    pub clock: Arc<SystemClock>,
    pub theme: Theme,
    pub base_url: String,
    pub leptos: LeptosOptions,
}

impl Site {
    /// A site on a platform.
    pub fn new(platform: Arc<Platform>, clock: Arc<SystemClock>, theme: Theme, base_url: String) -> Self {
        let leptos =
            LeptosOptions::builder().output_name(assets::SCRIPT.unwrap_or("terreau")).site_pkg_dir("pkg").build();
        Self { platform, clock, theme, base_url, leptos }
    }

    /// Whether cookies and headers may rely on https.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}
