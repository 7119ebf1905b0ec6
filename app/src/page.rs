//! The pages, in French; each file is named after what it shows.

pub mod ballot;
pub mod collectivity;
pub mod curation;
pub mod demo;
pub mod error;
pub mod form;
pub mod group;
pub mod help;
pub mod home;
pub mod invite;
pub mod journal;
pub mod layout;
pub mod map;
pub mod meter;
pub mod need;
pub mod need_write;
pub mod notice;
pub mod participation;
pub mod project;
pub mod result;
pub mod sign_in;
pub mod textarea;
pub mod time;
pub mod wording;
