//! What mails and notices say, in French; the only place where they are worded.

use super::{letter::Letter, office::Office};
use crate::{Error, Platform, audit, campaign::running::campaign_of, log, secret::hashed};
use entity::{
    calendar::in_paris,
    group::{GroupState, MemberState},
    id::{GroupId, JointActId, PersonId},
    joint_act::{JointActKind, JointActState},
    name,
    siren::Siren,
    table::{group, group_member, joint_act, membership_invitation, membership_request},
};
use sea_orm::EntityTrait;

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

/// A letter as its recipient would read it now. [`Error::NotFound`] where no mail is written, or when what it tells of
/// was taken back.
pub async fn read(platform: &Platform, letter: &Letter) -> Result<Rendered, Error> {
    render(platform, platform.office.as_ref().ok_or(Error::NotFound)?, letter).await
}

/// The text of a letter.
pub(super) async fn render(platform: &Platform, office: &Office, letter: &Letter) -> Result<Rendered, Error> {
    let site = office.base_url.trim_end_matches('/');
    let mut rendered = match letter {
        Letter::Receipt { campaign, siren, version } => receipt(platform, site, *campaign, siren, *version).await?,
        Letter::SignIn { token, code, .. } => Rendered::plain(
            "Votre lien de connexion à Terreau".to_owned(),
            format!(
                "Bonjour,\n\nPour vous connecter, ouvrez ce lien dans le navigateur où vous l’avez demandé, puis \
                 appuyez sur le bouton :\n\n\
                 {site}/connexion/lien/{token}\n\n\
                 Si le lien s’ouvre ailleurs, tapez ce code dans le navigateur d’origine : {code}\n\n\
                 Le lien et le code servent une fois, pendant dix minutes. Ne les transmettez à personne : nous ne \
                 vous les demanderons jamais.\n\n\
                 Si vous n’avez rien demandé, ne faites rien : personne ne se connectera à votre place."
            ),
        ),
        Letter::Invitation { token, staff } => Rendered::plain(
            "Votre invitation sur Terreau".to_owned(),
            format!(
                "Bonjour,\n\nVous êtes invité sur Terreau dans le rôle suivant : {}.\n\n\
                 Pour accepter, ouvrez ce lien, puis appuyez sur le bouton :\n\n{site}/connexion/lien/{token}\n\n\
                 Il sert une fois, pendant vingt-quatre heures. Ne le transmettez à personne.",
                wording::staff(*staff)
            ),
        ),
        Letter::FirstReferent { token, person, siren } => first_referent(platform, site, token, *person, siren).await?,
        Letter::Colleague { token, person, siren } => colleague(platform, site, token, *person, siren).await?,
        Letter::InvitationTakenBack { siren } => {
            let collectivity = platform.reference().name(siren);
            Rendered::plain(
                format!("Votre invitation à agir pour {collectivity} est reprise"),
                format!(
                    "Bonjour,\n\nUn référent de {collectivity} vous avait invité à agir pour elle sur Terreau. Il a \
                     repris cette invitation : \
                     son lien ne sert plus. Vous n’avez rien à faire."
                ),
            )
        }
        Letter::JointAct { token, act, siren } => joint_act_letter(platform, site, token, *act, siren).await?,
        Letter::GroupInvitation { group, siren } => group_invitation(platform, site, *group, siren).await?,
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

/// What somebody wrote of themselves, after our own sentences: quoted, named as theirs, and without what a mail program
/// makes a link of (names of before were not checked).
fn quoted(what: &str, text: &str) -> String {
    format!("Elle a écrit comme {what} : « {} »", name::cleaned(text))
}

async fn first_referent(
    platform: &Platform,
    site: &str,
    token: &str,
    person: PersonId,
    siren: &Siren,
) -> Result<Rendered, Error> {
    let collectivity = platform.reference().name(siren);
    let names = audit::names_of(platform.database.read(), &[person]).await?;
    let name = names.get(&person).ok_or(Error::NotFound)?;
    let request = membership_request::Entity::find_by_id((person, *siren)).one(platform.database.read()).await?;
    let request = request.ok_or(Error::NotFound)?;
    Ok(Rendered::plain(
        format!("Qui agit pour {collectivity} sur Terreau ?"),
        format!(
            "Bonjour,\n\nUne personne demande à agir pour {collectivity} sur Terreau, où les collectivités disent \
             leurs besoins numériques \
             et choisissent ce que l’État finance.\n\n\
             Personne n’agit encore pour votre collectivité. Si vous confirmez, cette personne en devient le référent \
             : elle dira qui \
             d’autre agit pour elle, et qui dépose son bulletin de vote.\n\n\
             Pour lire la demande et y répondre (le lien sert pendant quatorze jours) \
             :\n\n{site}/rattachement/{token}\n\n\
             Si vous ne connaissez personne de ce nom, ouvrez le lien et appuyez sur « Ce n’est pas nous » : la \
             demande est refusée, cette \
             personne ne peut plus la refaire, et notre équipe en est avertie. Sans réponse de votre part, personne \
             n’agit pour vous.\n\n\
             Ce que cette personne dit d’elle-même, et que nous n’avons pas vérifié :\n\n{}\n{}",
            quoted("nom", name),
            quoted("fonction", &request.title)
        ),
    ))
}

async fn colleague(
    platform: &Platform,
    site: &str,
    token: &str,
    person: PersonId,
    siren: &Siren,
) -> Result<Rendered, Error> {
    let collectivity = platform.reference().name(siren);
    let names = audit::names_of(platform.database.read(), &[person]).await?;
    let name = names.get(&person).ok_or(Error::NotFound)?;
    // An invitation that was taken back, or answered, before the mail left is not sent.
    let row = membership_invitation::Entity::find_by_id(hashed(token)).one(platform.database.read()).await?;
    row.ok_or(Error::NotFound)?;
    Ok(Rendered::plain(
        format!("Votre invitation à agir pour {collectivity}"),
        format!(
            "Bonjour,\n\nUne personne qui est référent de {collectivity} sur Terreau vous invite à agir pour elle : \
             dire ses besoins, \
             rejoindre des groupements, préparer son bulletin de vote.\n\n\
             Connectez-vous d’abord sur {site}/connexion, puis ouvrez ce lien et appuyez sur « Accepter ». Il sert une \
             fois, pendant \
             quatorze jours :\n\n{site}/invitation/{token}\n\nNe le transmettez à personne.\n\n\
             Si vous ne connaissez personne de ce nom, ouvrez le lien et appuyez sur « Ce n’est pas pour moi » : \
             l’invitation s’arrête là, et \
             cette personne ne peut plus vous inviter.\n\n{}",
            quoted("nom", name)
        ),
    ))
}

async fn joint_act_letter(
    platform: &Platform,
    site: &str,
    token: &str,
    act: JointActId,
    siren: &Siren,
) -> Result<Rendered, Error> {
    let collectivity = platform.reference().name(siren);
    let database = platform.database.read();
    let row = joint_act::Entity::find_by_id(act).one(database).await?.ok_or(Error::NotFound)?;
    let person = row.person.ok_or(Error::NotFound)?;
    let name = audit::names_of(database, &[person]).await?.remove(&person).ok_or(Error::NotFound)?;
    let what = match row.kind {
        JointActKind::FirstReferent => format!(
            "faire d’une personne le référent de {collectivity} : elle dirait qui d’autre agit pour votre \
             collectivité, et qui dépose son \
             bulletin de vote"
        ),
        JointActKind::EndOfMembership => format!(
            "faire qu’une personne n’agisse plus pour {collectivity} : son référent, l’élu qui dépose son bulletin de \
             vote, ou quelqu’un \
             d’autre qui agit pour elle"
        ),
        JointActKind::StaffRole | JointActKind::StaffInvitation => return Err(Error::NotFound),
    };
    let next = match row.state {
        JointActState::Waiting => {
            "Une seconde personne de notre équipe doit encore être d’accord ; cela prendrait alors effet sept jours \
             plus tard. Avec votre \
             accord, cela prend effet aussitôt. Si vous vous y opposez, cela n’aura pas lieu."
                .to_owned()
        }
        JointActState::Announced => format!(
            "Deux personnes de notre équipe sont d’accord. Sans opposition, cela prend effet le {}, heure de Paris. \
             Avec votre accord, \
             cela prend effet aussitôt. Si vous vous y opposez, cela n’aura pas lieu.",
            row.due_at.map(|due| in_paris(due.utc()).format("%d/%m/%Y à %-H h %M").to_string()).unwrap_or_default()
        ),
        JointActState::Done => "Notre équipe l’a fait. Tant que votre adresse officielle n’a pas donné son accord, \
            cette personne ne peut pas \
             changer qui vote, du moment où la règle du vote est arrêtée jusqu’à sa clôture. Si vous ne la connaissez \
             pas, dites-le par le \
             même lien : elle n’agira plus pour votre collectivité."
            .to_owned(),
        _ => return Err(Error::NotFound),
    };
    Ok(Rendered::plain(
        format!("Qui agit pour {collectivity} sur Terreau : votre accord est demandé"),
        format!(
            "Bonjour,\n\nL’équipe de l’Incubateur, qui tient Terreau, propose de {what}.\n\n{next}\n\n\
             Pour lire de quoi il s’agit et répondre, sans compte :\n\n{site}/accord/{token}\n\n\
             Ce que cette personne dit d’elle-même, et que vous pouvez vérifier :\n\n{}",
            quoted("nom", &name)
        ),
    ))
}

async fn group_invitation(platform: &Platform, site: &str, id: GroupId, siren: &Siren) -> Result<Rendered, Error> {
    let reference = platform.reference();
    let database = platform.database.read();
    let member = group_member::Entity::find_by_id((id, *siren)).one(database).await?.ok_or(Error::NotFound)?;
    let group = group::Entity::find_by_id(id).one(database).await?.ok_or(Error::NotFound)?;
    if member.state != MemberState::Invited || group.state != GroupState::Forming {
        return Err(Error::NotFound);
    }
    let (collectivity, lead) = (reference.name(siren), reference.name(&group.lead));
    Ok(Rendered::plain(
        format!("{collectivity} est invitée dans un groupement sur Terreau"),
        format!(
            "Bonjour,\n\nSur Terreau, les collectivités disent leurs besoins numériques et se regroupent pour y \
             répondre. {lead} invite \
             {collectivity} dans un groupement. Personne n’agit encore pour votre collectivité : c’est pourquoi nous \
             écrivons à son \
             adresse officielle.\n\n\
             Pour lire à quoi sert ce groupement, sans compte :\n\n{site}/groupements/{id}\n\n\
             Pour répondre, une personne de votre collectivité se connecte, puis demande à agir pour elle ; un \
             courriel vous demandera de \
             le confirmer :\n\n{site}/compte/rattachement?siren={siren}\n\n\
             Si cela ne vous intéresse pas, ne faites rien : sans votre accord, votre collectivité n’entre dans aucun \
             groupement.\n\n\
             Ce que le chef de file a écrit comme nom du groupement : « {} »",
            name::cleaned(&group.name)
        ),
    ))
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
    let slug = campaign_of(platform.database.read(), campaign).await?.spec.slug;
    Ok(Rendered {
        subject: format!("Récépissé du bulletin de {name}"),
        body: format!(
            "Bonjour,\n\nLe bulletin de {name} a été enregistré le {when}, heure de Paris : dépôt n° {}, inscription \
             n° {} au journal \
             public du vote.\n\n\
             Le récépissé joint prouve à lui seul que ce bulletin est dans le journal signé. Il contient les choix de \
             la \
             collectivité : gardez-le comme eux. Pour le vérifier : {site}/campagnes/{slug}/journal\n\n\
             Empreinte de la règle du vote : {}\n\n\
             Si votre collectivité n’a pas voulu ce bulletin, l’élu qui détient son mandat peut le remplacer jusqu’à \
             la clôture.",
            receipt.ballot.version, receipt.index, receipt.ballot.rule
        ),
        attachment: Some((format!("recepisse-{siren}-{}.tlog-proof", receipt.ballot.version), receipt.to_text())),
    })
}

/// What an act that takes two is about: a collectivité, or else the State's roles.
fn of_act(about: &str) -> &str {
    if about.is_empty() { "un rôle de l’État" } else { about }
}

/// A notice as a sentence.
pub fn notice_sentence(kind: &str, about: &str) -> String {
    match kind {
        "need_in_project" => format!("Le besoin « {about} » est entré dans un projet."),
        "need_declined" => format!("Le besoin « {about} » n’a pas été retenu ; le motif figure sur sa page."),
        "group_invitation" => format!("Votre collectivité est invitée dans le groupement « {about} »."),
        "group_invitation_taken_back" => {
            format!(
                "L’invitation de votre collectivité dans le groupement « {about} » est reprise par son chef de file."
            )
        }
        "group_request" => format!("Une collectivité demande à rejoindre votre groupement « {about} »."),
        "group_answer" => format!("La composition du groupement « {about} » a changé."),
        "group_filed" => format!("Le groupement « {about} » est déposé."),
        "membership_asked" => format!("Une personne demande à agir pour {about}."),
        "membership_confirmed" => format!("Vous agissez maintenant pour {about}."),
        "membership_declined" => format!("Votre demande d’agir pour {about} n’a pas été acceptée."),
        "membership_disowned" => format!(
            "L’adresse officielle de {about} a répondu qu’elle ne connaît personne de votre nom : votre demande est \
             refusée et ne peut plus \
             être refaite. Si c’est une erreur, écrivez à l’équipe de l’Incubateur."
        ),
        "invitation_declined" => {
            format!("Une personne que vous aviez invitée à agir pour {about} a répondu que ce n’est pas pour elle.")
        }
        "membership_ended" => format!("Vous n’agissez plus pour {about}."),
        "membership_attached" => format!("L’équipe de l’Incubateur a rattaché une personne à {about}."),
        "membership_detached" => {
            format!("L’équipe de l’Incubateur a mis fin au rattachement d’une personne à {about}.")
        }
        "referent_named" => format!("Vous êtes référent de {about} : vous dites qui agit pour elle, et qui vote."),
        "referent_ended" => format!("Vous n’êtes plus référent de {about} ; vous agissez toujours pour elle."),
        "joint_act_waits" => format!("Un acte attend une seconde personne : {}.", of_act(about)),
        "joint_act_announced" => format!(
            "L’équipe de l’Incubateur va changer qui agit pour {about} : vous pouvez vous y opposer pendant sept jours."
        ),
        "joint_act_done" => format!("Le changement proposé a pris effet : {}.", of_act(about)),
        "joint_act_stopped" => format!("Le changement proposé n’aura pas lieu : {}.", of_act(about)),
        "consent_given" => {
            format!(
                "L’adresse officielle de {about} a donné son accord : vous êtes son référent, avec tous ses droits."
            )
        }
        "staff_role_changed" => "Votre rôle parmi les personnes de l’État a changé.".to_owned(),
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
