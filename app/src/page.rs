//! The pages, in French: one folder a noun, one file a page or a part of it.

pub mod about {
    //! What the site says of itself.
    pub mod help;
    pub mod legal;
}
pub mod account {
    //! One's own account.
    pub mod show;
}
pub mod administration {
    //! Who has the State's roles, and the trace.
    pub mod invite;
    pub mod staff;
    pub mod trace;
    pub mod trace_search;
    pub mod trace_table;
}
pub mod application {
    //! Applications, for those who write, read and handle them.
    pub mod costs;
    pub mod draft;
    pub mod paper;
    pub mod show;
    pub mod write;
}
pub mod collectivity {
    //! A collectivité and its people.
    pub mod people;
    pub mod request;
    pub mod show;
}
pub mod curation {
    //! The incubator's desk: needs made into projects, the rule of the vote.
    pub mod decline;
    pub mod desk;
    pub mod membership;
    pub mod project;
    pub mod rehearsal;
    pub mod rule;
}
pub mod demo {
    //! The demonstration's own pages. None of their routes exists without `--demo`.
    pub mod clock;
    pub mod enter;
    pub mod outbox;
}
pub mod desk {
    //! Where applications are handled, assessed and decided.
    pub mod assessor;
    pub mod list;
}
pub mod envelope {
    //! The money: what is allotted, committed and paid, and applying for it.
    pub mod show;
}
pub mod error;
pub mod group {
    //! Mutualisation groups.
    pub mod invite;
    pub mod show;
}
pub mod home {
    //! The home page: where the campaign stands, and what is expected of whoever visits.
    pub mod collectivity;
    pub mod expected;
    pub mod show;
    pub mod standing;
    pub mod visitor;
}
pub mod joint_act;
pub mod need {
    //! Needs.
    pub mod show;
    pub mod write;
}
pub mod notice;
pub mod project {
    //! Projects.
    pub mod show;
}
pub mod result {
    //! What the vote selected, and how.
    pub mod comparison;
    pub mod rule;
    pub mod show;
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
pub mod vote {
    //! The ballot, its receipt, the turnout and the public log.
    pub mod log;
    pub mod paper;
    pub mod turnout;
}
