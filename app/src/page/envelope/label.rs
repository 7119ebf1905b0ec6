//! What envelopes and their funds are called.

use entity::{
    campaign::{Call, Envelope},
    ledger::Scope,
};
use server::{envelope::FundView, reference::Reference};

/// What one asks for, as a title.
pub fn call_title(envelope: &Envelope) -> String {
    match envelope.call {
        Some(Call::Pilot) => "Expérimenter un projet retenu par le vote".to_owned(),
        Some(Call::Subsidy | Call::Catalogue) | None => envelope.title.clone(),
    }
}

/// What a fund of an envelope is called.
pub fn fund_name(reference: &Reference, view: &FundView) -> String {
    match &view.scope {
        Scope::Unallotted => "Non réparti".to_owned(),
        Scope::Wave(wave) => format!("Vague {wave}"),
        Scope::Departement(code) => format!("Préfecture : {} ({code})", reference.departement_name(code)),
        Scope::Project(_) => view.title.clone(),
    }
}
