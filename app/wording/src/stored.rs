//! What is written into the database in French. It stays there as it was written: another text here changes what is
//! written from then on, and nothing that is there.

/// The name of somebody who took their data away.
pub const PERSON_GONE: &str = "Personne partie";

/// What stands in place of the texts of a need or a group that curators hid: a title, and a text.
pub const HIDDEN_TITLE: &str = "Texte masqué";
pub const HIDDEN_TEXT: &str = "Ce texte est masqué par l’équipe de l’Incubateur.";

/// What an entry of the ledger is for that the file of a campaign makes.
pub fn allotment_note(campaign: &str) -> String {
    format!("Fichier de la campagne « {campaign} »")
}

/// The name of the person of the demonstration who supports a need for a collectivité.
pub fn demonstration_supporter(collectivity: &str) -> String {
    format!("Équipe municipale ({collectivity})")
}

/// What somebody tried to change of a frozen rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    ChangeCampaign,
    ChangeProject,
    ChangeListOfProjects,
    MergeNeeds,
    ReopenList,
}

/// What somebody tried to change of a frozen rule, as the trace keeps it.
pub fn attempt(attempt: Attempt) -> &'static str {
    match attempt {
        Attempt::ChangeCampaign => "modifier la campagne",
        Attempt::ChangeProject => "modifier un projet",
        Attempt::ChangeListOfProjects => "changer la liste des projets",
        Attempt::MergeNeeds => "réunir ou séparer des besoins",
        Attempt::ReopenList => "rouvrir la liste",
    }
}

/// Why the demonstration's projects serve the programmes that they do.
pub const DEMONSTRATION_PRIORITY: &str =
    "Les collectivités dont ils reprennent les besoins disent elles-mêmes relever de ces programmes.";
