//! What letters of decision say, where a campaign has words of its own: texts with fields, `{montant}`.

use crate::{
    decision::Outcome,
    filled_text::{self, FaultSentences, fault},
};
use serde::{Deserialize, Serialize};

/// The fields that a text may hold, in braces.
pub const FIELDS: [&str; 7] = ["collectivité", "dossier", "titre", "enveloppe", "vague", "montant", "date"];

/// The texts, by what was decided; an empty one is said in the words of every campaign.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionTexts {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub accepted: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub waiting_list: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub refused: String,
}

impl DecisionTexts {
    /// The text for what was decided; None where there is none of its own.
    pub fn of(&self, outcome: Outcome) -> Option<&str> {
        let text = match outcome {
            Outcome::Accepted => &self.accepted,
            Outcome::Waiting => &self.waiting_list,
            Outcome::Rejected => &self.refused,
        };
        Some(text.trim()).filter(|text| !text.is_empty())
    }

    /// What is wrong with them, each with its key.
    pub fn faults(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let texts = [("accepted", &self.accepted), ("waiting_list", &self.waiting_list), ("refused", &self.refused)];
        texts.into_iter().filter_map(|(key, text)| Some((key, fault(text, MOST, &FIELDS, &SENTENCES)?)))
    }
}

/// The most characters of a text.
const MOST: usize = 5_000;

const SENTENCES: FaultSentences = FaultSentences {
    too_long: "ce texte dépasse 5 000 caractères",
    unknown_field: "un champ n’existe pas\u{a0}; les champs sont {collectivité}, {dossier}, {titre}, {enveloppe}, \
                    {vague}, {montant} et {date}",
};

/// A text with its fields filled. What a value holds is not filled again.
pub fn filled(text: &str, value: impl Fn(&str) -> String) -> String {
    filled_text::filled(text, &FIELDS, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_filled_once_and_a_field_that_is_none_is_a_fault() {
        let value = |field: &str| format!("[{field} {{montant}}]");
        assert_eq!(filled("À {collectivité} : {montant}.", value), "À [collectivité {montant}] : [montant {montant}].");
        assert_eq!(filled("sans champ, {autre} ni {", value), "sans champ, {autre} ni {");
        let texts = |accepted: &str| DecisionTexts { accepted: accepted.into(), ..DecisionTexts::default() };
        assert_eq!(texts("Le dossier {dossier} reçoit {montant}.").faults().count(), 0);
        for wrong in ["{autre}", "{montant", &"a".repeat(5_001)] {
            assert_eq!(texts(wrong).faults().count(), 1, "{}", &wrong[..8.min(wrong.len())]);
        }
        assert_eq!(texts(" Oui. ").of(Outcome::Accepted), Some("Oui."));
        assert_eq!(texts("Oui.").of(Outcome::Rejected), None);
    }
}
