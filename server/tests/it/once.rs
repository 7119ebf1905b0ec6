//! What is sent many times at once is done once: each act, on both databases, through two servers. `make soak` does it
//! 200 times.

use crate::world::{SELECTION, World, at_once, on_both};
use entity::{
    id::{CastId, ProjectId},
    membership::RequestForm,
    siren::Siren,
    table::{audit_event, ballot, group_member, log_leaf, membership, notice, support},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    Context, Platform, ballot as ballots, group,
    group::Answer,
    membership::{self as memberships, Answered},
    support as supports,
};
use std::sync::Arc;

const TIMES: usize = 64;

fn rounds() -> usize {
    std::env::var("TERREAU_SOAK_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// The same person through one of two servers.
fn through(ctx: &Context, other: &Arc<Platform>, turn: usize) -> Context {
    let mut ctx = ctx.clone();
    if turn % 2 == 1 {
        ctx.platform = Arc::clone(other);
    }
    ctx
}

async fn events(world: &World, kind: &str) -> u64 {
    let query = audit_event::Entity::find().filter(audit_event::Column::Kind.eq(kind));
    query.count(world.platform.database.read()).await.expect("counts")
}

/// Communes of the Lot and around, one for each round: none acts twice.
fn commune(world: &World, turn: usize) -> Siren {
    let reference = world.platform.reference();
    let mut communes = reference.collectivities().filter(|one| one.insee.is_some()).map(|one| one.siren);
    communes.nth(1_000 + turn).expect("there are thirty-five thousand")
}

#[test]
fn a_support_a_request_and_an_answer_sent_64_times_through_two_servers_are_one_each() {
    on_both(|world| async move {
        let other = world.restarted().await;
        let lead = world.agent(&world.commune("46102")).await;
        let need = world.published(&lead).await;
        let id = world.group(&lead, need).await;
        for round in 1..=rounds() {
            let siren = commune(&world, round);
            let elu = world.elu(&siren).await;
            let given = at_once(TIMES, |turn| {
                let elu = through(&elu, &other, turn);
                async move { supports::add(&elu, need, "Nous aussi.").await.is_ok() }
            })
            .await;
            assert!(given.into_iter().all(|given| given), "told as done, each time");
            let database = world.platform.database.read();
            let rows = support::Entity::find().filter(support::Column::Siren.eq(siren.as_str())).count(database).await;
            assert_eq!(rows.expect("counts"), 1, "round {round}");
            assert_eq!(events(&world, "need_supported").await, round as u64);

            let asked = at_once(TIMES, |turn| {
                let elu = through(&elu, &other, turn);
                async move { group::request(&elu, id).await.is_ok() }
            })
            .await;
            assert!(asked.into_iter().all(|asked| asked));
            let before = events(&world, "group_member").await;
            let accepted = at_once(TIMES, |turn| {
                let lead = through(&lead, &other, turn);
                async move { group::answer(&lead, id, &siren, Answer::Accept, &"Un motif.".into()).await.is_ok() }
            })
            .await;
            // The lead is told by the others that there is nothing left to answer.
            assert!(accepted.contains(&true));
            assert_eq!(events(&world, "group_member").await, before + 1);
            let members = group_member::Entity::find().filter(group_member::Column::Siren.eq(siren.as_str()));
            assert_eq!(members.count(database).await.expect("counts"), 1);
        }
        let verified = server::audit::verify(&world.platform, None).await.expect("reads");
        assert_eq!(verified.broken, None);
        other.database.clone().close().await;
    });
}

#[test]
fn a_membership_confirmed_64_times_through_two_servers_is_one() {
    on_both(|world| async move {
        let other = world.restarted().await;
        let curator = world.curator().await;
        for round in 1..=rounds() {
            let siren = commune(&world, round);
            // Somebody who acts for another collectivité already, and asks for a second one.
            let person = world.agent(&world.commune("46102")).await;
            let id = person.actor.person.expect("a person");
            let form = RequestForm {
                siren: siren.to_string(),
                capacity: "agent".into(),
                title: "Secrétaire de mairie".into(),
                evidence: String::new(),
                body: String::new(),
            };
            let asked = at_once(TIMES, |turn| {
                let (person, form) = (through(&person, &other, turn), form.clone());
                async move { memberships::ask(&person, &form, &format!("198.51.{round}.1")).await.is_ok() }
            })
            .await;
            assert_eq!(asked.into_iter().filter(|asked| *asked).count(), 1, "the others are told that it was asked");
            let shown = crate::identity::shown_of(&world, &siren, id).await;
            let confirmed = at_once(TIMES, |turn| {
                let (curator, shown) = (through(&curator, &other, turn), shown.clone());
                async move {
                    memberships::answer(
                        &curator,
                        &siren,
                        id,
                        Answered { accept: true, reason: "Téléphone", shown: &shown },
                    )
                    .await
                    .is_ok()
                }
            })
            .await;
            assert_eq!(confirmed.into_iter().filter(|confirmed| *confirmed).count(), 1, "round {round}");
            let database = world.platform.database.read();
            let rows = membership::Entity::find().filter(membership::Column::Siren.eq(siren.as_str()));
            assert_eq!(rows.count(database).await.expect("counts"), 1);
            let told = notice::Entity::find().filter(notice::Column::Person.eq(id)).count(database).await;
            assert_eq!(told.expect("counts"), 1, "told once");
        }
        other.database.clone().close().await;
    });
}

#[test]
fn a_ballot_confirmed_64_times_through_two_servers_is_one() {
    on_both(|world| async move {
        let author = world.elu(&world.commune("46102")).await;
        let need = world.published(&author).await;
        let project: ProjectId = world.on_ballot(&world.curator().await, need, "100 000").await;
        world.freeze().await;
        world.go_to(SELECTION);
        let other = world.restarted().await;
        for round in 1..=rounds() {
            let voter = world.elu(&commune(&world, round)).await;
            let confirmation = CastId(world.platform.new_id());
            let cast = at_once(TIMES, |turn| {
                let voter = through(&voter, &other, turn);
                async move { ballots::cast_once(&voter, confirmation, &[project]).await.is_ok() }
            })
            .await;
            assert!(cast.into_iter().all(|cast| cast), "round {round}");
            let database = world.platform.database.read();
            assert_eq!(ballot::Entity::find().count(database).await.expect("counts"), round as u64);
            assert_eq!(log_leaf::Entity::find().count(database).await.expect("counts"), round as u64);
            assert_eq!(events(&world, "ballot_cast").await, round as u64);
        }
        other.database.clone().close().await;
    });
}
