//! What a page says of the act that led to it, and what comes next.

use entity::done::Done;

/// What was done, and what the link to the next step says; None where the act leads nowhere else.
pub fn done(done: Done) -> (&'static str, Option<&'static str>) {
    of_needs_and_groups(done)
        .or_else(|| of_joining(done))
        .or_else(|| of_curation(done))
        .or_else(|| of_discussions(done))
        .or_else(|| of_the_site(done))
        .or_else(|| of_people(done))
        .or_else(|| of_announcements(done))
        .or_else(|| of_state(done))
        .unwrap_or_else(|| of_money(done))
}

fn of_needs_and_groups(done: Done) -> Option<(&'static str, Option<&'static str>)> {
    Some(match done {
        Done::NeedDraftKept => {
            ("Le brouillon est gardé. Votre collectivité le retrouve à l’accueil, jusqu’à la clôture.", None)
        }
        Done::NeedCopied => {
            ("Les textes sont repris dans la campagne en cours\u{a0}: relisez-les, complétez-les, puis publiez.", None)
        }
        Done::NeedDraftSaved => ("Le brouillon est enregistré. Relisez-le, puis publiez-le.", None),
        Done::NeedPublished => (
            "Votre besoin est publié\u{a0}: toutes les collectivités peuvent le lire et le soutenir.",
            Some("Ouvrir un groupement autour de ce besoin"),
        ),
        Done::NeedEdited => ("La nouvelle version est publiée.", Some("Voir toutes les versions")),
        Done::NeedWithdrawn => ("Le besoin est retiré\u{a0}: il n’apparaît plus dans les listes.", None),
        Done::NeedDeleted => ("Le brouillon est supprimé.", None),
        Done::SupportGivenBesideDraft => {
            ("Votre collectivité soutient ce besoin. Votre brouillon est gardé.", Some("Voir le besoin soutenu"))
        }
        Done::SupportGiven => (
            "Votre collectivité soutient ce besoin. La collectivité qui l’a publié voit votre phrase.",
            Some("Voir les groupements autour de ce besoin"),
        ),
        Done::SupportWithdrawn => ("Le soutien de votre collectivité est retiré.", None),
        Done::GroupOpened => {
            ("Le groupement est ouvert, et votre collectivité le conduit.", Some("Inviter des collectivités"))
        }
        Done::GroupSetInvited => {
            ("Les invitations sont envoyées. Leurs réponses paraîtront ici, et vous serez prévenu.", None)
        }
        Done::GroupInvited => ("L’invitation est envoyée. Sa réponse paraîtra ici, et vous serez prévenu.", None),
        Done::GroupAsked => ("La demande est envoyée à la collectivité qui conduit le groupement.", None),
        Done::GroupInvitationTakenBack => ("L’invitation est reprise.", None),
        Done::GroupAccepted => ("La collectivité est membre du groupement.", Some("Voir ce que le groupement atteint")),
        Done::GroupDeclined => ("Le refus est enregistré. La collectivité concernée est prévenue.", None),
        Done::GroupLeft => ("La collectivité a quitté le groupement. Celle qui le conduit est prévenue.", None),
        Done::GroupSubmitted => (
            "Le groupement est déposé auprès de l’incubateur de l’État (ANCT)\u{a0}: ses membres et ses chiffres sont \
             arrêtés. Il peut porter un projet soumis au vote, puis candidater aux enveloppes.",
            Some("Voir les enveloppes"),
        ),
        Done::GroupDissolved => ("Le groupement est dissous. Ses membres sont prévenus.", None),
        Done::BallotPrepared => (
            "Le bulletin est préparé. Les personnes qui détiennent le mandat de vote sont prévenues\u{a0}: l’une \
             d’elles doit le déposer.",
            None,
        ),
        _ => return None,
    })
}

/// Needs that join one another, and what is followed.
fn of_joining(done: Done) -> Option<(&'static str, Option<&'static str>)> {
    Some(match done {
        Done::Followed => {
            ("Vous suivez\u{a0}: un avis vous dira ce qui se passe ici.", Some("Voir ce que vous suivez"))
        }
        Done::Unfollowed => ("Vous ne suivez plus\u{a0}: aucun avis ne viendra d’ici.", None),
        Done::NeedSplit => {
            ("Le besoin est séparé\u{a0}: ses soutiens lui reviennent, et il est de nouveau dans les listes.", None)
        }
        Done::MergeProposed => (
            "La proposition est envoyée à la collectivité de cet autre besoin. Vous serez prévenu de sa réponse.",
            None,
        ),
        Done::MergeAccepted => ("C’est accepté\u{a0}: l’autre besoin a rejoint le vôtre.", None),
        Done::MergeDeclined => ("C’est refusé\u{a0}: l’autre collectivité lit votre motif.", None),
        Done::MergeTakenBack => ("Votre proposition est reprise\u{a0}: votre besoin reste à part.", None),
        _ => return None,
    })
}

fn of_curation(done: Done) -> Option<(&'static str, Option<&'static str>)> {
    const UNDO: Option<&str> = Some("Revoir ou annuler cet acte");
    Some(match done {
        Done::NeedNoted => ("La note est enregistrée. L’équipe de curation est seule à la lire.", None),
        Done::NeedSorted => ("L’avancement de ce besoin est noté.", None),
        Done::NeedsAssigned => ("Les besoins choisis sont confiés. La personne l’apprendra dans dix minutes.", UNDO),
        Done::NeedsSorted => ("L’avancement des besoins choisis est noté.", UNDO),
        Done::NeedsNoted => ("La note est écrite sur les besoins choisis.", UNDO),
        Done::NeedsInProject => {
            ("Les besoins choisis sont dans le projet. Leurs auteurs et soutiens l’apprendront dans dix minutes.", UNDO)
        }
        Done::NeedsDeclined => {
            ("Les besoins choisis sont écartés. Leurs auteurs et soutiens l’apprendront dans dix minutes.", UNDO)
        }
        Done::NeedsAnswered => (
            "La réponse figure sur les besoins choisis. Leurs auteurs et soutiens l’apprendront dans dix minutes.",
            UNDO,
        ),
        Done::BatchUndone => ("L’acte est annulé\u{a0}: les besoins sont comme avant, et personne n’est averti.", None),
        Done::BatchReduced => ("La sélection est réduite.", None),
        _ => return None,
    })
}

/// Messages to those who run the site, its texts, and seeing it as somebody else.
fn of_the_site(done: Done) -> Option<(&'static str, Option<&'static str>)> {
    Some(match done {
        Done::EnquirySent => {
            ("Votre message est envoyé. La réponse vous viendra par courriel, à l’adresse indiquée.", None)
        }
        Done::EnquiryTaken => ("Ce message est à votre nom\u{a0}: vos collègues le voient.", None),
        Done::EnquiryAnswered => ("La réponse part par courriel.", None),
        Done::EnquiryClosed => ("Le message est classé sans réponse.", None),
        Done::CannedAnswerSaved => ("La réponse type est enregistrée.", None),
        Done::CannedAnswerRemoved => ("La réponse type est supprimée.", None),
        Done::SiteTextSaved => ("Le texte est publié\u{a0}: tout le monde le lit, dans dix secondes au plus.", None),
        Done::MailTextSaved => ("Le texte est publié\u{a0}: le prochain courriel le dira.", None),
        Done::SiteTextReset => ("Le texte d’origine est rétabli\u{a0}; l’autre reste dans les versions.", None),
        Done::TrainingMade => ("Le bac à sable est prêt\u{a0}: entrez-y quand vous voulez.", None),
        Done::TrainingEntered => ("Vous êtes dans le bac à sable\u{a0}: choisissez un personnage.", None),
        Done::TrainingLeft => ("Vous avez quitté le bac à sable\u{a0}: ce que vous faites compte de nouveau.", None),
        Done::TrainingErased => ("Le bac à sable est effacé, avec tout ce qui y a été fait.", None),
        Done::TrainingGone => {
            ("Ce bac à sable n’est plus là. Rien n’a été enregistré, et vous êtes de nouveau sur le site.", None)
        }
        Done::ViewBegun => {
            ("Vous voyez le site comme cette personne le verrait. Rien ne peut être fait sous cette vue.", None)
        }
        Done::ViewEnded => ("Vous êtes de nouveau vous-même.", None),
        _ => return None,
    })
}

fn of_discussions(done: Done) -> Option<(&'static str, Option<&'static str>)> {
    Some(match done {
        Done::DiscussionWritten => (
            "Votre message est publié. Vous pouvez le corriger pendant un quart d’heure, et le retirer à tout moment.",
            None,
        ),
        Done::DiscussionEdited => {
            ("Votre message est corrigé\u{a0}: il porte la mention «\u{202f}modifié\u{202f}».", None)
        }
        Done::DiscussionTakenBack => ("Votre message est retiré\u{a0}: son texte est effacé.", None),
        Done::QuestionAsked => {
            ("Votre question est envoyée. Le besoin porte la mention «\u{202f}attend la réponse\u{202f}».", None)
        }
        Done::QuestionClosed => ("La question est close. La collectivité est prévenue.", None),
        Done::TextReported => (
            "Votre signalement est envoyé à l’équipe de l’Incubateur, qui lira ce texte. Vous serez prévenu de sa \
             décision.",
            None,
        ),
        Done::TextHidden => ("Le texte est masqué. Son auteur est prévenu, avec votre motif.", None),
        Done::TextKept => ("Le texte reste affiché. Les personnes qui l’ont signalé sont prévenues.", None),
        Done::TextShown => ("Le texte est de nouveau affiché. Son auteur est prévenu.", None),
        Done::TextHiddenUpheld => ("Le texte reste masqué. Son auteur est prévenu.", None),
        Done::HiddenTextAnswered => {
            ("Votre réponse est envoyée à l’équipe de l’Incubateur, qui décidera si le texte reste masqué.", None)
        }
        _ => return None,
    })
}

fn of_people(done: Done) -> Option<(&'static str, Option<&'static str>)> {
    Some(match done {
        Done::PersonInvited => ("L’invitation est envoyée par courriel.", None),
        Done::PersonInvitationTakenBack => ("L’invitation est reprise\u{a0}: son lien ne sert plus.", None),
        Done::PersonConfirmed => ("La demande est acceptée. La personne est prévenue.", None),
        Done::PersonDeclined => ("La demande est refusée. La personne est prévenue.", None),
        Done::ReferentNamed => ("La personne est référente. Elle est prévenue.", None),
        Done::ReferentEnded => ("La personne n’est plus référente. Elle est prévenue.", None),
        Done::MembershipEnded => ("La personne n’agit plus pour la collectivité. Elle est prévenue.", None),
        Done::MembershipAccepted => {
            ("Vous agissez désormais pour cette collectivité.", Some("Voir ce qui vous attend"))
        }
        Done::RequestSent => ("Votre demande est envoyée.", None),
        Done::RequestCorrected => ("Votre demande est corrigée.", None),
        Done::RequestWithdrawn => ("Votre demande est retirée.", None),
        Done::MandateGiven => ("Le mandat de vote est donné. La personne est prévenue.", None),
        Done::MandateWithdrawn => ("Le mandat de vote est retiré. La personne est prévenue.", None),
        Done::ConsentAsked => ("L’adresse officielle de la collectivité a reçu la demande d’accord.", None),
        Done::Objected => ("Votre opposition est enregistrée\u{a0}: le changement n’aura pas lieu.", None),
        Done::ActProposed => ("La proposition est enregistrée. Elle attend l’accord d’une seconde personne.", None),
        Done::ActSeconded => ("Votre accord est enregistré.", None),
        Done::ActDeclined => ("Votre refus est enregistré\u{a0}: le changement n’aura pas lieu.", None),
        Done::ActTakenBack => ("Votre proposition est retirée.", None),
        Done::ActingChanged => ("Vous agissez désormais pour cette collectivité.", None),
        Done::CampaignBegun => {
            ("La préparation est commencée. Tout ce que vous écrivez est gardé, version par version.", None)
        }
        Done::CampaignWritten => {
            ("C’est écrit. La version d’avant reste dans l’historique.", Some("Revenir à la campagne"))
        }
        Done::CampaignRestored => ("La version choisie est reprise ; celle d’avant reste dans l’historique.", None),
        Done::CampaignDiscarded => ("Cette préparation est abandonnée.", None),
        Done::CampaignPrepared => (
            "La campagne est préparée\u{a0}: l’équipe seule la voit. Pour l’ouvrir, proposez-le à une seconde \
             personne.",
            None,
        ),
        Done::AccountSaved => ("C’est enregistré.", None),
        Done::SessionsEnded => ("Les sessions choisies sont fermées.", None),
        Done::CalendarLinkMade => {
            ("L’adresse de votre calendrier est créée. Copiez-la maintenant\u{a0}: elle ne sera plus montrée.", None)
        }
        Done::CalendarLinkRevoked => ("L’adresse de votre calendrier ne mène plus nulle part.", None),
        Done::NoticesRead => ("Tous vos avis sont marqués comme lus.", None),
        _ => return None,
    })
}

fn of_announcements(done: Done) -> Option<(&'static str, Option<&'static str>)> {
    Some(match done {
        Done::MailingBegun => ("L’envoi est commencé. Rien ne part avant l’accord d’une seconde personne.", None),
        Done::MailingSaved => ("L’envoi est enregistré. Relisez l’aperçu et le nombre de destinataires.", None),
        Done::MailingTested => ("L’essai part à votre adresse. Vous seul le recevez.", None),
        Done::MailingDiscarded => ("L’envoi est abandonné.", None),
        Done::MailingStopped => ("L’envoi est arrêté\u{a0}: plus aucun courriel n’en part.", None),
        Done::MailingResumed => ("L’envoi se poursuit.", None),
        Done::BouncesNoted => ("Ces adresses sont notées\u{a0}: plus aucun envoi n’y part.", None),
        Done::ServiceMessageWritten => ("Le message est enregistré.", None),
        Done::ServiceMessageEnded => ("Le message est terminé\u{a0}: il disparaît des pages.", None),
        _ => return None,
    })
}

fn of_state(done: Done) -> Option<(&'static str, Option<&'static str>)> {
    Some(match done {
        Done::RoleChanged => ("C’est fait. La personne est prévenue.", None),
        Done::ProjectSaved => {
            ("Le projet est enregistré. Il reste à le soumettre au vote.", Some("Ouvrir la liste des projets"))
        }
        Done::ProjectOnBallot => ("Le projet est soumis au vote.", None),
        Done::ServicesApplied => ("Le catalogue est à jour.", Some("Voir le catalogue public")),
        Done::ServicesDropped => ("La liste est abandonnée\u{a0}: le catalogue n’a pas changé.", None),
        Done::ServiceWithdrawn => ("Le service est retiré du catalogue.", None),
        Done::CommitteeCalled => ("La séance du comité est créée. Proposez-lui des projets.", None),
        Done::CommitteeProposed => ("Les projets sont proposés. Les membres du comité sont prévenus.", None),
        Done::CommitteeOpinionGiven => ("Votre avis est enregistré. Vous pouvez le changer jusqu’à la décision.", None),
        Done::CommitteeDecided => ("La décision du comité est enregistrée.", None),
        Done::ProjectAbandoned => ("Le projet est abandonné.", None),
        Done::NeedDeclined => ("Le besoin est écarté. La collectivité qui l’a publié lit votre raison.", None),
        Done::NeedsMerged => (
            "Ces besoins sont réunis. Leurs auteurs et leurs soutiens sont prévenus.",
            Some("Revenir aux besoins à trier"),
        ),
        Done::ClusterIgnored => ("Ces besoins restent séparés\u{a0}: ils ne sont plus proposés ensemble.", None),
        Done::RequestsConfirmed => ("Les demandes choisies ont reçu leur réponse. Les personnes sont prévenues.", None),
        Done::PersonAttached => ("La personne est rattachée. Elle est prévenue.", None),
        Done::AwaitedRemoved => ("La personne n’est plus attendue.", None),
        Done::RuleFrozen => {
            ("La règle et la liste des projets sont figées\u{a0}: chacun peut les relire jusqu’au vote.", None)
        }
        Done::RuleReopened => ("La règle est rouverte\u{a0}: les projets peuvent de nouveau changer.", None),
        Done::MoneyDelegated => ("L’écriture est passée\u{a0}: le tableau la montre.", None),
        Done::MoneyCarriedOver => ("Le reste de la vague est reporté sur la suivante.", None),
        Done::ApplicationComplete => ("Complet. Les candidats sont prévenus.", None),
        Done::CorrectionAsked => ("La correction est demandée. Le candidat lit ce qui manque, et jusqu’à quand.", None),
        Done::AssessorsAssigned => ("Les évaluateurs sont tirés au sort et prévenus.", None),
        Done::AssessorReplaced => ("Un autre évaluateur est tiré au sort et prévenu.", None),
        Done::ExceptionGranted => ("Le délai est accordé. Le candidat est prévenu.", None),
        Done::MovedToWave => ("Reporté à la vague suivante. Les candidats sont prévenus.", None),
        Done::ConventionDrawn => ("La convention est établie. Les personnes du dossier sont prévenues.", None),
        Done::SignatureNoted => ("La signature est notée. Les personnes du dossier sont prévenues.", None),
        Done::BankAccountGiven => {
            ("Le compte est enregistré, chiffré. Vos collègues et les personnes qui paient sont prévenus.", None)
        }
        Done::AgreementSigned => ("La convention est enregistrée\u{a0}: des versements peuvent être demandés.", None),
        Done::InstalmentPaid => ("Le versement est payé. Le bénéficiaire est prévenu.", None),
        Done::InstalmentRefused => ("Le versement est refusé. Le bénéficiaire lit votre raison.", None),
        Done::ApplicationClosed => ("Le dossier est soldé\u{a0}: ce qui restait redevient disponible.", None),
        Done::NoConflict => ("Vous n’avez pas déclaré de lien avec le candidat\u{a0}: vous pouvez noter.", None),
        Done::ConflictDeclared => {
            ("Votre lien avec le candidat est déclaré\u{a0}: le dossier passe à quelqu’un d’autre.", None)
        }
        Done::MarksGiven => ("Vos notes sont enregistrées.", Some("Voir vos autres dossiers")),
        Done::ResidenceSaved => ("Votre département de résidence est enregistré.", None),
        Done::DecisionsTaken => {
            ("Les décisions sont prises. Les candidats les liront à l’heure de leur publication.", None)
        }
        _ => return None,
    })
}

fn of_money(done: Done) -> (&'static str, Option<&'static str>) {
    match done {
        Done::ApplicationOpened => (
            "La candidature est commencée. Ce que vous écrivez est gardé\u{a0}; rien n’est déposé avant que \
             vous le disiez.",
            None,
        ),
        Done::ApplicationFound => ("Vous aviez déjà commencé cette candidature\u{a0}: la voici.", None),
        Done::ApplicationSaved => ("C’est enregistré.", Some("Relire la candidature")),
        Done::ApplicationConfirmed => {
            ("Votre participation est confirmée. La collectivité qui dépose est prévenue.", None)
        }
        Done::ApplicationWithdrawn => ("La candidature est retirée.", None),
        Done::ApplicationDeleted => ("Le brouillon est supprimé.", None),
        Done::FilesAttached => ("Les fichiers sont joints.", None),
        Done::FileRemoved => ("Le fichier est retiré.", None),
        Done::MessageSent => ("Le message est envoyé.", None),
        Done::InstalmentAsked => ("Le versement est demandé. Vous serez prévenu de la réponse.", None),
        Done::UsageReported => ("C’est enregistré. Merci\u{202f}: ceux qui suivent le projet le liront.", None),
        // Those above: each list says which acts are its own.
        _ => ("C’est fait.", None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn every_act_has_a_sentence_of_its_own() {
        let mut sentences: HashMap<&str, Vec<Done>> = HashMap::new();
        for &one in Done::ALL {
            let (sentence, next) = done(one);
            assert_ne!(sentence, "C’est fait.", "{one:?}");
            assert!(sentence.ends_with('.'), "{one:?}");
            assert!(next.is_none_or(|label| !label.ends_with('.')), "{one:?}");
            sentences.entry(sentence).or_default().push(one);
        }
        // Said of several: nothing more is to be said.
        let shared: Vec<&Vec<Done>> = sentences.values().filter(|acts| acts.len() > 1).collect();
        for acts in shared {
            let plain = [
                [Done::AccountSaved, Done::ApplicationSaved],
                [Done::NeedDeleted, Done::ApplicationDeleted],
                [Done::MembershipAccepted, Done::ActingChanged],
            ];
            assert!(plain.iter().any(|pair| acts.iter().all(|act| pair.contains(act))), "{acts:?}");
        }
    }
}
