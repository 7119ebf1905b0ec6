//! What is noted of one need from the panel: how far one is with it, whose it is, and notes.

use super::desk::acts::code;
use crate::http::{after::After, failure::Failure, fields::Fields, local_path::local_path, visit::Visit};
use axum::extract::Path;
use entity::{address::Address, curation::WorkState, done::Done, form_field, id::NeedId};
use server::curation::{
    note,
    work::{self, WorkForm},
};

/// The page that a form stood on, or the desk.
pub fn page_of(visit: &Visit, fields: &Fields, field: form_field::FormField) -> String {
    local_path(&fields.text(field)).unwrap_or_else(|| visit.here(Address::Curation))
}

/// Notes how far one is with a need and whose it is; or that it is read, and goes on to the next.
pub async fn set(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<After, Failure> {
    if fields.text(form_field::DESK_ACT) == code::READ {
        let form = WorkForm { work: Some(WorkState::Read.code().to_owned()), assignee: None };
        work::set(&visit.ctx, id, &form).await?;
        let next = match fields.text(form_field::THEN).is_empty() {
            true => page_of(&visit, &fields, form_field::PAGE),
            false => page_of(&visit, &fields, form_field::THEN),
        };
        return Ok(After::new(Done::NeedSorted, next));
    }
    let sent = |field: form_field::FormField| Some(fields.text(field)).filter(|text| !text.is_empty());
    let form = WorkForm { work: sent(form_field::WORK), assignee: sent(form_field::ASSIGNEE) };
    work::set(&visit.ctx, id, &form).await?;
    Ok(After::new(Done::NeedSorted, page_of(&visit, &fields, form_field::PAGE)))
}

/// Writes a note.
pub async fn write_note(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<After, Failure> {
    let (text, mention) = (fields.text(form_field::NOTE), fields.text(form_field::MENTION));
    note::write(&visit.ctx, id, &text, &mention).await?;
    Ok(After::new(Done::NeedNoted, page_of(&visit, &fields, form_field::PAGE)))
}
