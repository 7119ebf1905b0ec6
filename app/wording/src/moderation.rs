//! What is said of texts: that they are reported, what is in them that may be somebody's own.

use entity::{
    moderation::{ReportCause, TextKind},
    personal_data::{Found, PersonalData},
};

/// Why a text is reported.
pub fn report_cause(cause: ReportCause) -> &'static str {
    match cause {
        ReportCause::Insult => "Il insulte, menace ou discrimine",
        ReportCause::Personal => "Il donne des informations personnelles sur quelqu’un",
        ReportCause::Advertising => "C’est de la publicité",
        ReportCause::OffTopic => "Il est sans rapport avec le sujet",
        ReportCause::Illegal => "Il est contraire à la loi",
        ReportCause::Other => "Une autre raison, à préciser ci-dessous",
    }
}

/// What a text is.
pub fn text_kind(kind: TextKind) -> &'static str {
    match kind {
        TextKind::Message => "Message",
        TextKind::Need => "Besoin",
        TextKind::Group => "Groupement",
    }
}

/// What may be somebody's own in a text, one by one.
pub fn personal_data(found: &[Found]) -> String {
    let one = |found: &Found| {
        let kind = match found.kind {
            PersonalData::Email => "une adresse de courriel",
            PersonalData::Telephone => "un numéro de téléphone",
            PersonalData::Iban => "un numéro de compte (IBAN)",
            PersonalData::Nir => "un numéro de sécurité sociale",
        };
        format!("{kind} («\u{202f}{}\u{202f}»)", found.text)
    };
    found.iter().map(one).collect::<Vec<_>>().join(", ")
}
