//! Acts that take two people of the State, or the consent of a collectivité's official address: proposed by one,
//! seconded by another, announced to those concerned, who may object, and carried out.

pub mod answer;
pub mod carry_out;
pub mod link;
pub(crate) mod proposal;
pub mod query;

pub use self::{
    answer::{Answer, answer, object},
    carry_out::{carry_out_due, run},
    link::{Outcome, answer_by_link, ask_consent},
    query::{Consent, Listed, list, look, missing_consent, of_siren, shown},
};
