//! The context of commands: nobody in particular, on the database of the settings.

use super::{
    opening::{self, Opened},
    settings::SettingArguments,
};
use app::{page::about::guide, texts};
use entity::{log::LogKey, permission::Actor};
use server::{
    Context, Platform, attachment::store::Store, clock::SystemClock, database::Database, log::Signer, mail::Mailer,
    proconnect::ProConnect, reference::import, rng::Rng, vault::Vault,
};
use std::{path::PathBuf, sync::Arc};

/// What a server has and other commands do not.
#[derive(Default)]
pub struct Services {
    pub mailer: Option<Mailer>,
    pub proconnect: Option<ProConnect>,
    pub files: Option<Store>,
    /// Under which bank accounts are sealed.
    pub vault: Option<Vault>,
    /// A folder with texts of the operator's own.
    pub texts: Option<PathBuf>,
}

/// The context of a command. Imports the territories of the executable into a database that has none.
pub async fn context(
    database: Database,
    clock: Arc<SystemClock>,
    signer: Signer,
    services: Services,
    demo: bool,
) -> Result<Context, String> {
    let shown = |error: server::Error| error.to_string();
    let platform = Platform::new(database, clock, Rng::from_system(), signer, demo).await.map_err(shown)?;
    let mut platform = platform.with_texts(texts::origins(services.texts, demo)).with_help(guide::pages());
    platform = platform.with_vault(services.vault);
    if let Some(mailer) = services.mailer {
        platform = platform.with_mailer(mailer);
    }
    if let Some(proconnect) = services.proconnect {
        platform = platform.with_proconnect(proconnect);
    }
    if let Some(files) = services.files {
        platform = platform.with_files(files);
    }
    let ctx = Context::new(Arc::new(platform), Actor::default(), "command");
    if ctx.platform.reference().count() == 0 {
        let imported = import::import_embedded(&ctx).await.map_err(|error| error.to_string())?;
        tracing::info!(
            communes = imported.communes,
            collectivities = imported.collectivities,
            vintage = imported.vintage,
            "territories imported"
        );
        ctx.platform.reload_reference().await.map_err(shown)?;
    }
    Ok(ctx)
}

/// What a command that writes works with; other servers that start wait while `alone` lives.
pub struct Commanded {
    pub ctx: Context,
    alone: Option<sea_orm::DatabaseTransaction>,
}

impl Commanded {
    /// On the database of the settings. A command signs nothing of the vote's log.
    pub async fn open(settings: &SettingArguments) -> Result<Self, String> {
        let Opened { database, alone, .. } = opening::open(settings, false).await?;
        let signer = Signer::new(LogKey::new(&Rng::from_system().bytes()), "command");
        let clock = Arc::new(SystemClock::default());
        let services = Services { vault: opening::vault(settings, &database, false).await?, ..Services::default() };
        let ctx = context(database, clock, signer, services, false).await?;
        Ok(Self { ctx, alone })
    }

    /// Lets the others start, and closes the database.
    pub async fn close(self) {
        drop(self.alone);
        self.ctx.platform.database.clone().close().await;
    }
}
