//! What home offers near one's collectivité.

use crate::{
    fixture::{accept, piloted, selected},
    world::{World, on_both},
};
use entity::{calendar::Phase, id::NeedId, page_number::PageNumber, siren::Siren};
use server::{
    Context,
    application::handling,
    decision,
    group::{self, Answer},
    nearby::{Around, Lines, Nearness, Part, SHORT, nearby},
    need, support,
};

/// What everybody reads near a collectivité, of one part.
async fn lines(world: &World, siren: Siren, part: Part) -> Lines {
    let (nobody, campaign) = (world.nobody(), world.campaign().await);
    let around = Around::of(&nobody, siren).await.expect("known");
    around.lines(&nobody, &campaign, part, PageNumber::FIRST, SHORT).await.expect("reads")
}

/// The needs of a part, with how near they are.
async fn needs(world: &World, siren: Siren, part: Part) -> Vec<(NeedId, Nearness)> {
    let Lines::Needs(listed) = lines(world, siren, part).await else { panic!("a part of needs") };
    listed.rows.into_iter().map(|near| (near.what.id, near.nearness)).collect()
}

/// The need of somebody of a commune.
async fn need_of(world: &World, insee: &str) -> (Context, NeedId) {
    let agent = world.agent(&world.commune(insee)).await;
    let need = world.published(&agent).await;
    (agent, need)
}

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
        assert_eq!(offered.needs.iter().map(|need| need.what.id).collect::<Vec<_>>(), [theirs]);
        assert_eq!(offered.groups.iter().map(|one| one.what.id).collect::<Vec<_>>(), [group]);

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

#[test]
fn the_nearest_come_first_by_intercommunalite_shared_group_departement_and_region() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        // Cardaillac lies beside Figeac, Cahors in the same département, Toulouse in the region, Die in another.
        let (_, same_departement) = need_of(&world, "46042").await;
        let (_, same_region) = need_of(&world, "31555").await;
        let (_, elsewhere) = need_of(&world, "26113").await;
        let (neighbour, same_epci) = need_of(&world, "46057").await;
        let found = needs(&world, figeac, Part::Needs).await;
        let expected =
            [(same_epci, Nearness::Epci), (same_departement, Nearness::Departement), (same_region, Nearness::Region)];
        assert_eq!(found, expected, "and none from elsewhere: {elsewhere}");

        let toulouse = world.agent(&world.commune("31555")).await;
        let group = world.group(&neighbour, same_epci).await;
        group::request(&toulouse, group).await.expect("asks");
        let toulouse = world.commune("31555");
        group::answer(&neighbour, group, &toulouse, Answer::Accept, &"".into()).await.expect("accepted");
        let found = needs(&world, figeac, Part::Needs).await;
        assert_eq!(found[1], (same_region, Nearness::SharedGroup), "a neighbour has a group with it: {found:?}");

        let Lines::Groups(groups) = lines(&world, figeac, Part::Groups).await else { panic!("groups") };
        let groups: Vec<_> = groups.rows.into_iter().map(|near| (near.what.id, near.nearness)).collect();
        assert_eq!(groups, [(group, Nearness::Epci)]);
        support::add(&world.agent(&figeac).await, same_epci, "").await.expect("supported");
        assert!(!needs(&world, figeac, Part::Needs).await.iter().any(|(id, _)| *id == same_epci));
        assert!(matches!(
            Around::of(&world.nobody(), Siren::parse("999999998").expect("a SIREN")).await,
            Err(server::Error::NotFound)
        ));
    });
}

#[test]
fn needs_of_the_same_stratum_or_programme_come_from_everywhere() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        // Die and Figeac have between 3,500 and 20,000 inhabitants, Cardaillac less.
        let (_, die) = need_of(&world, "26113").await;
        let (_, small) = need_of(&world, "46057").await;
        assert_eq!(needs(&world, figeac, Part::Stratum).await, [(die, Nearness::Elsewhere)]);
        assert!(needs(&world, figeac, Part::Programme).await.is_empty(), "it has no label");
        let rows = b"insee,programme\n46102,pvd\n";
        server::reference::programmes::import(&world.nobody(), "labels.csv", rows).await.expect("imports");
        let found = needs(&world, figeac, Part::Programme).await;
        assert_eq!(found, [(small, Nearness::Epci), (die, Nearness::Elsewhere)]);
    });
}

#[test]
fn a_service_shows_once_its_acceptance_is_published() {
    on_both(|world| async move {
        let cahors = world.commune("46042");
        let (mayor, curator) = (world.elu(&cahors).await, world.curator().await);
        let project = selected(&world, &mayor, &curator).await;
        let id = piloted(&world, &mayor, project, "100000").await;
        handling::find_complete(&curator, &[id]).await.expect("complete");
        let figeac = world.commune("46102");
        let services = || async {
            let Lines::Services(listed) = lines(&world, figeac, Part::Services).await else { panic!("services") };
            listed.rows
        };
        assert!(services().await.is_empty());
        let hour = world.platform.now() + chrono::Duration::days(3);
        decision::decide(&curator, &[accept(id)], Some(hour)).await.expect("decided");
        assert!(services().await.is_empty(), "nothing of a decision before its hour");
        world.clock.set(hour);
        let shown = services().await;
        assert_eq!((shown.len(), shown[0].what.project, shown[0].what.siren), (1, project, cahors));
        assert_eq!((shown[0].nearness, shown[0].what.collectivities), (Nearness::Departement, 1));
        assert!(matches!(lines(&world, cahors, Part::Services).await, Lines::Services(own) if own.rows.is_empty()));
    });
}
