//! Seeing the site as somebody else would: begun by an administrator, over in half an hour, traced, and never an act.

use crate::fixture::fields;
use crate::world::{World, on_both_in_the_demonstration};
use entity::{
    form_field,
    permission::StaffRole,
    refusal::Refusal,
    table::{audit_event, session},
    viewing::ViewRole,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    Context, Error,
    clock::SystemClock,
    demo, need,
    person::{self, SignedIn},
    retention::{self, Retention},
    viewing::{self, ViewForm},
};
use std::sync::Arc;

/// Who a session is now.
async fn who(world: &World, token: &str) -> (Context, Option<SignedIn>) {
    let (database, machine) = (world.platform.database.read(), SystemClock::machine_now());
    let (actor, who) = person::actor_of(database, machine, world.platform.now(), token, "").await.expect("reads");
    (Context::new(Arc::clone(&world.platform), actor, "test"), who)
}

async fn traced(world: &World, kind: &str) -> u64 {
    let query = audit_event::Entity::find().filter(audit_event::Column::Kind.eq(kind));
    query.count(world.platform.database.read()).await.expect("counts")
}

fn as_elu(collectivity: &str) -> ViewForm {
    ViewForm { role: "elu".into(), collectivity: collectivity.into(), departement: String::new() }
}

#[test]
fn an_administrator_sees_as_an_elu_and_does_nothing() {
    on_both_in_the_demonstration(|world| async move {
        let nobody = world.nobody();
        let keys = ["administrateur", "curatrice-incubateur"];
        let [token, curator] = keys.map(|key| demo::sign_in(&nobody, key, "test"));
        let (token, curator) = (token.await.expect("signed in"), curator.await.expect("signed in"));
        let (other, _) = who(&world, &curator).await;
        assert!(matches!(viewing::begin(&other, &curator, &as_elu("214601023")).await, Err(Error::Forbidden)));

        let (own, _) = who(&world, &token).await;
        let refused = fields(viewing::begin(&own, &token, &ViewForm::default()).await);
        assert_eq!(refused, [(form_field::STAFF.into(), Refusal::Missing)]);
        let refused = fields(viewing::begin(&own, &token, &as_elu("Nullepart-les-Bains")).await);
        assert!(matches!(refused.as_slice(), [(_, Refusal::MentionUnknown { .. })]), "{refused:?}");
        let officer = ViewForm { role: "prefecture".into(), ..ViewForm::default() };
        let refused = fields(viewing::begin(&own, &token, &officer).await);
        assert_eq!(refused, [(form_field::DEPARTEMENT.into(), Refusal::DepartementNeeded)]);

        viewing::begin(&own, &token, &as_elu("214601023")).await.expect("begun");
        assert_eq!(traced(&world, "view_begun").await, 1);
        let (seen, shown) = who(&world, &token).await;
        let acting = seen.actor.acting.as_ref().expect("acts");
        assert_eq!((acting.siren.as_str(), acting.mandate, seen.actor.staff), ("214601023", true, None));
        assert_eq!(shown.expect("signed in").memberships.len(), 1);
        assert_eq!(seen.actor.viewing.as_ref().map(|view| view.role), Some(ViewRole::Elu));
        assert!(matches!(seen.begin().await, Err(Error::Viewing)));
        let draft = entity::id::NeedId(world.platform.new_id());
        let drafted = need::save_draft(&seen, draft, &crate::world::need_form(), "").await;
        assert!(matches!(drafted, Err(Error::Viewing)), "{drafted:?}");
        let campaign = world.campaign().await;
        let paper = server::ballot::paper(&seen, &campaign).await;
        assert!(matches!(paper, Err(Error::Forbidden | Error::NotFound)), "the ballot stays secret");

        viewing::end(&seen, &token).await.expect("ended");
        viewing::end(&seen, &token).await.expect("twice is once");
        assert_eq!(traced(&world, "view_ended").await, 1);
        let (back, _) = who(&world, &token).await;
        assert_eq!((back.actor.staff, back.actor.viewing), (Some(StaffRole::Administrator), None));
    });
}

#[test]
fn a_view_is_over_after_half_an_hour_and_its_end_is_traced_even_when_nobody_comes_back() {
    on_both_in_the_demonstration(|world| async move {
        let token = demo::sign_in(&world.nobody(), "administrateur", "test").await.expect("signed in");
        let (own, _) = who(&world, &token).await;
        viewing::begin(&own, &token, &as_elu("214601023")).await.expect("begun");
        let past = SystemClock::machine_now() - chrono::Duration::seconds(1);
        let tx = world.platform.database.begin().await.expect("begins");
        session::Entity::update_many()
            .set(session::ActiveModel { view_until: Set(Some(past.into())), ..Default::default() })
            .filter(session::Column::ViewRole.is_not_null())
            .exec(&tx)
            .await
            .expect("updates");
        tx.commit().await.expect("commits");
        let (back, shown) = who(&world, &token).await;
        assert_eq!(back.actor.viewing, None);
        assert!(shown.expect("signed in").view_is_over, "to be traced");
        assert!(!viewing::is_on(&back, &token).await.expect("reads"));
        retention::purge(&world.platform, Retention::default()).await.expect("purged");
        assert_eq!(traced(&world, "view_ended").await, 1);
        assert!(!who(&world, &token).await.1.expect("signed in").view_is_over);
        assert_eq!(server::audit::verify(&world.platform, None).await.expect("reads").broken, None);
    });
}
