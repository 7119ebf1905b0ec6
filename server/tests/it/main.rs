//! What users and auditors were promised, on both databases. The tree mirrors `server/src`.

mod ballot;
mod campaign;
mod grants;
mod group;
mod identity;
mod money;
mod need;
mod once;
mod proconnect;
mod project;
mod reference;
mod search;
mod trace;
mod vote;
mod world;
