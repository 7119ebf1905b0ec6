//! Discussions: what collectivités and curators write to one another under needs and inside groups.

pub(crate) mod mention;
pub mod query;
pub mod question;
pub(crate) mod room;
mod told;
pub mod write;

use entity::{
    address::{Address, Link},
    discussion::Room,
    id::MessageId,
};

/// The identifier of a message on the page of its discussion.
pub fn anchor(id: MessageId) -> String {
    format!("message-{id}")
}

/// The page on which a discussion stands.
pub fn page(room: Room) -> Address {
    match room {
        Room::Need(need) => Address::NeedDiscussion(need),
        Room::Group(group) => Address::GroupRoom(group),
    }
}

/// Where a message stands, on whichever page of its discussion.
pub fn place(room: Room, id: MessageId) -> Link {
    page(room).with("message", id).at(&anchor(id))
}
