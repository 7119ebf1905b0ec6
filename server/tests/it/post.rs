//! Sending mail, through a mail server that is really there and really slow.

use crate::{
    identity::browser,
    world::{World, on_both},
};
use entity::{
    id::MailId,
    table::{mail, mail_domain},
};
use sea_orm::{EntityTrait, IntoActiveModel};
use server::{
    mail::{OutgoingMail, oldest_waiting_sign_in, outbox},
    sign_in,
};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// A mail server on this machine: it takes its time for each mail, and tells what came, in which order.
pub struct MailServer {
    pub address: String,
    took: Arc<Took>,
}

#[derive(Default)]
struct Took {
    recipients: Mutex<Vec<String>>,
    texts: Mutex<Vec<String>>,
    connections: AtomicUsize,
    /// Mails being taken now, and the most at one time.
    busy: AtomicUsize,
    most_busy: AtomicUsize,
    arrived: Notify,
}

impl MailServer {
    /// Takes `pause` for each mail; says “later” to the recipients of a domain.
    pub async fn start(pause: Duration, later: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("smtp://{}", listener.local_addr().expect("an address"));
        let took = Arc::new(Took::default());
        let for_all = Arc::clone(&took);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                for_all.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(converse(stream, pause, later, Arc::clone(&for_all)));
            }
        });
        Self { address, took }
    }

    pub fn recipients(&self) -> Vec<String> {
        self.took.recipients.lock().expect("no panic").clone()
    }

    /// The mails that came, with their headers.
    pub fn texts(&self) -> Vec<String> {
        self.took.texts.lock().expect("no panic").clone()
    }

    /// Waits until a mail to this address came; how many came before it.
    async fn before(&self, address: &str) -> usize {
        loop {
            let arrived = self.took.arrived.notified();
            if let Some(at) = self.recipients().iter().position(|to| to == address) {
                return at;
            }
            arrived.await;
        }
    }

    /// Waits until so many mails came.
    pub async fn at_least(&self, many: usize) {
        loop {
            let arrived = self.took.arrived.notified();
            if self.recipients().len() >= many {
                return;
            }
            arrived.await;
        }
    }
}

/// One connection, as RFC 5321 has it; None when the client hangs up.
async fn converse(stream: TcpStream, pause: Duration, later: &str, took: Arc<Took>) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 terreau.test ESMTP\r\n").await.ok()?;
    let mut recipient = String::new();
    loop {
        let line = lines.next_line().await.ok()??;
        let command = line.to_ascii_uppercase();
        let answer: &[u8] = match command.as_str() {
            _ if command.starts_with("RCPT TO:") => {
                recipient = line[8..].trim_matches(['<', '>', ' ']).to_owned();
                match recipient.ends_with(later) && !later.is_empty() {
                    true => b"451 4.7.1 come back later\r\n",
                    false if recipient.starts_with("inconnue") => b"550 5.1.1 no such user\r\n",
                    false => b"250 ok\r\n",
                }
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.ok()?;
                let mut text = String::new();
                loop {
                    match lines.next_line().await.ok()?? {
                        end if end == "." => break,
                        line => text += &(line + "\n"),
                    }
                }
                let busy = took.busy.fetch_add(1, Ordering::SeqCst) + 1;
                took.most_busy.fetch_max(busy, Ordering::SeqCst);
                tokio::time::sleep(pause).await;
                took.busy.fetch_sub(1, Ordering::SeqCst);
                took.recipients.lock().expect("no panic").push(recipient.clone());
                took.texts.lock().expect("no panic").push(text);
                took.arrived.notify_waiters();
                b"250 taken\r\n"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await.ok()?;
                return Some(());
            }
            _ => b"250 ok\r\n",
        };
        write.write_all(answer).await.ok()?;
    }
}

/// Mails that wait already, to as many people.
async fn waiting(world: &World, many: usize, domain: &str) {
    let outgoing = OutgoingMail::Notices { person: entity::id::PersonId(world.platform.new_id()), notices: Vec::new() };
    let outgoing = serde_json::to_string(&outgoing).expect("a mail");
    let now = world.platform.now().into();
    let row = |turn: usize| mail::Model {
        id: MailId(world.platform.new_id()),
        recipient: format!("a{turn}@{domain}"),
        content: outgoing.clone(),
        written_at: now,
        due_at: now,
        attempts: 0,
        sent_at: None,
        lane: 1,
        domain: domain.into(),
        fault: None,
        mailing: None,
        handed_at: None,
    };
    let rows: Vec<mail::ActiveModel> = (0..many).map(|turn| row(turn).into_active_model()).collect();
    let tx = world.platform.database.begin().await.expect("begins");
    for rows in rows.chunks(500) {
        mail::Entity::insert_many(rows.to_vec()).exec_without_returning(&tx).await.expect("inserts");
    }
    tx.commit().await.expect("commits");
}

#[test]
fn a_sign_in_link_passes_two_thousand_mails_that_wait_for_a_slow_mail_server() {
    on_both(|world| async move {
        let server = MailServer::start(Duration::from_millis(400), "").await;
        let world = world.with_post(&server.address).await;
        waiting(&world, 2_000, "exemple.fr").await;
        assert_eq!(oldest_waiting_sign_in(&world.platform).await.expect("reads"), None, "others do not count");
        let outbox = tokio::spawn(outbox::run(Arc::clone(&world.platform)));
        // The others are on their way, and all their places taken.
        server.at_least(8).await;
        let sent_before = server.recipients().len();
        sign_in::ask(&world.nobody(), "maire@figeac.fr", &browser("hers"), "/").await.expect("asked");
        let before = server.before("maire@figeac.fr").await;
        // Those that were being taken when she asked, and those that took their places meanwhile.
        assert!(
            before < sent_before + 200,
            "{before} mails came before the link, {sent_before} before it was asked for"
        );
        let busy = server.took.most_busy.load(Ordering::SeqCst);
        assert!((4..=8).contains(&busy), "several at once, and no more than eight: {busy}");
        let connections = server.took.connections.load(Ordering::SeqCst);
        assert!(connections <= 8 && connections < before, "connections stay open: {connections}");
        outbox.abort();
    });
}

#[test]
fn a_domain_that_says_later_is_left_alone_and_the_others_are_served() {
    on_both(|world| async move {
        let server = MailServer::start(Duration::ZERO, "@plus-tard.fr").await;
        let world = world.with_post(&server.address).await;
        waiting(&world, 40, "plus-tard.fr").await;
        waiting(&world, 10, "exemple.fr").await;
        let sent = outbox::send_due(&world.platform).await.expect("sends");
        assert_eq!((sent, server.recipients().len()), (10, 10));
        let rows = mail::Entity::find().all(world.platform.database.read()).await.expect("reads");
        let tried = rows.iter().filter(|row| row.domain == "plus-tard.fr" && row.attempts > 0).count();
        assert!((1..=8).contains(&tried), "one round of tries, and the rest waits: {tried}");
        let domains = mail_domain::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert_eq!(domains.iter().map(|row| row.failures).collect::<Vec<_>>(), [1]);
        // A sign-in mail is tried there all the same; the figure of health says that it waits.
        sign_in::ask(&world.nobody(), "maire@plus-tard.fr", &browser("hers"), "/").await.expect("asked");
        outbox::send_due(&world.platform).await.expect("sends");
        world.go_to("2021-03-01T10:00:30Z");
        let waits = oldest_waiting_sign_in(&world.platform).await.expect("reads").expect("one waits");
        assert_eq!(waits.num_seconds(), 30);
    });
}
