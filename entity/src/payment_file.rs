//! The file of payments: what an accounting system takes, column by column, as a campaign's file lays it out.

use serde::{Deserialize, Serialize};

codes!(/// What stands in a column.
PaymentValue {
    /// Names the instalment, for ever: what was paid is read back by it.
    Reference = "reference",
    /// Of the establishment, where it is known; else empty.
    Siret = "siret",
    Siren = "siren",
    /// The account to pay to, whole; only where the campaign asks for it.
    Iban = "iban",
    /// Of the collectivité that is paid.
    Name = "name",
    /// Euros and cents, with a point or a comma as the file is for programs or for people.
    Amount = "amount",
    /// The number of the application.
    Number = "number",
    /// The title of the application.
    Title = "title",
    /// The code of the envelope.
    Envelope = "envelope",
    EnvelopeTitle = "envelope_title",
    Wave = "wave",
    /// Code of the département whose prefecture decides.
    Departement = "departement",
    /// What the instalment pays for, as its collectivité wrote.
    Purpose = "purpose",
    AskedOn = "asked_on",
    /// Nothing, under its heading: what a layout wants and this site does not know.
    Empty = "empty",
});

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentColumn {
    pub heading: String,
    pub value: PaymentValue,
}

/// The most columns, and the most characters of a heading.
pub const MOST_COLUMNS: usize = 60;
pub const LONGEST_HEADING: usize = 80;

/// The most payments that one file reads back, and its most bytes.
pub const MOST_READ_BACK: usize = 500;
pub const LARGEST_READ_BACK: u64 = 512 * 1024;

/// The layout of campaigns that say nothing of it.
pub const DEFAULT: [(&str, PaymentValue); 10] = [
    ("reference", PaymentValue::Reference),
    ("siret", PaymentValue::Siret),
    ("siren", PaymentValue::Siren),
    ("beneficiaire", PaymentValue::Name),
    ("montant", PaymentValue::Amount),
    ("dossier", PaymentValue::Number),
    ("enveloppe", PaymentValue::Envelope),
    ("vague", PaymentValue::Wave),
    ("objet", PaymentValue::Purpose),
    ("demande_le", PaymentValue::AskedOn),
];

/// The columns of a campaign: its own, or the default ones, with the account where the campaign asks for it.
pub fn columns(own: &[PaymentColumn], iban: bool) -> Vec<PaymentColumn> {
    let column = |(heading, value): (&str, PaymentValue)| PaymentColumn { heading: heading.to_owned(), value };
    match own {
        [] => DEFAULT.into_iter().chain(iban.then_some(("iban", PaymentValue::Iban))).map(column).collect(),
        own => own.to_vec(),
    }
}

/// Why a column cannot be; None where it can.
pub fn fault(column: &PaymentColumn) -> Option<&'static str> {
    let length = column.heading.trim().chars().count();
    (length == 0 || length > LONGEST_HEADING).then_some("l’intitulé a de 1 à 80 caractères")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_campaign_that_says_nothing_has_a_column_for_the_reference_by_which_payments_are_read_back() {
        let has_reference = |columns: &[PaymentColumn]| columns.iter().any(|one| one.value == PaymentValue::Reference);
        assert!(has_reference(&columns(&[], false)));
        let has_iban = |columns: &[PaymentColumn]| columns.iter().any(|one| one.value == PaymentValue::Iban);
        assert!(has_iban(&columns(&[], true)) && !has_iban(&columns(&[], false)));
        let own = [PaymentColumn { heading: "N° EJ".into(), value: PaymentValue::Empty }];
        assert_eq!(columns(&own, true), own);
        assert_eq!(fault(&own[0]), None);
        assert!(fault(&PaymentColumn { heading: "  ".into(), value: PaymentValue::Siret }).is_some());
    }
}
