//! What runs beside the requests, for as long as the server does.

use app::http::site::Site;
use server::{
    database, mail, mailing,
    retention::{self, Retention},
};
use std::{sync::Arc, time::Duration};
use tokio::task::JoinHandle;

/// The jobs of a server.
pub struct Jobs([JoinHandle<()>; 8]);

impl Jobs {
    /// Starts every job. `name` tells this server from the others of its database.
    pub fn start(site: &Arc<Site>, name: String, retention: Retention, quarantine_all: bool) -> Self {
        let platform = || Arc::clone(&site.platform);
        let (sharing, platform_of_limits, forgetting) = (Arc::clone(site), platform(), Arc::clone(site));
        Self([
            tokio::spawn(mail::outbox::run(platform())),
            tokio::spawn(mailing::lane::run(platform())),
            tokio::spawn(retention::run(platform(), retention, quarantine_all)),
            tokio::spawn(server::joint_act::run(platform())),
            tokio::spawn(database::tend(site.platform.database.clone())),
            tokio::spawn(server::reminder::run(platform())),
            tokio::spawn(async move { sharing.limits.share(platform_of_limits, &name).await }),
            tokio::spawn(async move {
                loop {
                    tokio::time::sleep(Duration::from_secs(300)).await;
                    forgetting.limits.forget_idle();
                }
            }),
        ])
    }

    /// Stops every job. A mail that is cut here was claimed, and is tried again; of mailings, none is on its way
    /// ([`mailing::lane::finish`]).
    pub fn stop(&self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}
