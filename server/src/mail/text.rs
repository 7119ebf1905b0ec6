//! What mails and notices say, in French; the only place where they are worded.

use super::{Letter, Office};
use crate::{Error, Platform, audit, log};
use entity::{calendar::in_paris, permission::StaffRole};

/// A mail, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub body: String,
    /// A name and a text.
    pub attachment: Option<(String, String)>,
}

impl Rendered {
    fn plain(subject: String, body: String) -> Self {
        Self { subject, body, attachment: None }
    }
}

/// The text of a letter.
pub(super) async fn render(platform: &Platform, office: &Office, letter: &Letter) -> Result<Rendered, Error> {
    let site = office.base_url.trim_end_matches('/');
    let mut rendered = match letter {
        Letter::Receipt { campaign, siren, version } => receipt(platform, site, *campaign, siren, *version).await?,
        Letter::SignIn { token, code, .. } => Rendered::plain(
            "Votre lien de connexion à Terreau".to_owned(),
            format!(
                "Bonjour,\n\nPour vous connecter, ouvrez ce lien dans le navigateur où vous l’avez demandé, puis appuyez sur le bouton :\n\n\
                 {site}/connexion/lien/{token}\n\n\
                 Si le lien s’ouvre ailleurs, tapez ce code dans le navigateur d’origine : {code}\n\n\
                 Le lien et le code servent une fois, pendant dix minutes. Ne les transmettez à personne : nous ne vous les demanderons jamais.\n\n\
                 Si vous n’avez rien demandé, ne faites rien : personne ne se connectera à votre place."
            ),
        ),
        Letter::Invitation { token, staff } => Rendered::plain(
            "Votre invitation sur Terreau".to_owned(),
            format!(
                "Bonjour,\n\nVous êtes invité sur Terreau dans le rôle suivant : {}.\n\n\
                 Pour accepter, ouvrez ce lien, puis appuyez sur le bouton :\n\n{site}/connexion/lien/{token}\n\n\
                 Il sert une fois, pendant vingt-quatre heures. Ne le transmettez à personne.",
                staff_name(*staff)
            ),
        ),
        Letter::FirstReferent { token, person, siren } => {
            let collectivity = platform.reference().name(siren);
            let names = audit::names_of(platform.database.read(), &[*person]).await?;
            let name = names.get(person).cloned().ok_or(Error::NotFound)?;
            Rendered::plain(
                format!("Qui agit pour {collectivity} sur Terreau ?"),
                format!(
                    "Bonjour,\n\n{name} demande à agir pour {collectivity} sur Terreau, où les collectivités disent leurs besoins numériques et \
                     choisissent ce que l’État finance.\n\n\
                     Personne n’agit encore pour votre collectivité. Si vous confirmez, cette personne en devient le référent : elle dira qui \
                     d’autre agit pour elle, et qui dépose son bulletin de vote.\n\n\
                     Pour lire la demande et y répondre (le lien sert pendant quatorze jours) :\n\n{site}/rattachement/{token}\n\n\
                     Si vous ne connaissez pas cette personne, refusez."
                ),
            )
        }
        Letter::Colleague { token, person, siren } => {
            let collectivity = platform.reference().name(siren);
            let names = audit::names_of(platform.database.read(), &[*person]).await?;
            let name = names.get(person).cloned().ok_or(Error::NotFound)?;
            Rendered::plain(
                format!("{name} vous invite à agir pour {collectivity}"),
                format!(
                    "Bonjour,\n\n{name}, référent de {collectivity} sur Terreau, vous invite à agir pour elle : dire ses besoins, rejoindre des \
                     groupements, préparer son bulletin de vote.\n\n\
                     Connectez-vous d’abord sur {site}/connexion, puis ouvrez ce lien et appuyez sur le bouton. Il sert une fois, pendant \
                     quatorze jours :\n\n{site}/invitation/{token}\n\nNe le transmettez à personne."
                ),
            )
        }
        Letter::Notices { notices, .. } => {
            let lines: Vec<String> = notices
                .iter()
                .map(|told| format!("{}\n{site}{}", notice_sentence(&told.kind, &told.about), told.link))
                .collect();
            let subject = match notices.as_slice() {
                [one] => notice_sentence(&one.kind, &one.about),
                several => format!("Terreau : {} avis", several.len()),
            };
            let choice = format!("Pour recevoir ces courriels une fois par jour, ou plus du tout : {site}/compte");
            Rendered::plain(subject, format!("Bonjour,\n\n{}\n\n{choice}", lines.join("\n\n")))
        }
        Letter::Forgotten { .. } => return Err(Error::NotFound),
    };
    rendered.body = format!("{}\n\nTerreau – {site}\n", rendered.body);
    Ok(rendered)
}

async fn receipt(
    platform: &Platform,
    site: &str,
    campaign: entity::id::CampaignId,
    siren: &entity::siren::Siren,
    version: i32,
) -> Result<Rendered, Error> {
    let (receipt, cast_at) = log::receipt_of_version(platform, campaign, siren, version).await?;
    let name = platform.reference().name(siren);
    let when = in_paris(cast_at).format("%d/%m/%Y à %-H h %M");
    Ok(Rendered {
        subject: format!("Récépissé du bulletin de {name}"),
        body: format!(
            "Bonjour,\n\nLe bulletin de {name} a été enregistré le {when}, heure de Paris : dépôt n° {}, inscription n° {} au journal \
             public du vote.\n\n\
             Le récépissé joint prouve à lui seul que ce bulletin est dans le journal signé. Il contient les choix de la \
             collectivité : gardez-le comme eux. Pour le vérifier : {site}/journal\n\n\
             Empreinte de la règle du vote : {}\n\n\
             Si votre collectivité n’a pas voulu ce bulletin, l’élu qui détient son mandat peut le remplacer jusqu’à la clôture.",
            receipt.ballot.version, receipt.index, receipt.ballot.rule
        ),
        attachment: Some((format!("recepisse-{siren}-{}.tlog-proof", receipt.ballot.version), receipt.to_text())),
    })
}

/// The State's roles.
pub fn staff_name(role: StaffRole) -> &'static str {
    match role {
        StaffRole::Curator => "Équipe de l’Incubateur des territoires (ANCT)",
        StaffRole::Observer => "Observateur",
        StaffRole::Administrator => "Administrateur de la plateforme",
        StaffRole::Assessor => "Évaluateur des candidatures",
        StaffRole::Prefecture => "Agent de préfecture",
    }
}

/// A notice as a sentence.
pub fn notice_sentence(kind: &str, about: &str) -> String {
    match kind {
        "need_in_project" => format!("Le besoin « {about} » est entré dans un projet."),
        "need_declined" => format!("Le besoin « {about} » n’a pas été retenu ; le motif figure sur sa page."),
        "group_invitation" => format!("Votre collectivité est invitée dans le groupement « {about} »."),
        "group_request" => format!("Une collectivité demande à rejoindre votre groupement « {about} »."),
        "group_answer" => format!("La composition du groupement « {about} » a changé."),
        "group_filed" => format!("Le groupement « {about} » est déposé."),
        "membership_asked" => format!("Une personne demande à agir pour {about}."),
        "membership_confirmed" => format!("Vous agissez maintenant pour {about}."),
        "membership_declined" => format!("Votre demande d’agir pour {about} n’a pas été acceptée."),
        "membership_ended" => format!("Vous n’agissez plus pour {about}."),
        "membership_attached" => format!("L’équipe de l’Incubateur a rattaché une personne à {about}."),
        "mandate_given" => format!("Vous pouvez désormais déposer le bulletin de vote de {about}."),
        "mandate_withdrawn" => format!("Vous ne pouvez plus déposer le bulletin de vote de {about}."),
        "application_opened" => format!(
            "Le groupement « {about} » prépare une candidature : relisez-la et confirmez la part de votre collectivité."
        ),
        "application_confirmed" => format!("Une collectivité a confirmé sa part dans la candidature « {about} »."),
        "application_filed" => format!("La candidature « {about} » est déposée ; son récépissé est sur sa page."),
        "correction_asked" => format!("Une correction est demandée sur la candidature « {about} »."),
        "exception_granted" => format!("La candidature « {about} » peut encore être déposée, par exception."),
        "moved_to_wave" => format!("La candidature « {about} » est passée à la vague suivante."),
        "assessor_drawn" => {
            format!("Une candidature vous est confiée : « {about} ». Dites d’abord si vous avez un lien avec elle.")
        }
        "application_decided" => format!("Une décision est publiée sur la candidature « {about} »."),
        "application_message" => format!("Un message vous attend dans la candidature « {about} »."),
        "agreement_signed" => format!("La convention de la candidature « {about} » est signée."),
        "instalment_asked" => format!("Un versement est demandé pour la candidature « {about} »."),
        "instalment_refused" => {
            format!("Un versement demandé pour la candidature « {about} » est refusé ; le motif est dans le dossier.")
        }
        "instalment_paid" => format!("Un versement est fait pour la candidature « {about} »."),
        "draft_reminder" => format!(
            "La candidature « {about} » est encore un brouillon et la clôture approche : elle n’est pas déposée."
        ),
        _ => format!("Le bulletin de {about} a été déposé."),
    }
}
