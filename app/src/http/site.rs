//! What every request needs, for as long as the server runs.

use super::{
    body::Bodies, client::TrustedProxies, content_policy::ContentPolicy, limits::Limits, own_style::OwnStyle,
    picture::Pictures,
};
use entity::id::TrainingId;
use server::{Platform, clock::SystemClock, training::Trainings};
use std::{sync::Arc, time::Duration};

/// Longer than any page takes on a machine that is not ill.
const DEADLINE: Duration = Duration::from_secs(20);

/// A site on a platform: how it looks, where it is, what it bounds.
pub struct Site {
    pub platform: Arc<Platform>,
    /// The clock that the demonstration moves; the platform's clock is the same one.
    pub clock: Arc<SystemClock>,
    /// The operator's own sheet, laid over ours; None where ours stands alone.
    pub style: Option<OwnStyle>,
    pub base_url: String,
    /// Behind which proxies the server runs.
    pub proxies: Arc<TrustedProxies>,
    /// How long an answer may take to be made once the request is read; the browser is then told, and what it asked is
    /// given up.
    pub deadline: Duration,
    /// What is being read of forms and files.
    pub bodies: Bodies,
    pub limits: Limits,
    pub pictures: Pictures,
    /// Where faults of security are told, as an address (`mailto:` or `https:`); None where nowhere.
    pub security_contact: Option<String>,
    /// The mail address of those who run the site, which the page of contact shows; None where there is none.
    pub contact: Option<String>,
    pub policy: ContentPolicy,
    /// The training copies of this server; None where none is made, as in a copy.
    pub trainings: Option<Arc<Trainings>>,
    /// The training copy that this is the site of.
    pub training: Option<Training>,
}

/// Of which training copy a site is.
#[derive(Debug, Clone)]
pub struct Training {
    pub id: TrainingId,
    /// The title of its campaign.
    pub title: String,
}

impl Site {
    /// A site on a platform, behind no proxy, without limits and in our own style.
    pub fn new(platform: Arc<Platform>, clock: Arc<SystemClock>, base_url: String) -> Self {
        let provider = platform.proconnect.as_ref().map(|proconnect| proconnect.origin().to_owned());
        Self {
            platform,
            clock,
            style: None,
            base_url,
            proxies: Arc::default(),
            deadline: DEADLINE,
            bodies: Bodies::new(std::env::temp_dir()),
            limits: Limits::new(0),
            pictures: Pictures::default(),
            security_contact: None,
            contact: None,
            policy: ContentPolicy::new(provider.as_deref()),
            trainings: None,
            training: None,
        }
    }

    /// Whose clock and mails are shown, after their name: the demonstration's, or a training copy's.
    pub fn whose(&self) -> &'static str {
        if self.training.is_some() { "du bac à sable" } else { "de la démonstration" }
    }

    /// Whether cookies and headers may rely on https.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}
