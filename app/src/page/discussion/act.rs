//! Writing, taking back, asking, closing a question.

use super::show::QUESTION;
use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::message_form::sent,
};
use axum::extract::Path;
use entity::{
    discussion::{Audience, Room},
    done::Done,
    form_field,
    id::{GroupId, MessageId, NeedId},
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
};
use server::discussion::{self, place, question, write};

/// Writes under a need.
pub async fn write_under_need(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<After, Failure> {
    write_in(&visit, Room::Need(id), &fields).await
}

/// Writes inside a group.
pub async fn write_in_group(visit: Visit, Path(id): Path<GroupId>, fields: Fields) -> Result<After, Failure> {
    write_in(&visit, Room::Group(id), &fields).await
}

async fn write_in(visit: &Visit, room: Room, fields: &Fields) -> Result<After, Failure> {
    let key = fields.text(form_field::THREAD);
    let thread = if key.is_empty() { None } else { Some(key.parse().map_err(|_| Failure::NotFound)?) };
    let (id, typed) = sent(fields, &key);
    let id = id.unwrap_or_else(|| MessageId(visit.ctx.platform.new_id()));
    write::write(&visit.ctx, room, id, thread, &typed).await?;
    Ok(After::new(Done::DiscussionWritten, place(room, id)))
}

/// A curator asks the collectivité of a need.
pub async fn ask(visit: Visit, Path(need): Path<NeedId>, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let audience = Audience::from_code(&fields.text(form_field::AUDIENCE))
        .ok_or_else(|| FieldRefusals::one(form_field::AUDIENCE, Refusal::NotOnTheList))
        .map_err(Failure::Refused)?;
    let (id, typed) = sent(&fields, QUESTION);
    let id = id.unwrap_or_else(|| MessageId(visit.ctx.platform.new_id()));
    question::ask(&visit.ctx, need, id, audience, &typed).await?;
    Ok(After::new(Done::QuestionAsked, place(Room::Need(need), id)))
}

/// Waits for an answer no longer.
pub async fn close(visit: Visit, Path(id): Path<MessageId>) -> Result<After, Failure> {
    let need = question::close(&visit.ctx, id).await?;
    Ok(After::new(Done::QuestionClosed, place(Room::Need(need), id)))
}

/// Takes one's message back.
pub async fn take_back(visit: Visit, Path(id): Path<MessageId>) -> Result<After, Failure> {
    let room = write::take_back(&visit.ctx, id).await?;
    Ok(After::new(Done::DiscussionTakenBack, discussion::place(room, id)))
}
