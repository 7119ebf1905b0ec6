//! The domain of Terreau: what collectivités need, pool, choose and are granted, and the rules that decide.
//!
//! Nothing here knows the time, a database or the network: instants, randomness and loaded facts are handed in.
//! The same code is compiled into the server and, where a module wants it, into the browser.
//!
//! Each noun of the glossary (`docs/GLOSSARY.md`) has the file of its name.

#[macro_use]
mod macros;

pub mod address;
pub mod allotment;
pub mod application;
pub mod application_form;
pub mod archive;
pub mod assessment;
pub mod attachment;
pub mod ballot;
pub mod calendar;
pub mod campaign;
pub mod campaign_change;
pub mod campaign_outline;
pub mod canonical;
pub mod collectivity;
pub mod committee;
pub mod complement;
pub mod convention;
pub mod costing;
pub mod curation;
pub mod decision;
pub mod decision_text;
pub mod deployment;
pub mod discussion;
pub mod done;
pub mod door;
pub mod drawn_ballot;
pub mod eligibility;
pub mod email;
pub mod enquiry;
pub mod event;
pub mod filled_text;
pub mod follow;
pub mod form_field;
pub mod frozen_rule;
pub mod group;
pub mod group_form;
pub mod iban;
pub mod id;
pub mod joint_act;
pub mod ledger;
pub mod legal;
pub mod letterhead;
pub mod lineage;
pub mod link;
pub mod log;
pub mod mail_name;
pub mod mail_text;
mod mailed;
pub mod mailing;
pub mod mandate;
pub mod membership;
pub mod merge;
pub mod moderation;
pub mod money;
pub mod name;
pub mod need;
pub mod notice;
pub mod pabulib;
pub mod page_number;
pub mod payment_file;
pub mod permission;
pub mod personal_data;
pub mod priority;
pub mod programme;
pub mod project;
pub mod proof;
pub mod reason;
pub mod refusal;
pub mod search_text;
pub mod service;
pub mod service_message;
pub mod shown;
pub mod sign_in;
pub mod siren;
pub mod siret;
pub mod site_text;
pub mod statistics;
pub mod subsidy;
pub mod support;
pub mod tally;
pub mod territory;
pub mod text;
pub mod tile;
pub mod tile_grid;
pub mod trace;
pub mod viewing;
pub mod witness;

#[cfg(feature = "orm")]
pub mod table;
