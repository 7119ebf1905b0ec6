//! The web application: pages and the HTTP around them. Compiled for the server alone; what moves in the browser stands
//! in `app/browser`.

pub mod deliberation;
pub mod http;
pub mod odt;
pub mod open_document;
pub mod pack;
pub mod page;
pub mod pdf;
pub mod texts;
pub mod ui;
