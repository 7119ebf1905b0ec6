//! What an administrator was promised about what is kept: nobody else reads it, nothing is swept away, and it comes
//! back.

use crate::executable::{Server, download, folder, move_clock, on_postgres, open_the_vote, refusal, terreau};
use std::{
    io::{Read, Write},
    net::TcpStream,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Everything below a folder, with the folder.
fn walk(path: &Path) -> Vec<PathBuf> {
    let mut found = vec![path.to_owned()];
    if path.is_dir() {
        for entry in std::fs::read_dir(path).expect("a folder") {
            found.extend(walk(&entry.expect("an entry").path()));
        }
    }
    found
}

fn open_to_others(path: &Path) -> Vec<PathBuf> {
    let mode = |path: &PathBuf| std::fs::metadata(path).expect("there").permissions().mode();
    walk(path).into_iter().filter(|path| mode(path) & 0o077 != 0).collect()
}

fn done(answer: &str) {
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
}

const APPLICATION: &str = "01890000-0000-7000-8000-00000000cafe";
const AGENT: &str = "agente-nantes";

/// A draft application of a group, with a file attached.
fn attach_a_file(server: &Server) {
    let list = server.ask("GET", "/groupements", "", "").expect("answers");
    let (before, _) = list.split_once("Des démarches en ligne pour tous").expect("the group is there");
    let group = before.rsplit("href=\"/groupements/").next().and_then(|rest| rest.split('"').next()).expect("a link");
    for moment in ["Vote clos", "Pendant les candidatures"] {
        move_clock(server, moment);
    }
    let page = format!("/groupements/{group}");
    let lot = server.sign_in("agent-departement-lot");
    done(&server.ask("POST", &format!("{page}/demander"), &lot, &format!("page={page}")).expect("answers"));
    let nantes = server.sign_in(AGENT);
    let accepted = format!("page={page}&siren=224600015&answer=accept");
    done(&server.ask("POST", &format!("{page}/repondre"), &nantes, &accepted).expect("answers"));
    let opened = format!("page=/enveloppes/dematerialisation&id={APPLICATION}&group={group}");
    done(&server.ask("POST", "/enveloppes/dematerialisation/candidater", &nantes, &opened).expect("answers"));
    let body = "--terreau\r\ncontent-disposition: form-data; name=\"page\"\r\n\r\n/\r\n\
                --terreau\r\ncontent-disposition: form-data; name=\"field\"\r\n\r\nannexes\r\n\
                --terreau\r\ncontent-disposition: form-data; name=\"file\"; filename=\"plan.pdf\"\r\n\
                content-type: application/pdf\r\n\r\n%PDF-1.7 le plan\r\n--terreau--\r\n";
    let mut stream = TcpStream::connect(&server.address).expect("connects");
    let head = format!(
        "POST /candidatures/{APPLICATION}/fichiers HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: {nantes}\r\n\
         Content-Type: multipart/form-data; boundary=terreau\r\nContent-Length: {}\r\n\r\n",
        server.address,
        body.len()
    );
    stream.write_all((head + body).as_bytes()).expect("sends");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answers");
    done(&answer);
}

/// The files kept under a folder of attached files, without what says whose they are.
fn kept(folder: &Path) -> Vec<PathBuf> {
    let file = |path: &PathBuf| path.is_file() && path.file_name().is_some_and(|name| name != "base-de-donnees");
    walk(folder).into_iter().filter(file).collect()
}

fn vote(server: &Server) {
    let mayor = server.sign_in("maire-figeac");
    let paper = server.ask("GET", "/vote", &mayor, "").expect("answers");
    let project =
        paper.split("name=\"projects\"").nth(1).and_then(|tag| tag.split("value=\"").nth(1)?.split('"').next());
    let project = project.expect("a project");
    let form = format!("page=/vote&cast=01890000-0000-7000-8000-000000000001&shown=0&projects={project}");
    done(&server.ask("POST", "/vote/deposer", &mayor, &form).expect("answers"));
}

#[test]
fn nothing_that_is_written_can_be_read_by_other_accounts_and_what_could_be_is_closed_at_the_start() {
    let folder = folder();
    let data = folder.path().join("donnees");
    let start =
        |level: &str| Server::start(terreau(folder.path()).env("TERREAU_DATA_DIR", &data).env("TERREAU_LOG", level));
    let server = start("error");
    open_the_vote(&server);
    vote(&server);
    attach_a_file(&server);
    assert_eq!(kept(&data.join("pieces")).len(), 1);
    let backup = data.join("sauvegarde");
    let made = terreau(folder.path()).env("TERREAU_DATA_DIR", &data).arg("backup").arg(&backup).output().expect("runs");
    assert!(made.status.success(), "{}", text(&made));
    let witness = data.join("temoin");
    let site = format!("http://{}", server.address);
    let seen = terreau(folder.path()).args(["witness", &site, "--dir"]).arg(&witness).output().expect("runs");
    assert!(seen.status.success(), "{}", text(&seen));
    let paths = walk(&data);
    for name in
        ["terreau.sqlite", "terreau.sqlite-wal", "terreau.sqlite.verrou", "journal.key", "manifeste.json", "temoin.key"]
    {
        assert!(paths.iter().any(|path| path.file_name().is_some_and(|found| found == name)), "{name} in {paths:?}");
    }
    assert_eq!(open_to_others(&data), Vec::<PathBuf>::new());
    drop(server);

    // As earlier versions left them.
    let ours = walk(&data).into_iter().filter(|path| !path.starts_with(&backup) && !path.starts_with(&witness));
    for path in ours {
        let mode = if path.is_dir() { 0o755 } else { 0o644 };
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("opens");
    }
    let server = start("error");
    assert_eq!(open_to_others(&data), Vec::<PathBuf>::new());
    drop(server);
}

/// Where files are written in the sources, outside of `server/src/disk.rs`: with rights and a sync of their own, or
/// none.
fn writers(folder: &Path) -> Vec<String> {
    const WORDS: [&str; 9] = [
        "fs::write",
        "File::create",
        "File::options",
        "OpenOptions",
        "fs::copy",
        "fs::rename",
        "fs::hard_link",
        "fs::create_dir",
        "DirBuilder",
    ];
    let mut found = Vec::new();
    for path in walk(folder).into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs")) {
        if path.ends_with("server/src/disk.rs") {
            continue;
        }
        let source = std::fs::read_to_string(&path).expect("reads");
        for (number, line) in source.lines().enumerate() {
            if WORDS.iter().any(|word| line.contains(word)) {
                found.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    }
    found
}

#[test]
fn every_file_that_the_executable_writes_goes_through_the_one_module_that_writes_whole_private_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for part in ["app/src", "server/src", "migration/src"] {
        assert_eq!(writers(&root.join(part)), Vec::<String>::new(), "write with server::disk");
    }
}

#[test]
fn a_second_server_on_one_sqlite_is_refused_and_commands_beside_the_first_work() {
    let folder = folder();
    let server = Server::start(&mut terreau(folder.path()));
    let second = terreau(folder.path()).args(["serve", "--demo", "--listen", "127.0.0.1:0"]).output().expect("runs");
    let line = refusal(&second);
    assert!(line.contains("un serveur tient la base") && line.contains("TERREAU_DATA_DIR"), "{line}");
    for command in [["audit", "verify"].as_slice(), &["migrate"], &["backup", "sauvegarde"]] {
        let output = terreau(folder.path()).args(command).output().expect("runs");
        assert!(output.status.success(), "{command:?}: {}", text(&output));
    }
    let contacts = folder.path().join("contacts.csv");
    std::fs::write(&contacts, "siren,courriel\n214601023,mairie@figeac.example\n").expect("writes");
    let output = terreau(folder.path()).args(["import", "contacts"]).arg(&contacts).output().expect("runs");
    assert!(text(&output).contains("importées") || text(&output).contains("ligne 2"), "{}", text(&output));
    let output = terreau(folder.path()).args(["restore", "sauvegarde", "--force"]).output().expect("runs");
    assert!(refusal(&output).contains("un serveur tient la base"), "{}", text(&output));
    // The lock goes with the process, however that ends.
    server.signal("-KILL");
    drop(server);
    drop(Server::start(&mut terreau(folder.path())));
}

/// Does something with a SQLite file that the executable made.
fn with_sqlite(file: &Path, sql: &str) -> usize {
    use sea_orm::{ConnectionTrait, Statement};
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let database = sea_orm::Database::connect(format!("sqlite:{}", file.display())).await.expect("opens");
        let statement = Statement::from_string(database.get_database_backend(), sql);
        let rows = database.query_all_raw(statement).await.expect("runs").len();
        database.close().await.expect("closes");
        rows
    })
}

#[test]
fn commands_that_only_read_leave_an_older_schema_as_it_is() {
    let folder = folder();
    let run = |words: &[&str]| terreau(folder.path()).args(words).output().expect("runs");
    assert!(refusal(&run(&["audit", "verify"])).contains("n’existe pas"), "nothing is made by reading");
    assert!(refusal(&run(&["backup", "sauvegarde"])).contains("n’existe pas"));
    let file = folder.path().join("terreau.sqlite");
    assert!(!file.exists());
    assert!(run(&["migrate"]).status.success());
    let steps = "SELECT version FROM seaql_migrations";
    let all = with_sqlite(&file, steps);
    let last = "DELETE FROM seaql_migrations WHERE version = (SELECT max(version) FROM seaql_migrations)";
    with_sqlite(&file, last);
    assert!(refusal(&run(&["audit", "verify"])).contains("« terreau migrate » la met à jour"));
    let saved = run(&["backup", "sauvegarde"]);
    assert!(saved.status.success(), "{}", text(&saved));
    assert_eq!(with_sqlite(&file, steps), all - 1, "neither went further");
}

#[test]
fn a_server_without_the_key_of_the_log_is_refused_and_makes_none() {
    let folder = folder();
    let server = Server::start(&mut terreau(folder.path()));
    let key = folder.path().join("journal.key");
    let right = std::fs::read(&key).expect("made");
    let refused = |why: &str, options: &[&str]| {
        let mut command = terreau(folder.path());
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0"]).args(options);
        let line = refusal(&command.output().expect("runs"));
        assert!(line.contains("TERREAU_LOG_KEY_FILE") && line.contains(why), "{why}: {line}");
    };
    drop(server);
    std::fs::remove_file(&key).expect("removes");
    refused("n’est pas là", &[]);
    assert!(!key.exists(), "no new key where one is known");
    std::fs::write(&key, "").expect("as a full disk leaves it");
    refused("n’est pas là (ou est vide)", &[]);
    std::fs::write(&key, [1; 32]).expect("another");
    refused("est une autre clé", &[]);
    std::fs::write(&key, &right).expect("back");
    let server = Server::start(&mut terreau(folder.path()));
    open_the_vote(&server);
    drop(server);
    std::fs::write(&key, [1; 32]).expect("another");
    refused("la règle figée du vote la nomme", &["--new-log-key"]);
    std::fs::write(&key, &right).expect("back");
    drop(Server::start(&mut terreau(folder.path())));
}

#[test]
fn the_files_of_a_database_outlive_a_start_on_an_empty_one() {
    let folder = folder();
    let files = folder.path().join("pieces");
    let start = |data: &str| {
        let mut command = terreau(folder.path());
        command.env("TERREAU_DATA_DIR", folder.path().join(data)).env("TERREAU_FILES_DIR", &files);
        command
    };
    let server = Server::start(&mut start("une"));
    attach_a_file(&server);
    let before = kept(&files);
    assert_eq!(before.len(), 1);
    drop(server);
    let serve = ["serve", "--demo", "--listen", "127.0.0.1:0"];
    let line = refusal(&start("autre").args(serve).output().expect("runs"));
    assert!(line.contains("TERREAU_FILES_DIR") && line.contains("--adopt-files"), "{line}");
    std::fs::remove_file(files.join("base-de-donnees")).expect("as before they were marked");
    let line = refusal(&start("troisieme").args(serve).output().expect("runs"));
    assert!(line.contains("1 pièces jointes, dont la base ne connaît aucune"), "{line}");
    drop(Server::start(&mut start("une")));
    assert_eq!(kept(&files), before);
}

#[test]
fn a_demonstration_that_was_cut_short_is_finished_at_the_next_start() {
    let folder = folder();
    let file = folder.path().join("terreau.sqlite-wal");
    // The power is cut when so much was written for the first time, or after a while where that much never is.
    for written in [1, 500_000, 4_000_000, 8_000_000] {
        let mut command = terreau(folder.path());
        let child = command.args(["serve", "--demo", "--listen", "127.0.0.1:0"]).stdout(Stdio::null()).spawn();
        let mut child = child.expect("the executable is there");
        let begun = Instant::now();
        while std::fs::metadata(&file).map_or(0, |known| known.len()) < written
            && begun.elapsed() < Duration::from_secs(2)
        {
            std::thread::yield_now();
        }
        child.kill().expect("kills");
        child.wait().expect("ends");
    }
    whole_demonstration(&Server::start(&mut terreau(folder.path())));
}

fn whole_demonstration(server: &Server) {
    let page = server.ask("GET", "/connexion", "", "").expect("answers");
    for name in ["Hélène Lacassagne-Roux", "Samir Oubella", "Étienne Cassagnol"] {
        assert!(page.contains(name), "{name}");
    }
    let groups = server.ask("GET", "/groupements", "", "").expect("answers");
    assert!(groups.contains("Des démarches en ligne pour tous"));
}

#[tokio::test]
async fn a_demonstration_whose_campaign_stands_without_people_gets_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = server::database::Database::open(&server::database::sqlite_url(folder.path())).await.expect("opens");
    database.migrate().await.expect("migrates");
    let clock = std::sync::Arc::new(server::clock::SystemClock::default());
    let signer = server::log::Signer::new(entity::log::LogKey::new(&[7; 32]), "localhost");
    let rng = server::rng::Rng::from_system();
    let platform = server::Platform::new(database, clock.clone(), rng, signer, true)
        .await
        .expect("loads")
        .with_vault(server::vault::Vault::new(&[7; 32]));
    let ctx = server::Context::new(std::sync::Arc::new(platform), Default::default(), "test");
    server::reference::import::import_embedded(&ctx).await.expect("imports");
    ctx.platform.reload_reference().await.expect("loads");
    let spec =
        server::campaign::file::read(include_str!("../../../server/campaigns/demonstration.toml")).expect("valid");
    server::campaign::import(&ctx, &spec, false).await.expect("imports");
    server::campaign::open(&ctx, &spec.slug).await.expect("opens");
    assert!(server::demo::personas(&ctx).await.expect("reads").is_empty());
    for _ in 0..2 {
        server::demo::prepare(&ctx, &clock).await.expect("finishes");
        assert!(server::demo::personas(&ctx).await.expect("reads").len() > 15);
    }
}

/// A demonstration with a vote and a file is saved while it runs, lost, and put back elsewhere.
fn save_lose_and_put_back(configure: impl Fn(&mut Command), lose: impl Fn(&Path)) {
    let folder = folder();
    let data = folder.path().join("donnees");
    let run = || {
        let mut command = terreau(folder.path());
        command.env("TERREAU_DATA_DIR", &data);
        configure(&mut command);
        command
    };
    let server = Server::start(&mut run());
    open_the_vote(&server);
    vote(&server);
    attach_a_file(&server);
    let made = run().args(["backup", "sauvegarde"]).output().expect("runs");
    assert!(made.status.success(), "{}", text(&made));
    let head = text(&made).split("hors du serveur : ").nth(1).expect("a head").trim().to_owned();
    let log = server.ask("GET", "/journal/checkpoint", "", "").expect("answers");
    let log = log.split("\r\n\r\n").nth(1).expect("a body").to_owned();
    drop(server);
    let refused = run().args(["restore", "sauvegarde"]).output().expect("runs");
    assert!(!refused.status.success() && text(&refused).contains("actes tracés"), "{}", text(&refused));
    lose(&data);
    let back = run().args(["restore", "sauvegarde"]).output().expect("runs");
    assert!(back.status.success(), "{}", text(&back));
    let verified = run().args(["audit", "verify", "--head", &head]).output().expect("runs");
    assert!(verified.status.success(), "{}", text(&verified));
    let server = Server::start(&mut run());
    let again = server.ask("GET", "/journal/checkpoint", "", "").expect("answers");
    assert_eq!(again.split("\r\n\r\n").nth(1).expect("a body"), log, "the same log, signed by the same key");
    let nantes = server.sign_in(AGENT);
    let draft = server.ask("GET", &format!("/candidatures/{APPLICATION}/modifier"), &nantes, "").expect("answers");
    let link = draft.split(&format!("/candidatures/{APPLICATION}/fichiers/")).nth(1).expect("a file");
    let link = link.split('"').next().expect("an address").split('/').next().expect("an identifier");
    let file = download(&server, &format!("/candidatures/{APPLICATION}/fichiers/{link}"), &nantes);
    assert_eq!(file, b"%PDF-1.7 le plan");
}

#[test]
fn a_demonstration_is_saved_lost_and_put_back_on_both_databases() {
    save_lose_and_put_back(|_| (), |data| std::fs::remove_dir_all(data).expect("loses"));
    on_postgres("backups", |url| {
        let lose = |data: &Path| {
            std::fs::remove_dir_all(data).expect("loses");
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            runtime.block_on(async {
                use sea_orm::ConnectionTrait;
                let database = sea_orm::Database::connect(url).await.expect("opens");
                let drop = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";
                database.execute_unprepared(drop).await.expect("loses");
                database.close().await.expect("closes");
            });
        };
        save_lose_and_put_back(
            |command| {
                command.env("TERREAU_DATABASE_URL", url);
            },
            lose,
        );
    });
}
