//! Messages on top of every page: who reads them, when, and how many at once.

use crate::{
    fixture::{fields, refusal},
    world::{World, at, on_both},
};
use entity::{form_field, id::ServiceMessageId, refusal::Refusal, service_message::MessageAudience};
use server::{
    Context, Error,
    service_message::{self, Typed},
};
use std::sync::Arc;

fn typed(content: &str, audience: MessageAudience, begins: &str, ends: &str) -> Typed {
    Typed { content: content.into(), audience, begins_at: at(begins), ends_at: at(ends) }
}

async fn written(ctx: &Context, typed: Typed) -> ServiceMessageId {
    let id = ServiceMessageId(ctx.platform.new_id());
    service_message::write(ctx, id, typed).await.expect("written");
    id
}

async fn shown(ctx: &Context) -> Vec<String> {
    service_message::shown(ctx).await.expect("reads")
}

#[test]
fn a_message_is_shown_from_its_beginning_to_its_end_to_those_it_is_for_on_every_server() {
    on_both(|world: World| async move {
        let curator = world.curator().await;
        let mayor = world.elu(&world.commune("46102")).await;
        assert!(matches!(service_message::list(&mayor).await, Err(Error::Forbidden)));
        let (begins, ends) = ("2021-03-01T12:00:00Z", "2021-03-01T18:00:00Z");
        let all = written(&curator, typed("Interruption ce soir", MessageAudience::Everybody, begins, ends)).await;
        written(&curator, typed("Pour vous", MessageAudience::SignedIn, begins, ends)).await;
        let elsewhere = world.restarted().await;
        let there = world.nobody_on(&elsewhere);
        assert_eq!(shown(&mayor).await, [""; 0], "not before");
        assert_eq!(shown(&there).await, [""; 0]);
        world.go_to(begins);
        assert_eq!(shown(&world.nobody()).await, ["Interruption ce soir"]);
        let mut hers = shown(&mayor).await;
        hers.sort();
        assert_eq!(hers, ["Interruption ce soir", "Pour vous"]);
        assert_eq!(shown(&there).await, ["Interruption ce soir"]);
        service_message::end(&curator, all).await.expect("ended");
        assert_eq!(refusal(service_message::end(&curator, all).await), Refusal::WrongState);
        assert_eq!(shown(&world.nobody()).await, [""; 0]);
        world.go_to("2021-03-01T12:00:11Z");
        assert_eq!(shown(&there).await, [""; 0], "on another server within ten seconds");
        assert_eq!(shown(&mayor).await, ["Pour vous"]);
        world.go_to(ends);
        assert_eq!(shown(&mayor).await, [""; 0]);
        elsewhere.database.clone().close().await;
    });
}

#[test]
fn three_are_shown_at_once_and_each_has_an_end() {
    on_both(|world: World| async move {
        let curator = world.curator().await;
        let (begins, ends) = ("2021-03-01T12:00:00Z", "2021-03-01T18:00:00Z");
        let one = |begins, ends| typed("Interruption", MessageAudience::Everybody, begins, ends);
        let id = ServiceMessageId(world.platform.new_id());
        let refused = |begins, ends| {
            let (ctx, typed) = (curator.clone(), one(begins, ends));
            async move { fields(service_message::write(&ctx, id, typed).await) }
        };
        let field = || form_field::UNTIL.into();
        assert_eq!(refused(ends, begins).await, [(field(), Refusal::EndsBeforeItBegins)]);
        let past = refused("2021-02-01T12:00:00Z", "2021-02-02T12:00:00Z").await;
        assert_eq!(past, [(field(), Refusal::EndsInThePast)]);
        let long = refused(begins, "2021-06-01T12:00:00Z").await;
        assert_eq!(long, [(field(), Refusal::ShownTooLong { days: 90 })]);
        let empty = Typed { content: " ".into(), ..one(begins, ends) };
        let refused = fields(service_message::write(&curator, id, empty).await);
        assert_eq!(refused, [(form_field::BODY.into(), Refusal::Missing)]);
        // Four at the same time, of which three pass; the one that is sent twice is one.
        let curator = Arc::new(curator);
        let results = crate::world::at_once(4, |_| {
            let curator = Arc::clone(&curator);
            let typed = one("2021-03-01T12:00:00Z", "2021-03-01T18:00:00Z");
            let id = ServiceMessageId(curator.platform.new_id());
            async move { service_message::write(&curator, id, typed).await.is_ok() }
        });
        let passed = results.await.into_iter().filter(|passed| *passed).count();
        assert_eq!(passed, 3);
        assert_eq!(service_message::list(&curator).await.expect("reads").len(), 3);
        let id = ServiceMessageId(curator.platform.new_id());
        for _ in 0..2 {
            service_message::write(&curator, id, one(ends, "2021-03-01T19:00:00Z")).await.expect("written once");
        }
        assert_eq!(service_message::list(&curator).await.expect("reads").len(), 4);
    });
}
