//! The HTTP around the pages: routes, who visits, forms and their refusals, files, security headers.

pub mod after;
pub mod assets;
pub mod body;
pub mod campaign;
pub mod client;
pub mod content_policy;
pub mod cookie;
pub mod crawl;
pub mod download;
pub mod failure;
pub mod fields;
pub mod health;
pub mod limits;
pub mod listener;
pub mod local_path;
pub mod middleware;
pub mod own_style;
pub mod picture;
pub mod request;
pub mod resume;
pub mod routes;
pub mod secret_link;
pub mod site;
pub mod slips;
pub mod table;
pub mod visit;
