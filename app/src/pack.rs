//! Archives as files: a ZIP that any computer opens, the same bytes for the same vote.

use entity::archive::{Files, RULE};
use std::io::{Cursor, Read, Write};
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// How to check the vote, for whoever opens the archive.
const README: (&str, &str) = ("LISEZ-MOI.txt", include_str!("../../docs/archive-lisez-moi.txt"));

/// The most that an archive may hold, unpacked: far more than a vote of every collectivité.
const LARGEST: u64 = 500_000_000;

/// Packs the files of an archive, with the page that explains how to check them.
pub fn pack(files: &Files) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // A fixed date, so that the same files are the same bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let all = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    for (name, text) in std::iter::once(README).chain(all) {
        zip.start_file(name, options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Unpacks an archive; why not, in French.
pub fn unpack(bytes: &[u8]) -> Result<Files, String> {
    let malformed = |error: ZipError| format!("ce n’est pas une archive de vote : {error}");
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(malformed)?;
    let mut files = Files::new();
    let mut left = LARGEST;
    for at in 0..zip.len() {
        let file = zip.by_index(at).map_err(malformed)?;
        let name = file.name().map_err(malformed)?.into_owned();
        let mut text = String::new();
        file.take(left + 1).read_to_string(&mut text).map_err(|error| format!("« {name} » ne se lit pas : {error}"))?;
        left = left.checked_sub(text.len() as u64).ok_or("l’archive est trop grosse pour être celle d’un vote")?;
        if files.insert(name.clone(), text).is_some() {
            return Err(format!("« {name} » y figure deux fois"));
        }
    }
    files.remove(README.0);
    if files.contains_key(RULE) {
        Ok(files)
    } else {
        Err(format!("ce n’est pas une archive de vote : il manque {RULE}"))
    }
}
