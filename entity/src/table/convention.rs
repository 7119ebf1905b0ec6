use super::Millis;
use crate::{
    convention::{ConventionState, Party, Signature, Signatures},
    id::{ApplicationId, PersonId},
    money::Euros,
};
use sea_orm::entity::prelude::*;

/// The convention of an application: what it says was fixed when it was drawn up.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "convention")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub application: ApplicationId,
    /// Code of the envelope, year (in Paris), and the place among those of both, counted from 1 without gaps.
    pub envelope: String,
    pub year: i32,
    pub place: i32,
    pub number: String,
    /// Who grants the money, by name.
    pub authority: String,
    /// The collectivité that is paid, by its name then.
    pub beneficiary: String,
    pub amount: Euros,
    /// Its fields are filled.
    pub text: String,
    pub drawn_by: PersonId,
    pub drawn_at: Millis,
    /// Who signed for the authority, on which day (as `2021-09-30`), and who noted it.
    pub authority_signatory: Option<String>,
    pub authority_day: Option<String>,
    pub authority_noted_by: Option<PersonId>,
    pub authority_noted_at: Option<Millis>,
    /// The same for the collectivité.
    pub beneficiary_signatory: Option<String>,
    pub beneficiary_day: Option<String>,
    pub beneficiary_noted_by: Option<PersonId>,
    pub beneficiary_noted_at: Option<Millis>,
}

fn signature(signatory: &Option<String>, day: &Option<String>) -> Option<Signature> {
    Some(Signature { signatory: signatory.clone()?, day: day.as_ref()?.parse().ok()? })
}

impl Model {
    /// Who signed, as far as it was noted.
    pub fn signatures(&self) -> Signatures {
        Signatures {
            authority: signature(&self.authority_signatory, &self.authority_day),
            beneficiary: signature(&self.beneficiary_signatory, &self.beneficiary_day),
        }
    }

    /// Where it stands.
    pub fn state(&self) -> ConventionState {
        self.signatures().state()
    }

    /// Whether a signature is not noted yet.
    pub fn awaits(&self, party: Party) -> bool {
        self.signatures().of(party).is_none()
    }
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
