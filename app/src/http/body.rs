//! Reads what comes with a request: forms in memory, files into temporary ones. Everything is bounded: size, count,
//! time, and how many at once; what comes from somebody who may not send it is not read at all.

use super::fields::{Fields, Upload};
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, header},
};
use entity::{attachment::MOST_BYTES, id::PersonId, text::tidy};
use futures_util::TryStreamExt;
use http_body_util::BodyExt;
use std::{
    collections::HashMap,
    io::Write,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout, timeout_at},
};

/// The most that a form may hold, in bytes.
pub const FORM_LIMIT: usize = 128 * 1024;

/// How long a sender may send nothing.
const SILENCE: Duration = Duration::from_secs(30);

/// How long a form may take to come: 128 kB on the slowest line.
const FORM_TIME: Duration = Duration::from_secs(60);

/// How long a form with files may take to come.
const UPLOAD_TIME: Duration = Duration::from_secs(15 * 60);

/// How long the rest of a body is thrown away that will not be read, so that the browser shows the answer.
const DISCARD_TIME: Duration = Duration::from_secs(20);

/// The most that is thrown away of files that are too large: a browser shows an answer only when all of its form was
/// taken.
const THROWN_AWAY: u64 = 2 * 1024 * 1024 * 1024;

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// More than such a form may hold.
    TooLarge,
    /// It ended before its end, or is no form.
    Cut,
    /// Nothing came for too long.
    Slow,
    /// As many are being read as may be at once.
    Busy,
}

/// How much may come in a form with files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadBounds {
    pub files: usize,
    /// Of each file.
    pub bytes: u64,
}

/// How many bodies are read at once.
pub struct Bodies {
    forms: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    discards: Arc<Semaphore>,
    /// Forms with files that each person is sending.
    by_person: Arc<Mutex<HashMap<PersonId, usize>>>,
    /// Where files stand until they are kept.
    folder: PathBuf,
}

/// Forms with files that are read at once, in all and of one person.
const UPLOADS: usize = 8;
const UPLOADS_OF_PERSON: usize = 2;

impl Bodies {
    /// Files that are being sent stand in this folder; they have no name there, and go with the process.
    pub fn new(folder: PathBuf) -> Self {
        let some = |most| Arc::new(Semaphore::new(most));
        Self { forms: some(256), uploads: some(UPLOADS), discards: some(16), by_person: Arc::default(), folder }
    }

    /// The content of a form.
    pub async fn form(&self, headers: &HeaderMap, mut body: Body) -> Result<Bytes, Unread> {
        if declared(headers).is_some_and(|length| length > FORM_LIMIT as u64) {
            self.discard(body).await;
            return Err(Unread::TooLarge);
        }
        let _permit = self.forms.try_acquire().map_err(|_| Unread::Busy)?;
        let until = Instant::now() + FORM_TIME;
        let mut content = Vec::new();
        while let Some(data) = next(&mut body, until).await? {
            if content.len() + data.len() > FORM_LIMIT {
                self.discard(body).await;
                return Err(Unread::TooLarge);
            }
            content.extend_from_slice(&data);
        }
        Ok(content.into())
    }

    /// A place among the forms with files that are read at once; kept until the file is.
    pub async fn place(&self, person: PersonId) -> Result<Place, Unread> {
        let of_person = {
            let mut by_person = self.by_person.lock().unwrap_or_else(PoisonError::into_inner);
            let count = by_person.entry(person).or_default();
            if *count >= UPLOADS_OF_PERSON {
                return Err(Unread::Busy);
            }
            *count += 1;
            OfPerson { by_person: Arc::clone(&self.by_person), person }
        };
        let permit = timeout(SILENCE, Arc::clone(&self.uploads).acquire_owned()).await;
        match permit {
            Ok(Ok(permit)) => Ok(Place { _permit: permit, _of_person: of_person }),
            _ => Err(Unread::Busy),
        }
    }

    /// The fields and files of a form with files. Of a file that is too large nothing is kept but its size; so it is
    /// when the whole is declared larger than so many such files and its fields.
    pub async fn upload(
        &self,
        headers: &HeaderMap,
        body: Body,
        boundary: String,
        most: UploadBounds,
    ) -> Result<(Fields, Vec<Upload>), Unread> {
        let largest = most.bytes * most.files as u64 + FORM_LIMIT as u64;
        let too_large = declared(headers).is_some_and(|length| length > largest);
        let until = Instant::now() + UPLOAD_TIME;
        let paced = futures_util::stream::try_unfold(body, move |mut body| async move {
            next(&mut body, until).await.map(|data| data.map(|data| (data, body)))
        });
        let mut form = multer::Multipart::new(paced.map_err(Sent), boundary);
        let (mut fields, mut uploads, mut typed, mut thrown) = (Fields::default(), Vec::new(), 0, 0);
        while let Some(mut part) = form.next_field().await.map_err(unread)? {
            let name = part.name().unwrap_or_default().to_owned();
            let Some(file) = part.file_name().map(str::to_owned) else {
                let mut text = Vec::new();
                while let Some(chunk) = part.chunk().await.map_err(unread)? {
                    typed += chunk.len();
                    if typed > FORM_LIMIT {
                        return Err(Unread::TooLarge);
                    }
                    text.extend_from_slice(&chunk);
                }
                fields.0.push((name, tidy(&String::from_utf8_lossy(&text))));
                continue;
            };
            if uploads.len() > most.files {
                return Err(Unread::TooLarge);
            }
            let mut writer = Writer::new(&self.folder, too_large, most.bytes).await?;
            while let Some(chunk) = part.chunk().await.map_err(unread)? {
                thrown += writer.write(chunk).await?;
                if thrown > THROWN_AWAY {
                    return Err(Unread::TooLarge);
                }
            }
            uploads.push(Upload { name: file, size: writer.size, content: Arc::new(writer.file) });
        }
        Ok((fields, uploads))
    }

    /// Throws away a body that nobody reads, within bounds, so that the browser takes the answer; beyond them the
    /// connection ends.
    pub async fn discard(&self, mut body: Body) {
        let Ok(_permit) = self.discards.try_acquire() else { return };
        let until = Instant::now() + DISCARD_TIME;
        let mut left = MOST_BYTES;
        while let Ok(Some(data)) = next(&mut body, until).await {
            let Some(rest) = left.checked_sub(data.len() as u64) else { return };
            left = rest;
        }
    }
}

/// A form with files that is being read.
pub struct Place {
    _permit: OwnedSemaphorePermit,
    _of_person: OfPerson,
}

struct OfPerson {
    by_person: Arc<Mutex<HashMap<PersonId, usize>>>,
    person: PersonId,
}

impl Drop for OfPerson {
    fn drop(&mut self) {
        let mut by_person = self.by_person.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = by_person.get_mut(&self.person) {
            *count -= 1;
            if *count == 0 {
                by_person.remove(&self.person);
            }
        }
    }
}

/// Writes one file that is sent; nothing of it any more once it is too large.
struct Writer {
    file: std::fs::File,
    size: u64,
    too_large: bool,
    most: u64,
}

impl Writer {
    async fn new(folder: &std::path::Path, too_large: bool, most: u64) -> Result<Self, Unread> {
        let folder = folder.to_owned();
        let made = tokio::task::spawn_blocking(move || tempfile::tempfile_in(folder)).await;
        match made {
            Ok(Ok(file)) => Ok(Self { file, size: 0, too_large, most }),
            Ok(Err(error)) => Err(failed(&error)),
            Err(error) => Err(failed(&error)),
        }
    }

    /// Takes a part of the file, and gives how much of it was thrown away.
    async fn write(&mut self, chunk: Bytes) -> Result<u64, Unread> {
        let length = chunk.len() as u64;
        self.size += length;
        if self.size > self.most && !self.too_large {
            self.too_large = true;
            self.file.set_len(0).map_err(|error| failed(&error))?;
        }
        if self.too_large {
            return Ok(length);
        }
        let mut file = self.file.try_clone().map_err(|error| failed(&error))?;
        match tokio::task::spawn_blocking(move || file.write_all(&chunk)).await {
            Ok(Ok(())) => Ok(0),
            Ok(Err(error)) => Err(failed(&error)),
            Err(error) => Err(failed(&error)),
        }
    }
}

fn failed(error: &dyn std::error::Error) -> Unread {
    tracing::error!(%error, "a file that is sent cannot be written");
    Unread::Busy
}

/// What a body declares to hold.
fn declared(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The next part of a body; None at its end.
async fn next(body: &mut Body, until: Instant) -> Result<Option<Bytes>, Unread> {
    loop {
        let until = until.min(Instant::now() + SILENCE);
        match timeout_at(until, body.frame()).await {
            Err(_) => return Err(Unread::Slow),
            Ok(None) => return Ok(None),
            Ok(Some(Err(_))) => return Err(Unread::Cut),
            Ok(Some(Ok(frame))) => match frame.into_data() {
                Ok(data) => return Ok(Some(data)),
                // Trailers say nothing to us.
                Err(_) => continue,
            },
        }
    }
}

/// Why a body was not read, on its way through the reader of multipart forms.
#[derive(Debug, thiserror::Error)]
#[error("the body was not read")]
struct Sent(Unread);

fn unread(error: multer::Error) -> Unread {
    match error {
        multer::Error::StreamReadFailed(error) => match error.downcast_ref::<Sent>() {
            Some(Sent(unread)) => *unread,
            None => Unread::Cut,
        },
        _ => Unread::Cut,
    }
}
