//! What stands behind the pages: use cases, queries, persistence, configuration.
//!
//! A use case is one transaction: authorise, load, decide (a pure rule of `entity`), write, audit, commit. A query
//! reads and returns a view. Neither takes the time or rng by itself: both come with the [`context::Context`].

pub mod account;
pub mod application;
pub mod archive;
pub mod assessment;
pub mod attachment;
pub mod audit;
pub mod backup;
pub mod ballot;
mod bulk;
mod cache;
pub mod campaign;
pub mod clock;
pub mod collectivity;
pub mod context;
pub mod database;
pub mod decision;
pub mod demo;
pub mod deployment;
pub mod disk;
mod door;
pub mod envelope;
pub mod error;
pub mod follow;
pub mod frozen_rule;
pub mod group;
pub mod joint_act;
pub mod keeping;
pub mod ledger;
pub mod letterhead;
pub mod lineage;
pub mod log;
pub mod mail;
pub mod mandate;
pub mod membership;
pub mod nearby;
pub mod need;
pub mod news;
pub mod notice;
pub mod payment;
pub mod person;
pub mod platform;
pub mod proconnect;
pub mod project;
pub mod rate;
pub mod reference;
pub mod reminder;
pub mod retention;
pub mod rng;
pub mod saved_form;
pub mod search;
mod secret;
pub mod sign_in;
pub mod sitemap;
pub mod staff;
pub mod support;
pub mod tally;
pub mod task;

pub use context::Context;
pub use error::Error;
pub use platform::Platform;
