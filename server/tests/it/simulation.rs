//! The rule tried by anybody before the vote: what it says is what the count says, and it tells of no ballot that is
//! cast.

use crate::campaigns::next_of;
use crate::world::{AFTER, World, on_both};
use entity::{
    drawn_ballot::drawn_ballots,
    tally::{Priority, Rule, tally},
};
use server::{
    ballot, campaign, frozen_rule,
    simulation::{Ballots, Outcome, simulate},
};

const DRAWN: Ballots = Ballots::Drawn { seed: 7, voters: 120 };

async fn ask(world: &World, ballots: Ballots) -> Outcome {
    simulate(&world.nobody(), &world.campaign().await, ballots).await.expect("answers")
}

#[test]
fn what_is_shown_is_what_the_rule_makes_of_the_ballots_that_anyone_can_draw() {
    on_both(|world| async move {
        assert!(matches!(ask(&world, DRAWN).await, Outcome::Nothing), "no project is on the ballot");
        let (mayor, curator) = (world.elu(&world.commune("46102")).await, world.curator().await);
        for cost in ["20 000 000", "9 000 000", "6 000 000"] {
            let need = world.published(&mayor).await;
            world.on_ballot(&curator, need, cost).await;
        }
        let Outcome::Counted(made) = ask(&world, DRAWN).await else { panic!("counted") };
        let campaign = world.campaign().await;
        let rule = frozen_rule::draft(&world.nobody(), world.platform.database.read(), &campaign).await.expect("reads");
        let drawn = drawn_ballots("7", &rule.roll.collectivities, 120, 3, &rule.ballot);
        let (voters, votes): (Vec<_>, Vec<_>) = drawn.into_iter().unzip();
        assert_eq!(made.voters, voters);
        let election = rule.election([]).expect("countable").with_ballots(votes).expect("countable");
        assert_eq!(made.tally, tally(rule.rule, &election));
        assert_eq!(made.greedy, tally(Rule::Greedy { priority: Priority::None }, &election));
        // The same once the rule is frozen; another when a project comes to the list.
        world.freeze().await;
        let Outcome::Counted(frozen) = ask(&world, DRAWN).await else { panic!("counted") };
        assert_eq!((&frozen.voters, &frozen.tally), (&made.voters, &made.tally));
    });
}

#[test]
fn the_ballots_of_a_vote_are_taken_once_it_is_closed_and_counted_by_the_rule_of_the_other_campaign() {
    on_both(|world| async move {
        let (mayor, curator) = (world.elu(&world.commune("46102")).await, world.curator().await);
        let need = world.published(&mayor).await;
        let project = world.on_ballot(&curator, need, "9 000 000").await;
        world.open_vote().await;
        ballot::cast(&mayor, &[project]).await.expect("cast");
        let first = world.campaign().await;
        let cast = Ballots::Cast(first.id);
        assert!(matches!(ask(&world, cast).await, Outcome::Nothing), "the vote is open");
        world.go_to(AFTER);
        campaign::import(&world.nobody(), &next_of(&first.spec), false).await.expect("imports");
        campaign::open(&world.nobody(), "suivante").await.expect("opens");
        assert_ne!(world.campaign().await.id, first.id);
        let Outcome::Counted(made) = ask(&world, cast).await else { panic!("counted") };
        assert_eq!(made.voters, [world.commune("46102")]);
        assert_eq!(made.tally.selected().count(), 1);
    });
}
