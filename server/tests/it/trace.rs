//! The trace: whole, append only, and searched.

use crate::{
    identity::{administrator, referent},
    world::{at_once, on_both},
};
use sea_orm::ConnectionTrait;
use server::{
    Context,
    audit::{self, Search, Whose},
    membership as memberships, need as needs,
};

#[test]
fn acts_of_many_at_once_make_one_chain() {
    on_both(|world| async move {
        let author = world.elu(&world.commune("46102")).await;
        let (need, before) =
            (world.published(&author).await, audit::head(world.platform.database.read()).await.expect("reads"));
        let other = world.restarted().await;
        let mut supporters = Vec::new();
        for insee in ["46042", "46127", "12300", "15014", "26113", "19031"] {
            supporters.push(world.elu(&world.commune(insee)).await);
        }
        let count = supporters.len();
        at_once(count, |turn| {
            let mut ctx = supporters[turn].clone();
            if turn % 2 == 1 {
                ctx.platform = other.clone();
            }
            async move { server::support::add(&ctx, need, "Nous aussi.").await.expect("given") }
        })
        .await;
        let verified = audit::verify(&world.platform, Some((before.0, &before.1))).await.expect("reads");
        assert_eq!((verified.broken, verified.events), (None, before.0 + 6));
        other.database.clone().close().await;
    });
}

#[test]
fn the_trace_is_neither_changed_nor_cut_nor_written_outside_the_chain() {
    on_both(|world| async move {
        world.published(&world.elu(&world.commune("46102")).await).await;
        for sql in [
            "UPDATE audit_event SET kind = 'need_withdrawn'",
            "DELETE FROM audit_event",
            "INSERT INTO audit_event SELECT id, at, person, acting_for, kind, payload, subject, request, NULL, NULL \
             FROM audit_event LIMIT 1",
        ] {
            let tx = world.platform.database.begin().await.expect("begins");
            assert!(tx.execute_unprepared(sql).await.is_err(), "{sql}");
            tx.rollback().await.expect("rolls back");
        }
    });
}

/// Changes the database as somebody does who has it all in hand, and follows the chain.
async fn tampered(world: &crate::world::World, sql: &str) -> Option<String> {
    world.published(&world.elu(&world.commune("46102")).await).await;
    let (position, hash) = audit::head(world.platform.database.read()).await.expect("reads");
    let disarm: &[&str] = match world.platform.database.is_sqlite() {
        true => &["DROP TRIGGER audit_event_no_update", "DROP TRIGGER audit_event_no_delete"],
        false => &["ALTER TABLE audit_event DISABLE TRIGGER USER"],
    };
    let tx = world.platform.database.begin().await.expect("begins");
    for statement in disarm.iter().chain([&sql]) {
        tx.execute_unprepared(statement).await.expect(statement);
    }
    tx.commit().await.expect("commits");
    audit::verify(&world.platform, Some((position, &hash))).await.expect("reads").broken
}

#[test]
fn an_event_that_was_changed_shows() {
    on_both(|world| async move {
        let broken = tampered(&world, "UPDATE audit_event SET person = NULL WHERE kind = 'need_published'").await;
        assert!(broken.expect("shows").contains("n’est pas celui qui a été enchaîné"));
    });
}

#[test]
fn an_event_that_was_taken_out_shows() {
    on_both(|world| async move {
        let broken = tampered(&world, "DELETE FROM audit_event WHERE kind = 'need_drafted'").await;
        assert!(broken.expect("shows").contains("manque"));
    });
}

#[test]
fn an_end_that_was_cut_off_shows_to_whoever_noted_the_head() {
    on_both(|world| async move {
        let broken = tampered(&world, "DELETE FROM audit_event WHERE kind = 'need_published'").await;
        assert!(broken.expect("shows").contains("la tête notée"));
    });
}

#[test]
fn each_reads_their_own_trace_and_administrators_all() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        let (mayor, stranger) = (world.elu(&figeac).await, world.elu(&world.commune("26113")).await);
        world.published(&mayor).await;
        let search = Search::default();
        let own = audit::list(&mayor, Whose::Mine, &search, 10).await.expect("reads");
        assert_eq!(
            own.iter().map(|one| one.event.kind.as_str()).collect::<Vec<_>>(),
            ["need_published", "need_drafted"]
        );
        assert_eq!(audit::list(&mayor, Whose::Collectivity(figeac), &search, 10).await.expect("reads").len(), 2);
        assert!(audit::list(&stranger, Whose::Collectivity(figeac), &search, 10).await.is_err());
        assert!(audit::list(&mayor, Whose::All, &search, 10).await.is_err());
        assert!(audit::list(&world.curator().await, Whose::All, &search, 10).await.is_err());
    });
}

#[test]
fn why_something_was_done_is_read_by_the_collectivity_and_what_was_done_to_a_person_by_that_person() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        let (mayor, deputy) = (referent(&world, &figeac).await, world.other_elu(&figeac).await);
        let agent = world.agent(&figeac).await;
        let need = world.published(&mayor).await;
        needs::withdraw(&mayor, need, &"Il était en double.".into()).await.expect("withdrawn");
        let leaver = agent.actor.person.expect("a person");
        memberships::end(&mayor, &figeac, leaver, &"Elle change de service.".into()).await.expect("ended");
        let reasons = async |ctx: &Context, whose: Whose| -> Vec<String> {
            let acts = audit::list(ctx, whose, &Search::default(), 50).await.expect("reads");
            acts.iter().filter_map(|act| act.reason(ctx, whose)).collect()
        };
        let both = ["Elle change de service.", "Il était en double."];
        assert_eq!(reasons(&mayor, Whose::Collectivity(figeac)).await, both);
        assert_eq!(reasons(&mayor, Whose::Mine).await, both);
        assert_eq!(reasons(&deputy, Whose::Collectivity(figeac)).await, both[1..], "what concerns one person");
        assert_eq!(reasons(&administrator(&world).await, Whose::All).await, both);
    });
}
