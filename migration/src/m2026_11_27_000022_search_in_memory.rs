//! The search is an index in memory, the same on both databases: their own full-text indexes go.

use sea_orm_migration::prelude::*;

const SQLITE: &[&str] = &[
    "DROP TRIGGER need_search_insert",
    "DROP TRIGGER need_search_delete",
    "DROP TRIGGER need_search_update",
    "DROP TABLE need_search",
    "DROP VIEW need_text",
];

const POSTGRES: &[&str] = &["DROP INDEX need_search", "DROP FUNCTION terreau_fold (TEXT)"];

migration!(|manager| crate::run(manager, &[], SQLITE, POSTGRES).await);
