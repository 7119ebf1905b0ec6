//! The lines of a project's cost, in the form of the project: as they are rendered and as they are typed.

use crate::{
    http::fields::Fields,
    ui::{
        act::{Button, Weight},
        entry_table::{EntryRow, EntryTable},
        field::{CellField, CellSelect, TextField},
        form::Form,
        input::{Entry, Field},
    },
};
use entity::{
    costing::{self, CostKind, CostLineForm, MOST_LINES},
    form_field::{self, COST_LINE},
    project::ProjectForm,
};
use leptos::prelude::*;
use server::project::costing::amount_form;
use wording::{cost_kind, range};

/// What the button « Ajouter une ligne » sends: the form comes back as it is, with one line more.
pub const ADD_LINE: &str = "ligne";
/// What the button sends that takes the middle of the lines for the cost.
pub const MIDDLE: &str = "milieu";

pub const ASSUMPTIONS: Field = Field::new(form_field::ASSUMPTIONS, "Hypothèses du chiffrage (facultatif)")
    .help("Combien de collectivités, quel hébergement, ce qui reste incertain. Montré à tous avec le tableau")
    .short("Hypothèses");

fn name(at: usize, cell: &str) -> String {
    format!("{}.{at}.{cell}", COST_LINE.as_str())
}

/// The names of the cells and what they are called, for lists of refusals.
pub fn labels() -> Vec<(String, String)> {
    let cells = [
        ("kind", "poste"),
        ("label", "intitulé"),
        ("low", "montant bas"),
        ("high", "montant haut"),
        ("quantity", "quantité"),
    ];
    let line = |at: usize| cells.map(|(cell, label)| (name(at, cell), format!("Ligne {}, {label}", at + 1)));
    let whole = (COST_LINE.as_str().to_owned(), "Lignes du coût".to_owned());
    std::iter::once(whole).chain((0..MOST_LINES).flat_map(line)).collect()
}

/// How many lines are shown: those that were typed or stored, and an empty one.
fn lines_shown(form: &Form, stored: usize) -> usize {
    let shown = match form.typed() {
        None => stored + 1,
        Some(fields) => {
            let sent = (0..MOST_LINES).take_while(|at| fields.0.iter().any(|(field, _)| *field == name(*at, "kind")));
            let asked = fields.text(form_field::THEN) == ADD_LINE;
            (sent.count() + usize::from(asked)).max(1)
        }
    };
    shown.min(MOST_LINES)
}

/// The lines, what they come to as they are stored, and what they suppose.
#[component]
pub fn CostLines<'a>(form: &'a Form, before: &'a ProjectForm) -> AnyView {
    let rows = (0..lines_shown(form, before.lines.len())).map(|at| row(form, at, before.lines.get(at))).collect();
    let stored = costing::read(&before.lines).ok().and_then(|lines| costing::sum(&lines));
    let stored = stored.map(|sum| {
        let middle = amount_form(sum.middle());
        view! { <p>{format!("Lignes enregistrées\u{a0}: {}, milieu {middle}\u{a0}€.", range(sum))}</p> }
    });
    view! {
        <fieldset class="fr-fieldset" id=COST_LINE.as_str()>
            <legend class="fr-fieldset__legend">"De quoi le coût est fait (facultatif)"</legend>
            <div class="fr-fieldset__element">
                <p class="fr-hint-text">
                    "Montants d’une unité : une fois pour construire, par an pour faire fonctionner (trois ans si la \
                     quantité est vide), par collectivité pour installer. Sans montant haut, le montant est sûr. Le \
                     coût soumis au vote doit être dans la fourchette du total."
                </p>
                <EntryTable
                    id="lignes-du-cout"
                    class="t-costs"
                    caption="Lignes du coût"
                    heads=vec!["Poste", "Intitulé", "Montant bas (€)", "Montant haut (€)", "Quantité"]
                    rows
                />
                {stored}
            </div>
        </fieldset>
        <TextField form field=ASSUMPTIONS rows=4 value=before.assumptions.clone() />
    }
    .into_any()
}

/// The buttons of the lines. They follow the one that saves, which the key « Entrée » presses.
#[component]
pub fn LineButtons() -> AnyView {
    view! {
        <Button weight=Weight::Secondary name=form_field::THEN.as_str() value=ADD_LINE>
            "Ajouter une ligne au coût"
        </Button>
        <Button weight=Weight::Secondary name=form_field::THEN.as_str() value=MIDDLE>
            "Enregistrer avec le milieu de la fourchette"
        </Button>
    }
    .into_any()
}

fn row(form: &Form, at: usize, stored: Option<&CostLineForm>) -> EntryRow {
    let line = stored.cloned().unwrap_or_default();
    let n = at + 1;
    let kinds = CostKind::ALL.iter().map(|kind| (kind.code().to_owned(), cost_kind(*kind).to_owned())).collect();
    let kind = if line.kind.is_empty() { CostKind::Build.code().to_owned() } else { line.kind };
    let (kind_name, kind_label) = (name(at, "kind"), format!("Ligne {n}, poste"));
    let select = view! { <CellSelect form field=Field::of_data(&kind_name, &kind_label) options=kinds value=kind /> };
    let text = |cell: &str, label: &str, entry: Entry, value: String| {
        let (cell, label) = (name(at, cell), format!("Ligne {n}, {label}"));
        view! { <CellField form field=Field::of_data(&cell, &label) entry value /> }.into_any()
    };
    let cells = [
        select.into_any(),
        text("label", "intitulé", Entry::Words, line.label),
        text("low", "montant bas en euros", Entry::Amount, line.low),
        text("high", "montant haut en euros", Entry::Amount, line.high),
        text("quantity", "quantité", Entry::Digits, line.quantity),
    ];
    EntryRow::new(format!("ligne-du-cout-{at}"), cells)
}

/// The lines that were typed.
pub fn typed(fields: &Fields) -> Vec<CostLineForm> {
    let line = |at: usize| {
        let text = |cell: &str| fields.text(name(at, cell));
        CostLineForm {
            kind: text("kind"),
            label: text("label"),
            low: text("low"),
            high: text("high"),
            quantity: text("quantity"),
        }
    };
    costing::trimmed((0..MOST_LINES).map(line).collect())
}

/// The form with the middle of its lines for its cost; as it is where they are wrong, or none.
pub fn with_middle(mut form: ProjectForm) -> ProjectForm {
    if let Some(sum) = costing::read(&form.lines).ok().and_then(|lines| costing::sum(&lines)) {
        form.cost = amount_form(sum.middle());
    }
    form
}
