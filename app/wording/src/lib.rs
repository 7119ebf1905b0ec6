//! The one place where codes become French, on the server and in the browser.

mod event;
mod figure;
pub mod mail;
mod membership;
mod name;
mod notice;
mod refusal;
pub mod time;

pub use self::{event::*, figure::*, membership::*, name::*, notice::notice_sentence, refusal::*};
