//! Nobody without rights may cost the others their service: what is asked without a bound, sent without an end, or left
//! unread.

use super::{
    demo_site,
    executable::{Server, folder, move_clock, on_postgres, request, terreau},
    read, secrecy, world,
};
use app::http::{middleware, site::Site};
use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
    routing::get,
};
use server::campaign::loaded::current_campaign;
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::Duration,
};
use tower::ServiceExt;

/// What a visitor may write into any address.
fn hostile_queries() -> Vec<String> {
    let most = i64::MAX;
    let words = "de la communauté ".repeat(300);
    let words: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
    vec![
        format!("?page={most}&soutiens={most}&besoins={most}&groupements={most}&avant={most}"),
        format!("?page={}&soutiens=-1&besoins=x&avant={}&vague={most}", u64::MAX, i64::MIN),
        format!("?texte={}", &words[..6000]),
        format!("?texte={}&q={}", "%25".repeat(1000), "(".repeat(1000)),
        "?page=0&texte=%22%27%3B--&region=%F0%9F%92%A9&departement=999&programme=%ED%A0%80".to_owned(),
    ]
}

#[tokio::test]
async fn whatever_stands_in_an_address_it_is_answered() {
    let world = world(true).await;
    let curator = world.sign_in("curatrice-incubateur").await;
    // Every kind of thing is there to be asked for.
    let campaign = current_campaign(world.ctx.read()).await.expect("runs");
    secrecy::go_to(&world, campaign.spec.calendar.selection.close() - chrono::Duration::hours(20)).await;
    let mut addresses = secrecy::addresses(&world).await;
    addresses.push("/journal/tile/5/000".to_owned());
    addresses.push("/journal/tile/4294967295/x999/x999/999".to_owned());
    for address in addresses {
        for query in hostile_queries() {
            for session in [None, Some(curator.as_str())] {
                let (status, page) = world.get(&format!("{address}{query}"), session).await;
                assert!(!status.is_server_error(), "{address}{query}: {status} {page}");
            }
        }
    }
    let (status, page) = world.get(&format!("/besoins?texte={}", "a".repeat(8192)), None).await;
    assert_eq!(status, StatusCode::URI_TOO_LONG);
    assert!(page.contains("Adresse trop longue"), "{page}");
}

/// The middleware around one page that does not end, or panics.
async fn around(page: Router) -> Router {
    let (ctx, clock, folder) = demo_site().await;
    let mut site = Site::new(Arc::clone(&ctx.platform), clock, "http://localhost".into());
    site.deadline = Duration::from_millis(50);
    // The folder of the database goes with the process.
    let _ = folder.keep();
    middleware::around(Arc::new(site), page, app::http::routes::site)
}

#[tokio::test]
async fn a_page_that_does_not_end_is_given_up_and_one_that_panics_is_an_error_page() {
    let hangs = get(|| async { std::future::pending::<String>().await });
    let panics = get(|| async {
        let none: Vec<String> = Vec::new();
        none[none.len()].clone()
    });
    let router = around(Router::new().route("/attend", hangs).route("/panique", panics)).await;
    for (path, wanted) in
        [("/attend", StatusCode::SERVICE_UNAVAILABLE), ("/panique", StatusCode::INTERNAL_SERVER_ERROR)]
    {
        let asked = Request::get(path).body(Body::empty()).expect("a request");
        let answer = router.clone().oneshot(asked).await.expect("always answers");
        assert_eq!(answer.headers().contains_key(header::RETRY_AFTER), wanted == StatusCode::SERVICE_UNAVAILABLE);
        let (status, page) = read(answer).await;
        assert_eq!(status, wanted, "{path}");
        assert!(page.contains("Une erreur est survenue") && page.contains("Référence"), "{page}");
    }
}

#[tokio::test]
async fn health_is_told_by_the_database() {
    let world = world(true).await;
    for path in ["/sante", "/sante/pret"] {
        assert_eq!(world.get(path, None).await, (StatusCode::OK, "ok".to_owned()));
    }
    world.ctx.platform.database.clone().close().await;
    for path in ["/sante", "/sante/pret"] {
        let (status, text) = world.get(path, None).await;
        assert_eq!((status, text.as_str()), (StatusCode::SERVICE_UNAVAILABLE, "la base ne répond pas"), "{path}");
    }
}

impl Server {
    /// Resident memory of the process, in bytes.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("is told");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
    }

    /// Asks for the home page from another address of this machine, as another visitor would.
    fn another_visitor_is_answered(&self) {
        let server: SocketAddr = self.address.parse().expect("an address");
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).expect("a socket");
        socket.bind(&SocketAddr::from(([127, 0, 0, 2], 0)).into()).expect("another loopback address");
        socket.connect(&server.into()).expect("is accepted");
        let mut stream = TcpStream::from(socket);
        stream.write_all(request(&self.address, "GET", "/besoins", "", "").as_bytes()).expect("writes");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("is answered");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

/// What an attack may make the server hold, in bytes. The tests' build holds more than a release.
const MOST_MEMORY: u64 = 400_000_000;

#[test]
fn a_thousand_idle_connections_of_one_network_shut_nobody_else_out() {
    let folder = folder();
    let server = Server::start(&mut terreau(folder.path()));
    // More than one network may have; as many descriptors as every machine gives.
    let idle: Vec<TcpStream> = (0..800).map_while(|_| TcpStream::connect(&server.address).ok()).collect();
    let closed = |mut stream: &TcpStream| {
        stream.set_read_timeout(Some(Duration::from_millis(200))).expect("is set");
        matches!(stream.read(&mut [0]), Ok(0)) || stream.write_all(b"G").is_err()
    };
    assert!(idle.iter().rev().take(50).all(closed), "those over the bound were closed");
    assert!(!closed(&idle[0]), "the first are open");
    server.another_visitor_is_answered();
}

/// The head of a form with a file, and how it begins.
fn begun_upload(host: &str, path: &str, cookie: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=x\r\n\
         Content-Length: 20000000\r\n\r\n--x\r\nContent-Disposition: form-data; \
         name=\"field\"\r\n\r\nprogramme\r\n--x\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"programme.pdf\"\r\n\r\n%PDF-1.7 "
    )
}

/// Sends the beginning of a form with a file, and megabytes of it, without end.
fn unfinished_upload(server: &Server, path: &str, cookie: &str, megabytes: usize) -> TcpStream {
    let mut stream = TcpStream::connect(&server.address).expect("is accepted");
    stream.write_all(begun_upload(&server.address, path, cookie).as_bytes()).expect("writes");
    let part = vec![b'a'; 1_000_000];
    stream.set_write_timeout(Some(Duration::from_millis(500))).expect("is set");
    // What nobody reads is not taken.
    let _ = (0..megabytes).try_for_each(|_| stream.write_all(&part));
    stream
}

#[test]
fn a_hundred_and_twenty_unfinished_uploads_of_nobody_cost_nothing() {
    let folder = folder();
    let server = Server::start(&mut terreau(folder.path()));
    let nowhere = "/candidatures/01890000-0000-7000-8000-000000000001/fichiers";
    let uploads: Vec<TcpStream> = ["/candidatures/none/fichiers", nowhere]
        .iter()
        .cycle()
        .take(120)
        .map(|path| unfinished_upload(&server, path, "", 1))
        .collect();
    server.another_visitor_is_answered();
    let memory = server.memory();
    assert!(memory < MOST_MEMORY, "{memory} bytes");
    drop(uploads);
}

/// The beginning of a form with a file, of which the server is known to read the content.
fn read_upload(server: &Server, path: &str, cookie: &str) -> TcpStream {
    let begun = begun_upload(&server.address, path, cookie);
    let (head, content) = begun.split_once("\r\n\r\n").expect("a head");
    let mut stream = TcpStream::connect(&server.address).expect("is accepted");
    write!(stream, "{head}\r\nExpect: 100-continue\r\n\r\n").expect("writes");
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).expect("is answered");
    assert_eq!(&answer, b"HTTP/1.1 100");
    stream.write_all(content.as_bytes()).expect("writes");
    stream
}

/// A draft that takes files, and the session of somebody who writes it.
fn draft(server: &Server) -> (String, String) {
    for moment in ["Vote clos", "Pendant les candidatures"] {
        move_clock(server, moment);
    }
    let page = server.ask("GET", "/groupements", "", "").expect("answers");
    let (before, _) = page.split_once("Des démarches en ligne pour tous").expect("the group is there");
    let group = before.rsplit("href=\"").next().and_then(|rest| rest.split('"').next()).expect("a link").to_owned();
    let lot = server.sign_in("agent-departement-lot");
    let asked = server.ask("POST", &format!("{group}/demander"), &lot, &format!("page={group}")).expect("answers");
    assert!(asked.starts_with("HTTP/1.1 303"), "{asked}");
    let nantes = server.sign_in("agente-nantes");
    let form = format!("page={group}&siren=224600015&answer=accept");
    let answered = server.ask("POST", &format!("{group}/repondre"), &nantes, &form).expect("answers");
    assert!(answered.starts_with("HTTP/1.1 303"), "{answered}");
    let id = "01890000-0000-7000-8000-0000000000aa";
    let group = group.rsplit('/').next().expect("an identifier");
    let form = format!("page=/enveloppes/dematerialisation&id={id}&group={group}");
    let opened = server.ask("POST", "/enveloppes/dematerialisation/candidater", &nantes, &form).expect("answers");
    assert!(opened.starts_with("HTTP/1.1 303"), "{opened}");
    (format!("/candidatures/{id}"), nantes)
}

/// Attaches a file of so many bytes; the status line of the answer.
fn attach(server: &Server, draft: &str, cookie: &str, size: usize) -> String {
    let field = server.ask("GET", &format!("{draft}/modifier"), cookie, "").expect("answers");
    let (_, field) = field.split_once("name=\"field\" value=\"").expect("a field that takes files");
    let field = field.split('"').next().expect("a value");
    let mut body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"page\"\r\n\r\n{draft}/modifier\r\n--x\r\nContent-Disposition: \
         form-data; \
         name=\"field\"\r\n\r\n{field}\r\n--x\r\nContent-Disposition: form-data; name=\"{field}\"; \
             filename=\"programme.pdf\"\r\n\r\n\
         %PDF-1.7 "
    )
    .into_bytes();
    body.resize(body.len() + size, b'a');
    body.extend_from_slice(b"\r\n--x--\r\n");
    let head = format!(
        "POST {draft}/fichiers HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: {cookie}\r\n\
         Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {}\r\n\r\n",
        server.address,
        body.len()
    );
    let mut stream = TcpStream::connect(&server.address).expect("is accepted");
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)).expect("is taken");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("is answered");
    answer
}

#[test]
fn files_come_a_few_at_once_and_go_part_by_part() {
    let folder = folder();
    let server = Server::start(&mut terreau(folder.path()));
    let (draft, nantes) = draft(&server);
    let answer = attach(&server, &draft, &nantes, 19_000_000);
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let answer = attach(&server, &draft, &nantes, 21_000_000);
    let on = answer.lines().find_map(|line| line.strip_prefix("location: ")).expect("leads on");
    let again = server.ask("GET", on, &nantes, "").expect("answers");
    assert!(again.starts_with("HTTP/1.1 422") && again.contains("trop lourd"), "beside its field: {again}");

    // One person sends two forms with files at once, and a third waits for neither.
    let path = format!("{draft}/fichiers");
    let two = [(); 2].map(|()| read_upload(&server, &path, &nantes));
    let mut third = unfinished_upload(&server, &path, &nantes, 0);
    let mut answer = [0; 12];
    third.read_exact(&mut answer).expect("is answered");
    assert_eq!(&answer, b"HTTP/1.1 503");
    drop((two, third));

    // Sixty who ask for nineteen megabytes each, and read none of it.
    let page = server.ask("GET", &format!("{draft}/modifier"), &nantes, "").expect("answers");
    let file = page.split("href=\"").find(|rest| rest.starts_with(&path)).and_then(|rest| rest.split('"').next());
    let file = file.expect("a link to the file");
    let unread: Vec<TcpStream> = (0..60)
        .map(|_| {
            let mut stream = TcpStream::connect(&server.address).expect("is accepted");
            let asked = request(&server.address, "GET", file, &nantes, "");
            stream.write_all(asked.as_bytes()).expect("writes");
            let mut begun = [0; 12];
            stream.read_exact(&mut begun).expect("is answered");
            assert_eq!(&begun, b"HTTP/1.1 200");
            stream
        })
        .collect();
    server.another_visitor_is_answered();
    let memory = server.memory();
    assert!(memory < MOST_MEMORY, "{memory} bytes");
    drop(unread);
}

#[test]
fn a_postgresql_that_hangs_is_told_and_forgotten_once_it_answers_again() {
    on_postgres("hangs", |url| {
        let folder = folder();
        let server = Server::start(terreau(folder.path()).env("TERREAU_DATABASE_URL", url));
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let (beside, name, backends) = runtime.block_on(the_only_backends(url));
        let signal = |name: &str| {
            for backend in &backends {
                let done = std::process::Command::new("kill").args([name, backend]).status().expect("kill is there");
                assert!(done.success());
            }
        };
        signal("-STOP");
        let told = server.ask("GET", "/sante", "", "").expect("answers");
        let page = server.ask("GET", "/besoins", "", "").expect("answers");
        signal("-CONT");
        runtime.block_on(async {
            takes_connections(&beside, &name, true).await;
            beside.close().await.expect("closes");
        });
        assert!(told.starts_with("HTTP/1.1 503") && told.contains("la base ne répond pas"), "{told}");
        assert!(page.starts_with("HTTP/1.1 503") || page.starts_with("HTTP/1.1 500"), "{page}");
        let page = server.ask("GET", "/besoins", "", "").expect("answers");
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    });
}

/// The processes of the connections to a database, which takes no new ones from here on: a server that opened one more
/// would be answered by it. Gives also a connection to the database beside it, and its name.
async fn the_only_backends(url: &str) -> (sea_orm::DatabaseConnection, String, Vec<String>) {
    use sea_orm::{ConnectionTrait, Statement};
    let (cluster, name) = url.rsplit_once('/').expect("postgres://host/name");
    let beside = sea_orm::Database::connect(format!("{cluster}/postgres")).await.expect("answers");
    takes_connections(&beside, name, false).await;
    let sql = format!("SELECT pid::text FROM pg_stat_activity WHERE datname = '{name}'");
    let rows = beside.query_all_raw(Statement::from_string(beside.get_database_backend(), sql)).await;
    let pids = rows.expect("answers").iter().map(|row| row.try_get_by_index(0).expect("a text")).collect();
    (beside, name.to_owned(), pids)
}

async fn takes_connections(beside: &sea_orm::DatabaseConnection, name: &str, takes: bool) {
    use sea_orm::ConnectionTrait;
    let set = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {takes}");
    beside.execute_unprepared(&set).await.expect("is set");
}

#[tokio::test]
async fn a_form_that_is_declared_too_large_is_refused() {
    let world = world(true).await;
    let asked =
        Request::builder().method(Method::POST).uri("/connexion/courriel").header(header::CONTENT_LENGTH, 200_000);
    let (status, page) = read(world.send(asked.body(Body::from("email=")).expect("a request")).await).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.contains("Envoi trop volumineux"), "{page}");
}
