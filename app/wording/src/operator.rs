//! What operators read: on the command line, and in the log of a server that does not start.

pub mod backup;
pub mod campaign;
pub mod database;
pub mod demonstration;
pub mod file;
pub mod import;
pub mod mail;
pub mod payment;
pub mod restoration;
pub mod store;
pub mod style;
pub mod table;
