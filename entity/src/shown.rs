//! What is confirmed is what was read: a form that confirms carries a fingerprint of what it showed, and is refused
//! once that changed.

use crate::{application_form::fingerprint, refusal::Refusal};

/// The fingerprint of what a page shows before somebody confirms it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown(String);

impl Shown {
    /// Of these parts, in their order.
    pub fn of<T: AsRef<str>>(parts: impl IntoIterator<Item = T>) -> Self {
        // The length before each part: no two lists of parts read alike.
        let text: String = parts.into_iter().map(|part| format!("{}:{}", part.as_ref().len(), part.as_ref())).collect();
        Self(fingerprint(&text))
    }

    /// As the form carries it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Refuses ([`Refusal::ShownChanged`]) what was read as something else, or by a form that says nothing of what it
    /// showed.
    pub fn require(&self, sent: &str) -> Result<(), Refusal> {
        if sent == self.0 { Ok(()) } else { Err(Refusal::ShownChanged) }
    }
}

impl From<&Shown> for Shown {
    fn from(shown: &Shown) -> Self {
        shown.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_flow_into_one_another_and_an_empty_fingerprint_confirms_nothing() {
        let shown = Shown::of(["Stagiaire", "agent"]);
        assert_eq!(shown.require(shown.as_str()), Ok(()));
        for other in [Shown::of(["Stagiaireagent", ""]), Shown::of(["Stagiaire"]), Shown::of(["Maire", "elu"])] {
            assert_eq!(shown.require(other.as_str()), Err(Refusal::ShownChanged));
        }
        assert_eq!(shown.require(""), Err(Refusal::ShownChanged));
    }
}
