//! The money: what is allotted, asked, assessed, decided, engaged and paid, on both databases.

use crate::world::{CENSUS, World, at, at_once, on_both};
use bytes::Bytes;
use entity::{
    application::ApplicationState,
    campaign::Campaign,
    decision::Outcome,
    form_field::FieldName,
    id::{ApplicationId, GroupId, InstalmentId, ProjectId},
    ledger::{Account, Fund, Holdings, Scope},
    money::Euros,
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    subsidy::{CostLine, CostTable, FundingLine},
    table::{application as application_table, audit_event, ledger_account, ledger_entry, notice},
};
use futures_util::TryStreamExt;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    Context, Error,
    application::{self, Choice, Typed, handling, query, reminder},
    assessment::{self, Assessed},
    campaign::file,
    decision::{self, Lot},
    deployment, envelope, group,
    ledger::{self, Delegated},
    payment,
};
use std::sync::Arc;

/// In the first wave, after its close, and in the second.
const WAVE_1: &str = "2021-07-01T10:00:00Z";
const BETWEEN: &str = "2021-10-05T10:00:00Z";
const WAVE_2: &str = "2022-01-15T10:00:00Z";

fn siren(text: &str) -> Siren {
    Siren::parse(text).expect("a SIREN")
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> Refusal {
    match result.expect_err("refused") {
        Error::Refused(refusal) => refusal,
        Error::Fields(FieldRefusals(fields)) => fields.into_iter().next().expect("a field").1,
        other => panic!("{other}"),
    }
}

fn fields<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<(FieldName, Refusal)> {
    match result.expect_err("refused") {
        Error::Fields(FieldRefusals(fields)) => fields,
        other => panic!("{other}"),
    }
}

fn costs(amount: &str, public: Option<&str>) -> String {
    let table = CostTable {
        costs: vec![CostLine { label: "Portail".into(), amount: amount.into(), eligible: true }],
        funding: public
            .map(|amount| FundingLine { source: "Région".into(), amount: amount.into(), public: true })
            .into_iter()
            .collect(),
    };
    serde_json::to_string(&table).expect("writes")
}

/// Keeps answers; refuses where one is not kept.
async fn save(ctx: &Context, id: ApplicationId, typed: &[Typed]) -> Result<(), Error> {
    application::save(ctx, id, |_| Ok(typed.to_vec())).await?.require_kept()
}

/// Types answers over whatever stands there.
async fn type_in(ctx: &Context, id: ApplicationId, pairs: &[(&str, &str)]) {
    let detail = query::detail(ctx, id).await.expect("readable");
    let typed: Vec<Typed> = pairs
        .iter()
        .map(|(field, answer)| Typed {
            field: (*field).into(),
            answer: (*answer).into(),
            rendered: entity::application_form::fingerprint(detail.answers.get(*field).map_or("", String::as_str)),
        })
        .collect();
    save(ctx, id, &typed).await.expect("saved");
}

const DEMAT: [(&str, &str); 7] = [
    ("topic", "portail"),
    ("problem", "Chaque mairie ressaisit les mêmes demandes, et les habitants reviennent trois fois."),
    ("purpose", "Un guichet commun, ouvert à toutes les communes du département en deux ans."),
    ("audience", "120 000"),
    ("team", "Une cheffe de projet à plein temps, deux agents."),
    ("start", "2021-10-01"),
    ("months", "18"),
];

async fn version(world: &World) -> i32 {
    world.campaign().await.version
}

/// A group led by the Métropole de Rouen, and its agent.
async fn rouen(world: &World) -> (Context, GroupId) {
    let lead = world.agent(&siren("200023414")).await;
    let need = world.published(&lead).await;
    let id = world.group(&lead, need).await;
    (lead, id)
}

/// Brings a collectivité into a group.
async fn join(world: &World, lead: &Context, id: GroupId, siren: &Siren) -> Context {
    let agent = world.agent(siren).await;
    group::invite(lead, id, siren, "203.0.113.9").await.expect("invited");
    group::request(&agent, id).await.expect("joins");
    agent
}

/// An application of that group in the first wave, submitted.
async fn submitted(world: &World, amount: &str) -> (Context, Context, ApplicationId) {
    let (lead, departement, _, id) = written(world, amount).await;
    application::confirm(&departement, id).await.expect("confirmed");
    application::submit(&lead, id, version(world).await).await.expect("submitted");
    (lead, departement, id)
}

/// A demand of an agent's commune to its prefect, with the texts that it takes.
async fn diagnosis(world: &World, agent: &Context) -> ApplicationId {
    let id = ApplicationId(world.platform.new_id());
    let choice = Choice { envelope: "ingenierie".into(), ..Choice::default() };
    application::open(agent, id, &choice).await.expect("opened");
    let why = "Savoir quels outils nous avons, et lesquels nous manquent.";
    type_in(agent, id, &[("title", "Un diagnostic numérique"), ("what", "diagnostic"), ("why", why)]).await;
    id
}

/// Money for the prefecture of the Lot, or back from it.
fn delegated(amount: &str, back: bool) -> Delegated {
    Delegated { envelope: "ingenierie".into(), departement: "46".into(), amount: amount.into(), back, entry: None }
}

/// A project of 500,000 € that this mayor alone voted for, selected; in the days of the first wave.
async fn selected(world: &World, mayor: &Context, curator: &Context) -> ProjectId {
    let need = world.published(mayor).await;
    let project = world.on_ballot(curator, need, "500000").await;
    world.open_vote().await;
    server::ballot::cast(mayor, &[project]).await.expect("cast");
    world.go_to(WAVE_1);
    project
}

fn pilot(project: ProjectId) -> Choice {
    Choice { envelope: "co-construction".into(), group: None, project: Some(project) }
}

/// An application to pilot a project, submitted.
async fn piloted(world: &World, agent: &Context, project: ProjectId, amount: &str) -> ApplicationId {
    let id = ApplicationId(world.platform.new_id());
    application::open(agent, id, &pilot(project)).await.expect("opened");
    let team = "Deux agents, un jour par semaine.";
    type_in(agent, id, &[("team", team), ("start", "2021-09-01"), ("costs", &costs(amount, None))]).await;
    application::submit(agent, id, version(world).await).await.expect("submitted");
    id
}

/// A draft of a group with a département, in the first wave, in which nothing but the confirmations is missing.
pub(crate) async fn written(world: &World, amount: &str) -> (Context, Context, GroupId, ApplicationId) {
    let (lead, group) = rouen(world).await;
    let departement = join(world, &lead, group, &siren("227605409")).await;
    world.go_to(WAVE_1);
    let id = ApplicationId(world.platform.new_id());
    let choice = Choice { envelope: "dematerialisation".into(), group: Some(group), project: None };
    application::open(&lead, id, &choice).await.expect("opened");
    type_in(&lead, id, &DEMAT).await;
    type_in(&lead, id, &[("costs", &costs(amount, None))]).await;
    (lead, departement, group, id)
}

/// Both assessors say that they have no link, and mark.
async fn assess(world: &World, curator: &Context, id: ApplicationId, marks: [[&str; 3]; 2]) -> Vec<Context> {
    let assessors = [world.assessor().await, world.assessor().await];
    handling::find_complete(curator, &[id]).await.expect("complete");
    assessment::assign(curator, &[id]).await.expect("assigned");
    for (assessor, marks) in assessors.iter().zip(marks) {
        assessment::declare(assessor, id, false).await.expect("declared");
        assessment::mark(assessor, id, &assessed(marks)).await.expect("marked");
    }
    assessors.to_vec()
}

fn assessed(marks: [&str; 3]) -> Assessed {
    Assessed {
        marks: marks.map(str::to_owned).to_vec(),
        note: "Entre nous.".into(),
        reason: "Le portage est large et l’équipe est en place.".into(),
    }
}

fn accept(id: ApplicationId) -> decision::Choice {
    decision::Choice { application: id, outcome: Some(Outcome::Accepted), amount: String::new(), reason: String::new() }
}

fn euros(held: Holdings) -> (i64, i64, i64) {
    (held.left / 100, held.engaged / 100, held.paid / 100)
}

async fn held(world: &World, pot: &Fund) -> (i64, i64, i64) {
    let campaign = world.campaign().await.id;
    euros(ledger::book(world.platform.database.read(), campaign).await.expect("reads").holdings(pot))
}

async fn state(world: &World, id: ApplicationId) -> ApplicationState {
    application_table::Entity::find_by_id(id)
        .one(world.platform.database.read())
        .await
        .expect("reads")
        .expect("is there")
        .state
}

/// Balances and entries agree, and nothing was made or lost.
async fn is_sound(world: &World) {
    let campaign = world.campaign().await.id;
    let database = world.platform.database.read();
    assert_eq!(ledger::disagreements(database, campaign).await.expect("reads"), [""; 0]);
    assert_eq!(ledger::book(database, campaign).await.expect("reads").sum(), 0);
}

#[test]
fn what_the_campaign_allots_is_in_the_ledger_once_and_adds_up_to_88_millions() {
    on_both(|world| async move {
        let campaign = world.campaign().await;
        let views = envelope::overview(&world.nobody(), &campaign).await.expect("reads");
        assert_eq!(envelope::sum(&views).held.allotted(), 8_800_000_000);
        let spec = file::read(crate::world::CAMPAIGN).expect("valid");
        server::campaign::import(&world.nobody(), &spec, true).await.expect("imports again");
        let book = ledger::book(world.platform.database.read(), campaign.id).await.expect("reads");
        assert_eq!(book.balance(&Account::source()), -8_800_000_000);
        assert_eq!(book.envelope("laboratoires").left, 400_000_000);
        assert_eq!(book.holdings(&Fund::new("dematerialisation", Scope::Wave(1))).left, 750_000_000);
        is_sound(&world).await;
    });
}

#[test]
fn an_entry_of_the_ledger_is_not_changed_nor_deleted_and_an_account_not_overdrawn() {
    on_both(|world| async move {
        let campaign = world.campaign().await.id;
        for sql in ["UPDATE ledger_entry SET amount = 1", "DELETE FROM ledger_entry"] {
            let tx = world.platform.database.begin().await.expect("begins");
            tx.execute_unprepared(sql).await.expect_err("the ledger is append only");
            tx.rollback().await.expect("rolls back");
        }
        // Whatever a server believes: the database itself refuses what would be spent twice, what moves nothing, and
        // what comes from nowhere.
        let source = format!("{campaign}///source");
        let available = format!("{campaign}/ingenierie//available");
        let tx = world.platform.database.begin().await.expect("begins");
        let account = ledger_account::Model {
            id: format!("{campaign}/ingenierie//engaged"),
            campaign,
            envelope: "ingenierie".into(),
            part: String::new(),
            kind: entity::ledger::AccountKind::Engaged,
            balance: 0,
        };
        use sea_orm::IntoActiveModel;
        let engaged = account.id.clone();
        ledger_account::Entity::insert(account.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
        tx.commit().await.expect("commits");
        let entry = |from: &str, to: &str, cents: i64| ledger_entry::Model {
            id: entity::id::EntryId(world.platform.new_id()),
            campaign,
            kind: entity::ledger::EntryKind::Engagement,
            from_account: from.into(),
            to_account: to.into(),
            amount: Euros::from_cents(cents).expect("an amount"),
            application: None,
            note: String::new(),
            person: None,
            at: world.platform.now().into(),
        };
        for (from, to, cents) in [
            (available.as_str(), engaged.as_str(), 3_000_000_001),
            (engaged.as_str(), available.as_str(), 1),
            (available.as_str(), available.as_str(), 5),
            (available.as_str(), engaged.as_str(), 0),
            ("nowhere", engaged.as_str(), 5),
        ] {
            let tx = world.platform.database.begin().await.expect("begins");
            let row = entry(from, to, cents).into_active_model();
            ledger_entry::Entity::insert(row).exec_without_returning(&tx).await.expect_err("refused");
            tx.rollback().await.expect("rolls back");
        }
        let tx = world.platform.database.begin().await.expect("begins");
        for (from, to, cents) in
            [(source.as_str(), available.as_str(), 1), (available.as_str(), engaged.as_str(), 3_000_000_001)]
        {
            let row = entry(from, to, cents).into_active_model();
            ledger_entry::Entity::insert(row).exec_without_returning(&tx).await.expect("balanced, and there");
        }
        tx.rollback().await.expect("rolls back");
        is_sound(&world).await;
    });
}

#[test]
fn sixty_four_decisions_at_once_engage_what_there_is_and_not_a_cent_more() {
    on_both(|world| async move {
        // 1,500,000 € pay for connectors: at 100,000 € each, fifteen applications of sixty-four.
        let mut spec: Campaign = file::read(crate::world::CAMPAIGN).expect("valid");
        for envelope in &mut spec.envelopes {
            envelope.items.iter_mut().for_each(|item| item.amount = 100_000);
        }
        server::campaign::import(&world.nobody(), &spec, true).await.expect("imports");
        world.go_to(WAVE_1);
        let curator = world.curator().await;
        let reference = world.platform.reference();
        let communes = reference.collectivities().filter(|body| body.insee.is_some()).take(64);
        let mut ids = Vec::new();
        for commune in communes {
            ids.push(connector(&world, &commune.siren).await);
        }
        handling::find_complete(&curator, &ids).await.expect("complete");
        let other = world.restarted().await;
        let servers = [Arc::clone(&world.platform), other];
        let outcomes = {
            let (ids, curator, servers) = (ids.clone(), curator.clone(), servers.clone());
            at_once(64, move |turn| {
                let mut ctx = curator.clone();
                ctx.platform = Arc::clone(&servers[turn % 2]);
                let id = ids[turn];
                async move { decision::decide(&ctx, &[accept(id)], None).await }
            })
            .await
        };
        let accepted = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(accepted, 15);
        for outcome in outcomes.into_iter().filter(Result::is_err) {
            assert_eq!(refusal(outcome), Refusal::NotEnoughLeft { left: 0 });
        }
        assert_eq!(held(&world, &Fund::whole("dematerialisation")).await, (0, 1_500_000, 0));
        is_sound(&world).await;
        // The same decision again, many times at once: decided once.
        let first = {
            let mut first = None;
            for id in &ids {
                if state(&world, *id).await == ApplicationState::Accepted {
                    first = Some(*id);
                }
            }
            first.expect("one was accepted")
        };
        let again = at_once(16, move |_| {
            let curator = curator.clone();
            async move { decision::decide(&curator, &[accept(first)], None).await }
        })
        .await;
        assert!(again.into_iter().all(|outcome| refusal(outcome) == Refusal::AlreadyDecided));
        assert_eq!(held(&world, &Fund::whole("dematerialisation")).await, (0, 1_500_000, 0));
    });
}

/// An order of FranceConnect by a commune, submitted.
async fn connector(world: &World, siren: &Siren) -> ApplicationId {
    let agent = world.agent(siren).await;
    let id = ApplicationId(world.platform.new_id());
    let choice = Choice { envelope: "connecteurs".into(), ..Choice::default() };
    application::open(&agent, id, &choice).await.expect("opened");
    type_in(&agent, id, &[("items", "franceconnect"), ("software", "Portail des familles")]).await;
    application::submit(&agent, id, version(world).await).await.expect("submitted");
    id
}

#[test]
fn a_group_without_a_departement_is_told_so_adds_one_and_is_subsidised_at_one_half() {
    on_both(|world| async move {
        let (lead, id) = rouen(&world).await;
        world.go_to(WAVE_1);
        let campaign = world.campaign().await;
        let choice = Choice { envelope: "dematerialisation".into(), group: Some(id), project: None };
        let first = ApplicationId(world.platform.new_id());
        assert_eq!(refusal(application::open(&lead, first, &choice).await), Refusal::ApplicantNotEligible);
        let demat = campaign.spec.envelope("dematerialisation").expect("an envelope");
        let call = query::call(&lead, &campaign, demat).await.expect("reads");
        let (_, considered) = &call.groups[0];
        let lacking = considered.judgement.as_ref().expect("a condition").lacking();
        assert_eq!(lacking.len(), 1, "503,000 inhabitants are enough; a département is not there");
        assert!(
            considered.nearby.iter().any(|(siren, ..)| siren.as_str() == "227605409"),
            "the Seine-Maritime is near"
        );

        let departement = join(&world, &lead, id, &siren("227605409")).await;
        application::open(&lead, first, &choice).await.expect("opened");
        application::open(&lead, first, &choice).await.expect("the same form again opens nothing");
        let twice = application::open(&lead, ApplicationId(world.platform.new_id()), &choice).await;
        assert_eq!(refusal(twice), Refusal::AlreadyApplied);
        let detail = query::detail(&lead, first).await.expect("readable");
        assert_eq!(detail.answers["title"], "Groupement d’essai", "what is known is not asked");
        assert!(detail.answers["problem"].starts_with("Le secrétariat ferme"));

        let missing = fields(application::submit(&lead, first, campaign.version).await);
        assert_eq!(missing[0], (FieldName::WHOLE, Refusal::NotConfirmed { missing: 1 }));
        assert!(missing.contains(&(FieldName::question("audience"), Refusal::Missing)));
        assert!(missing.contains(&(FieldName::question("costs"), Refusal::NoEligibleCost)));
        type_in(&departement, first, &DEMAT).await;
        type_in(&lead, first, &[("costs", &costs("-3", None))]).await;
        application::confirm(&departement, first).await.expect("confirmed");
        let wrong = fields(application::submit(&lead, first, campaign.version).await);
        assert_eq!(wrong, [(FieldName::question("costs.0.amount"), Refusal::NegativeAmount)]);
        type_in(&lead, first, &[("costs", &costs("900 000,50 €", None))]).await;
        assert!(matches!(application::submit(&departement, first, campaign.version).await, Err(Error::Forbidden)));
        assert_eq!(refusal(application::submit(&lead, first, campaign.version + 1).await), Refusal::RulesChanged);
        application::submit(&lead, first, campaign.version).await.expect("submitted");
        application::submit(&lead, first, campaign.version).await.expect("submitting twice is submitting once");
        let detail = query::detail(&lead, first).await.expect("readable");
        let copy = detail.copy.expect("frozen");
        assert_eq!((copy.asked().cents(), copy.number.as_str()), (45_000_025, "2021-00001"));
        assert_eq!((copy.members.len(), copy.vintage.as_str(), copy.rule_version), (2, "2023", 1));

        let curator = world.curator().await;
        handling::ask_correction(&curator, first, "Précisez le calendrier, s’il vous plaît.").await.expect("asked");
        assert_eq!(fields(decision::decide(&curator, &[accept(first)], None).await)[0].1, Refusal::BeingCorrected);
        type_in(&lead, first, &[("months", "24")]).await;
        application::submit(&lead, first, campaign.version).await.expect("submitted again");
        assert_eq!(query::detail(&lead, first).await.expect("readable").copy.expect("frozen").number, "2021-00001");

        let assessors = assess(&world, &curator, first, [["4", "3", "5"], ["3", "3", "4"]]).await;
        let seen = query::detail(&assessors[0], first).await.expect("readable");
        assert!(seen.assessments.iter().all(|one| one.open), "all marks are in");
        let hour = at("2021-10-01T08:00:00Z");
        decision::decide(&curator, &[accept(first)], Some(hour)).await.expect("accepted");
        let pot = Fund::new("dematerialisation", Scope::Wave(1));
        assert_eq!(held(&world, &pot).await, (7_049_999, 450_000, 0));
        let hidden = query::detail(&lead, first).await.expect("readable");
        assert_eq!((hidden.state, hidden.decision.is_none()), (ApplicationState::InAssessment, true));
        assert!(hidden.assessments.is_empty(), "applicants see no marks");
        world.go_to("2021-10-01T08:00:00Z");
        assert_eq!(reminder::send_due_notices(&world.nobody()).await.expect("told"), 1);
        assert_eq!(reminder::send_due_notices(&world.nobody()).await.expect("told"), 0, "once");
        let shown = query::detail(&lead, first).await.expect("readable");
        assert_eq!(shown.state, ApplicationState::Accepted);
        assert_eq!(shown.decision.expect("published").amount.cents(), 45_000_025);

        assert!(matches!(payment::sign(&lead, first, "2021-10-15").await, Err(Error::Forbidden)));
        payment::sign(&curator, first, "2021-10-15").await.expect("signed");
        let instalment = || InstalmentId(world.platform.new_id());
        let (one, two) = (instalment(), instalment());
        payment::ask(&lead, first, one, "150 000", "Première tranche").await.expect("asked");
        payment::ask(&lead, first, one, "150 000", "Première tranche").await.expect("asked once");
        let over = payment::ask(&lead, first, two, "300 000,26", "Tout le reste").await;
        assert_eq!(refusal(over), Refusal::OverGranted { left: 30_000_025 });
        let waiting = query::desk(&curator, &campaign, &Default::default()).await.expect("reads").instalments;
        assert_eq!(waiting.iter().map(|one| one.instalment.id).collect::<Vec<_>>(), [one]);
        assert_eq!(notified(&world, &curator, "instalment_asked").await, 1, "who decided is told");
        payment::pay(&curator, first, one).await.expect("paid");
        payment::pay(&curator, first, one).await.expect("paid once");
        assert_eq!(state(&world, first).await, ApplicationState::PaidInPart);
        let late = payment::refuse(&curator, first, one, "Trop tard.").await;
        assert_eq!(refusal(late), Refusal::WrongState, "it is paid");

        // One that is refused says why, is paid no more, and its amount may be asked for again.
        payment::ask(&lead, first, two, "300 000,25", "Des factures").await.expect("asked");
        assert!(matches!(payment::refuse(&lead, first, two, "Non, merci.").await, Err(Error::Forbidden)));
        let silent = fields(payment::refuse(&curator, first, two, " ").await);
        assert_eq!(silent, [(FieldName::question(&format!("refuse.{two}")), Refusal::Missing)]);
        payment::refuse(&curator, first, two, "Les factures manquent.").await.expect("refused");
        payment::refuse(&curator, first, two, "Autrement dit.").await.expect("refused once");
        assert_eq!(refusal(payment::pay(&curator, first, two).await), Refusal::WrongState);
        let seen = query::detail(&lead, first).await.expect("readable").instalments;
        assert_eq!(seen.iter().map(|one| one.reason.as_str()).collect::<Vec<_>>(), ["", "Les factures manquent."]);
        assert_eq!(notified(&world, &lead, "instalment_refused").await, 1);
        let again = instalment();
        payment::ask(&lead, first, again, "300 000,25", "Les mêmes, avec leurs pièces").await.expect("asked again");
        assert_eq!(held(&world, &pot).await, (7_049_999, 300_000, 150_000));
        deployment::report(&departement, first, "testing", "Deux communes l’essaient.").await.expect("told");
        payment::close(&curator, first).await.expect("closed");
        assert_eq!(held(&world, &pot).await, (7_350_000, 0, 150_000));
        is_sound(&world).await;
        let events = audit_event::Entity::find().filter(audit_event::Column::Subject.eq(first.to_string()));
        assert!(events.count(world.platform.database.read()).await.expect("reads") >= 20, "every act left a trace");
    });
}

/// How many notices of a kind somebody has.
async fn notified(world: &World, ctx: &Context, kind: &str) -> u64 {
    let query = notice::Entity::find().filter(notice::Column::Person.eq(ctx.person().expect("somebody")));
    query.filter(notice::Column::Kind.eq(kind)).count(world.platform.database.read()).await.expect("reads")
}

#[test]
fn a_link_is_proposed_to_an_assessor_who_lives_where_the_applicant_is() {
    on_both(|world| async move {
        let (_, _, id) = submitted(&world, "100 000").await;
        let curator = world.curator().await;
        let (one, two) = (world.assessor().await, world.assessor().await);
        handling::find_complete(&curator, &[id]).await.expect("complete");
        assessment::assign(&curator, &[id]).await.expect("assigned");
        let unknown = server::account::set_residence(&one, "99").await;
        assert_eq!(fields(unknown), [(FieldName::question("residence"), Refusal::NotOnTheList)]);
        server::account::set_residence(&one, "76").await.expect("told");
        server::account::set_residence(&two, "46").await.expect("told");
        let proposed = async |ctx: &Context| query::announced(ctx, id).await.expect("assigned").proposed;
        assert_eq!(proposed(&one).await, Some(query::ProposedLink::LivesThere));
        assert_eq!(proposed(&two).await, None);
        // It is theirs: in the copy of their data, and taken away with it.
        assert_eq!(server::account::copy(&one).await.expect("copied")["person"]["residence"], "76");
        server::account::set_residence(&one, "").await.expect("taken back");
        assert_eq!(proposed(&one).await, None);
    });
}

#[test]
fn a_wave_whose_amount_changes_in_the_file_follows_it_and_gives_back_no_more_than_it_has() {
    on_both(|world| async move {
        let campaign = world.campaign().await.id;
        let mut spec = file::read(crate::world::CAMPAIGN).expect("valid");
        let waves = |spec: &mut Campaign, amounts: [u32; 2]| {
            let envelope = spec.envelopes.iter_mut().find(|envelope| envelope.code == "dematerialisation");
            for (wave, amount) in envelope.expect("there").waves.iter_mut().zip(amounts) {
                wave.amount = Some(amount);
            }
        };
        let left = async |world: &World, wave| {
            let book = ledger::book(world.platform.database.read(), campaign).await.expect("reads");
            book.holdings(&Fund::new("dematerialisation", Scope::Wave(wave))).left
        };
        waves(&mut spec, [8_000_000, 7_000_000]);
        server::campaign::import(&world.nobody(), &spec, true).await.expect("imports");
        server::campaign::import(&world.nobody(), &spec, true).await.expect("and once more");
        assert_eq!((left(&world, 1).await, left(&world, 2).await), (800_000_000, 700_000_000));
        let book = ledger::book(world.platform.database.read(), campaign).await.expect("reads");
        assert_eq!(book.balance(&Account::source()), -8_800_000_000, "nothing came or went");

        let (_, _, id) = submitted(&world, "1 000 000").await;
        let curator = world.curator().await;
        assess(&world, &curator, id, [["4", "4", "4"]; 2]).await;
        decision::decide(&curator, &[accept(id)], None).await.expect("engaged");
        waves(&mut spec, [400_000, 7_000_000]);
        let promised = refusal(server::campaign::import(&world.nobody(), &spec, true).await);
        assert_eq!(promised, Refusal::NotEnoughLeft { left: 750_000_000 });
        assert_eq!(left(&world, 1).await, 750_000_000, "nothing of the application was taken over");
        is_sound(&world).await;
    });
}

#[test]
fn marks_that_are_far_apart_are_discussed_before_a_file_is_accepted() {
    on_both(|world| async move {
        let (lead, _, id) = submitted(&world, "100 000").await;
        let curator = world.curator().await;
        handling::find_complete(&curator, &[id]).await.expect("complete");
        assert_eq!(refusal(assessment::assign(&curator, &[id]).await), Refusal::NotEnoughAssessors { wanted: 2 });
        let one = world.assessor().await;
        let two = world.assessor().await;
        assert!(matches!(query::detail(&one, id).await, Err(Error::NotFound)), "nobody who was not assigned reads it");
        assessment::assign(&curator, &[id]).await.expect("assigned");
        assert!(matches!(query::detail(&one, id).await, Err(Error::Forbidden)), "the declaration comes first");
        assert_eq!(query::announced(&one, id).await.expect("assigned").proposed, None);
        assert_eq!(refusal(assessment::mark(&one, id, &assessed(["4", "3", "5"])).await), Refusal::ConflictNotDeclared);
        assessment::declare(&one, id, true).await.expect("a link");
        assert!(matches!(query::detail(&one, id).await, Err(Error::NotFound)));
        let three = world.assessor().await;
        assessment::assign(&curator, &[id]).await.expect("another is assigned");
        for assessor in [&two, &three] {
            assessment::declare(assessor, id, false).await.expect("no link");
        }
        let missing = fields(assessment::mark(&two, id, &assessed(["4", "", "9"])).await);
        assert_eq!(
            missing,
            [
                (FieldName::question("mark.1"), Refusal::MarkMissing),
                (FieldName::question("mark.2"), Refusal::NotOnTheList)
            ]
        );
        assessment::mark(&two, id, &assessed(["5", "3", "5"])).await.expect("marked");
        let seen = query::detail(&three, id).await.expect("readable");
        assert!(seen.assessments.iter().all(|row| !row.open || row.row.person == three.person().expect("somebody")));
        assert_eq!(fields(decision::decide(&curator, &[accept(id)], None).await)[0].1, Refusal::NotAssessed);
        assessment::mark(&three, id, &assessed(["2", "3", "5"])).await.expect("marked");
        assert_eq!(fields(decision::decide(&curator, &[accept(id)], None).await)[0].1, Refusal::DiscussionNeeded);
        assert!(assessment::in_hand(&two, &world.campaign().await).await.expect("reads")[0].discussed);
        assessment::mark(&two, id, &assessed(["4", "3", "5"])).await.expect("changed");
        assessment::mark(&three, id, &assessed(["3", "3", "5"])).await.expect("changed");
        assert_eq!(refusal(assessment::mark(&three, id, &assessed(["5", "5", "5"])).await), Refusal::MarksSettled);
        decision::decide(&curator, &[accept(id)], None).await.expect("accepted");
        assert_eq!(query::detail(&lead, id).await.expect("readable").state, ApplicationState::Accepted);
    });
}

#[test]
fn two_who_write_in_one_field_lose_nothing() {
    on_both(|world| async move {
        let (lead, id) = rouen(&world).await;
        let departement = join(&world, &lead, id, &siren("227605409")).await;
        world.go_to(WAVE_1);
        let application = ApplicationId(world.platform.new_id());
        let choice = Choice { envelope: "dematerialisation".into(), group: Some(id), project: None };
        application::open(&lead, application, &choice).await.expect("opened");
        let rendered = |answer: &str| entity::application_form::fingerprint(answer);
        let typed = |field: &str, answer: &str, before: &str| Typed {
            field: field.into(),
            answer: answer.into(),
            rendered: rendered(before),
        };
        save(&lead, application, &[typed("team", "Une équipe de Rouen", "")]).await.expect("saved");
        // The other page was rendered before: it holds an empty team and an empty audience.
        let both = [typed("team", "Une équipe du Département", ""), typed("audience", "12000", "")];
        let conflict = fields(save(&departement, application, &both).await);
        assert_eq!(
            conflict,
            [(FieldName::question("team"), Refusal::AnswerChanged { theirs: "Une équipe de Rouen".into() })]
        );
        let detail = query::detail(&lead, application).await.expect("readable");
        assert_eq!(detail.answers["team"], "Une équipe de Rouen");
        assert_eq!(detail.answers["audience"], "12000", "what nobody else touched is kept");
        // A page rendered long ago whose field was not touched overwrites nothing.
        save(&departement, application, &[typed("team", "", "")]).await.expect("nothing to save");
        assert_eq!(query::detail(&lead, application).await.expect("readable").answers["team"], "Une équipe de Rouen");
        // Having seen both, they choose.
        let chosen = [typed("team", "Une équipe des deux", "Une équipe de Rouen")];
        save(&departement, application, &chosen).await.expect("saved");
        assert_eq!(query::detail(&lead, application).await.expect("readable").answers["team"], "Une équipe des deux");
        let stranger = world.agent(&world.commune("46102")).await;
        assert!(matches!(query::detail(&stranger, application).await, Err(Error::NotFound)));
        assert!(matches!(save(&stranger, application, &chosen).await, Err(Error::NotFound)));
        let curator = world.curator().await;
        assert!(
            matches!(query::detail(&curator, application).await, Err(Error::NotFound)),
            "a draft is its own people's"
        );
    });
}

#[test]
fn the_close_is_the_close_unless_an_exception_is_granted_or_the_file_moves_on() {
    on_both(|world| async move {
        let (lead, id) = rouen(&world).await;
        let departement = join(&world, &lead, id, &siren("227605409")).await;
        let application = ApplicationId(world.platform.new_id());
        let choice = Choice { envelope: "dematerialisation".into(), group: Some(id), project: None };
        assert_eq!(refusal(application::open(&lead, application, &choice).await), Refusal::WaveNotOpen);
        world.go_to(WAVE_1);
        application::open(&lead, application, &choice).await.expect("opened");
        type_in(&lead, application, &DEMAT).await;
        type_in(&lead, application, &[("costs", &costs("100 000", None))]).await;
        application::confirm(&departement, application).await.expect("confirmed");
        let reminded = || async {
            let database = world.platform.database.read();
            let query = notice::Entity::find().filter(notice::Column::Kind.eq("draft_reminder"));
            (
                reminder::send_due_notices(&world.nobody()).await.expect("told"),
                query.count(database).await.expect("reads"),
            )
        };
        assert_eq!(reminded().await, (0, 0));
        world.go_to("2021-09-28T22:00:00Z");
        assert_eq!(reminded().await, (1, 2), "two days before, each of the two");
        assert_eq!(reminded().await, (0, 2), "once");
        world.go_to("2021-09-29T22:00:00Z");
        assert_eq!(reminded().await, (1, 4), "one day before");
        let version = version(&world).await;
        world.go_to("2021-09-30T22:00:00Z");
        assert_eq!(fields(application::submit(&lead, application, version).await)[0].1, Refusal::WaveClosed);
        let curator = world.curator().await;
        let why = "La plateforme était en panne le dernier soir.";
        assert!(matches!(handling::grant_exception(&lead, application, "2", why).await, Err(Error::Forbidden)));
        assert_eq!(
            fields(handling::grant_exception(&curator, application, "31", "non").await),
            [
                (FieldName::question("days"), Refusal::OutOfRange { least: 1, most: 30 }),
                (FieldName::question("reason"), Refusal::TooShort { least: 10 })
            ]
        );
        handling::grant_exception(&curator, application, "2", why).await.expect("granted");
        world.go_to("2021-10-02T10:00:00Z");
        application::submit(&lead, application, version).await.expect("submitted by exception");
        world.go_to(BETWEEN);
        handling::move_to_next_wave(&curator, &[application]).await.expect("moved");
        assert_eq!(refusal(handling::move_to_next_wave(&curator, &[application]).await), Refusal::WrongState);
        let row = application_table::Entity::find_by_id(application).one(world.platform.database.read()).await;
        assert_eq!(row.expect("reads").expect("is there").wave, Some(2));
        let campaign = world.campaign().await;
        ledger::carry_over(&curator, campaign.id, &campaign.spec, "dematerialisation", 1).await.expect("carried over");
        let none = ledger::carry_over(&curator, campaign.id, &campaign.spec, "dematerialisation", 1).await;
        assert_eq!(refusal(none), Refusal::NotEnoughLeft { left: 0 });
        assert_eq!(held(&world, &Fund::new("dematerialisation", Scope::Wave(2))).await, (15_000_000, 0, 0));
        world.go_to(WAVE_2);
        is_sound(&world).await;
    });
}

#[test]
fn what_changed_since_the_filing_is_seen_before_money_is_promised() {
    on_both(|world| async move {
        let (_, departement, id) = submitted(&world, "100 000").await;
        let curator = world.curator().await;
        assess(&world, &curator, id, [["4", "3", "5"], ["4", "3", "5"]]).await;
        let row = application_table::Entity::find_by_id(id).one(world.platform.database.read()).await.expect("reads");
        let group = row.expect("is there").group_id.expect("a group's");
        group::answer(&departement, group, &siren("227605409"), group::Answer::Leave).await.expect("leaves");
        assert_eq!(fields(decision::decide(&curator, &[accept(id)], None).await)[0].1, Refusal::MembersChanged);
        assert_eq!(query::detail(&curator, id).await.expect("readable").changed, Some(Refusal::MembersChanged));
        let refused = decision::Choice {
            outcome: Some(Outcome::Refused),
            reason: "Le Département n’est plus membre du groupement.".into(),
            ..accept(id)
        };
        let without = decision::Choice { reason: String::new(), ..refused.clone() };
        let missing = fields(decision::decide(&curator, &[without], None).await);
        assert_eq!(missing, [(FieldName::question(&format!("reason.{id}")), Refusal::Missing)]);
        decision::decide(&curator, &[refused], None).await.expect("refused with a reason");
        assert_eq!(state(&world, id).await, ApplicationState::Refused);
    });
}

#[test]
fn a_group_that_is_given_up_is_not_funded() {
    on_both(|world| async move {
        let (lead, _, id) = submitted(&world, "100 000").await;
        let curator = world.curator().await;
        assess(&world, &curator, id, [["4", "3", "5"], ["4", "3", "5"]]).await;
        let row = application_table::Entity::find_by_id(id).one(world.platform.database.read()).await.expect("reads");
        group::dissolve(&lead, row.expect("is there").group_id.expect("a group's")).await.expect("given up");
        assert_eq!(fields(decision::decide(&curator, &[accept(id)], None).await)[0].1, Refusal::GroupDissolved);
    });
}

#[test]
fn a_prefecture_decides_in_its_departement_within_what_is_delegated() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        let (agent, curator) = (world.agent(&figeac).await, world.curator().await);
        let (lot, lozere) = (world.officer("46").await, world.officer("48").await);
        world.go_to(WAVE_1);
        let campaign = world.campaign().await;
        let paris = world.agent(&world.commune("75056")).await;
        let choice = Choice { envelope: "ingenierie".into(), ..Choice::default() };
        let large = application::open(&paris, ApplicationId(world.platform.new_id()), &choice).await;
        assert_eq!(refusal(large), Refusal::ApplicantNotEligible);
        let id = diagnosis(&world, &agent).await;
        type_in(&agent, id, &[("costs", &costs("2 000", None))]).await;
        let version = version(&world).await;
        assert_eq!(refusal(application::submit(&agent, id, version).await), Refusal::UnderFloor { least: 200_000 });
        type_in(&agent, id, &[("costs", &costs("10 000", Some("8 000")))]).await;
        assert_eq!(refusal(application::submit(&agent, id, version).await), Refusal::TooMuchPublicFunding);
        type_in(&agent, id, &[("costs", &costs("10 000", None))]).await;
        application::submit(&agent, id, version).await.expect("submitted");

        assert!(matches!(handling::find_complete(&curator, &[id]).await, Err(Error::Forbidden)));
        assert!(matches!(handling::find_complete(&lozere, &[id]).await, Err(Error::NotFound)));
        handling::find_complete(&lot, &[id]).await.expect("complete");
        assessment::assign(&lot, &[id]).await.expect("the officer assesses");
        assessment::declare(&lot, id, false).await.expect("no link");
        assessment::mark(&lot, id, &assessed(["3", "3", "3"])).await.expect("marked");
        assert_eq!(refusal(decision::decide(&lot, &[accept(id)], None).await), Refusal::NotEnoughLeft { left: 0 });

        let (campaign_id, spec) = (campaign.id, &campaign.spec);
        assert!(matches!(
            ledger::delegate(&lot, campaign_id, spec, &delegated("5", false)).await,
            Err(Error::Forbidden)
        ));
        ledger::delegate(&curator, campaign_id, spec, &delegated("9 000", false)).await.expect("delegated");
        let over = decision::Choice { amount: "7 000,01".into(), ..accept(id) };
        assert_eq!(fields(decision::decide(&lot, &[over], None).await)[0].1, Refusal::OverAsked { most: 700_000 });
        let lot_of = Lot { envelope: "ingenierie".into(), departement: Some("46".into()), ..Lot::default() };
        let left = decision::simulate(&lot, &lot_of, &campaign, &[accept(id)]).await.expect("simulated");
        assert_eq!(left.cents(), 200_000);
        decision::decide(&lot, &[accept(id)], None).await.expect("accepted");
        assert!(matches!(decision::ranking(&lozere, &campaign, &lot_of).await, Err(Error::Forbidden)));
        let too_much = ledger::delegate(&curator, campaign_id, spec, &delegated("2 000,01", true)).await;
        assert_eq!(refusal(too_much), Refusal::NotEnoughLeft { left: 200_000 });
        ledger::delegate(&curator, campaign_id, spec, &delegated("2 000", true)).await.expect("given back");
        assert_eq!(held(&world, &Fund::new("ingenierie", Scope::Departement("46".into()))).await, (0, 7_000, 0));
        application::withdraw(&agent, id).await.expect("taken back");
        assert_eq!(held(&world, &Fund::new("ingenierie", Scope::Departement("46".into()))).await, (7_000, 0, 0));
        is_sound(&world).await;
    });
}

#[test]
fn a_project_that_was_selected_is_piloted_by_those_who_approved_it_first() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        let mayor = world.elu(&figeac).await;
        let curator = world.curator().await;
        let project = selected(&world, &mayor, &curator).await;
        let other = world.agent(&world.commune("26113")).await;
        let id = ApplicationId(world.platform.new_id());
        let unselected = pilot(ProjectId(world.platform.new_id()));
        assert_eq!(refusal(application::open(&mayor, id, &unselected).await), Refusal::NotSelected);
        let mut files = Vec::new();
        for ctx in [&other, &mayor] {
            let id = piloted(&world, ctx, project, "300 000").await;
            let detail = query::detail(ctx, id).await.expect("readable");
            assert_eq!(detail.answers["title"], "Un standard partagé");
            files.push(id);
        }
        handling::find_complete(&curator, &files).await.expect("complete");
        let campaign = world.campaign().await;
        let lot = Lot { envelope: "co-construction".into(), project: Some(project), ..Lot::default() };
        let ranking = decision::ranking(&curator, &campaign, &lot).await.expect("ranked");
        let order: Vec<ApplicationId> = ranking.applications.iter().map(|file| file.row.id).collect();
        assert_eq!(order, [files[1], files[0]], "who approved the project comes first, though submitted later");
        assert_eq!((ranking.left.cents(), ranking.left_after.cents()), (50_000_000, 20_000_000));
        let both = [accept(files[0]), accept(files[1])];
        let too_much = decision::decide(&curator, &both, None).await;
        assert_eq!(refusal(too_much), Refusal::NotEnoughLeft { left: 20_000_000 }, "from the project's cost");
        assert_eq!(held(&world, &Fund::whole("co-construction")).await, (30_000_000, 0, 0), "nothing of it was done");
        decision::decide(&curator, &[accept(files[1])], None).await.expect("accepted");
        let pot = Fund::new("co-construction", Scope::Project(project));
        assert_eq!(held(&world, &pot).await, (200_000, 300_000, 0));
        assert_eq!(held(&world, &Fund::whole("co-construction")).await, (29_500_000, 0, 0));
        is_sound(&world).await;
    });
}

#[test]
fn a_message_inside_a_file_is_seen_there_alone() {
    on_both(|world| async move {
        let (lead, _, id) = submitted(&world, "100 000").await;
        let curator = world.curator().await;
        application::write_message(&curator, id, "Pouvez-vous préciser ?").await.expect("written");
        world.go_to("2021-07-01T10:05:00Z");
        application::write_message(&lead, id, "Bien sûr, voici.").await.expect("written");
        let seen = query::detail(&lead, id).await.expect("readable").messages;
        assert_eq!(seen.iter().map(|(message, _)| message.from_applicant).collect::<Vec<_>>(), [false, true]);
        let stranger = world.agent(&world.commune("46102")).await;
        assert!(matches!(application::write_message(&stranger, id, "Bonjour").await, Err(Error::NotFound)));
        let told = notice::Entity::find().filter(notice::Column::Kind.eq("application_message"));
        assert_eq!(
            told.count(world.platform.database.read()).await.expect("reads"),
            3,
            "two of the group, the curator"
        );
    });
}

#[test]
fn two_first_decisions_at_once_allot_a_project_its_cost_once() {
    on_both(|world| async move {
        let mayor = world.elu(&world.commune("46102")).await;
        let curator = world.curator().await;
        let project = selected(&world, &mayor, &curator).await;
        let reference = world.platform.reference();
        let communes: Vec<Siren> =
            reference.collectivities().filter(|body| body.insee.is_some()).take(8).map(|body| body.siren).collect();
        let mut files = Vec::new();
        for siren in communes {
            let agent = world.agent(&siren).await;
            let id = piloted(&world, &agent, project, "100 000").await;
            files.push(id);
        }
        handling::find_complete(&curator, &files).await.expect("complete");
        let outcomes = at_once(8, move |turn| {
            let (curator, id) = (curator.clone(), files[turn]);
            async move { decision::decide(&curator, &[accept(id)], None).await }
        })
        .await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 5, "500,000 € pay for five");
        let pot = Fund::new("co-construction", Scope::Project(project));
        assert_eq!(held(&world, &pot).await, (0, 500_000, 0));
        assert_eq!(held(&world, &Fund::whole("co-construction")).await, (29_500_000, 0, 0));
        is_sound(&world).await;
    });
}

#[test]
fn money_is_delegated_while_a_prefect_decides_and_nothing_waits_for_ever() {
    on_both(|world| async move {
        let (curator, officer) = (world.curator().await, world.officer("46").await);
        world.go_to(WAVE_1);
        let campaign = world.campaign().await;
        let figeac = world.agent(&world.commune("46102")).await;
        let id = diagnosis(&world, &figeac).await;
        type_in(&figeac, id, &[("costs", &costs("10 000", None))]).await;
        application::submit(&figeac, id, version(&world).await).await.expect("submitted");
        handling::find_complete(&officer, &[id]).await.expect("complete");
        assessment::assign(&officer, &[id]).await.expect("assigned");
        assert_eq!(refusal(decision::decide(&officer, &[accept(id)], None).await), Refusal::ConflictNotDeclared);
        assessment::declare(&officer, id, false).await.expect("no link");
        assessment::mark(&officer, id, &assessed(["3", "3", "3"])).await.expect("marked");
        let entry = Some(entity::id::EntryId(world.platform.new_id()));
        let delegated = Delegated { entry, ..delegated("10 000", false) };
        let outcomes = at_once(32, move |turn| {
            let (curator, officer) = (curator.clone(), officer.clone());
            let (campaign, delegated) = (campaign.clone(), delegated.clone());
            async move {
                match turn % 2 {
                    0 => ledger::delegate(&curator, campaign.id, &campaign.spec, &delegated)
                        .await
                        .map_err(|e| e.to_string()),
                    _ => match decision::decide(&officer, &[accept(id)], None).await {
                        Ok(()) | Err(Error::Refused(_) | Error::Fields(_)) => Ok(()),
                        Err(other) => Err(other.to_string()),
                    },
                }
            }
        })
        .await;
        assert_eq!(outcomes.into_iter().filter_map(Result::err).collect::<Vec<_>>(), [""; 0]);
        let (left, engaged, _) = held(&world, &Fund::new("ingenierie", Scope::Departement("46".into()))).await;
        assert_eq!(left + engaged, 10_000, "the form that was sent sixteen times moved money once");
        is_sound(&world).await;
    });
}

#[test]
fn before_its_hour_a_decision_shows_to_the_applicant_nowhere() {
    on_both(|world| async move {
        let (lead, _, id) = submitted(&world, "100 000").await;
        let curator = world.curator().await;
        let assessors = assess(&world, &curator, id, [["4", "3", "5"], ["4", "3", "5"]]).await;
        let campaign = world.campaign().await;
        let figures = || async { envelope::sum(&envelope::overview(&lead, &campaign).await.expect("reads")) };
        let before = figures().await;
        decision::decide(&curator, &[accept(id)], Some(at("2021-08-01T08:00:00Z"))).await.expect("accepted");
        assert_eq!(figures().await, before);
        assert_ne!(envelope::sum(&envelope::overview(&curator, &campaign).await.expect("reads")), before);
        assert_eq!(refusal(payment::sign(&curator, id, "2021-07-15").await), Refusal::NotPublished);
        let listed = query::of_collectivity(&lead, &siren("200023414")).await.expect("reads");
        assert_eq!((listed[0].state, listed[0].granted), (ApplicationState::InAssessment, 0));
        for assessor in &assessors {
            let seen = query::detail(assessor, id).await.expect("readable");
            assert_eq!((seen.row.state, seen.state), (ApplicationState::InAssessment, ApplicationState::InAssessment));
            assert!(seen.decision.is_none(), "assessors learn it with everybody else");
            let listed = assessment::in_hand(assessor, &campaign).await.expect("reads");
            assert_eq!(listed.iter().filter(|one| one.application.id == id).count(), 1, "it does not leave their list");
        }
        world.go_to("2021-08-01T08:00:00Z");
        assert_ne!(figures().await, before);
        let shown = query::detail(&lead, id).await.expect("readable");
        assert_eq!(shown.reasons.len(), 2, "what assessors say goes with the decision");
    });
}

#[test]
fn a_hidden_decision_on_a_pilot_moves_no_figure_and_leaves_no_place_for_a_second_file() {
    on_both(|world| async move {
        let mayor = world.elu(&world.commune("46102")).await;
        let curator = world.curator().await;
        let project = selected(&world, &mayor, &curator).await;
        let other = world.agent(&world.commune("26113")).await;
        let first = piloted(&world, &mayor, project, "300 000").await;
        let second = piloted(&world, &other, project, "200 000").await;
        handling::find_complete(&curator, &[first, second]).await.expect("complete");
        let campaign = world.campaign().await;
        let figures = async |ctx: &Context| {
            let views = envelope::overview(ctx, &campaign).await.expect("reads");
            views
                .iter()
                .map(|view| format!("{:?} {:?} {:?}", view.figures, view.parts, view.inside))
                .collect::<Vec<_>>()
        };
        let visitor = world.nobody();
        let before = figures(&visitor).await;
        let again = ApplicationId(world.platform.new_id());
        assert_eq!(refusal(application::open(&other, again, &pilot(project)).await), Refusal::AlreadyApplied);

        let no = decision::Choice {
            outcome: Some(Outcome::Refused),
            reason: "Un projet voisin suffit.".into(),
            ..accept(second)
        };
        let hour = world.platform.now() + chrono::Duration::days(3);
        decision::decide(&curator, &[accept(first), no], Some(hour)).await.expect("decided");
        for ctx in [&visitor, &mayor, &other] {
            assert_eq!(figures(ctx).await, before, "nothing shows, the project's own line neither");
        }
        assert_eq!(refusal(application::open(&other, again, &pilot(project)).await), Refusal::AlreadyApplied);
        assert_ne!(figures(&curator).await, before);

        world.clock.set(hour);
        assert_ne!(figures(&visitor).await, before);
        is_sound(&world).await;
    });
}

#[test]
fn a_file_that_is_not_corrected_in_time_can_be_refused_and_an_assessor_who_is_silent_replaced() {
    on_both(|world| async move {
        let (lead, _, id) = submitted(&world, "100 000").await;
        let curator = world.curator().await;
        let (one, two) = (world.assessor().await, world.assessor().await);
        handling::find_complete(&curator, &[id]).await.expect("complete");
        assessment::assign(&curator, &[id]).await.expect("assigned");
        let three = world.assessor().await;
        let silent = one.person().expect("somebody");
        assessment::replace(&curator, id, silent).await.expect("replaced");
        assert!(matches!(query::detail(&one, id).await, Err(Error::NotFound)));
        for assessor in [&two, &three] {
            assessment::declare(assessor, id, false).await.expect("no link");
        }
        handling::ask_correction(&curator, id, "Le plan de financement manque.").await.expect("asked");
        let refused = decision::Choice {
            outcome: Some(Outcome::Refused),
            reason: "Le dossier n’a pas été corrigé.".into(),
            ..accept(id)
        };
        let early = fields(decision::decide(&curator, std::slice::from_ref(&refused), None).await);
        assert_eq!(early[0].1, Refusal::BeingCorrected);
        world.go_to("2021-08-01T08:00:00Z");
        assert_eq!(refusal(application::submit(&lead, id, version(&world).await).await), Refusal::CorrectionClosed);
        decision::decide(&curator, &[refused], None).await.expect("refused");
        assert_eq!(state(&world, id).await, ApplicationState::Refused);
    });
}

#[test]
fn a_file_is_attached_by_its_own_people_read_after_the_same_rights_and_frozen_with_the_rest() {
    on_both(|world| async move {
        let (lead, group) = rouen(&world).await;
        let departement = join(&world, &lead, group, &siren("227605409")).await;
        world.go_to(WAVE_1);
        let id = ApplicationId(world.platform.new_id());
        let choice = Choice { envelope: "dematerialisation".into(), group: Some(group), project: None };
        application::open(&lead, id, &choice).await.expect("opened");
        let pdf = || b"%PDF-1.7 une deliberation".to_vec();
        let stranger = world.agent(&world.commune("46102")).await;
        let add = |ctx: Context, name: &'static str, content: Vec<u8>| async move {
            server::attachment::add(&ctx, id, "annexes", received(name, &content)).await
        };
        assert!(matches!(add(stranger.clone(), "plan.pdf", pdf()).await, Err(Error::NotFound)));
        assert_eq!(refusal(add(lead.clone(), "plan.pdf", Vec::new()).await), Refusal::FileEmpty);
        assert_eq!(refusal(add(lead.clone(), "eicar.com", b"X5O!P%@AP".to_vec()).await), Refusal::FileType);
        let other = server::attachment::add(&lead, id, "team", received("plan.pdf", &pdf())).await;
        assert_eq!(refusal(other), Refusal::NotOnTheList);
        add(departement, "../../délibération.pdf", pdf()).await.expect("attached");
        world.go_to("2021-07-01T10:01:00Z");
        add(lead.clone(), "second.pdf", pdf()).await.expect("attached");
        let files = query::detail(&lead, id).await.expect("readable").attachments;
        assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["délibération.pdf", "second.pdf"]);
        server::attachment::remove(&lead, id, files[1].id).await.expect("taken away");
        assert!(matches!(server::attachment::read(&lead, id, files[1].id).await, Err(Error::NotFound)));
        type_in(&lead, id, &DEMAT).await;
        type_in(&lead, id, &[("costs", &costs("100 000", None))]).await;
        let agent = world.agent(&siren("227605409")).await;
        application::confirm(&agent, id).await.expect("confirmed");
        application::submit(&lead, id, version(&world).await).await.expect("submitted");
        let curator = world.curator().await;
        let (row, content) = server::attachment::read(&curator, id, files[0].id).await.expect("readable");
        let content: Vec<Bytes> = content.try_collect().await.expect("is read");
        assert_eq!((row.name.as_str(), content.concat()), ("délibération.pdf", pdf()));
        assert!(matches!(server::attachment::read(&stranger, id, files[0].id).await, Err(Error::NotFound)));
        assert_eq!(refusal(server::attachment::remove(&lead, id, files[0].id).await), Refusal::AlreadySubmitted);
        let copy = query::detail(&lead, id).await.expect("readable").copy.expect("frozen");
        assert_eq!(copy.attachments.len(), 1);
        assert_eq!(refusal(add(lead, "apres.pdf", pdf()).await), Refusal::AlreadySubmitted);
    });
}

#[test]
fn several_files_are_kept_or_refused_each_on_its_own_and_come_back_as_one_zip() {
    on_both(|world| async move {
        let (lead, departement, _, id) = written(&world, "100 000").await;
        let stranger = world.agent(&world.commune("46102")).await;
        assert!(matches!(server::attachment::read_all(&lead, id).await, Err(Error::NotFound)), "there is none");
        assert!(matches!(
            server::attachment::add_all(&stranger, id, "annexes", Vec::new()).await,
            Err(Error::NotFound)
        ));
        let none = server::attachment::add_all(&lead, id, "annexes", Vec::new()).await;
        assert_eq!(fields(none), [(FieldName::question("annexes"), Refusal::FileMissing)]);
        let pdf = b"\xef\xbb\xbf\r\n%PDF-1.7 le plan".as_slice();
        let photo = b"\xff\xd8\xff\xe0 une mairie".as_slice();
        let sent =
            [("Plan : 1.pdf", pdf), ("virus.pdf", b"MZ"), ("annexe.PDF", pdf), ("mairie.jfif", photo), ("v.odt", b"")];
        let sent = sent.map(|(name, content)| received(name, content)).into_iter().collect();
        let refused = |name: &str, why, kept| {
            (FieldName::question("annexes"), Refusal::FileRefused { name: name.into(), why: Box::new(why), kept })
        };
        assert_eq!(
            fields(server::attachment::add_all(&lead, id, "annexes", sent).await),
            [refused("virus.pdf", Refusal::FileType, 3), refused("v.odt", Refusal::FileEmpty, 0)]
        );
        // They came in the same instant.
        let mut names: Vec<String> =
            query::detail(&lead, id).await.expect("readable").attachments.into_iter().map(|one| one.name).collect();
        names.sort();
        assert_eq!(names, ["Plan : 1.pdf", "annexe.PDF", "mairie.jfif"], "as they were given");
        let (name, unpacked) = unpacked(&lead, id).await;
        assert_eq!(name, "pieces.zip");
        let annexes = |name: &str, content: &[u8]| {
            (format!("Délibération, plan de financement, maquettes/{name}"), content.to_vec())
        };
        let all = [annexes("Plan _ 1.pdf", pdf), annexes("annexe.PDF", pdf), annexes("mairie.jfif", photo)];
        assert_eq!(unpacked, all);
        let curator = world.curator().await;
        for reader in [&stranger, &curator] {
            let read = server::attachment::read_all(reader, id).await;
            assert!(matches!(read, Err(Error::NotFound)), "a draft is its collectivités' own");
        }
        application::confirm(&departement, id).await.expect("confirmed");
        application::submit(&lead, id, version(&world).await).await.expect("submitted");
        let number = query::detail(&lead, id).await.expect("readable").row.number.expect("submitted");
        let (name, unpacked) = self::unpacked(&curator, id).await;
        assert_eq!((name, unpacked.as_slice()), (format!("pieces-{number}.zip"), all.as_slice()));
    });
}

/// The name of an application's ZIP, and what any program unpacks from it.
async fn unpacked(ctx: &Context, id: ApplicationId) -> (String, Vec<(String, Vec<u8>)>) {
    let (name, bundle) = server::attachment::read_all(ctx, id).await.expect("readable");
    let chunks: Vec<Vec<u8>> = bundle.content.try_collect().await.expect("streams");
    let bytes = chunks.concat();
    assert_eq!(bytes.len() as u64, bundle.size, "its size is known before");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP");
    let mut files = Vec::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).expect("an entry");
        let mut content = Vec::new();
        std::io::copy(&mut file, &mut content).expect("its sum is right");
        files.push((file.name().expect("UTF-8").into_owned(), content));
    }
    files.sort();
    (name, files)
}

pub fn received(name: &str, content: &[u8]) -> server::attachment::Received {
    server::attachment::Received {
        name: name.to_owned(),
        content: server::attachment::Arrived::Whole(content.to_vec()),
    }
}

#[test]
fn a_storage_that_does_not_answer_is_told_beside_the_field_and_leaves_no_row() {
    on_both(|world| async move {
        let (lead, _, _, id) = written(&world, "100 000").await;
        // One takes connections and never says a word; nobody listens at the other, whose port is reserved.
        let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let silent_address = format!("http://{}", silent.local_addr().expect("an address"));
        let mut world = world;
        for endpoint in [silent_address, "http://127.0.0.1:1".to_owned()] {
            let bucket = server::attachment::store::Bucket {
                endpoint,
                name: "pieces".into(),
                region: "fr-par".into(),
                key_id: "cle".into(),
                secret: "secret".into(),
            };
            let patience = std::time::Duration::from_millis(500);
            let files = server::attachment::store::bucket_within(&bucket, patience).expect("a bucket");
            world = world.with_files(files).await;
            let lead = Context::new(Arc::clone(&world.platform), lead.actor.clone(), "test");
            let refused = server::attachment::add(&lead, id, "annexes", received("plan.pdf", b"%PDF-1.7 plan")).await;
            assert_eq!(fields(refused), [(FieldName::question("annexes"), Refusal::FilesUnreachable)]);
            assert!(query::detail(&lead, id).await.expect("readable").attachments.is_empty());
        }
        drop(silent);
    });
}

#[test]
fn a_campaign_of_the_release_before_is_read_kept_as_a_version_and_allotted() {
    on_both(|world| async move {
        let spec = serde_json::to_value(world.campaign().await.spec).expect("writes");
        let mut before = spec.clone();
        before.as_object_mut().expect("a table").retain(|key, _| key != "form" && key != "appeal");
        let then = |code: &str, amount: u32| {
            serde_json::json!({
                "code": code, "title": code, "amount": amount, "purpose": "Pour essayer.",
                "subsidy_percent": 50, "waves": 3, "decided_by": "Préfets",
                "criteria": ["Ampleur du portage"], "topics": ["Portails"],
                "reserved": [{ "amount": 4_000_000, "purpose": "Laboratoires" }],
                "eligibility": { "any": [{ "inhabitants": 500_000 }, { "departement": true }] },
            })
        };
        before["envelope"] = serde_json::json!([then("co-construction", 30_000_000), then("ingenierie", 34_000_000)]);
        world.before_the_money(&before.to_string()).await;

        world.platform.database.migrate().await.expect("migrates");
        let platform = world.restarted().await;
        let ctx = Context::new(Arc::clone(&platform), Default::default(), "test");
        server::campaign::settle_running(&ctx).await.expect("allots");
        server::campaign::settle_running(&ctx).await.expect("once");
        let campaign = server::campaign::running::running_campaign(platform.database.read()).await.expect("is read");
        assert_eq!(campaign.spec.envelopes.len(), 2);
        let book = ledger::book(platform.database.read(), campaign.id).await.expect("reads");
        assert_eq!(book.balance(&Account::source()), -6_400_000_000);
        // The file of now says the rest.
        let now: Campaign = serde_json::from_value(spec).expect("reads");
        server::campaign::import(&ctx, &now, true).await.expect("imports");
        let book = ledger::book(platform.database.read(), campaign.id).await.expect("reads");
        assert_eq!(book.balance(&Account::source()), -8_800_000_000);
        platform.database.clone().close().await;
    });
}

#[test]
fn communes_that_became_one_keep_both_codes_and_count_once() {
    on_both(|world| async move {
        let (lead, departement, group, id) = written(&world, "100 000").await;
        application::confirm(&departement, id).await.expect("confirmed");
        // A member that no longer exists, as a newer vintage would leave it.
        let (former, successor) = (siren("217699982"), world.commune("76540"));
        assert!(world.platform.reference().find(&former).is_none(), "no collectivité of today has this SIREN");
        let tx = world.platform.database.begin().await.expect("begins");
        let row = entity::table::group_member::Model {
            group_id: group,
            siren: former,
            state: entity::group::MemberState::Member,
            changed_by: lead.person().expect("somebody"),
            changed_at: world.platform.now().into(),
            reached: None,
        };
        use sea_orm::IntoActiveModel;
        entity::table::group_member::Entity::insert(row.into_active_model())
            .exec_without_returning(&tx)
            .await
            .expect("inserts");
        tx.commit().await.expect("commits");
        application::confirm(&world.agent(&former).await, id).await.expect("confirmed");
        let version = version(&world).await;
        let gone = fields(application::submit(&lead, id, version).await);
        assert_eq!(gone[0].1, Refusal::MemberGone { name: former.to_string() });

        let import = |text: String| {
            let ctx = world.nobody();
            async move { server::reference::successions::import(&ctx, "successions.csv", text.as_bytes()).await }
        };
        import(format!("ancien,nouveau,nom,insee\n{successor},{successor},Rouen,76540\n"))
            .await
            .expect_err("still exists");
        import(format!("ancien,nouveau,nom,insee\n{former},{former},Ancienne,\n")).await.expect_err("no successor");
        let line = format!("ancien;nouveau;nom;insee\n{former};{successor};Ancienne commune;76000\n");
        assert_eq!(import(line).await.expect("imports").rows, 1);
        application::submit(&lead, id, version).await.expect("submitted");
        let copy = query::detail(&lead, id).await.expect("readable").copy.expect("frozen");
        let member = copy.members.iter().find(|member| member.siren == former).expect("keeps its code");
        assert_eq!((member.name.as_str(), member.insee.as_deref()), ("Ancienne commune", Some("76000")));
        let reference = world.platform.reference();
        let without = reference.atlas.figures(&reference.atlas.union(&[siren("200023414"), siren("227605409")]));
        assert_eq!(copy.applicant.population, without.population, "its inhabitants are counted once");
        assert_eq!(copy.applicant.members, 3);
    });
}

#[test]
fn a_draft_application_is_deleted_with_its_files_and_a_submitted_one_is_not() {
    on_both(|world| async move {
        let (lead, departement, _, id) = written(&world, "100 000").await;
        let file = received("plan.pdf", b"%PDF-1.7 le plan");
        server::attachment::add(&lead, id, "annexes", file).await.expect("attached");
        assert!(matches!(application::delete_draft(&departement, id).await, Err(Error::Forbidden)), "the lead alone");
        let choice = query::detail(&lead, id).await.expect("readable").row;
        application::delete_draft(&lead, id).await.expect("deleted");
        assert!(query::detail(&lead, id).await.is_err());
        let files = entity::table::attachment::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert!(files.is_empty());
        let again = ApplicationId(world.platform.new_id());
        let same = Choice { envelope: choice.envelope, group: choice.group_id, project: choice.project };
        application::open(&lead, again, &same).await.expect("its place is free");
        assert_eq!(application::existing(&lead, &same).await.expect("reads"), Some(again));

        world.go_to(CENSUS);
        let (lead, _, submitted) = submitted(&world, "100 000").await;
        assert_eq!(refusal(application::delete_draft(&lead, submitted).await), Refusal::AlreadySubmitted);
    });
}
