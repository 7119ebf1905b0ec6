//! What a campaign is made of, as its editor shows it: each value's place, shape and order. The editor, its check and
//! the file of a campaign speak of the same places: `envelope.0.amount` is what the file calls so.
//!
//! A campaign that is being written is a JSON value of this outline, in which anything may still be missing; once
//! nothing is, it reads as a [`Campaign`](crate::campaign::Campaign).

mod bound;
mod edit;
mod place;
mod read;
mod shape;
#[cfg(test)]
mod tests;
mod touch;

pub use self::{
    bound::{MOST_QUESTIONS, out_of_bounds},
    edit::{EditRefusal, Move, add, blank_campaign, check, put, remove, shift},
    place::{Entries, InputKind, PRESENTATION, PageField, Place, page_of, title},
    read::Typed,
    shape::{
        CAMPAIGN, DEEPEST, LONGEST_LINE, LONGEST_TEXT, MOST_ENTRIES, Member, Outline, Shape, Tag, Variant, Variants,
    },
    touch::{sent_text, touched},
};
