//! What a server opens before it answers: its address, its database and what is kept beside it, its services.

use super::arguments::ServeArguments;
use crate::command::{
    context::{Services, context},
    files,
    opening::{self, Opened},
    proconnect,
    settings::SettingArguments,
};
use server::{Context, clock::SystemClock, disk::Lock, rng::Rng};
use std::{net::SocketAddr, path::PathBuf, sync::Arc};
use tokio::net::TcpListener;

/// A server that may answer.
pub struct Started {
    pub ctx: Context,
    pub clock: Arc<SystemClock>,
    /// Where files stand while they are sent.
    pub uploads: PathBuf,
    /// By which the servers of one database tell each other apart.
    pub name: String,
    /// Keeps other servers off a SQLite file.
    pub held: Option<Lock>,
}

/// Listens on an address of the settings.
pub async fn listen(address: &str) -> Result<(TcpListener, SocketAddr), String> {
    let listener = TcpListener::bind(address).await.map_err(|error| {
        format!("TERREAU_LISTEN vaut « {address} », qui ne peut pas être écouté : {error} ; choisissez un autre port")
    })?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    Ok((listener, address))
}

/// The address of the site as visitors type it; the one listened on where the settings say none.
pub fn base_url(setting: Option<String>, address: SocketAddr) -> Result<String, String> {
    let base_url = setting.unwrap_or_else(|| format!("http://{address}"));
    if !base_url.starts_with("http://") && !base_url.starts_with("https://") {
        return Err(format!("TERREAU_BASE_URL vaut « {base_url} » ; indiquez une adresse qui commence par https://"));
    }
    Ok(base_url.trim_end_matches('/').to_owned())
}

/// Opens everything, one server at a time: others that start wait until this one may answer.
pub async fn start(settings: &SettingArguments, with: ServeArguments, base_url: &str) -> Result<Started, String> {
    let proconnect = proconnect::proconnect(*with.proconnect, base_url)?;
    let clock = Arc::new(SystemClock::default());
    let Opened { database, alone, held } = opening::open(settings, true).await?;
    let signer = opening::signer(settings, &with.keeping, &database, base_url).await?;
    let mailer = with.mail.mailer(base_url, with.demo)?;
    let uploads = opening::uploads_folder(settings)?;
    let name: String = Rng::from_system().bytes::<8>().iter().map(|byte| format!("{byte:02x}")).collect();
    let (files, folder) = files::files(*with.files, &settings.data_dir, &name).await?;
    opening::close_to_others(settings, &database, folder.as_deref());
    let vault = opening::vault(settings, &database, with.demo).await?;
    let services = Services { mailer, proconnect, files: Some(files), vault, texts: with.texts_dir };
    let ctx = context(database, Arc::clone(&clock), signer, services, with.demo).await?;
    require_same_kind(&ctx, with.demo).await?;
    opening::claim_files(&ctx.platform, &with.keeping).await?;
    if with.demo {
        server::demo::prepare(&ctx, &clock).await.map_err(|error| error.to_string())?;
    }
    server::campaign::settle_opened(&ctx).await.map_err(|error| error.to_string())?;
    drop(alone);
    Ok(Started { ctx, clock, uploads, name, held })
}

/// Refuses to show a real campaign as a demonstration, or the other way round.
async fn require_same_kind(ctx: &Context, demo: bool) -> Result<(), String> {
    match server::demo::is_demonstration(&ctx.platform).await.map_err(|error| error.to_string())? {
        Some(stored) if stored != demo => {
            let (holds, change) = if stored {
                ("une démonstration", "ajoutez --demo")
            } else {
                ("une vraie campagne", "retirez --demo")
            };
            Err(format!("la base contient {holds} : {change}, ou indiquez un autre dossier dans TERREAU_DATA_DIR"))
        }
        _ => Ok(()),
    }
}
