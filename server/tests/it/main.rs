//! What users and auditors were promised, on both databases. The tree mirrors `server/src`.

mod application;
mod assessment;
mod attachment;
mod ballot;
mod campaign;
mod decision;
mod door;
mod fixture;
mod grants;
mod group;
mod identity;
mod joint_act;
mod keeping;
mod ledger;
mod need;
mod once;
mod post;
mod proconnect;
mod project;
mod rate;
mod reference;
mod reminder;
mod search;
mod trace;
mod vote;
mod world;
