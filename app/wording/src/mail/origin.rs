//! What each mail says where nobody wrote it anew: subject and text, with their fields between braces.

use entity::mail_text::MailKind;

/// The subject and the text of a mail as they come with the executable.
pub(super) fn words(kind: MailKind) -> (&'static str, &'static str) {
    match kind {
        MailKind::SignIn => SIGN_IN,
        MailKind::Invitation => INVITATION,
        MailKind::FirstReferent => FIRST_REFERENT,
        MailKind::Colleague => COLLEAGUE,
        MailKind::InvitationTakenBack => INVITATION_TAKEN_BACK,
        MailKind::GroupInvitation => GROUP_INVITATION,
        MailKind::JointAct => JOINT_ACT,
        MailKind::EnquiryAnswer => ENQUIRY_ANSWER,
        MailKind::Notices => NOTICES,
        MailKind::WeeklyFigures => WEEKLY_FIGURES,
        MailKind::Receipt => RECEIPT,
        MailKind::Mailing => MAILING,
    }
}

const SIGN_IN: (&str, &str) = (
    "Votre lien de connexion à Terreau",
    "Bonjour,\n\nPour vous connecter, ouvrez ce lien dans le navigateur où vous l’avez demandé, puis \
     appuyez sur le bouton :\n\n\
     {lien}\n\n\
     Si le lien s’ouvre ailleurs, tapez ce code dans le navigateur d’origine : {code}\n\n\
     Le lien et le code servent une fois, pendant dix minutes. Ne les transmettez à personne : nous ne \
     vous les demanderons jamais.\n\n\
     Si vous n’avez rien demandé, ne faites rien : personne ne se connectera à votre place.",
);

const INVITATION: (&str, &str) = (
    "Votre invitation sur Terreau",
    "Bonjour,\n\nVous êtes invité sur Terreau dans le rôle suivant : {rôle}.\n\n\
     Pour accepter, ouvrez ce lien, puis appuyez sur le bouton :\n\n{lien}\n\n\
     Il sert une fois, pendant vingt-quatre heures. Ne le transmettez à personne.",
);

const FIRST_REFERENT: (&str, &str) = (
    "Qui agit pour {collectivité} sur Terreau ?",
    "Bonjour,\n\nUne personne demande à agir pour {collectivité} sur Terreau, où les collectivités disent \
     leurs besoins numériques et choisissent ce que l’État finance.\n\n\
     Personne n’agit encore pour votre collectivité. Si vous confirmez, cette personne en devient le \
     référent : elle dira qui d’autre agit pour elle, et qui dépose son bulletin de vote.\n\n\
     Pour lire la demande et y répondre (le lien sert pendant quatorze jours) :\n\n{lien}\n\n\
     Si vous ne connaissez personne de ce nom, ouvrez le lien et appuyez sur « Ce n’est pas nous » : la \
     demande est refusée, cette personne ne peut plus la refaire, et notre équipe en est avertie. Sans \
     réponse de votre part, personne n’agit pour vous.\n\n\
     Ce que cette personne dit d’elle-même, et que nous n’avons pas vérifié :\n\n\
     Elle a écrit comme nom : {nom}\n\
     Elle a écrit comme fonction : {fonction}",
);

const COLLEAGUE: (&str, &str) = (
    "Votre invitation à agir pour {collectivité}",
    "Bonjour,\n\nUne personne qui est référent de {collectivité} sur Terreau vous invite à agir pour elle : \
     dire ses besoins, rejoindre des groupements, préparer son bulletin de vote.\n\n\
     Connectez-vous d’abord sur {connexion}, puis ouvrez ce lien et appuyez sur « Accepter ». Il sert \
     une fois, pendant quatorze jours :\n\n{lien}\n\nNe le transmettez à personne.\n\n\
     Si vous ne connaissez personne de ce nom, ouvrez le lien et appuyez sur « Ce n’est pas pour moi » : \
     l’invitation s’arrête là, et cette personne ne peut plus vous inviter.\n\n\
     Elle a écrit comme nom : {nom}",
);

const INVITATION_TAKEN_BACK: (&str, &str) = (
    "Votre invitation à agir pour {collectivité} est reprise",
    "Bonjour,\n\nUn référent de {collectivité} vous avait invité à agir pour elle sur Terreau. Il a repris \
     cette invitation : son lien ne sert plus. Vous n’avez rien à faire.",
);

const GROUP_INVITATION: (&str, &str) = (
    "{collectivité} est invitée dans un groupement sur Terreau",
    "Bonjour,\n\nSur Terreau, les collectivités disent leurs besoins numériques et se regroupent pour y \
     répondre. {chef-de-file} invite {collectivité} dans un groupement. Personne n’agit encore pour votre \
     collectivité : c’est pourquoi nous écrivons à son adresse officielle.\n\n\
     Pour lire à quoi sert ce groupement, sans compte :\n\n{lien}\n\n\
     Pour répondre, une personne de votre collectivité se connecte, puis demande à agir pour elle ; un \
     courriel vous demandera de le confirmer :\n\n{demande}\n\n\
     Si cela ne vous intéresse pas, ne faites rien : sans votre accord, votre collectivité n’entre dans \
     aucun groupement.\n\n\
     Ce que le chef de file a écrit comme nom du groupement : {groupement}",
);

const JOINT_ACT: (&str, &str) = (
    "Qui agit pour {collectivité} sur Terreau : votre accord est demandé",
    "Bonjour,\n\nL’équipe de l’Incubateur, qui tient Terreau, propose de {proposition}.\n\n{suite}\n\n\
     Pour lire de quoi il s’agit et répondre, sans compte :\n\n{lien}\n\n\
     Ce que cette personne dit d’elle-même, et que vous pouvez vérifier :\n\n\
     Elle a écrit comme nom : {nom}",
);

const ENQUIRY_ANSWER: (&str, &str) = (
    "Réponse à votre message",
    "Bonjour,\n\n{réponse}\n\nPour nous écrire de nouveau\u{a0}:\n\n{lien}\n\n\
     Votre message du {date}\u{a0}:\n\n{message}",
);

const NOTICES: (&str, &str) =
    ("{objet}", "Bonjour,\n\n{avis}\n\nPour recevoir ces courriels une fois par jour, ou plus du tout : {réglages}");

const WEEKLY_FIGURES: (&str, &str) = (
    "Terreau : les chiffres de la semaine du {semaine}",
    "Bonjour,\n\nLes chiffres de la semaine du {semaine}.\nCampagne : {campagne}\n\n{chiffres}\n\n\
     À ce jour, {participation}.\n\nTous les chiffres, par territoire : {lien}\n\
     Deux pages à imprimer : {impression}\n\n\
     Vous recevez ce courriel parce que vous l’avez demandé. Pour ne plus le recevoir : {réglages}",
);

const RECEIPT: (&str, &str) = (
    "Récépissé du bulletin de {collectivité}",
    "Bonjour,\n\nLe bulletin de {collectivité} a été enregistré le {date}, heure de Paris : dépôt n° {dépôt}, \
     inscription n° {inscription} au journal public du vote.\n\n\
     Le récépissé joint prouve à lui seul que ce bulletin est dans le journal signé. Il contient les choix de \
     la collectivité : gardez-le comme eux. Pour le vérifier : {journal}\n\n\
     Empreinte de la règle du vote : {règle}\n\n\
     Si votre collectivité n’a pas voulu ce bulletin, l’élu qui détient son mandat peut le remplacer jusqu’à \
     la clôture.",
);

const MAILING: (&str, &str) = ("", "Ce courriel vous est envoyé par l’équipe de l’Incubateur, qui tient Terreau.");
