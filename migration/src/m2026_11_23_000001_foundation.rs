//! Territories, people, campaigns, needs, groups, projects, ballots, trace.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

/// A table, its columns (`name type`), and what follows them (keys, checks, references).
struct Table {
    name: &'static str,
    columns: &'static [&'static str],
    constraints: &'static [&'static str],
    indexes: &'static [&'static str],
}

const TABLES: &[Table] = &[
    Table {
        name: "dataset",
        columns: &[
            "name TEXT PRIMARY KEY",
            "vintage TEXT NOT NULL",
            "rows INTEGER NOT NULL",
            "imported_at BIGINT NOT NULL",
        ],
        constraints: &[],
        indexes: &[],
    },
    Table {
        name: "commune",
        columns: &[
            "insee TEXT PRIMARY KEY",
            "name TEXT NOT NULL",
            "departement TEXT NOT NULL",
            "region TEXT NOT NULL",
            "epci TEXT",
            "ept TEXT",
            "population INTEGER NOT NULL CHECK (population >= 0)",
        ],
        constraints: &[],
        indexes: &[],
    },
    Table {
        name: "collectivity",
        columns: &[
            "siren TEXT PRIMARY KEY CHECK (length(siren) = 9)",
            "kind TEXT NOT NULL",
            "name TEXT NOT NULL",
            "insee TEXT",
            "departement TEXT",
            "region TEXT NOT NULL",
            "postcodes TEXT NOT NULL",
            "departement_powers BOOLEAN NOT NULL",
            "territory TEXT NOT NULL",
        ],
        constraints: &[],
        indexes: &[],
    },
    Table {
        name: "programme_label",
        columns: &["insee TEXT NOT NULL", "programme TEXT NOT NULL"],
        constraints: &["PRIMARY KEY (insee, programme)"],
        indexes: &[],
    },
    Table {
        name: "campaign",
        columns: &[
            "id UUID PRIMARY KEY",
            "slug TEXT NOT NULL UNIQUE",
            "spec TEXT NOT NULL",
            "version INTEGER NOT NULL",
            "imported_at BIGINT NOT NULL",
            "demo BOOLEAN NOT NULL",
        ],
        constraints: &[],
        indexes: &[],
    },
    Table {
        name: "person",
        columns: &[
            "id UUID PRIMARY KEY",
            "name TEXT NOT NULL",
            "staff TEXT",
            "created_at BIGINT NOT NULL",
            "demo_key TEXT UNIQUE",
            "demo_blurb TEXT",
        ],
        constraints: &[],
        indexes: &[],
    },
    Table {
        name: "membership",
        columns: &[
            "person UUID NOT NULL REFERENCES person (id)",
            "siren TEXT NOT NULL",
            "capacity TEXT NOT NULL",
            "title TEXT NOT NULL",
            "since BIGINT NOT NULL",
        ],
        constraints: &["PRIMARY KEY (person, siren)"],
        indexes: &["siren"],
    },
    Table {
        name: "mandate",
        columns: &[
            "campaign UUID NOT NULL REFERENCES campaign (id)",
            "siren TEXT NOT NULL",
            "person UUID NOT NULL REFERENCES person (id)",
            "since BIGINT NOT NULL",
        ],
        constraints: &["PRIMARY KEY (campaign, siren)"],
        indexes: &["person"],
    },
    Table {
        name: "session",
        columns: &[
            "token_hash TEXT PRIMARY KEY",
            "person UUID NOT NULL REFERENCES person (id)",
            "acting_for TEXT",
            "created_at BIGINT NOT NULL",
            "expires_at BIGINT NOT NULL",
        ],
        constraints: &[],
        indexes: &["expires_at"],
    },
    Table {
        name: "need",
        columns: &[
            "id UUID PRIMARY KEY",
            "campaign UUID NOT NULL REFERENCES campaign (id)",
            "siren TEXT NOT NULL",
            "author UUID NOT NULL REFERENCES person (id)",
            "state TEXT NOT NULL",
            "title TEXT NOT NULL",
            "problem TEXT NOT NULL",
            "sufferers TEXT NOT NULL",
            "existing TEXT NOT NULL",
            "theme TEXT NOT NULL",
            "urgency TEXT NOT NULL",
            "programmes TEXT NOT NULL",
            "departement TEXT",
            "region TEXT NOT NULL",
            "version INTEGER NOT NULL",
            "created_at BIGINT NOT NULL",
            "published_at BIGINT",
            "supports INTEGER NOT NULL CHECK (supports >= 0)",
            "inhabitants BIGINT NOT NULL",
            "declined_reason TEXT",
            "demo BOOLEAN NOT NULL",
        ],
        constraints: &[],
        indexes: &[
            "campaign, state, published_at, id",
            "campaign, state, supports, published_at",
            "campaign, theme, state, published_at",
            "campaign, region, state, published_at",
            "campaign, departement, state, published_at",
            "siren",
        ],
    },
    Table {
        name: "need_version",
        columns: &[
            "need UUID NOT NULL REFERENCES need (id)",
            "version INTEGER NOT NULL",
            "content TEXT NOT NULL",
            "person UUID NOT NULL REFERENCES person (id)",
            "at BIGINT NOT NULL",
        ],
        constraints: &["PRIMARY KEY (need, version)"],
        indexes: &[],
    },
    Table {
        name: "support",
        columns: &[
            "need UUID NOT NULL REFERENCES need (id)",
            "siren TEXT NOT NULL",
            "sentence TEXT NOT NULL",
            "person UUID NOT NULL REFERENCES person (id)",
            "at BIGINT NOT NULL",
            "demo BOOLEAN NOT NULL",
        ],
        constraints: &["PRIMARY KEY (need, siren)"],
        indexes: &["siren"],
    },
    Table {
        name: "pool_group",
        columns: &[
            "id UUID PRIMARY KEY",
            "campaign UUID NOT NULL REFERENCES campaign (id)",
            "need UUID NOT NULL REFERENCES need (id)",
            "name TEXT NOT NULL",
            "purpose TEXT NOT NULL",
            "lead TEXT NOT NULL",
            "opened_by UUID NOT NULL REFERENCES person (id)",
            "opened_at BIGINT NOT NULL",
            "state TEXT NOT NULL",
            "eligible BOOLEAN NOT NULL",
            "population BIGINT NOT NULL",
            "communes INTEGER NOT NULL",
            "filed_at BIGINT",
            "filed_meter TEXT",
            "filed_rule_version INTEGER",
            "demo BOOLEAN NOT NULL",
        ],
        constraints: &["CHECK ((state = 'filed') = (filed_meter IS NOT NULL))"],
        indexes: &["campaign, state", "need"],
    },
    Table {
        name: "group_member",
        columns: &[
            "group_id UUID NOT NULL REFERENCES pool_group (id)",
            "siren TEXT NOT NULL",
            "state TEXT NOT NULL",
            "changed_by UUID NOT NULL REFERENCES person (id)",
            "changed_at BIGINT NOT NULL",
        ],
        constraints: &["PRIMARY KEY (group_id, siren)"],
        indexes: &["siren"],
    },
    Table {
        name: "project",
        columns: &[
            "id UUID PRIMARY KEY",
            "campaign UUID NOT NULL REFERENCES campaign (id)",
            "state TEXT NOT NULL",
            "title TEXT NOT NULL",
            "summary TEXT NOT NULL",
            "carrier_group UUID REFERENCES pool_group (id)",
            "carrier_service TEXT",
            "cost BIGINT NOT NULL CHECK (cost > 0)",
            "benefits TEXT NOT NULL",
            "priority TEXT NOT NULL",
            "source TEXT",
            "created_at BIGINT NOT NULL",
            "demo BOOLEAN NOT NULL",
        ],
        constraints: &["CHECK ((carrier_group IS NULL) <> (carrier_service IS NULL))"],
        indexes: &["campaign, state"],
    },
    Table {
        name: "project_need",
        columns: &["need UUID PRIMARY KEY REFERENCES need (id)", "project UUID NOT NULL REFERENCES project (id)"],
        constraints: &[],
        indexes: &["project"],
    },
    Table {
        name: "ballot",
        columns: &[
            "id UUID PRIMARY KEY",
            "campaign UUID NOT NULL REFERENCES campaign (id)",
            "siren TEXT NOT NULL",
            "person UUID NOT NULL REFERENCES person (id)",
            "choices TEXT NOT NULL",
            "cast_at BIGINT NOT NULL",
            "version INTEGER NOT NULL",
        ],
        constraints: &["UNIQUE (campaign, siren)"],
        indexes: &[],
    },
    Table {
        name: "ballot_draft",
        columns: &[
            "campaign UUID NOT NULL REFERENCES campaign (id)",
            "siren TEXT NOT NULL",
            "choices TEXT NOT NULL",
            "prepared_by UUID NOT NULL REFERENCES person (id)",
            "prepared_at BIGINT NOT NULL",
        ],
        constraints: &["PRIMARY KEY (campaign, siren)"],
        indexes: &[],
    },
    Table {
        name: "notice",
        columns: &[
            "id UUID PRIMARY KEY",
            "person UUID NOT NULL REFERENCES person (id)",
            "at BIGINT NOT NULL",
            "kind TEXT NOT NULL",
            "about TEXT NOT NULL",
            "link TEXT NOT NULL",
            "read_at BIGINT",
        ],
        constraints: &[],
        indexes: &["person, at"],
    },
    Table {
        name: "audit_event",
        columns: &[
            "id UUID PRIMARY KEY",
            "at BIGINT NOT NULL",
            "person UUID",
            "acting_for TEXT",
            "kind TEXT NOT NULL",
            "payload TEXT NOT NULL",
            "subject TEXT",
            "request TEXT NOT NULL",
        ],
        constraints: &[],
        indexes: &["subject, at", "acting_for, at"],
    },
    Table {
        name: "demo_clock",
        columns: &["id INTEGER PRIMARY KEY", "offset_millis BIGINT NOT NULL"],
        constraints: &[],
        indexes: &[],
    },
];

/// The full-text index of needs: FTS5 kept by triggers on SQLite, a GIN index on PostgreSQL. Both fold accents and
/// case.
const SEARCH_SQLITE: &[&str] = &[
    "CREATE VIRTUAL TABLE need_search USING fts5 (title, problem, sufferers, content='need', content_rowid='rowid', \
     tokenize='unicode61 remove_diacritics 2')",
    "CREATE TRIGGER need_search_insert AFTER INSERT ON need BEGIN
       INSERT INTO need_search (rowid, title, problem, sufferers) \
       VALUES (new.rowid, new.title, new.problem, new.sufferers); END",
    "CREATE TRIGGER need_search_delete AFTER DELETE ON need BEGIN
       INSERT INTO need_search (need_search, rowid, title, problem, sufferers)
       VALUES ('delete', old.rowid, old.title, old.problem, old.sufferers); END",
    "CREATE TRIGGER need_search_update AFTER UPDATE OF title, problem, sufferers ON need BEGIN
       INSERT INTO need_search (need_search, rowid, title, problem, sufferers)
       VALUES ('delete', old.rowid, old.title, old.problem, old.sufferers);
       INSERT INTO need_search (rowid, title, problem, sufferers) \
       VALUES (new.rowid, new.title, new.problem, new.sufferers); END",
    "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event BEGIN SELECT RAISE(ABORT, 'the trace is append \
     only'); END",
    "CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event BEGIN SELECT RAISE(ABORT, 'the trace is append \
     only'); END",
];

const SEARCH_POSTGRES: &[&str] = &[
    "CREATE FUNCTION terreau_fold (input TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
       $$ SELECT regexp_replace(normalize(lower(replace(replace(input, 'œ', 'oe'), 'Œ', 'oe')), NFKD), \
       '[\\u0300-\\u036f]', '', 'g') $$",
    "CREATE INDEX need_search ON need USING gin (to_tsvector('simple', terreau_fold(title || ' ' || problem || ' ' || \
     sufferers)))",
    "CREATE FUNCTION terreau_append_only () RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the trace is append only'; END $$",
    "CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event
       FOR EACH ROW EXECUTE FUNCTION terreau_append_only()",
];

migration!(|manager| {
    let database = manager.get_connection();
    let sqlite = manager.get_database_backend() == DatabaseBackend::Sqlite;
    for table in TABLES {
        let mut lines: Vec<String> = table.columns.iter().map(|column| column_of(column, sqlite)).collect();
        lines.extend(table.constraints.iter().map(|constraint| (*constraint).to_owned()));
        database.execute_unprepared(&format!("CREATE TABLE {} ({})", table.name, lines.join(", "))).await?;
        for (at, columns) in table.indexes.iter().enumerate() {
            let name = format!("{}_by_{at}", table.name);
            database.execute_unprepared(&format!("CREATE INDEX {name} ON {} ({columns})", table.name)).await?;
        }
    }
    for statement in if sqlite { SEARCH_SQLITE } else { SEARCH_POSTGRES } {
        database.execute_unprepared(statement).await?;
    }
    Ok(())
});

/// SQLite has no UUID type: SeaORM stores sixteen bytes, which a BLOB column keeps as they are.
fn column_of(column: &str, sqlite: bool) -> String {
    if sqlite { column.replace(" UUID", " BLOB") } else { column.to_owned() }
}
