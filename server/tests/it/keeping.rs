//! What was acknowledged is kept: files, ballots, the log and its key, the whole in a backup.

use crate::{
    attachment::received,
    fixture::written,
    world::{World, at, on_both},
};
use chrono::{DateTime, Duration, Utc};
use entity::{id::AttachmentId, table};
use futures_util::TryStreamExt;
use object_store::{ObjectStoreExt, memory::InMemory, path::Path};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, Statement};
use server::{
    Context,
    application::query,
    attachment::{
        claim::{Foreign, claim},
        quarantine::{Sweeping, Swept, sweep},
        store::{self, Store},
    },
    audit, backup,
    backup::{Place, Target},
    ballot,
    database::{Database, OpenError, hold_file, sqlite_file},
    frozen_rule, keeping,
    log::{Signer, key_in},
    rng::Rng,
};
use std::sync::Arc;

fn now() -> DateTime<Utc> {
    at("2030-01-31T12:00:00Z")
}

/// As a server that has run for two days sweeps.
fn sweeping() -> Sweeping {
    Sweeping { now: DateTime::<Utc>::MAX_UTC - Duration::days(400), since: DateTime::UNIX_EPOCH, unbounded: false }
}

async fn orphans(world: &World, count: usize) -> Vec<AttachmentId> {
    let files = world.platform.files.clone().expect("a store");
    let ids: Vec<AttachmentId> = (0..count).map(|_| AttachmentId(world.platform.new_id())).collect();
    for id in &ids {
        files.put(&Path::from(id.to_string()), "reste".into()).await.expect("kept");
    }
    ids
}

#[test]
fn what_no_row_names_is_put_aside_for_thirty_days_and_nothing_else() {
    on_both(|world| async move {
        let folder = tempfile::tempdir().expect("a folder");
        let files = store::folder(folder.path()).expect("a store");
        let before = world.platform.database.clone();
        let world = world.with_files(files.clone()).await;
        before.close().await;
        let (lead, _, _, id) = written(&world, "100 000").await;
        server::attachment::add(&lead, id, "annexes", received("plan.pdf", b"%PDF-1.7 plan")).await.expect("attached");
        let file = query::detail(&lead, id).await.expect("readable").attachments.remove(0);
        let orphan = orphans(&world, 1).await[0];
        let foreign = Path::from("lisez-moi.txt");
        files.put(&foreign, "reste".into()).await.expect("kept");
        let sweep = |sweeping: Sweeping| {
            let platform = Arc::clone(&world.platform);
            async move { sweep(&platform, sweeping).await.expect("sweeps") }
        };
        let first_day = Sweeping { since: sweeping().now - Duration::hours(23), ..sweeping() };
        assert_eq!(sweep(first_day).await, Swept::default(), "not on the first day of a process");
        let just_now = Sweeping { now: DateTime::UNIX_EPOCH + Duration::days(2), ..sweeping() };
        assert_eq!(sweep(just_now).await, Swept::default(), "it may be new");
        assert_eq!(sweep(sweeping()).await, Swept { aside: 1, ..Swept::default() });
        let place = Path::from(format!("quarantaine/{}/{orphan}", sweeping().now.date_naive()));
        assert!(files.head(&place).await.is_ok() && files.head(&Path::from(orphan.to_string())).await.is_err());
        let later = |days| Sweeping { now: sweeping().now + Duration::days(days), ..sweeping() };
        assert_eq!(sweep(later(30)).await, Swept::default());
        assert_eq!(sweep(later(31)).await, Swept { gone: 1, ..Swept::default() });
        assert!(files.head(&place).await.is_err() && files.head(&foreign).await.is_ok());

        // A row names a file again, as after a newer database was put back: it comes back.
        let named = Path::from(file.id.to_string());
        files.rename(&named, &Path::from(format!("quarantaine/2026-01-01/{}", file.id))).await.expect("aside");
        assert_eq!(sweep(later(31)).await, Swept { back: 1, ..Swept::default() });
        drop(server::attachment::read(&lead, id, file.id).await.expect("is there again"));
        world.platform.database.clone().close().await;
    });
}

#[test]
fn a_server_on_a_database_that_knows_none_of_its_files_puts_none_aside() {
    on_both(|world| async move {
        orphans(&world, 21).await;
        let swept = sweep(&world.platform, sweeping()).await.expect("sweeps");
        assert_eq!(swept, Swept { too_many: 21, ..Swept::default() });
        let all = Sweeping { unbounded: true, ..sweeping() };
        let swept = sweep(&world.platform, all).await.expect("sweeps");
        assert_eq!(swept, Swept { aside: 21, ..Swept::default() });
    });
}

/// A world whose files are here.
async fn claimed(world: &World, files: &Store, adopt: bool) -> Result<(), Foreign> {
    let database = Database::open(world.url()).await.expect("opens");
    let rng = Rng::from_system();
    let identity = keeping::identity(&database, &rng).await.expect("is kept");
    let again = keeping::identity(&database, &rng).await.expect("is kept");
    assert_eq!(identity, again, "it is drawn once");
    let signer = crate::world::signer();
    let platform = server::Platform::new(database.clone(), world.clock.clone(), rng, signer, false).await;
    let claimed = claim(&platform.expect("loads").with_files(files.clone()), &identity, adopt).await;
    database.close().await;
    claimed
}

#[test]
fn a_store_of_another_database_is_refused_until_it_is_adopted() {
    on_both(|world| async move {
        let files: Store = Arc::new(InMemory::new());
        claimed(&world, &files, false).await.expect("an empty store is anybody's");
        claimed(&world, &files, false).await.expect("its own");
        let theirs: Store = Arc::new(InMemory::new());
        theirs.put(&Path::from("base-de-donnees"), "abcdef\n".into()).await.expect("marked");
        let refused = claimed(&world, &theirs, false).await;
        assert!(matches!(&refused, Err(Foreign::Other(owner)) if owner == "abcdef"), "{refused:?}");
        claimed(&world, &theirs, true).await.expect("adopted");
        claimed(&world, &theirs, false).await.expect("and so its own");

        // A store of before it was marked: whoever knows one of its files may have it.
        let unmarked: Store = Arc::new(InMemory::new());
        let stranger = Path::from(world.platform.new_id().to_string());
        unmarked.put(&stranger, "reste".into()).await.expect("kept");
        let refused = claimed(&world, &unmarked, false).await;
        assert!(matches!(refused, Err(Foreign::Unknown(1))), "{refused:?}");
        let world = world.with_files(unmarked.clone()).await;
        let (lead, _, _, id) = written(&world, "100 000").await;
        server::attachment::add(&lead, id, "annexes", received("plan.pdf", b"%PDF-1.7 plan")).await.expect("attached");
        claimed(&world, &unmarked, false).await.expect("it knows one of two");
        world.platform.database.clone().close().await;
    });
}

/// A ballot cast by Figeac, and who cast it.
async fn voted(world: &World) -> Context {
    let mayor = world.elu(&world.commune("46102")).await;
    let curator = world.curator().await;
    let need = world.published(&mayor).await;
    let project = world.on_ballot(&curator, need, "20 000 000").await;
    world.open_vote().await;
    ballot::cast(&mayor, &[project]).await.expect("cast");
    mayor
}

#[test]
fn ballots_their_log_and_the_frozen_rule_are_neither_changed_nor_taken_away() {
    on_both(|world| async move {
        let identity = keeping::identity(&world.platform.database, &world.platform.rng).await.expect("kept");
        voted(&world).await;
        for (sql, may) in [
            ("UPDATE log_leaf SET siren = siren", false),
            ("DELETE FROM log_leaf", false),
            ("DELETE FROM ballot", false),
            ("UPDATE ballot SET choices = '[]'", false),
            ("UPDATE ballot SET siren = '219999999', version = version + 1", false),
            ("UPDATE ballot SET version = version + 1", true),
            ("UPDATE frozen_rule SET hash = 'x'", false),
            ("DELETE FROM frozen_rule", false),
            ("UPDATE campaign SET demo = NOT demo", false),
            ("DELETE FROM keeping", false),
            ("UPDATE keeping SET value = 'x' WHERE name = 'database'", false),
            ("TRUNCATE log_leaf", false),
            ("TRUNCATE ballot", false),
        ] {
            let tx = world.platform.database.begin().await.expect("begins");
            let done = tx.execute_unprepared(sql).await;
            assert_eq!(done.is_ok(), may, "{sql}: {done:?}");
            tx.rollback().await.expect("rolls back");
        }
        assert_eq!(keeping::identity(&world.platform.database, &world.platform.rng).await.expect("kept"), identity);
    });
}

/// What may become of the rows of each table. A new table is put into one of these lists: which, is decided then and
/// not forgotten.
const APPEND_ONLY: &[&str] = &["audit_event", "ledger_entry", "log_leaf"];
const NEVER_DELETED: &[&str] = &["ballot", "keeping", "ledger_account"];
const ORDINARY: &[&str] = &[
    "application",
    "application_answer",
    "application_confirmation",
    "application_message",
    "assessment",
    "attachment",
    "ballot_draft",
    "bank_account",
    "calendar_link",
    "campaign",
    "campaign_draft",
    "campaign_draft_version",
    "campaign_version",
    "canned_answer",
    "collectivity",
    "committee_member",
    "committee_opinion",
    "committee_project",
    "committee_session",
    "commune",
    "contact",
    "contact_link",
    "convention",
    "cost_line",
    "dataset",
    "decision",
    "decision_draft",
    "demo_clock",
    "deployment",
    "discussion_message",
    "door_act",
    "door_block",
    "enquiry",
    "frozen_rule",
    "figures_subscription",
    "follow",
    "group_member",
    "hidden_text",
    "identity",
    "ignored_cluster",
    "imported_member",
    "instalment",
    "joint_act",
    "joint_act_link",
    "known_browser",
    "letterhead",
    "mail",
    "mail_address",
    "mail_domain",
    "mail_refusal",
    "mailing",
    "mailing_pace",
    "mandate",
    "membership",
    "membership_invitation",
    "membership_request",
    "merge_request",
    "need",
    "need_answer",
    "need_batch",
    "need_batch_item",
    "need_note",
    "need_attachment",
    "need_copy",
    "need_version",
    "need_work",
    "notice",
    "person",
    "pool_group",
    "programme_label",
    "project",
    "project_need",
    "rate_count",
    "reminder_sent",
    "saved_form",
    "service",
    "service_list",
    "service_message",
    "seaql_migrations",
    "seat",
    "session",
    "sign_in_attempt",
    "sign_in_link",
    "site_text_version",
    "succession",
    "support",
    "text_report",
];

#[test]
fn each_table_is_append_only_never_emptied_or_ordinary_and_the_servers_account_may_no_more() {
    on_both(|world| async move {
        let database = &world.platform.database;
        let question = match database.is_sqlite() {
            true => {
                "SELECT name FROM sqlite_master
                 WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'need_search%'"
            }
            false => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
        };
        let rows =
            database.read().query_all_raw(Statement::from_string(database.read().get_database_backend(), question));
        for row in rows.await.expect("reads") {
            let table: String = row.try_get_by_index(0).expect("a name");
            let lists = [APPEND_ONLY, NEVER_DELETED, ORDINARY].iter().filter(|list| list.contains(&table.as_str()));
            assert_eq!(lists.count(), 1, "{table} stands in one list of this test");
        }
        if database.is_sqlite() {
            return;
        }
        let name = format!("account_{}", world.platform.new_id().simple());
        let tx = database.begin().await.expect("begins");
        tx.execute_unprepared(&format!("CREATE ROLE {name}")).await.expect("made");
        tx.commit().await.expect("commits");
        database.grant_to(&name).await.expect("granted");
        for (tables, refused) in [(APPEND_ONLY, "UPDATE, DELETE, TRUNCATE"), (NEVER_DELETED, "DELETE, TRUNCATE")] {
            for table in tables {
                let question = format!("SELECT has_table_privilege('{name}', '{table}', '{refused}')");
                let question = Statement::from_string(sea_orm::DatabaseBackend::Postgres, question);
                let row = database.read().query_one_raw(question).await.expect("reads").expect("one row");
                assert!(!row.try_get_by_index::<bool>(0).expect("a boolean"), "{refused} on {table}");
            }
        }
        let tx = database.begin().await.expect("begins");
        tx.execute_unprepared(&format!("DROP OWNED BY {name}; DROP ROLE {name}")).await.expect("dropped");
        tx.commit().await.expect("commits");
    });
}

#[test]
fn the_key_of_the_log_is_known_from_the_first_start_and_from_the_frozen_rule_on_no_other_will_do() {
    on_both(|world| async move {
        let database = &world.platform.database;
        let folder = tempfile::tempdir().expect("a folder");
        let other = Signer::new(key_in(&folder.path().join("cle"), [9; 32]).expect("made"), "terreau.test");
        let known = || async { keeping::log_key(database.read()).await.expect("reads") };
        assert_eq!(known().await, None);
        keeping::keep_log_key(database, &other).await.expect("kept");
        let first = known().await.expect("known");
        assert!(other.holds(&first.key) && !first.frozen && !crate::world::signer().holds(&first.key));
        voted(&world).await;
        let frozen = known().await.expect("known");
        assert!(frozen.frozen && crate::world::signer().holds(&frozen.key) && !other.holds(&frozen.key));
        let rule = frozen_rule::find(&world.platform, database.read(), world.campaign().await.id).await.expect("reads");
        assert_eq!(rule.expect("frozen").log, frozen.key);
    });
}

#[test]
fn an_empty_key_that_a_full_disk_left_is_made_and_half_a_key_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("journal.key");
    std::fs::write(&file, "").expect("writes");
    let made = Signer::new(key_in(&file, [3; 32]).expect("made"), "terreau.test").public();
    let again = Signer::new(key_in(&file, [4; 32]).expect("read"), "terreau.test").public();
    assert_eq!(made, again, "it is made once");
    std::fs::write(&file, [3; 16]).expect("writes");
    assert!(key_in(&file, [4; 32]).is_err());
}

#[test]
fn the_journal_of_sqlite_begins_anew_once_nobody_reads_from_before() {
    on_both(|world| async move {
        // As a whole: its folder goes with it.
        let world = world;
        let database = &world.platform.database;
        if !database.is_sqlite() {
            assert_eq!(database.tend_journal().await.expect("asks"), None);
            return;
        }
        let write = || async {
            let tx = database.begin().await.expect("begins");
            tx.execute_unprepared("UPDATE commune SET population = population + 1").await.expect("writes");
            tx.commit().await.expect("commits");
        };
        let reader = sea_orm::TransactionTrait::begin(database.read()).await.expect("begins");
        table::commune::Entity::find().count(&reader).await.expect("reads");
        for _ in 0..14 {
            write().await;
        }
        let held = database.tend_journal().await.expect("asks").expect("a journal");
        assert!(!held.whole && held.size > 16_777_216, "a reader needs what was before: {held:?}");
        reader.rollback().await.expect("ends");
        let free = database.tend_journal().await.expect("asks").expect("a journal");
        assert!(free.whole, "{free:?}");
        write().await;
        let anew = database.tend_journal().await.expect("asks").expect("a journal");
        assert!(anew.size <= 16_777_216, "{anew:?}");
    });
}

#[test]
fn before_a_migration_sqlite_is_copied_and_a_command_that_reads_never_migrates() {
    on_both(|world| async move {
        if !world.platform.database.is_sqlite() {
            return;
        }
        let url = world.url().to_owned();
        world.published(&world.elu(&world.commune("46102")).await).await;
        world.before_the_money(&serde_json::to_string(&world.campaign().await.spec).expect("writes")).await;
        world.platform.database.clone().close().await;
        assert!(matches!(Database::open_to_read(&url).await, Err(OpenError::Older(_))));
        let missing = format!("{url}-absent");
        assert!(matches!(Database::open_to_read(&missing).await, Err(OpenError::Missing(_))));
        assert!(!sqlite_file(&missing).expect("a file").exists(), "none was made");

        let file = sqlite_file(&url).expect("a file");
        let database = Database::open(&url).await.expect("opens");
        let served = hold_file(&file).expect("held");
        let refused = database.migrate_with_a_copy(None).await;
        assert!(matches!(refused, Err(OpenError::Held(_))), "a server runs: {refused:?}");
        drop(served);
        let copy = database.migrate_with_a_copy(None).await.expect("migrates").expect("a copy");
        assert_eq!(copy.parent(), Some(file.with_file_name("copies").as_path()));
        assert_eq!(database.migrate_with_a_copy(None).await.expect("nothing to do"), None);
        database.close().await;
        let copied = Database::open_any(&format!("sqlite:{}", copy.display())).await.expect("opens");
        assert!(copied.schema().await.expect("known").missing > 0, "as it was before");
        let found = copied.read().query_all_raw(Statement::from_string(
            sea_orm::DatabaseBackend::Sqlite,
            "SELECT n.title FROM need_search s JOIN need n ON n.rowid = s.rowid WHERE need_search MATCH 'secretariat'",
        ));
        assert_eq!(found.await.expect("searches").len(), 1, "the index of the copy names its rows");
        copied.close().await;
    });
}

/// Everything that a database says, table by table: how many rows, and what is in some of them.
async fn figures(database: &Database) -> (u64, u64, u64, u64, i64, String, Vec<table::ledger_account::Model>) {
    let read = database.read();
    let (events, head) = audit::head(read).await.expect("reads");
    (
        table::person::Entity::find().count(read).await.expect("counts"),
        table::ballot::Entity::find().count(read).await.expect("counts"),
        table::attachment::Entity::find().count(read).await.expect("counts"),
        table::commune::Entity::find().count(read).await.expect("counts"),
        events,
        head,
        table::ledger_account::Entity::find().all(read).await.expect("reads"),
    )
}

/// Takes everything from a database.
async fn destroy(world: &World) {
    match sqlite_file(world.url()) {
        Some(file) => std::fs::remove_file(file).expect("removes"),
        None => {
            let database = sea_orm::Database::connect(world.url()).await.expect("opens");
            database.execute_unprepared("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.expect("drops");
            database.close().await.expect("closes");
        }
    }
}

/// Puts a backup back into the world's database.
async fn restore(
    world: &World,
    from: &std::path::Path,
    files: &Store,
    key: &std::path::Path,
    force: bool,
) -> Result<Vec<String>, String> {
    if let Some(file) = sqlite_file(world.url()) {
        let to = Place { database: Target::Sqlite(&file), store: files, key };
        return backup::restore(from, &to, force, now()).await;
    }
    let database = Database::open(world.url()).await.expect("opens");
    let to = Place { database: Target::Postgresql(&database), store: files, key };
    let done = backup::restore(from, &to, force, now()).await;
    database.close().await;
    done
}

#[test]
fn a_backup_made_while_the_site_runs_brings_everything_back() {
    on_both(|world| async move {
        let folder = tempfile::tempdir().expect("a folder");
        let (key, backup) = (folder.path().join("journal.key"), folder.path().join("sauvegarde"));
        key_in(&key, [7; 32]).expect("made");
        let (lead, _, _, id) = written(&world, "100 000").await;
        server::attachment::add(&lead, id, "annexes", received("plan.pdf", b"%PDF-1.7 plan")).await.expect("attached");
        world.go_to(crate::world::CENSUS);
        let mayor = voted(&world).await;
        let database = world.platform.database.clone();
        let identity = keeping::identity(&database, &world.platform.rng).await.expect("kept");
        keeping::keep_log_key(&database, &crate::world::signer()).await.expect("kept");
        let files = world.platform.files.clone().expect("a store");
        let before = figures(&database).await;

        // An act that is being written is not in it, and does not wait for it.
        let unfinished = database.begin().await.expect("begins");
        unfinished.execute_unprepared("DELETE FROM notice").await.expect("writes");
        let manifest = backup::make(&backup, &database, &files, &key, now()).await.expect("made");
        unfinished.rollback().await.expect("rolls back");
        assert_eq!((manifest.faults.len(), manifest.identity.as_ref()), (0, Some(&identity)));
        assert_eq!((manifest.events, manifest.head.as_str()), (before.4, before.5.as_str()));
        assert!(backup::make(&backup, &database, &files, &key, now()).await.is_err(), "never over another");

        // What stands there is told, and stays.
        database.close().await;
        let refused = restore(&world, &backup, &files, &key, false).await.expect_err("not empty");
        assert!(refused.contains("1 bulletins") && refused.contains("--force"), "{refused}");
        destroy(&world).await;
        std::fs::remove_file(&key).expect("removes");
        let new: Store = Arc::new(InMemory::new());
        restore(&world, &backup, &new, &key, false).await.expect("restored");

        let platform = world.restarted().await;
        assert_eq!(figures(&platform.database).await, before);
        let verified = audit::verify(&platform, Some((before.4, &before.5))).await.expect("reads");
        assert_eq!(verified.broken, None);
        assert_eq!(std::fs::read(&key).expect("is back"), [7; 32]);
        assert_eq!(store::owner(&new).await.expect("reads"), Some(identity));
        let platform = Arc::into_inner(platform).expect("alone").with_files(new);
        let lead = Context::new(Arc::new(platform), lead.actor.clone(), "test");
        let file = query::detail(&lead, id).await.expect("readable").attachments.remove(0);
        let (_, content) = server::attachment::read(&lead, id, file.id).await.expect("readable");
        let content: Vec<bytes::Bytes> = content.try_collect().await.expect("is read");
        assert_eq!(content.concat(), b"%PDF-1.7 plan");
        // The guards, the search and the ledger's triggers are those of before, too.
        let tx = lead.platform.database.begin().await.expect("begins");
        assert!(tx.execute_unprepared("DELETE FROM log_leaf").await.is_err());
        tx.rollback().await.expect("rolls back");
        let mayor = Context::new(Arc::clone(&lead.platform), mayor.actor.clone(), "test");
        let receipt = server::log::receipt(&mayor, &world.campaign_of(&lead.platform).await).await.expect("reads");
        assert!(receipt.is_some());
        lead.platform.database.clone().close().await;
        // Replaced by itself, by force.
        restore(&world, &backup, &files, &key, true).await.expect("restored");
    });
}

#[test]
fn a_backup_that_was_changed_replaces_nothing() {
    on_both(|world| async move {
        let folder = tempfile::tempdir().expect("a folder");
        let (key, backup) = (folder.path().join("journal.key"), folder.path().join("sauvegarde"));
        key_in(&key, [7; 32]).expect("made");
        world.published(&world.elu(&world.commune("46102")).await).await;
        let database = world.platform.database.clone();
        let files = world.platform.files.clone().expect("a store");
        backup::make(&backup, &database, &files, &key, now()).await.expect("made");
        let before = figures(&database).await;
        database.close().await;
        let spoilt = match sqlite_file(world.url()) {
            Some(_) => backup.join("base.sqlite"),
            None => backup.join("base").join("audit_event.jsonl"),
        };
        let whole = std::fs::read(&spoilt).expect("reads");
        let mut bytes = whole.clone();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&spoilt, &bytes).expect("spoils");
        let refused = restore(&world, &backup, &files, &key, true).await.expect_err("changed");
        assert!(refused.contains("n’est plus le fichier qui a été sauvegardé"), "{refused}");
        std::fs::write(&spoilt, &whole).expect("mends");
        let manifest = backup.join("manifeste.json");
        let text = std::fs::read_to_string(&manifest).expect("reads");
        let head = text.replace(&before.5, &"0".repeat(64));
        std::fs::write(&manifest, head).expect("spoils");
        let refused = restore(&world, &backup, &files, &key, true).await.expect_err("another head");
        assert!(refused.contains("la trace de la sauvegarde n’est pas entière"), "{refused}");
        std::fs::remove_file(&manifest).expect("removes");
        let refused = restore(&world, &backup, &files, &key, true).await.expect_err("unfinished");
        assert!(refused.contains("n’est pas une sauvegarde achevée"), "{refused}");
        let platform = world.restarted().await;
        assert_eq!(figures(&platform.database).await, before);
        platform.database.clone().close().await;
    });
}

/// A real S3 storage of one bucket, ended with the test.
struct Storage {
    child: std::process::Child,
    files: Store,
    _folder: tempfile::TempDir,
}

impl Drop for Storage {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// None where the program is missing, which `make test` installs.
fn storage() -> Option<Storage> {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/s3s/bin/s3s-fs");
    if !std::path::Path::new(program).exists() {
        eprintln!("s3s-fs is missing: not run; `make test` runs it.");
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("pieces")).expect("a bucket");
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = free.local_addr().expect("an address");
    drop(free);
    let mut child = std::process::Command::new(program)
        .args(["--host", "127.0.0.1", "--port", &address.port().to_string()])
        .args(["--access-key", "TERREAU", "--secret-key", "secret-des-essais"])
        .arg(folder.path())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("runs");
    while std::net::TcpStream::connect(address).is_err() {
        assert!(child.try_wait().expect("asks").is_none(), "it listens before it ends");
        std::thread::yield_now();
    }
    let bucket = store::Bucket {
        endpoint: format!("http://{address}"),
        name: "pieces".into(),
        region: "fr-par".into(),
        key_id: "TERREAU".into(),
        secret: "secret-des-essais".into(),
    };
    Some(Storage { child, files: store::bucket(&bucket).expect("a bucket"), _folder: folder })
}

#[test]
fn an_s3_storage_is_claimed_swept_and_saved_like_a_folder() {
    on_both(|world| async move {
        let Some(storage) = storage() else { return };
        let files = storage.files.clone();
        claimed(&world, &files, false).await.expect("an empty store is anybody's");
        let theirs = Path::from("base-de-donnees");
        let ours = files.get(&theirs).await.expect("marked").bytes().await.expect("reads");
        files.put(&theirs, "abcdef\n".into()).await.expect("marked");
        assert!(matches!(claimed(&world, &files, false).await, Err(Foreign::Other(_))));
        files.put(&theirs, ours.into()).await.expect("marked");

        let before = world.platform.database.clone();
        let world = world.with_files(files.clone()).await;
        before.close().await;
        let (lead, _, _, id) = written(&world, "100 000").await;
        server::attachment::add(&lead, id, "annexes", received("plan.pdf", b"%PDF-1.7 plan")).await.expect("attached");
        orphans(&world, 2).await;
        let swept = sweep(&world.platform, sweeping()).await.expect("sweeps");
        assert_eq!(swept, Swept { aside: 2, ..Swept::default() });
        let later = Sweeping { now: sweeping().now + Duration::days(31), ..sweeping() };
        let swept = sweep(&world.platform, later).await.expect("sweeps");
        assert_eq!(swept, Swept { gone: 2, ..Swept::default() });

        let folder = tempfile::tempdir().expect("a folder");
        let (key, backup) = (folder.path().join("journal.key"), folder.path().join("sauvegarde"));
        let manifest = backup::make(&backup, &world.platform.database, &files, &key, now()).await.expect("made");
        assert_eq!(manifest.faults, Vec::<String>::new());
        let file = query::detail(&lead, id).await.expect("readable").attachments.remove(0);
        files.delete(&Path::from(file.id.to_string())).await.expect("lost");
        world.platform.database.clone().close().await;
        restore(&world, &backup, &files, &key, true).await.expect("restored");
        let back = files.get(&Path::from(file.id.to_string())).await.expect("is back").bytes().await.expect("reads");
        assert_eq!(back.as_ref(), b"%PDF-1.7 plan");
    });
}
