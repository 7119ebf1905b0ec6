use crate::world::{CAMPAIGN, on_both};
use entity::table::audit_event;
use sea_orm::{ConnectionTrait, EntityTrait};
use server::campaign::{Import, file, import};

#[test]
fn importing_twice_changes_nothing_and_a_change_is_shown_before_it_is_applied() {
    on_both(|world| async move {
        let ctx = world.nobody();
        let spec = file::read(CAMPAIGN).expect("valid");
        assert_eq!(import(&ctx, &spec, true).await.expect("imports"), Import::Unchanged);
        assert_eq!(world.campaign().await.version, 1);
        let changed = file::read(&CAMPAIGN.replace("2021-03-31", "2021-03-28")).expect("valid");
        let line = "calendar.census.until : \"2021-03-31\" → \"2021-03-28\"".to_owned();
        assert_eq!(import(&ctx, &changed, false).await.expect("compares"), Import::Differs(vec![line.clone()]));
        assert_eq!(world.campaign().await.spec, spec, "nothing changed without --apply");
        assert_eq!(import(&ctx, &changed, true).await.expect("applies"), Import::Applied(vec![line]));
        assert_eq!((world.campaign().await.spec, world.campaign().await.version), (changed, 2));
    });
}

#[test]
fn the_trace_can_only_grow() {
    on_both(|world| async move {
        let count = audit_event::Entity::find().all(world.platform.database.read()).await.expect("reads").len();
        assert!(count >= 2, "the imports left a trace");
        for sql in ["DELETE FROM audit_event", "UPDATE audit_event SET kind = 'autre'"] {
            let tx = world.platform.database.begin().await.expect("begins");
            assert!(tx.execute_unprepared(sql).await.is_err(), "{sql}");
        }
        let after = audit_event::Entity::find().all(world.platform.database.read()).await.expect("reads").len();
        assert_eq!(after, count);
    });
}
