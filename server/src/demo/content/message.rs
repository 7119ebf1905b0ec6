//! What people of the demonstration wrote to one another.

use super::{
    Writer,
    file::{Content, DemoSaid},
    siren_of,
};
use crate::Error;
use entity::{
    collectivity::Capacity,
    discussion::{Audience, Room},
    id::{GroupId, MessageId, NeedId},
    table::discussion_message,
};
use std::collections::HashMap;
use wording::operator::demonstration as words;

/// The rows of all messages, each before its answers.
pub(super) fn messages(
    writer: &mut Writer<'_>,
    content: &Content,
    needs: &HashMap<String, NeedId>,
    groups: &HashMap<String, GroupId>,
) -> Result<Vec<discussion_message::Model>, Error> {
    let mut rows = Vec::new();
    for message in &content.message {
        let need = message.need.as_ref().and_then(|key| needs.get(key)).copied().map(Room::Need);
        let group = message.group.as_ref().and_then(|key| groups.get(key)).copied().map(Room::Group);
        let named = message.need.as_ref().or(message.group.as_ref()).map(String::as_str).unwrap_or_default();
        let room = need.or(group).ok_or_else(|| Error::Stored(words::unknown_key(named)))?;
        let head = row(writer, room, None, &message.said)?;
        let thread = Some(head.id);
        rows.push(head);
        for answer in &message.answer {
            rows.push(row(writer, room, thread, answer)?);
        }
    }
    Ok(rows)
}

fn row(
    writer: &mut Writer<'_>,
    room: Room,
    thread: Option<MessageId>,
    said: &DemoSaid,
) -> Result<discussion_message::Model, Error> {
    let siren = said.collectivity.as_ref().map(|code| siren_of(writer.reference, code)).transpose()?;
    let known = writer.people.iter().find(|person| person.name == said.name).map(|person| person.id);
    let (person, capacity) = match (siren, known) {
        (Some(siren), _) => {
            let person = writer.person(&siren, &said.name, Capacity::Agent, &said.title);
            let held = writer.memberships.iter().find(|held| held.person == person && held.siren == siren);
            (person, held.map(|held| held.capacity))
        }
        (None, Some(curator)) => (curator, None),
        (None, None) => return Err(Error::Stored(words::unknown_key(&said.name))),
    };
    let (need, group_id) = match room {
        Room::Need(need) => (Some(need), None),
        Room::Group(group) => (None, Some(group)),
    };
    Ok(discussion_message::Model {
        id: MessageId(writer.ctx.platform.new_id()),
        campaign: writer.campaign.id,
        need,
        group_id,
        thread,
        person,
        siren,
        capacity,
        title: said.title.clone(),
        audience: Audience::All,
        question: None,
        content: said.text.trim().to_owned(),
        written_at: writer.days_ago(said.days_ago, &said.text).into(),
        edited_at: None,
        taken_back_at: None,
        hidden_at: None,
    })
}
