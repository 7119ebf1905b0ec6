//! The schema. Plain string identifiers and no import of `entity`: a migration says what it said when it was written.

pub use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// A migration: its name is that of its file, and it is one transaction, on SQLite too, so that one that fails half-way
/// leaves nothing.
macro_rules! migration {
    (|$manager:ident| $up:expr) => {
        #[derive(DeriveMigrationName)]
        pub struct Migration;

        #[async_trait::async_trait]
        impl MigrationTrait for Migration {
            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }

            async fn up(&self, $manager: &SchemaManager) -> Result<(), DbErr> {
                $up
            }
        }
    };
}

mod m2026_11_23_000001_foundation;
mod m2026_11_24_000002_public_needs;
mod m2026_11_24_000003_search_ligatures;
mod m2026_11_24_000004_frozen_rule_and_log;
mod m2026_11_24_000005_mail;
mod m2026_11_25_000006_identity;
mod m2026_11_25_000007_money;
mod m2026_11_25_000008_residence;
mod m2026_11_26_000010_keeping;
mod m2026_11_26_000011_front_door;
mod m2026_11_26_000012_edges;
mod m2026_11_26_000013_saved_form;
mod m2026_11_26_000014_campaign_opened;
mod m2026_11_26_000015_joint_act;
mod m2026_11_26_000016_reminder;
mod m2026_11_26_000017_visit;
mod m2026_11_26_000018_imported_member;
mod m2026_11_26_000019_one_officer;
mod m2026_11_26_000020_request_body;
mod m2026_11_26_000021_reason;
mod m2026_11_27_000022_search_in_memory;
mod m2026_11_27_000023_merge;
mod m2026_11_27_000024_discussion;
mod m2026_11_27_000025_curation;
mod m2026_11_27_000026_workshop;
mod m2026_11_27_000027_group_alone;
mod m2026_11_27_000028_follow;
mod m2026_11_27_000028_need_attachment;
mod m2026_11_27_000029_campaign_draft;
mod m2026_11_27_000031_mailing;
mod m2026_11_27_000032_texts;
mod m2026_11_27_000033_figures;
mod m2026_11_27_000034_desk_faces;
mod m2026_11_27_000037_files;
mod m2026_11_27_000038_standards;

/// Runs statements, then those of one database alone.
async fn run(
    manager: &SchemaManager<'_>,
    statements: &[&str],
    sqlite: &[&str],
    postgres: &[&str],
) -> Result<(), DbErr> {
    // SQLite has no UUID type: SeaORM stores sixteen bytes.
    let on_sqlite = manager.get_database_backend() == DatabaseBackend::Sqlite;
    for statement in statements.iter().chain(if on_sqlite { sqlite } else { postgres }) {
        let statement = if on_sqlite { statement.replace(" UUID", " BLOB") } else { (*statement).to_owned() };
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Runs the migrations, in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m2026_11_23_000001_foundation::Migration),
            Box::new(m2026_11_24_000002_public_needs::Migration),
            Box::new(m2026_11_24_000003_search_ligatures::Migration),
            Box::new(m2026_11_24_000004_frozen_rule_and_log::Migration),
            Box::new(m2026_11_24_000005_mail::Migration),
            Box::new(m2026_11_25_000006_identity::Migration),
            Box::new(m2026_11_25_000007_money::Migration),
            Box::new(m2026_11_25_000008_residence::Migration),
            Box::new(m2026_11_26_000010_keeping::Migration),
            Box::new(m2026_11_26_000011_front_door::Migration),
            Box::new(m2026_11_26_000012_edges::Migration),
            Box::new(m2026_11_26_000013_saved_form::Migration),
            Box::new(m2026_11_26_000014_campaign_opened::Migration),
            Box::new(m2026_11_26_000015_joint_act::Migration),
            Box::new(m2026_11_26_000016_reminder::Migration),
            Box::new(m2026_11_26_000017_visit::Migration),
            Box::new(m2026_11_26_000018_imported_member::Migration),
            Box::new(m2026_11_26_000019_one_officer::Migration),
            Box::new(m2026_11_26_000020_request_body::Migration),
            Box::new(m2026_11_26_000021_reason::Migration),
            Box::new(m2026_11_27_000022_search_in_memory::Migration),
            Box::new(m2026_11_27_000029_campaign_draft::Migration),
            Box::new(m2026_11_27_000031_mailing::Migration),
            Box::new(m2026_11_27_000025_curation::Migration),
            Box::new(m2026_11_27_000027_group_alone::Migration),
            Box::new(m2026_11_27_000028_follow::Migration),
            Box::new(m2026_11_27_000028_need_attachment::Migration),
            Box::new(m2026_11_27_000026_workshop::Migration),
            Box::new(m2026_11_27_000023_merge::Migration),
            Box::new(m2026_11_27_000024_discussion::Migration),
            Box::new(m2026_11_27_000034_desk_faces::Migration),
            Box::new(m2026_11_27_000032_texts::Migration),
            Box::new(m2026_11_27_000033_figures::Migration),
            Box::new(m2026_11_27_000037_files::Migration),
            Box::new(m2026_11_27_000038_standards::Migration),
        ]
    }
}
