//! What home offers near one's collectivité.

use crate::world::on_both;
use entity::calendar::Phase;
use server::{
    group::{self, Answer},
    nearby::nearby,
    need, support,
};

#[test]
fn a_collectivity_is_offered_what_it_may_support_or_join_in_its_departement_alone() {
    on_both(|world| async move {
        let campaign = world.campaign().await;
        let [figeac, cahors, die] = ["46102", "46042", "26113"].map(|insee| world.commune(insee));
        let (own, neighbour, far) = (world.agent(&figeac).await, world.agent(&cahors).await, world.agent(&die).await);
        assert!(nearby(&own, &campaign).await.expect("reads").is_none(), "nothing is there");
        assert!(nearby(&world.nobody(), &campaign).await.expect("reads").is_none());
        let mine = world.published(&own).await;
        let theirs = world.published(&neighbour).await;
        let distant = world.published(&far).await;
        let group = world.group(&neighbour, theirs).await;
        world.group(&far, distant).await;
        world.group(&own, mine).await;

        let offered = nearby(&own, &campaign).await.expect("reads").expect("something");
        assert_eq!(offered.departement, "46");
        assert_eq!(offered.needs.iter().map(|need| need.id).collect::<Vec<_>>(), [theirs]);
        assert_eq!(offered.groups.iter().map(|one| one.id).collect::<Vec<_>>(), [group]);

        support::add(&own, theirs, "").await.expect("supported");
        group::request(&own, group).await.expect("asks");
        assert!(nearby(&own, &campaign).await.expect("reads").is_none(), "nothing is left to offer");
        group::answer(&neighbour, group, &figeac, Answer::Decline, &"Complet.".into()).await.expect("declined");
        let again = nearby(&own, &campaign).await.expect("reads").expect("the group");
        assert_eq!((again.needs.len(), again.groups.len()), (0, 1), "one may ask again");

        need::withdraw(&neighbour, theirs, &"Doublon.".into()).await.expect("withdrawn");
        support::withdraw(&own, theirs, &"Doublon.".into()).await.ok();
        let left = nearby(&own, &campaign).await.expect("reads").expect("the group");
        assert!(left.needs.is_empty(), "what was withdrawn is not offered");
    });
}

#[test]
fn what_is_offered_is_few_and_only_what_is_open() {
    on_both(|world| async move {
        let campaign = world.campaign().await;
        let neighbour = world.agent(&world.commune("46042")).await;
        for _ in 0..5 {
            let need = world.published(&neighbour).await;
            world.group(&neighbour, need).await;
        }
        let own = world.agent(&world.commune("46102")).await;
        let offered = nearby(&own, &campaign).await.expect("reads").expect("something");
        assert_eq!((offered.needs.len(), offered.groups.len()), (3, 3));
        let calendar = &campaign.spec.calendar;
        world.go_to(&calendar.period(Phase::Census).close().to_rfc3339());
        let offered = nearby(&own, &campaign).await.expect("reads").expect("groups still form");
        assert_eq!((offered.needs.len(), offered.groups.len()), (0, 3));
        world.go_to(&calendar.period(Phase::Application).close().to_rfc3339());
        assert!(nearby(&own, &campaign).await.expect("reads").is_none(), "nothing is open");
    });
}
