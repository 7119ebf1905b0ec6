//! The one place where codes become French, on the server and in the browser.

mod event;
mod figure;
mod membership;
mod name;
mod refusal;
pub mod time;

pub use self::{event::*, figure::*, membership::*, name::*, refusal::*};
