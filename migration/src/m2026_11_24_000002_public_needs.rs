//! Lists of needs show two states in one order: a generated column makes them one key, so that an index holds that
//! order.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

const PUBLIC: &str =
    "ALTER TABLE need ADD COLUMN is_public BOOLEAN GENERATED ALWAYS AS (state IN ('published', 'declined'))";

/// What lists are narrowed to, then their order.
const INDEXES: [&str; 7] = [
    "campaign, is_public, published_at, id",
    "campaign, is_public, supports, published_at, id",
    "campaign, is_public, inhabitants, published_at, id",
    "campaign, is_public, theme, published_at, id",
    "campaign, is_public, region, published_at, id",
    "campaign, is_public, departement, published_at, id",
    "campaign, is_public, region, theme, published_at, id",
];

migration!(|manager| {
    let database = manager.get_connection();
    // Each knows one kind: SQLite adds no stored column, PostgreSQL before 18 has no virtual one.
    let kind = if manager.get_database_backend() == DatabaseBackend::Sqlite { "VIRTUAL" } else { "STORED" };
    database.execute_unprepared(&format!("{PUBLIC} {kind}")).await?;
    for (at, columns) in INDEXES.iter().enumerate() {
        database.execute_unprepared(&format!("CREATE INDEX need_public_by_{at} ON need ({columns})")).await?;
    }
    for replaced in [0, 2, 3, 4] {
        database.execute_unprepared(&format!("DROP INDEX need_by_{replaced}")).await?;
    }
    Ok(())
});
