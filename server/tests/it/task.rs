//! What awaits people: each thing as long as it can be done, and to those who can do it.

use crate::{
    fixture::{WAVE_1, diagnosis, selected, siren, submitted, type_in, version, written},
    identity::{browser, sent_to},
    reminder::is_referent,
    world::{World, at, need_form, on_both},
};
use chrono::{DateTime, Utc};
use entity::{id::NeedId, table::membership};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::{
    Context,
    application::{self, handling},
    assessment, ballot,
    clock::SystemClock,
    group,
    group::Answer,
    need, news,
    person::{self, Membership},
    sign_in, support,
    task::{self, ApplicationTask, GroupTask, StaffTask, Task, TaskKind},
};

const CENSUS_CLOSE: &str = "2021-03-31T22:00:00Z";
const VOTE_CLOSE: &str = "2021-04-30T22:00:00Z";

/// The collectivités that somebody acts for, as their session knows them.
async fn memberships(world: &World, ctx: &Context) -> Vec<Membership> {
    let query = membership::Entity::find().filter(membership::Column::Person.eq(ctx.person().expect("somebody")));
    let rows = query.all(world.platform.database.read()).await.expect("reads");
    let membership = |row: membership::Model| Membership {
        siren: row.siren,
        capacity: row.capacity,
        title: row.title,
        referent: row.referent,
    };
    rows.into_iter().map(membership).collect()
}

async fn tasks(world: &World, ctx: &Context) -> Vec<Task> {
    task::list(ctx, &memberships(world, ctx).await).await.expect("lists")
}

async fn kinds(world: &World, ctx: &Context) -> Vec<TaskKind> {
    tasks(world, ctx).await.into_iter().map(|task| task.kind).collect()
}

/// The envelopes to which somebody is led.
async fn calls(world: &World, ctx: &Context) -> Vec<(String, Vec<String>, Option<DateTime<Utc>>)> {
    let call = |task: Task| match task.kind {
        TaskKind::Apply { envelope, approved, .. } => Some((envelope, approved, task.until)),
        _ => None,
    };
    tasks(world, ctx).await.into_iter().filter_map(call).collect()
}

#[test]
fn a_need_awaits_its_publication_until_the_census_closes() {
    on_both(|world| async move {
        let agent = world.agent(&world.commune("46102")).await;
        let until = Some(at(CENSUS_CLOSE));
        let campaign = Some(world.campaign().await.id);
        let publish = Task { kind: TaskKind::PublishNeed, campaign, siren: agent.acting_for().ok(), until };
        assert_eq!(tasks(&world, &agent).await, std::slice::from_ref(&publish));
        let id = NeedId(world.platform.new_id());
        need::save_draft(&agent, id, &need_form(), "").await.expect("saved");
        let draft = TaskKind::FinishNeed { need: id, title: need_form().title };
        assert_eq!(tasks(&world, &agent).await, [Task { kind: draft, ..publish.clone() }, publish.clone()]);
        let neighbour = world.agent(&world.commune("46042")).await;
        assert_eq!(kinds(&world, &neighbour).await, [TaskKind::PublishNeed], "a draft is its own collectivité's");
        need::publish(&agent, id).await.expect("published");
        assert_eq!(tasks(&world, &agent).await, [publish]);
        world.go_to(CENSUS_CLOSE);
        assert_eq!(tasks(&world, &agent).await, []);
    });
}

#[test]
fn a_ballot_awaits_whoever_may_cast_it_until_it_is_cast_or_the_vote_closes() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        let (mayor, agent) = (world.elu(&figeac).await, world.agent(&figeac).await);
        let need = world.published(&mayor).await;
        let project = world.on_ballot(&world.curator().await, need, "500000").await;
        world.open_vote().await;
        let campaign = Some(world.campaign().await.id);
        let ballot = |may_cast, is_prepared| {
            let kind = TaskKind::Ballot { may_cast, is_prepared };
            Task { kind, campaign, siren: Some(figeac), until: Some(at(VOTE_CLOSE)) }
        };
        assert_eq!(tasks(&world, &mayor).await, [ballot(true, false)]);
        assert_eq!(tasks(&world, &agent).await, [ballot(false, false)]);
        ballot::prepare(&agent, &[project]).await.expect("prepared");
        assert_eq!(tasks(&world, &mayor).await, [ballot(true, true)]);
        let other = world.elu(&world.commune("46042")).await;
        world.go_to("2021-04-30T21:59:59Z");
        assert_eq!(tasks(&world, &mayor).await, [ballot(true, true)]);
        ballot::cast(&mayor, &[project]).await.expect("cast");
        assert_eq!(tasks(&world, &mayor).await, []);
        assert_eq!(tasks(&world, &agent).await, []);
        assert_eq!(tasks(&world, &other).await.len(), 1);
        world.go_to(VOTE_CLOSE);
        assert_eq!(tasks(&world, &other).await, []);
    });
}

#[test]
fn a_mandate_that_nobody_holds_awaits_the_referents() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        let agent = world.agent(&figeac).await;
        is_referent(&world, &agent).await;
        let author = world.elu(&world.commune("46042")).await;
        let need = world.published(&author).await;
        world.on_ballot(&world.curator().await, need, "500000").await;
        assert!(!kinds(&world, &agent).await.contains(&TaskKind::GiveMandate), "nothing is frozen");
        world.freeze().await;
        world.go_to("2021-03-20T10:00:00Z");
        let campaign = Some(world.campaign().await.id);
        let mandate = Task { kind: TaskKind::GiveMandate, campaign, siren: Some(figeac), until: Some(at(VOTE_CLOSE)) };
        assert!(tasks(&world, &agent).await.contains(&mandate));
        world.elu(&figeac).await;
        assert!(!tasks(&world, &agent).await.contains(&mandate));
    });
}

#[test]
fn a_group_awaits_those_who_answer_for_it() {
    on_both(|world| async move {
        let lead = world.agent(&world.commune("46102")).await;
        let need = world.published(&lead).await;
        let (id, lot) = (world.group(&lead, need).await, siren("224600015"));
        let name = "Groupement d’essai".to_owned();
        let of = |task| TaskKind::Group { id, name: name.clone(), task };
        assert!(kinds(&world, &lead).await.contains(&of(GroupTask::Complete)));
        let departement = world.agent(&lot).await;
        group::invite(&lead, id, &lot, "203.0.113.9").await.expect("invited");
        assert_eq!(kinds(&world, &departement).await[0], of(GroupTask::AnswerInvitation));
        let asking = world.agent(&world.commune("46042")).await;
        group::request(&asking, id).await.expect("asked");
        assert_eq!(kinds(&world, &lead).await[0], of(GroupTask::AnswerJoinRequests { waiting: 1 }));
        group::answer(&departement, id, &lot, Answer::Accept, &"Un motif.".into()).await.expect("accepted");
        assert_eq!(kinds(&world, &departement).await, [TaskKind::PublishNeed], "answered");
        let awaited = kinds(&world, &lead).await;
        assert!(awaited.contains(&of(GroupTask::Submit)) && !awaited.contains(&of(GroupTask::Complete)));
        group::submit(&lead, id).await.expect("submitted");
        assert_eq!(kinds(&world, &lead).await, [TaskKind::PublishNeed]);
    });
}

#[test]
fn an_open_call_awaits_who_may_apply_and_a_draft_who_began_it() {
    on_both(|world| async move {
        let figeac = world.agent(&world.commune("46102")).await;
        assert_eq!(calls(&world, &figeac).await, []);
        world.go_to(WAVE_1);
        let open = calls(&world, &figeac).await;
        let envelopes: Vec<&str> = open.iter().map(|(envelope, ..)| envelope.as_str()).collect();
        assert!(envelopes.contains(&"ingenierie"), "{envelopes:?}");
        assert!(!envelopes.contains(&"dematerialisation"), "it leads no group: {envelopes:?}");
        assert!(open.iter().all(|(.., until)| until.is_some_and(|until| until > at(WAVE_1))));
        let big = world.agent(&siren("200046977")).await;
        assert!(!calls(&world, &big).await.iter().any(|(envelope, ..)| envelope == "ingenierie"));

        let id = diagnosis(&world, &figeac).await;
        let finish =
            TaskKind::Application { id, title: "Un diagnostic numérique".to_owned(), task: ApplicationTask::Finish };
        assert_eq!(kinds(&world, &figeac).await[0], finish);
        assert!(!calls(&world, &figeac).await.iter().any(|(envelope, ..)| envelope == "ingenierie"));
    });
}

#[test]
fn a_draft_of_a_group_awaits_each_member_and_a_correction_its_lead() {
    on_both(|world| async move {
        let (lead, departement, _, id) = written(&world, "60000").await;
        let title = |task: ApplicationTask, kinds: Vec<TaskKind>| {
            kinds
                .into_iter()
                .any(|kind| matches!(kind, TaskKind::Application { id: of, task: one, .. } if of == id && one == task))
        };
        assert!(title(ApplicationTask::Finish, kinds(&world, &lead).await));
        assert!(title(ApplicationTask::Confirm, kinds(&world, &departement).await));
        application::confirm(&departement, id).await.expect("confirmed");
        assert!(!title(ApplicationTask::Confirm, kinds(&world, &departement).await));
        application::submit(&lead, id, version(&world).await).await.expect("submitted");
        assert!(!title(ApplicationTask::Finish, kinds(&world, &lead).await));
        handling::ask_correction(&world.curator().await, id, "Précisez le calendrier.").await.expect("asked");
        assert!(title(ApplicationTask::Correct, kinds(&world, &lead).await));
        assert!(!title(ApplicationTask::Correct, kinds(&world, &departement).await));
    });
}

#[test]
fn who_chose_a_selected_project_is_told_by_its_title_and_nobody_else_is() {
    on_both(|world| async move {
        let (mayor, curator) = (world.elu(&world.commune("46102")).await, world.curator().await);
        selected(&world, &mayor, &curator).await;
        let of = |calls: Vec<(String, Vec<String>, _)>| {
            calls.into_iter().find(|(envelope, ..)| envelope == "co-construction").map(|(_, approved, _)| approved)
        };
        assert_eq!(of(calls(&world, &mayor).await), Some(vec!["Un standard partagé".to_owned()]));
        let other = world.elu(&world.commune("46042")).await;
        assert_eq!(of(calls(&world, &other).await), Some(Vec::new()));
    });
}

#[test]
fn a_desk_awaits_those_who_take_its_next_step() {
    on_both(|world| async move {
        let (curator, officer) = (world.curator().await, world.officer("46").await);
        let staff = |task, waiting| TaskKind::Staff { waiting, task };
        let (_, _, id) = submitted(&world, "60000").await;
        assert!(kinds(&world, &curator).await.contains(&staff(StaffTask::CheckApplications, 1)));
        assert_eq!(kinds(&world, &officer).await, [], "it is the programme's");
        let assessor = world.assessor().await;
        let other = world.assessor().await;
        handling::find_complete(&curator, &[id]).await.expect("complete");
        assert!(kinds(&world, &curator).await.contains(&staff(StaffTask::AssignAssessors, 1)));
        assessment::assign(&curator, &[id]).await.expect("assigned");
        assert!(kinds(&world, &curator).await.contains(&staff(StaffTask::DecideApplications, 1)));
        for one in [&assessor, &other] {
            assert_eq!(kinds(&world, one).await, [staff(StaffTask::Assess, 1)]);
        }

        let figeac = world.agent(&world.commune("46102")).await;
        let demand = diagnosis(&world, &figeac).await;
        type_in(&figeac, demand, &[("costs", &crate::fixture::costs("20000", None))]).await;
        application::submit(&figeac, demand, version(&world).await).await.expect("submitted");
        assert_eq!(kinds(&world, &officer).await, [staff(StaffTask::CheckApplications, 1)]);
        assert_eq!(kinds(&world, &world.officer("48").await).await, []);
    });
}

#[test]
fn needs_and_the_rule_await_the_curators_until_it_is_frozen() {
    on_both(|world| async move {
        let (mayor, curator) = (world.elu(&world.commune("46102")).await, world.curator().await);
        let sort = |waiting| TaskKind::Staff { waiting, task: StaffTask::SortNeeds };
        assert_eq!(kinds(&world, &curator).await, []);
        let (first, _) = (world.published(&mayor).await, world.published(&mayor).await);
        assert_eq!(kinds(&world, &curator).await, [sort(2)]);
        world.on_ballot(&curator, first, "500000").await;
        assert_eq!(kinds(&world, &curator).await, [sort(1)]);
        // The vote opens as the census closes: two weeks before, the rule is due.
        world.go_to("2021-03-17T22:00:00Z");
        let until = Some(at(CENSUS_CLOSE));
        let campaign = Some(world.campaign().await.id);
        let freeze = Task { kind: TaskKind::FreezeRule, campaign, siren: None, until };
        assert_eq!(tasks(&world, &curator).await, [freeze, Task { kind: sort(1), campaign, siren: None, until }]);
        world.freeze().await;
        assert_eq!(kinds(&world, &curator).await, []);
    });
}

#[test]
fn home_knows_the_last_visit_and_what_happened_since() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let address = "claire@mairie.example";
        let enter = || async {
            let browser = browser(address);
            sign_in::ask(&world.nobody(), address, &browser, "/").await.expect("sent");
            let (token, _) = sent_to(&world, address).await;
            let entered = sign_in::by_link(&world.nobody(), &token, &browser, None).await.expect("enters");
            let (database, machine_now) = (world.platform.database.read(), SystemClock::machine_now());
            let found = person::actor_of(database, machine_now, world.platform.now(), &entered.token, "").await;
            found.expect("reads").1.expect("signed in").previous_visit
        };
        assert_eq!(enter().await, None, "the first visit");
        let came = world.platform.now();
        let (figeac, neighbour) =
            (world.agent(&world.commune("46102")).await, world.agent(&world.commune("46042")).await);
        let before = world.published(&neighbour).await;
        world.go_to("2021-03-05T10:00:00Z");
        let need = world.published(&neighbour).await;
        world.group(&neighbour, need).await;
        support::add(&figeac, before, "").await.expect("supported");
        let since = enter().await.expect("came before");
        assert_eq!(since, came);
        let campaign = world.campaign().await;
        let news = news::since(&figeac, &campaign, since).await.expect("reads");
        assert_eq!((news.needs, news.needs_nearby, news.groups, news.notice_count), (1, 1, 1, 0));
        let elsewhere = world.agent(&world.commune("23079")).await;
        let news = news::since(&elsewhere, &campaign, since).await.expect("reads");
        assert_eq!((news.needs, news.needs_nearby), (1, 0));
    });
}
