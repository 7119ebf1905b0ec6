//! What is said of messages to those who run the site, of its texts, and of seeing it as somebody else.

use entity::{
    enquiry::{EnquiryState, EnquiryTopic},
    site_text::SiteText,
    viewing::ViewRole,
};

/// What a message is about.
pub fn enquiry_topic(topic: EnquiryTopic) -> &'static str {
    match topic {
        EnquiryTopic::Account => "Mon compte, mon rattachement, ma connexion",
        EnquiryTopic::Need => "Un besoin, un groupement, une discussion",
        EnquiryTopic::Application => "Une candidature, un financement",
        EnquiryTopic::Vote => "Le vote",
        EnquiryTopic::Fault => "Quelque chose ne marche pas",
        EnquiryTopic::Accessibility => "Une page m’est inaccessible",
        EnquiryTopic::Privacy => "Mes données personnelles",
        EnquiryTopic::Other => "Autre chose",
    }
}

/// What became of a message.
pub fn enquiry_state(state: EnquiryState) -> &'static str {
    match state {
        EnquiryState::New => "Nouveau",
        EnquiryState::Taken => "Pris en charge",
        EnquiryState::Answered => "Répondu",
        EnquiryState::Closed => "Classé sans réponse",
    }
}

/// What a text of the site is called.
pub fn site_text(text: SiteText) -> &'static str {
    match text {
        SiteText::Welcome => "Accueil\u{a0}: mot de bienvenue",
        SiteText::HelpSteps => "Aide\u{a0}: les étapes",
        SiteText::HelpApplying => "Aide\u{a0}: candidater",
        SiteText::HelpMembership => "Aide\u{a0}: se rattacher à sa collectivité",
        SiteText::HelpNeed => "Aide\u{a0}: écrire un bon besoin",
        SiteText::HelpGroups => "Aide\u{a0}: former un groupement",
        SiteText::HelpMandates => "Aide\u{a0}: donner le mandat de vote",
        SiteText::NeedExamples => "Exemples de besoins",
        SiteText::LegalNotices => "Mentions légales",
        SiteText::Privacy => "Données personnelles",
        SiteText::Accessibility => "Accessibilité",
        SiteText::MailSignIn => "Courriel\u{a0}: lien de connexion",
        SiteText::MailInvitation => "Courriel\u{a0}: invitation dans l’équipe",
        SiteText::MailFirstReferent => "Courriel\u{a0}: demande du premier référent",
        SiteText::MailColleague => "Courriel\u{a0}: invitation d’un collègue",
        SiteText::MailInvitationTakenBack => "Courriel\u{a0}: invitation reprise",
        SiteText::MailGroupInvitation => "Courriel\u{a0}: invitation dans un groupement",
        SiteText::MailJointAct => "Courriel\u{a0}: accord demandé à la collectivité",
        SiteText::MailEnquiryAnswer => "Courriel\u{a0}: réponse à un message",
        SiteText::MailNotices => "Courriel\u{a0}: avis",
        SiteText::MailWeeklyFigures => "Courriel\u{a0}: chiffres de la semaine",
        SiteText::MailReceipt => "Courriel\u{a0}: récépissé du bulletin",
        SiteText::MailMailing => "Courriel\u{a0}: bas de page des envois",
    }
}

/// As whom the site is seen.
pub fn view_role(role: ViewRole) -> &'static str {
    match role {
        ViewRole::Visitor => "Visiteur, sans connexion",
        ViewRole::Nobody => "Personne connectée, sans collectivité",
        ViewRole::Agent => "Agent d’une collectivité",
        ViewRole::Referent => "Référent d’une collectivité",
        ViewRole::Elu => "Élu d’une collectivité, avec son mandat de vote",
        ViewRole::Curator => "Équipe de l’Incubateur des territoires (ANCT)",
        ViewRole::Assessor => "Évaluateur des candidatures",
        ViewRole::Prefecture => "Agent de préfecture",
        ViewRole::Observer => "Observateur",
    }
}
