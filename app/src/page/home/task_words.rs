//! Each task in words: what is asked, where it begins, what its button says.

use chrono::Duration;
use entity::{
    address::Address,
    application::ApplicationState,
    discussion::Room,
    id::{ApplicationId, GroupId},
    siren::Siren,
};
use server::task::{ApplicationTask, GroupTask, StaffTask, TaskKind};
use wording::{count, time};

/// A task in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub sentence: String,
    /// Where it begins.
    pub address: String,
    /// What its button says.
    pub label: &'static str,
}

impl Words {
    pub fn new(sentence: impl Into<String>, address: impl Into<String>, label: &'static str) -> Self {
        Self { sentence: sentence.into(), address: address.into(), label }
    }
}

/// A task of a collectivité, or of the State where `siren` is None; `left` is how long it can be done.
pub fn words(kind: TaskKind, siren: Option<Siren>, left: Option<Duration>) -> Words {
    match kind {
        TaskKind::AnswerMembershipRequests { waiting } => {
            let who = count(waiting, "personne demande", "personnes demandent");
            Words::new(format!("{who} à agir pour votre collectivité."), people(siren), "Répondre aux demandes")
        }
        TaskKind::GiveMandate => Words::new(
            "Personne ne détient le mandat de vote de votre collectivité\u{a0}: sans lui, elle ne peut pas voter.",
            people(siren),
            "Donner le mandat de vote",
        ),
        TaskKind::Ballot { may_cast, is_prepared } => of_ballot(may_cast, is_prepared),
        TaskKind::Group { id, name, task } => of_group(id, &name, task),
        TaskKind::FinishNeed { need, title } => Words::new(
            format!("Votre besoin «\u{202f}{title}\u{202f}» est un brouillon\u{a0}: il reste à le publier."),
            Address::NeedEdit(need),
            "Terminer le besoin",
        ),
        TaskKind::AnswerQuestion { need, message, title } => Words::new(
            format!("L’équipe de l’Incubateur vous pose une question sur votre besoin «\u{202f}{title}\u{202f}»."),
            server::discussion::place(Room::Need(need), message),
            "Lire et répondre",
        ),
        TaskKind::PublishNeed => Words::new(
            "Dites ce qui manque à votre collectivité, ou soutenez les besoins que vous partagez.",
            Address::NeedNew,
            "Publier un besoin",
        ),
        TaskKind::Application { id, title, task } => of_application(id, &title, task),
        TaskKind::Apply { envelope, title, approved } => {
            Words::new(call(&title, &approved), Address::Envelope(envelope), "Candidater")
        }
        TaskKind::FreezeRule => {
            let left = left.map(|left| format!(", dans {}", time::delay(left))).unwrap_or_default();
            let sentence = format!(
                "La liste des projets et la règle du vote doivent être figées avant l’ouverture du vote{left}."
            );
            Words::new(sentence, Address::CurationRule, "Figer la règle du vote")
        }
        TaskKind::Staff { waiting, task } => of_staff(waiting, task),
    }
}

/// The page of the people of a collectivité.
fn people(siren: Option<Siren>) -> Address {
    siren.map_or(Address::Account, Address::People)
}

fn of_ballot(may_cast: bool, is_prepared: bool) -> Words {
    let (sentence, label) = match (may_cast, is_prepared) {
        (true, false) => ("Votre collectivité n’a pas encore voté\u{a0}: vous détenez son mandat de vote.", "Voter"),
        (true, true) => {
            ("Un bulletin est préparé pour vous\u{a0}: il reste à le relire et à le déposer.", "Relire et voter")
        }
        (false, false) => (
            "Votre collectivité n’a pas encore voté. Préparez son bulletin pour l’élu qui détient le mandat de vote.",
            "Préparer le bulletin",
        ),
        (false, true) => (
            "Le bulletin de votre collectivité est préparé\u{a0}: l’élu qui détient le mandat de vote doit le déposer.",
            "Revoir le bulletin",
        ),
    };
    Words::new(sentence, Address::Ballot, label)
}

fn of_group(id: GroupId, name: &str, task: GroupTask) -> Words {
    let (sentence, label) = match task {
        GroupTask::AnswerInvitation => (
            format!("Le groupement «\u{202f}{name}\u{202f}» vous invite\u{a0}: acceptez ou refusez."),
            "Répondre à l’invitation",
        ),
        GroupTask::AnswerJoinRequests { waiting } => {
            let who = count(waiting, "collectivité demande", "collectivités demandent");
            let sentence = format!("{who} à rejoindre votre groupement «\u{202f}{name}\u{202f}».");
            (sentence, if waiting < 2 { "Répondre à la demande" } else { "Répondre aux demandes" })
        }
        GroupTask::Submit => (
            format!("Votre groupement «\u{202f}{name}\u{202f}» remplit les conditions\u{a0}: il reste à le déposer."),
            "Déposer le groupement",
        ),
        GroupTask::Complete => (
            format!("Votre groupement «\u{202f}{name}\u{202f}» ne remplit pas encore les conditions."),
            "Voir ce qui manque",
        ),
    };
    Words::new(sentence, Address::Group(id), label)
}

fn of_application(id: ApplicationId, title: &str, task: ApplicationTask) -> Words {
    let (sentence, address, label) = match task {
        ApplicationTask::Correct => (
            format!("La candidature «\u{202f}{title}\u{202f}» est à corriger."),
            Address::ApplicationEdit(id),
            "Corriger la candidature",
        ),
        ApplicationTask::Finish => (
            format!("La candidature «\u{202f}{title}\u{202f}» n’est pas encore déposée."),
            Address::Application(id),
            "Continuer la candidature",
        ),
        ApplicationTask::Confirm => (
            format!("La candidature «\u{202f}{title}\u{202f}» attend que vous confirmiez votre participation."),
            Address::Application(id),
            "Lire et confirmer",
        ),
    };
    Words::new(sentence, address, label)
}

/// An envelope to which one may apply. Who approved a project that was selected, or is in its group, comes first when
/// places are given.
fn call(title: &str, approved: &[String]) -> String {
    match approved {
        [] => format!("Vous pouvez candidater\u{a0}: {title}."),
        [one] => format!(
            "Le projet «\u{202f}{one}\u{202f}», que vous avez choisi, est retenu\u{a0}: vous êtes prioritaire pour \
             l’expérimenter."
        ),
        [first, others @ ..] => format!(
            "«\u{202f}{first}\u{202f}» et {}, que vous avez choisis, sont retenus\u{a0}: vous êtes prioritaire pour \
             les expérimenter.",
            count(others.len() as u64, "autre projet", "autres projets")
        ),
    }
}

fn of_enquiries(waiting: u64) -> Words {
    let sentence = count(waiting, "message attend votre réponse.", "messages attendent votre réponse.");
    Words::new(sentence, Address::Enquiries, "Répondre aux messages")
}

fn of_staff(waiting: u64, task: StaffTask) -> Words {
    let desk = |state: ApplicationState| Address::Desk.with("etat", state.code()).to_string();
    let some = |one, several| count(waiting, one, several);
    match task {
        StaffTask::AnswerRequests => Words::new(
            some("demande de rattachement attend votre réponse.", "demandes de rattachement attendent votre réponse."),
            Address::CurationMemberships,
            "Répondre aux demandes",
        ),
        StaffTask::SecondActs => Words::new(
            some("acte attend l’accord d’une seconde personne.", "actes attendent l’accord d’une seconde personne."),
            Address::JointActs,
            "Lire et répondre",
        ),
        StaffTask::Moderate => Words::new(
            some(
                "texte attend que vous le lisiez\u{a0}: il est signalé, ou son auteur répond.",
                "textes attendent que vous les lisiez\u{a0}: ils sont signalés, ou leurs auteurs répondent.",
            ),
            Address::Moderation,
            "Ouvrir la modération",
        ),
        StaffTask::AnswerEnquiries => of_enquiries(waiting),
        StaffTask::SortNeeds => Words::new(
            some("besoin publié n’est dans aucun projet.", "besoins publiés ne sont dans aucun projet."),
            Address::Curation,
            "Rassembler les besoins",
        ),
        StaffTask::CheckApplications => Words::new(
            some("dossier déposé est à vérifier.", "dossiers déposés sont à vérifier."),
            desk(ApplicationState::Submitted),
            "Vérifier les dossiers",
        ),
        StaffTask::AssignAssessors => Words::new(
            some("dossier complet attend ses évaluateurs.", "dossiers complets attendent leurs évaluateurs."),
            desk(ApplicationState::Complete),
            "Tirer les évaluateurs au sort",
        ),
        StaffTask::DecideApplications => Words::new(
            some(
                "dossier est en évaluation ou attend sa décision.",
                "dossiers sont en évaluation ou attendent leur décision.",
            ),
            Address::Ranking,
            "Ouvrir les décisions",
        ),
        StaffTask::PayInstalments => Words::new(
            some("versement demandé est à payer ou à refuser.", "versements demandés sont à payer ou à refuser."),
            Address::Desk,
            "Traiter les versements",
        ),
        StaffTask::Assess => Words::new(
            some("dossier attend vos notes.", "dossiers attendent vos notes."),
            Address::Assessments,
            "Évaluer",
        ),
    }
}
