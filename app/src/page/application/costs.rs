//! The cost table of an application's form: its lines, as they are rendered and as they are typed.

use crate::{
    http::fields::Fields,
    page::application::subsidy::SubsidyReasoning,
    ui::{
        entry_table::{EntryRow, EntryTable, MoreEntries},
        field::{CellField, CellSelect},
        form::Form,
        input::{Entry, Field},
    },
};
use entity::{
    campaign::Envelope,
    subsidy::{CostLine, CostTable, Costs, FundingLine, Subsidy},
};
use leptos::prelude::*;
use std::ops::Range;

/// The lines that are offered empty, below those that are filled.
const SPARE: usize = 2;

/// Where the lines of each table stand on the page.
const COSTS: &str = "lignes-costs";
const FUNDING: &str = "lignes-funding";

/// The names of the cells and what they are called, for lists of refusals.
pub fn labels() -> Vec<(String, String)> {
    let line = |at: usize| {
        let n = at + 1;
        [
            (format!("costs.{at}.label"), format!("Dépense {n}, intitulé")),
            (format!("costs.{at}.amount"), format!("Dépense {n}, montant")),
            (format!("funding.{at}.label"), format!("Financement {n}, origine")),
            (format!("funding.{at}.amount"), format!("Financement {n}, montant")),
        ]
    };
    (0..CostTable::MOST).flat_map(line).collect()
}

/// Expenses, other funding, and what the subsidy comes to.
#[component]
pub fn CostTables<'a>(
    form: &'a Form,
    table: &'a CostTable,
    subsidy: &'a Subsidy,
    costs: Option<Costs>,
    envelope: &'a Envelope,
) -> AnyView {
    let typed = form.typed().map(typed).unwrap_or_default();
    let lines = |stored: usize, typed: usize| 0..(stored.max(typed) + SPARE).min(CostTable::MOST);
    let spent = cost_lines(form, table, lines(table.costs.len(), typed.costs.len()));
    let funding = funding_lines(form, table, lines(table.funding.len(), typed.funding.len()));
    view! {
        <div id="costs">
            <EntryTable
                id=COSTS
                class="t-costs"
                caption="Dépenses"
                heads=vec!["Intitulé", "Montant en euros", "Éligible"]
                rows=spent
            />
            <EntryTable
                id=FUNDING
                class="t-costs"
                caption="Autres financements"
                heads=vec!["Origine", "Montant en euros", "Public"]
                rows=funding
            />
            <p class="fr-hint-text">
                "Deux lignes vides sont ajoutées à chaque enregistrement. Le montant demandé est calculé, jamais saisi."
            </p>
            <div id="montant">
                <SubsidyReasoning subsidy costs terms=envelope.terms() />
            </div>
        </div>
    }
    .into_any()
}

/// The lines that are offered empty below those that are stored, to be added to a table that is on the screen.
#[component]
pub fn SpareLines<'a>(form: &'a Form, stored: &'a CostTable) -> AnyView {
    let lines = |stored: usize| stored..(stored + SPARE).min(CostTable::MOST);
    let costs = cost_lines(form, stored, lines(stored.costs.len()));
    let funding = funding_lines(form, stored, lines(stored.funding.len()));
    view! { <MoreEntries tables=vec![(COSTS, costs), (FUNDING, funding)] /> }.into_any()
}

fn cost_lines(form: &Form, stored: &CostTable, lines: Range<usize>) -> Vec<EntryRow> {
    let line = |at: usize| {
        let line = stored.costs.get(at).cloned().unwrap_or(CostLine { eligible: true, ..CostLine::default() });
        let n = at + 1;
        let cells = [
            text(form, format!("costs.{at}.label"), format!("Dépense {n}, intitulé"), line.label),
            amount(form, format!("costs.{at}.amount"), format!("Dépense {n}, montant en euros"), line.amount),
            yes_no(form, format!("costs.{at}.eligible"), format!("Dépense {n}, éligible"), line.eligible),
        ];
        EntryRow::new(format!("costs-{at}"), cells)
    };
    lines.map(line).collect()
}

fn funding_lines(form: &Form, stored: &CostTable, lines: Range<usize>) -> Vec<EntryRow> {
    let line = |at: usize| {
        let line = stored.funding.get(at).cloned().unwrap_or(FundingLine { public: true, ..FundingLine::default() });
        let n = at + 1;
        let cells = [
            text(form, format!("funding.{at}.label"), format!("Financement {n}, origine"), line.source),
            amount(form, format!("funding.{at}.amount"), format!("Financement {n}, montant en euros"), line.amount),
            yes_no(form, format!("funding.{at}.public"), format!("Financement {n}, argent public"), line.public),
        ];
        EntryRow::new(format!("funding-{at}"), cells)
    };
    lines.map(line).collect()
}

fn text(form: &Form, name: String, label: String, value: String) -> AnyView {
    view! { <CellField form field=Field::of_data(&name, &label) value /> }.into_any()
}

fn amount(form: &Form, name: String, label: String, value: String) -> AnyView {
    view! { <CellField form field=Field::of_data(&name, &label) entry=Entry::Amount value /> }.into_any()
}

fn yes_no(form: &Form, name: String, label: String, is_yes: bool) -> AnyView {
    let options = [("oui", "Oui"), ("non", "Non")];
    let options = options.map(|(value, label)| (value.to_owned(), label.to_owned())).to_vec();
    let value = if is_yes { "oui" } else { "non" };
    view! { <CellSelect form field=Field::of_data(&name, &label) options value /> }.into_any()
}

/// The table that was typed.
pub fn typed(fields: &Fields) -> CostTable {
    let sent = |prefix: &str| fields.0.iter().any(|(name, _)| name.starts_with(prefix));
    let mut table = CostTable::default();
    for at in 0..CostTable::MOST {
        let text = |name: &str| fields.text(name);
        let (cost, funding) = (format!("costs.{at}."), format!("funding.{at}."));
        if sent(&cost) {
            table.costs.push(CostLine {
                label: text(&format!("{cost}label")),
                amount: text(&format!("{cost}amount")),
                eligible: text(&format!("{cost}eligible")) != "non",
            });
        }
        if sent(&funding) {
            table.funding.push(FundingLine {
                source: text(&format!("{funding}label")),
                amount: text(&format!("{funding}amount")),
                public: text(&format!("{funding}public")) != "non",
            });
        }
    }
    table.trimmed()
}
