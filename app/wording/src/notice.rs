//! What notices say.

use entity::notice::NoticeKind;

/// A notice as a sentence: its stored kind, and what it is about (a title, a collectivité).
pub fn notice_sentence(kind: &str, about: &str) -> String {
    let kind = NoticeKind::from_code(kind).unwrap_or(NoticeKind::BallotCast);
    let about = if about.is_empty() && is_of_the_state(kind) { "un rôle de l’État" } else { about };
    sentence(kind).replace("{}", about)
}

/// Acts that take two: without a collectivité, they concern the State's roles.
fn is_of_the_state(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::JointActWaits
            | NoticeKind::JointActAnnounced
            | NoticeKind::JointActDone
            | NoticeKind::JointActStopped
    )
}

/// The sentence of each kind, with `{}` for what it is about. A new kind has to be sorted here first.
fn sentence(kind: NoticeKind) -> &'static str {
    use NoticeKind as Kind;
    match kind {
        Kind::NeedInProject
        | Kind::NeedDeclined
        | Kind::GroupInvitation
        | Kind::GroupInvitationTakenBack
        | Kind::GroupRequest
        | Kind::GroupAnswer
        | Kind::GroupSubmitted
        | Kind::BallotCast => of_needs_and_groups(kind),
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
        Kind::JointActWaits
        | Kind::JointActAnnounced
        | Kind::JointActDone
        | Kind::JointActStopped
        | Kind::StaffRoleChanged => of_the_state(kind),
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
        | Kind::InstalmentAsked
        | Kind::InstalmentPaid
        | Kind::InstalmentRefused
        | Kind::DraftReminder => of_applications(kind),
    }
}

/// Needs, groups and the vote.
fn of_needs_and_groups(kind: NoticeKind) -> &'static str {
    use NoticeKind as Kind;
    match kind {
        Kind::NeedInProject => "Le besoin « {} » est entré dans un projet.",
        Kind::NeedDeclined => "Le besoin « {} » n’a pas été retenu ; le motif figure sur sa page.",
        Kind::GroupInvitation => "Votre collectivité est invitée dans le groupement « {} ».",
        Kind::GroupInvitationTakenBack => {
            "L’invitation de votre collectivité dans le groupement « {} » est reprise par son chef de file."
        }
        Kind::GroupRequest => "Une collectivité demande à rejoindre votre groupement « {} ».",
        Kind::GroupAnswer => "La composition du groupement « {} » a changé.",
        Kind::GroupSubmitted => "Le groupement « {} » est déposé.",
        Kind::BallotCast => "Le bulletin de {} a été déposé.",
        _ => "",
    }
}

/// Who acts for whom.
fn of_people(kind: NoticeKind) -> &'static str {
    use NoticeKind as Kind;
    match kind {
        Kind::MembershipAsked => "Une personne demande à agir pour {}.",
        Kind::RequestForCurators => {
            "Une personne demande à agir pour {}, que personne d’autre ne peut confirmer : la réponse vous revient."
        }
        Kind::MembershipConfirmed => "Vous agissez maintenant pour {}.",
        Kind::MembershipDeclined => "Votre demande d’agir pour {} n’a pas été acceptée.",
        Kind::MembershipDisowned => {
            "L’adresse officielle de {} a répondu qu’elle ne connaît personne de votre nom : votre demande \
             est refusée et ne peut plus être refaite. Si c’est une erreur, écrivez à l’équipe de \
             l’Incubateur."
        }
        Kind::InvitationDeclined => {
            "Une personne que vous aviez invitée à agir pour {} a répondu que ce n’est pas pour elle."
        }
        Kind::MembershipEnded => "Vous n’agissez plus pour {}.",
        Kind::MembershipAttached => "L’équipe de l’Incubateur a rattaché une personne à {}.",
        Kind::MembershipDetached => "L’équipe de l’Incubateur a mis fin au rattachement d’une personne à {}.",
        Kind::ReferentNamed => "Vous êtes référent de {} : vous dites qui agit pour elle, et qui vote.",
        Kind::ReferentEnded => "Vous n’êtes plus référent de {} ; vous agissez toujours pour elle.",
        Kind::ConsentGiven => {
            "L’adresse officielle de {} a donné son accord : vous êtes son référent, avec tous ses droits."
        }
        Kind::MandateGiven => "Vous pouvez désormais déposer le bulletin de vote de {}.",
        Kind::MandateWithdrawn => "Vous ne pouvez plus déposer le bulletin de vote de {}.",
        _ => "",
    }
}

/// The State’s people, and what takes two of them.
fn of_the_state(kind: NoticeKind) -> &'static str {
    use NoticeKind as Kind;
    match kind {
        Kind::JointActWaits => "Un acte attend une seconde personne : {}.",
        Kind::JointActAnnounced => {
            "L’équipe de l’Incubateur va changer qui agit pour {} : vous pouvez vous y opposer pendant sept \
             jours."
        }
        Kind::JointActDone => "Le changement proposé a pris effet : {}.",
        Kind::JointActStopped => "Le changement proposé n’aura pas lieu : {}.",
        Kind::StaffRoleChanged => "Votre rôle parmi les personnes de l’État a changé.",
        _ => "",
    }
}

/// Applications.
fn of_applications(kind: NoticeKind) -> &'static str {
    use NoticeKind as Kind;
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
        Kind::InstalmentAsked => "Un versement est demandé pour la candidature « {} ».",
        Kind::InstalmentPaid => "Un versement est fait pour la candidature « {} ».",
        Kind::InstalmentRefused => {
            "Un versement demandé pour la candidature « {} » est refusé ; le motif est dans le dossier."
        }
        Kind::DraftReminder => {
            "La candidature « {} » est encore un brouillon et la clôture approche : elle n’est pas déposée."
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_notice_has_its_sentence() {
        for kind in NoticeKind::ALL {
            let said = notice_sentence(kind.code(), "Figeac");
            assert!(said.ends_with('.') && said.len() > 20, "{kind:?}: {said}");
            assert!(!said.contains("{}") && !said.contains("un rôle de l’État"), "{said}");
        }
        assert_eq!(notice_sentence("joint_act_done", ""), "Le changement proposé a pris effet : un rôle de l’État.");
    }
}
