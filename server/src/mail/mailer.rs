//! Where mail goes from here.

use lettre::transport::smtp::PoolConfig;
use std::time;
use wording::operator::mail::{sender_unreadable, server_unreadable};

/// Where mail goes from here.
pub struct Mailer {
    /// The public address of the site, with which links begin.
    pub base_url: String,
    /// The sender: an address, or a name and an address.
    pub from: lettre::message::Mailbox,
    /// None in a demonstration, where mails are only shown.
    pub transport: Option<lettre::AsyncSmtpTransport<lettre::Tokio1Executor>>,
    /// How many mails of mailings leave in a minute, over all servers of a database together; at least one.
    pub mailing_rate: u32,
    /// Wakes the outbox when something was committed.
    pub(crate) written: tokio::sync::Notify,
    /// Wakes who writes the mails of notices.
    pub(crate) acted: tokio::sync::Notify,
    /// Wakes who sends mailings.
    pub(crate) announced: tokio::sync::Notify,
    /// Held while mails of a mailing are handed over, until their answers are written down.
    pub(crate) handing: tokio::sync::Mutex<()>,
}

/// How many mails of mailings leave in a minute where nothing else is set.
pub const MAILING_RATE: u32 = 600;

impl Mailer {
    /// A mailer that sends through a mail server, `smtps://user:password@host` or `smtp://host:port?tls=required`, or
    /// only keeps what is written (None).
    pub fn new(base_url: String, from: &str, smtp: Option<&str>) -> Result<Self, String> {
        let from = from.parse().map_err(|error| sender_unreadable(from, error))?;
        let transport = match smtp {
            // The address may hold a password: the fault is told without it.
            Some(url) => Some(
                lettre::AsyncSmtpTransport::<lettre::Tokio1Executor>::from_url(url)
                    .map_err(server_unreadable)?
                    .timeout(Some(std::time::Duration::from_secs(30)))
                    .pool_config(pool())
                    .build(),
            ),
            None => None,
        };
        let notify = tokio::sync::Notify::new;
        let (written, acted, announced) = (notify(), notify(), notify());
        let handing = tokio::sync::Mutex::default();
        Ok(Self { base_url, from, transport, mailing_rate: MAILING_RATE, written, acted, announced, handing })
    }

    /// With another pace of mailings, in mails a minute.
    pub fn with_mailing_rate(self, mailing_rate: u32) -> Self {
        Self { mailing_rate: mailing_rate.max(1), ..self }
    }
}

/// Connections to the mail server: no more than mails are sent at once.
fn pool() -> PoolConfig {
    PoolConfig::new().max_size(12).idle_timeout(time::Duration::from_secs(60))
}
