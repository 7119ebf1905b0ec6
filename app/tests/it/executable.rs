//! The executable as an administrator meets it: settings that are wrong, orders to stop, power cuts, several servers at
//! once.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

/// Cargo sets variables for tests that begin like settings do; the executable refuses what it does not know.
pub(crate) fn terreau(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_terreau"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TERREAU_")) {
        command.env_remove(name);
    }
    command
        .env("TERREAU_DATA_DIR", folder)
        .env("TERREAU_LOG", "error")
        .env("TERREAU_RATE_LIMIT", "0")
        .current_dir(folder);
    command
}

pub(crate) fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A running server; killed when the test ends before it.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    pub(crate) fn start(command: &mut Command) -> Self {
        let child = command.args(["serve", "--demo", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn();
        let mut child = child.expect("the executable is there");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let address =
            lines.find_map(|line| line.expect("text").strip_prefix("Terreau écoute sur http://").map(str::to_owned));
        // What it says later must have a reader, or it would stop at a full pipe.
        std::thread::spawn(move || lines.count());
        Self { child, address: address.expect("it listens before it ends") }
    }

    pub(crate) fn signal(&self, name: &str) {
        let done = Command::new("kill").args([name, &self.child.id().to_string()]).status().expect("kill is there");
        assert!(done.success());
    }

    /// Sends one request; the answer is its status line, headers and content, or None when the connection broke.
    pub(crate) fn ask(&self, method: &str, path: &str, cookie: &str, form: &str) -> Option<String> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream.write_all(request(&self.address, method, path, cookie, form).as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        (!answer.is_empty()).then_some(answer)
    }

    pub(crate) fn sign_in(&self, persona: &str) -> String {
        let answer =
            self.ask("POST", "/demo/connexion", "", &format!("page=/connexion&persona={persona}")).expect("answers");
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a session");
        cookie.split(';').next().expect("a name and a value").to_owned()
    }
}

pub(crate) fn request(host: &str, method: &str, path: &str, cookie: &str, form: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )
}

/// The one line that a refused start leaves.
pub(crate) fn refusal(output: &Output) -> String {
    assert!(!output.status.success(), "a wrong setting must stop the start");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(text.trim_end().lines().count(), 1, "one line: {text}");
    text
}

#[test]
fn a_server_gives_memory_back_soon_unless_its_operator_says_otherwise() {
    for (told, stands) in [(None, "10"), (Some("500"), "500")] {
        let folder = folder();
        let mut command = terreau(folder.path());
        command.env_remove("MIMALLOC_PURGE_DELAY").envs(told.map(|delay| ("MIMALLOC_PURGE_DELAY", delay)));
        // It is still the process that was started.
        let server = Server::start(&mut command);
        let environment = std::fs::read(format!("/proc/{}/environ", server.child.id())).expect("runs");
        let setting = format!("MIMALLOC_PURGE_DELAY={stands}");
        assert!(environment.split(|byte| *byte == 0).any(|one| one == setting.as_bytes()));
    }
}

#[test]
fn a_wrong_setting_stops_the_start_with_a_line_that_names_it() {
    let folder = folder();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = taken.local_addr().expect("an address").to_string();
    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("writes");
    let below_a_file = file.join("data").display().to_string();
    for (name, value, said) in [
        ("TERREAU_LISTN", "127.0.0.1:0", "n’est pas un réglage"),
        ("TERREAU_LISTEN", taken.as_str(), "choisissez un autre port"),
        ("TERREAU_LISTEN", "ici", "ici"),
        ("TERREAU_DATA_DIR", below_a_file.as_str(), "ne se laisse pas écrire"),
        ("TERREAU_DATABASE_URL", "mysql://localhost/terreau", "indiquez « sqlite:CHEMIN » ou « postgres://… »"),
        ("TERREAU_DATABASE_URL", "postgres://postgres@127.0.0.1:1/terreau", "ne répond pas"),
        ("TERREAU_BASE_URL", "terreau.example", "https://"),
        ("TERREAU_STYLE_DIR", "/nulle/part", "ne se lit pas"),
        ("TERREAU_STYLE_DIR", below_a_file.as_str(), "ne se lit pas"),
        ("TERREAU_LOG_FORMAT", "xml", "text, json"),
        ("TERREAU_LOG", "terreau=bavard", "ne se lit pas"),
        ("TERREAU_DEMO", "peut-être", "peut-être"),
        ("TERREAU_PROCONNECT_ISSUER", "https://provider.example", "sans TERREAU_PROCONNECT_CLIENT_ID"),
        ("TERREAU_PROCONNECT_ALGORITHM", "HS256", "es256, rs256"),
        ("TERREAU_PROCONNECT_PKCE", "oui", "true, false"),
    ] {
        let mut command = terreau(folder.path());
        if name != "TERREAU_LISTEN" {
            command.env("TERREAU_LISTEN", "127.0.0.1:0");
        }
        let line = refusal(&command.env(name, value).arg("serve").output().expect("runs"));
        assert!(line.contains(name) && line.contains(said), "{name}={value}: {line}");
    }
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let folder = folder();
    let done = terreau(folder.path()).arg("migrate").status().expect("runs");
    assert!(done.success());
    let file = folder.path().join("terreau.sqlite");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        use sea_orm::ConnectionTrait;
        let database = sea_orm::Database::connect(format!("sqlite:{}", file.display())).await.expect("opens");
        let later = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m2099_01_01_000001_later', 0)";
        database.execute_unprepared(later).await.expect("writes");
        database.close().await.expect("closes");
    });
    let before = std::fs::read(&file).expect("reads");
    let line = refusal(&terreau(folder.path()).arg("serve").output().expect("runs"));
    assert!(line.contains("TERREAU_DATABASE_URL") && line.contains("m2099_01_01_000001_later"), "{line}");
    assert_eq!(std::fs::read(&file).expect("reads"), before);
}

#[test]
fn a_request_that_runs_when_the_order_to_stop_comes_is_finished() {
    let folder = folder();
    let mut server = Server::start(&mut terreau(folder.path()));
    let form = "page=/connexion&persona=maire-figeac";
    let whole = request(&server.address, "POST", "/demo/connexion", "", form);
    let (begun, rest) = whole.split_at(whole.len() - 10);
    let mut stream = TcpStream::connect(&server.address).expect("connects");
    // The server is known to read the request once it answers "100 Continue".
    let begun = begun.replace("Connection: close", "Connection: close\r\nExpect: 100-continue");
    stream.write_all(begun.as_bytes()).expect("writes");
    let mut answer = BufReader::new(stream.try_clone().expect("two ends"));
    let mut line = String::new();
    answer.read_line(&mut line).expect("reads");
    assert!(line.contains("100 Continue"), "{line}");
    server.signal("-TERM");
    stream.write_all(rest.as_bytes()).expect("writes");
    let mut text = String::new();
    answer.read_to_string(&mut text).expect("reads");
    assert!(text.contains("303 See Other") && text.contains("set-cookie"), "{text}");
    assert!(server.child.wait().expect("ends").success());
}

/// Élus of the demonstration who hold their collectivité's mandate.
const VOTERS: [&str; 3] = ["maire-figeac", "maire-felletin", "presidente-mont-saint-michel"];

/// How often the power is cut: a few times here, many in `make soak`.
fn rounds() -> usize {
    std::env::var("TERREAU_SOAK_ROUNDS").ok().map_or(5, |rounds| rounds.parse().expect("a number"))
}

#[test]
fn ballots_that_were_acknowledged_are_all_there_after_power_cuts_in_the_middle_of_the_vote() {
    let folder = folder();
    let mut server = Server::start(&mut terreau(folder.path()));
    open_the_vote(&server);
    let voters = VOTERS.map(|persona| server.sign_in(persona));
    let paper = server.ask("GET", "/vote", &voters[0], "").expect("answers");
    let projects: Vec<String> = paper
        .split("name=\"projects\"")
        .skip(1)
        .filter_map(|tag| Some(tag.split("value=\"").nth(1)?.split('"').next()?.to_owned()))
        .collect();
    assert!(projects.len() >= 2, "{paper}");
    let mut cast = [0; VOTERS.len()];
    for round in 0..rounds() {
        let acknowledged = vote_until_the_power_is_cut(&server, &voters, &projects, cast, 20 + round * 37 % 80);
        server.child.wait().expect("ends");
        server = Server::start(&mut terreau(folder.path()));
        for (voter, told) in acknowledged.into_iter().enumerate() {
            let receipt = server.ask("GET", "/vote/recepisse", &voters[voter], "").expect("answers");
            let kept = match receipt.split("(").find_map(|part| part.split_once("e dépôt")) {
                Some((version, _)) => version.parse().expect("a number"),
                None => usize::from(receipt.contains("premier bulletin")),
            };
            // One more may have been written and not yet told.
            assert!(kept == told || kept == told + 1, "round {round}: told {told}, kept {kept}");
            cast[voter] = kept;
        }
        // The log proves to be the one of the round before, with more.
        let site = format!("http://{}", server.address);
        let memory = folder.path().join("temoin");
        let seen = terreau(folder.path()).args(["witness", &site, "--dir"]).arg(memory).output().expect("runs");
        assert!(seen.status.success(), "round {round}: {}", String::from_utf8_lossy(&seen.stderr));
    }
}

/// Each collectivité casts again and again, having cast so many times; what it was told last must be what is kept. The
/// power is cut after so many answers; how many ballots each was told to have cast by then.
fn vote_until_the_power_is_cut(
    server: &Server,
    voters: &[String; 3],
    projects: &[String],
    cast: [usize; 3],
    answers: usize,
) -> Vec<usize> {
    std::thread::scope(|scope| {
        let (told, tellers) = std::sync::mpsc::channel();
        let voting: Vec<_> = voters
            .iter()
            .enumerate()
            .map(|(voter, cookie)| {
                let told = told.clone();
                scope.spawn(move || {
                    let mut count = cast[voter];
                    loop {
                        let form = format!(
                            "page=/vote&cast=01890000-0000-7000-8{voter:03}-{count:012}&shown={count}&projects={}",
                            projects[count % 2]
                        );
                        match server.ask("POST", "/vote/deposer", cookie, &form) {
                            Some(answer) if answer.starts_with("HTTP/1.1 303") => count += 1,
                            Some(answer) => panic!("{answer}"),
                            None => return count,
                        }
                        let _ = told.send(());
                    }
                })
            })
            .collect();
        drop(told);
        tellers.iter().take(answers).for_each(drop);
        server.signal("-KILL");
        voting.into_iter().map(|thread| thread.join().expect("votes")).collect()
    })
}

pub(crate) fn open_the_vote(server: &Server) {
    move_clock(server, "Première heure du vote");
}

/// Runs a test on a PostgreSQL database of its own, dropped after; not at all without a server for it.
pub(crate) fn on_postgres(name: &str, test: impl Fn(&str)) {
    let Ok(cluster) = std::env::var("TERREAU_TEST_POSTGRES") else {
        eprintln!("TERREAU_TEST_POSTGRES is not set: not run; `make test` runs it.");
        return;
    };
    let name = format!("{name}_{}", std::process::id());
    let sql = |sql: String| {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            use sea_orm::ConnectionTrait;
            let database = sea_orm::Database::connect(&cluster).await.expect("the test server answers");
            database.execute_unprepared(&sql).await.expect("runs");
            database.close().await.expect("closes");
        });
    };
    sql(format!("CREATE DATABASE {name}"));
    test(&format!("{}/{name}", cluster.rsplit_once('/').expect("postgres://host/name").0));
    sql(format!("DROP DATABASE {name}"));
}

#[test]
fn two_servers_started_at_once_on_one_postgresql_serve_the_same_campaign() {
    on_postgres("servers", |url| {
        let folder = folder();
        let start = || Server::start(terreau(folder.path()).env("TERREAU_DATABASE_URL", url));
        let (one, other) = std::thread::scope(|scope| {
            let one = scope.spawn(start);
            (start(), one.join().expect("starts"))
        });
        let cookie = one.sign_in("maire-figeac");
        let id = "01890000-0000-7000-8000-00000000beef";
        let form = format!("page=/besoins/nouveau&id={id}&title=Un+besoin+pour+deux+serveurs&puis=garder");
        let answer = one.ask("POST", "/besoins/brouillon", &cookie, &form).expect("answers");
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
        let seen = other.ask("GET", &format!("/besoins/{id}/apercu"), &cookie, "").expect("answers");
        assert!(seen.contains("Un besoin pour deux serveurs"), "session and draft are those of the database: {seen}");
    });
}

/// A campaign is imported into a database that holds nothing, then once more.
fn import_a_campaign_twice(configure: impl Fn(&mut Command)) {
    let folder = folder();
    let campaign = concat!(env!("CARGO_MANIFEST_DIR"), "/../server/campaigns/france-relance-2021.toml");
    for said in ["est importée", "déjà à jour"] {
        let mut command = terreau(folder.path());
        configure(&mut command);
        let output = command.args(["import", "campaign", campaign]).output().expect("runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && text.contains(said), "{output:?}");
    }
}

#[test]
fn imports_say_what_they_did_and_end_on_both_databases() {
    import_a_campaign_twice(|_| ());
    on_postgres("imports", |url| {
        import_a_campaign_twice(|command| {
            command.env("TERREAU_DATABASE_URL", url);
        });
    });
}

/// Moves the demonstration's clock to a moment that its page offers.
pub(crate) fn move_clock(server: &Server, moment: &str) {
    let clock = server.ask("GET", "/demo/horloge", "", "").expect("answers");
    let (before, _) = clock.split_once(moment).expect("the page offers it");
    let value = |name: &str| {
        let tag = before.rsplit(&format!("name=\"{name}\"")).next().expect("a field");
        tag.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value").to_owned()
    };
    let form = format!("page=/demo/horloge&date={}&time={}", value("date"), value("time"));
    let answer = server.ask("POST", "/demo/horloge", "", &form).expect("answers");
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
}

/// What a page or file holds, byte for byte.
pub(crate) fn download(server: &Server, path: &str, cookie: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(&server.address).expect("listens");
    stream.write_all(request(&server.address, "GET", path, cookie, "").as_bytes()).expect("asks");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("answers");
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("headers");
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer[..head]));
    answer.split_off(head + 4)
}

/// Casts a ballot of one project.
fn cast(server: &Server, mayor: &str) {
    let paper = server.ask("GET", "/vote", mayor, "").expect("answers");
    let project =
        paper.split("name=\"projects\"").nth(1).and_then(|tag| tag.split("value=\"").nth(1)?.split('"').next());
    let form = format!(
        "page=/vote&cast=01890000-0000-7000-8000-000000000001&shown=0&projects={}",
        project.expect("a project")
    );
    let answer = server.ask("POST", "/vote/deposer", mayor, &form).expect("answers");
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
}

/// What a command wrote to the terminal.
fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_vote_is_recounted_from_its_archive_and_a_receipt_is_found_in_it() {
    let folder = folder();
    let server = Server::start(&mut terreau(folder.path()));
    open_the_vote(&server);
    let mayor = server.sign_in("maire-figeac");
    cast(&server, &mayor);
    let receipt = folder.path().join("recepisse.tlog-proof");
    std::fs::write(&receipt, download(&server, "/vote/recepisse.tlog-proof", &mayor)).expect("writes");
    let early = server.ask("GET", "/resultats/archive.zip", &mayor, "").expect("answers");
    assert!(early.starts_with("HTTP/1.1 404"), "there is no archive before the close");
    let site = format!("http://{}", server.address);
    let memory = folder.path().join("temoin");
    let witness = || terreau(folder.path()).args(["witness", &site, "--dir"]).arg(&memory).output().expect("runs");
    let output = witness();
    assert!(output.status.success() && said(&output).contains("vu pour la première fois"), "{}", said(&output));

    move_clock(&server, "Vote clos");
    let archive = folder.path().join("vote.zip");
    let bytes = download(&server, "/resultats/archive.zip", "");
    assert_eq!(bytes, download(&server, "/resultats/archive.zip", ""), "the same bytes each time");
    let output = terreau(folder.path()).args(["verify", &site]).output().expect("runs");
    assert!(output.status.success() && said(&output).contains("l’archive est en ordre"), "{}", said(&output));
    let output = witness();
    assert!(output.status.success() && said(&output).contains("il prolonge les"), "{}", said(&output));
    // The clock goes back and the others' ballots are drawn anew: a second history, which only a demonstration can
    // have.
    move_clock(&server, "Première heure du vote");
    let output = witness();
    assert!(!output.status.success() && said(&output).contains("deux histoires"), "{}", said(&output));
    assert!(memory.join("checkpoint.refuse").exists(), "the second head is kept as proof");
    std::fs::write(&archive, &bytes).expect("writes");
    drop(server);
    let verify = |receipt: Option<&Path>| {
        let mut command = terreau(folder.path());
        command.arg("verify").arg(&archive);
        if let Some(receipt) = receipt {
            command.arg("--receipt").arg(receipt);
        }
        command.output().expect("runs")
    };
    let output = verify(Some(&receipt));
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("l’archive est en ordre") && said(&output).contains("est bien l’inscription"));

    let text = std::fs::read_to_string(&receipt).expect("reads");
    std::fs::write(&receipt, text.replacen("\nindex ", "\nindex 1", 1)).expect("writes");
    let output = verify(Some(&receipt));
    assert!(!output.status.success() && said(&output).contains("récépissé refusé"), "{}", said(&output));
    std::fs::write(&archive, &bytes[..bytes.len() / 2]).expect("writes");
    assert!(!verify(None).status.success(), "half an archive");
}

#[test]
fn a_pabulib_file_is_counted_and_a_malformed_one_refused_with_its_line() {
    let folder = folder();
    let file = folder.path().join("four.pb");
    let text = "META\nkey;value\nbudget;400\nvote_type;approval\nPROJECTS\nproject_id;cost\na;180\nb;220\nc;90\n\
                VOTES\nvoter_id;vote\n1;a,b\n2;a,b\n3;a,b\n4;c\n";
    std::fs::write(&file, text).expect("writes");
    let count = |options: &[&str]| {
        let output = terreau(folder.path()).arg("tally").arg(&file).args(options).output().expect("runs");
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let (done, printed, _) = count(&["--json"]);
    assert!(done && printed.contains("\"endowment\": \"100\"") && printed.contains("\"spent\": \"270\""), "{printed}");
    let (_, printed, _) = count(&["--rule", "greedy", "--json"]);
    assert!(printed.contains("\"spent\": \"400\""), "{printed}");
    let (_, printed, _) = count(&["--completion", "add1u", "--increment", "1", "--stop", "infeasible", "--explain"]);
    assert!(printed.contains("Projet par projet"), "{printed}");
    std::fs::write(&file, text.replace("3;a,b", "3;a,z")).expect("writes");
    let (done, _, why) = count(&[]);
    assert!(!done && why.contains("ligne 14") && why.contains("« z » n’existe pas"), "{why}");
}
