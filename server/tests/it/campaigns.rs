//! Several campaigns beside each other: next year's file on a running vote, and acts that belong to their object's.

use crate::fixture::{WAVE_1, WAVE_2, costs, diagnosis, join, refusal, rouen, siren, type_in};
use crate::reminder::is_referent;
use crate::world::{World, at, at_once, need_form, on_both, project_form};
use entity::{
    calendar::{CampaignState, Phase},
    campaign::Campaign,
    id::{ApplicationId, CampaignId, GroupId, NeedId, ProjectId},
    mandate::{MandateForm, Rank},
    permission::Actor,
    refusal::Refusal,
    table::{application, ballot, frozen_rule as rules, group, ledger_entry, mandate as mandates, need, project},
};
use sea_orm::{EntityTrait, PaginatorTrait};
use server::{
    Context, Error,
    application::{self as applications, Choice},
    ballot as ballots,
    campaign::{self, Import, Object, Opening},
    frozen_rule, log, mandate, need as needs,
    person::Membership,
    project as projects,
    task::{self, TaskKind},
};

/// So many days later, it is in its census while the first one takes applications.
const DAYS_LATER: i64 = 140;

/// Next year's campaign: as that of the world, later.
pub fn next_of(first: &Campaign) -> Campaign {
    let mut next = first.shifted(DAYS_LATER);
    next.slug = "suivante".into();
    next.title = "La campagne suivante".into();
    next
}

/// As somebody acts on a page or by a form of a campaign.
fn in_campaign(ctx: &Context, campaign: CampaignId) -> Context {
    Context { campaign: Some(campaign), ..ctx.clone() }
}

/// Opens next year's campaign beside the first.
async fn open_next(world: &World) -> (CampaignId, CampaignId) {
    let first = world.campaign().await;
    let next = next_of(&first.spec);
    assert_eq!(campaign::import(&world.nobody(), &next, false).await.expect("imports"), Import::Created);
    assert_eq!(campaign::open(&world.nobody(), "suivante").await.expect("opens"), Opening::Opened);
    (first.id, world.campaign().await.id)
}

/// A group of the first campaign that may apply, in its first wave.
async fn eligible_group(world: &World) -> (Context, GroupId) {
    let (lead, id) = rouen(world).await;
    join(world, &lead, id, &siren("227605409")).await;
    world.go_to(WAVE_1);
    (lead, id)
}

/// Begins an application of a group, which its own campaign takes.
async fn apply(world: &World, lead: &Context, group: GroupId) -> ApplicationId {
    let choice = Choice { envelope: "dematerialisation".into(), group: Some(group), project: None };
    let id = ApplicationId(world.platform.new_id());
    applications::open(lead, id, &choice).await.expect("its own campaign takes applications");
    id
}

/// How many rows there are of everything that a campaign holds.
async fn rows(world: &World) -> [u64; 7] {
    let read = world.platform.database.read();
    [
        need::Entity::find().count(read).await.expect("counts"),
        group::Entity::find().count(read).await.expect("counts"),
        project::Entity::find().count(read).await.expect("counts"),
        ballot::Entity::find().count(read).await.expect("counts"),
        mandates::Entity::find().count(read).await.expect("counts"),
        rules::Entity::find().count(read).await.expect("counts"),
        ledger_entry::Entity::find().count(read).await.expect("counts"),
    ]
}

#[test]
fn importing_next_years_file_on_a_running_vote_leaves_everything_where_it_was() {
    on_both(|world| async move {
        let mayor = world.elu(&world.commune("46102")).await;
        let need = world.published(&mayor).await;
        let chosen = world.on_ballot(&world.curator().await, need, "500000").await;
        world.open_vote().await;
        ballots::cast(&mayor, &[chosen]).await.expect("cast");
        let first = world.campaign().await;
        let head = log::checkpoint(&world.nobody(), &first).await.expect("reads").expect("frozen");
        let before = rows(&world).await;

        let next = next_of(&first.spec);
        assert_eq!(campaign::import(&world.nobody(), &next, true).await.expect("imports"), Import::Created);
        assert_eq!(campaign::import(&world.nobody(), &next, true).await.expect("imports"), Import::Unchanged);
        assert_eq!(rows(&world).await, before, "nothing of what is there changes");
        assert_eq!(world.campaign().await.id, first.id);
        assert_eq!(log::checkpoint(&world.nobody(), &first).await.expect("reads").expect("frozen"), head);
        assert!(campaign::find_opened(&world.nobody(), "suivante").await.expect("reads").is_none(), "it is prepared");
        let under_way = Refusal::VoteUnderWay { campaign: first.spec.slug.clone() };
        assert_eq!(refusal(campaign::open(&world.nobody(), "suivante").await), under_way);

        ballots::cast(&mayor, &[chosen]).await.expect("replaced");
        assert_eq!(rows(&world).await, before, "the vote goes on, a ballot a collectivité");
    });
}

#[test]
fn what_follows_from_the_calendar_is_stored_nowhere() {
    on_both(|world| async move {
        let spec = world.campaign().await.spec;
        for (instant, state) in [
            ("2021-01-10T22:59:59Z", CampaignState::Announced),
            ("2021-01-10T23:00:00Z", CampaignState::Running),
            ("2021-05-02T10:00:00Z", CampaignState::Running),
            ("2022-12-31T22:59:59Z", CampaignState::Running),
            ("2022-12-31T23:00:00Z", CampaignState::Closed),
        ] {
            assert_eq!(spec.state(at(instant)), state, "{instant}");
        }
    });
}

#[test]
fn a_number_names_one_application_over_all_campaigns_and_servers() {
    on_both(|world| async move {
        let other = world.restarted().await;
        let (first, next) = open_next(&world).await;
        world.go_to(WAVE_2);
        let mut drafts = Vec::new();
        let reference = world.platform.reference();
        let communes = reference.collectivities().filter(|one| one.insee.is_some()).map(|one| one.siren);
        let small = communes.filter(|siren| reference.figures(siren).population < 5_000).take(6);
        for (turn, siren) in small.enumerate() {
            let mut agent = in_campaign(&world.agent(&siren).await, [first, next][turn % 2]);
            let draft = diagnosis(&world, &agent).await;
            type_in(&agent, draft, &[("costs", &costs("10 000", None))]).await;
            if turn > 2 {
                agent.platform = other.clone();
            }
            drafts.push((agent, draft));
        }
        let submitted = at_once(drafts.len(), |turn| {
            let (agent, draft) = drafts[turn].clone();
            async move {
                applications::submit(&agent, draft, 1).await.expect("submitted");
                let row = application::Entity::find_by_id(draft).one(agent.read()).await;
                row.expect("reads").expect("is there").number.expect("is numbered")
            }
        });
        let mut numbers = submitted.await;
        numbers.sort();
        let expected: Vec<String> = (1..=6).map(|place| format!("2022-{place:05}")).collect();
        assert_eq!(numbers, expected);
        other.database.clone().close().await;
    });
}

#[test]
fn a_group_of_the_first_campaign_applies_while_the_next_takes_needs() {
    on_both(|world| async move {
        let (lead, id) = eligible_group(&world).await;
        let (first, next) = open_next(&world).await;
        let application = apply(&world, &lead, id).await;
        let row = application::Entity::find_by_id(application).one(world.platform.database.read()).await;
        assert_eq!(row.expect("reads").expect("opened").campaign, first);
        assert_eq!(
            campaign::of_object(lead.read(), Object::Application(application)).await.expect("reads"),
            Some(first)
        );
        assert_eq!(campaign::of_object(lead.read(), Object::Group(id)).await.expect("reads"), Some(first));

        let new = world.published(&lead).await;
        assert_eq!(
            campaign::of_object(lead.read(), Object::Need(new)).await.expect("reads"),
            Some(next),
            "the current one"
        );
        let late = NeedId(world.platform.new_id());
        let closed = needs::save_draft(&in_campaign(&lead, first), late, &need_form(), "").await;
        assert_eq!(refusal(closed), Refusal::PhaseClosed { phase: Phase::Census }, "the first takes needs no more");
        assert_eq!(campaign::of_object(lead.read(), Object::Need(late)).await.expect("reads"), None);
    });
}

#[test]
fn each_task_is_told_with_its_campaign_and_each_reminder_once() {
    on_both(|world| async move {
        let (lead, id) = eligible_group(&world).await;
        let (first, next) = open_next(&world).await;
        apply(&world, &lead, id).await;
        let acting = lead.actor.acting.clone().expect("a collectivité");
        let (siren, capacity) = (acting.siren, acting.capacity);
        let memberships = [Membership { siren, capacity, title: "Test".into(), referent: false }];
        let tasks = task::list(&lead, &memberships).await.expect("lists");
        let of = |kind: fn(&TaskKind) -> bool| tasks.iter().find(|task| kind(&task.kind)).map(|task| task.campaign);
        assert_eq!(of(|kind| matches!(kind, TaskKind::Application { .. })), Some(Some(first)));
        assert_eq!(of(|kind| matches!(kind, TaskKind::PublishNeed)), Some(Some(next)));

        server::reminder::send_due(&world.nobody()).await.expect("sends");
        assert_eq!(server::reminder::send_due(&world.nobody()).await.expect("sends"), 0, "once, of both");
    });
}

#[test]
fn mandates_projects_and_rules_belong_to_the_campaign_that_is_named() {
    on_both(|world| async move {
        let commune = world.commune("46102");
        let (mayor, referent, curator) =
            (world.elu(&commune).await, world.agent(&commune).await, world.curator().await);
        is_referent(&world, &referent).await;
        let need = world.published(&mayor).await;
        let old = world.on_ballot(&curator, need, "500000").await;
        let (first, next) = open_next(&world).await;

        // The rule of the first, which is not the current one, is frozen where it is named.
        frozen_rule::freeze(&in_campaign(&curator, first)).await.expect("frozen");
        let frozen = rules::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert_eq!(frozen.iter().map(|rule| rule.campaign).collect::<Vec<_>>(), [first]);
        let late = projects::save(&curator, old, &project_form(&[need], "600000"), "").await;
        assert_eq!(refusal(late), Refusal::RuleFrozen, "a project stays with its campaign, whichever is current");

        // The vote of the first goes on below its own address.
        world.go_to("2021-04-10T10:00:00Z");
        let voter = in_campaign(&mayor, first);
        ballots::cast(&voter, &[old]).await.expect("cast");
        assert!(matches!(ballots::cast(&mayor, &[old]).await, Err(Error::Refused(_))), "the current one has no vote");

        // A mandate in the next, for somebody else than in the first.
        let deputy = world.other_elu(&commune).await;
        let person = deputy.actor.person.expect("somebody");
        let form = MandateForm {
            person: person.to_string(),
            rank: Rank::Holder.code().to_owned(),
            from: String::new(),
            until: String::new(),
            note: String::new(),
        };
        let referent = Context {
            actor: Actor {
                acting: referent
                    .actor
                    .acting
                    .clone()
                    .map(|acting| entity::permission::Acting { referent: true, ..acting }),
                ..referent.actor.clone()
            },
            ..referent
        };
        mandate::give(&in_campaign(&referent, next), &commune, &form).await.expect("given");
        let held = mandates::Entity::find().all(world.platform.database.read()).await.expect("reads");
        let of = |campaign| held.iter().filter(move |row| row.campaign == campaign && row.siren == commune);
        assert_eq!(of(next).map(|row| row.person).collect::<Vec<_>>(), [person]);
        assert_eq!(of(first).map(|row| Some(row.person)).collect::<Vec<_>>(), [mayor.actor.person], "as it was");
        assert_eq!(campaign::of_object(curator.read(), Object::Project(old)).await.expect("reads"), Some(first));
        let missing = ProjectId(world.platform.new_id());
        assert_eq!(campaign::of_object(curator.read(), Object::Project(missing)).await.expect("reads"), None);
    });
}
