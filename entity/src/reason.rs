//! Why somebody ends or takes back what concerns others: read by those concerned, and kept in the trace.

use crate::{
    form_field::{FieldName, REASON},
    refusal::{FieldRefusals, Refusal},
    text::Text,
};

/// A reason, 1 to 500 characters.
pub type Reason = Text<1, 500>;

/// A reason as it was typed, with the field that holds it: a page may ask several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedReason {
    field: FieldName,
    text: String,
}

impl TypedReason {
    /// What was typed in a field.
    pub fn new(field: impl Into<FieldName>, text: impl Into<String>) -> Self {
        Self { field: field.into(), text: text.into() }
    }

    /// The reason of an act that concerns others. Refused, beside its field, where it is missing or too long.
    pub fn require(&self) -> Result<String, FieldRefusals> {
        let parsed = Reason::parse(&self.text).map(Reason::into_string);
        parsed.map_err(|refusal| FieldRefusals::one(self.field.clone(), refusal))
    }

    /// The reason of an act that may concern nobody else: None where nothing was typed.
    pub fn accept(&self) -> Result<Option<String>, FieldRefusals> {
        match self.require() {
            Ok(reason) => Ok(Some(reason)),
            Err(refusals) if refusals.iter().all(|(_, refusal)| *refusal == Refusal::Missing) => Ok(None),
            Err(refusals) => Err(refusals),
        }
    }
}

/// Typed in the one field for it.
impl From<&str> for TypedReason {
    fn from(text: &str) -> Self {
        Self::new(REASON, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_bounded_and_refused_beside_its_field() {
        assert_eq!(TypedReason::from(" Doublon ").require(), Ok("Doublon".to_owned()));
        let of = |text: &str| TypedReason::new(REASON.of("fin"), text);
        assert_eq!(of(" ").require(), Err(FieldRefusals::one(REASON.of("fin"), Refusal::Missing)));
        assert!(of(&"a".repeat(500)).require().is_ok());
        assert!(of(&"a".repeat(501)).require().is_err());
    }

    #[test]
    fn where_nobody_else_is_concerned_none_is_needed_and_one_is_bounded() {
        assert_eq!(TypedReason::from("").accept(), Ok(None));
        assert_eq!(TypedReason::from("Doublon").accept(), Ok(Some("Doublon".to_owned())));
        assert!(TypedReason::from("a".repeat(501).as_str()).accept().is_err());
    }
}
