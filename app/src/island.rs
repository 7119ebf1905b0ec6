//! What moves in the browser. Each island also renders on the server, and its page works without it.

pub mod ballot;
pub mod invite;
pub mod meter;
