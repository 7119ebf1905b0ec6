//! Mailings: whom they are for, that two agree on them, and that nobody gets one twice.

use crate::{
    fixture::{WAVE_1, costs, diagnosis, fields, refusal, type_in},
    post::MailServer,
    world::{World, on_both},
};
use entity::{
    collectivity::{Kind, Stratum},
    email::Email,
    form_field,
    id::MailingId,
    mailing::{Addressees, Audience, Lacking, MailingState, Progress, RefusalCause},
    programme::Programme,
    refusal::Refusal,
    siren::Siren,
    table::{contact, mail, mail_address, mail_refusal, mailing as table, person, programme_label},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use server::{
    Context, Error, Platform, ballot,
    joint_act::{self, Answer},
    mailing::{self, Typed, audience::Selection, lane, refusal as addresses},
};
use std::{
    collections::HashSet,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// Official addresses of these collectivités, in place of those there were.
async fn contacts(world: &World, known: &[(Siren, &str)]) {
    let rows = known.iter().map(|(siren, email)| contact::Model { siren: *siren, email: (*email).to_owned() });
    let rows: Vec<contact::ActiveModel> = rows.map(IntoActiveModel::into_active_model).collect();
    let tx = world.platform.database.begin().await.expect("begins");
    contact::Entity::delete_many().exec(&tx).await.expect("empty");
    for rows in rows.chunks(1000) {
        contact::Entity::insert_many(rows.to_vec()).exec_without_returning(&tx).await.expect("inserted");
    }
    tx.commit().await.expect("commits");
}

/// A mailing that is being written.
async fn begun(ctx: &Context) -> MailingId {
    let id = MailingId(ctx.platform.new_id());
    mailing::begin(ctx, id, "Bientôt la clôture").await.expect("begun");
    id
}

fn typed(audience: Audience) -> Typed {
    Typed {
        subject: "Pour {collectivité}".into(),
        body: "Bonjour {collectivité},\n\nvous avez jusqu’au **{échéance}**.".into(),
        deadline: "2021-03-31".into(),
        audience,
    }
}

async fn for_whom(ctx: &Context, id: MailingId, audience: Audience) -> Selection {
    mailing::save(ctx, id, typed(audience)).await.expect("saved");
    mailing::count(ctx, &mailing::find(ctx, id).await.expect("found")).await.expect("counted")
}

fn emails(selection: &Selection) -> Vec<&str> {
    selection.recipients.iter().map(|one| one.email.as_str()).collect()
}

/// Another curator agrees on the only act that waits.
async fn agree(world: &World) -> Result<(), Error> {
    let second = world.curator().await;
    let acts = joint_act::list(&second).await.expect("reads");
    assert_eq!(acts.len(), 1, "{acts:?}");
    joint_act::answer(&second, acts[0].row.id, Answer::Second, joint_act::shown(&acts[0]).as_str(), &"".into()).await
}

async fn stored(world: &World, id: MailingId) -> table::Model {
    table::Entity::find_by_id(id).one(world.platform.database.read()).await.expect("reads").expect("there")
}

#[test]
fn a_mailing_is_for_those_who_are_chosen_each_address_once() {
    on_both(|world| async move {
        let curator = world.curator().await;
        let [figeac, cahors, die, nantes] = ["46102", "46042", "26113", "44109"].map(|insee| world.commune(insee));
        let lot = Siren::parse("224600015").expect("a SIREN");
        let known = [
            (figeac, "mairie@figeac.fr"),
            (cahors, "Commun@lot.fr"),
            (lot, "commun@lot.fr"),
            (die, "mairie@die.fr"),
            (nantes, "mairie@nantes.fr"),
        ];
        contacts(&world, &known).await;
        let id = begun(&curator).await;
        let all = for_whom(&curator, id, Audience::default()).await;
        assert_eq!(emails(&all), ["commun@lot.fr", "mairie@die.fr", "mairie@figeac.fr", "mairie@nantes.fr"]);
        let mut of_common = all.recipients[0].sirens.clone();
        of_common.sort();
        let mut both = vec![cahors, lot];
        both.sort();
        assert_eq!(of_common, both, "one mail for two collectivités");
        assert_eq!(all.collectivities, world.platform.reference().count() as u64);
        assert_eq!(all.without_address, all.collectivities - 5);

        let none = Audience::default();
        let communes = Audience { kinds: vec![Kind::Commune], regions: vec!["76".into()], ..none.clone() };
        let of = for_whom(&curator, id, communes).await;
        assert_eq!(emails(&of), ["commun@lot.fr", "mairie@figeac.fr"]);
        assert_eq!(of.recipients[0].sirens, [cahors]);
        let small = Audience { strata: vec![Stratum::MediumCommune], ..none.clone() };
        assert_eq!(emails(&for_whom(&curator, id, small).await), ["mairie@die.fr", "mairie@figeac.fr"]);
        let drome = Audience { departements: vec!["26".into()], ..none.clone() };
        assert_eq!(emails(&for_whom(&curator, id, drome).await), ["mairie@die.fr"]);
        let label = programme_label::Model { insee: "46102".into(), programme: Programme::PetitesVillesDeDemain };
        let tx = world.platform.database.begin().await.expect("begins");
        label.into_active_model().insert(&tx).await.expect("inserted");
        tx.commit().await.expect("commits");
        let labelled = Audience { programmes: vec![Programme::PetitesVillesDeDemain], ..none.clone() };
        assert_eq!(emails(&for_whom(&curator, id, labelled).await), ["mairie@figeac.fr"]);

        // By what they did not do.
        let lacking = |lacking| Audience { lacking: Some(lacking), ..Audience::default() };
        let mayor = world.elu(&figeac).await;
        let without = for_whom(&curator, id, lacking(Lacking::Account)).await;
        assert_eq!(emails(&without), ["commun@lot.fr", "mairie@die.fr", "mairie@nantes.fr"]);
        let (drafting, agent) = (world.agent(&die).await, world.agent(&nantes).await);
        let draft = entity::id::NeedId(world.platform.new_id());
        server::need::save_draft(&drafting, draft, &crate::world::need_form(), "").await.expect("saved");
        let need = world.published(&agent).await;
        assert_eq!(emails(&for_whom(&curator, id, lacking(Lacking::Publication)).await), ["mairie@die.fr"]);
        let project = world.on_ballot(&curator, need, "20 000 000").await;
        world.open_vote().await;
        ballot::cast(&mayor, &[project]).await.expect("cast");
        let not_voted = for_whom(&curator, id, lacking(Lacking::Ballot)).await;
        assert_eq!(emails(&not_voted), ["commun@lot.fr", "mairie@die.fr", "mairie@nantes.fr"]);
    });
}

#[test]
fn who_may_apply_and_has_not_is_told_from_the_others() {
    on_both(|world| async move {
        let curator = world.curator().await;
        let [figeac, die] = ["46102", "26113"].map(|insee| world.commune(insee));
        contacts(&world, &[(figeac, "mairie@figeac.fr"), (die, "mairie@die.fr")]).await;
        let agent = world.agent(&figeac).await;
        world.go_to(WAVE_1);
        let application = diagnosis(&world, &agent).await;
        type_in(&agent, application, &[("costs", &costs("10 000", None))]).await;
        let id = begun(&curator).await;
        let audience =
            Audience { lacking: Some(Lacking::Application), envelope: "ingenierie".into(), ..Audience::default() };
        let before = for_whom(&curator, id, audience.clone()).await;
        assert_eq!(emails(&before), ["mairie@die.fr", "mairie@figeac.fr"], "a draft is no application");
        let version = world.campaign().await.version;
        server::application::submit(&agent, application, version).await.expect("submitted");
        assert_eq!(emails(&for_whom(&curator, id, audience.clone()).await), ["mairie@die.fr"]);
        // Only groups apply there.
        let groups = Audience { envelope: "dematerialisation".into(), ..audience.clone() };
        assert_eq!(for_whom(&curator, id, groups).await.collectivities, 0);
        let unknown = typed(Audience { envelope: "rien".into(), ..audience });
        let refused = fields(mailing::save(&curator, id, unknown).await);
        assert_eq!(refused, [(form_field::ENVELOPE.into(), Refusal::NotOnTheList)]);
    });
}

#[test]
fn people_are_written_to_who_want_mails_and_those_who_asked_for_no_more_are_not() {
    on_both(|world| async move {
        let curator = world.curator().await;
        let figeac = world.commune("46102");
        let addresses = ["a@figeac.fr", "b@figeac.fr", "c@figeac.fr", "d@figeac.fr"];
        let mut people = vec![world.elu(&figeac).await];
        for _ in 1..addresses.len() {
            people.push(world.agent(&figeac).await);
        }
        let tx = world.platform.database.begin().await.expect("begins");
        for (ctx, email) in people.iter().zip(addresses) {
            let person = ctx.person().expect("somebody");
            let row = mail_address::Model { email: email.into(), person, proved_at: world.platform.now().into() };
            row.into_active_model().insert(&tx).await.expect("inserted");
        }
        let quiet = person::ActiveModel {
            id: Set(people[1].person().expect("somebody")),
            mail_preference: Set(entity::event::MailPreference::None),
            ..Default::default()
        };
        quiet.update(&tx).await.expect("updated");
        let at = world.platform.now().into();
        for (email, cause) in [("c@figeac.fr", RefusalCause::Bounced), ("d@figeac.fr", RefusalCause::Unsubscribed)] {
            let row = mail_refusal::Model { email: email.into(), cause, at };
            row.into_active_model().insert(&tx).await.expect("inserted");
        }
        tx.commit().await.expect("commits");
        let id = begun(&curator).await;
        let audience = Audience { to: Addressees::People, departements: vec!["46".into()], ..Audience::default() };
        let selection = for_whom(&curator, id, audience).await;
        assert_eq!(emails(&selection), ["a@figeac.fr"]);
        assert_eq!((selection.bounced, selection.unsubscribed), (1, 1));
    });
}

#[test]
fn a_mailing_is_refused_to_nobody_with_a_broken_field_and_to_whoever_may_not() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let curator = world.curator().await;
        let mayor = world.elu(&world.commune("46102")).await;
        assert!(matches!(mailing::list(&mayor).await, Err(Error::Forbidden)));
        let id = begun(&curator).await;
        let of = |text: &str| Typed { body: text.into(), deadline: String::new(), ..typed(Audience::default()) };
        let subject = "Bonjour".to_owned();
        for (text, refused) in [
            ("Pour {commune}", Refusal::UnknownMailField { name: "commune".into() }),
            ("<img src=x onerror=alert(1)>", Refusal::HtmlInText { found: "<img src=x onerror=alert(1)>".into() }),
            ("", Refusal::Missing),
        ] {
            let typed = Typed { subject: subject.clone(), ..of(text) };
            assert_eq!(fields(mailing::save(&curator, id, typed).await), [(form_field::BODY.into(), refused)]);
        }
        let typed = Typed { subject: subject.clone(), ..of("avant le {échéance}") };
        assert_eq!(
            fields(mailing::save(&curator, id, typed).await),
            [(form_field::DATE.into(), Refusal::DeadlineMissing)]
        );
        // Without a mail server, nothing is proposed; then nobody, then twice.
        mailing::save(&curator, id, Typed { subject, ..of("Bonjour") }).await.expect("saved");
        assert_eq!(refusal(mailing::propose(&curator, id).await), Refusal::NoMailServer);
        let server = MailServer::start(Duration::ZERO, "").await;
        let world = world.with_post(&server.address).await;
        let curator = Context { platform: Arc::clone(&world.platform), ..curator };
        contacts(&world, &[]).await;
        assert_eq!(refusal(mailing::propose(&curator, id).await), Refusal::NoRecipient);
        contacts(&world, &[(world.commune("46102"), "mairie@figeac.fr")]).await;
        mailing::propose(&curator, id).await.expect("proposed");
        assert_eq!(refusal(mailing::propose(&world.curator().await, id).await), Refusal::ActProposed);
        assert_eq!(refusal(mailing::test(&curator, id).await), Refusal::NoOwnAddress);
        // Changed since it was proposed: nothing is sent, and somebody proposes it again.
        mailing::save(&curator, id, Typed { subject: "Autre".into(), ..of("Bonjour") }).await.expect("saved");
        agree(&world).await.expect("answered");
        assert_eq!(stored(&world, id).await.state, MailingState::Draft);
        assert_eq!(mail::Entity::find().count(world.platform.database.read()).await.expect("reads"), 0);
        // What was read is not what stands there by now.
        let shown = |version: &str| Some(Arc::new(vec![("shown".to_owned(), version.to_owned())]));
        let read = Context { shown: shown("1"), ..curator.clone() };
        assert_eq!(refusal(mailing::propose(&read, id).await), Refusal::ShownChanged);
    });
}

#[test]
fn two_agree_and_each_address_gets_one_mail_that_names_it_and_unsubscribes_by_one_press() {
    on_both(|world| async move {
        let server = MailServer::start(Duration::ZERO, "@plus-tard.fr").await;
        let world = world.with_post(&server.address).await;
        let (figeac, cahors) = (world.commune("46102"), world.commune("46042"));
        let (die, nantes) = (world.commune("26113"), world.commune("44109"));
        let known = [(figeac, "mairie@figeac.fr"), (cahors, "mairie@figeac.fr"), (die, "mairie@plus-tard.fr")];
        contacts(&world, &[&known[..], &[(nantes, "inconnue@nantes.fr")]].concat()).await;
        let curator = world.curator().await;
        let id = begun(&curator).await;
        mailing::save(&curator, id, typed(Audience::default())).await.expect("saved");
        mailing::propose(&curator, id).await.expect("proposed");
        assert_eq!(lane::send_due(&world.platform).await.expect("sends"), 0, "one alone sends nothing");
        agree(&world).await.expect("agreed");
        assert_eq!(stored(&world, id).await.recipients, 3);
        assert_eq!(lane::send_due(&world.platform).await.expect("sends"), 1);
        assert_eq!(lane::send_due(&world.platform).await.expect("sends"), 0);
        assert_eq!(server.recipients(), ["mairie@figeac.fr"]);
        let text = server.texts().remove(0);
        let header =
            |name: &str| text.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned));
        assert_eq!(header("List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"), "{text}");
        let link = header("List-Unsubscribe").expect("a link");
        let token = link.trim_matches(['<', '>']).rsplit('/').next().expect("a secret").to_owned();
        assert!(link.starts_with("<https://terreau.example/"), "{link}");
        assert!(text.contains("multipart/alternative") && !text.contains("<img"), "{text}");
        let progress = |ctx: Context| async move {
            mailing::progress(&ctx, &mailing::find(&ctx, id).await.expect("found")).await.expect("counted")
        };
        assert_eq!(
            progress(curator.clone()).await,
            Progress { sent: 1, waiting: 1, given_up: 1, unanswered: 0 },
            "one was asked to wait, one does not exist"
        );
        let gone = mail_refusal::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert_eq!(
            gone.iter().map(|row| (row.email.as_str(), row.cause)).collect::<Vec<_>>(),
            [("inconnue@nantes.fr", RefusalCause::Bounced)]
        );

        // Whoever reads a mail unsubscribes without signing in, once however often.
        let nobody = world.nobody();
        assert_eq!(
            addresses::look(&nobody, &token).await.expect("ours"),
            Email::parse("mairie@figeac.fr").expect("one")
        );
        for _ in 0..2 {
            addresses::unsubscribe(&nobody, &token).await.expect("done");
        }
        assert_eq!(refusal(addresses::unsubscribe(&nobody, "00-00").await), Refusal::LinkEnded);
        let refused = addresses::refused(&curator).await.expect("counted");
        assert_eq!((refused.bounced, refused.unsubscribed), (1, 1));
        assert_eq!(
            refusal(addresses::note_list(&curator, "a@b.fr\nrien").await),
            Refusal::ListLine { line: 2, why: wording::operator::import::not_a_mail_address("rien") }
        );
        assert_eq!(addresses::note_list(&curator, "a@b.fr\nA@b.fr\ninconnue@nantes.fr").await.expect("noted"), 1);

        // The one that waits is tried later; in between, it is stopped, and leaves nothing.
        world.go_to("2021-03-01T12:00:00Z");
        mailing::stop(&curator, id).await.expect("stopped");
        assert_eq!(refusal(mailing::stop(&curator, id).await), Refusal::WrongState);
        assert_eq!(lane::send_due(&world.platform).await.expect("sends"), 0);
        addresses::note_list(&curator, "mairie@plus-tard.fr").await.expect("noted");
        mailing::resume(&curator, id).await.expect("goes on");
        assert_eq!(lane::send_due(&world.platform).await.expect("sends"), 0, "it came back meanwhile");
        let ended = stored(&world, id).await;
        assert_eq!(ended.state, MailingState::Done);
        assert_eq!(progress(curator).await, Progress { sent: 1, waiting: 0, given_up: 2, unanswered: 0 });
    });
}

#[test]
fn a_server_that_goes_down_in_the_middle_sends_the_rest_and_nobody_gets_a_mail_twice() {
    on_both(|world| async move {
        let server = MailServer::start(Duration::from_millis(3), "").await;
        let world = world.with_post(&server.address).await;
        let some: Vec<Siren> = world.platform.reference().collectivities().take(120).map(|one| one.siren).collect();
        let emails: Vec<String> = some.iter().map(|siren| format!("contact-{siren}@exemple.fr")).collect();
        contacts(&world, &some.iter().copied().zip(emails.iter().map(String::as_str)).collect::<Vec<_>>()).await;
        let curator = world.curator().await;
        let id = begun(&curator).await;
        mailing::save(&curator, id, typed(Audience::default())).await.expect("saved");
        mailing::propose(&curator, id).await.expect("proposed");
        agree(&world).await.expect("agreed");
        // Twice: in its middle, wherever that is, everything that runs is gone.
        for reached in [20, 60] {
            let platform = fast(&world, &server.address).await;
            let lane = tokio::spawn(lane::run(Arc::clone(&platform)));
            server.at_least(reached).await;
            lane.abort();
            assert!(lane.await.is_err_and(|error| error.is_cancelled()));
            platform.database.clone().close().await;
        }
        let platform = fast(&world, &server.address).await;
        lane::send_due(&platform).await.expect("sends");
        world.go_to("2021-03-01T11:00:00Z");
        lane::send_due(&platform).await.expect("sends");
        let progress = mailing::progress(&curator, &mailing::find(&curator, id).await.expect("found")).await;
        let progress = progress.expect("counted");
        assert_eq!((progress.waiting, progress.given_up, progress.all()), (0, 0, 120), "{progress:?}");
        assert!(progress.unanswered <= 8, "as many as were on their way: {progress:?}");
        let got = server.recipients();
        assert_eq!(got.iter().collect::<HashSet<_>>().len(), got.len(), "nobody twice");
        assert!(got.len() as u64 >= progress.sent, "{} came, {progress:?}", got.len());
        assert_eq!(stored(&world, id).await.state, MailingState::Done);
        platform.database.clone().close().await;
    });
}

/// A server of this world that sends as fast as it can.
async fn fast(world: &World, smtp: &str) -> Arc<Platform> {
    let mailer = server::mail::Mailer::new("https://terreau.example".into(), "envoi@terreau.example", Some(smtp));
    let platform = world.restarted_with(mailer.expect("a mailer").with_mailing_rate(60_000_000)).await;
    Arc::new(platform)
}

/// A real mail server (aiosmtpd, `make tools-mail`), which counts what it took.
struct RealServer {
    child: Child,
    address: String,
    took: Arc<AtomicUsize>,
}

impl RealServer {
    fn start() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut child = Command::new(root.join("target/mail/bin/python"))
            .arg(root.join("end2end/mail_server.py"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("make tools-mail");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let port = lines.next().expect("a line").expect("a port");
        let took = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&took);
        std::thread::spawn(move || lines.for_each(|_| _ = counted.fetch_add(1, Ordering::SeqCst)));
        Self { child, address: format!("smtp://127.0.0.1:{port}"), took }
    }
}

impl Drop for RealServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `make soak`: every collectivité is written to, through a real mail server; how long it took is printed.
#[test]
fn every_collectivity_is_written_to_once() {
    if std::env::var_os("TERREAU_SOAK_MAILS").is_none() {
        eprintln!("TERREAU_SOAK_MAILS is not set: `make soak` writes to every collectivité.");
        return;
    }
    on_both(|world| async move {
        let server = RealServer::start();
        let world = world.with_post(&server.address).await;
        let all: Vec<Siren> = world.platform.reference().collectivities().map(|one| one.siren).collect();
        let emails: Vec<String> = all.iter().map(|siren| format!("contact-{siren}@exemple.fr")).collect();
        contacts(&world, &all.iter().copied().zip(emails.iter().map(String::as_str)).collect::<Vec<_>>()).await;
        let curator = world.curator().await;
        let id = begun(&curator).await;
        mailing::save(&curator, id, typed(Audience::default())).await.expect("saved");
        let began = Instant::now();
        mailing::propose(&curator, id).await.expect("proposed");
        let (counted, began) = (began.elapsed(), Instant::now());
        agree(&world).await.expect("agreed");
        let (written, began) = (began.elapsed(), Instant::now());
        let platform = fast(&world, &server.address).await;
        let sent = lane::send_due(&platform).await.expect("sends");
        let took = began.elapsed();
        while (server.took.load(Ordering::SeqCst) as u64) < sent {
            tokio::task::yield_now().await;
        }
        assert_eq!((sent, server.took.load(Ordering::SeqCst)), (all.len() as u64, all.len()));
        let twice = mail::Entity::find().filter(mail::Column::Mailing.eq(id));
        assert_eq!(twice.count(world.platform.database.read()).await.expect("reads"), all.len() as u64);
        let kind = if world.platform.database.is_sqlite() { "SQLite" } else { "PostgreSQL" };
        println!(
            "{kind}: {sent} mails; counted in {counted:?}, written in {written:?}, sent in {took:?} ({:.0} a second)",
            sent as f64 / took.as_secs_f64()
        );
        platform.database.clone().close().await;
    });
}
