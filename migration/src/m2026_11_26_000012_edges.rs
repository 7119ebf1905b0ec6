//! Sign-ins that are begun are counted by network; so are visits, over all servers of one database.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "ALTER TABLE sign_in_attempt ADD COLUMN network TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX sign_in_attempt_network ON sign_in_attempt (network, asked_at)",
    "CREATE INDEX sign_in_attempt_asked ON sign_in_attempt (asked_at)",
];

const RATE_COUNT: &str = "TABLE rate_count (
    minute BIGINT NOT NULL,
    network TEXT NOT NULL,
    acts BOOLEAN NOT NULL,
    server TEXT NOT NULL,
    asked BIGINT NOT NULL,
    PRIMARY KEY (minute, network, acts, server)
)";

migration!(|manager| {
    // Of no use after a crash: PostgreSQL writes it without its journal.
    let (plain, unlogged) = (format!("CREATE {RATE_COUNT}"), format!("CREATE UNLOGGED {RATE_COUNT}"));
    crate::run(manager, STATEMENTS, &[&plain], &[&unlogged]).await
});
