//! Files sent as downloads: nothing that somebody attached opens inside our pages, and letters are written as PDF or as
//! ODT.

use super::failure::Failure;
use crate::{
    odt,
    pdf::{self, Paper},
};
use axum::{
    body::Body,
    http::header,
    response::{IntoResponse, Response},
};
use entity::attachment::FileKind;
use server::attachment::{Bundle, Content};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// How many letters are written at once; others wait.
static WRITING: Semaphore = Semaphore::const_new(2);

/// Writes a letter as PDF beside other requests, and sends it under a name of ours.
pub async fn send_paper(paper: Paper, name: &str) -> Result<Response, Failure> {
    let bytes = written(move || pdf::write(&paper).map_err(|fault| fault.to_string()), name).await?;
    Ok(sent("application/pdf", &format!("{name}.pdf"), bytes))
}

/// As [`send_paper`], as OpenDocument text.
pub async fn send_odt(paper: Paper, name: &str) -> Result<Response, Failure> {
    let bytes = written(move || odt::write(&paper).map_err(|fault| fault.to_string()), name).await?;
    Ok(sent(odt::TYPE, &format!("{name}.odt"), bytes))
}

async fn written(
    write: impl FnOnce() -> Result<Vec<u8>, String> + Send + 'static,
    name: &str,
) -> Result<Vec<u8>, Failure> {
    let turn = WRITING.acquire().await;
    let written = spawn_blocking(write).await;
    drop(turn);
    written.map_err(|fault| fault.to_string()).and_then(|written| written).map_err(|fault| {
        tracing::error!(%fault, name, "a letter was not written");
        Failure::Internal
    })
}

fn sent(kind: &str, name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}

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

/// Sends several files as one ZIP, part by part.
pub fn send_bundle(name: &str, bundle: Bundle) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CONTENT_LENGTH, bundle.size.to_string()),
    ];
    (headers, Body::from_stream(bundle.content)).into_response()
}
