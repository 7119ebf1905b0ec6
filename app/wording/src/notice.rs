//! What notices say.

use crate::time;
use NoticeKind as Kind;
use chrono::{DateTime, Utc};
use entity::notice::NoticeKind;

/// A notice as a sentence: its stored kind, what it is about (a title, a collectivité), and until when what it asks for
/// can be done.
pub fn notice_sentence(kind: &str, about: &str, until: Option<DateTime<Utc>>) -> String {
    let kind = NoticeKind::from_code(kind).unwrap_or(NoticeKind::BallotCast);
    let about = match about {
        "" if is_of_the_state(kind) => "un rôle de l’État",
        "" => "sans titre",
        about => about,
    };
    let until = until.map_or_else(|| "jour de la clôture".to_owned(), |until| time::deadline(until, None));
    // What people typed comes last: nothing in it is replaced.
    sentence(kind).replace("{until}", &until).replace("{}", about)
}

/// Acts that take two.
macro_rules! joint_acts {
    () => {
        Kind::JointActWaits | Kind::JointActAnnounced | Kind::JointActDone | Kind::JointActStopped
    };
}

/// Needs that join others, and part.
macro_rules! merges {
    () => {
        Kind::NeedMerged
            | Kind::NeedMergedIntoYours
            | Kind::NeedSplit
            | Kind::NeedSplitFromYours
            | Kind::MergeProposed
            | Kind::MergeDeclined
            | Kind::MergeTakenBack
    };
}

/// What somebody ended or took back, with the reason beside the sentence.
macro_rules! endings {
    () => {
        Kind::NeedWithdrawn
            | Kind::SupportWithdrawn
            | Kind::GroupDissolved
            | Kind::ProjectDropped
            | Kind::ApplicationWithdrawn
            | Kind::ApplicationClosed
            | Kind::AssessorReplaced
    };
}

/// What the curators' desk tells.
macro_rules! curation {
    () => {
        Kind::NeedAnswered | Kind::NeedsAssigned | Kind::NoteMention
    };
}

/// What happens to what one follows, and does not concern one otherwise.
macro_rules! followed {
    () => {
        Kind::FollowedNeedEdited
            | Kind::FollowedNeedWithdrawn
            | Kind::FollowedOnBallot
            | Kind::FollowedProjectDropped
            | Kind::FollowedProjectSelected
            | Kind::FollowedProjectNotSelected
    };
}

/// What people write to one another, and what curators decide on it.
macro_rules! discussions {
    () => {
        Kind::DiscussionMessage
            | Kind::DiscussionReply
            | Kind::DiscussionMention
            | Kind::GroupMessage
            | Kind::QuestionAsked
            | Kind::QuestionAnswered
            | Kind::QuestionClosed
            | Kind::QuestionReminder
            | Kind::TextHidden
            | Kind::TextShown
            | Kind::TextHiddenUpheld
            | Kind::HiddenTextAnswered
            | Kind::ReportKept
            | Kind::ReportHidden
            | Kind::EnquiryReceived
    };
}

/// What becomes of an application.
macro_rules! applications {
    () => {
        Kind::ApplicationOpened
            | Kind::ApplicationConfirmed
            | Kind::ApplicationSubmitted
            | Kind::CorrectionAsked
            | Kind::ExceptionGranted
            | Kind::MovedToWave
            | Kind::AssessorAssigned
            | Kind::ApplicationDecided
            | Kind::ApplicationMessage
            | Kind::AgreementSigned
            | Kind::ConventionDrawn
            | Kind::SignatureNoted
            | Kind::BankAccountGiven
            | Kind::InstalmentAsked
            | Kind::InstalmentPaid
            | Kind::InstalmentRefused
            | Kind::DraftReminder
            | Kind::CallOpens
            | Kind::CorrectionReminder
            | Kind::DeskArrival
    };
}

/// Whether without a collectivité a notice concerns the State's roles.
fn is_of_the_state(kind: NoticeKind) -> bool {
    matches!(kind, joint_acts!())
}

/// The sentence of each kind, with `{}` for what it is about. A new kind has to be sorted here first.
fn sentence(kind: NoticeKind) -> &'static str {
    match kind {
        merges!() => of_merges(kind),
        Kind::NeedInProject
        | Kind::NeedDeclined
        | Kind::NeedSupported
        | Kind::GroupInvitation
        | Kind::GroupInvitationTakenBack
        | Kind::GroupRequest
        | Kind::GroupAnswer
        | Kind::GroupSubmitted
        | Kind::GroupRequestAccepted
        | Kind::GroupRequestDeclined
        | Kind::GroupMemberLeft
        | Kind::GroupEligible
        | Kind::CommitteeOpinionAwaited
        | Kind::NeedDraftReminder => of_needs_and_groups(kind),
        Kind::BallotCast
        | Kind::BallotPrepared
        | Kind::VoteOpens
        | Kind::BallotMissing
        | Kind::MandateMissing
        | Kind::ResultPublished
        | Kind::ProjectSelected
        | Kind::ProjectNotSelected => of_the_vote(kind),
        Kind::MembershipAsked
        | Kind::RequestForCurators
        | Kind::MembershipConfirmed
        | Kind::MembershipDeclined
        | Kind::MembershipDisowned
        | Kind::InvitationDeclined
        | Kind::MembershipEnded
        | Kind::MembershipAttached
        | Kind::MembershipDetached
        | Kind::ReferentNamed
        | Kind::ReferentEnded
        | Kind::ConsentGiven
        | Kind::MandateGiven
        | Kind::MandateWithdrawn => of_people(kind),
        joint_acts!() | Kind::StaffRoleChanged => of_the_state(kind),
        Kind::CampaignChanged => {
            "Les dates ou les montants de la campagne «\u{202f}{}\u{202f}» changent, et touchent ce que votre \
             collectivité y a commencé\u{a0}: vérifiez vos échéances."
        }
        endings!() => of_endings(kind),
        curation!() => of_curation(kind),
        followed!() => of_followed(kind),
        discussions!() => of_discussions(kind),
        applications!() => of_applications(kind),
    }
}

/// What ends, or is taken back.
fn of_endings(kind: NoticeKind) -> &'static str {
    match kind {
        Kind::NeedWithdrawn => {
            "Le besoin «\u{202f}{}\u{202f}», que votre collectivité soutient ou sur lequel elle se groupe, est retiré \
             par la collectivité qui l’avait publié."
        }
        Kind::SupportWithdrawn => "Une collectivité ne soutient plus votre besoin «\u{202f}{}\u{202f}».",
        Kind::GroupDissolved => "Le groupement «\u{202f}{}\u{202f}» est dissous par son chef de file.",
        Kind::ProjectDropped => {
            "Le projet qui répondait au besoin «\u{202f}{}\u{202f}» est abandonné\u{a0}: ce besoin est de nouveau à \
             trier."
        }
        Kind::ApplicationWithdrawn => {
            "La candidature «\u{202f}{}\u{202f}» est retirée par sa collectivité chef de file."
        }
        Kind::ApplicationClosed => {
            "La candidature «\u{202f}{}\u{202f}» est soldée\u{a0}: plus aucun versement ne suivra."
        }
        Kind::AssessorReplaced => {
            "La candidature «\u{202f}{}\u{202f}», qui vous était confiée, l’est à une autre personne."
        }
        _ => "",
    }
}

/// The curators' desk.
fn of_curation(kind: NoticeKind) -> &'static str {
    match kind {
        Kind::NeedAnswered => {
            "Un service existe déjà pour le besoin «\u{202f}{}\u{202f}»\u{a0}: la réponse figure sur sa page."
        }
        Kind::NeedsAssigned => "Des besoins à trier vous sont confiés\u{a0}: {}.",
        Kind::NoteMention => "Une note interne vous mentionne\u{a0}: «\u{202f}{}\u{202f}».",
        _ => "",
    }
}

/// What is followed.
fn of_followed(kind: NoticeKind) -> &'static str {
    match kind {
        Kind::FollowedNeedEdited => "Le besoin «\u{202f}{}\u{202f}», que vous suivez, a une nouvelle version.",
        Kind::FollowedNeedWithdrawn => {
            "Le besoin «\u{202f}{}\u{202f}», que vous suivez, est retiré par la collectivité qui l’avait publié."
        }
        Kind::FollowedOnBallot => {
            "Le projet «\u{202f}{}\u{202f}», qui répond à ce que vous suivez, est soumis au vote."
        }
        Kind::FollowedProjectDropped => "Le projet «\u{202f}{}\u{202f}», que vous suivez, est abandonné.",
        Kind::FollowedProjectSelected => "Le projet «\u{202f}{}\u{202f}», que vous suivez, est sélectionné.",
        Kind::FollowedProjectNotSelected => {
            "Le projet «\u{202f}{}\u{202f}», que vous suivez, n’est pas sélectionné\u{202f}; sa page dit ce qui lui a \
             manqué."
        }
        _ => "",
    }
}

/// Needs that join others, and part.
fn of_merges(kind: NoticeKind) -> &'static str {
    match kind {
        Kind::NeedMerged => {
            "Le besoin «\u{202f}{}\u{202f}», que votre collectivité a publié ou soutient, en a rejoint un autre qui \
             dit la même chose\u{a0}: il reste lisible, et chacun y compte une fois. Sa collectivité peut l’en séparer \
             tant que la règle du vote n’est pas figée, au plus tard le {until}."
        }
        Kind::NeedMergedIntoYours => {
            "D’autres besoins qui disent la même chose ont rejoint le vôtre, «\u{202f}{}\u{202f}»\u{a0}: leurs \
             soutiens comptent avec les siens."
        }
        Kind::NeedSplit => {
            "Le besoin «\u{202f}{}\u{202f}», que votre collectivité a publié ou soutient, est séparé de celui qu’il \
             avait rejoint\u{a0}: ses soutiens lui reviennent."
        }
        Kind::NeedSplitFromYours => "Un besoin qui avait rejoint le vôtre, «\u{202f}{}\u{202f}», en est séparé.",
        Kind::MergeProposed => {
            "Une collectivité propose que son besoin «\u{202f}{}\u{202f}» rejoigne le vôtre\u{a0}: acceptez ou \
             refusez sur la page de votre besoin."
        }
        Kind::MergeDeclined => {
            "Votre proposition de rapprochement est refusée\u{a0}: le besoin «\u{202f}{}\u{202f}» reste à part."
        }
        Kind::MergeTakenBack => {
            "Une collectivité reprend sa proposition\u{a0}: son besoin «\u{202f}{}\u{202f}» ne rejoint pas le vôtre."
        }
        _ => "",
    }
}

/// Discussions and moderation.
fn of_discussions(kind: NoticeKind) -> &'static str {
    match kind {
        Kind::DiscussionMessage => "Un message est écrit dans la discussion du besoin «\u{202f}{}\u{202f}».",
        Kind::DiscussionReply => "Une réponse à votre message est écrite, à propos de «\u{202f}{}\u{202f}».",
        Kind::DiscussionMention => "Votre collectivité est nommée dans un message, à propos de «\u{202f}{}\u{202f}».",
        Kind::GroupMessage => "Un message est écrit dans les échanges du groupement «\u{202f}{}\u{202f}».",
        Kind::QuestionAsked => {
            "L’équipe de l’Incubateur vous pose une question sur votre besoin «\u{202f}{}\u{202f}»\u{a0}: il attend \
             votre réponse."
        }
        Kind::QuestionAnswered => "Une réponse à votre question sur le besoin «\u{202f}{}\u{202f}» est écrite.",
        Kind::QuestionClosed => {
            "La question posée sur votre besoin «\u{202f}{}\u{202f}» est close\u{a0}: aucune réponse n’est plus \
             attendue."
        }
        Kind::QuestionReminder => {
            "Une question sur votre besoin «\u{202f}{}\u{202f}» attend votre réponse depuis une semaine."
        }
        Kind::TextHidden => {
            "Votre texte, à propos de «\u{202f}{}\u{202f}», est masqué par l’équipe de l’Incubateur\u{a0}: vous pouvez \
             lui répondre une fois, là où il se trouvait."
        }
        Kind::TextShown => "Votre texte, à propos de «\u{202f}{}\u{202f}», est de nouveau affiché.",
        Kind::TextHiddenUpheld => {
            "L’équipe a lu votre réponse\u{a0}: votre texte, à propos de «\u{202f}{}\u{202f}», reste masqué."
        }
        Kind::HiddenTextAnswered => {
            "L’auteur d’un texte que vous avez masqué répond, à propos de «\u{202f}{}\u{202f}»."
        }
        Kind::ReportKept => {
            "Le texte que vous avez signalé, à propos de «\u{202f}{}\u{202f}», a été lu par l’équipe\u{a0}: il reste \
             affiché."
        }
        Kind::EnquiryReceived => {
            "Des messages sont arrivés par le formulaire de contact\u{a0}: ils attendent une réponse."
        }
        Kind::ReportHidden => "Le texte que vous avez signalé, à propos de «\u{202f}{}\u{202f}», est masqué.",
        _ => "",
    }
}

/// Needs and groups.
fn of_needs_and_groups(kind: NoticeKind) -> &'static str {
    match kind {
        Kind::NeedInProject => "Le besoin « {} » est entré dans un projet.",
        Kind::CommitteeOpinionAwaited => "Le comité attend votre avis sur le projet «\u{202f}{}\u{202f}».",
        Kind::NeedDeclined => "Le besoin « {} » n’a pas été retenu ; le motif figure sur sa page.",
        Kind::NeedSupported => "Une collectivité a le même besoin que vous\u{a0}: «\u{202f}{}\u{202f}».",
        Kind::GroupInvitation => "Votre collectivité est invitée dans le groupement « {} ».",
        Kind::GroupInvitationTakenBack => {
            "L’invitation de votre collectivité dans le groupement « {} » est reprise par son chef de file."
        }
        Kind::GroupRequest => "Une collectivité demande à rejoindre votre groupement « {} ».",
        Kind::GroupAnswer => "La composition du groupement « {} » a changé.",
        Kind::GroupSubmitted => "Le groupement « {} » est déposé.",
        Kind::GroupRequestAccepted => "Votre collectivité fait maintenant partie du groupement «\u{202f}{}\u{202f}».",
        Kind::GroupRequestDeclined => {
            "Le chef de file du groupement «\u{202f}{}\u{202f}» n’a pas accepté la demande de votre collectivité."
        }
        Kind::GroupMemberLeft => {
            "Une collectivité a quitté le groupement «\u{202f}{}\u{202f}»\u{a0}: vérifiez sur sa page s’il peut \
             encore être déposé."
        }
        Kind::GroupEligible => {
            "Le groupement «\u{202f}{}\u{202f}» remplit maintenant la condition\u{a0}: son chef de file peut le \
             déposer."
        }
        Kind::NeedDraftReminder => {
            "Le besoin «\u{202f}{}\u{202f}» est encore un brouillon\u{a0}: pour qu’il compte, publiez-le jusqu’au \
             {until}."
        }
        _ => "",
    }
}

/// The vote. Nothing here says how somebody voted.
fn of_the_vote(kind: NoticeKind) -> &'static str {
    match kind {
        Kind::BallotCast => "Le bulletin de {} a été déposé.",
        Kind::BallotPrepared => "Un bulletin est préparé pour {}\u{a0}: relisez-le, puis déposez-le.",
        Kind::VoteOpens => {
            "Le vote est ouvert\u{a0}: le bulletin de {} peut être déposé jusqu’au {until}, par l’élu qui a son \
             mandat."
        }
        Kind::BallotMissing => {
            "Le bulletin de {} n’est pas encore déposé\u{a0}: il peut l’être jusqu’au {until}, par l’élu qui a son \
             mandat."
        }
        Kind::MandateMissing => {
            "Personne ne peut aujourd’hui déposer le bulletin de {}\u{a0}: donnez le mandat de vote à l’un de ses \
             élus. Le vote dure jusqu’au {until}."
        }
        Kind::ResultPublished => "Le résultat du vote est publié\u{a0}: voyez quels projets sont sélectionnés.",
        Kind::ProjectSelected => {
            "Le projet «\u{202f}{}\u{202f}», qui répond à un besoin de votre collectivité, est sélectionné."
        }
        Kind::ProjectNotSelected => {
            "Le projet «\u{202f}{}\u{202f}», qui répond à un besoin de votre collectivité, n’est pas \
             sélectionné\u{202f}; sa page dit ce qui lui a manqué."
        }
        _ => "",
    }
}

/// Who acts for whom.
fn of_people(kind: NoticeKind) -> &'static str {
    match kind {
        Kind::MembershipAsked => "Une personne demande à agir pour {}.",
        Kind::RequestForCurators => {
            "Une personne demande à agir pour {}, que personne d’autre ne peut confirmer : la réponse vous revient."
        }
        Kind::MembershipConfirmed => "Vous agissez maintenant pour {}.",
        Kind::MembershipDeclined => "Votre demande d’agir pour {} n’a pas été acceptée.",
        Kind::MembershipDisowned => {
            "L’adresse officielle de {} a répondu qu’elle ne connaît personne de votre nom : votre demande \
             est refusée et ne peut plus être refaite. Si c’est une erreur, écrivez à l’équipe de \
             l’Incubateur."
        }
        Kind::InvitationDeclined => {
            "Une personne que vous aviez invitée à agir pour {} a répondu que ce n’est pas pour elle."
        }
        Kind::MembershipEnded => "Vous n’agissez plus pour {}.",
        Kind::MembershipAttached => "L’équipe de l’Incubateur a rattaché une personne à {}.",
        Kind::MembershipDetached => "L’équipe de l’Incubateur a mis fin au rattachement d’une personne à {}.",
        Kind::ReferentNamed => "Vous êtes référent de {} : vous dites qui agit pour elle, et qui vote.",
        Kind::ReferentEnded => "Vous n’êtes plus référent de {} ; vous agissez toujours pour elle.",
        Kind::ConsentGiven => {
            "L’adresse officielle de {} a donné son accord : vous êtes son référent, avec tous ses droits."
        }
        Kind::MandateGiven => "Vous pouvez désormais déposer le bulletin de vote de {}.",
        Kind::MandateWithdrawn => "Vous ne pouvez plus déposer le bulletin de vote de {}.",
        _ => "",
    }
}

/// The State’s people, and what takes two of them.
fn of_the_state(kind: NoticeKind) -> &'static str {
    match kind {
        Kind::JointActWaits => "Un acte attend une seconde personne : {}.",
        Kind::JointActAnnounced => {
            "L’équipe de l’Incubateur va changer qui agit pour {} : vous pouvez vous y opposer pendant sept \
             jours."
        }
        Kind::JointActDone => "Le changement proposé a pris effet : {}.",
        Kind::JointActStopped => "Le changement proposé n’aura pas lieu : {}.",
        Kind::StaffRoleChanged => "Votre rôle parmi les personnes de l’État a changé.",
        _ => "",
    }
}

/// Applications.
fn of_applications(kind: NoticeKind) -> &'static str {
    match kind {
        Kind::ApplicationOpened => {
            "Le groupement « {} » prépare une candidature : relisez-la et confirmez la part de votre \
             collectivité."
        }
        Kind::ApplicationConfirmed => "Une collectivité a confirmé sa part dans la candidature « {} ».",
        Kind::ApplicationSubmitted => "La candidature « {} » est déposée ; son récépissé est sur sa page.",
        Kind::CorrectionAsked => "Une correction est demandée sur la candidature « {} ».",
        Kind::ExceptionGranted => "La candidature « {} » peut encore être déposée, par exception.",
        Kind::MovedToWave => "La candidature « {} » est passée à la vague suivante.",
        Kind::AssessorAssigned => {
            "Une candidature vous est confiée : « {} ». Dites d’abord si vous avez un lien avec elle."
        }
        Kind::ApplicationDecided => "Une décision est publiée sur la candidature « {} ».",
        Kind::ApplicationMessage => "Un message vous attend dans la candidature « {} ».",
        Kind::AgreementSigned => "La convention de la candidature « {} » est signée.",
        Kind::ConventionDrawn => "La convention de la candidature « {} » est établie, et peut être signée.",
        Kind::SignatureNoted => "Une signature est notée sur la convention de la candidature « {} ».",
        Kind::BankAccountGiven => {
            "Le compte bancaire auquel la candidature « {} » est payée vient d’être indiqué ou changé."
        }
        Kind::InstalmentAsked => "Un versement est demandé pour la candidature « {} ».",
        Kind::InstalmentPaid => "Un versement est fait pour la candidature « {} ».",
        Kind::InstalmentRefused => {
            "Un versement demandé pour la candidature « {} » est refusé ; le motif est dans le dossier."
        }
        Kind::DraftReminder => {
            "La candidature « {} » est encore un brouillon et la clôture approche : elle n’est pas déposée."
        }
        Kind::CallOpens => {
            "L’enveloppe «\u{202f}{}\u{202f}» est ouverte\u{a0}: votre collectivité peut y candidater jusqu’au {until}."
        }
        Kind::CorrectionReminder => {
            "La correction demandée sur la candidature «\u{202f}{}\u{202f}» est attendue jusqu’au {until}\u{a0}: \
             corrigez, puis déposez de nouveau."
        }
        Kind::DeskArrival => "Des candidatures sont arrivées à l’instruction\u{a0}: vérifiez si chacune est complète.",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_notice_has_its_sentence() {
        for kind in NoticeKind::ALL {
            let said = notice_sentence(kind.code(), "Figeac", None);
            assert!(said.ends_with('.') && said.len() > 20, "{kind:?}: {said}");
            assert!(!said.contains('{') && !said.contains("un rôle de l’État"), "{said}");
        }
        assert_eq!(
            notice_sentence("joint_act_done", "", None),
            "Le changement proposé a pris effet : un rôle de l’État."
        );
    }

    #[test]
    fn a_deadline_is_told_to_its_last_minute_and_what_was_typed_stays_as_it_is() {
        let close: DateTime<Utc> = "2021-04-30T22:00:00Z".parse().expect("an instant");
        let said = notice_sentence("ballot_missing", "Figeac", Some(close));
        assert!(said.contains("de Figeac n’est pas encore déposé"), "{said}");
        assert!(said.contains("30\u{a0}avril 2021 à 23\u{a0}h\u{a0}59, heure de Paris"), "{said}");
        let typed = notice_sentence("need_draft_reminder", "{until}", Some(close));
        assert!(typed.contains("«\u{202f}{until}\u{202f}»"), "{typed}");
        assert!(notice_sentence("need_draft_reminder", "", Some(close)).contains("«\u{202f}sans titre\u{202f}»"));
    }
}
