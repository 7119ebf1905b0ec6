//! The one place where codes become French, on the server and in the browser.

mod event;
mod figure;
mod name;
mod refusal;
pub mod time;

pub use self::{event::*, figure::*, name::*, refusal::*};
