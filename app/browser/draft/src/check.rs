//! The rules of the form, over what stands in the fields of the page.

use crate::page::value;
use entity::{
    application_form::{Answers, ApplicationForm, Field, FieldKind, FormFacts},
    attachment::MOST_BYTES,
    refusal::Refusal,
    siren::Siren,
    subsidy::{CostLine, CostTable, FundingLine},
};
use std::collections::BTreeSet;
use wording::{capitalised, refusal_sentence};

/// The form as data, and the codes of the catalogue.
pub struct Rules {
    form: ApplicationForm,
    items: BTreeSet<String>,
}

impl Rules {
    /// Reads what the page carries; None when it is not what it should be.
    pub fn read(form: &str, items: &str) -> Option<Self> {
        let items = items.split('|').filter(|item| !item.is_empty()).map(str::to_owned).collect();
        Some(Self { form: serde_json::from_str(form).ok()?, items })
    }

    /// The names of what is typed: fields, and the cells of the cost table.
    pub fn names(&self) -> Vec<String> {
        let cells = |at: usize| {
            ["costs", "funding"]
                .into_iter()
                .flat_map(move |table| ["label", "amount"].map(|cell| format!("{table}.{at}.{cell}")))
        };
        let typed = self.form.fields().filter(|field| field.kind != FieldKind::File).map(|field| field.code.clone());
        typed.chain((0..CostTable::MOST).flat_map(cells)).collect()
    }

    /// What is wrong with what stands in a field or cell, as a sentence. What is missing is no fault of a draft.
    pub fn check(&self, name: &str) -> Option<String> {
        let refusal = match self.form.field(name) {
            Some(field) => self.check_field(field).err(),
            None => {
                let refusals = table().read().err().unwrap_or_default();
                refusals.of(name).cloned()
            }
        };
        refusal.filter(|refusal| *refusal != Refusal::Missing).map(|refusal| capitalised(&refusal_sentence(&refusal)))
    }

    fn check_field(&self, field: &Field) -> Result<(), Refusal> {
        let answer = value(&field.code).unwrap_or_default();
        // Whether a number is some collectivité's, the server knows: here, whether it may be one.
        let collectivities = Siren::parse(answer.trim()).ok().into_iter().collect();
        match field.kind {
            // Ticked, from what the page offers.
            FieldKind::Items => Ok(()),
            _ => field
                .check(&answer, &FormFacts { collectivities, items: self.items.clone(), attachments: BTreeSet::new() }),
        }
    }

    /// The fields that depend on another, and whether they are asked now.
    pub fn asked(&self) -> Vec<(String, bool)> {
        let answers: Answers =
            self.form.fields().filter_map(|field| Some((field.code.clone(), value(&field.code)?))).collect();
        let depend = self.form.fields().filter(|field| field.shown_if.is_some());
        depend.map(|field| (field.code.clone(), self.form.is_asked(field, &answers))).collect()
    }
}

/// What is wrong with the first of these files whose size, in bytes, is wrong, as a sentence; their content is the
/// server's to look at.
pub fn files(sizes: &[f64]) -> Option<String> {
    let refusal = sizes.iter().find_map(|size| match *size {
        0.0 => Some(Refusal::FileEmpty),
        size if size > MOST_BYTES as f64 => Some(Refusal::FileTooLarge { most: MOST_BYTES }),
        _ => None,
    })?;
    Some(capitalised(&refusal_sentence(&refusal)))
}

/// The cost table that stands on the page.
fn table() -> CostTable {
    let mut table = CostTable::default();
    for at in 0..CostTable::MOST {
        let cell = |table: &str, cell: &str| value(&format!("{table}.{at}.{cell}"));
        if let (Some(label), Some(amount)) = (cell("costs", "label"), cell("costs", "amount")) {
            let eligible = cell("costs", "eligible").as_deref() != Some("non");
            table.costs.push(CostLine { label, amount, eligible });
        }
        if let (Some(source), Some(amount)) = (cell("funding", "label"), cell("funding", "amount")) {
            let public = cell("funding", "public").as_deref() != Some("non");
            table.funding.push(FundingLine { source, amount, public });
        }
    }
    table
}
