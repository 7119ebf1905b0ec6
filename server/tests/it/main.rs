//! What users and auditors were promised, on both databases. The tree mirrors `server/src`.

mod ballot;
mod campaign;
mod group;
mod identity;
mod need;
mod project;
mod reference;
mod trace;
mod vote;
mod world;
