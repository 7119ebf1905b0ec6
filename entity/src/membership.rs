//! The membership: for which collectivité a person acts. Asked for by the person, confirmed by the collectivité.

use crate::{
    collectivity::Capacity,
    form_field,
    name::Title,
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    text::Text,
};
use chrono::Duration;

/// What shows that the person is who they say: a link to the municipal bulletin, a deliberation, a telephone number to
/// call.
pub type Evidence = Text<0, 500>;

/// A body that is no collectivité here and takes part with one: a CCAS, a syndicat, a PETR.
pub type Body = Text<0, 120>;

/// The most lines of a list of members that the operator imports.
pub const MOST_IMPORTED: usize = 5_000;

/// The most lines of a list of members that a curator sends, its size in bytes, and how many referents it proposes of
/// people who have signed in before: each asks a second curator and an official address.
pub const MOST_UPLOADED: usize = 500;
pub const LARGEST_UPLOADED: u64 = 1_000_000;
pub const MOST_PROPOSED: usize = 100;

/// How long somebody of an imported list is waited for.
pub const IMPORTED_LIFE: Duration = Duration::days(180);

/// A request to act for a collectivité, as it is typed.
#[derive(Debug, Clone, Default)]
pub struct RequestForm {
    pub siren: String,
    pub capacity: String,
    pub title: String,
    pub evidence: String,
    /// The body for which one works; empty where that is the collectivité itself.
    pub body: String,
}

/// A request that may be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub siren: Siren,
    pub capacity: Capacity,
    pub title: Title,
    pub evidence: Evidence,
    pub body: Body,
}

impl Request {
    /// Reads the form. Refused, each under its field: a SIREN that is none ([`Refusal::UnknownCollectivity`]; whether
    /// the collectivité is known is not looked at here), no capacity, a title that is missing, texts that are too long.
    pub fn parse(form: &RequestForm) -> Result<Self, FieldRefusals> {
        let mut refusals = FieldRefusals::default();
        let siren = match form.siren.trim() {
            "" => Err(Refusal::Missing),
            text => Siren::parse(text).map_err(|_| Refusal::UnknownCollectivity),
        };
        let siren = refusals.take(form_field::SIREN, siren);
        let capacity =
            refusals.take(form_field::CAPACITY, Capacity::from_code(&form.capacity).ok_or(Refusal::NotOnTheList));
        let title = refusals.take(form_field::TITLE, Title::line(&form.title));
        let evidence = refusals.take(form_field::EVIDENCE, Evidence::parse(&form.evidence));
        let body = refusals.take(form_field::BODY, Body::line(&form.body));
        match (siren, capacity, title, evidence, body) {
            (Some(siren), Some(capacity), Some(title), Some(evidence), Some(body)) => {
                Ok(Self { siren, capacity, title, evidence, body })
            }
            _ => Err(refusals),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_names_what_is_missing_field_by_field() {
        let refused = Request::parse(&RequestForm { siren: "214601029".into(), ..RequestForm::default() });
        assert_eq!(
            refused.expect_err("refused").0,
            [
                (form_field::SIREN.into(), Refusal::UnknownCollectivity),
                (form_field::CAPACITY.into(), Refusal::NotOnTheList),
                (form_field::TITLE.into(), Refusal::Missing),
            ]
        );
    }
}
