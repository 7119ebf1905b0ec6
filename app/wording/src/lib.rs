//! The French of the server and the browser: what codes are called, what is said to people and to operators.

mod announcement;
pub mod campaign_outline;
mod curation;
mod done;
mod eligibility;
mod enquiry;
mod event;
mod figure;
mod lineage;
pub mod mail;
mod membership;
mod moderation;
mod name;
mod notice;
pub mod operator;
mod priority;
mod refusal;
mod search;
pub mod statistics;
mod stored;
pub mod time;
mod workshop;

pub use self::{
    announcement::*, curation::*, done::done, eligibility::*, enquiry::*, event::*, figure::*, lineage::*,
    membership::*, moderation::*, name::*, notice::notice_sentence, priority::*, refusal::*, search::search_kind,
    stored::*, workshop::*,
};
