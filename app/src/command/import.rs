//! `terreau import`: territories, programmes, official addresses, members, services, successions and
//! campaigns, from files.

use super::{context::Commanded, settings::SettingArguments};
use clap::Subcommand;
use server::{
    Context,
    campaign::{self, Import},
    membership::{self, ImportedMembers},
    reference::{
        contacts,
        import::{self, ImportError, ImportedList},
        programmes, seats, successions,
    },
    service::{self, Applied},
};
use std::path::{Path, PathBuf};
use wording::count;

#[derive(Debug, Subcommand)]
pub enum ImportCommand {
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
    /// Qui agit pour quelles collectivités (colonnes « siren », « courriel », « nom », « qualité », « fonction » et
    /// « référent ») : chaque personne agit dès qu’elle se connecte avec cette adresse, et la première référente l’est
    /// aussitôt. Rien n’est importé si une ligne est refusée.
    Members { file: PathBuf },
    /// Les services numériques qui existent déjà (colonnes « nom », « objet », « opérateur », « licence » et
    /// « adresse », en UTF-8) : le catalogue que tous lisent. Rien n’est importé si une ligne est refusée.
    Services { file: PathBuf },
    /// Les SIRET des sièges (colonnes « siren » et « siret »), que demande la publication des subventions. Une colonne
    /// « autorité » (« etat », ou le code d’un département pour sa préfecture) et une colonne « nom » disent ceux de
    /// qui attribue. Rien n’est importé si une ligne est refusée.
    Siret { file: PathBuf },
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

/// Runs the command.
pub async fn run(settings: &SettingArguments, what: &ImportCommand) -> Result<(), String> {
    let commanded = Commanded::open(settings).await?;
    let done = import(&commanded.ctx, what).await;
    commanded.close().await;
    done
}

async fn import(ctx: &Context, what: &ImportCommand) -> Result<(), String> {
    match what {
        ImportCommand::Territories { folder } => import_territories(ctx, folder).await,
        ImportCommand::Programmes { file } => {
            let (name, bytes) = read_file(file)?;
            report("labels importés", programmes::import(ctx, &name, &bytes).await)
        }
        ImportCommand::Contacts { file, skip_faulty } => {
            let (name, bytes) = read_file(file)?;
            report("adresses importées", contacts::import(ctx, &name, &bytes, *skip_faulty).await)
        }
        ImportCommand::Members { file } => import_members(ctx, file).await,
        ImportCommand::Services { file } => import_services(ctx, file).await,
        ImportCommand::Successions { file } => {
            let (name, bytes) = read_file(file)?;
            report("successions importées", successions::import(ctx, &name, &bytes).await)
        }
        ImportCommand::Siret { file } => {
            let (name, bytes) = read_file(file)?;
            report("sièges importés", seats::import(ctx, &name, &bytes).await)
        }
        ImportCommand::Campaign { file, apply } => import_campaign(ctx, file, *apply).await,
    }
}

async fn import_territories(ctx: &Context, folder: &Path) -> Result<(), String> {
    let imported = import::import_folder(ctx, folder).await.map_err(|error| error.to_string())?;
    println!(
        "{} communes et {} collectivités importées, populations {}.",
        imported.communes, imported.collectivities, imported.vintage
    );
    imported.notes.iter().for_each(|note| print!("{note}"));
    Ok(())
}

async fn import_members(ctx: &Context, file: &Path) -> Result<(), String> {
    let (name, bytes) = read_file(file)?;
    let imported =
        membership::import(ctx, &name, &bytes).await.map_err(|faults| lines("rien n’est importé", &faults))?;
    let ImportedMembers { acting, waiting, unchanged, notes } = imported;
    println!("{}", count(acting as u64, "personne agit dès maintenant", "personnes agissent dès maintenant"));
    let waiting = waiting as u64;
    println!("{}", count(waiting, "personne est attendue à sa connexion", "personnes sont attendues à leur connexion"));
    println!("{}", count(unchanged as u64, "ligne disait ce qui était déjà", "lignes disaient ce qui était déjà"));
    if acting as u64 + waiting == 0 {
        println!("Rien n’a changé.");
    }
    print!("{notes}");
    Ok(())
}

async fn import_services(ctx: &Context, file: &Path) -> Result<(), String> {
    let (name, bytes) = read_file(file)?;
    let applied = service::import(ctx, &name, &bytes).await.map_err(|faults| lines("rien n’est importé", &faults))?;
    let Applied { added, changed, unchanged } = applied;
    println!("{}", count(added as u64, "service ajouté", "services ajoutés"));
    println!("{}", count(changed as u64, "service modifié", "services modifiés"));
    println!("{}", count(unchanged as u64, "service inchangé", "services inchangés"));
    Ok(())
}

async fn import_campaign(ctx: &Context, file: &Path, apply: bool) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(file, error))?;
    let spec =
        campaign::file::read(&text).map_err(|faults| lines(&format!("{} est refusé", file.display()), &faults))?;
    let imported = campaign::import(ctx, &spec, apply).await.map_err(|error| match error {
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
                "la campagne est déjà importée, et le fichier en diffère :\n  {}\nRien n’a changé. Ajoutez --apply \
                 pour appliquer.",
                differences.join("\n  ")
            ));
        }
    }
    Ok(())
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
    print!("{}", imported.notes);
    if !imported.skipped.is_empty() {
        println!("{}", lines(&format!("{} lignes ne sont pas prises", imported.skipped.len()), &imported.skipped));
    }
    Ok(())
}

fn lines<T: std::fmt::Display>(title: &str, faults: &[T]) -> String {
    let shown: Vec<String> = faults.iter().take(50).map(ToString::to_string).collect();
    let more = if faults.len() > 50 { format!("\n  … et {} autres", faults.len() - 50) } else { String::new() };
    format!("{title} :\n  {}{more}", shown.join("\n  "))
}
