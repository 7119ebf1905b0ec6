//! What stands in a table that is downloaded.

use chrono::{DateTime, NaiveDate, Utc};
use std::fmt;

/// A column: what programs call it, and what people do.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a>(pub &'a str, pub &'a str);

/// What stands in a cell. Text never becomes a formula; what is a number stays one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Nothing,
    Text(String),
    /// One text for programs, another for people.
    Named(String, String),
    Number(i64),
    /// Cents, which may be below zero.
    Euros(i64),
    Day(NaiveDate),
    Instant(DateTime<Utc>),
}

impl Cell {
    /// A text, or nothing.
    pub fn text(text: Option<impl fmt::Display>) -> Self {
        text.map_or(Cell::Nothing, |text| Cell::Text(text.to_string()))
    }
}
