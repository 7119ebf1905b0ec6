//! The frozen rule of a vote, and its public log.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

migration!(|manager| {
    let bytes = if manager.get_database_backend() == DatabaseBackend::Sqlite { "BLOB" } else { "BYTEA" };
    let database = manager.get_connection();
    database
        .execute_unprepared(
            "CREATE TABLE frozen_rule (
                campaign UUID PRIMARY KEY REFERENCES campaign (id),
                document TEXT NOT NULL,
                hash TEXT NOT NULL,
                frozen_by UUID REFERENCES person (id),
                frozen_at BIGINT NOT NULL
            )",
        )
        .await?;
    database
        .execute_unprepared(&format!(
            "CREATE TABLE log_leaf (
                campaign UUID NOT NULL REFERENCES campaign (id),
                position BIGINT NOT NULL CHECK (position >= 0),
                cast_id UUID NOT NULL UNIQUE,
                siren TEXT NOT NULL,
                version INTEGER NOT NULL,
                person UUID NOT NULL REFERENCES person (id),
                cast_at BIGINT NOT NULL,
                entry {bytes} NOT NULL,
                nonce {bytes} NOT NULL,
                ballot TEXT NOT NULL,
                PRIMARY KEY (campaign, position),
                UNIQUE (campaign, siren, version)
            )"
        ))
        .await?;
    Ok(())
});
