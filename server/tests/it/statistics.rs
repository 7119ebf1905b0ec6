//! The figures of a campaign: equal to a recount of the rows, adding up over each breakdown, and telling of no ballot
//! and no decision before its hour.

use crate::{
    fixture::{WAVE_1, accept, assess, assessed, costs, delegated, diagnosis, siren, submitted, type_in, version},
    world::{AFTER, CENSUS, World, at, at_once, on_both, on_both_in_the_demonstration},
};
use chrono::Duration;
use entity::{
    campaign::Publication,
    collectivity::Stratum,
    group::{GroupState, MemberState},
    ledger::Holdings,
    need::NeedState,
    permission::StaffRole,
    siren::Siren,
    statistics::{Act, Breakdown, Counts, Flow, Part},
    table::{application, group, group_member, log_leaf, mail, mail_address, need, support},
};
use sea_orm::{EntityTrait, IntoActiveModel, PaginatorTrait};
use server::{
    Context, Platform, account,
    application::handling,
    assessment, ballot, decision, ledger,
    mail::{OutgoingMail, text},
    reminder,
    statistics::{self, Statistics, staff},
};
use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

/// The figures as everybody reads them, once what was kept in memory is old.
async fn figures(world: &World) -> Arc<Statistics> {
    world.clock.set(world.platform.now() + Duration::seconds(11));
    statistics::of_campaign(&world.nobody(), &world.campaign().await).await.expect("counted")
}

/// What everybody did, collectivité by collectivité, from the rows themselves. Decisions are published.
async fn recounted(world: &World) -> BTreeMap<Siren, Counts> {
    let (database, campaign) = (world.platform.database.read(), world.campaign().await.id);
    let needs = need::Entity::find().all(database).await.expect("reads");
    let public = |row: &&need::Model| {
        row.campaign == campaign && matches!(row.state, NeedState::Published | NeedState::Declined)
    };
    let mut counts: BTreeMap<Siren, Counts> = BTreeMap::new();
    for row in needs.iter().filter(public) {
        counts.entry(row.siren).or_default().needs += u64::from(row.face.is_none());
    }
    let supported: HashSet<_> = needs.iter().filter(public).map(|row| row.id).collect();
    for row in support::Entity::find().all(database).await.expect("reads") {
        if supported.contains(&row.need) {
            counts.entry(row.siren).or_default().supports += 1;
        }
    }
    let groups = group::Entity::find().all(database).await.expect("reads");
    let standing = |row: &&group::Model| row.campaign == campaign && row.state != GroupState::Dissolved;
    for row in groups.iter().filter(standing) {
        counts.entry(row.lead).or_default().groups += 1;
    }
    let standing: HashSet<_> = groups.iter().filter(standing).map(|row| row.id).collect();
    for row in group_member::Entity::find().all(database).await.expect("reads") {
        if standing.contains(&row.group_id) && matches!(row.state, MemberState::Lead | MemberState::Member) {
            counts.entry(row.siren).or_default().grouped = 1;
        }
    }
    for row in log_leaf::Entity::find().all(database).await.expect("reads") {
        if row.campaign == campaign {
            counts.entry(row.siren).or_default().voted = 1;
        }
    }
    for row in application::Entity::find().all(database).await.expect("reads") {
        if row.campaign == campaign && row.submitted_at.is_some() {
            let counts = counts.entry(row.siren).or_default();
            counts.applications += 1;
            counts.granted += row.granted.cents();
        }
    }
    counts
}

/// Holds the figures to the recount: in all, by each stratum and each region, and over each breakdown.
async fn are_those_of_the_rows(world: &World, figures: &Statistics) {
    let reference = world.platform.reference();
    let mut all = Counts::default();
    let mut strata: BTreeMap<Part, Counts> = BTreeMap::new();
    let mut regions: BTreeMap<Part, Counts> = BTreeMap::new();
    for (siren, done) in recounted(world).await {
        let done = Counts { participating: 1, ..done };
        all += done;
        let found = reference.find(&siren);
        let stratum = found.map(|one| Stratum::of(one.kind, reference.figures(&siren).population));
        *strata.entry(stratum.map_or(Part::Unknown, Part::Stratum)).or_default() += done;
        *regions.entry(found.map_or(Part::Unknown, |one| Part::Region(one.region.clone()))).or_default() += done;
    }
    // The recount knows only those that did something.
    let done = |counts: &Counts| Counts { collectivities: 0, called: 0, ..*counts };
    assert_eq!(done(&figures.parts.total), all);
    for (breakdown, recounted) in [(Breakdown::Stratum, strata), (Breakdown::Region, regions)] {
        let told = figures.parts.lines(breakdown).map(|(part, counts)| (part.clone(), done(counts)));
        let told: BTreeMap<Part, Counts> = told.filter(|(_, counts)| counts.participating > 0).collect();
        assert_eq!(told, recounted, "{breakdown:?}");
    }
    for breakdown in Breakdown::ALL {
        assert_eq!(figures.parts.sum(*breakdown), figures.parts.total, "{breakdown:?}");
    }
    let of_weeks = |act| figures.weeks.iter().map(|week| week.count(act)).sum::<u64>();
    let total = &figures.parts.total;
    for (act, counted) in [
        (Act::Need, total.needs),
        (Act::Support, total.supports),
        (Act::Group, total.groups),
        (Act::Ballot, total.voted),
        (Act::Application, total.applications),
    ] {
        assert_eq!(of_weeks(act), counted, "{act:?}, week by week");
    }
    let held: Holdings = figures.envelopes.iter().filter(|line| !line.is_inside).map(|line| line.holdings).sum();
    let of_money = |flow| figures.weeks.iter().map(|week| week.cents(flow)).sum::<u64>();
    assert_eq!(of_money(Flow::Paid), held.paid.unsigned_abs(), "as the ledger has it");
    assert_eq!(of_money(Flow::Granted), total.granted.unsigned_abs(), "nothing was given back here");
}

#[test]
fn the_figures_are_those_of_the_rows_and_each_breakdown_adds_up() {
    on_both_in_the_demonstration(|world| async move {
        let figures = figures(&world).await;
        assert!(figures.parts.total.needs > 10 && figures.parts.total.supports > 100, "{:?}", figures.parts.total);
        assert!(figures.inhabitants > 1_000_000, "each counted once");
        are_those_of_the_rows(&world, &figures).await;
        assert_eq!(figures.parts.total.collectivities, world.platform.reference().count() as u64);
    });
}

#[test]
fn an_act_shows_at_once_and_one_whose_collectivity_is_no_more_counts_as_unknown() {
    on_both(|world| async move {
        let mayor = world.elu(&world.commune("46102")).await;
        assert_eq!(figures(&world).await.parts.total.participating, 0);
        let id = world.published(&mayor).await;
        assert_eq!(figures(&world).await.parts.total.needs, 1, "kept figures are old once something is done");
        // A SIREN that no directory has, as after a fusion.
        let gone = siren("999999998");
        let row = support::Model {
            need: id,
            siren: gone,
            sentence: String::new(),
            person: mayor.person().expect("somebody"),
            at: world.platform.now().into(),
            demo: false,
        };
        let tx = mayor.begin().await.expect("begins");
        support::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
        mayor.commit(tx).await.expect("commits");
        let project = world.on_ballot(&world.curator().await, id, "500000").await;
        world.open_vote().await;
        ballot::cast(&mayor, &[project]).await.expect("cast");
        let figures = figures(&world).await;
        are_those_of_the_rows(&world, &figures).await;
        let unknown = figures.parts.lines(Breakdown::Region).find(|(part, _)| **part == Part::Unknown);
        assert_eq!(unknown.map(|(_, counts)| (counts.supports, counts.participating)), Some((1, 1)));
        let voters = vec![world.commune("46102")];
        assert_eq!(figures.voters, Some(voters), "ballots bear names here: who voted is told at once");
    });
}

#[test]
fn turnout_counts_from_yesterday_where_ballots_bear_no_names_and_who_voted_is_not_told() {
    on_both(|world| async move {
        let mut spec = world.campaign().await.spec.clone();
        spec.selection.publication = Publication::Unnamed;
        server::campaign::import(&world.nobody(), &spec, true).await.expect("applied");
        let voters = [world.elu(&world.commune("46102")).await, world.elu(&world.commune("29019")).await];
        let need = world.published(&voters[0]).await;
        let project = world.on_ballot(&world.curator().await, need, "500000").await;
        world.open_vote().await;
        for voter in &voters {
            ballot::cast(voter, &[project]).await.expect("cast");
        }
        let today = figures(&world).await;
        assert_eq!((today.parts.total.voted, today.voters.as_deref()), (0, None), "not by the minute");
        assert!(today.turnout_until.is_some() && today.weeks.iter().all(|week| week.count(Act::Ballot) == 0));
        assert!(today.parts.total.called > 36_000, "the roll of the frozen rule");
        world.clock.set(world.platform.now() + Duration::days(1));
        let tomorrow = figures(&world).await;
        assert_eq!((tomorrow.parts.total.voted, tomorrow.voters.as_deref()), (2, None));
        // What a ballot holds changes no figure, before the close and after it.
        ballot::cast(&voters[0], &[project]).await.expect("replaced");
        world.go_to(AFTER);
        let after = figures(&world).await;
        assert_eq!(after.parts, tomorrow.parts);
        assert!(after.turnout_until.is_none() && after.voters.is_none());
    });
}

#[test]
fn a_decision_shows_in_no_figure_before_its_hour() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        let (agent, curator, lot) = (world.agent(&figeac).await, world.curator().await, world.officer("46").await);
        world.go_to(WAVE_1);
        let id = diagnosis(&world, &agent).await;
        type_in(&agent, id, &[("costs", &costs("10 000", None))]).await;
        server::application::submit(&agent, id, version(&world).await).await.expect("submitted");
        handling::find_complete(&lot, &[id]).await.expect("complete");
        assessment::assign(&lot, &[id]).await.expect("assigned");
        assessment::declare(&lot, id, false).await.expect("no link");
        assessment::mark(&lot, id, &assessed(["3", "3", "3"])).await.expect("marked");
        let campaign = world.campaign().await;
        ledger::delegate(&curator, campaign.id, &campaign.spec, &delegated("9 000", false)).await.expect("delegated");
        let before = figures(&world).await;
        assert_eq!((before.parts.total.applications, before.parts.total.granted), (1, 0));

        let administrator = administrator(&world).await;
        let queue = async || {
            let figures = staff::figures(&administrator, &campaign, 30).await.expect("read");
            figures.queues.into_iter().find(|(queue, _)| *queue == staff::Queue::Applications).expect("there").1
        };
        let waiting = queue().await;
        let hour = world.platform.now() + Duration::days(2);
        decision::decide(&lot, &[accept(id)], Some(hour)).await.expect("decided");
        let hidden = figures(&world).await;
        assert_eq!(
            (&hidden.parts, &hidden.weeks, &hidden.envelopes),
            (&before.parts, &before.weeks, &before.envelopes)
        );
        assert_eq!(queue().await, waiting, "nor for an administrator");
        world.clock.set(hour);
        let told = figures(&world).await;
        assert_eq!(told.parts.total.granted, 700_000);
        are_those_of_the_rows(&world, &told).await;
        let answered = queue().await;
        assert_eq!((waiting.waiting, answered.waiting, answered.answered), (1, 0, 1));
    });
}

/// Somebody who runs the platform.
async fn administrator(world: &World) -> Context {
    let mut ctx = world.curator().await;
    ctx.actor.staff = Some(StaffRole::Administrator);
    ctx
}

#[test]
fn what_two_assessors_gave_and_what_waits_stands_beside_their_names_for_the_team_alone() {
    on_both(|world| async move {
        let curator = world.curator().await;
        let (lead, _, id) = submitted(&world, "200 000").await;
        assess(&world, &curator, id, [["3", "3", "3"], ["3", "3", "3"]]).await;
        let campaign = world.campaign().await;
        let figures = staff::figures(&curator, &campaign, 400).await.expect("read");
        let given: u64 = figures.assessors.iter().map(|(_, load)| load.given).sum();
        let waiting: u64 = figures.assessors.iter().map(|(_, load)| load.waiting).sum();
        assert_eq!((figures.assessors.len(), given, waiting), (2, 2, 0));
        assert_eq!(figures.curators, [(None, 1)], "the group's need is nobody's yet");
        assert_eq!(figures.door.first_acts, 2, "the lead and the member");
        assert!(matches!(staff::figures(&lead, &campaign, 90).await, Err(server::Error::Forbidden)));
        assert!(matches!(staff::figures(&world.observer().await, &campaign, 90).await, Err(server::Error::Forbidden)));
    });
}

/// Somebody with a mail address who subscribed.
async fn subscriber(world: &World, email: &str) -> Context {
    let ctx = world.observer().await;
    let row = mail_address::Model {
        email: email.into(),
        person: ctx.person().expect("somebody"),
        proved_at: world.platform.now().into(),
    };
    let tx = world.platform.database.begin().await.expect("begins");
    mail_address::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
    tx.commit().await.expect("commits");
    account::choose_figures(&ctx, true).await.expect("chosen");
    ctx
}

/// Two servers look at once what is due, then each once more: how many mails that made.
async fn written(world: &World, other: &Arc<Platform>) -> u64 {
    let count = async || mail::Entity::find().count(world.platform.database.read()).await.expect("reads");
    let before = count().await;
    let servers = [Arc::clone(&world.platform), Arc::clone(other)];
    for _ in 0..2 {
        at_once(2, |turn| {
            let ctx = Context { platform: Arc::clone(&servers[turn]), ..world.nobody() };
            async move { reminder::send_due(&ctx).await.expect("told") }
        })
        .await;
    }
    count().await - before
}

#[test]
fn the_mail_of_figures_comes_on_monday_once_a_week_to_those_who_want_it() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let other = world.another_with_mail().await;
        let mayor = world.elu(&world.commune("46102")).await;
        world.go_to("2021-03-02T10:00:00Z");
        let wants = subscriber(&world, "observatrice@exemple.fr").await;
        let stops = subscriber(&world, "autre@exemple.fr").await;
        account::choose_figures(&stops, false).await.expect("stopped");
        account::choose_figures(&stops, false).await.expect("twice is once");
        world.published(&mayor).await;
        world.go_to("2021-03-08T05:59:59Z");
        assert_eq!(written(&world, &other).await, 0, "not before Monday, seven o’clock in Paris");
        world.go_to("2021-03-08T06:00:00Z");
        world.published(&mayor).await;
        let late = subscriber(&world, "tard@exemple.fr").await;
        assert_eq!(written(&world, &other).await, 1, "one, from two servers");
        world.go_to("2021-03-14T10:00:00Z");
        assert_eq!(written(&world, &other).await, 0, "once a week");
        let row = mail::Entity::find().one(world.platform.database.read()).await.expect("reads").expect("written");
        assert_eq!(row.recipient, "observatrice@exemple.fr");
        let outgoing: OutgoingMail = serde_json::from_str(&row.content).expect("reads");
        let rendered = text::read(&world.platform, &outgoing).await.expect("rendered");
        assert_eq!(rendered.subject, "Terreau\u{a0}: les chiffres de la semaine du 1er\u{a0}mars 2021");
        let body = &rendered.body;
        assert!(body.contains("- 1\u{a0}besoin publié (1 depuis le début)"), "only what the week held: {body}");
        assert!(body.contains("/campagnes/") && body.contains("/compte#chiffres"), "{body}");

        // A server that was away tells of the last week alone.
        account::choose_figures(&late, false).await.expect("stopped");
        world.go_to("2021-04-06T10:00:00Z");
        assert_eq!(written(&world, &other).await, 1);
        assert!(account::mine(&wants).await.expect("reads").weekly_figures);
        assert!(!account::mine(&stops).await.expect("reads").weekly_figures);
        // Long after the campaign nothing is told.
        world.go_to("2024-04-09T10:00:00Z");
        assert_eq!(written(&world, &other).await, 0);
        world.clock.set(at(CENSUS));
        other.database.clone().close().await;
    });
}

#[test]
fn who_leaves_gets_no_more_figures_and_reads_in_their_copy_that_they_did() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let person = subscriber(&world, "observatrice@exemple.fr").await;
        let copy = account::copy(&person).await.expect("copied");
        assert!(copy["weekly_figures_since"].is_string(), "{copy}");
        account::delete(&person).await.expect("deleted");
        world.go_to("2021-03-08T06:00:00Z");
        assert_eq!(reminder::send_due(&world.nobody()).await.expect("told"), 0);
    });
}
