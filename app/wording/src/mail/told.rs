//! A mail as it reads: in the words that come with the executable, or in those that the staff wrote in their place.

use super::origin;
use entity::mail_text::{MailKind, MailTemplate, MailWord};

/// A mail, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub body: String,
    /// A name and a text.
    pub attachment: Option<(String, String)>,
    /// The same text in HTML, beside the plain one.
    pub html: Option<String>,
    /// Where one asks for no more of such mails, by one press in the mail program (RFC 8058).
    pub unsubscribe: Option<String>,
}

/// What a mail tells: what fills each of its fields.
#[derive(Debug, Clone)]
pub struct Told {
    pub(super) kind: MailKind,
    pub(super) values: Vec<(MailWord, String)>,
    pub(super) attachment: Option<(String, String)>,
}

impl Told {
    pub(super) fn new(kind: MailKind, values: Vec<(MailWord, String)>) -> Self {
        Self { kind, values, attachment: None }
    }

    /// Whose text it is written in.
    pub fn kind(&self) -> MailKind {
        self.kind
    }

    /// What fills a field; None where the mail has no such field.
    pub fn value(&self, word: MailWord) -> Option<&str> {
        self.values.iter().find(|(one, _)| *one == word).map(|(_, value)| value.as_str())
    }

    /// The mail in the words that somebody `wrote` (a text as it is stored), or in those that come with the
    /// executable: where nobody did, and where the mail could not be filled with theirs any more. With the name and
    /// address of the site at its end.
    pub fn rendered(self, site: &str, wrote: Option<&str>) -> Rendered {
        let (subject, body) = self.words(wrote);
        let body = format!("{body}\n\nTerreau – {site}\n");
        Rendered { subject, body, attachment: self.attachment, html: None, unsubscribe: None }
    }

    /// Subject and text, filled.
    pub(super) fn words(&self, wrote: Option<&str>) -> (String, String) {
        let filled = |template: MailTemplate| template.filled(|word| self.value(word).map(str::to_owned));
        let theirs = wrote.and_then(|stored| self.kind.read(stored)).and_then(filled);
        let (subject, body) = origin::words(self.kind);
        theirs
            .or_else(|| filled(self.kind.template(subject, body)))
            .unwrap_or_else(|| (subject.to_owned(), body.to_owned()))
    }
}

/// A mail as it comes with the executable, in the form in which one written anew is stored.
pub fn origin_of(kind: MailKind) -> String {
    let (subject, body) = origin::words(kind);
    kind.template(subject, body).stored()
}
