//! Where the money of an envelope comes from, and whom one asks: what stands in place of « 0 € » where one may ask.

use entity::{
    campaign::{Authority, Campaign, Envelope},
    ledger::Scope,
};
use server::{envelope::EnvelopeView, reference::Reference};
use wording::euros;

/// Whom one asks for the money of an envelope.
pub fn asked_of(envelope: &Envelope) -> &'static str {
    match envelope.decided_by {
        Authority::Prefect => "à la préfecture de votre département",
        Authority::State => "à l’équipe du programme",
    }
}

/// From where an envelope pays and whom one asks, for the page of its rules.
pub fn source_of(campaign: &Campaign, envelope: &Envelope) -> String {
    let payer = campaign.payer(envelope);
    let asked = asked_of(envelope);
    match (payer.code != envelope.code, envelope.decided_by) {
        (true, _) => format!(
            "de ce que les vagues laissent dans «\u{202f}{}\u{202f}», sans montant réservé. La demande se fait \
             {asked}.",
            payer.title
        ),
        (false, Authority::Prefect) => {
            format!(
                "de ce que le programme délègue au préfet, département par département. La demande se fait {asked}."
            )
        }
        (false, Authority::State) => {
            format!("des {} de cette enveloppe. La demande se fait {asked}.", euros(envelope.total().cents()))
        }
    }
}

/// The cell « Disponible » of a line: an amount, or in its place where the money comes from and whom to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// In cents.
    Amount(i64),
    /// Nothing lies there now: what stands in its place, and more under the name of the line.
    Nothing { instead: String, note: String },
}

impl Left {
    fn nothing(instead: impl Into<String>, note: impl Into<String>) -> Self {
        Self::Nothing { instead: instead.into(), note: note.into() }
    }

    /// Of an envelope as a whole; `all` are the envelopes of the table.
    pub fn of_envelope(campaign: &Campaign, all: &[EnvelopeView], view: &EnvelopeView) -> Self {
        let (envelope, holdings) = (&view.envelope, view.figures.holdings);
        let payer = campaign.payer(envelope);
        match holdings.left {
            left if left != 0 => Self::Amount(left),
            _ if payer.code != envelope.code => {
                let around = all.iter().find(|view| view.envelope.code == payer.code);
                let funds = around.into_iter().flat_map(|view| &view.funds);
                let shared =
                    funds.filter(|fund| fund.scope == Scope::Unallotted).map(|fund| fund.figures.holdings.left);
                Self::from_waves(shared.sum(), payer, envelope)
            }
            _ => Self::of_spent(holdings.allotted()),
        }
    }

    /// Of what another envelope's waves leave.
    fn from_waves(shared: i64, payer: &Envelope, envelope: &Envelope) -> Self {
        let instead = match shared {
            0 => "selon ce que laissent les vagues".to_owned(),
            shared => format!("jusqu’à {}", euros(shared)),
        };
        let note = format!(
            "Payé par ce que les vagues laissent dans «\u{202f}{}\u{202f}». Demander {}.",
            payer.title,
            asked_of(envelope)
        );
        Self::nothing(instead, note)
    }

    /// Of a fund of an envelope.
    pub fn of_fund(reference: &Reference, scope: &Scope, holdings: entity::ledger::Holdings) -> Self {
        match (scope, holdings.left, holdings.allotted()) {
            (_, left, _) if left != 0 => Self::Amount(left),
            (Scope::Departement(code), _, 0) => Self::nothing(
                "pas encore délégué",
                format!(
                    "L’argent vient du «\u{202f}Non réparti\u{202f}» de l’enveloppe, délégué selon les demandes. \
                     Demander à la préfecture\u{a0}: {}.",
                    reference.departement_name(code)
                ),
            ),
            (Scope::Project(_), _, 0) => Self::nothing(
                "à la première décision",
                "Pris sur le «\u{202f}Non réparti\u{202f}» de l’enveloppe, dans la limite du coût du projet. Demander \
                 à l’équipe du programme.",
            ),
            (Scope::Unallotted, _, _) => Self::nothing("tout est réparti", ""),
            (_, _, allotted) => Self::of_spent(allotted),
        }
    }

    /// Of a fund with nothing available: all is promised or paid, or nothing was ever allotted.
    fn of_spent(allotted: i64) -> Self {
        match allotted {
            0 => Self::nothing("rien n’y est alloué", ""),
            _ => {
                Self::nothing("tout est engagé", "Un dossier retenu maintenant attend qu’un autre libère de l’argent.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_told_as_it_is_and_nothing_never_as_zero() {
        let connectors = Envelope { decided_by: Authority::State, ..envelope() };
        let waves = Left::from_waves(150_000_000, &envelope(), &connectors);
        let note = "Payé par ce que les vagues laissent dans «\u{202f}Dématérialisation\u{202f}». Demander à l’équipe \
                    du programme.";
        assert_eq!(waves, Left::nothing("jusqu’à 1\u{202f}500\u{202f}000\u{a0}€", note));
        assert_eq!(Left::of_spent(5), Left::nothing("tout est engagé", SPENT));
        let Left::Nothing { instead, .. } = Left::from_waves(0, &envelope(), &connectors) else { panic!("an amount") };
        assert!(!instead.contains('0'), "{instead}");
    }

    const SPENT: &str = "Un dossier retenu maintenant attend qu’un autre libère de l’argent.";

    fn envelope() -> Envelope {
        let json = r#"{"code":"dematerialisation","title":"Dématérialisation","amount":24000000,"purpose":"Aider"}"#;
        serde_json::from_str(json).expect("an envelope")
    }
}
