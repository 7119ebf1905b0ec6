//! What pages are made of. Nothing here imports a page.

pub mod act;
pub mod alert;
pub mod badge;
pub mod bar;
pub mod card;
pub mod demo_banner;
pub mod field;
pub mod figures;
pub mod footer;
pub mod form;
pub mod found;
pub mod frame;
pub mod header;
pub mod inner;
pub mod input;
pub mod mailed_link;
pub mod meter;
pub mod pagination;
#[cfg(test)]
mod rendered;
pub mod shown;
pub mod sign_in;
pub mod table;
pub mod textarea;
pub mod tile_map;
pub mod views;
