//! Several files as one ZIP, streamed: no more than one chunk of one file stands in memory, and its size is known
//! before it begins.
//!
//! Files are stored as they are (documents and images are compressed already), with their size and sum in front, so
//! that every program unpacks them; for the sum each file is read twice (APPNOTE.TXT 4.3).

use super::store::{Store, failed, place};
use crate::Error;
use chrono::{DateTime, Datelike, Timelike, Utc};
use entity::{attachment::portable_names, calendar::in_paris, id::AttachmentId};
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use object_store::ObjectStoreExt;
use std::{mem, pin::Pin};

const LOCAL: &[u8] = b"PK\x03\x04";
const LISTED: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
/// Names are UTF-8.
const UTF_8: u16 = 1 << 11;
/// Version 1.0 of the format, stored.
const VERSION: u16 = 10;

/// A file as it goes into a ZIP.
pub(super) struct Packed {
    pub(super) id: AttachmentId,
    /// The folder that it is unpacked into.
    pub(super) folder: String,
    pub(super) name: String,
    pub(super) size: u32,
    pub(super) at: DateTime<Utc>,
}

/// A ZIP that is on its way.
pub struct Bundle {
    /// In bytes.
    pub size: u64,
    pub content: Pin<Box<dyn Stream<Item = Result<Vec<u8>, Error>> + Send>>,
}

type Content = stream::BoxStream<'static, Result<Vec<u8>, Error>>;

/// What was written, and what is left to write.
struct State {
    store: Store,
    waiting: std::vec::IntoIter<Packed>,
    content: Option<Content>,
    directory: Vec<u8>,
    entries: u16,
    /// Bytes written of entries.
    written: u32,
    ended: bool,
}

/// These files as one ZIP. The total stays far below what the format holds without extensions (20 files of 20 MB).
pub(super) fn pack(store: Store, files: Vec<Packed>) -> Bundle {
    let files = unpackable(files);
    let entry = |file: &Packed| 30 + 46 + 2 * path(file).len() as u64 + u64::from(file.size);
    let size = files.iter().map(entry).sum::<u64>() + 22;
    let state = State {
        store,
        waiting: files.into_iter(),
        content: None,
        directory: Vec::new(),
        entries: 0,
        written: 0,
        ended: false,
    };
    let content = stream::try_unfold(state, |state| async move { state.next().await });
    Bundle { size, content: Box::pin(content) }
}

fn path(file: &Packed) -> String {
    format!("{}/{}", file.folder, file.name)
}

/// The files under names that unpack on every system, in one folder a field.
fn unpackable(mut files: Vec<Packed>) -> Vec<Packed> {
    let mut labels: Vec<String> = files.iter().map(|file| file.folder.clone()).collect();
    labels.sort();
    labels.dedup();
    // A folder's name is not for reading in full: long paths do not unpack on Windows.
    let short: Vec<String> = labels.iter().map(|label| label.chars().take(60).collect()).collect();
    let folders = portable_names(short.iter().map(String::as_str));
    for (label, folder) in labels.iter().zip(folders) {
        let of_field: Vec<&mut Packed> = files.iter_mut().filter(|file| file.folder == *label).collect();
        let names: Vec<String> = of_field.iter().map(|file| file.name.clone()).collect();
        for (file, name) in of_field.into_iter().zip(portable_names(names.iter().map(String::as_str))) {
            (file.folder, file.name) = (folder.clone(), name);
        }
    }
    files
}

impl State {
    async fn next(mut self) -> Result<Option<(Vec<u8>, Self)>, Error> {
        if let Some(content) = &mut self.content
            && let Some(chunk) = content.next().await
        {
            return Ok(Some((chunk?, self)));
        }
        self.content = None;
        if let Some(file) = self.waiting.next() {
            let header = self.begin(&file).await?;
            return Ok(Some((header, self)));
        }
        if mem::replace(&mut self.ended, true) {
            return Ok(None);
        }
        let mut end = mem::take(&mut self.directory);
        let length = narrow(end.len())?;
        end.extend_from_slice(END);
        // One disk, all entries on it; no comment.
        for field in [0_u16, 0, self.entries, self.entries] {
            end.extend_from_slice(&field.to_le_bytes());
        }
        end.extend_from_slice(&length.to_le_bytes());
        end.extend_from_slice(&self.written.to_le_bytes());
        end.extend_from_slice(&0_u16.to_le_bytes());
        Ok(Some((end, self)))
    }

    /// Begins a file: its header, and its line of the list at the end.
    async fn begin(&mut self, file: &Packed) -> Result<Vec<u8>, Error> {
        let mut sum = crc32fast::Hasher::new();
        let mut read = 0_u64;
        let mut content = open(&self.store, file.id).await?;
        while let Some(chunk) = content.try_next().await? {
            sum.update(&chunk);
            read += chunk.len() as u64;
        }
        if read != u64::from(file.size) {
            return Err(Error::Stored(format!("file {} holds {read} bytes", file.id)));
        }
        let (date, time) = dos(file.at);
        let path = path(file);
        let mut shared = Vec::new();
        for field in [VERSION, UTF_8, 0, time, date] {
            shared.extend_from_slice(&field.to_le_bytes());
        }
        for field in [sum.finalize(), file.size, file.size] {
            shared.extend_from_slice(&field.to_le_bytes());
        }
        shared.extend_from_slice(&u16::try_from(path.len()).map_err(|_| too_large())?.to_le_bytes());
        shared.extend_from_slice(&0_u16.to_le_bytes());
        let header = [LOCAL, &shared, path.as_bytes()].concat();
        // Made by the same version; no comment, first disk, no attributes.
        let made_by = VERSION.to_le_bytes();
        let place = self.written.to_le_bytes();
        self.directory.extend([LISTED, &made_by, &shared, &[0; 10], &place, path.as_bytes()].concat());
        let taken = narrow(header.len())?.checked_add(file.size);
        self.written = taken.and_then(|taken| self.written.checked_add(taken)).ok_or_else(too_large)?;
        self.entries += 1;
        self.content = Some(open(&self.store, file.id).await?);
        Ok(header)
    }
}

fn too_large() -> Error {
    Error::Stored("more files than one ZIP holds".into())
}

fn narrow(length: usize) -> Result<u32, Error> {
    u32::try_from(length).map_err(|_| too_large())
}

async fn open(store: &Store, id: AttachmentId) -> Result<Content, Error> {
    let found = store.get(&place(id)).await.map_err(failed)?;
    Ok(found.into_stream().map_ok(|chunk| chunk.to_vec()).map_err(failed).boxed())
}

/// Date and time of day in Paris, as the format holds them: from 1980 on, every other second.
fn dos(at: DateTime<Utc>) -> (u16, u16) {
    let at = in_paris(at);
    let year = u16::try_from(at.year() - 1980).unwrap_or(0).min(127);
    let date = year << 9 | (at.month() as u16) << 5 | at.day() as u16;
    (date, (at.hour() as u16) << 11 | (at.minute() as u16) << 5 | (at.second() / 2) as u16)
}
