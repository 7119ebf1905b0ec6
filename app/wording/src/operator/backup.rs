//! What is said of a backup that is made.

use entity::id::AttachmentId;
use std::path::Path;

/// The folder for the backup holds something.
pub fn folder_not_empty(folder: &Path) -> String {
    format!("« {} » n’est pas vide : indiquez un dossier neuf", folder.display())
}

/// The key that the database knows is not in its file.
pub fn key_is_gone(key: &Path) -> String {
    format!("la clé du journal, « {} », n’est pas là : une sauvegarde sans elle ne vaudrait rien", key.display())
}

/// The file of the key holds another one than the database knows.
pub fn other_key(key: &Path) -> String {
    format!("la clé du journal, « {} », n’est pas celle que la base connaît", key.display())
}

/// A fault of the backup: an attached file has changed since.
pub fn attachment_changed(id: AttachmentId) -> String {
    format!("la pièce jointe {id} n’est plus celle qui a été jointe")
}

/// A fault of the backup: an attached file is gone.
pub fn attachment_is_gone(id: AttachmentId) -> String {
    format!("la pièce jointe {id} manque")
}
