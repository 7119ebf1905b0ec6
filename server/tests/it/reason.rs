//! Whoever ends or takes back what concerns others says why: it is refused without, told to those concerned, and kept
//! in the trace.

use crate::{
    fixture::{join, reasons_told, rouen, submitted},
    world::{World, on_both},
};
use entity::{
    event::Event,
    form_field::REASON,
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    table::audit_event,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use server::{
    Context, Error, application,
    group::{self, Answer},
    need, project, support,
};

const WHY: &str = "Deux fois le même.";

/// Refused beside the field of the reason: it is missing.
fn asks_why<T: std::fmt::Debug>(answered: Result<T, Error>) {
    let Err(Error::Fields(refusals)) = answered else { panic!("{answered:?}") };
    assert_eq!(refusals, FieldRefusals::one(REASON, Refusal::Missing));
}

/// What this person was told of that kind, once, with why.
async fn is_told(world: &World, ctx: &Context, kind: &str) {
    let told = reasons_told(world, ctx.person().expect("somebody"), kind).await;
    assert_eq!(told, [Some(WHY.to_owned())], "{kind}");
}

/// The latest event of the trace of that kind.
async fn traced(world: &World, kind: &str) -> Event {
    let query = audit_event::Entity::find().filter(audit_event::Column::Kind.eq(kind));
    let row = query.order_by_desc(audit_event::Column::Position).one(world.platform.database.read()).await;
    serde_json::from_str(&row.expect("reads").expect("is traced").payload).expect("an event")
}

#[test]
fn who_supports_a_need_or_groups_on_it_is_told_why_it_is_withdrawn() {
    on_both(|world| async move {
        let figeac = world.agent(&world.commune("46102")).await;
        let cahors = world.agent(&world.commune("46042")).await;
        let id = world.published(&figeac).await;
        support::add(&cahors, id, "").await.expect("supported");
        asks_why(support::withdraw(&cahors, id, &"".into()).await);
        support::withdraw(&cahors, id, &WHY.into()).await.expect("withdrawn");
        is_told(&world, &figeac, "support_withdrawn").await;
        assert_eq!(traced(&world, "support_withdrawn").await, Event::SupportWithdrawn { need: id, reason: why() });

        support::add(&cahors, id, "").await.expect("supported");
        asks_why(need::withdraw(&figeac, id, &" ".into()).await);
        let long = need::withdraw(&figeac, id, &"a".repeat(501).as_str().into()).await;
        assert!(matches!(long, Err(Error::Fields(_))), "{long:?}");
        need::withdraw(&figeac, id, &WHY.into()).await.expect("withdrawn");
        is_told(&world, &cahors, "need_withdrawn").await;
        assert_eq!(traced(&world, "need_withdrawn").await, Event::NeedWithdrawn { need: id, reason: why() });

        let alone = world.published(&figeac).await;
        need::withdraw(&figeac, alone, &"".into()).await.expect("nobody else is concerned");
        assert_eq!(traced(&world, "need_withdrawn").await, Event::NeedWithdrawn { need: alone, reason: None });
    });
}

fn why() -> Option<String> {
    Some(WHY.to_owned())
}

#[test]
fn who_is_kept_out_of_a_group_or_loses_it_is_told_why() {
    on_both(|world| async move {
        let (lead, id) = rouen(&world).await;
        let [asker, invited] = [world.commune("46102"), world.commune("46042")];
        let (asking, guest) = (world.agent(&asker).await, world.agent(&invited).await);
        group::request(&asking, id).await.expect("asks");
        asks_why(group::answer(&lead, id, &asker, Answer::Decline, &"".into()).await);
        group::answer(&lead, id, &asker, Answer::Decline, &WHY.into()).await.expect("declined");
        is_told(&world, &asking, "group_request_declined").await;

        group::invite(&lead, id, &invited, "203.0.113.9").await.expect("invited");
        asks_why(group::take_back(&lead, id, &invited, &"".into()).await);
        group::take_back(&lead, id, &invited, &WHY.into()).await.expect("taken back");
        is_told(&world, &guest, "group_invitation_taken_back").await;

        let eure = Siren::parse("227605409").expect("a SIREN");
        let member = join(&world, &lead, id, &eure).await;
        asks_why(group::answer(&member, id, &eure, Answer::Leave, &"".into()).await);
        group::answer(&member, id, &eure, Answer::Leave, &WHY.into()).await.expect("left");
        is_told(&world, &lead, "group_member_left").await;
        let Event::GroupMember { reason, .. } = traced(&world, "group_member").await else { panic!("a member") };
        assert_eq!(reason, why());

        group::request(&asking, id).await.expect("asks again");
        asks_why(group::dissolve(&lead, id, &"".into()).await);
        group::dissolve(&lead, id, &WHY.into()).await.expect("dissolved");
        is_told(&world, &asking, "group_dissolved").await;
        assert_eq!(traced(&world, "group_dissolved").await, Event::GroupDissolved { group: id, reason: why() });
        let other = rouen(&world).await;
        group::dissolve(&other.0, other.1, &"".into()).await.expect("nobody else is concerned");
    });
}

#[test]
fn whose_need_a_project_answered_is_told_why_it_is_given_up() {
    on_both(|world| async move {
        let curator = world.curator().await;
        let [figeac, cahors] = [world.agent(&world.commune("46102")).await, world.agent(&world.commune("46042")).await];
        let need = world.published(&figeac).await;
        support::add(&cahors, need, "").await.expect("supported");
        let id = world.on_ballot(&curator, need, "500000").await;
        asks_why(project::abandon(&curator, id, &"".into()).await);
        project::abandon(&curator, id, &WHY.into()).await.expect("given up");
        for concerned in [&figeac, &cahors] {
            is_told(&world, concerned, "project_dropped").await;
        }
        assert_eq!(traced(&world, "project_dropped").await, Event::ProjectDropped { project: id, reason: why() });
    });
}

#[test]
fn the_others_of_an_application_are_told_why_it_ends() {
    on_both(|world| async move {
        let curator = world.curator().await;
        let (lead, departement, id) = submitted(&world, "100000").await;
        asks_why(application::withdraw(&lead, id, &"".into()).await);
        application::withdraw(&lead, id, &WHY.into()).await.expect("withdrawn");
        for concerned in [&departement, &curator] {
            is_told(&world, concerned, "application_withdrawn").await;
        }
    });
}
