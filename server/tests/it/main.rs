//! What users and auditors were promised, on both databases. The tree mirrors `server/src`.

mod ballot;
mod campaign;
mod group;
mod need;
mod project;
mod reference;
mod vote;
mod world;
