//! Tables, their fields, and the way from page to page.

use super::{
    choice::options,
    example::{Example, LONG_TITLE},
};
use crate::ui::{
    field::{CellField, CellSelect, PostForm},
    form::Form,
    input::{Entry, Field},
    pagination::Pagination,
    table::{Cell, Head, Row, Table},
};
use entity::address::Address;
use leptos::prelude::*;

const CELL: Field = Field::of_data("cell", "Montant de la première ligne");
const CELL_CHOICE: Field = Field::of_data("cell-choice", "Type de la première ligne");
const CELL_TEXT: Field = Field::of_data("cell-text", "Motif de la première ligne");
const OTHER_CELL_TEXT: Field = Field::of_data("other-cell-text", "Motif de la ligne refusée");
pub(super) const REFUSED_CELL: Field = Field::of_data("refused-cell", "Montant refusé").short("Montant");
pub(super) const REFUSED_CELL_CHOICE: Field = Field::of_data("refused-cell-choice", "Type refusé").short("Type");

/// Tables that are read, tables that are filled in, and pages of lists.
#[component]
pub(super) fn TablesAndPages<'a>(form: &'a Form, refused: &'a Form) -> AnyView {
    view! {
        <Example title="Tableaux" file="table.rs">
            <Table id="tableau" caption="Un tableau" heads=heads() rows=rows() />
            <h3>"Sous un titre qui dit la même chose"</h3>
            <Table
                id="tableau-sous-titre"
                caption="Sous un titre qui dit la même chose"
                heads=heads()
                rows=rows()
                hidden=true
            />
            <Table id="tableau-serre" caption="Un tableau serré" heads=heads() rows=rows() dense=true />
            <Table id="tableau-vide" caption="Un tableau sans ligne" heads=heads() rows=Vec::new() />
        </Example>
        <Example title="Champs dans un tableau" file="field.rs, table.rs">
            <PostForm form=form>
                <FieldTable form id="saisie" caption="Une saisie" amount=CELL choice=CELL_CHOICE text=CELL_TEXT />
            </PostForm>
            <PostForm form=refused>
                <FieldTable
                    form=refused
                    id="saisie-refusee"
                    caption="Une saisie refusée"
                    amount=REFUSED_CELL
                    choice=REFUSED_CELL_CHOICE
                    text=OTHER_CELL_TEXT
                />
            </PostForm>
        </Example>
        <Paginations />
    }
    .into_any()
}

fn heads() -> Vec<Head> {
    vec![Head::new("Collectivité"), Head::number("Habitants"), Head::new("Note")]
}

fn rows() -> Vec<Row> {
    let row = |name: &'static str, inhabitants: &'static str, note: &'static str| {
        Row::new([Cell::head(name), Cell::number(inhabitants), Cell::new(note)])
    };
    vec![
        row("Ensemble", "52 300", "").class("t-row--whole"),
        row("Figeac", "9 757", "Une ligne à l’intérieur.").class("t-row--inside"),
        row("Grand-Figeac", "42 543", LONG_TITLE).class("t-row--inside"),
    ]
}

#[component]
fn FieldTable<'a>(
    form: &'a Form,
    id: &'static str,
    caption: &'static str,
    amount: Field<'a>,
    choice: Field<'a>,
    text: Field<'a>,
) -> AnyView {
    let cells = [
        Cell::head("Première ligne"),
        Cell::new(view! { <CellField form field=amount entry=Entry::Amount value="1200" /> }),
        Cell::new(view! { <CellSelect form field=choice options=options() value="epci" /> }),
        Cell::new(view! { <CellField form field=text rows=2 value="Sur plusieurs lignes." /> }),
    ];
    let heads = vec![Head::new("Ligne"), Head::new("Montant"), Head::new("Type"), Head::new("Motif")];
    view! { <Table id caption heads rows=vec![Row::new(cells)] /> }.into_any()
}

#[component]
fn Paginations() -> AnyView {
    let address = |page| Address::DemoComponents.with("page", page).to_string();
    view! {
        <Example title="Pagination" file="pagination.rs">
            <p>"La première page de deux, une page du milieu, la dernière. Une liste d’une page n’en a pas."</p>
            <Pagination page=1 pages=2 address />
            <Pagination page=7 pages=12 address />
            <Pagination page=12 pages=12 address />
            <Pagination page=1 pages=1 address />
        </Example>
    }
    .into_any()
}
