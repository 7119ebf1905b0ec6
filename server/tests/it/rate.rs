//! What a network asks of several servers counts together.

use crate::world::on_both;
use server::rate::{Counted, exchange};

fn counted(network: &str, acts: bool, asked: i64) -> Counted {
    Counted { network: network.into(), acts, asked }
}

#[test]
fn each_server_hears_what_the_others_counted_in_this_minute() {
    on_both(|world| async move {
        let tell = async |server: &str, minute: i64, own: Vec<Counted>| {
            exchange(&world.platform, server, minute, own).await.expect("exchanges")
        };
        assert_eq!(tell("one", 100, vec![counted("203.0.113.9", false, 7)]).await, []);
        assert_eq!(tell("two", 100, vec![]).await, [counted("203.0.113.9", false, 7)]);
        tell("one", 100, vec![counted("203.0.113.9", false, 9)]).await;
        assert_eq!(tell("two", 100, vec![]).await, [counted("203.0.113.9", false, 9)], "told again, counted once");
        assert_eq!(tell("one", 100, vec![]).await, [], "one's own is no other's");
        assert_eq!(tell("two", 101, vec![]).await, [], "a minute later nothing is left");
        tell("two", 103, vec![]).await;
        assert_eq!(tell("three", 100, vec![]).await, [], "it is removed");
    });
}
