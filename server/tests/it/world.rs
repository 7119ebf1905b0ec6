//! A world to test in: a database of its own with all territories, the campaign of 2021, a clock that stands, and
//! people.

use chrono::{DateTime, Utc};
use entity::{
    collectivity::Capacity,
    event::MailPreference,
    id::{GroupId, NeedId, PersonId, ProjectId},
    log::LogKey,
    need::NeedForm,
    permission::{Acting, Actor, StaffRole},
    project::ProjectForm,
    siren::Siren,
    table::{mandate, membership, person},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use server::{
    Context, Platform,
    campaign::loaded::{StoredCampaign, current_campaign},
    campaign::{self, file},
    clock::{StandingClock, SystemClock},
    database::{Database, sqlite_url},
    demo, frozen_rule,
    log::Signer,
    mail::Mailer,
    person::whole_mandate,
    proconnect::ProConnect,
    reference::{Reference, import},
    rng::Rng,
    vault::Vault,
};
use std::{
    future::Future,
    sync::{Arc, Mutex, OnceLock},
};
use tokio::sync::OnceCell;

pub const CAMPAIGN: &str = include_str!("../../campaigns/france-relance-2021.toml");

/// During the census, the selection, and after it.
pub const CENSUS: &str = "2021-03-01T10:00:00Z";
pub const SELECTION: &str = "2021-04-10T10:00:00Z";
pub const AFTER: &str = "2021-05-02T10:00:00Z";

pub fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().expect("an instant")
}

pub struct World {
    pub platform: Arc<Platform>,
    pub clock: Arc<StandingClock>,
    url: String,
}

/// What a world holds when a test begins.
#[derive(Debug, Clone, Copy)]
enum Content {
    /// The campaign of 2021, and nothing in it.
    Campaign,
    /// The demonstration: a campaign with its people, needs, groups and projects.
    Demonstration,
}

/// A SQLite file for each content with everything imported, copied for each test.
static SQLITE: [OnceCell<tempfile::TempDir>; 2] = [OnceCell::const_new(), OnceCell::const_new()];
/// The name of a PostgreSQL database for each content, the template of each test's.
static POSTGRES: [OnceCell<String>; 2] = [OnceCell::const_new(), OnceCell::const_new()];
/// The reference data of both.
static REFERENCE: OnceLock<Arc<Reference>> = OnceLock::new();
/// PostgreSQL copies a template only while nobody else does.
static COPYING: Mutex<()> = Mutex::new(());

/// Runs a test on SQLite and on PostgreSQL.
///
/// `TERREAU_TEST_POSTGRES` is the address of a PostgreSQL server on which databases may be made; `make test` starts
/// one.
pub fn on_both<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    sqlite(Content::Campaign, &test);
    postgres_too(Content::Campaign, &test);
}

/// As [`on_both`], in the demonstration during its census.
pub fn on_both_in_the_demonstration<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    sqlite(Content::Demonstration, &test);
    postgres_too(Content::Demonstration, &test);
}

/// Runs a test on SQLite alone: of what is in memory, whichever database it was read from.
pub fn on_sqlite<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    sqlite(Content::Campaign, test);
}

fn sqlite<F: Future<Output = ()>>(content: Content, test: impl Fn(World) -> F) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let template = SQLITE[content as usize].get_or_init(|| async {
            let folder = tempfile::tempdir().expect("a folder");
            fill(&sqlite_url(folder.path()), content).await;
            folder
        });
        let template = template.await.path().join("terreau.sqlite");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::copy(template, folder.path().join("terreau.sqlite")).expect("the template is there");
        let url = sqlite_url(folder.path());
        // The folder outlives the test: what it does not use of the world is dropped before it begins.
        test(World::open(&url).await).await;
        drop(folder);
    });
}

fn postgres_too<F: Future<Output = ()>>(content: Content, test: impl Fn(World) -> F) {
    let Ok(server) = std::env::var("TERREAU_TEST_POSTGRES") else {
        eprintln!("TERREAU_TEST_POSTGRES is not set: this ran on SQLite only; `make test` runs it on PostgreSQL too.");
        return;
    };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let template = POSTGRES[content as usize].get_or_init(|| async {
            let name = format!("template_{}_{}", std::process::id(), content as usize);
            postgres(&server, &format!("CREATE DATABASE {name}")).await;
            fill(&database_of(&server, &name), content).await;
            name
        });
        let template = template.await;
        let name = format!("t{}", uuid::Uuid::from_bytes(Rng::from_system().bytes()).simple());
        {
            let lock = COPYING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let runtime = tokio::runtime::Handle::current();
            tokio::task::block_in_place(|| {
                runtime.block_on(postgres(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}")))
            });
            drop(lock);
        }
        let world = World::open(&database_of(&server, &name)).await;
        let database = world.platform.database.clone();
        test(world).await;
        database.close().await;
        postgres(&server, &format!("DROP DATABASE {name}")).await;
    });
}

fn database_of(server: &str, name: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("postgres://host/name");
    format!("{base}/{name}")
}

async fn postgres(server: &str, sql: &str) {
    let database = sea_orm::Database::connect(server).await.expect("the test server answers");
    database.execute_unprepared(sql).await.expect(sql);
    database.close().await.expect("closes");
}

async fn fill(url: &str, content: Content) {
    let world = World::open(url).await;
    let ctx = world.nobody();
    import::import_embedded(&ctx).await.expect("the embedded tables are right");
    world.platform.reload_reference().await.expect("loads");
    // The same for every test: it takes most of a second to load.
    let _ = REFERENCE.set(world.platform.reference());
    match content {
        Content::Campaign => {
            let spec = file::read(CAMPAIGN).expect("valid");
            campaign::import(&ctx, &spec, false).await.expect("imports");
            campaign::open(&ctx, &spec.slug).await.expect("opens");
        }
        Content::Demonstration => demo::prepare(&ctx, &SystemClock::default()).await.expect("fills"),
    }
    world.platform.database.clone().close().await;
}

/// Every world has the same key, as the servers of one PostgreSQL do.
pub fn signer() -> Signer {
    Signer::new(LogKey::new(&[7; 32]), "terreau.test")
}

/// Every world seals under the same key.
pub fn vault() -> Option<Vault> {
    Vault::new(&[7; 32])
}

impl World {
    async fn open(url: &str) -> Self {
        let database = Database::open(url).await.expect("opens");
        database.migrate().await.expect("migrates");
        let clock = Arc::new(StandingClock::at(at(CENSUS)));
        let reference = match REFERENCE.get() {
            Some(reference) => Arc::clone(reference),
            // The first one, which imports it.
            None => Arc::new(Reference::load(database.read()).await.expect("loads")),
        };
        let rng = Rng::from_system();
        let platform = Platform::with_reference(database, clock.clone(), rng, signer(), false, reference);
        let platform = platform.await.expect("starts");
        // A store that keeps what it is given for as long as the test lasts.
        let platform = platform.with_files(Arc::new(object_store::memory::InMemory::new())).with_vault(vault());
        Self { platform: Arc::new(platform), clock, url: url.to_owned() }
    }

    /// The address of the database for another account of PostgreSQL.
    pub fn url_as(&self, name: &str, password: &str) -> String {
        let mut url = url::Url::parse(&self.url).expect("an address");
        url.set_username(name).expect("a name");
        url.set_password(Some(password)).expect("a password");
        url.into()
    }

    /// Another server on the same database, started now, with the same clock.
    pub async fn restarted(&self) -> Arc<Platform> {
        let database = Database::open(&self.url).await.expect("opens");
        let platform = Platform::new(database, self.clock.clone(), Rng::from_system(), signer(), false).await;
        Arc::new(platform.expect("loads").with_vault(vault()))
    }

    /// Another server on the same database, with a mail server of its own.
    pub async fn restarted_with(&self, mailer: Mailer) -> Platform {
        self.another().await.with_mailer(mailer)
    }

    /// Another server, which knows the same reference data.
    pub async fn another(&self) -> Platform {
        let database = Database::open(&self.url).await.expect("opens");
        let (clock, reference) = (self.clock.clone(), self.platform.reference());
        let rng = Rng::from_system();
        let platform = Platform::with_reference(database, clock, rng, signer(), false, reference).await;
        platform.expect("starts").with_vault(vault())
    }

    /// The address of the database.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The same world with a server that writes mails, and sends none.
    pub async fn with_mail(self) -> Self {
        let platform = self.another().await;
        let mailer = Mailer::new("https://terreau.example".into(), "vote@terreau.example", None).expect("a mailer");
        Self { platform: Arc::new(platform.with_mailer(mailer)), ..self }
    }

    /// Another server that writes mails, and sends none.
    pub async fn another_with_mail(&self) -> Arc<Platform> {
        let mailer = Mailer::new("https://terreau.example".into(), "vote@terreau.example", None).expect("a mailer");
        Arc::new(self.another().await.with_mailer(mailer))
    }

    /// The same world with a server that sends its mails through a mail server.
    pub async fn with_post(self, smtp: &str) -> Self {
        let platform = self.another().await;
        let mailer = Mailer::new("https://terreau.example".into(), "vote@terreau.example", Some(smtp));
        let platform = platform.with_mailer(mailer.expect("a mailer"));
        Self { platform: Arc::new(platform), ..self }
    }

    /// The same world with a server that keeps files elsewhere.
    pub async fn with_files(self, files: server::attachment::store::Store) -> Self {
        let platform = self.another().await;
        Self { platform: Arc::new(platform.with_files(files)), ..self }
    }

    /// The same world with a server where people sign in through ProConnect.
    pub async fn with_proconnect(self, proconnect: ProConnect) -> Self {
        let platform = self.another().await;
        Self { platform: Arc::new(platform.with_proconnect(proconnect)), ..self }
    }

    /// The database as the release before the money left it: no table of now, and a campaign in the shape of then.
    pub async fn before_the_money(&self, spec: &str) {
        let tables = [
            "text_report",
            "hidden_text",
            "discussion_message",
            "bank_account",
            "convention",
            "deployment",
            "instalment",
            "decision_draft",
            "letterhead",
            "decision",
            "assessment",
            "attachment",
            "application_message",
            "application_confirmation",
            "application_answer",
            "application",
            "ledger_entry",
            "ledger_account",
            "campaign_version",
            "succession",
        ];
        let database = sea_orm::Database::connect(&self.url).await.expect("opens");
        for table in tables {
            database.execute_unprepared(&format!("DROP TABLE {table}")).await.expect("drops");
        }
        if database.get_database_backend() == sea_orm::DatabaseBackend::Postgres {
            for function in ["terreau_ledger_append_only", "terreau_ledger_posted"] {
                database.execute_unprepared(&format!("DROP FUNCTION {function}")).await.expect("drops");
            }
        }
        let full_text: &[&str] = match self.platform.database.is_sqlite() {
            true => &[
                "CREATE VIEW need_text AS SELECT rowid AS number, title, problem, sufferers FROM need",
                "CREATE VIRTUAL TABLE need_search USING fts5 (title, problem, sufferers, content='need_text', \
                 content_rowid='number', tokenize='unicode61 remove_diacritics 2')",
                "CREATE TRIGGER need_search_insert AFTER INSERT ON need BEGIN SELECT 1; END",
                "CREATE TRIGGER need_search_delete AFTER DELETE ON need BEGIN SELECT 1; END",
                "CREATE TRIGGER need_search_update AFTER UPDATE OF title ON need BEGIN SELECT 1; END",
            ],
            false => &[
                "CREATE INDEX need_search ON need (title)",
                "CREATE FUNCTION terreau_fold (input TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS 'SELECT input'",
            ],
        };
        for statement in full_text {
            database.execute_unprepared(statement).await.expect(statement);
        }
        let later = [
            "DROP TABLE calendar_link",
            "DROP TABLE seat",
            "DROP TABLE service_message",
            "DROP TABLE mail_refusal",
            "DROP TABLE mailing_pace",
            "DROP INDEX mail_of_mailing_due",
            "DROP INDEX mail_of_mailing",
            "ALTER TABLE mail DROP COLUMN handed_at",
            "ALTER TABLE mail DROP COLUMN mailing",
            "DROP TABLE mailing",
            "DROP TABLE enquiry",
            "DROP TABLE canned_answer",
            "DROP TABLE site_text_version",
            "ALTER TABLE session DROP COLUMN view_role",
            "ALTER TABLE session DROP COLUMN view_siren",
            "ALTER TABLE session DROP COLUMN view_departement",
            "ALTER TABLE session DROP COLUMN view_until",
            "DROP TABLE figures_subscription",
            "ALTER TABLE project DROP COLUMN priority_reason",
            "ALTER TABLE project DROP COLUMN priority_basis",
            "DROP TABLE campaign_draft_version",
            "DROP TABLE campaign_draft",
            "DROP TABLE need_note",
            "DROP TABLE need_batch_item",
            "DROP TABLE need_batch",
            "DROP TABLE need_answer",
            "DROP TABLE need_work",
            "DROP INDEX need_desk",
            "DROP INDEX person_by_staff",
            "DROP TABLE ignored_cluster",
            "DROP TABLE merge_request",
            "DROP INDEX need_by_face",
            "ALTER TABLE need DROP COLUMN merged_into",
            "ALTER TABLE need DROP COLUMN face",
            "ALTER TABLE need DROP COLUMN merged_at",
            "ALTER TABLE need DROP COLUMN merged_by",
            "ALTER TABLE need DROP COLUMN merged_reason",
            "ALTER TABLE person DROP COLUMN residence",
            "DROP TABLE follow",
            "DROP TABLE need_attachment",
            "DROP TABLE need_copy",
            "ALTER TABLE pool_group DROP COLUMN theme",
            "ALTER TABLE pool_group DROP COLUMN programmes",
            "ALTER TABLE person DROP COLUMN visited_at",
            "ALTER TABLE session DROP COLUMN previous_visit",
            "DROP INDEX sign_in_attempt_network",
            "DROP INDEX sign_in_attempt_asked",
            "ALTER TABLE sign_in_attempt DROP COLUMN network",
            "DROP TABLE rate_count",
            "DROP TABLE saved_form",
            "DROP TABLE reminder_sent",
            "DROP TABLE service",
            "DROP TABLE service_list",
            "DROP TABLE committee_opinion",
            "DROP TABLE committee_project",
            "DROP TABLE committee_member",
            "DROP TABLE committee_session",
            "DROP TABLE cost_line",
            "ALTER TABLE project DROP COLUMN assumptions",
            "DROP INDEX notice_unread",
            "ALTER TABLE notice DROP COLUMN until_at",
            "ALTER TABLE notice DROP COLUMN reason",
            "ALTER TABLE membership_request DROP COLUMN body",
            "DROP TABLE imported_member",
            "DROP TABLE joint_act_link",
            "DROP TABLE joint_act",
            "ALTER TABLE membership DROP COLUMN by_hand",
            "ALTER TABLE campaign DROP COLUMN opened_at",
            "DROP TABLE door_act",
            "DROP TABLE door_block",
            "DROP TABLE known_browser",
            "DROP TABLE mail_domain",
            "ALTER TABLE membership_request DROP COLUMN reached",
            "DROP INDEX group_member_by_siren_and_state",
            "ALTER TABLE group_member DROP COLUMN reached",
            "DROP INDEX membership_invitation_by_siren",
            "ALTER TABLE membership_invitation DROP COLUMN invited_by",
            "ALTER TABLE membership_invitation DROP COLUMN invited_at",
            "DROP INDEX mail_due",
            "ALTER TABLE mail DROP COLUMN lane",
            "ALTER TABLE mail DROP COLUMN domain",
            "CREATE INDEX mail_due ON mail (due_at) WHERE sent_at IS NULL",
        ];
        for statement in later {
            database.execute_unprepared(statement).await.expect(statement);
        }
        let since = "DELETE FROM seaql_migrations WHERE version >= 'm2026_11_25_000007'";
        database.execute_unprepared(since).await.expect("forgets");
        let sql = format!("UPDATE campaign SET spec = '{}'", spec.replace('\'', "''"));
        database.execute_unprepared(&sql).await.expect("stores");
        database.close().await.expect("closes");
    }

    pub fn go_to(&self, instant: &str) {
        self.clock.set(at(instant));
    }

    /// A curator freezes the rule.
    pub async fn freeze(&self) -> frozen_rule::Frozen {
        frozen_rule::freeze(&self.curator().await).await.expect("frozen")
    }

    /// The rule is frozen, and the vote has opened.
    pub async fn open_vote(&self) -> frozen_rule::Frozen {
        let frozen = self.freeze().await;
        self.go_to(SELECTION);
        frozen
    }

    pub fn nobody(&self) -> Context {
        Context::new(Arc::clone(&self.platform), Actor::default(), "test")
    }

    /// Nobody, who asks another server.
    pub fn nobody_on(&self, platform: &Arc<Platform>) -> Context {
        Context::new(Arc::clone(platform), Actor::default(), "test")
    }

    /// As another server reads it.
    pub async fn campaign_of(&self, platform: &Platform) -> StoredCampaign {
        current_campaign(platform.database.read()).await.expect("imported")
    }

    pub async fn campaign(&self) -> StoredCampaign {
        current_campaign(self.platform.database.read()).await.expect("imported")
    }

    pub fn commune(&self, insee: &str) -> Siren {
        self.platform.reference().find_by_insee(insee).expect("a commune").siren
    }

    /// Somebody of the State.
    async fn staff(&self, name: &str, staff: StaffRole, departement: Option<&str>) -> Context {
        let person = self.person(name, Some(staff)).await;
        let departement = departement.map(str::to_owned);
        let tx = self.platform.database.begin().await.expect("begins");
        person::Entity::update_many()
            .set(person::ActiveModel { departement: Set(departement.clone()), ..Default::default() })
            .filter(person::Column::Id.eq(person))
            .exec(&tx)
            .await
            .expect("updates");
        tx.commit().await.expect("commits");
        let actor = Actor { person: Some(person), staff: Some(staff), departement, ..Actor::default() };
        Context::new(Arc::clone(&self.platform), actor, "test")
    }

    pub async fn assessor(&self) -> Context {
        self.staff("l’évaluatrice", StaffRole::Assessor, None).await
    }

    pub async fn observer(&self) -> Context {
        self.staff("l’observatrice", StaffRole::Observer, None).await
    }

    pub async fn officer(&self, departement: &str) -> Context {
        self.staff("l’agent de préfecture", StaffRole::Prefecture, Some(departement)).await
    }

    async fn person(&self, name: &str, staff: Option<StaffRole>) -> PersonId {
        let id = PersonId(self.platform.new_id());
        let row = person::Model {
            id,
            name: name.into(),
            staff,
            created_at: self.platform.now().into(),
            demo_key: None,
            demo_blurb: None,
            departement: None,
            residence: None,
            mail_preference: MailPreference::Each,
            deleted_at: None,
            visited_at: None,
        };
        let tx = self.platform.database.begin().await.expect("begins");
        person::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
        tx.commit().await.expect("commits");
        id
    }

    async fn member(&self, name: &str, siren: &Siren, capacity: Capacity, mandate: bool) -> Context {
        let person = self.person(name, None).await;
        let tx = self.platform.database.begin().await.expect("begins");
        let row = membership::Model {
            person,
            siren: *siren,
            capacity,
            title: "Test".into(),
            since: self.platform.now().into(),
            referent: false,
            by_hand: false,
        };
        membership::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
        if mandate {
            let campaign = current_campaign(&tx).await.expect("imported").id;
            let row = whole_mandate(campaign, *siren, person, self.platform.now().into());
            mandate::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
        }
        tx.commit().await.expect("commits");
        let acting = Some(Acting { siren: *siren, capacity, mandate, referent: false });
        let actor = Actor { person: Some(person), acting, ..Actor::default() };
        Context::new(Arc::clone(&self.platform), actor, "test")
    }

    /// An élu who holds the mandate of a collectivité.
    pub async fn elu(&self, siren: &Siren) -> Context {
        self.member("l’élue", siren, Capacity::Elu, true).await
    }

    /// An élu of the same collectivité who does not.
    pub async fn other_elu(&self, siren: &Siren) -> Context {
        self.member("l’adjoint", siren, Capacity::Elu, false).await
    }

    pub async fn agent(&self, siren: &Siren) -> Context {
        self.member("l’agente", siren, Capacity::Agent, false).await
    }

    pub async fn curator(&self) -> Context {
        self.staff("la curatrice", StaffRole::Curator, None).await
    }

    /// A need of this person's collectivité, published.
    pub async fn published(&self, author: &Context) -> NeedId {
        let id = NeedId(self.platform.new_id());
        server::need::save_draft(author, id, &need_form(), "").await.expect("saved");
        server::need::publish(author, id).await.expect("published");
        id
    }

    /// A project of one need, on the ballot.
    pub async fn on_ballot(&self, curator: &Context, need: NeedId, cost: &str) -> ProjectId {
        let id = ProjectId(self.platform.new_id());
        server::project::save(curator, id, &project_form(&[need], cost), "").await.expect("saved");
        server::project::put_on_ballot(curator, id).await.expect("on the ballot");
        id
    }

    /// A group on a need, led by this person's collectivité.
    pub async fn group(&self, lead: &Context, need: NeedId) -> GroupId {
        let id = GroupId(self.platform.new_id());
        server::group::open(lead, id, need, "Groupement d’essai", "Essayer ensemble").await.expect("opened");
        id
    }
}

pub fn need_form() -> NeedForm {
    NeedForm {
        title: "Répondre au téléphone de la mairie".into(),
        problem: "Le secrétariat ferme trois jours par semaine et les appels se perdent.".into(),
        affected: "Les habitants âgés".into(),
        existing: String::new(),
        theme: "relation-usagers".into(),
        urgency: "high".into(),
        programmes: vec!["pvd".into()],
    }
}

pub fn project_form(needs: &[NeedId], cost: &str) -> ProjectForm {
    ProjectForm {
        title: "Un standard partagé".into(),
        summary: "Un accueil téléphonique commun à plusieurs mairies, ouvert tous les jours.".into(),
        carrier_service: "Incubateur des territoires".into(),
        cost: cost.into(),
        needs: needs.iter().map(ToString::to_string).collect(),
        ..ProjectForm::default()
    }
}

/// Runs the same act many times at once, each on its own task.
pub async fn at_once<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    times: usize,
    act: impl Fn(usize) -> F,
) -> Vec<T> {
    let tasks: Vec<_> = (0..times).map(|turn| tokio::spawn(act(turn))).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.expect("no panic"));
    }
    results
}
