//! The settings of ProConnect.

use clap::{ArgAction, Args, ValueEnum};
use server::proconnect::{Algorithm, ProConnect, Registration};

#[derive(Debug, Clone, Copy, ValueEnum)]
enum AlgorithmName {
    Es256,
    Rs256,
}

#[derive(Debug, Args)]
pub struct ProConnectArguments {
    /// Adresse de l’émetteur ProConnect, telle que son document de découverte la donne. Sans elle, ProConnect n’est pas
    /// proposé.
    #[arg(long, env = "TERREAU_PROCONNECT_ISSUER")]
    proconnect_issuer: Option<String>,
    /// Identifiant du service chez ProConnect (client_id).
    #[arg(long, env = "TERREAU_PROCONNECT_CLIENT_ID")]
    proconnect_client_id: Option<String>,
    /// Secret du service chez ProConnect (client_secret).
    #[arg(long, env = "TERREAU_PROCONNECT_CLIENT_SECRET", hide_env_values = true)]
    proconnect_client_secret: Option<String>,
    /// Algorithme de signature pour lequel le service est enregistré chez ProConnect.
    #[arg(long, env = "TERREAU_PROCONNECT_ALGORITHM", default_value = "es256", ignore_case = true)]
    proconnect_algorithm: AlgorithmName,
    /// Protège l’échange par PKCE (S256) ; « false » si le service est enregistré sans.
    #[arg(long, env = "TERREAU_PROCONNECT_PKCE", default_value_t = true, action = ArgAction::Set)]
    proconnect_pkce: bool,
    /// Niveau d’authentification le plus faible qui est accepté : eidas1, eidas1-mfa, eidas2 ou eidas3.
    #[arg(long, env = "TERREAU_PROCONNECT_ACR", default_value = "eidas1")]
    proconnect_acr: String,
}

/// ProConnect as the settings say, for a site at this address; None when no issuer is set. The error names the setting.
pub fn proconnect(arguments: ProConnectArguments, base_url: &str) -> Result<Option<ProConnect>, String> {
    let filled = |setting: Option<String>| setting.filter(|text| !text.is_empty());
    let Some(issuer) = filled(arguments.proconnect_issuer) else { return Ok(None) };
    let needed = |setting: Option<String>, name: &str| {
        filled(setting).ok_or(format!(
            "TERREAU_PROCONNECT_ISSUER est réglé sans {name} : indiquez ce que ProConnect a donné pour ce service"
        ))
    };
    let registration = Registration {
        client_id: needed(arguments.proconnect_client_id, "TERREAU_PROCONNECT_CLIENT_ID")?,
        client_secret: needed(arguments.proconnect_client_secret, "TERREAU_PROCONNECT_CLIENT_SECRET")?,
        issuer: issuer.clone(),
        algorithm: match arguments.proconnect_algorithm {
            AlgorithmName::Es256 => Algorithm::Es256,
            AlgorithmName::Rs256 => Algorithm::Rs256,
        },
        pkce: arguments.proconnect_pkce,
        acr: arguments.proconnect_acr,
    };
    let proconnect = ProConnect::new(registration, base_url).ok_or(format!(
        "TERREAU_PROCONNECT_ISSUER vaut « {issuer} » ; indiquez une adresse en https (ou en http sur cette machine \
         même, pour un essai)"
    ))?;
    Ok(Some(proconnect))
}
