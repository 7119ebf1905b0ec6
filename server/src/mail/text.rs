//! What mails say, in French; the only place where they are worded.

use super::{Letter, Office};
use crate::{Error, Platform, log};
use entity::calendar::in_paris;

/// A mail, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub body: String,
    /// A name and a text.
    pub attachment: Option<(String, String)>,
}

/// The text of a letter.
pub(super) async fn render(platform: &Platform, office: &Office, letter: &Letter) -> Result<Rendered, Error> {
    let site = office.base_url.trim_end_matches('/');
    let (subject, body, attachment) = match letter {
        Letter::Receipt { campaign, siren, position } => {
            let (receipt, cast_at) = log::receipt_at(platform, *campaign, *position).await?;
            let name = platform.reference().name(siren);
            let when = in_paris(cast_at).format("%d/%m/%Y à %-H h %M");
            (
                format!("Récépissé du bulletin de {name}"),
                format!(
                    "Bonjour,\n\nLe bulletin de {name} a été enregistré le {when}, heure de Paris : dépôt n° {}, inscription n° {} au journal \
                     public du vote.\n\n\
                     Le récépissé joint prouve à lui seul que ce bulletin est dans le journal signé. Il contient les choix de la \
                     collectivité : gardez-le comme eux. Pour le vérifier : {site}/journal\n\n\
                     Empreinte de la règle du vote : {}\n\n\
                     Si votre collectivité n’a pas voulu ce bulletin, l’élu qui détient son mandat peut le remplacer jusqu’à la clôture.",
                    receipt.ballot.version, receipt.index, receipt.ballot.rule
                ),
                Some((format!("recepisse-{siren}-{}.tlog-proof", receipt.ballot.version), receipt.to_text())),
            )
        }
    };
    Ok(Rendered { subject, body: format!("{body}\n\nTerreau – {site}\n"), attachment })
}
