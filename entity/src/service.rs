//! A service that exists already, and may answer a need: a line of the catalogue.

use crate::{link::HttpsLink, refusal::Refusal, text::Text};
use serde::{Deserialize, Serialize};

/// The most services of one list, and the most that one may weigh, in bytes.
pub const MOST_SERVICES: usize = 2_000;
pub const LARGEST_LIST: u64 = 1_000_000;

/// Where a list comes from.
pub type Source = Text<3, 300>;

/// A service, as it is typed in a line of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceForm {
    pub name: String,
    pub purpose: String,
    pub operator: String,
    /// May be empty.
    pub licence: String,
    /// May be empty.
    pub address: String,
}

/// A service that holds together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceContent {
    pub name: String,
    pub purpose: String,
    pub operator: String,
    pub licence: String,
    /// An `https` address, or empty.
    pub address: String,
}

codes!(/// The columns of a list of services.
ServiceColumn {
    Name = "nom",
    Purpose = "objet",
    Operator = "opérateur",
    Licence = "licence",
    Address = "adresse",
});

/// A cell that is not right: its column, what stands in it, and why.
pub type WrongCell = (ServiceColumn, String, Refusal);

impl ServiceContent {
    /// Reads a line. Gives the first cell that is not right.
    pub fn parse(form: &ServiceForm) -> Result<Self, WrongCell> {
        Ok(Self {
            name: cell::<2, 120>(ServiceColumn::Name, &form.name)?,
            purpose: cell::<10, 600>(ServiceColumn::Purpose, &form.purpose)?,
            operator: cell::<2, 160>(ServiceColumn::Operator, &form.operator)?,
            licence: cell::<0, 80>(ServiceColumn::Licence, &form.licence)?,
            address: match form.address.trim() {
                "" => String::new(),
                typed => HttpsLink::parse(typed)
                    .map(|link| link.as_str().to_owned())
                    .map_err(|refusal| (ServiceColumn::Address, typed.to_owned(), refusal))?,
            },
        })
    }
}

/// The text of a cell, which begins like no formula.
fn cell<const MIN: usize, const MAX: usize>(column: ServiceColumn, typed: &str) -> Result<String, WrongCell> {
    let wrong = |refusal| (column, typed.to_owned(), refusal);
    let text = Text::<MIN, MAX>::line(typed).map_err(wrong)?.into_string();
    if text.starts_with(['=', '+', '@']) {
        return Err(wrong(Refusal::Formula));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> ServiceForm {
        ServiceForm {
            name: " Démarche  numérique".into(),
            purpose: "Dématérialiser une démarche administrative.".into(),
            operator: "DINUM".into(),
            ..ServiceForm::default()
        }
    }

    #[test]
    fn licence_and_address_may_be_unknown_and_each_other_cell_is_bounded() {
        assert!(ServiceContent::parse(&form()).is_ok());
        let wrong = |form: ServiceForm| ServiceContent::parse(&form).map_err(|(column, _, refusal)| (column, refusal));
        let of = |column, refusal| Err((column, refusal));
        assert_eq!(wrong(ServiceForm { name: " ".into(), ..form() }), of(ServiceColumn::Name, Refusal::Missing));
        let operator = ServiceForm { operator: "=HYPERLINK(1)".into(), ..form() };
        assert_eq!(wrong(operator), of(ServiceColumn::Operator, Refusal::Formula));
        let address = ServiceForm { address: "www.exemple.fr".into(), ..form() };
        assert_eq!(wrong(address), of(ServiceColumn::Address, Refusal::NotHttps));
        assert!(wrong(ServiceForm { purpose: "a".repeat(601), ..form() }).is_err());
    }
}
