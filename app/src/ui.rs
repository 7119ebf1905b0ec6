//! What pages are made of. Nothing here imports a page.

pub mod form;
pub mod found;
pub mod frame;
pub mod mailed_link;
pub mod meter;
pub mod pagination;
pub mod shown;
pub mod textarea;
pub mod tile_map;
