//! Who sends a letter of decision: the authority, from where, and who signs.

use crate::{
    form_field::{self, FormField},
    refusal::{FieldRefusals, Refusal},
    text::Text,
};
use serde::{Deserialize, Serialize};

/// What stands above and below a letter of decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letterhead {
    /// Such as « Préfecture du Lot ».
    pub authority: String,
    /// Where the letter is dated.
    pub place: String,
    /// The name of who signs.
    pub signatory: String,
    /// As what they sign, such as « La préfète du Lot ».
    pub function: String,
    /// The act that lets them sign for another, as the letter names it; empty where they sign for themselves.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub delegation: String,
}

type Line = Text<2, 120>;
/// The act that gives the right to sign.
pub type Delegation = Text<0, 500>;

impl Letterhead {
    /// Reads what was typed; or everything that is wrong with it, by field.
    pub fn parse(typed: &Letterhead) -> Result<Self, FieldRefusals> {
        let mut refusals = FieldRefusals::default();
        let mut take = |field: FormField, result: Result<String, Refusal>| refusals.take(field, result);
        let line = |text: &str| Line::line(text).map(Text::into_string);
        let name = |text: &str| Line::name(text).map(Text::into_string);
        let authority = take(form_field::AUTHORITY, line(&typed.authority));
        let place = take(form_field::PLACE, line(&typed.place));
        let signatory = take(form_field::SIGNATORY, name(&typed.signatory));
        let function = take(form_field::FUNCTION, line(&typed.function));
        let delegation = Delegation::line(&typed.delegation).map(Text::into_string);
        let delegation = take(form_field::DELEGATION, delegation);
        match (authority, place, signatory, function, delegation) {
            (Some(authority), Some(place), Some(signatory), Some(function), Some(delegation)) => {
                Ok(Self { authority, place, signatory, function, delegation })
            }
            _ => Err(refusals),
        }
    }

    /// What cannot be in the letterhead of a campaign's file: where in it, and why.
    pub fn faults(&self) -> Vec<(String, &'static str)> {
        let refused = Self::parse(self).err().unwrap_or_default();
        let why = "ce texte manque, est trop long ou porte des caractères cachés";
        refused.iter().map(|(field, _)| (field.to_string(), why)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lot() -> Letterhead {
        Letterhead {
            authority: " Préfecture du Lot ".into(),
            place: "Cahors".into(),
            signatory: "Claire Raulin".into(),
            function: "La préfète du Lot".into(),
            delegation: String::new(),
        }
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once_by_field() {
        assert_eq!(Letterhead::parse(&lot()).expect("read").authority, "Préfecture du Lot");
        let typed = Letterhead { place: String::new(), delegation: "x".repeat(501), ..lot() };
        let refused = Letterhead::parse(&typed).expect_err("refused");
        let wanted = [
            (form_field::PLACE.into(), Refusal::Missing),
            (form_field::DELEGATION.into(), Refusal::TooLong { most: 500, length: 501 }),
        ];
        assert_eq!(refused.0, wanted);
        assert_eq!(typed.faults().len(), 2);
        assert_eq!(Letterhead::default().faults().len(), 4);
    }
}
