//! `terreau serve`: the site.

pub mod arguments;
mod jobs;
mod start;

use self::{arguments::ServeArguments, jobs::Jobs, start::Started};
use super::settings::SettingArguments;
use app::http::{body::Bodies, listener, routes, site::Site};
use entity::address::Address;
use server::{Context, training::Trainings};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The folder of training copies, in that of the data.
const TRAININGS: &str = "bacs-a-sable";

/// Serves the site until the process is told to end.
pub async fn run(settings: &SettingArguments, mut arguments: ServeArguments) -> Result<(), String> {
    let (proxies, limits, retention) = (arguments.proxies()?, arguments.limits()?, arguments.retention()?);
    let (style, security_contact) = (arguments.style()?, arguments.security_contact()?);
    let contact = arguments.contact()?;
    let (listener, address) = start::listen(&arguments.listen).await?;
    let base_url = start::base_url(arguments.base_url.take(), address)?;
    let (demo, quarantine_all) = (arguments.demo, arguments.keeping.quarantine_all);
    let Started { ctx, clock, uploads, name, held } = start::start(settings, arguments, &base_url).await?;
    // Heard from here on: who reads below that the site is there may stop it at once.
    let signals = Signals::hear().map_err(|error| format!("SIGTERM ne peut pas être entendu\u{a0}: {error}"))?;
    greet(&ctx, address, demo).await?;
    let platform = Arc::clone(&ctx.platform);
    let mut site = Site::new(Arc::clone(&platform), clock, base_url);
    (site.proxies, site.limits) = (Arc::new(proxies), limits);
    site.bodies = Bodies::new(uploads);
    (site.style, site.security_contact, site.contact) = (style, security_contact, contact);
    site.trainings = Some(Arc::new(Trainings::new(settings.data_dir.join(TRAININGS))));
    let site = Arc::new(site);
    let (router, proxies) = (routes::site(Arc::clone(&site)), Arc::clone(&site.proxies));
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let stopping = async move {
        signals.one().await;
        let _ = stop.send(());
    };
    let bounds = listener::Bounds::of_this_machine();
    // So that no visitor waits for it.
    tokio::spawn(async move {
        if let Err(error) = server::search::prepare(&ctx).await {
            tracing::error!(%error, "the search index was not made: the first search tries again");
        }
    });
    let running = tokio::spawn(listener::serve(listener, router, proxies, bounds, stopping));
    let jobs = Jobs::start(&site, name, retention, quarantine_all);
    let _ = stopped.await;
    // Requests that are running may end; ten seconds, then they are cut.
    if tokio::time::timeout(Duration::from_secs(10), running).await.is_err() {
        tracing::warn!("requests still running after ten seconds were cut");
    }
    server::mailing::lane::finish(&platform).await;
    jobs.stop();
    if let Some(trainings) = &site.trainings {
        trainings.close().await;
    }
    platform.database.clone().close().await;
    drop(held);
    Ok(())
}

/// Says where the site is, and who may be played in a demonstration.
async fn greet(ctx: &Context, address: SocketAddr, demo: bool) -> Result<(), String> {
    println!("Terreau écoute sur http://{address}");
    if !demo {
        return Ok(());
    }
    let sign_in = format!("http://{address}{}", Address::SignIn);
    println!("Démonstration. Personnages, à choisir sur {sign_in}, sans mot de passe\u{a0}:");
    for persona in server::demo::personas(ctx).await.map_err(|error| error.to_string())? {
        let membership = persona
            .membership
            .map(|membership| format!("{}, {}", membership.title, ctx.platform.reference().name(&membership.siren)));
        let role = membership.or(persona.staff.map(|staff| wording::staff(staff).to_owned())).unwrap_or_default();
        println!("  {:<32} {role}", persona.name);
    }
    Ok(())
}

/// What asks the server to end: SIGTERM, or Ctrl-C.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn hear() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for one of them.
    async fn one(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
