//! What people are told because an hour has come: each thing at its moment, to those whom it concerns, once.

use crate::{
    fixture::{WAVE_1, diagnosis, join, notified, rouen, siren, submitted, type_in, version},
    world::{World, at, at_once, need_form, on_both},
};
use entity::{
    collectivity::Capacity,
    email::Email,
    event::MailPreference,
    id::{NeedId, PersonId},
    mandate::Rank,
    siren::Siren,
    table::{mail, mail_address, mandate, membership, notice, person},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use server::{
    Context, Platform,
    application::{self, handling},
    ballot, group,
    group::Answer,
    mail::outbox,
    need, reminder,
};
use std::sync::Arc;

/// Two servers of one database tell what is due, at the same time, and then each once more. How many notices that made.
async fn told(world: &World, other: &Arc<Platform>) -> usize {
    let on = |platform: &Arc<Platform>| Context { platform: Arc::clone(platform), ..world.nobody() };
    let servers = [on(&world.platform), on(other)];
    let at_once = at_once(2, |turn| {
        let ctx = servers[turn].clone();
        async move { reminder::send_due(&ctx).await.expect("told") }
    });
    let sent = at_once.await.into_iter().sum();
    for ctx in &servers {
        assert_eq!(reminder::send_due(ctx).await.expect("told"), 0, "nothing is told twice");
    }
    sent
}

/// How many notices of these kinds each of these people has.
async fn have(world: &World, people: &[&Context], kind: &str) -> Vec<u64> {
    let mut have = Vec::new();
    for ctx in people {
        have.push(notified(world, ctx, kind).await);
    }
    have
}

/// Makes somebody a referent of the collectivité for which they act.
pub(crate) async fn is_referent(world: &World, ctx: &Context) {
    let tx = world.platform.database.begin().await.expect("begins");
    membership::Entity::update_many()
        .set(membership::ActiveModel { referent: Set(true), ..Default::default() })
        .filter(membership::Column::Person.eq(ctx.person().expect("somebody")))
        .exec(&tx)
        .await
        .expect("updates");
    tx.commit().await.expect("commits");
}

/// Makes somebody the deputy of whoever casts the ballot of the collectivité for which they act.
async fn is_deputy(world: &World, ctx: &Context) {
    let row = mandate::Model {
        campaign: world.campaign().await.id,
        siren: ctx.acting_for().expect("a collectivité"),
        rank: Rank::Deputy,
        person: ctx.person().expect("somebody"),
        since: world.platform.now().into(),
        from_day: None,
        until_day: None,
        note: String::new(),
    };
    let tx = world.platform.database.begin().await.expect("begins");
    mandate::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
    tx.commit().await.expect("commits");
}

#[test]
fn the_vote_is_recalled_to_those_who_can_do_something_until_they_have_voted_and_its_result_to_all() {
    on_both(|world| async move {
        let other = world.restarted().await;
        let (figeac, cahors) = (world.commune("46102"), world.commune("46042"));
        let holder = world.elu(&figeac).await;
        let deputy = world.other_elu(&figeac).await;
        is_deputy(&world, &deputy).await;
        let referent = world.agent(&figeac).await;
        is_referent(&world, &referent).await;
        let agent = world.agent(&figeac).await;
        let of_figeac = [&holder, &deputy, &referent, &agent];
        let quick = world.elu(&cahors).await;
        let alone = world.agent(&siren("200023414")).await;
        is_referent(&world, &alone).await;
        let curator = world.curator().await;
        let (won, lost) = (world.published(&holder).await, world.published(&alone).await);
        let project = world.on_ballot(&curator, won, "500000").await;
        world.on_ballot(&curator, lost, "600000").await;

        world.go_to("2021-03-31T22:00:00Z");
        assert_eq!(told(&world, &other).await, 0, "the vote does not open while no rule is frozen");
        world.go_to("2021-03-20T10:00:00Z");
        world.freeze().await;
        world.go_to("2021-03-31T21:59:59.999Z");
        assert_eq!(told(&world, &other).await, 0, "not before the opening");
        world.go_to("2021-03-31T22:00:00Z");
        assert_eq!(told(&world, &other).await, 5);
        assert_eq!(have(&world, &of_figeac, "vote_opens").await, [1, 1, 1, 0]);
        assert_eq!(have(&world, &[&quick, &alone, &curator], "vote_opens").await, [1, 0, 0]);
        assert_eq!(have(&world, &[&alone, &referent], "mandate_missing").await, [1, 0], "who can give one is told so");

        ballot::cast(&quick, &[project]).await.expect("cast");
        world.go_to("2021-04-23T21:59:59.999Z");
        assert_eq!(told(&world, &other).await, 0, "not before seven days before the close");
        // A collectivité that comes when the moment is over is told at the next one.
        for (moment, sent, missing) in [
            ("2021-04-23T22:00:00Z", 4, 1),
            ("2021-04-28T21:59:59Z", 0, 1),
            ("2021-04-28T22:00:00Z", 4, 2),
            ("2021-04-30T19:00:00Z", 4, 3),
            ("2021-04-30T21:59:59Z", 0, 3),
        ] {
            world.go_to(moment);
            assert_eq!(told(&world, &other).await, sent, "{moment}");
            assert_eq!(have(&world, &of_figeac, "ballot_missing").await, [missing, missing, missing, 0], "{moment}");
        }
        assert_eq!(have(&world, &[&quick, &alone], "ballot_missing").await, [0, 0], "never of who has voted");

        world.go_to("2021-04-30T22:00:00Z");
        // Six people; the four of Figeac, and the one of Rouen, of what became of their needs.
        assert_eq!(told(&world, &other).await, 6 + 4 + 1);
        assert_eq!(have(&world, &of_figeac, "result_published").await, [1, 1, 1, 1]);
        assert_eq!(have(&world, &of_figeac, "project_selected").await, [1, 1, 1, 1]);
        assert_eq!(have(&world, &[&alone, &quick, &curator], "result_published").await, [1, 1, 0]);
        assert_eq!(have(&world, &[&alone, &holder], "project_not_selected").await, [1, 0]);

        // The clock of the demonstration comes by again.
        for moment in ["2021-03-31T22:00:00Z", "2021-04-28T22:00:00Z", "2021-04-30T22:00:00Z", "2021-04-23T22:00:00Z"] {
            world.go_to(moment);
            assert_eq!(told(&world, &other).await, 0, "{moment}");
        }
        world.platform.database.clone().close().await;
        other.database.clone().close().await;
    });
}

#[test]
fn an_agent_who_prepares_a_ballot_has_those_told_who_cast_it_and_not_what_it_chooses() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        let (holder, agent) = (world.elu(&figeac).await, world.agent(&figeac).await);
        let deputy = world.other_elu(&figeac).await;
        is_deputy(&world, &deputy).await;
        let colleague = world.agent(&figeac).await;
        let curator = world.curator().await;
        let (one, two) = (world.published(&holder).await, world.published(&holder).await);
        let first = world.on_ballot(&curator, one, "500000").await;
        let second = world.on_ballot(&curator, two, "400000").await;
        world.open_vote().await;
        ballot::prepare(&agent, &[first]).await.expect("prepared");
        ballot::prepare(&agent, &[second]).await.expect("prepared");
        let people = [&holder, &deputy, &agent, &colleague];
        assert_eq!(have(&world, &people, "ballot_prepared").await, [1, 1, 0, 0], "once a day");
        world.go_to("2021-04-11T10:00:00Z");
        ballot::prepare(&agent, &[second]).await.expect("prepared");
        assert_eq!(have(&world, &people, "ballot_prepared").await, [1, 1, 0, 0], "nothing has changed");
        ballot::prepare(&agent, &[first]).await.expect("prepared");
        assert_eq!(have(&world, &people, "ballot_prepared").await, [2, 2, 0, 0]);
        let notices = notice::Entity::find().filter(notice::Column::Kind.eq("ballot_prepared"));
        for notice in notices.all(world.platform.database.read()).await.expect("reads") {
            assert_eq!(
                (notice.about.as_str(), notice.link.as_str()),
                ("Figeac", "/campagnes/france-relance-2021/vote")
            );
        }
    });
}

#[test]
fn drafts_are_recalled_before_the_census_closes_and_not_those_that_are_published_or_just_begun() {
    on_both(|world| async move {
        let other = world.restarted().await;
        let figeac = world.commune("46102");
        let (elu, agent) = (world.elu(&figeac).await, world.agent(&figeac).await);
        let stranger = world.agent(&world.commune("46042")).await;
        world.published(&stranger).await;
        let draft = || async {
            let id = NeedId(world.platform.new_id());
            need::save_draft(&agent, id, &need_form(), "").await.expect("saved");
            id
        };
        let first = draft().await;
        world.go_to("2021-03-24T21:59:59Z");
        assert_eq!(told(&world, &other).await, 0);
        world.go_to("2021-03-24T22:00:00Z");
        assert_eq!(told(&world, &other).await, 2);
        world.go_to("2021-03-25T10:00:00Z");
        draft().await;
        assert_eq!(told(&world, &other).await, 0, "who writes now is not told to write");
        need::publish(&agent, first).await.expect("published");
        world.go_to("2021-03-29T22:00:00Z");
        assert_eq!(told(&world, &other).await, 2, "the other one, two days before");
        assert_eq!(have(&world, &[&elu, &agent, &stranger], "need_draft_reminder").await, [2, 2, 0]);
        other.database.clone().close().await;
    });
}

#[test]
fn a_call_that_opens_is_told_to_those_who_may_apply() {
    on_both(|world| async move {
        let other = world.restarted().await;
        let agent = world.agent(&world.commune("46102")).await;
        let (lead, id) = rouen(&world).await;
        let departement = join(&world, &lead, id, &siren("227605409")).await;
        let opening = world.campaign().await.spec.calendar.application.opening();
        world.clock.set(opening - chrono::Duration::milliseconds(1));
        told(&world, &other).await;
        assert_eq!(have(&world, &[&agent, &lead, &departement], "call_opens").await, [0, 0, 0]);
        world.clock.set(opening);
        assert!(told(&world, &other).await > 0);
        for (code, wanted) in [
            // Figeac is a small commune; Rouen leads a group of 500,000 inhabitants with a département.
            ("ingenierie", [1, 0, 0]),
            ("dematerialisation", [0, 1, 0]),
            ("connecteurs", [1, 1, 1]),
            ("co-construction", [0, 0, 0]),
        ] {
            let link = format!("/campagnes/france-relance-2021/enveloppes/{code}");
            for (ctx, wanted) in [&agent, &lead, &departement].into_iter().zip(wanted) {
                let query = notice::Entity::find().filter(notice::Column::Person.eq(ctx.person().expect("somebody")));
                let count = query.filter(notice::Column::Link.eq(&link)).count(world.platform.database.read()).await;
                assert_eq!(count.expect("reads"), wanted, "{code}");
            }
        }
        other.database.clone().close().await;
    });
}

#[test]
fn what_arrives_is_told_to_whoever_handles_it_and_a_correction_is_recalled_before_its_end() {
    on_both(|world| async move {
        let other = world.restarted().await;
        let (curator, officer, elsewhere) =
            (world.curator().await, world.officer("46").await, world.officer("12").await);
        let desks = [&curator, &officer, &elsewhere];
        let (lead, departement, id) = submitted(&world, "100 000").await;
        assert_eq!(have(&world, &desks, "desk_arrival").await, [1, 0, 0]);
        let agent = world.agent(&world.commune("46102")).await;
        let asked = diagnosis(&world, &agent).await;
        type_in(&agent, asked, &[("costs", &crate::fixture::costs("10 000", None))]).await;
        application::submit(&agent, asked, version(&world).await).await.expect("submitted");
        assert_eq!(have(&world, &desks, "desk_arrival").await, [1, 1, 0]);

        handling::ask_correction(&curator, id, "Précisez le calendrier, s’il vous plaît.").await.expect("asked");
        told(&world, &other).await;
        // Fifteen days, to the end of the last of them in Paris; two days before that.
        world.go_to("2021-07-14T21:59:59Z");
        told(&world, &other).await;
        assert_eq!(have(&world, &[&lead, &departement], "correction_reminder").await, [0, 0]);
        world.go_to("2021-07-14T22:00:00Z");
        assert_eq!(told(&world, &other).await, 2);
        assert_eq!(have(&world, &[&lead, &departement, &agent], "correction_reminder").await, [1, 1, 0]);
        application::submit(&lead, id, version(&world).await).await.expect("submitted again");
        assert_eq!(have(&world, &desks, "desk_arrival").await, [2, 1, 0], "what was corrected has arrived again");
        assert!(at(WAVE_1) < world.platform.now());
        other.database.clone().close().await;
    });
}

#[test]
fn who_asked_to_join_is_answered_and_a_group_that_reaches_the_rule_or_loses_a_member_is_told() {
    on_both(|world| async move {
        let lead = world.agent(&world.commune("46102")).await;
        let colleague = world.elu(&world.commune("46102")).await;
        let (lot, cahors) = (world.agent(&siren("224600015")).await, world.agent(&world.commune("46042")).await);
        let need = world.published(&lead).await;
        let id = world.group(&lead, need).await;
        let people = [&lead, &colleague, &lot, &cahors];
        group::request(&cahors, id).await.expect("asks");
        group::answer(&lead, id, &world.commune("46042"), Answer::Decline, &"Un motif.".into())
            .await
            .expect("declined");
        assert_eq!(have(&world, &people, "group_request_declined").await, [0, 0, 0, 1]);
        assert_eq!(have(&world, &people, "group_eligible").await, [0, 0, 0, 0]);
        group::request(&lot, id).await.expect("asks");
        group::answer(&lead, id, &siren("224600015"), Answer::Accept, &"Un motif.".into()).await.expect("accepted");
        assert_eq!(have(&world, &people, "group_request_accepted").await, [0, 0, 1, 0]);
        assert_eq!(have(&world, &people, "group_eligible").await, [0, 1, 1, 0], "everybody but who acted");
        assert_eq!(have(&world, &people, "group_answer").await, [0, 1, 0, 0]);
        group::answer(&lot, id, &siren("224600015"), Answer::Leave, &"Un motif.".into()).await.expect("left");
        assert_eq!(have(&world, &people, "group_member_left").await, [1, 1, 0, 0]);
    });
}

/// Many people who each hold the mandate of a collectivité of their own, with a mail address.
async fn many(world: &World, count: usize, preference: MailPreference) -> Vec<PersonId> {
    let (campaign, since) = (world.campaign().await.id, world.platform.now().into());
    let reference = world.platform.reference();
    let sirens: Vec<Siren> = reference.collectivities().map(|one| one.siren).take(count).collect();
    let tx = world.platform.database.begin().await.expect("begins");
    let mut people = Vec::new();
    for siren in sirens {
        let id = PersonId(world.platform.new_id());
        let row = person::Model {
            id,
            name: "le maire".into(),
            staff: None,
            created_at: since,
            demo_key: None,
            demo_blurb: None,
            departement: None,
            residence: None,
            mail_preference: preference,
            deleted_at: None,
            visited_at: None,
        };
        person::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
        let (title, capacity) = ("Maire".to_owned(), Capacity::Elu);
        let row = membership::Model { person: id, siren, capacity, title, since, referent: true, by_hand: false };
        membership::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
        let row = server::person::whole_mandate(campaign, siren, id, since);
        mandate::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
        let email = Email::parse(&format!("maire-{siren}@exemple.fr")).expect("an address").to_string();
        let row = mail_address::Model { email, person: id, proved_at: since };
        mail_address::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
        people.push(id);
    }
    tx.commit().await.expect("commits");
    people
}

#[test]
fn several_batches_told_by_two_servers_at_once_tell_each_person_once() {
    on_both(|world| async move {
        let other = world.restarted().await;
        let people = many(&world, 450, MailPreference::None).await;
        let author = world.agent(&world.commune("46102")).await;
        let need = world.published(&author).await;
        world.on_ballot(&world.curator().await, need, "500000").await;
        world.freeze().await;
        world.go_to("2021-03-31T22:00:00Z");
        assert_eq!(told(&world, &other).await, people.len());
        let opened = notice::Entity::find().filter(notice::Column::Kind.eq("vote_opens"));
        let mut opened: Vec<PersonId> = opened
            .all(world.platform.database.read())
            .await
            .expect("reads")
            .into_iter()
            .map(|row| row.person)
            .collect();
        opened.sort_unstable();
        let mut people = people;
        people.sort_unstable();
        assert_eq!(opened, people);
        other.database.clone().close().await;
    });
}

#[test]
fn no_mail_tells_of_a_deadline_that_has_passed() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        many(&world, 1, MailPreference::Digest).await;
        let author = world.agent(&world.commune("46102")).await;
        let need = world.published(&author).await;
        world.on_ballot(&world.curator().await, need, "500000").await;
        world.freeze().await;
        let mails = || async {
            outbox::write_notices(&world.platform).await.expect("written");
            mail::Entity::find().count(world.platform.database.read()).await.expect("reads")
        };
        world.go_to("2021-04-28T22:00:00Z");
        assert_eq!(reminder::send_due(&world.nobody()).await.expect("told"), 1);
        assert_eq!(mails().await, 0, "the mail of the day comes in the morning");
        world.go_to("2021-04-30T06:00:00Z");
        assert_eq!(mails().await, 1);
        world.go_to("2021-04-30T19:00:00Z");
        assert_eq!(reminder::send_due(&world.nobody()).await.expect("told"), 1);
        world.go_to("2021-05-01T06:00:00Z");
        assert_eq!(mails().await, 1, "the vote is over: its last reminder is not mailed");
        let waiting = notice::Entity::find().filter(notice::Column::MailedAt.is_null());
        assert_eq!(waiting.count(world.platform.database.read()).await.expect("reads"), 0, "nor tried again");
    });
}
