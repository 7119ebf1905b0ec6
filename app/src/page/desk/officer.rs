//! Where one officer of a prefecture decides: a file on one screen, many in one table, read once more before they are
//! taken; and who signs the letters.

mod draft;
mod file;
mod interest;
mod letterhead;
mod review;
mod table;

pub use self::{
    draft::{keep, save},
    file::page as file,
    interest::declare,
    letterhead::{page as letterhead, set as set_letterhead},
    review::{decide, page as review},
    table::page as table,
};
