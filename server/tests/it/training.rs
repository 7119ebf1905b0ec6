//! Training copies: what is done in one is nowhere on the site, for staff alone, and goes in one act.

use crate::{
    fixture::refusal,
    world::{World, need_form, on_both, on_sqlite},
};
use entity::{
    ballot::Choice,
    id::{CampaignId, CastId, NeedId},
    refusal::Refusal,
    table::{audit_event, ballot, log_leaf, mail, need as need_table},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Statement};
use server::{
    Context, Error, Platform,
    ballot::{cast_once, paper},
    campaign::{self, loaded::current_campaign},
    clock::SystemClock,
    demo, log, need, person, statistics,
    training::{MOST, TrainingCopy, Trainings},
};
use std::{collections::BTreeMap, sync::Arc};

/// How many rows each table of the site has.
async fn rows(world: &World) -> BTreeMap<String, i64> {
    let database = world.platform.database.read();
    let backend = database.get_database_backend();
    let question = match world.platform.database.is_sqlite() {
        true => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
        false => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
    };
    let tables = database.query_all_raw(Statement::from_string(backend, question)).await.expect("reads");
    let mut counted = BTreeMap::new();
    for table in tables {
        let table: String = table.try_get_by_index(0).expect("a name");
        let question = format!("SELECT COUNT(*) FROM {table}");
        let row = database.query_one_raw(Statement::from_string(backend, question)).await.expect("counts");
        counted.insert(table, row.expect("a row").try_get_by_index(0).expect("a number"));
    }
    counted
}

/// What was traced on the site since it had so many events, in order; nothing else may have grown.
async fn traced_since(world: &World, before: &BTreeMap<String, i64>) -> Vec<String> {
    let mut now = rows(world).await;
    let events = now.insert("audit_event".into(), before["audit_event"]).expect("a trace");
    assert_eq!(now, *before, "nothing but the trace");
    let kinds = audit_event::Entity::find().filter(audit_event::Column::Kind.starts_with("training_copy"));
    let kinds = kinds.all(world.platform.database.read()).await.expect("reads");
    assert_eq!(events - before["audit_event"], i64::try_from(kinds.len()).expect("a few"), "nothing else is traced");
    kinds.into_iter().map(|row| row.kind).collect()
}

/// A persona of a copy.
async fn persona(copy: &TrainingCopy, key: &str) -> Context {
    let nobody = Context::new(Arc::clone(&copy.platform), Default::default(), "test");
    let token = demo::sign_in(&nobody, key, "test").await.expect("signed in");
    let (database, machine) = (copy.platform.database.read(), SystemClock::machine_now());
    let (actor, _) = person::actor_of(database, machine, copy.platform.now(), &token, "").await.expect("reads");
    Context::new(Arc::clone(&copy.platform), actor, "test")
}

/// Publishes a need, votes, and lets the vote close.
async fn exercise(copy: &TrainingCopy) -> u64 {
    let mayor = persona(copy, "maire-figeac").await;
    let id = NeedId(copy.platform.new_id());
    need::save_draft(&mayor, id, &need_form(), "").await.expect("kept");
    need::publish(&mayor, id).await.expect("published");
    let campaign = current_campaign(copy.platform.database.read()).await.expect("runs");
    let hour = chrono::Duration::hours(1);
    let calendar = campaign.spec.calendar;
    demo::move_clock(&mayor, &copy.clock, calendar.selection.opening() + hour).await.expect("moves");
    let campaign = current_campaign(copy.platform.database.read()).await.expect("runs");
    let offered = paper(&mayor, &campaign).await.expect("a paper").projects;
    let chosen: Vec<Choice> = offered.iter().take(1).map(|project| project.0.id.into()).collect();
    cast_once(&mayor, CastId(copy.platform.new_id()), &chosen).await.expect("cast");
    demo::move_clock(&mayor, &copy.clock, calendar.selection.close() + hour).await.expect("moves");
    ballot::Entity::find().count(copy.platform.database.read()).await.expect("counts")
}

async fn count_of<E: EntityTrait>(platform: &Platform) -> u64
where
    E::Model: Send + Sync,
{
    E::find().count(platform.database.read()).await.expect("counts")
}

#[test]
fn what_is_done_in_a_copy_counts_nowhere_and_goes_in_one_act() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let folder = tempfile::tempdir().expect("a folder");
        let trainings = Trainings::new(folder.path().join("bacs"));
        let (curator, other) = (world.curator().await, world.curator().await);
        let campaign = world.campaign().await;
        let figures = statistics::of_campaign(&curator, &campaign).await.expect("figures");
        let before = rows(&world).await;

        let id = trainings.make(&curator, campaign.id).await.expect("made");
        assert_eq!(trainings.make(&curator, campaign.id).await.expect("there"), id, "one a campaign");
        let copy = trainings.find(id).await.expect("is there");
        assert_eq!(copy.title, campaign.spec.title);
        assert!(exercise(&copy).await > 1, "mine and the others'");
        assert!(count_of::<need_table::Entity>(&copy.platform).await > 1);
        assert!(count_of::<mail::Entity>(&copy.platform).await > 0, "written there, to be shown");
        assert!(copy.platform.mailer.as_ref().is_some_and(|mailer| mailer.transport.is_none()), "and sent by nobody");

        // Its log is signed by another key, under a name that no site has.
        let mayor = persona(&copy, "maire-figeac").await;
        let there = current_campaign(mayor.read()).await.expect("runs");
        let head = log::checkpoint(&mayor, &there).await.expect("reads").expect("a head");
        assert!(head.starts_with("bac-a-sable.invalid/"), "{head}");
        assert_eq!(count_of::<log_leaf::Entity>(&world.platform).await, 0);
        assert_eq!(traced_since(&world, &before).await, ["training_copy_made"]);
        let now = statistics::of_campaign(&world.nobody(), &campaign).await.expect("figures");
        assert_eq!(format!("{now:?}"), format!("{figures:?}"));
        assert_eq!(campaign::all(&curator).await.expect("reads").len(), 1);

        let kept = std::fs::read_dir(folder.path().join("bacs")).expect("a folder").count();
        assert_eq!(kept, 1);
        drop((copy, mayor));
        // Two who erase it at once: one does.
        let (one, two) = tokio::join!(trainings.erase(&curator, id), trainings.erase(&other, id));
        assert_eq!([one.expect("erased"), two.expect("erased")].into_iter().filter(|&did| did).count(), 1);
        assert!(trainings.find(id).await.is_none() && trainings.list().await.is_empty());
        let left = std::fs::read_dir(folder.path().join("bacs")).expect("a folder").count();
        assert_eq!(left, 0, "nothing is left of it");
        assert_eq!(traced_since(&world, &before).await, ["training_copy_made", "training_copy_erased"]);
    });
}

#[test]
fn copies_are_for_curators_and_administrators_and_a_server_holds_few() {
    on_sqlite(|world| async move {
        let folder = tempfile::tempdir().expect("a folder");
        let trainings = Trainings::new(folder.path().join("bacs"));
        let (curator, campaign) = (world.curator().await, world.campaign().await);
        let elue = world.elu(&world.commune("46102")).await;
        for nobody in [&world.nobody(), &elue] {
            assert!(trainings.make(nobody, campaign.id).await.is_err());
        }
        let unknown = CampaignId(world.platform.new_id());
        assert!(matches!(trainings.make(&curator, unknown).await, Err(Error::NotFound)));
        let mut made = Vec::new();
        for at in 0..=MOST {
            let mut other = campaign.spec.clone();
            other.slug = format!("autre-{at}");
            // A campaign without themes has nothing but its people.
            if at == 0 {
                other.themes.clear();
            }
            campaign::import(&curator, &other, false).await.expect("imports");
            let all = campaign::all(&curator).await.expect("reads");
            let one = all.iter().find(|one| one.campaign.spec.slug == other.slug).expect("imported").campaign.id;
            let copied = trainings.make(&curator, one).await;
            match at < MOST {
                true => made.push(copied.expect("made")),
                false => assert_eq!(refusal(copied), Refusal::TooManyTrainingCopies { most: MOST }),
            }
        }
        assert!(matches!(trainings.erase(&elue, made[0]).await, Err(Error::Forbidden)));
        let bare = trainings.find(made[0]).await.expect("is there");
        assert_eq!(count_of::<need_table::Entity>(&bare.platform).await, 0);
        assert!(demo::personas(&persona(&bare, "maire-figeac").await).await.expect("people").len() > 5);
        drop(bare);

        // A server that lives keeps its copies from one that starts beside it; one that was killed leaves nothing.
        drop(Trainings::new(folder.path().join("bacs")));
        assert!(std::fs::read_dir(folder.path().join("bacs")).expect("a folder").count() == MOST);
        drop(trainings);
        drop(Trainings::new(folder.path().join("bacs")));
        assert!(std::fs::read_dir(folder.path().join("bacs")).expect("a folder").count() == 0);
    });
}
