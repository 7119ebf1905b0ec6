//! The commands and settings of the executable. Every setting is an environment variable with a flag of the same name.

mod backup;
mod files;
mod opening;
mod proconnect;
mod site;
mod tally;
mod verify;
mod witness;

use self::{
    files::FileArguments,
    opening::{KeepingArguments, Opened},
    proconnect::ProConnectArguments,
};
use app::http::{assets, body::Bodies, client::TrustedProxies, limits::Limits, listener, routes, site::Site};
use clap::{Args, Parser, Subcommand, ValueEnum};
use entity::{log::LogKey, permission::Actor};
use server::{
    Context, Platform,
    campaign::{self, Import, Opening},
    chance::Chance,
    clock::SystemClock,
    database::{self, Database},
    log::Signer,
    mail::{self, Office},
    proconnect::ProConnect,
    reference::{
        contacts,
        import::{self, ImportError, ImportedList},
        programmes, successions,
    },
    retention::{self, Retention},
    settings::Theme,
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// La plateforme où les collectivités construisent ensemble leurs services numériques.
#[derive(Debug, Parser)]
#[command(name = "terreau", version)]
pub struct Arguments {
    #[command(flatten)]
    settings: SettingArguments,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
struct SettingArguments {
    /// Dossier des données (base SQLite) ; créé s’il manque.
    #[arg(long, env = "TERREAU_DATA_DIR", default_value = "./data", global = true)]
    data_dir: PathBuf,
    /// Adresse de la base : « sqlite:CHEMIN » ou « postgres://… ». Par défaut, un fichier SQLite dans le dossier des
    /// données.
    #[arg(long, env = "TERREAU_DATABASE_URL", global = true)]
    database_url: Option<String>,
    /// Fichier de la clé (32 octets) qui signe le journal public du vote ; fait au premier démarrage. Par défaut,
    /// « journal.key » dans le dossier des données. Le même pour tous les serveurs d’une base PostgreSQL.
    #[arg(long, env = "TERREAU_LOG_KEY_FILE", global = true)]
    log_key_file: Option<PathBuf>,
    /// Détail du journal : error, warn, info, debug, ou une liste par module.
    #[arg(long, env = "TERREAU_LOG", default_value = "info", global = true)]
    log: String,
    /// Forme du journal.
    #[arg(long, env = "TERREAU_LOG_FORMAT", default_value = "text", global = true)]
    log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ThemeName {
    /// Sans aucune marque de l’État.
    Neutral,
    /// Les marques de l’État : réservé aux adresses .gouv.fr.
    State,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Sert le site.
    Serve {
        /// Adresse et port d’écoute.
        #[arg(long, env = "TERREAU_LISTEN", default_value = "127.0.0.1:3000")]
        listen: String,
        /// Adresse publique du site, telle que les visiteurs la tapent. En https, les cookies deviennent « Secure ».
        #[arg(long, env = "TERREAU_BASE_URL")]
        base_url: Option<String>,
        /// Habillage des pages.
        #[arg(long, env = "TERREAU_THEME", default_value = "neutral")]
        theme: ThemeName,
        /// Serveur de courriel : « smtps://nom:secret@hôte » ou « smtp://hôte:587?tls=required ». Sans lui, aucun
        /// courriel ne part.
        #[arg(long, env = "TERREAU_SMTP_URL", hide_env_values = true)]
        smtp_url: Option<String>,
        /// Expéditeur des courriels.
        #[arg(long, env = "TERREAU_MAIL_FROM", default_value = "Terreau <ne-pas-repondre@localhost>")]
        mail_from: String,
        #[command(flatten)]
        files: Box<FileArguments>,
        #[command(flatten)]
        keeping: KeepingArguments,
        #[command(flatten)]
        proconnect: Box<ProConnectArguments>,
        /// Mandataires (proxys) de confiance, dont l’en-tête X-Forwarded-For est cru : « 10.0.0.0/8, 192.0.2.7 ». Aucun
        /// par défaut.
        #[arg(long, env = "TERREAU_TRUSTED_PROXIES", default_value = "")]
        trusted_proxies: String,
        /// Visites par minute et par réseau, au-delà desquelles le site demande d’attendre ; dix fois moins d’envois de
        /// formulaires. 0 : aucune limite.
        #[arg(long, env = "TERREAU_RATE_LIMIT", default_value = "6000")]
        rate_limit: String,
        /// Dossier de textes qui remplacent ceux du site : mentions-legales.md, donnees-personnelles.md,
        /// accessibilite.md.
        #[arg(long, env = "TERREAU_TEXTS_DIR")]
        texts_dir: Option<PathBuf>,
        /// Jours pendant lesquels les courriels écrits sont gardés.
        #[arg(long, env = "TERREAU_KEEP_MAILS_DAYS", default_value = "90")]
        keep_mails_days: String,
        /// Jours pendant lesquels les avis sont gardés.
        #[arg(long, env = "TERREAU_KEEP_NOTICES_DAYS", default_value = "400")]
        keep_notices_days: String,
        /// Démonstration : personnages sans mot de passe, horloge à déplacer, données fictives.
        #[arg(long, env = "TERREAU_DEMO")]
        demo: bool,
    },
    /// Met le schéma de la base à jour.
    Migrate {
        /// Donne à ce compte de PostgreSQL les droits d’un serveur, sans ceux de changer le schéma ni la trace.
        #[arg(long)]
        grant_to: Option<String>,
    },
    /// Sauvegarde tout ce qui est gardé (base, pièces jointes, clé du journal) dans un dossier neuf, pendant que le
    /// site tourne.
    Backup(backup::BackupArguments),
    /// Remet une sauvegarde en place, une fois vérifiée ; le site est arrêté.
    Restore(backup::RestoreArguments),
    /// Administrateurs.
    Admin {
        #[command(subcommand)]
        what: AdminCommand,
    },
    /// La trace des actes.
    Audit {
        #[command(subcommand)]
        what: AuditCommand,
    },
    /// Dépouille une élection au format Pabulib.
    Tally(tally::TallyArguments),
    /// Recompte un vote depuis son archive, et prouve un récépissé.
    Verify(verify::VerifyArguments),
    /// Suit le journal public d’un vote : vérifie qu’il prolonge celui qui avait été vu, et en signe la tête.
    Witness(witness::WitnessArguments),
    /// Les campagnes : les voir, en ouvrir une.
    Campaign {
        #[command(subcommand)]
        what: CampaignCommand,
    },
    /// Importe des données.
    Import {
        #[command(subcommand)]
        what: ImportCommand,
    },
}

#[derive(Debug, Subcommand)]
enum AdminCommand {
    /// Donne le lien à usage unique d’un premier administrateur.
    Invite {
        /// Son adresse de courriel.
        mail: String,
        /// Adresse publique du site.
        #[arg(long, env = "TERREAU_BASE_URL", default_value = "http://127.0.0.1:3000")]
        base_url: String,
    },
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Vérifie que rien ne manque à la trace, et que rien n’y a changé.
    Verify {
        /// Une tête notée plus tôt, « NUMÉRO:EMPREINTE », qui doit encore y être.
        #[arg(long)]
        head: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum CampaignCommand {
    /// Les campagnes importées : en cours, passées, préparées.
    List,
    /// Ouvre une campagne préparée : elle prend la place de celle en cours, qui reste lisible.
    Open { slug: String },
}

#[derive(Debug, Subcommand)]
enum ImportCommand {
    /// Le découpage administratif, depuis un dossier de tables CSV.
    Territories { folder: PathBuf },
    /// Les programmes des communes (colonnes « insee » et « programme »).
    Programmes { file: PathBuf },
    /// Les adresses de courriel officielles des collectivités (colonnes « siren » et « courriel »).
    Contacts {
        file: PathBuf,
        /// Importe les lignes justes et affiche les autres, au lieu de tout refuser.
        #[arg(long)]
        skip_faulty: bool,
    },
    /// Les collectivités qui en ont remplacé d’autres (colonnes « ancien », « nouveau », « nom » et « insee »).
    Successions { file: PathBuf },
    /// Une campagne (fichier TOML) ; elle est préparée, et n’est en cours qu’une fois ouverte (« terreau campaign open
    /// »).
    Campaign {
        file: PathBuf,
        /// Applique les différences à une campagne déjà importée.
        #[arg(long)]
        apply: bool,
    },
}

/// Reads the command line and the environment. A refused setting is one line that names it; help and version are clap's
/// own.
pub fn arguments() -> Result<Arguments, String> {
    use clap::error::{ContextKind, ContextValue, ErrorKind};
    Arguments::try_parse().map_err(|error| {
        let text = |kind| match error.get(kind) {
            Some(ContextValue::String(text)) => text.clone(),
            Some(ContextValue::Strings(several)) => several.join(", "),
            _ => String::new(),
        };
        if !matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation) {
            error.exit();
        }
        // "--log-format <LOG_FORMAT>" is also TERREAU_LOG_FORMAT.
        let argument = text(ContextKind::InvalidArg);
        let flag = argument.split(' ').next().unwrap_or_default().trim_start_matches('-');
        let variable = format!("TERREAU_{}", flag.to_uppercase().replace('-', "_"));
        let (value, offered) = (text(ContextKind::InvalidValue), text(ContextKind::ValidValue));
        format!("{variable} (--{flag}) vaut « {value} » ; indiquez l’une de ces valeurs : {offered}")
    })
}

/// Runs a command. The error is one line that names the setting and what to do.
pub async fn run(arguments: Arguments) -> Result<(), String> {
    let settings = &arguments.settings;
    check_environment()?;
    start_log(settings)?;
    match arguments.command {
        Command::Serve {
            listen,
            base_url,
            theme,
            smtp_url,
            mail_from,
            files,
            keeping,
            proconnect,
            trusted_proxies,
            rate_limit,
            texts_dir,
            keep_mails_days,
            keep_notices_days,
            demo,
        } => {
            let post = Post { smtp: smtp_url.filter(|url| !url.is_empty()), from: mail_from };
            let around = Around {
                proxies: TrustedProxies::parse(&trusted_proxies).map_err(|wrong| {
                    format!(
                        "TERREAU_TRUSTED_PROXIES contient « {wrong} », qui n’est ni une adresse ni un réseau \
                        (10.0.0.0/8)"
                    )
                })?,
                limits: Limits::new(number("TERREAU_RATE_LIMIT", &rate_limit)?),
                files,
                keeping,
                proconnect,
                texts: texts_dir,
                retention: Retention {
                    mails: number("TERREAU_KEEP_MAILS_DAYS", &keep_mails_days)?,
                    notices: number("TERREAU_KEEP_NOTICES_DAYS", &keep_notices_days)?,
                    ..Retention::default()
                },
            };
            serve(settings, &listen, base_url, theme, post, around, demo).await
        }
        Command::Migrate { grant_to } => {
            let Opened { database, alone, .. } = opening::open(settings, false).await?;
            drop(alone);
            let granted = match &grant_to {
                Some(role) => database.grant_to(role).await,
                None => Ok(()),
            };
            database.close().await;
            granted?;
            println!("Le schéma est à jour.");
            Ok(())
        }
        Command::Admin { what: AdminCommand::Invite { mail, base_url } } => {
            let Commanded { ctx, alone } = commanded(settings).await?;
            let invited = server::sign_in::invite_administrator(&ctx, &mail).await;
            drop(alone);
            ctx.platform.database.clone().close().await;
            let token = invited.map_err(|error| match error {
                server::Error::Fields(_) => format!("« {mail} » n’est pas une adresse de courriel"),
                other => other.to_string(),
            })?;
            println!("Lien à ouvrir par {mail}, une fois, dans les vingt-quatre heures :");
            println!("{}/connexion/lien/{token}", base_url.trim_end_matches('/'));
            Ok(())
        }
        Command::Audit { what: AuditCommand::Verify { head } } => {
            let noted = head.as_deref().map(noted_head).transpose()?;
            let database = opening::open_to_read(settings).await?;
            let noted = noted.as_ref().map(|(position, hash)| (*position, hash.as_str()));
            let verified = server::audit::follow(database.read(), noted).await.map_err(|error| error.to_string());
            database.close().await;
            let verified = verified?;
            if let Some(fault) = verified.broken {
                return Err(format!("la trace n’est pas entière : {fault}"));
            }
            println!(
                "La trace est entière : {} actes enchaînés, {} antérieurs à la chaîne.",
                verified.events, verified.before
            );
            println!("Tête à noter hors du serveur : {}:{}", verified.events, verified.head);
            Ok(())
        }
        Command::Backup(arguments) => {
            println!("{}", backup::make(settings, arguments).await?);
            Ok(())
        }
        Command::Restore(arguments) => {
            println!("{}", backup::restore(settings, arguments).await?);
            Ok(())
        }
        Command::Verify(arguments) => {
            println!("{}", verify::run(&arguments)?);
            Ok(())
        }
        Command::Witness(arguments) => {
            println!("{}", witness::run(&arguments)?);
            Ok(())
        }
        Command::Tally(arguments) => {
            println!("{}", tally::run(&arguments)?);
            Ok(())
        }
        Command::Import { what } => {
            let Commanded { ctx, alone } = commanded(settings).await?;
            let done = run_import(&ctx, &what).await;
            drop(alone);
            ctx.platform.database.clone().close().await;
            done
        }
        Command::Campaign { what } => {
            let Commanded { ctx, alone } = commanded(settings).await?;
            let done = run_campaign(&ctx, &what).await;
            drop(alone);
            ctx.platform.database.clone().close().await;
            done
        }
    }
}

async fn run_campaign(ctx: &Context, what: &CampaignCommand) -> Result<(), String> {
    match what {
        CampaignCommand::List => {
            let all = campaign::all(ctx).await.map_err(|error| error.to_string())?;
            for (at, known) in all.iter().enumerate() {
                let state = match (known.opened_at, at) {
                    (None, _) => "préparée",
                    (Some(_), 0) => "en cours",
                    (Some(_), _) => "passée",
                };
                println!("{}\t{state}", known.campaign.spec.slug);
            }
            Ok(())
        }
        CampaignCommand::Open { slug } => match campaign::open(ctx, slug).await {
            Ok(Opening::Opened) => {
                println!("La campagne « {slug} » est ouverte.");
                Ok(())
            }
            Ok(Opening::OpenedBefore) => {
                println!("La campagne « {slug} » était déjà ouverte : rien n’a changé.");
                Ok(())
            }
            Err(server::Error::NotFound) => {
                Err(format!("aucune campagne importée ne s’appelle « {slug} » : voyez « terreau campaign list »"))
            }
            Err(server::Error::Refused(refusal)) => Err(wording::refusal_sentence(&refusal)),
            Err(error) => Err(error.to_string()),
        },
    }
}

/// What a command works with; other servers that start wait while `alone` lives.
struct Commanded {
    ctx: Context,
    alone: Option<sea_orm::DatabaseTransaction>,
}

/// The context of a command that writes to the database of the settings. A command signs nothing of the vote's log.
async fn commanded(settings: &SettingArguments) -> Result<Commanded, String> {
    let Opened { database, alone, .. } = opening::open(settings, false).await?;
    let signer = Signer::new(LogKey::new(&Chance::from_system().bytes()), "command");
    let ctx = context(database, Arc::new(SystemClock::default()), signer, None, (None, None), false).await?;
    Ok(Commanded { ctx, alone })
}

fn number<T: std::str::FromStr>(setting: &str, text: &str) -> Result<T, String> {
    text.trim().parse().map_err(|_| format!("{setting} vaut « {text} » ; indiquez un nombre entier"))
}

/// `12:ab…`, as the trace's page and `audit verify` print it.
fn noted_head(text: &str) -> Result<(i64, String), String> {
    let read = text.split_once(':').and_then(|(position, hash)| Some((position.parse().ok()?, hash.to_owned())));
    read.ok_or_else(|| format!("« {text} » n’est pas une tête de la trace ; indiquez NUMÉRO:EMPREINTE"))
}

/// Every variable that begins with `TERREAU_` must be a setting: a misspelt one would silently do nothing.
fn check_environment() -> Result<(), String> {
    const KNOWN: [&str; 28] = [
        "TERREAU_TRUSTED_PROXIES",
        "TERREAU_RATE_LIMIT",
        "TERREAU_TEXTS_DIR",
        "TERREAU_KEEP_MAILS_DAYS",
        "TERREAU_KEEP_NOTICES_DAYS",
        "TERREAU_SMTP_URL",
        "TERREAU_MAIL_FROM",
        "TERREAU_PROCONNECT_ISSUER",
        "TERREAU_PROCONNECT_CLIENT_ID",
        "TERREAU_PROCONNECT_CLIENT_SECRET",
        "TERREAU_PROCONNECT_ALGORITHM",
        "TERREAU_PROCONNECT_PKCE",
        "TERREAU_PROCONNECT_ACR",
        "TERREAU_DATA_DIR",
        "TERREAU_FILES_DIR",
        "TERREAU_S3_ENDPOINT",
        "TERREAU_S3_BUCKET",
        "TERREAU_S3_REGION",
        "TERREAU_S3_KEY_ID",
        "TERREAU_S3_SECRET",
        "TERREAU_DATABASE_URL",
        "TERREAU_LOG",
        "TERREAU_LOG_FORMAT",
        "TERREAU_LISTEN",
        "TERREAU_BASE_URL",
        "TERREAU_THEME",
        "TERREAU_DEMO",
        "TERREAU_LOG_KEY_FILE",
    ];
    match std::env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .find(|name| name.starts_with("TERREAU_") && !KNOWN.contains(&name.as_str()))
    {
        Some(unknown) => Err(format!("la variable {unknown} n’est pas un réglage ; « terreau --help » les liste tous")),
        None => Ok(()),
    }
}

fn start_log(settings: &SettingArguments) -> Result<(), String> {
    use tracing_subscriber::EnvFilter;
    let filter: EnvFilter = settings
        .log
        .parse()
        .map_err(|error| format!("TERREAU_LOG vaut « {} », qui ne se lit pas : {error}", settings.log))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}

/// The context of a command: nobody in particular. Imports the territories of the executable into a database that has
/// none.
async fn context(
    database: Database,
    clock: Arc<SystemClock>,
    signer: Signer,
    office: Option<Office>,
    (proconnect, files): (Option<ProConnect>, Option<server::attachment::store::Store>),
    demo: bool,
) -> Result<Context, String> {
    let shown = |error: server::Error| error.to_string();
    let platform = Platform::new(database, clock, Chance::from_system(), signer, demo).await.map_err(shown)?;
    let platform = match office {
        Some(office) => platform.with_office(office),
        None => platform,
    };
    let platform = match proconnect {
        Some(proconnect) => platform.with_proconnect(proconnect),
        None => platform,
    };
    let platform = match files {
        Some(files) => platform.with_files(files),
        None => platform,
    };
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

/// The name and content of a file to import.
fn read_file(file: &Path) -> Result<(String, Vec<u8>), String> {
    let bytes = std::fs::read(file).map_err(|error| unreadable(file, error))?;
    Ok((file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(), bytes))
}

fn unreadable(file: &Path, error: std::io::Error) -> String {
    format!("{} ne se lit pas : {error}", file.display())
}

/// Says what became of a list: how many rows, what was put right, which were not taken.
fn report(what: &str, imported: Result<ImportedList, Vec<ImportError>>) -> Result<(), String> {
    let imported = imported.map_err(|faults| lines("rien n’est importé", &faults))?;
    println!("{} {what}.", imported.rows);
    print!("{}", imported.told);
    if !imported.skipped.is_empty() {
        println!("{}", lines(&format!("{} lignes ne sont pas prises", imported.skipped.len()), &imported.skipped));
    }
    Ok(())
}

async fn run_import(ctx: &Context, what: &ImportCommand) -> Result<(), String> {
    match what {
        ImportCommand::Territories { folder } => {
            let imported = import::import_folder(ctx, folder).await.map_err(|error| error.to_string())?;
            println!(
                "{} communes et {} collectivités importées, populations {}.",
                imported.communes, imported.collectivities, imported.vintage
            );
            imported.told.iter().for_each(|told| print!("{told}"));
        }
        ImportCommand::Programmes { file } => {
            let (name, bytes) = read_file(file)?;
            report("labels importés", programmes::import(ctx, &name, &bytes).await)?;
        }
        ImportCommand::Contacts { file, skip_faulty } => {
            let (name, bytes) = read_file(file)?;
            report("adresses importées", contacts::import(ctx, &name, &bytes, *skip_faulty).await)?;
        }
        ImportCommand::Successions { file } => {
            let (name, bytes) = read_file(file)?;
            report("successions importées", successions::import(ctx, &name, &bytes).await)?;
        }
        ImportCommand::Campaign { file, apply } => {
            let text = std::fs::read_to_string(file).map_err(|error| unreadable(file, error))?;
            let spec = campaign::file::read(&text)
                .map_err(|faults| lines(&format!("{} est refusé", file.display()), &faults))?;
            let imported = campaign::import(ctx, &spec, *apply).await.map_err(|error| match error {
                server::Error::Refused(refusal) => wording::refusal_sentence(&refusal),
                other => other.to_string(),
            });
            match imported? {
                Import::Created => println!(
                    "La campagne « {0} » est importée, et préparée. Pour l’ouvrir : terreau campaign open {0}",
                    spec.slug
                ),
                Import::Unchanged => println!("La campagne « {} » est déjà à jour : rien n’a changé.", spec.slug),
                Import::Applied(differences) => println!("Différences appliquées :\n  {}", differences.join("\n  ")),
                Import::Differs(differences) => {
                    return Err(format!(
                        "la campagne est déjà importée, et le fichier en diffère :\n  {}\nRien n’a changé. Ajoutez \
                         --apply pour appliquer.",
                        differences.join("\n  ")
                    ));
                }
            }
        }
    }
    Ok(())
}

fn lines<T: std::fmt::Display>(title: &str, faults: &[T]) -> String {
    let shown: Vec<String> = faults.iter().take(50).map(ToString::to_string).collect();
    let more = if faults.len() > 50 { format!("\n  … et {} autres", faults.len() - 50) } else { String::new() };
    format!("{title} :\n  {}{more}", shown.join("\n  "))
}

/// The settings of mail.
struct Post {
    smtp: Option<String>,
    from: String,
}

/// Where mail goes: to the server of the settings; without one, to the page of a demonstration, or nowhere.
fn office(post: &Post, base_url: &str, demo: bool) -> Result<Option<Office>, String> {
    if post.smtp.is_none() && !demo {
        tracing::warn!("TERREAU_SMTP_URL is not set: no mail is sent, no receipt goes to the collectivités");
        return Ok(None);
    }
    let office = Office::new(base_url.to_owned(), &post.from, post.smtp.as_deref());
    office.map(Some).map_err(|why| format!("TERREAU_SMTP_URL ou TERREAU_MAIL_FROM : {why}"))
}

/// What stands around the site: proxies, limits, the place for files, identity service, texts of the site's own, what
/// is kept for how long.
struct Around {
    proxies: TrustedProxies,
    limits: Limits,
    files: Box<FileArguments>,
    keeping: KeepingArguments,
    proconnect: Box<ProConnectArguments>,
    texts: Option<PathBuf>,
    retention: Retention,
}

async fn serve(
    settings: &SettingArguments,
    listen: &str,
    base_url: Option<String>,
    theme: ThemeName,
    post: Post,
    around: Around,
    demo: bool,
) -> Result<(), String> {
    let theme = match theme {
        ThemeName::Neutral => Theme::Neutral,
        ThemeName::State if assets::STATE_CSS.is_none() => {
            return Err(
                "TERREAU_THEME vaut « state », mais cet exécutable a été construit sans les feuilles de l’État \
                (voir style/README.md) ; indiquez « neutral »"
                    .into(),
            );
        }
        ThemeName::State => Theme::State,
    };
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(|error| {
        format!("TERREAU_LISTEN vaut « {listen} », qui ne peut pas être écouté : {error} ; choisissez un autre port")
    })?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let base_url = base_url.unwrap_or_else(|| format!("http://{address}"));
    if !base_url.starts_with("http://") && !base_url.starts_with("https://") {
        return Err(format!("TERREAU_BASE_URL vaut « {base_url} » ; indiquez une adresse qui commence par https://"));
    }
    let proconnect = proconnect::proconnect(*around.proconnect, &base_url)?;
    let clock = Arc::new(SystemClock::default());
    let Opened { database, alone, held } = opening::open(settings, true).await?;
    let signer = opening::signer(settings, &around.keeping, &database, &base_url).await?;
    let office = office(&post, &base_url, demo)?;
    let uploads = opening::uploads_folder(settings)?;
    let name: String = Chance::from_system().bytes::<8>().iter().map(|byte| format!("{byte:02x}")).collect();
    let (files, folder) = files::files(*around.files, &settings.data_dir, &name).await?;
    opening::close_to_others(settings, &database, folder.as_deref());
    let ctx = context(database, Arc::clone(&clock), signer, office, (proconnect, Some(files)), demo).await?;
    match server::demo::is_demonstration(&ctx.platform).await.map_err(|error| error.to_string())? {
        Some(stored) if stored != demo => {
            let (holds, change) = if stored {
                ("une démonstration", "ajoutez --demo")
            } else {
                ("une vraie campagne", "retirez --demo")
            };
            return Err(format!(
                "la base contient {holds} : {change}, ou indiquez un autre dossier dans TERREAU_DATA_DIR"
            ));
        }
        _ => {}
    }
    opening::claim_files(&ctx.platform, &around.keeping).await?;
    if demo {
        server::demo::prepare(&ctx, &clock).await.map_err(|error| error.to_string())?;
    }
    server::ledger::settle_running(&ctx).await.map_err(|error| error.to_string())?;
    drop(alone);
    println!("Terreau écoute sur http://{address}");
    if demo {
        println!("Démonstration. Personnages, à choisir sur http://{address}/connexion, sans mot de passe :");
        for persona in server::demo::personas(&ctx).await.map_err(|error| error.to_string())? {
            let membership = persona.membership.map(|membership| {
                format!("{}, {}", membership.title, ctx.platform.reference().name(&membership.siren))
            });
            let role = membership.or(persona.staff.map(|staff| wording::staff(staff).to_owned())).unwrap_or_default();
            println!("  {:<32} {role}", persona.name);
        }
    }
    let platform = Arc::clone(&ctx.platform);
    let mut site = Site::new(Arc::clone(&platform), clock, theme, base_url);
    (site.proxies, site.limits, site.texts) = (Arc::new(around.proxies), around.limits, around.texts);
    site.bodies = Bodies::new(uploads);
    let site = Arc::new(site);
    let (router, proxies) = (routes::site(Arc::clone(&site)), Arc::clone(&site.proxies));
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let stopping = async move {
        signal().await;
        let _ = stop.send(());
    };
    let bounds = listener::Bounds::of_this_machine();
    let running = tokio::spawn(listener::serve(listener, router, proxies, bounds, stopping));
    let carrier = tokio::spawn(mail::carrier::run(Arc::clone(&platform)));
    let purge = tokio::spawn(retention::run(Arc::clone(&platform), around.retention, around.keeping.quarantine_all));
    let joint = tokio::spawn(server::joint_act::run(Arc::clone(&platform)));
    let tend = tokio::spawn(database::tend(platform.database.clone()));
    let due = tokio::spawn(server::application::reminder::run(Arc::clone(&platform)));
    let (sharing, told_to) = (Arc::clone(&site), Arc::clone(&platform));
    let share = tokio::spawn(async move { sharing.limits.share(told_to, &name).await });
    let forget = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(300)).await;
            site.limits.forget_idle();
        }
    });
    let _ = stopped.await;
    // Requests that are running may end; ten seconds, then they are cut.
    if tokio::time::timeout(Duration::from_secs(10), running).await.is_err() {
        tracing::warn!("requests still running after ten seconds were cut");
    }
    // A mail that is cut here was claimed, and is tried again.
    for job in [&carrier, &purge, &joint, &tend, &due, &share, &forget] {
        job.abort();
    }
    platform.database.clone().close().await;
    drop(held);
    Ok(())
}

/// Waits for SIGTERM or Ctrl-C.
async fn signal() {
    let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(terminate) => terminate,
        Err(error) => return tracing::error!(%error, "SIGTERM cannot be heard"),
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
