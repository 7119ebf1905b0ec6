//! A table of fields that grows while it is filled in: each line has an identifier, under which it stands once.

use crate::ui::views::views;
use leptos::prelude::*;

/// A line of fields.
#[derive(Debug)]
pub struct EntryRow {
    id: String,
    cells: Vec<AnyView>,
}

impl EntryRow {
    pub fn new(id: impl Into<String>, cells: impl IntoIterator<Item = AnyView>) -> Self {
        Self { id: id.into(), cells: cells.into_iter().collect() }
    }

    fn view(self) -> AnyView {
        let cells = views(self.cells.into_iter().map(|cell| view! { <td>{cell}</td> }.into_any()));
        view! { <tr id=self.id>{cells}</tr> }.into_any()
    }
}

/// The table, with the lines that it has now.
#[component]
pub fn EntryTable(
    /// The identifier of what holds the lines.
    id: &'static str,
    /// One more class of what stands around the table.
    class: &'static str,
    caption: &'static str,
    heads: Vec<&'static str>,
    rows: Vec<EntryRow>,
) -> AnyView {
    let heads = views(heads.into_iter().map(|head| view! { <th scope="col">{head}</th> }.into_any()));
    view! {
        <div class=format!("fr-table {class}")>
            <table>
                <caption>{caption}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody id=id>{views(rows.into_iter().map(EntryRow::view))}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Lines to add to tables that are on the screen, by the identifier of what holds their lines; the browser leaves out
/// those that it has.
#[component]
pub fn MoreEntries(tables: Vec<(&'static str, Vec<EntryRow>)>) -> AnyView {
    let bodies = views(tables.into_iter().map(|(id, rows)| {
        view! {
            <tbody id=id data-append="">
                {views(rows.into_iter().map(EntryRow::view))}
            </tbody>
        }
        .into_any()
    }));
    view! { <table>{bodies}</table> }.into_any()
}
