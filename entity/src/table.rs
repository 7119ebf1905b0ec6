//! The tables, as SeaORM entities. One file a table, named after its noun; the schema itself stands in `migration`.

pub mod application;
pub mod application_answer;
pub mod application_confirmation;
pub mod application_message;
pub mod assessment;
pub mod attachment;
pub mod audit_event;
pub mod ballot;
pub mod ballot_draft;
pub mod bank_account;
pub mod calendar_link;
pub mod campaign;
pub mod campaign_draft;
pub mod campaign_draft_version;
pub mod campaign_version;
pub mod canned_answer;
pub mod collectivity;
pub mod committee_member;
pub mod committee_opinion;
pub mod committee_project;
pub mod committee_session;
pub mod commune;
pub mod contact;
pub mod contact_link;
pub mod convention;
pub mod cost_line;
pub mod dataset;
pub mod decision;
pub mod decision_draft;
pub mod demo_clock;
pub mod deployment;
pub mod discussion_message;
pub mod door_act;
pub mod door_block;
pub mod enquiry;
pub mod figures_subscription;
pub mod follow;
pub mod frozen_rule;
pub mod group;
pub mod group_member;
pub mod hidden_text;
pub mod identity;
pub mod ignored_cluster;
pub mod imported_member;
pub mod instalment;
pub mod joint_act;
pub mod joint_act_link;
pub mod keeping;
pub mod known_browser;
pub mod ledger_account;
pub mod ledger_entry;
pub mod letterhead;
pub mod log_leaf;
pub mod mail;
pub mod mail_address;
pub mod mail_domain;
pub mod mail_refusal;
pub mod mailing;
pub mod mailing_pace;
pub mod mandate;
pub mod membership;
pub mod membership_invitation;
pub mod membership_request;
pub mod merge_request;
pub mod need;
pub mod need_answer;
pub mod need_attachment;
pub mod need_batch;
pub mod need_batch_item;
pub mod need_copy;
pub mod need_note;
pub mod need_version;
pub mod need_work;
pub mod notice;
pub mod person;
pub mod programme_label;
pub mod project;
pub mod project_need;
pub mod rate_count;
pub mod reminder_sent;
pub mod saved_form;
pub mod seat;
pub mod service;
pub mod service_list;
pub mod service_message;
pub mod session;
pub mod sign_in_attempt;
pub mod sign_in_link;
pub mod site_text_version;
pub mod succession;
pub mod support;
pub mod text_report;

use chrono::{DateTime, Utc};

/// An instant as it is stored: milliseconds since 1970 in UTC, so that both databases compare and sort it alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, sea_orm::DeriveValueType)]
pub struct Millis(pub i64);

impl From<DateTime<Utc>> for Millis {
    fn from(instant: DateTime<Utc>) -> Self {
        Self(instant.timestamp_millis())
    }
}

impl Millis {
    /// The instant.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }
}
