//! The search of needs folds œ and æ as it folds accents, and cuts words at everything that is neither letter nor
//! digit: what is typed is folded and cut in the same way.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

const COLUMNS: [&str; 3] = ["title", "problem", "sufferers"];

/// FTS5 folds accents itself, but takes œ for a letter of its own.
fn folded(column: &str) -> String {
    format!("replace(replace(replace(replace({column}, 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae')")
}

fn folded_columns(row: &str) -> String {
    COLUMNS.map(|column| folded(&format!("{row}.{column}"))).join(", ")
}

/// The view is what FTS5 reads again when its index is rebuilt.
fn sqlite() -> Vec<String> {
    let columns = COLUMNS.join(", ");
    let insert = format!("INSERT INTO need_search (rowid, {columns}) VALUES (new.rowid, {});", folded_columns("new"));
    let delete = format!(
        "INSERT INTO need_search (need_search, rowid, {columns}) VALUES ('delete', old.rowid, {});",
        folded_columns("old")
    );
    let text = COLUMNS.map(|column| format!("{} AS {column}", folded(column))).join(", ");
    vec![
        "DROP TRIGGER need_search_insert".into(),
        "DROP TRIGGER need_search_delete".into(),
        "DROP TRIGGER need_search_update".into(),
        "DROP TABLE need_search".into(),
        format!("CREATE VIEW need_text AS SELECT rowid AS number, {text} FROM need"),
        format!(
            "CREATE VIRTUAL TABLE need_search USING fts5 ({columns}, content='need_text', content_rowid='number', \
             tokenize='unicode61 remove_diacritics 2')"
        ),
        format!("CREATE TRIGGER need_search_insert AFTER INSERT ON need BEGIN {insert} END"),
        format!("CREATE TRIGGER need_search_delete AFTER DELETE ON need BEGIN {delete} END"),
        format!("CREATE TRIGGER need_search_update AFTER UPDATE OF {columns} ON need BEGIN {delete} {insert} END"),
        "INSERT INTO need_search (need_search) VALUES ('rebuild')".into(),
    ]
}

fn postgres() -> Vec<String> {
    let ligatures = folded("input");
    vec![
        "DROP INDEX need_search".into(),
        format!(
            "CREATE OR REPLACE FUNCTION terreau_fold (input TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
               $$ SELECT regexp_replace(
                    regexp_replace(normalize(lower({ligatures}), NFKD), '[\\u0300-\\u036f]', '', 'g'),
                    '[^[:alnum:]]+', ' ', 'g') $$"
        ),
        "CREATE INDEX need_search ON need USING gin (to_tsvector('simple', terreau_fold(title || ' ' || problem || ' ' \
         || sufferers)))".into(),
    ]
}

migration!(|manager| {
    let statements = if manager.get_database_backend() == DatabaseBackend::Sqlite { sqlite() } else { postgres() };
    for statement in statements {
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
});
