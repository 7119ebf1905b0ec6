//! A need read beside the list: its text, who supports it, what was noted, and what was done.

use crate::{Context, Error, audit, need::query::get};
use entity::{
    curation::{Seen, WorkState},
    event::Event,
    id::{NeedId, PersonId},
    permission::{Action, Facts},
    table::{audit_event, need, need_note, need_work, support},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// The most supports, notes and acts that are shown of one need: the latest.
const MOST: u64 = 30;

/// Everything that the panel shows.
#[derive(Debug, Clone)]
pub struct Reading {
    pub need: need::Model,
    pub seen: Seen,
    /// The latest supports.
    pub supports: Vec<support::Model>,
    /// Newest first, with the names of those who wrote them.
    pub notes: Vec<(need_note::Model, Option<String>)>,
    /// Newest first.
    pub history: Vec<Act>,
}

/// What was done to a need.
#[derive(Debug, Clone)]
pub struct Act {
    pub event: audit_event::Model,
    /// Who did it; None for somebody who took their data away.
    pub by: Option<String>,
    /// To whom the need was given.
    pub to: Option<String>,
}

/// A need that everybody sees, with what curators know of it. Seven statements. Who: curators.
pub async fn reading(ctx: &Context, id: NeedId) -> Result<Reading, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let need = get(ctx, id).await?;
    let work = need_work::Entity::find_by_id(id).one(ctx.read()).await?;
    let project = crate::need::query::project_of(ctx, id).await?.map(|project| project.id);
    let supports = support::Entity::find().filter(support::Column::Need.eq(id));
    let supports = supports.order_by_desc(support::Column::At).limit(MOST).all(ctx.read()).await?;
    let notes = need_note::Entity::find().filter(need_note::Column::Need.eq(id));
    let notes = notes.order_by_desc(need_note::Column::At).limit(MOST).all(ctx.read()).await?;
    let acts = audit_event::Entity::find().filter(audit_event::Column::Subject.eq(id.to_string()));
    let acts = acts
        .order_by_desc(audit_event::Column::At)
        .order_by_desc(audit_event::Column::Position)
        .limit(MOST)
        .all(ctx.read())
        .await?;
    let people = notes.iter().map(|note| note.author).chain(acts.iter().filter_map(|act| act.person));
    let mut people: Vec<PersonId> = people.chain(acts.iter().filter_map(given_to)).collect();
    people.sort_unstable();
    people.dedup();
    let names: HashMap<PersonId, String> = audit::names_of(ctx.read(), &people).await?;
    let name = |person: Option<PersonId>| person.and_then(|person| names.get(&person).cloned());
    let seen = Seen {
        version: need.version,
        state: need.state,
        project,
        work: work.as_ref().map_or(WorkState::New, |work| work.state),
        assignee: work.and_then(|work| work.assignee),
    };
    Ok(Reading {
        seen,
        supports,
        notes: notes.into_iter().map(|note| (name(Some(note.author)), note)).map(|(by, note)| (note, by)).collect(),
        history: acts
            .into_iter()
            .map(|event| Act { by: name(event.person), to: name(given_to(&event)), event })
            .collect(),
        need,
    })
}

/// To whom a need was given by an act.
fn given_to(event: &audit_event::Model) -> Option<PersonId> {
    match serde_json::from_str(&event.payload) {
        Ok(Event::NeedAssigned { to, .. }) => to,
        _ => None,
    }
}
