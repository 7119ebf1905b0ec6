//! Files that programs read (tables, feeds, calendars, pictures): they are read, and nothing is sent to them.

use axum::{
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use entity::address::Address;

const READ: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS");

/// How the addresses of such files end.
const ENDINGS: [&str; 8] = [".csv", ".ods", ".json", ".jsonl", ".jsonld", ".atom", ".ics", ".svg"];

fn is_file(path: &str) -> bool {
    ENDINGS.iter().any(|ending| path.ends_with(ending))
        || path == Address::Embed.to_string()
        || path.starts_with(&Address::OwnCalendar(String::new()).to_string())
}

/// What is answered to another method than those that read; None for one that does, and for pages.
pub fn other_than_read(parts: &Parts) -> Option<Response> {
    if matches!(parts.method, Method::GET | Method::HEAD) || !is_file(parts.uri.path()) {
        return None;
    }
    let status = match parts.method {
        Method::OPTIONS => StatusCode::NO_CONTENT,
        _ => StatusCode::METHOD_NOT_ALLOWED,
    };
    Some((status, [(header::ALLOW, READ)]).into_response())
}
