//! The settings of the place where attached files are kept.

use clap::Args;
use server::attachment::store::{self, Bucket, Store};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct FileArguments {
    /// Dossier des pièces jointes aux candidatures ; par défaut, « pieces » dans le dossier des données. Le même, partagé, pour tous
    /// les serveurs d’une base PostgreSQL.
    #[arg(long, env = "TERREAU_FILES_DIR")]
    files_dir: Option<PathBuf>,
    /// Adresse d’un stockage compatible S3, sans le nom du compartiment (bucket) : les pièces jointes y sont gardées, et non dans un dossier.
    #[arg(long, env = "TERREAU_S3_ENDPOINT")]
    s3_endpoint: Option<String>,
    /// Compartiment (bucket) de ce stockage ; il existe déjà, et ne contient rien d’autre.
    #[arg(long, env = "TERREAU_S3_BUCKET")]
    s3_bucket: Option<String>,
    /// Région de ce stockage, telle que l’hébergeur la nomme.
    #[arg(long, env = "TERREAU_S3_REGION")]
    s3_region: Option<String>,
    /// Identifiant de la clé d’accès à ce stockage.
    #[arg(long, env = "TERREAU_S3_KEY_ID")]
    s3_key_id: Option<String>,
    /// Secret de la clé d’accès à ce stockage.
    #[arg(long, env = "TERREAU_S3_SECRET", hide_env_values = true)]
    s3_secret: Option<String>,
}

/// The place for files as the settings say, tried out under a name of its own. The error names the setting.
pub async fn files(arguments: FileArguments, data_dir: &std::path::Path, probe: &str) -> Result<Store, String> {
    let filled = |setting: Option<String>| setting.filter(|text| !text.is_empty());
    let Some(endpoint) = filled(arguments.s3_endpoint) else {
        let folder = arguments.files_dir.unwrap_or_else(|| data_dir.join("pieces"));
        let unwritable = |error: String| {
            format!("le dossier de TERREAU_FILES_DIR, « {} », ne se laisse pas écrire : {error}", folder.display())
        };
        let place = store::folder(&folder).map_err(unwritable)?;
        store::probe(&place, probe).await.map_err(unwritable)?;
        return Ok(place);
    };
    if arguments.files_dir.is_some() {
        return Err("TERREAU_FILES_DIR et TERREAU_S3_ENDPOINT sont réglés tous les deux : gardez-en un".to_owned());
    }
    if !endpoint.starts_with("http://") && !endpoint.starts_with("https://") {
        return Err(format!(
            "TERREAU_S3_ENDPOINT vaut « {endpoint} » ; indiquez une adresse qui commence par https://"
        ));
    }
    let needed = |setting: Option<String>, name: &str| {
        filled(setting)
            .ok_or(format!("TERREAU_S3_ENDPOINT est réglé sans {name} : indiquez ce que l’hébergeur a donné"))
    };
    let bucket = Bucket {
        name: needed(arguments.s3_bucket, "TERREAU_S3_BUCKET")?,
        region: needed(arguments.s3_region, "TERREAU_S3_REGION")?,
        key_id: needed(arguments.s3_key_id, "TERREAU_S3_KEY_ID")?,
        secret: needed(arguments.s3_secret, "TERREAU_S3_SECRET")?,
        endpoint,
    };
    let refused = |error: String| {
        format!(
            "le compartiment « {} » de TERREAU_S3_ENDPOINT, « {} », ne se laisse pas écrire et relire : {error}",
            bucket.name, bucket.endpoint
        )
    };
    let place = store::bucket(&bucket).map_err(refused)?;
    store::probe(&place, probe).await.map_err(refused)?;
    Ok(place)
}
