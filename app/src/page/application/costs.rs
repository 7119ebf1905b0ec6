//! The cost table of an application's form: its lines, as they are drawn and as they are typed.

use crate::{
    http::visit::Fields,
    page::application::show::subsidy_reasoning,
    ui::{
        form::{Entry, Form},
        frame::views,
    },
};
use entity::{
    campaign::Envelope,
    subsidy::{CostLine, CostTable, FundingLine},
};
use leptos::prelude::*;
use server::application::query::Detail;
use std::ops::Range;

/// The lines that are offered empty, below those that are filled.
const SPARE: usize = 2;

const YES_NO: [(&str, &str); 2] = [("oui", "Oui"), ("non", "Non")];

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
pub fn table(form: &Form, stored: &CostTable, detail: &Detail, envelope: &Envelope) -> AnyView {
    let typed = form.typed().map(typed).unwrap_or_default();
    let lines = |stored: usize, typed: usize| 0..(stored.max(typed) + SPARE).min(CostTable::MOST);
    view! {
        <div id="costs">
            <div class="fr-table t-costs">
                <table>
                    <caption>"Dépenses"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Intitulé"</th>
                            <th scope="col">"Montant en euros"</th>
                            <th scope="col">"Éligible"</th>
                        </tr>
                    </thead>
                    <tbody id="lignes-costs">
                        {cost_lines(form, stored, lines(stored.costs.len(), typed.costs.len()))}
                    </tbody>
                </table>
            </div>
            <div class="fr-table t-costs">
                <table>
                    <caption>"Autres financements"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Origine"</th>
                            <th scope="col">"Montant en euros"</th>
                            <th scope="col">"Public"</th>
                        </tr>
                    </thead>
                    <tbody id="lignes-funding">
                        {funding_lines(form, stored, lines(stored.funding.len(), typed.funding.len()))}
                    </tbody>
                </table>
            </div>
            <p class="fr-hint-text">
                "Deux lignes vides sont ajoutées à chaque enregistrement. Le montant demandé est calculé, jamais saisi."
            </p>
            <div id="montant">{subsidy_reasoning(&detail.subsidy, detail.costs.as_ref(), &envelope.terms())}</div>
        </div>
    }
    .into_any()
}

/// The lines that are offered empty below those that are stored, to be added to a table that is on the screen.
pub fn spare(form: &Form, stored: &CostTable) -> AnyView {
    let lines = |stored: usize| stored..(stored + SPARE).min(CostTable::MOST);
    view! {
        <table>
            <tbody id="lignes-costs" data-append="">
                {cost_lines(form, stored, lines(stored.costs.len()))}
            </tbody>
            <tbody id="lignes-funding" data-append="">
                {funding_lines(form, stored, lines(stored.funding.len()))}
            </tbody>
        </table>
    }
    .into_any()
}

fn cost_lines(form: &Form, stored: &CostTable, lines: Range<usize>) -> AnyView {
    views(lines.map(|at| {
        let line = stored.costs.get(at).cloned().unwrap_or(CostLine { eligible: true, ..CostLine::default() });
        let n = at + 1;
        view! {
            <tr id=format!("costs-{at}")>
                <td>
                    {form
                        .cell(
                            Entry::Words,
                            &format!("costs.{at}.label"),
                            &format!("Dépense {n}, intitulé"),
                            &line.label,
                        )}
                </td>
                <td>
                    {form
                        .cell(
                            Entry::Amount,
                            &format!("costs.{at}.amount"),
                            &format!("Dépense {n}, montant en euros"),
                            &line.amount,
                        )}
                </td>
                <td>
                    {form
                        .cell_choice(
                            &format!("costs.{at}.eligible"),
                            &format!("Dépense {n}, éligible"),
                            &YES_NO,
                            if line.eligible { "oui" } else { "non" },
                        )}
                </td>
            </tr>
        }
        .into_any()
    }))
}

fn funding_lines(form: &Form, stored: &CostTable, lines: Range<usize>) -> AnyView {
    views(lines.map(|at| {
        let line = stored.funding.get(at).cloned().unwrap_or(FundingLine { public: true, ..FundingLine::default() });
        let n = at + 1;
        view! {
            <tr id=format!("funding-{at}")>
                <td>
                    {form
                        .cell(
                            Entry::Words,
                            &format!("funding.{at}.label"),
                            &format!("Financement {n}, origine"),
                            &line.source,
                        )}
                </td>
                <td>
                    {form
                        .cell(
                            Entry::Amount,
                            &format!("funding.{at}.amount"),
                            &format!("Financement {n}, montant en euros"),
                            &line.amount,
                        )}
                </td>
                <td>
                    {form
                        .cell_choice(
                            &format!("funding.{at}.public"),
                            &format!("Financement {n}, argent public"),
                            &YES_NO,
                            if line.public { "oui" } else { "non" },
                        )}
                </td>
            </tr>
        }
        .into_any()
    }))
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
