use crate::world::{CAMPAIGN, SELECTION, on_both};
use entity::{refusal::Refusal, table::audit_event};
use sea_orm::{ConnectionTrait, EntityTrait};
use server::{
    Error,
    campaign::{Import, file, import},
};

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
fn what_decides_the_selection_does_not_change_once_it_has_opened() {
    on_both(|world| async move {
        let ctx = world.nobody();
        let before = world.campaign().await.spec;
        world.go_to(SELECTION);
        for (was, becomes) in [("amount = 30_000_000", "amount = 31_000_000"), ("2021-04-30", "2021-05-15")] {
            let text = CAMPAIGN.replace(was, becomes);
            assert_ne!(text, CAMPAIGN, "{was} is in the file");
            let changed = file::read(&text).expect("valid");
            let shown = import(&ctx, &changed, false).await.expect("may be compared");
            assert!(matches!(shown, Import::Differs(_)), "{shown:?}");
            let applied = import(&ctx, &changed, true).await;
            assert!(matches!(applied, Err(Error::Refused(Refusal::SelectionFrozen))), "{applied:?}");
            assert_eq!(world.campaign().await.spec, before, "nothing changed");
        }
        let mut renamed = before.clone();
        renamed.title.push_str(" (rectifié)");
        let applied = import(&ctx, &renamed, true).await.expect("what decides nothing may be put right");
        assert!(matches!(applied, Import::Applied(_)));
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
