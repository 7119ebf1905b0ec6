use crate::world::{AFTER, World, at_once, on_both};
use chrono::Duration;
use entity::{
    ballot::Choice,
    campaign::{PaperOrder, Points},
    collectivity::Stratum,
    id::ProjectId,
    refusal::Refusal,
    table,
    tally::{Completion, Priority, Rule},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use server::{Context, Error, archive, ballot, campaign::loaded::StoredCampaign, support as supports, tally};
use std::collections::BTreeSet;

/// Three projects on the ballot: 20 M€, 12 M€ and 9 M€, under an envelope of 30 M€.
async fn three_projects(world: &World, author: &Context) -> [ProjectId; 3] {
    let curator = world.curator().await;
    let mut projects = Vec::new();
    for cost in ["20 000 000", "12 000 000", "9 000 000"] {
        let need = world.published(author).await;
        projects.push(world.on_ballot(&curator, need, cost).await);
    }
    [projects[0], projects[1], projects[2]]
}

async fn rows(world: &World) -> Vec<table::ballot::Model> {
    table::ballot::Entity::find().all(world.platform.database.read()).await.expect("reads")
}

#[test]
fn only_the_holder_of_the_mandate_casts_and_agents_prepare() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        let (mayor, deputy, agent) =
            (world.elu(&figeac).await, world.other_elu(&figeac).await, world.agent(&figeac).await);
        let [first, second, _] = three_projects(&world, &mayor).await;
        world.open_vote().await;
        for person in [&deputy, &agent] {
            assert!(matches!(ballot::cast(person, &[first]).await, Err(Error::Refused(Refusal::NoMandate))));
        }
        assert!(matches!(ballot::cast(&world.nobody(), &[first]).await, Err(Error::SignInNeeded)));
        ballot::prepare(&agent, &[first, second]).await.expect("prepared");
        let paper = ballot::paper(&mayor, &world.campaign().await).await.expect("own");
        assert_eq!(ballot::choices_of(&paper.draft.expect("prepared").0.choices).expect("reads").len(), 2);
        assert!(paper.cast.is_none() && rows(&world).await.is_empty(), "preparing is not casting");
        ballot::cast(&mayor, &[second]).await.expect("cast");

        // The mandate goes to the deputy between the page and the click.
        let tx = world.platform.database.begin().await.expect("begins");
        let sql = format!("DELETE FROM mandate WHERE siren = '{figeac}'");
        tx.execute_unprepared(&sql).await.expect("deletes");
        tx.commit().await.expect("commits");
        assert!(matches!(ballot::cast(&mayor, &[first]).await, Err(Error::Refused(Refusal::NoMandate))));
        assert_eq!(
            ballot::choices_of(&rows(&world).await[0].choices).expect("reads"),
            [second.into()],
            "nothing was stored"
        );
    });
}

#[test]
fn a_paper_marks_what_answers_one_s_needs_and_its_order_is_the_campaign_s_choice() {
    on_both(|world| async move {
        let (figeac, cahors) = (world.commune("46102"), world.commune("46042"));
        let (mayor, other) = (world.elu(&figeac).await, world.elu(&cahors).await);
        let curator = world.curator().await;
        let mut projects = Vec::new();
        for author in [&mayor, &other, &other, &other] {
            let need = world.published(author).await;
            projects.push((need, world.on_ballot(&curator, need, "500000").await));
        }
        supports::add(&mayor, projects[1].0, "").await.expect("supported");
        let paper = ballot::paper(&mayor, &world.campaign().await).await.expect("own");
        let answered: Vec<bool> = projects.iter().map(|(_, project)| paper.answers.contains_key(project)).collect();
        assert_eq!(answered, [true, true, false, false], "its own need, and the one that it supports");

        let order = |ctx: Context, campaign: StoredCampaign| async move {
            let paper = ballot::paper(&ctx, &campaign).await.expect("own");
            paper.projects.into_iter().map(|(project, _)| project.id).collect::<Vec<_>>()
        };
        let campaign = world.campaign().await;
        let by_title = order(mayor.clone(), campaign.clone()).await;
        assert_eq!(by_title, order(other.clone(), campaign.clone()).await);
        let mut drawn = campaign;
        drawn.spec.selection.paper = PaperOrder::Drawn;
        let mine = order(mayor.clone(), drawn.clone()).await;
        assert_eq!(mine, order(mayor, drawn.clone()).await, "one collectivité has one order");
        assert_eq!(mine.iter().collect::<BTreeSet<_>>(), by_title.iter().collect());
        let mut orders = BTreeSet::from([mine]);
        for insee in ["23079", "26113", "75056", "29019"] {
            orders.insert(order(world.elu(&world.commune(insee)).await, drawn.clone()).await);
        }
        assert!(orders.len() > 1, "no project stands first for all");
    });
}

#[test]
fn a_collectivity_has_one_ballot_however_many_are_cast_at_once() {
    on_both(|world| async move {
        let mayor = world.elu(&world.commune("46102")).await;
        let projects = three_projects(&world, &mayor).await;
        world.open_vote().await;
        let results = at_once(16, |turn| {
            let mayor = mayor.clone();
            async move { ballot::cast(&mayor, &[projects[turn % 3]]).await }
        })
        .await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        let stored = rows(&world).await;
        assert_eq!(stored.len(), 1);
        let trace = table::audit_event::Entity::find().filter(table::audit_event::Column::Kind.eq("ballot_cast"));
        let traces = trace.all(world.platform.database.read()).await.expect("reads").len();
        assert_eq!(usize::try_from(stored[0].version), Ok(traces), "each version left a trace");
        let again = ballot::choices_of(&stored[0].choices).expect("reads");
        let receipt = ballot::cast(&mayor, &again).await.expect("sent twice");
        assert_eq!(receipt.version, stored[0].version, "the same ballot again replaces nothing");
    });
}

#[test]
fn the_vote_opens_and_closes_to_the_millisecond() {
    on_both(|world| async move {
        let mayor = world.elu(&world.commune("46102")).await;
        let [first, second, _] = three_projects(&world, &mayor).await;
        world.freeze().await;
        let period = world.campaign().await.spec.calendar.selection;
        let millisecond = Duration::milliseconds(1);
        for (instant, choice, open) in [
            (period.opening() - millisecond, first, false),
            (period.opening(), first, true),
            (period.close() - millisecond, second, true),
            (period.close(), first, false),
        ] {
            world.clock.set(instant);
            let result = ballot::cast(&mayor, &[choice]).await;
            assert_eq!(result.is_ok(), open, "{instant}: {result:?}");
        }
        let stored = rows(&world).await;
        assert_eq!(stored[0].version, 2);
        assert_eq!(ballot::choices_of(&stored[0].choices).expect("reads"), [second.into()]);
    });
}

#[test]
fn wrong_ballots_are_refused_and_nothing_is_stored() {
    on_both(|world| async move {
        let mayor = world.elu(&world.commune("46102")).await;
        let [first, ..] = three_projects(&world, &mayor).await;
        let unknown = ProjectId(world.platform.new_id());
        world.open_vote().await;
        assert!(matches!(ballot::cast(&mayor, &[] as &[ProjectId]).await, Err(Error::Refused(Refusal::EmptyBallot))));
        assert!(matches!(ballot::cast(&mayor, &[first, unknown]).await, Err(Error::Refused(Refusal::NotOnTheBallot))));
        assert!(rows(&world).await.is_empty());
    });
}

#[test]
fn points_are_shared_whole_counted_and_published() {
    on_both(|world| async move {
        let mut spec = world.campaign().await.spec.clone();
        spec.selection.ballot.points = Some(Points { total: 10, most_on_one: Some(8) });
        spec.selection.rule = Rule::EqualShares { completion: Completion::None, priority: Priority::None };
        server::campaign::import(&world.nobody(), &spec, true).await.expect("applied");
        let voters = [world.elu(&world.commune("46102")).await, world.elu(&world.commune("46042")).await];
        let [dear, middle, cheap] = three_projects(&world, &voters[0]).await;
        world.open_vote().await;
        let give = |given: &[(ProjectId, u32)]| -> Vec<Choice> {
            given.iter().map(|&(project, points)| Choice { project, points }).collect()
        };
        for (wrong, refusal) in [
            (give(&[(dear, 5)]), Refusal::PointsDoNotAddUp { total: 10, given: 5 }),
            (give(&[(dear, 6), (cheap, 5)]), Refusal::PointsDoNotAddUp { total: 10, given: 11 }),
            (give(&[(dear, 9), (cheap, 1)]), Refusal::TooManyPoints { most: 8, given: 9 }),
            (give(&[(dear, 0)]), Refusal::EmptyBallot),
        ] {
            let result = ballot::cast(&voters[0], &wrong).await;
            assert!(matches!(&result, Err(Error::Refused(one)) if *one == refusal), "{result:?}");
        }
        assert!(rows(&world).await.is_empty());
        ballot::cast(&voters[0], &give(&[(cheap, 8), (dear, 2)])).await.expect("cast");
        ballot::cast(&voters[1], &give(&[(middle, 4), (cheap, 6)])).await.expect("cast");
        world.go_to(AFTER);
        let campaign = world.campaign().await;
        let outcome = tally::of_campaign(&world.nobody(), campaign.id).await.expect("reads").expect("closed");
        // Each has 15 M€. 9 M€ are paid for by 14 points: 8 and 6 of them. Then nobody can pay 20 M€ or 12 M€ alone.
        let bought: Vec<_> = outcome.counted.tally.selected().map(|step| (step.project, step.votes)).collect();
        let place = |project| outcome.rule.projects.iter().position(|one| one.id == project).expect("on the ballot");
        assert_eq!(bought, [(place(cheap), 14)]);
        let paid = tally::paid_by_stratum(&outcome, |_| Stratum::SmallCommune, place(cheap));
        assert_eq!(paid.values().sum::<u64>(), 900_000_000, "the parts make the cost");
        let files = archive::files(&world.nobody(), campaign.id).await.expect("made").expect("closed");
        assert_eq!(entity::archive::verify(&files).expect("in order").ballots, 2);
    });
}

#[test]
fn there_is_no_result_before_the_close_and_the_tally_follows_the_rule_after() {
    on_both(|world| async move {
        let campaign = world.campaign().await;
        let voters = [
            world.elu(&world.commune("46102")).await,
            world.elu(&world.commune("46042")).await,
            world.elu(&world.commune("29019")).await,
        ];
        let [dear, middle, cheap] = three_projects(&world, &voters[0]).await;
        world.open_vote().await;
        for (voter, choices) in voters.iter().zip([vec![dear, middle], vec![dear, cheap], vec![dear, middle]]) {
            ballot::cast(voter, &choices).await.expect("cast");
        }
        for curious in [&voters[0], &world.curator().await, &world.nobody()] {
            assert!(tally::of_campaign(curious, campaign.id).await.expect("reads").is_none());
            assert_eq!(ballot::turnout(curious, &campaign).await.expect("public"), 3);
        }
        world.go_to(AFTER);
        let outcome = tally::of_campaign(&world.nobody(), campaign.id).await.expect("reads").expect("closed");
        let selected = outcome.counted.tally.selected().map(|step| outcome.rule.projects[step.project].id);
        let selected: Vec<ProjectId> = selected.collect();
        assert_eq!(selected, [dear, cheap], "20 M€, then 12 M€ no longer fits, then 9 M€ does");
        let trace = table::audit_event::Entity::find().filter(table::audit_event::Column::Kind.eq("ballot_cast"));
        for event in trace.all(world.platform.database.read()).await.expect("reads") {
            assert!(!event.payload.contains(&dear.to_string()), "the trace holds no choice");
        }
    });
}
