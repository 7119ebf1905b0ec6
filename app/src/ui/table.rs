//! Tables: a caption, heads and rows, in a region that scrolls by keyboard where it is wider than the page. On a phone
//! the sheet shows each row of a wide one as a card, whose cells say the heads of their columns.

use super::html_writer::HtmlWriter;
use leptos::prelude::*;
use std::{borrow::Cow, iter::repeat};

/// What begins the attribute of classes.
const CLASS: &str = " class=\"";

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    label: String,
    number: bool,
    hidden: bool,
}

impl Head {
    /// Of a column of words.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), number: false, hidden: false }
    }

    /// Of a column of figures, which stand on the right.
    pub fn number(label: impl Into<String>) -> Self {
        Self { number: true, ..Self::new(label) }
    }

    /// Of a column that needs no words for who sees it: read by screen readers alone.
    pub fn hidden(label: impl Into<String>) -> Self {
        Self { hidden: true, ..Self::new(label) }
    }

    /// What its cells say of themselves; nothing where the head is not shown either.
    fn label(&self) -> Option<&str> {
        (!self.hidden && !self.label.is_empty()).then_some(&self.label)
    }

    fn write(&self, html: &mut HtmlWriter) {
        html.markup("<th scope=\"col\"").attribute(CLASS, self.number.then_some("fr-cell--right")).markup(">");
        match self.hidden {
            true => html.markup("<span class=\"fr-sr-only\">").text(&self.label).markup("</span>"),
            false => html.text(&self.label),
        };
        html.markup("</th>");
    }
}

/// A cell of a row.
#[derive(Debug)]
pub struct Cell {
    content: AnyView,
    is_head: bool,
    class: Option<&'static str>,
}

impl Cell {
    /// What the row is about: read before the other cells.
    pub fn head(content: impl IntoView + 'static) -> Self {
        Self { content: content.into_any(), is_head: true, class: None }
    }

    pub fn new(content: impl IntoView + 'static) -> Self {
        Self { content: content.into_any(), is_head: false, class: None }
    }

    /// A figure, on the right.
    pub fn number(content: impl IntoView + 'static) -> Self {
        Self { class: Some("fr-cell--right"), ..Self::new(content) }
    }

    /// With another class of the style sheet.
    pub fn class(self, class: &'static str) -> Self {
        Self { class: Some(class), ..self }
    }

    /// `label` names its column where the row is shown as a card.
    fn write(self, html: &mut HtmlWriter, label: Option<&str>) {
        match self.is_head {
            true => html.markup("<th scope=\"row\""),
            false => html.markup("<td").attribute(" data-label=\"", label),
        };
        html.attribute(CLASS, self.class).markup(">").view(self.content);
        html.markup(if self.is_head { "</th>" } else { "</td>" });
    }
}

/// A row of a table.
#[derive(Debug)]
pub struct Row {
    cells: Vec<Cell>,
    class: Option<&'static str>,
}

impl Row {
    pub fn new(cells: impl IntoIterator<Item = Cell>) -> Self {
        Self { cells: cells.into_iter().collect(), class: None }
    }

    /// With a class of the style sheet.
    pub fn class(self, class: &'static str) -> Self {
        Self { class: Some(class), ..self }
    }

    fn write(self, html: &mut HtmlWriter, heads: &[Head]) {
        html.markup("<tr").attribute(CLASS, self.class).markup(">");
        let labels = heads.iter().map(Head::label).chain(repeat(None));
        for (cell, label) in self.cells.into_iter().zip(labels) {
            cell.write(html, label);
        }
        html.markup("</tr>");
    }
}

/// A table. Its caption names it for everybody; `hidden` leaves it to screen readers, where a heading right above says
/// the same.
#[component]
pub fn Table(
    /// The caption's identifier, one of its own on the page.
    #[prop(into)]
    id: Cow<'static, str>,
    #[prop(into)] caption: String,
    heads: Vec<Head>,
    rows: Vec<Row>,
    #[prop(optional)] hidden: bool,
    /// Of many rows, for those who work on them all day.
    #[prop(optional)]
    dense: bool,
    /// One more class of the region around the table.
    #[prop(optional)]
    class: Option<&'static str>,
) -> AnyView {
    // Two columns fit every phone as they are.
    let cards = if heads.len() > 2 { " t-table--cards" } else { "" };
    let dense = if dense { " t-table--dense" } else { "" };
    let (before, class) = class.map_or(("", ""), |class| (" ", class));
    let mut html = HtmlWriter::default();
    html.markup("<div tabindex=\"0\" role=\"region\" aria-labelledby=\"").text(&*id);
    html.markup("\" class=\"fr-table").markup(cards).markup(dense).markup(before).markup(class).markup("\">");
    html.markup("<table><caption id=\"").text(&*id).markup("\"").attribute(CLASS, hidden.then_some("fr-sr-only"));
    html.markup(">").text(caption).markup("</caption><thead><tr>");
    for head in &heads {
        head.write(&mut html);
    }
    html.markup("</tr></thead><tbody>");
    for row in rows {
        row.write(&mut html, &heads);
    }
    html.markup("</tbody></table></div>");
    html.into_view()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    fn table(hidden: bool) -> String {
        let heads = vec![Head::new("Région"), Head::number("Habitants")];
        let row = Row::new([Cell::head("Occitanie"), Cell::number("5 973 969"), Cell::new("a").class("t-nowrap")]);
        let rows = vec![row.class("t-row--whole")];
        html(|| view! { <Table id="par-region" caption="Par région" heads rows hidden class="t-scroll" /> })
    }

    #[test]
    fn a_table_scrolls_by_keyboard_under_the_name_of_its_caption() {
        let html = table(false);
        let region = "<div tabindex=\"0\" role=\"region\" aria-labelledby=\"par-region\" class=\"fr-table t-scroll\">";
        assert!(html.starts_with(&format!("{region}<table><caption id=\"par-region\">Par région</caption>")), "{html}");
        assert!(table(true).contains("<caption id=\"par-region\" class=\"fr-sr-only\">Par région</caption>"));
    }

    #[test]
    fn rows_of_a_wide_table_are_cards_on_a_phone_and_a_dense_one_says_so() {
        let heads = || vec![Head::new("Région"), Head::hidden("Actes"), Head::new("Note")];
        let rows = || vec![Row::new([Cell::head("Occitanie"), Cell::new("b"), Cell::new("c")])];
        let wide = html(|| view! { <Table id="t" caption="T" heads=heads() rows=rows() dense=true /> });
        assert!(wide.contains("class=\"fr-table t-table--cards t-table--dense\""), "{wide}");
        assert!(wide.contains("<td>b</td><td data-label=\"Note\">c</td>"), "{wide}");
        assert!(!table(false).contains("t-table--cards"));
    }

    #[test]
    fn heads_and_rows_say_what_their_cells_are_about() {
        let html = table(false);
        let heads = "<th scope=\"col\">Région</th><th scope=\"col\" class=\"fr-cell--right\">Habitants</th>";
        assert!(html.contains(&format!("<thead><tr>{heads}</tr></thead>")), "{html}");
        let cells = "<th scope=\"row\">Occitanie</th><td data-label=\"Habitants\" class=\"fr-cell--right\">5 973 969\
            </td><td class=\"t-nowrap\">a</td>";
        assert!(html.contains(&format!("<tbody><tr class=\"t-row--whole\">{cells}</tr></tbody>")), "{html}");
    }
}
