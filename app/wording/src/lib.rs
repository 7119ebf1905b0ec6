//! The French of the server and the browser: what codes are called, what is said to people and to operators.

mod event;
mod figure;
mod membership;
mod name;
pub mod operator;
mod refusal;
mod stored;
pub mod time;

pub use self::{event::*, figure::*, membership::*, name::*, refusal::*, stored::*};
