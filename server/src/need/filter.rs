//! What the list of needs is narrowed to, and its order.

use entity::{page_number::PageNumber, programme::Programme, search_text::SearchText};

/// What the list is narrowed to; empty fields narrow nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    pub text: SearchText,
    pub theme: String,
    pub region: String,
    pub departement: String,
    pub programme: Option<Programme>,
    pub sort: Sort,
    pub page: PageNumber,
}

/// The order of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// What matches the words best first; without words, the latest.
    #[default]
    Best,
    Latest,
    /// Most supported first, then by inhabitants.
    Supports,
    /// Most inhabitants first.
    Inhabitants,
}
