//! The files that the executable writes: whole or not at all, on the disk before anybody is told, and for its own
//! account alone.
//!
//! Every file is written here (a test holds it), but those that SQLite and the store of attached files write
//! themselves.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io::{self, BufWriter, ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};
use wording::operator::file::KEY_OF_ANOTHER_LENGTH;

/// What others may do with a folder or file: nothing.
const OTHERS: u32 = 0o077;

/// Makes a folder, with those above it, for this account alone. One that is there is left as it is.
pub fn folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    sync_folder(above(path))
}

/// The folder that holds a file.
fn above(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Puts the names in a folder on the disk, not only the content of its files.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// A file that is being written beside its place; nothing stands there until [`Whole::finish`].
pub struct Whole {
    file: BufWriter<File>,
    beside: PathBuf,
    place: PathBuf,
}

impl Whole {
    /// Begins a file.
    pub fn begin(place: &Path) -> io::Result<Self> {
        let name = place.file_name().ok_or(ErrorKind::InvalidInput)?.to_string_lossy().into_owned();
        let beside = place.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        Ok(Self { file: BufWriter::new(file), beside, place: place.to_owned() })
    }

    /// Puts the file on the disk, then in its place, where it replaces the one before.
    pub fn finish(mut self) -> io::Result<()> {
        self.synced()?;
        fs::rename(&self.beside, &self.place)?;
        sync_folder(above(&self.place))
    }

    /// As [`Whole::finish`], but leaves a file that is there already: whether this one is in its place.
    pub fn finish_new(mut self) -> io::Result<bool> {
        self.synced()?;
        // A second name is refused where one is; renaming would take its place.
        match fs::hard_link(&self.beside, &self.place) {
            Ok(()) => sync_folder(above(&self.place)).map(|()| true),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn synced(&mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_all()
    }
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Whole {
    /// Leaves nothing beside: what was given up, or linked to its place.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.beside);
    }
}

/// Writes a file, in place of the one before.
pub fn write(place: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = Whole::begin(place)?;
    file.write_all(bytes)?;
    file.finish()
}

/// Writes a file where there is none; whether it was written.
pub fn write_new(place: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = Whole::begin(place)?;
    file.write_all(bytes)?;
    file.finish_new()
}

/// The 32 bytes of a key that a file keeps; None where there is no file, or an empty one.
pub fn read_key(file: &Path) -> io::Result<Option<[u8; 32]>> {
    let secret = match fs::read(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        secret => secret?,
    };
    if secret.is_empty() {
        return Ok(None);
    }
    let secret = secret.try_into().map_err(|_| io::Error::new(ErrorKind::InvalidData, KEY_OF_ANOTHER_LENGTH))?;
    Ok(Some(secret))
}

/// The key that a file keeps, made at first with these random bytes; readable by its owner alone.
pub fn key_in(file: &Path, fresh: [u8; 32]) -> io::Result<[u8; 32]> {
    if let Some(key) = read_key(file)? {
        return Ok(key);
    }
    // An empty file holds no key: a full disk left it.
    if fs::metadata(file).is_ok_and(|known| known.len() == 0) {
        write(file, &fresh)?;
    } else {
        // Where another process was quicker, its key is the one.
        write_new(file, &fresh)?;
    }
    read_key(file)?.ok_or_else(|| ErrorKind::NotFound.into())
}

/// Moves a file or folder to another name, on the disk before it returns.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    sync_folder(above(to))
}

/// Whether files can be written in a folder, which is made when it is missing.
pub fn probe(path: &Path) -> io::Result<()> {
    folder(path)?;
    let probe = path.join(".terreau-ecriture");
    write(&probe, b"")?;
    fs::remove_file(probe)
}

/// Makes a file, empty, where there is none: what SQLite writes to it is for this account alone, and so are the files
/// beside it.
pub fn private_file(place: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(place) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Who serves a SQLite file holds it, so that no second server does. It goes with the process, however that ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held, never read")] File);

/// Takes the lock at a place; None when another process has it.
pub fn lock(place: &Path) -> io::Result<Option<Lock>> {
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(place)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock(file))),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

/// Takes from others what they may do with a file, or with a folder and all that is in it; how many were open to them.
///
/// Links are not followed.
pub fn close_to_others(path: &Path) -> io::Result<usize> {
    let mut mended = usize::from(close_alone(path)?);
    if fs::symlink_metadata(path).is_ok_and(|known| known.is_dir()) {
        for entry in fs::read_dir(path)? {
            mended += close_to_others(&entry?.path())?;
        }
    }
    Ok(mended)
}

/// As [`close_to_others`], without what is in a folder; whether it was open. A folder where everybody may write
/// (`/tmp`) is not ours to close.
pub fn close_alone(path: &Path) -> io::Result<bool> {
    let known = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        known => known?,
    };
    let shared = known.is_dir() && known.mode() & 0o1000 != 0;
    if known.is_symlink() || shared || known.mode() & OTHERS == 0 {
        return Ok(false);
    }
    fs::set_permissions(path, Permissions::from_mode(known.mode() & 0o7777 & !OTHERS))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_given_up_leaves_the_one_before_and_nothing_beside() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("cle");
        write(&place, b"avant").expect("writes");
        let mut given_up = Whole::begin(&place).expect("begins");
        given_up.write_all(b"apr").expect("writes");
        drop(given_up);
        assert_eq!(fs::read(&place).expect("reads"), b"avant");
        assert!(!write_new(&place, b"encore").expect("writes"), "there is one");
        assert_eq!(fs::read(&place).expect("reads"), b"avant");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
        assert_eq!(fs::metadata(&place).expect("there").mode() & 0o777, 0o600);
    }

    #[test]
    fn what_others_could_read_is_closed_to_them_and_links_are_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let (inside, outside) = (folder.path().join("donnees"), folder.path().join("ailleurs"));
        fs::create_dir(&inside).expect("makes");
        for path in [inside.join("base"), outside.clone()] {
            fs::write(&path, b"").expect("writes");
            fs::set_permissions(&path, Permissions::from_mode(0o644)).expect("opens");
        }
        fs::set_permissions(&inside, Permissions::from_mode(0o755)).expect("opens");
        std::os::unix::fs::symlink(&outside, inside.join("lien")).expect("links");
        assert_eq!(close_to_others(&inside).expect("closes"), 2);
        assert_eq!(close_to_others(&inside).expect("closes"), 0, "once");
        assert_eq!(fs::metadata(&inside).expect("there").mode() & 0o777, 0o700);
        assert_eq!(fs::metadata(&outside).expect("there").mode() & 0o777, 0o644);
    }

    #[test]
    fn a_lock_is_had_once_and_again_after_it_was_let_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("verrou");
        let held = lock(&place).expect("locks").expect("nobody has it");
        assert!(lock(&place).expect("locks").is_none());
        drop(held);
        assert!(lock(&place).expect("locks").is_some());
    }
}
