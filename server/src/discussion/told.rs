//! Who is told of a message: each person once, by the first of the reasons for which they might be.

use super::{place, room::Loaded};
use crate::{
    Context, Error,
    membership::acting::people_of,
    notice::{self, Kind},
};
use entity::{
    discussion::{Audience, Room},
    id::PersonId,
    siren::Siren,
    table::discussion_message,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashSet;

/// Who wrote under one message, and it itself: who, and for which collectivité.
pub(super) type Writers = Vec<(PersonId, Option<Siren>)>;

/// What is told of a message.
pub(super) struct News<'a> {
    pub row: &'a discussion_message::Model,
    /// Who wrote the message that it answers.
    pub answered: Option<PersonId>,
    /// Whether it answers a curator's question.
    pub answers_question: bool,
    /// The collectivités that it names.
    pub mentions: &'a [Siren],
    pub writers: Writers,
}

/// Those who wrote in a thread.
pub(super) async fn writers(tx: &impl ConnectionTrait, head: &discussion_message::Model) -> Result<Writers, Error> {
    let replies = discussion_message::Entity::find().filter(discussion_message::Column::Thread.eq(head.id));
    let replies = replies
        .select_only()
        .columns([discussion_message::Column::Person, discussion_message::Column::Siren])
        .distinct()
        .into_tuple();
    let mut writers: Writers = replies.all(tx).await?;
    writers.push((head.person, head.siren));
    Ok(writers)
}

/// Tells those whom a new message concerns.
pub(super) async fn notify(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    room: &Loaded,
    news: News<'_>,
) -> Result<(), Error> {
    let own = match room.room {
        Room::Need(_) => vec![room.owner],
        Room::Group(_) => room.members.clone(),
    };
    let at_home = people_of(tx, own.clone()).await?;
    let is_private = news.row.audience == Audience::Author || matches!(room.room, Room::Group(_));
    let named = news.mentions.iter().filter(|siren| !is_private || own.contains(siren)).copied().collect();
    let named = people_of(tx, named).await?;
    // Who may read it still: curators, and where it is not for everybody the people of its collectivités.
    let reads = |person: &PersonId, siren: &Option<Siren>| !is_private || siren.is_none() || at_home.contains(person);
    let writers = news.writers.iter().filter(|(person, siren)| reads(person, siren)).map(|(person, _)| *person);
    let writers: Vec<PersonId> = writers.collect();
    let answered: Vec<PersonId> = news.answered.into_iter().filter(|person| writers.contains(person)).collect();
    let reply = if news.answers_question { Kind::QuestionAnswered } else { Kind::DiscussionReply };
    let (all, everybody) = match room.room {
        Room::Need(_) => (Kind::DiscussionMessage, [at_home, writers].concat()),
        Room::Group(_) => (Kind::GroupMessage, [at_home, writers].concat()),
    };
    let link = place(room.room, news.row.id).to_string();
    let (mut told, mut rows) = (HashSet::new(), Vec::new());
    for (kind, people) in [(reply, answered), (Kind::DiscussionMention, named), (all, everybody)] {
        let people = people.into_iter().filter(|person| told.insert(*person)).collect();
        rows.extend(notice::rows(ctx, people, kind, &room.title, link.clone()));
    }
    notice::write(tx, rows).await
}

/// Tells the people of collectivités that a message names them, as after it was corrected.
pub(super) async fn notify_named(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    room: &Loaded,
    row: &discussion_message::Model,
    mentions: Vec<Siren>,
) -> Result<(), Error> {
    let is_private = row.audience == Audience::Author || matches!(room.room, Room::Group(_));
    let reads = |siren: &Siren| !is_private || *siren == room.owner || room.members.contains(siren);
    let people = people_of(tx, mentions.into_iter().filter(reads).collect()).await?;
    notice::notify(tx, ctx, people, Kind::DiscussionMention, &room.title, place(room.room, row.id)).await
}
