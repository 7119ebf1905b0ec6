//! A file that somebody attached, always as a download: nothing of it opens inside our pages.

use axum::{
    body::Body,
    http::header,
    response::{IntoResponse, Response},
};
use entity::attachment::FileKind;
use server::attachment::Content;

/// Sends a file under its name, part by part.
pub fn send_file(name: &str, kind: FileKind, size: i64, content: Content) -> Response {
    let name: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let headers = [
        (header::CONTENT_TYPE, kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", name.replace('+', "%20"))),
        (header::CONTENT_LENGTH, size.to_string()),
    ];
    (headers, Body::from_stream(content)).into_response()
}
