//! The settings of the place where attached files are kept.

use clap::Args;
use server::attachment::store::{self, Bucket, Store};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct FileArguments {
    /// Dossier des pièces jointes aux candidatures ; par défaut, « pieces » dans le dossier des données. Le même,
    /// partagé, pour tous les serveurs d’une base PostgreSQL.
    #[arg(long, env = "TERREAU_FILES_DIR")]
    files_dir: Option<PathBuf>,
    /// Adresse d’un stockage compatible S3, sans le nom du compartiment (bucket) : les pièces jointes y sont gardées,
    /// et non dans un dossier.
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

impl FileArguments {
    /// The place for files as the settings say, and its folder where it is one. The error names the setting.
    pub fn place(self, data_dir: &Path) -> Result<(Store, Option<PathBuf>), String> {
        let filled = |setting: Option<String>| setting.filter(|text| !text.is_empty());
        let Some(endpoint) = filled(self.s3_endpoint) else {
            let folder = self.files_dir.unwrap_or_else(|| data_dir.join("pieces"));
            let place = store::folder(&folder).map_err(|error| unwritable(&folder, &error))?;
            return Ok((place, Some(folder)));
        };
        if self.files_dir.is_some() {
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
            name: needed(self.s3_bucket, "TERREAU_S3_BUCKET")?,
            region: needed(self.s3_region, "TERREAU_S3_REGION")?,
            key_id: needed(self.s3_key_id, "TERREAU_S3_KEY_ID")?,
            secret: needed(self.s3_secret, "TERREAU_S3_SECRET")?,
            endpoint,
        };
        Ok((store::bucket(&bucket).map_err(|error| refused(&bucket.name, &bucket.endpoint, &error))?, None))
    }
}

fn unwritable(folder: &Path, error: &str) -> String {
    format!("le dossier de TERREAU_FILES_DIR, « {} », ne se laisse pas écrire : {error}", folder.display())
}

fn refused(bucket: &str, endpoint: &str, error: &str) -> String {
    format!(
        "le compartiment « {bucket} » de TERREAU_S3_ENDPOINT, « {endpoint} », ne se laisse pas écrire et relire : \
         {error}"
    )
}

/// As [`FileArguments::place`], tried out under a name of its own.
pub async fn files(arguments: FileArguments, data_dir: &Path, probe: &str) -> Result<(Store, Option<PathBuf>), String> {
    let (bucket, endpoint) = (arguments.s3_bucket.clone(), arguments.s3_endpoint.clone());
    let (place, folder) = arguments.place(data_dir)?;
    store::probe(&place, probe).await.map_err(|error| match &folder {
        Some(folder) => unwritable(folder, &error),
        None => refused(&bucket.unwrap_or_default(), &endpoint.unwrap_or_default(), &error),
    })?;
    Ok((place, folder))
}
