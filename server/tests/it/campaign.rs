use crate::world::{CAMPAIGN, CENSUS, SELECTION, on_both};
use entity::{refusal::Refusal, table::audit_event};
use sea_orm::{ConnectionTrait, EntityTrait};
use server::{
    Error,
    campaign::{self, Import, Opening, file, import},
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

/// The names of all campaigns, the current one first, and whether each was opened.
async fn known(ctx: &server::Context) -> Vec<(String, bool)> {
    let all = campaign::all(ctx).await.expect("reads");
    all.into_iter().map(|known| (known.campaign.spec.slug, known.opened_at.is_some())).collect()
}

#[test]
fn an_imported_campaign_waits_until_it_is_opened_and_no_vote_under_way_is_ended() {
    on_both(|world| async move {
        let ctx = world.nobody();
        let first = world.campaign().await;
        let mut next = first.spec.clone();
        next.slug = "relance-suivante".into();
        assert_eq!(import(&ctx, &next, false).await.expect("imports"), Import::Created);
        assert_eq!(world.campaign().await.id, first.id, "importing opens nothing");
        assert_eq!(known(&ctx).await, [(first.spec.slug.clone(), true), (next.slug.clone(), false)]);
        assert!(campaign::find_opened(&ctx, &next.slug).await.expect("reads").is_none());
        assert!(matches!(campaign::open(&ctx, "inconnue").await, Err(Error::NotFound)));
        let opened = campaign::open(&ctx, &first.spec.slug).await.expect("was opened");
        assert_eq!(opened, Opening::OpenedBefore);

        let mayor = world.elu(&world.commune("46102")).await;
        let curator = world.curator().await;
        let need = world.published(&mayor).await;
        world.on_ballot(&curator, need, "1 000 000").await;
        world.freeze().await;
        let under_way = Refusal::VoteUnderWay { campaign: first.spec.slug.clone() };
        for instant in [CENSUS, SELECTION] {
            world.go_to(instant);
            let refused = campaign::open(&ctx, &next.slug).await;
            assert!(matches!(&refused, Err(Error::Refused(refusal)) if *refusal == under_way), "{refused:?}");
            assert_eq!(world.campaign().await.id, first.id);
        }
        world.go_to("2021-05-01T10:00:00Z");
        let head = server::log::checkpoint(&ctx, &first).await.expect("reads").expect("frozen");
        assert_eq!(campaign::open(&ctx, &next.slug).await.expect("the vote is over"), Opening::Opened);
        let running = world.campaign().await;
        assert_eq!(running.spec.slug, next.slug);
        assert_eq!(known(&ctx).await, [(next.slug.clone(), true), (first.spec.slug.clone(), true)]);

        // The log and the archive of the one before are there as they were, for a server that starts now, too.
        let before = campaign::find_opened(&ctx, &first.spec.slug).await.expect("reads").expect("was opened");
        assert_eq!(server::log::checkpoint(&ctx, &before).await.expect("reads").expect("still there"), head);
        assert!(server::archive::files(&ctx, before.id).await.expect("reads").is_some());
        assert!(server::log::checkpoint(&ctx, &running).await.expect("reads").is_none(), "it has no vote yet");
    });
}

#[test]
fn two_who_open_at_once_and_one_who_freezes_wait_for_each_other() {
    on_both(|world| async move {
        let ctx = world.nobody();
        let first = world.campaign().await;
        let mut next = first.spec.clone();
        next.slug = "relance-suivante".into();
        import(&ctx, &next, false).await.expect("imports");
        let mayor = world.elu(&world.commune("46102")).await;
        let curator = world.curator().await;
        let need = world.published(&mayor).await;
        world.on_ballot(&curator, need, "1 000 000").await;
        let (opened, again, frozen) = tokio::join!(
            campaign::open(&ctx, "relance-suivante"),
            campaign::open(&ctx, "relance-suivante"),
            server::frozen_rule::freeze(&curator)
        );
        let openings = [opened, again].into_iter().filter(|one| matches!(one, Ok(Opening::Opened))).count();
        let rules = entity::table::frozen_rule::Entity::find().all(ctx.read()).await.expect("reads");
        let of_first = rules.iter().filter(|rule| rule.campaign == first.id).count();
        assert!(openings <= 1 && openings + of_first <= 1, "{openings} {rules:?} {frozen:?}");
    });
}
