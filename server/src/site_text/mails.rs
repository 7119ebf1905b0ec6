//! The mails that the staff wrote anew, as the next mail reads them: from the database, not from memory.

use crate::Error;
use entity::mail_text::MailKind;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use std::collections::HashMap;

#[derive(FromQueryResult)]
struct Row {
    /// Not read as a text of the site: one of another version of the site holds no mail back.
    text: String,
    content: Option<String>,
}

/// What the staff wrote in place of mails, as it is stored.
#[derive(Debug, Clone, Default)]
pub(crate) struct MailTexts(HashMap<MailKind, String>);

impl MailTexts {
    /// Reads them.
    pub async fn load(database: &impl ConnectionTrait) -> Result<Self, Error> {
        let sql = "SELECT text, content FROM site_text_version AS one WHERE text LIKE 'courriel-%' AND \
                   version = (SELECT MAX(version) FROM site_text_version AS other WHERE other.text = one.text)";
        let statement = Statement::from_string(database.get_database_backend(), sql);
        let rows = Row::find_by_statement(statement).all(database).await?;
        Ok(Self(rows.into_iter().filter_map(|row| Some((MailKind::from_code(&row.text)?, row.content?))).collect()))
    }

    /// What was written in place of a mail; None where nobody did, and where it could no longer be filled.
    pub fn of(&self, kind: MailKind) -> Option<&str> {
        let stored = self.0.get(&kind)?;
        if kind.read(stored).is_none() {
            tracing::warn!(
                mail = kind.code(),
                "a mail that was written anew can no longer be filled: the origin is sent"
            );
            return None;
        }
        Some(stored)
    }
}
