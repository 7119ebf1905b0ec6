//! Applications in the states that tests begin with, and what the ledger says of them.

use crate::world::World;
use entity::{
    application::ApplicationState,
    decision::Outcome,
    form_field::FieldName,
    id::{ApplicationId, GroupId, PersonId, ProjectId},
    ledger::{Fund, Holdings},
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    subsidy::{CostLine, CostTable, FundingLine},
    table::{application as application_table, notice},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    Context, Error,
    application::{self, Choice, Typed, handling, query},
    assessment::{self, Assessed},
    decision, group,
    ledger::{self, Delegated},
};

/// In the first wave, after its close, and in the second.
pub const WAVE_1: &str = "2021-07-01T10:00:00Z";
pub const BETWEEN: &str = "2021-10-05T10:00:00Z";
pub const WAVE_2: &str = "2022-01-15T10:00:00Z";

pub fn siren(text: &str) -> Siren {
    Siren::parse(text).expect("a SIREN")
}

pub fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> Refusal {
    match result.expect_err("refused") {
        Error::Refused(refusal) => refusal,
        Error::Fields(FieldRefusals(fields)) => fields.into_iter().next().expect("a field").1,
        other => panic!("{other}"),
    }
}

pub fn fields<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<(FieldName, Refusal)> {
    match result.expect_err("refused") {
        Error::Fields(FieldRefusals(fields)) => fields,
        other => panic!("{other}"),
    }
}

pub fn costs(amount: &str, public: Option<&str>) -> String {
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
pub async fn save(ctx: &Context, id: ApplicationId, typed: &[Typed]) -> Result<(), Error> {
    application::save(ctx, id, |_| Ok(typed.to_vec())).await?.require_kept()
}

/// Types answers over whatever stands there.
pub async fn type_in(ctx: &Context, id: ApplicationId, pairs: &[(&str, &str)]) {
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

pub const DEMAT: [(&str, &str); 7] = [
    ("topic", "portail"),
    ("problem", "Chaque mairie ressaisit les mêmes demandes, et les habitants reviennent trois fois."),
    ("purpose", "Un guichet commun, ouvert à toutes les communes du département en deux ans."),
    ("audience", "120 000"),
    ("team", "Une cheffe de projet à plein temps, deux agents."),
    ("start", "2021-10-01"),
    ("months", "18"),
];

pub async fn version(world: &World) -> i32 {
    world.campaign().await.version
}

/// A group led by the Métropole de Rouen, and its agent.
pub async fn rouen(world: &World) -> (Context, GroupId) {
    let lead = world.agent(&siren("200023414")).await;
    let need = world.published(&lead).await;
    let id = world.group(&lead, need).await;
    (lead, id)
}

/// Brings a collectivité into a group.
pub async fn join(world: &World, lead: &Context, id: GroupId, siren: &Siren) -> Context {
    let agent = world.agent(siren).await;
    group::invite(lead, id, siren, "203.0.113.9").await.expect("invited");
    group::request(&agent, id).await.expect("joins");
    agent
}

/// An application of that group in the first wave, submitted.
pub async fn submitted(world: &World, amount: &str) -> (Context, Context, ApplicationId) {
    let (lead, departement, _, id) = written(world, amount).await;
    application::confirm(&departement, id).await.expect("confirmed");
    application::submit(&lead, id, version(world).await).await.expect("submitted");
    (lead, departement, id)
}

/// A demand of an agent's commune to its prefect, with the texts that it takes.
pub async fn diagnosis(world: &World, agent: &Context) -> ApplicationId {
    let id = ApplicationId(world.platform.new_id());
    let choice = Choice { envelope: "ingenierie".into(), ..Choice::default() };
    application::open(agent, id, &choice).await.expect("opened");
    let why = "Savoir quels outils nous avons, et lesquels nous manquent.";
    type_in(agent, id, &[("title", "Un diagnostic numérique"), ("what", "diagnostic"), ("why", why)]).await;
    id
}

/// Money for the prefecture of the Lot, or back from it.
pub fn delegated(amount: &str, back: bool) -> Delegated {
    Delegated { envelope: "ingenierie".into(), departement: "46".into(), amount: amount.into(), back, entry: None }
}

/// A project of 500,000 € that this mayor alone voted for, selected; in the days of the first wave.
pub async fn selected(world: &World, mayor: &Context, curator: &Context) -> ProjectId {
    let need = world.published(mayor).await;
    let project = world.on_ballot(curator, need, "500000").await;
    world.open_vote().await;
    server::ballot::cast(mayor, &[project]).await.expect("cast");
    world.go_to(WAVE_1);
    project
}

pub fn pilot(project: ProjectId) -> Choice {
    Choice { envelope: "co-construction".into(), group: None, project: Some(project) }
}

/// An application to pilot a project, submitted.
pub async fn piloted(world: &World, agent: &Context, project: ProjectId, amount: &str) -> ApplicationId {
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
pub async fn assess(world: &World, curator: &Context, id: ApplicationId, marks: [[&str; 3]; 2]) -> Vec<Context> {
    let assessors = [world.assessor().await, world.assessor().await];
    handling::find_complete(curator, &[id]).await.expect("complete");
    assessment::assign(curator, &[id]).await.expect("assigned");
    for (assessor, marks) in assessors.iter().zip(marks) {
        assessment::declare(assessor, id, false).await.expect("declared");
        assessment::mark(assessor, id, &assessed(marks)).await.expect("marked");
    }
    assessors.to_vec()
}

pub fn assessed(marks: [&str; 3]) -> Assessed {
    Assessed {
        marks: marks.map(str::to_owned).to_vec(),
        note: "Entre nous.".into(),
        reason: "Le portage est large et l’équipe est en place.".into(),
    }
}

pub fn accept(id: ApplicationId) -> decision::Choice {
    decision::Choice { application: id, outcome: Some(Outcome::Accepted), amount: String::new(), reason: String::new() }
}

pub fn euros(held: Holdings) -> (i64, i64, i64) {
    (held.left / 100, held.unpaid / 100, held.paid / 100)
}

pub async fn held(world: &World, fund: &Fund) -> (i64, i64, i64) {
    let campaign = world.campaign().await.id;
    euros(ledger::book(world.platform.database.read(), campaign).await.expect("reads").holdings(fund))
}

pub async fn state(world: &World, id: ApplicationId) -> ApplicationState {
    application_table::Entity::find_by_id(id)
        .one(world.platform.database.read())
        .await
        .expect("reads")
        .expect("is there")
        .state
}

/// Balances and entries agree, and nothing was made or lost.
pub async fn is_sound(world: &World) {
    let campaign = world.campaign().await.id;
    let database = world.platform.database.read();
    assert_eq!(ledger::disagreements(database, campaign).await.expect("reads"), [""; 0]);
    assert_eq!(ledger::book(database, campaign).await.expect("reads").sum(), 0);
}

/// How many notices of a kind somebody has.
pub async fn notified(world: &World, ctx: &Context, kind: &str) -> u64 {
    let query = notice::Entity::find().filter(notice::Column::Person.eq(ctx.person().expect("somebody")));
    query.filter(notice::Column::Kind.eq(kind)).count(world.platform.database.read()).await.expect("reads")
}

/// Why somebody was told that something of theirs ended, in the notices of one kind.
pub async fn reasons_told(world: &World, person: PersonId, kind: &str) -> Vec<Option<String>> {
    let query = notice::Entity::find().filter(notice::Column::Person.eq(person)).filter(notice::Column::Kind.eq(kind));
    let notices = query.all(world.platform.database.read()).await.expect("reads");
    notices.into_iter().map(|notice| notice.reason).collect()
}
