//! The pages, in French: one folder a noun, one file a page or a part of it.

pub mod about {
    //! What the site says of itself.
    pub mod api;
    pub mod guide;
    pub mod help;
    pub mod legal;
    pub mod picture;
    pub mod style;
}
pub mod account {
    //! One's own account.
    pub mod act;
    pub mod calendar;
    pub mod data;
    pub mod followed;
    pub mod leave;
    pub mod membership;
    pub mod organisation;
    pub mod sessions;
    pub mod show;
}
pub mod administration {
    //! Who has the State's roles, and the trace.
    pub mod invite;
    pub mod staff;
    pub mod statistics;
    pub mod trace;
    pub mod trace_search;
    pub mod trace_table;
    pub mod view_as;
}
pub mod application {
    //! Applications, for those who write, read and handle them.
    pub mod act;
    pub mod applicant;
    pub mod assessments;
    pub mod attachment;
    pub mod bank_account;
    pub mod banner;
    pub mod blocks;
    pub mod content;
    pub mod convention;
    pub mod costs;
    pub mod decision;
    pub mod dossier;
    pub mod draft;
    pub mod export;
    pub mod handle;
    pub mod interest;
    pub mod label;
    pub mod letter;
    pub mod list;
    pub mod messages;
    pub mod money;
    pub mod preview;
    pub mod question;
    pub mod receipt;
    pub mod show;
    pub mod subsidy;
    pub mod usage;
    pub mod write;
}
pub mod campaign {
    //! The campaigns, current and other.
    pub mod list;
    pub mod office {
        //! The campaign office: campaigns that are there, those that are being written, and how one begins.
        pub mod act;
        pub mod affected;
        pub mod calendar;
        pub mod fault;
        pub mod keep;
        pub mod list;
        pub mod look;
        pub mod place;
        pub mod preview;
        pub mod told;
        pub mod training;
        pub mod trial;
        pub mod versions;
        pub mod write;
    }
    pub mod show;
}
pub mod collectivity {
    //! A collectivité and its people.
    pub mod act;
    pub mod change;
    pub mod deliberation;
    pub mod invite;
    pub mod link;
    pub mod mandate;
    pub mod pending;
    pub mod people;
    pub mod person_button;
    pub mod request;
    pub mod show;
}
pub mod curation {
    //! The incubator's desk: needs made into projects, the rule of the vote.
    pub mod batch;
    pub mod batch_list;
    pub mod batch_show;
    pub mod clusters;
    pub mod committee;
    mod costing;
    pub mod decline;
    pub mod desk;
    pub mod import;
    pub mod membership;
    pub mod merge;
    pub mod needs_table;
    pub mod pile;
    pub mod progress;
    pub mod project;
    pub mod queue;
    pub mod rehearsal;
    pub mod rule;
    pub mod services;
    pub mod work;
}
pub mod demo {
    //! The demonstration's own pages. None of their routes exists without `--demo`.
    pub mod clock;
    pub mod components;
    pub mod enter;
    pub mod outbox;
}
pub mod desk {
    //! Where applications are handled, assessed and decided.
    pub mod assessor;
    pub mod batch;
    pub mod decide;
    pub mod filter;
    pub mod list;
    pub mod mark;
    pub mod officer;
    pub mod payment;
    pub mod ranking;
    pub mod table;
}
pub mod discussion {
    //! Discussions, under needs and inside groups.
    pub mod act;
    mod contact;
    pub mod edit;
    pub mod show;
}
pub mod enquiry {
    //! Messages to those who run the site.
    pub mod canned;
    pub mod list;
    pub mod show;
    pub mod write;
}
pub mod envelope {
    //! The money: what is allotted, committed and paid, and applying for it.
    pub mod apply;
    pub mod download;
    pub mod label;
    pub mod ledger;
    pub mod overview;
    pub mod rules;
    pub mod show;
    pub mod source;
}
pub mod error;
pub mod group {
    //! Mutualisation groups.
    pub mod act;
    pub mod deliberation;
    pub mod intent;
    pub mod invite;
    pub mod list;
    mod members;
    pub mod open;
    pub mod show;
    mod standing;
    mod suggested;
    pub mod table;
}
pub mod home {
    //! The home page: where the campaign stands, and what awaits whoever visits.
    mod near;
    mod news;
    pub mod outlook;
    pub mod progress;
    pub mod show;
    pub mod task_words;
    mod tasks;
}
pub mod joint_act {
    //! Acts that take two people.
    pub mod link;
    pub mod list;
}
pub mod nearby {
    //! What is near a collectivité.
    pub mod show;
    mod which;
}
pub mod mailing {
    //! Mailings, and what their links open.
    pub mod act;
    pub mod addresses;
    pub mod list;
    pub mod show;
    pub mod unsubscribe;
    pub mod write;
}
pub mod money {
    //! What was paid in public, and the forms in which others read it.
    pub mod awards;
    pub mod life;
    pub mod list;
    pub mod subsidies;
    pub mod table;
}
pub mod moderation {
    //! Texts that somebody reports.
    pub mod act;
    pub mod queue;
    pub mod report;
}
pub mod need {
    //! Needs.
    pub mod act;
    pub mod attachment;
    pub mod copy;
    mod discussion;
    mod examples;
    pub mod join;
    pub mod keep;
    pub mod list;
    mod manage;
    mod merged;
    pub mod near;
    pub mod picture;
    pub mod preview;
    pub mod show;
    mod supports;
    pub mod table;
    pub mod versions;
    pub mod write;
}
pub mod notice;
pub mod project {
    //! Projects.
    mod committee;
    mod costing;
    mod follow_up;
    pub mod list;
    pub mod picture;
    pub mod show;
    pub mod table;
}
pub mod result {
    //! What the vote selected, and how.
    pub mod archive;
    pub mod comparison;
    pub mod download;
    mod left_out;
    mod other;
    pub mod rule;
    pub mod show;
    pub mod simulation;
    mod step;
    mod table;
    mod words;
}
pub mod search {
    //! The search in everything that is public.
    mod asked;
    mod hit;
    mod narrowing;
    pub mod show;
}
pub mod service {
    //! The catalogue of services that exist.
    pub mod download;
    pub mod list;
}
pub mod service_message {
    //! Messages on top of every page.
    pub mod list;
}
pub mod sign_in {
    //! Signing in: by mail, through ProConnect; and out.
    pub mod browser;
    pub mod finish;
    pub mod link;
    pub mod mail;
    pub mod proconnect;
    pub mod show;
    pub mod sign_out;
}
pub mod site_text {
    //! The texts of the site, and how they are written anew.
    pub mod edit;
    pub mod list;
    pub mod mail;
    pub mod versions;
}
pub mod statistics {
    //! The figures of a campaign, on a page, on paper, and to download.
    pub mod download;
    mod label;
    mod money;
    pub mod sheet;
    pub mod show;
    mod tables;
    mod weeks;
}
pub mod vote {
    //! The ballot, its receipt, the turnout and the public log.
    pub mod cast;
    mod choice;
    pub mod file;
    pub mod log;
    mod offer;
    mod paper;
    pub mod receipt;
    pub mod review;
    pub mod show;
    pub mod turnout;
}
