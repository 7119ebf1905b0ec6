//! The search in needs, groups, projects, envelopes and help: by queries written before there was an engine.

use crate::world::{World, on_both, on_both_in_the_demonstration};
use entity::{
    form_field::REASON,
    id::{CampaignId, NeedId},
    need::{NeedState, Urgency},
    page_number::PageNumber,
    reason::TypedReason,
    search_text::SearchText,
    siren::Siren,
    table::{Millis, group, need, person, project},
};
use sea_orm::{EntityTrait, IntoActiveModel};
use serde::Deserialize;
use server::{
    Context,
    search::{self, Found, Kind, Order, Request},
};
use std::{collections::HashMap, sync::Mutex};
use uuid::Uuid;

const QUERIES: &str = include_str!("../search/queries.toml");
const PROBLEMS: &str = include_str!("../../examples/census/problems.toml");

#[derive(Deserialize)]
struct Queries {
    query: Vec<Query>,
    synonyms: Vec<Terms>,
}

#[derive(Deserialize)]
struct Query {
    text: String,
    kind: String,
    /// Titles of which one is among the first three; none where nothing may be found.
    finds: Vec<String>,
}

#[derive(Deserialize)]
struct Terms {
    terms: Vec<String>,
}

#[derive(Deserialize)]
struct Problems {
    problem: Vec<Problem>,
}

#[derive(Deserialize)]
struct Problem {
    theme: String,
    wording: Vec<Wording>,
}

#[derive(Deserialize)]
struct Wording {
    title: String,
    problem: String,
    affected: String,
    existing: String,
}

fn request(campaign: CampaignId, text: &str, kind: Kind) -> Request {
    Request {
        text: SearchText::cut(text),
        campaign,
        kind,
        theme: String::new(),
        region: String::new(),
        departement: String::new(),
        programme: String::new(),
        state: String::new(),
        order: Order::Best,
        page: PageNumber::FIRST,
        size: 3,
    }
}

/// The first three of needs, groups and projects.
async fn found(ctx: &Context, text: &str) -> Vec<Found> {
    let campaign = ctx.campaign(ctx.read()).await.expect("there");
    let requests = [Kind::Need, Kind::Group, Kind::Project].map(|kind| request(campaign.id, text, kind));
    search::find(ctx, &campaign, requests.into()).await.expect("finds")
}

/// Publishes needs (title, problem, those affected, what exists, theme) in communes of the Finistère, which the
/// demonstration leaves alone. They have the same identifiers on both databases.
pub async fn publish(world: &World, texts: Vec<[&str; 5]>) -> Vec<NeedId> {
    let ctx = world.nobody();
    let campaign = world.campaign().await.id;
    let author = person::Entity::find().one(ctx.read()).await.expect("reads").expect("somebody").id;
    let reference = world.platform.reference();
    let towns =
        reference.collectivities().filter(|one| one.insee.is_some() && one.departement.as_deref() == Some("29"));
    let towns: Vec<Siren> = towns.map(|one| one.siren).collect();
    let row = |(at, [title, problem, affected, existing, theme]): (usize, [&str; 5])| {
        let published = Millis(1_600_000_000_000 + i64::try_from(at).expect("small"));
        need::Model {
            id: NeedId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + at as u128)),
            campaign,
            siren: towns[at % towns.len()],
            author,
            state: NeedState::Published,
            title: title.to_owned(),
            problem: problem.to_owned(),
            affected: affected.to_owned(),
            existing: existing.to_owned(),
            theme: theme.to_owned(),
            urgency: Urgency::Medium.code().to_owned(),
            programmes: String::new(),
            departement: Some("29".to_owned()),
            region: "53".to_owned(),
            version: 1,
            created_at: published,
            published_at: Some(published),
            supports: 0,
            inhabitants: 0,
            declined_reason: None,
            merged_into: None,
            face: None,
            merged_at: None,
            merged_by: None,
            merged_reason: None,
            demo: false,
        }
    };
    let rows: Vec<need::Model> = texts.into_iter().enumerate().map(row).collect();
    let tx = ctx.begin().await.expect("begins");
    for rows in rows.chunks(100) {
        let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
        need::Entity::insert_many(rows).exec_without_returning(&tx).await.expect("writes");
    }
    ctx.commit(tx).await.expect("commits");
    rows.into_iter().map(|row| row.id).collect()
}

/// Publishes the needs of the census.
async fn publish_the_census(world: &World) {
    let problems: Problems = toml::from_str(PROBLEMS).expect("reads");
    let wordings = problems.problem.iter().flat_map(|problem| problem.wording.iter().map(move |one| (problem, one)));
    let text = |(problem, one): (&'_ Problem, &'_ Wording)| {
        [&one.title, &one.problem, &one.affected, &one.existing, &problem.theme].map(|text| text.clone())
    };
    let texts: Vec<[String; 5]> = wordings.map(text).collect();
    publish(world, texts.iter().map(|text| text.each_ref().map(String::as_str)).collect()).await;
}

/// The titles of everything that can be found, by key.
async fn titles(ctx: &Context) -> HashMap<String, String> {
    let needs = need::Entity::find().all(ctx.read()).await.expect("reads");
    let groups = group::Entity::find().all(ctx.read()).await.expect("reads");
    let projects = project::Entity::find().all(ctx.read()).await.expect("reads");
    let needs = needs.into_iter().map(|row| (row.id.to_string(), row.title));
    let groups = groups.into_iter().map(|row| (row.id.to_string(), row.name));
    needs.chain(groups).chain(projects.into_iter().map(|row| (row.id.to_string(), row.title))).collect()
}

/// Gives the demonstration's campaign synonyms.
async fn declare(world: &World, synonyms: Vec<Vec<String>>) {
    let mut spec = world.campaign().await.spec;
    spec.synonyms = synonyms;
    server::campaign::import(&world.nobody(), &spec, true).await.expect("imports");
}

#[test]
fn queries_written_before_the_engine_find_what_they_are_for_in_one_order_on_both_databases() {
    let queries: Queries = toml::from_str(QUERIES).expect("reads");
    // What each query found first, on the database before.
    let before: Mutex<Option<Vec<Vec<Vec<String>>>>> = Mutex::new(None);
    on_both_in_the_demonstration(|world| async {
        let world = world;
        publish_the_census(&world).await;
        declare(&world, queries.synonyms.iter().map(|list| list.terms.clone()).collect()).await;
        let ctx = world.nobody();
        let titles = titles(&ctx).await;
        let (mut all, mut faults) = (Vec::new(), Vec::new());
        for query in &queries.query {
            let found = found(&ctx, &query.text).await;
            let title = |key: &String| titles[key].clone();
            let first: Vec<Vec<String>> = found.iter().map(|one| one.keys.iter().map(title).collect()).collect();
            let nothing = found.iter().all(|one| one.nearest || one.total == 0);
            let is_right = match query.finds.is_empty() {
                true => nothing,
                false => !nothing && first.iter().flatten().any(|title| query.finds.contains(title)),
            };
            if !is_right {
                faults.push(format!("{} « {} »: {first:?}", query.kind, query.text));
            }
            all.push(first);
        }
        let (asked, missed) = (queries.query.len(), faults.len());
        println!("{missed} of {asked} queries missed:\n{}", faults.join("\n"));
        assert!(missed * 60 <= asked * 3, "57 of 60 are asked for:\n{}", faults.join("\n"));
        if let Some(other) = before.lock().expect("one at a time").replace(all.clone()) {
            assert_eq!(other, all, "both databases find the same, in the same order");
        }
    });
}

#[test]
fn what_anybody_does_is_found_by_every_server_at_once_and_what_is_hidden_is_not() {
    on_both(|world| async move {
        let elu = world.elu(&world.commune("46102")).await;
        let other = Context::new(world.restarted().await, Default::default(), "another");
        let count = async |ctx: &Context| found(ctx, "secrétariat").await[0].clone();
        assert_eq!(count(&elu).await.total, 0);
        assert_eq!(count(&other).await.total, 0);
        let need = world.published(&elu).await;
        assert_eq!(count(&elu).await.keys, [need.to_string()], "right after the act");
        world.clock.set(world.platform.now() + chrono::Duration::seconds(2));
        assert_eq!(count(&other).await.keys, [need.to_string()], "two seconds later on another server");
        server::need::withdraw(&elu, need, &TypedReason::new(REASON, "")).await.expect("withdraws");
        assert_eq!(count(&elu).await.total, 0);
        world.clock.set(world.platform.now() + chrono::Duration::seconds(2));
        assert_eq!(count(&other).await.total, 0);
        // A draft is its collectivité's own.
        let id = NeedId(world.platform.new_id());
        server::need::save_draft(&elu, id, &crate::world::need_form(), "").await.expect("saves");
        assert_eq!(count(&elu).await.total, 0);
    });
}
